"""`kehoach models`: the versions of the theme model, which one is in use, and changing that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.author import author_option
from pipeline.cli.examples import examples
from pipeline.cli.progress import Bar
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.store.decisions import Decision

_ACTIONS = {"promote": "đưa vào dùng", "rollback": "quay lại"}


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "kehoach models list",
        'kehoach models promote 2026-03-01-081500-1f0c2a77b1d4 --why "đã xem 30 nhãn đổi"',
        "kehoach models rollback",
    ),
)
@click.pass_context
def models(context: click.Context) -> None:
    """Các phiên bản của mô hình chủ đề: liệt kê, đưa vào dùng, quay lại.

    Versions of the theme model: list them, put one in use, take it back.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_models)


@models.command("list", epilog=examples("kehoach models list"))
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def list_models(home: Path, as_json: bool = False) -> None:
    """Liệt kê các phiên bản và các quyết định đã có.

    List the versions there are, and what was decided when and by whom.
    """
    from pipeline.learning.standing import versions
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    known = versions(workspace.themes)
    decisions = workspace.themes.decisions()
    if as_json:
        click.echo(to_text({"versions": known, "decisions": list(map(asdict, decisions))}, indent=1))
    else:
        click.echo("\n".join(_lines(known, decisions)))


def _lines(versions: Sequence[dict[str, Any]], decisions: Sequence[Decision]) -> Iterator[str]:
    """Give versions and decisions for people."""
    from pipeline.learning.report import words_of

    for version in versions:
        mark = "→" if version["in_use"] else " "
        made = " ".join(filter(None, (version["at"] or "đi kèm chương trình (shipped)", version["author"])))
        figures = f"micro-F1 {words_of(version['micro_f1'])}, macro-F1 {words_of(version['macro_f1'])}"
        note = f" – {version['note']}" if version["note"] else ""
        yield f"{mark} {version['version']}  {figures}  {made}{note}"
    for decision in decisions:
        forced = ", ép dùng (forced)" if decision.forced else ""
        why = f": {decision.why}" if decision.why else ""
        yield f"{decision.at} {decision.author} {_ACTIONS[decision.action]} {decision.version}{forced}{why}"


@models.command("promote", epilog=examples("kehoach models promote 2026-03-01-081500-1f0c2a77b1d4"))
@click.argument("version")
@click.option("--force", is_flag=True, help="Dùng cả khi kém rõ rệt. (Even if significantly worse.)")
@click.option("--why", default="", help="Lý do. (Why.)")
@author_option
@click.pass_obj
def promote(home: Path, version: str, force: bool, why: str, author: str) -> None:
    """Đưa VERSION vào dùng và gắn lại chủ đề cho mọi nhiệm vụ trong kho; từ chối nếu kém rõ rệt.

    Put a version in use and tag all stored tasks anew; refused if it is significantly worse on the frozen test.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace, Bar() as bar:
        changed = workspace.themes.promote(version, author=author, why=why, force=force, progress=bar.of("tag"))
    click.echo(f"Đang dùng {version}; {changed} nhiệm vụ đổi chủ đề. (In use; tasks with other tags.)")


@models.command("rollback", epilog=examples("kehoach models rollback"))
@click.option("--why", default="", help="Lý do. (Why.)")
@author_option
@click.pass_obj
def rollback(home: Path, why: str, author: str) -> None:
    """Quay lại phiên bản dùng trước đó, cùng các chủ đề nó đã gắn.

    Put the version before this one back in use, and its tags with it.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace, Bar() as bar:
        version, changed = workspace.themes.rollback(author=author, why=why, progress=bar.of("tag"))
    click.echo(f"Đã quay lại {version}; {changed} nhiệm vụ đổi chủ đề. (Rolled back.)")
