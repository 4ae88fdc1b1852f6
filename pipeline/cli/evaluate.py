"""`kehoach evaluate`: how good themes and answers are, by what people have judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.examples import examples
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.learning.comparison import Comparison
    from pipeline.records import Answer
    from pipeline.search.evaluation import Line
    from pipeline.themes.evaluation import Evaluation
    from pipeline.workspace import Workspace

_AGAINST = ("literal", "lexical", "dense")
_FILE = click.Path(path_type=Path)
_FROZEN = "kiểm tra cố định, các câu không phiên bản nào học (frozen test)"


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "kehoach evaluate",
        "kehoach evaluate --version b50484e688db --version 2026-03-01-081500-1f0c2a77b1d4",
        "kehoach evaluate search cau-hoi.jsonl dap-an.tsv --against literal",
    ),
)
@click.option(
    "--version", "versions", multiple=True, help="Một hoặc hai phiên bản. (One or two versions, side by side.)"
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_context
def evaluate(context: click.Context, versions: tuple[str, ...], as_json: bool) -> None:
    """Đo chất lượng bằng dữ liệu đã có người đánh giá; không có lệnh con thì đo mô hình chủ đề.

    Measure quality on judged data: without a subcommand the theme model, on sentences no version learns from.
    """
    if context.invoked_subcommand is not None:
        return
    if len(versions) > 2:
        raise click.UsageError("Nhiều nhất hai phiên bản. (Two versions at most.)")
    from pipeline.learning.comparison import compare
    from pipeline.themes.evaluation import evaluate as measure_themes
    from pipeline.themes.examples import frozen_examples
    from pipeline.workspace import Workspace

    workspace = Workspace.open(context.obj)
    models = [workspace.themes.models.model(version) for version in versions] or [workspace.themes.model()]
    if len(models) == 1:
        figures = measure_themes(models[0].open(), frozen_examples())
        known: dict[str, Any] = {models[0].version: asdict(figures)}
        lines = [f"{models[0].version}, {_FROZEN}", *figure_lines(figures)]
    else:
        found = compare(models[0].open(), models[1].open())
        known = {"versions": [model.version for model in models], **asdict(found)}
        lines = list(_comparison_lines(found, models[0].version, models[1].version))
    click.echo(to_text(known, indent=1) if as_json else "\n".join(lines))


def figure_lines(figures: Evaluation) -> Iterator[str]:
    """Give what was measured of themes as a table."""
    from pipeline.learning.report import words_of

    yield f"  {'':<24}{'nhãn':>6}{'có':>6}{'P':>8}{'R':>8}{'F1':>8}{'ECE':>8}"
    for theme in figures.themes:
        cells = "".join(f"{words_of(x):>8}" for x in (theme.precision, theme.recall, theme.f1, theme.ece))
        few = "  quá ít nhãn để đo (too few to measure)" if theme.f1 is None else ""
        yield f"  {theme.theme:<24}{theme.labels:>6}{theme.positives:>6}{cells}{few}"
    over_all = f"micro-F1 {words_of(figures.micro_f1)}, macro-F1 {words_of(figures.macro_f1)}"
    spread = f", từng phần (folds) {min(figures.folds):.3f}–{max(figures.folds):.3f}" if figures.folds else ""
    yield f"  {over_all}, ECE {words_of(figures.ece)}{spread}"


def _comparison_lines(found: Comparison, old: str, new: str) -> Iterator[str]:
    """Give two versions side by side, and whether they differ beyond chance."""
    from pipeline.learning.report import words_of

    yield f"{_FROZEN}: {old} → {new}"
    others = {theme.theme: theme for theme in found.new.themes}
    for theme in found.old.themes:
        now = others.get(theme.theme)
        yield f"  {theme.theme:<24} F1 {words_of(theme.f1)} → {words_of(now.f1 if now else None)}"
    pairs = (("micro-F1", found.old.micro_f1, found.new.micro_f1), ("macro-F1", found.old.macro_f1, found.new.macro_f1))
    for name, before, after in (*pairs, ("ECE", found.old.ece, found.new.ece)):
        yield f"  {name:<24}    {words_of(before)} → {words_of(after)}"
    verdict = "kém rõ rệt (significantly worse)" if found.is_worse else "tốt hơn rõ rệt (significantly better)"
    if found.low <= 0 <= found.high:
        verdict = "chưa chứng tỏ được khác nhau (no proven difference)"
    yield f"  Chênh lệch micro-F1 {found.difference:+.3f}, khoảng 95 % [{found.low:+.3f}, {found.high:+.3f}]: {verdict}"


@evaluate.command("search", epilog=examples("kehoach evaluate search cau-hoi.jsonl dap-an.tsv --corpus doan.jsonl"))
@click.argument("queries", type=_FILE)
@click.argument("qrels", type=_FILE)
@click.option("--corpus", type=_FILE, help="Đoạn văn mà đáp án gọi tên. (Paragraphs that the judgements name.)")
@click.option("--against", type=click.Choice(_AGAINST), help="So với cấu hình khác. (Another configuration beside.)")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def evaluate_search(
    home: Path, queries: Path, qrels: Path, corpus: Path | None, against: str | None, as_json: bool
) -> None:
    """Chấm kết quả tìm kiếm: QUERIES có các dòng {"id", "text"}; QRELS có mã câu hỏi, mã nhiệm vụ, điểm.

    Score the search by nDCG@10, Recall@50 and MRR@10 with 95 % intervals, for each group of questions.
    `literal` takes a question for nothing but its words, `lexical` and `dense` use one of the two searches.
    """
    from pipeline.search.evaluation import Paragraphs, measure, read_json, read_questions, report
    from pipeline.workspace import Workspace

    questions = read_questions(queries, qrels)
    paragraphs = Paragraphs(read_json(corpus, "id", "file", "text")) if corpus else None
    with Workspace.open(home) as workspace:
        figures = measure(questions, _search(workspace, "hybrid"), paragraphs)
        tables = {"hybrid": report(questions, figures)}
        if against:
            other = measure(questions, _search(workspace, against), paragraphs)
            tables |= {against: report(questions, other), "difference": report(questions, figures, other)}
    if as_json:
        click.echo(to_text({name: [asdict(line) for line in lines] for name, lines in tables.items()}, indent=1))
    else:
        click.echo("\n\n".join("\n".join(_lines(name, lines)) for name, lines in tables.items()))


def _search(workspace: Workspace, configuration: str) -> Callable[[str], Answer]:
    """Return what answers a question in a configuration, deep enough to be measured."""
    from pipeline.search.candidates import Weights
    from pipeline.search.evaluation import DEPTH

    single = {"lexical": Weights.only("lexical"), "dense": Weights.only("dense")}
    weights = single.get(configuration, Weights())
    searcher = workspace.searcher().weighing(weights)
    return lambda text: searcher.search(text, k=DEPTH, understand=configuration != "literal")


def _lines(name: str, lines: Sequence[Line]) -> Iterator[str]:
    """Give a table: one line per group of questions, mean and interval of each measure."""
    measures = list(dict.fromkeys(line.measure for line in lines))
    yield f"{name:<12}{'n':>4}  " + "  ".join(f"{measure:<20}" for measure in measures).rstrip()
    for start in range(0, len(lines), len(measures)):
        row = lines[start : start + len(measures)]
        cells = (f"{line.mean:5.3f} [{line.low:.3f}, {line.high:.3f}]" for line in row)
        yield f"{row[0].label or 'tất cả (all)':<12}{row[0].n:>4}  " + "  ".join(f"{c:<20}" for c in cells).rstrip()
