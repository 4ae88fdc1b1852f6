"""`kehoach train`: a new version of the theme model from what people have said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from pipeline.cli.author import author_option
from pipeline.cli.examples import examples
from pipeline.cli.progress import Bar
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.learning.teaching import Lesson
    from pipeline.store.models import ThemeModel
    from pipeline.themes.taxonomy import Taxonomy

_SHOWN = 10


@click.command(
    epilog=examples(
        'kehoach train --note "thêm 200 nhãn về cải cách hành chính"',
        "kehoach models promote 2026-03-01-081500-1f0c2a77b1d4",
    )
)
@click.option("--note", default="", help="Ghi chú cho phiên bản này. (A note on this version.)")
@author_option
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def train(home: Path, note: str, author: str, as_json: bool) -> None:
    """Học một phiên bản mới của mô hình chủ đề từ các câu có sẵn và nhãn của người dùng; chưa đưa vào dùng.

    Train a new version from the shipped sentences and the labels of people. What is in use stays untouched.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace, Bar() as bar:
        model, lesson = workspace.themes.train(author=author, note=note, progress=bar.show)
        taxonomy = workspace.themes.taxonomy
    if as_json:
        click.echo(to_text(asdict(lesson) if lesson else {"version": model.version, "new": False}, indent=1))
    elif lesson is None:
        click.echo(f"Không có gì mới để học: đã có phiên bản {model.version} từ đúng các câu này. (Nothing new.)")
    else:
        click.echo("\n".join(_lines(lesson, model, taxonomy)))


def _lines(lesson: Lesson, model: ThemeModel, taxonomy: Taxonomy) -> Iterator[str]:
    """Say what was learnt, how good it is, what it would change and what can be done next."""
    from pipeline.cli.evaluate import figure_lines
    from pipeline.learning.report import PAGE, warnings_of

    learnt = ", ".join(f"{theme} {n}" for theme, n in lesson.labels.items()) or "chưa có (none)"
    yield f"Phiên bản mới (new version): {lesson.version}"
    yield f"Nhãn của người dùng đã học (labels learnt): {learnt}"
    yield from (f"! {warning}" for warning in warnings_of(lesson, taxonomy.names))
    yield ""
    yield "Kiểm tra cố định, các câu không phiên bản nào học (frozen test):"
    yield from figure_lines(lesson.frozen)
    yield "Kiểm tra chéo theo kế hoạch (cross-validation over plans):"
    yield from figure_lines(lesson.evaluation)
    yield ""
    changes = lesson.changes
    n = sum(changes.gained.values()) + sum(changes.lost.values())
    yield f"Nếu đưa vào dùng, {n} nhãn chủ đề trong kho sẽ đổi (tags that would change)" + (":" if n else ".")
    for change in changes.tasks[:_SHOWN]:
        sign = "+" if change.gained else "−"
        words = shorten(change.text, 100, placeholder=" …")
        yield f"  {sign} {change.theme} {change.before:.2f} → {change.after:.2f}  [{change.file}] {words}"
    if n > _SHOWN:
        yield f"  … và {n - _SHOWN} nữa, xem báo cáo (more in the report)"
    yield ""
    yield f"Báo cáo (report): {model.folder / PAGE}"
    yield f"Đưa vào dùng (put in use): kehoach models promote {lesson.version}"
