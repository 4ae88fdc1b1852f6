"""`kehoach correct`: a task put right by a person, and who said what about it when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.author import author_option
from pipeline.cli.examples import examples
from pipeline.cli.parse import task_lines
from pipeline.records import Amendable, Deadline
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.records import StoredTask
    from pipeline.workspace.correcting import Word


@click.command(
    epilog=examples(
        "kehoach correct 1f0c2a77b1d4-12",
        'kehoach correct 1f0c2a77b1d4-12 --lead "Sở Nội vụ" --deadline 30/6/2026 --author An',
        'kehoach correct 1f0c2a77b1d4-12 --partner stnmt --partner "Công an tỉnh"',
        "kehoach correct 1f0c2a77b1d4-12 --undo lead",
    )
)
@click.argument("task", metavar="TASK_ID")
@click.option("--lead", multiple=True, metavar="A", help='Cơ quan chủ trì; "" là không có. (Lead; "" for none.)')
@click.option("--partner", multiple=True, metavar="A", help="Cơ quan phối hợp. (Partner.)")
@click.option("--deadline", multiple=True, metavar="D", help="Thời hạn: 30/6/2026, quý II/2026 … (Time limit.)")
@click.option("--theme", multiple=True, metavar="T", help="Có chủ đề này. (Has this theme.)")
@click.option("--no-theme", multiple=True, metavar="T", help="Không có chủ đề này. (Has it not.)")
@click.option(
    "--undo", multiple=True, type=click.Choice(["lead", "partners", "deadlines"]), help="Trở lại như đã đọc. (As read.)"
)
@click.option("--note", default="", help="Lý do. (Why.)")
@author_option
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def correct(
    home: Path,
    /,
    task: str,
    lead: tuple[str, ...],
    partner: tuple[str, ...],
    deadline: tuple[str, ...],
    undo: tuple[Amendable, ...],
    as_json: bool,
    **said: Any,
) -> None:
    """Sửa một nhiệm vụ: chủ trì, phối hợp, thời hạn, chủ đề; không có gì để sửa thì cho biết ai đã nói gì về nó.

    Correct a task, or show it with its history. Options of one kind together replace what stands there; what was
    corrected is kept when the plan is read again, and can be undone.
    """
    from pipeline.workspace import Workspace
    from pipeline.workspace.correcting import Edit, history_at, state_json

    themes = dict.fromkeys(said["theme"], True) | dict.fromkeys(said["no_theme"], False)
    edit = Edit(lead or None, partner or None, deadline or None, themes, None, undo, said["note"].strip())
    with Workspace.open(home) as workspace:
        if edit != Edit(note=edit.note):
            workspace.correct(task, edit, said["author"])
        corpus = workspace.corpus()
        if as_json:
            click.echo(to_text(state_json(corpus, task), indent=1))
            return
        row, stored = corpus.find(task)
        words = [f"  {_line(word)}" for word in history_at(corpus, row)]
        click.echo("\n".join((*_lines(stored, workspace.themes.taxonomy.names), *words)))


def _lines(stored: StoredTask, names: dict[str, str]) -> Iterator[str]:
    """Give a task with its fields."""
    yield f"[{stored.id}] {stored.task.text}"
    yield from (f"    {line}" for line in task_lines(stored.task, stored.themes, names))


def _line(word: Word) -> str:
    """Return what somebody said in one line."""
    from pipeline.workspace.correcting import PARTS

    after = "như đã đọc (as read)" if word.after is None else _listed(word.after)
    what = f"{PARTS[word.part]}{f' {word.theme}' if word.theme else ''}"
    return f"{word.at[:16]} {word.author}: {what}: {after}" + (f" ({word.note})" if word.note else "")


def _listed(values: tuple[Any, ...]) -> str:
    """Return values as a person reads them."""
    said = {True: "có", False: "không"}
    parts = (said[v] if isinstance(v, bool) else v.raw if isinstance(v, Deadline) else str(v) for v in values)
    return "; ".join(parts) or "–"
