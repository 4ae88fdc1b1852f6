"""The report of a training as a page that anybody can open: what was learnt, how good it is, what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.learning.charts import confusion_chart, curve_chart, reliability_chart
from pipeline.themes.evaluation import Evaluation, ThemeFigures
from pipeline.themes.model import FEWEST
from pipeline.themes.taxonomy import Taxonomy

if TYPE_CHECKING:
    from pipeline.learning.teaching import Lesson

PAGE = "report.html"
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: .8rem 0 } td, th { border: 1px solid #ccc; padding: .25rem .6rem }
th { background: #eef2f7; text-align: left } td.n { text-align: right } .plots { display: flex; flex-wrap: wrap }
figure { margin: 0 1.5rem 1rem 0 } figcaption { color: #555; font-size: 13px; max-width: 24rem } .warn { color: #a33 }
"""


def write_report(lesson: Lesson, taxonomy: Taxonomy, folder: Path) -> None:
    """Write the report into the folder of its version."""
    names = {theme.id: f"{theme.name_vi} ({theme.id})" for theme in taxonomy.themes}
    (folder / PAGE).write_text("\n".join(_page(lesson, names)), encoding="utf-8")


def words_of(figure: float | None) -> str:
    """Return a figure with three places, a dash where there is none."""
    return "–" if figure is None else f"{figure:.3f}"


def warnings_of(lesson: Lesson, names: dict[str, str]) -> Iterator[str]:
    """Say plainly what could not be learnt or measured."""
    for theme in lesson.unlearnt:
        yield (
            f"{names.get(theme, theme)}: chưa đủ {FEWEST} câu có và {FEWEST} câu không để đo (too few labels to "
            "measure); nhãn đã có vẫn được dùng, điểm là tạm tính (provisional)."
        )
    for theme, n in lesson.left_out.items():
        yield f"{n} nhãn của chủ đề {theme!r} không còn trong taxonomy.toml: được giữ, không học (kept, not learnt)."


def _page(lesson: Lesson, names: dict[str, str]) -> Iterator[str]:
    """Yield the page piece by piece."""
    title = f"Mô hình chủ đề {lesson.version}"
    yield f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
    people = ", ".join(f"{names.get(theme, theme)}: {n}" for theme, n in lesson.labels.items()) or "chưa có (none)"
    yield f"<p>{escape(lesson.at)} · {escape(lesson.author)} · {escape(lesson.note or 'không ghi chú')}<br>"
    yield f"Nhãn của người dùng (labels of people): {escape(people)}<br>"
    yield f"Đang dùng lúc đó (in use at that time): {escape(lesson.previous)}</p>"
    yield from (f'<p class="warn">{escape(line)}</p>' for line in warnings_of(lesson, names))
    yield "<h2>Kiểm tra cố định (frozen test: sentences no version learns from)</h2>"
    yield from _figures(lesson.frozen, names)
    yield "<h2>Kiểm tra chéo theo kế hoạch (cross-validation, no plan on both sides)</h2>"
    yield from _figures(lesson.evaluation, names)
    if lesson.evaluation.folds:
        folds = " · ".join(words_of(fold) for fold in lesson.evaluation.folds)
        yield f"<p>micro-F1 từng phần (of each fold): {folds}</p>"
    yield from _plots(lesson)
    yield "<h2>Nhầm lẫn (confused)</h2>"
    yield _table(
        ("Đáng lẽ là (was)", "Lại gắn (was given)", "Số câu (tasks)"),
        ((names.get(a, a), names.get(b, b), str(n)) for a, b, n in lesson.evaluation.confused),
    )
    yield from _changes(lesson, names)
    yield "</html>"


def _figures(evaluation: Evaluation, names: dict[str, str]) -> Iterator[str]:
    """Yield the figures of each theme and over all."""
    yield _table(
        ("Chủ đề (theme)", "Nhãn (labels)", "Có (positive)", "Chính xác (precision)", "Phủ (recall)", "F1", "ECE"),
        (_theme_cells(theme, names) for theme in evaluation.themes),
    )
    yield (
        f"<p>micro-F1 <b>{words_of(evaluation.micro_f1)}</b> · macro-F1 <b>{words_of(evaluation.macro_f1)}</b> · "
        f"ECE <b>{words_of(evaluation.ece)}</b></p>"
    )


def _theme_cells(theme: ThemeFigures, names: dict[str, str]) -> Sequence[str]:
    figures = (theme.precision, theme.recall, theme.f1, theme.ece)
    return (
        names.get(theme.theme, theme.theme), str(theme.labels), str(theme.positives),
        *(words_of(figure) for figure in figures),
    )  # fmt: skip


def _plots(lesson: Lesson) -> Iterator[str]:
    """Yield the charts with what they show."""
    plots = (
        (reliability_chart(lesson.evaluation.bins), "Trong số câu được cho xác suất p, bao nhiêu phần đúng thật."),
        (confusion_chart(lesson.evaluation.themes), "Số nhãn đúng, gắn thừa và bỏ sót theo chủ đề."),
        (curve_chart(lesson.curve), "F1 trên các kế hoạch để riêng khi học dần nhiều câu hơn."),
    )
    yield '<div class="plots">'
    yield from (f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>" for svg, caption in plots)
    yield "</div>"


def _changes(lesson: Lesson, names: dict[str, str]) -> Iterator[str]:
    """Yield the tasks whose tags would change."""
    changes = lesson.changes
    yield "<h2>Nhiệm vụ trong kho sẽ đổi chủ đề (tasks whose tag would change)</h2>"
    touched = sorted({*changes.gained, *changes.lost})
    yield _table(
        ("Chủ đề", "Thêm (gain)", "Mất (lose)"),
        ((names.get(t, t), str(changes.gained.get(t, 0)), str(changes.lost.get(t, 0))) for t in touched),
    )
    yield _table(
        ("", "Chủ đề", "Trước", "Sau", "Nhiệm vụ", "Tệp"),
        (
            (
                "+" if change.gained else "−",
                names.get(change.theme, change.theme),
                f"{change.before:.2f}",
                f"{change.after:.2f}",
                change.text,
                change.file,
            )
            for change in changes.tasks
        ),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; numbers are set to the right."""
    cells = [
        "".join(f'<td class="n">{cell}</td>' if _is_number(cell) else f"<td>{escape(cell)}</td>" for cell in row)
        for row in rows
    ]
    if not cells:
        return "<p>Không có (none).</p>"
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><tr>{''.join(f'<th>{escape(cell)}</th>' for cell in head)}</tr>{lines}</table>"


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdecimal()
