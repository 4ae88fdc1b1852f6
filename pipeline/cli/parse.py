"""`kehoach parse`: what one file says, without storing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
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

    parsed = Workspace.open(home).parse(file)
    if as_json:
        click.echo(to_text(parsed_json(parsed.sha256, parsed.document, parsed.tasks, parsed.themes), indent=1))
    else:
        click.echo("\n".join(_lines(parsed)))


def _lines(parsed: Parsed) -> Iterator[str]:
    """Give a listing for people: the header, then every task with its fields."""
    yield from _header_lines(parsed.document.header)
    yield from _sure(confidence(parsed.document.anchors))
    yield f"{len(parsed.tasks)} nhiệm vụ"
    for task, themes in zip(parsed.tasks, parsed.themes, strict=True):
        yield ""
        yield f"{' '.join((*task.path, task.marker)).strip() or '•'} {task.text}"
        yield from (f"    {line}" for line in task_lines(task, themes))
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


def _theme_names(themes: Iterable[str]) -> list[str]:
    """Return what themes are called in Vietnamese, with their names in programs."""
    return [f"{_names()[theme]} ({theme})" if theme in _names() else theme for theme in themes]


@cache
def _names() -> dict[str, str]:
    """Return the Vietnamese name of each theme."""
    from pipeline.themes.taxonomy import load_taxonomy

    return {theme.id: theme.name_vi for theme in load_taxonomy().themes}


def task_lines(task: Task, themes: tuple[ThemeScore, ...]) -> Iterator[str]:
    """Give the fields of a task, a line each, leaving out the empty ones."""
    fields = {
        "Chủ trì": task.lead,
        "Phối hợp": task.partners,
        "Thời hạn": [_deadline_words(deadline) for deadline in task.deadlines],
        "Văn bản": task.references,
        "Chủ đề": _theme_names(score.theme for score in themes if score.tagged),
    }
    for name, values in fields.items():
        if values:
            yield f"{name}: {'; '.join(values)}"
