"""`kehoach parse`: what one file says, without storing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.examples import examples
from pipeline.plans.rectangles import confidence, seen
from pipeline.records import Deadline, Header, Task, ThemeScore
from pipeline.store.wire import parsed_json, to_text

if TYPE_CHECKING:
    from pipeline.workspace import Parsed

_HEADER = {
    "kind": "Loại",
    "number": "Số",
    "symbol": "Ký hiệu",
    "issuer": "Cơ quan ban hành",
    "issued_on": "Ngày",
    "title": "Trích yếu",
    "signer": "Người ký",
    "secrecy": "Độ mật",
    "urgency": "Độ khẩn",
}


@click.command(
    epilog=examples(
        "kehoach parse ke-hoach.txt",
        "kehoach parse ke-hoach.html --json > ke-hoach.json",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def parse(home: Path, file: Path, as_json: bool) -> None:
    """Đọc một kế hoạch và in ra các nhiệm vụ, không lưu gì.

    Read one plan and print its tasks; stores nothing.
    """
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    parsed = workspace.parse(file)
    if as_json:
        fields = parsed.sha256, parsed.document, parsed.tasks, parsed.themes, parsed.corrections
        click.echo(to_text(parsed_json(*fields), indent=1))
    else:
        click.echo("\n".join(_lines(parsed, workspace.themes.taxonomy.names)))


def _lines(parsed: Parsed, names: Mapping[str, str]) -> Iterator[str]:
    """Give a listing for people: the header, then every task with its fields."""
    yield from _header_lines(parsed.document.header)
    yield from _sure(confidence(parsed.document.anchors))
    yield f"{len(parsed.tasks)} nhiệm vụ"
    for task, themes in zip(parsed.tasks, parsed.themes, strict=True):
        yield ""
        yield f"{' '.join((*task.path, task.marker)).strip() or '•'} {task.text}"
        yield from (f"    {line}" for line in task_lines(task, themes, names))
        yield from _sure(seen(parsed.document.anchors, task.start, task.end).confidence, "    ")


def _sure(confidence: float | None, indent: str = "") -> Iterator[str]:
    """Say how sure the letters are where they were read from a picture."""
    if confidence is not None:
        yield f"{indent}Quét, độ tin cậy: {confidence:.2f}".replace(".", ",")


def _header_lines(header: Header) -> Iterator[str]:
    """Give what the header says, leaving out what it does not."""
    for name, words in _HEADER.items():
        value = getattr(header, name)
        if value is not None:
            yield f"{words}: {value}"


def _deadline_words(deadline: Deadline) -> str:
    """Return a time limit as written, with its value where that says more."""
    return deadline.raw if deadline.value == deadline.raw else f"{deadline.raw} [{deadline.value}]"


def _theme_words(score: ThemeScore, names: Mapping[str, str]) -> str:
    """Return what a theme is called in Vietnamese and in programs, and who decided it if a person did."""
    name = f"{names[score.theme]} ({score.theme})" if score.theme in names else score.theme
    return f"{name} – {score.author} xác nhận" if score.author else name


def task_lines(task: Task, themes: tuple[ThemeScore, ...], names: Mapping[str, str]) -> Iterator[str]:
    """Give the fields of a task, a line each, leaving out the empty ones; `names` are the themes' in Vietnamese."""
    fields = {
        "Chủ trì": task.lead,
        "Phối hợp": task.partners,
        "Thời hạn": [_deadline_words(deadline) for deadline in task.deadlines],
        "Văn bản": task.references,
        "Chủ đề": [_theme_words(score, names) for score in themes if score.tagged],
    }
    for name, values in fields.items():
        if values:
            yield f"{name}: {'; '.join(values)}"
