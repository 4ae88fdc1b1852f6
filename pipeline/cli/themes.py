"""`kehoach themes`: the taxonomy in use, and a copy of it to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.examples import examples
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.records import ThemeScore
    from pipeline.themes.taxonomy import Taxonomy


@click.command(
    epilog=examples(
        "kehoach themes",
        "kehoach themes --task 1f0c2a77b1d4-12",
        "kehoach themes --write",
    )
)
@click.option("--task", metavar="TASK_ID", help="Vì sao nhiệm vụ này có chủ đề ấy. (Why a task has its themes.)")
@click.option("--write", is_flag=True, help="Đặt bản sao taxonomy.toml vào thư mục để sửa. (A copy to be edited.)")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def themes(home: Path, task: str | None, write: bool, as_json: bool) -> None:
    """Cho biết các chủ đề đang dùng và định nghĩa của chúng, hoặc vì sao một nhiệm vụ có chủ đề nào.

    Show the themes in use, or why a task has its themes. To change the themes, write a copy of the shipped
    file, edit it, and run.
    """
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    if write:
        file = workspace.themes.write_taxonomy()
        click.echo(f"Đã ghi {file}; sửa xong hãy chạy `kehoach run`. (Edit it, then run.)")
        return
    if task:
        reasons = workspace.themes.reasons(task)
        click.echo(
            to_text([{**asdict(s), "words": w} for s, w in reasons], indent=1)
            if as_json
            else "\n".join(_reason_lines(reasons, workspace.themes.taxonomy.names))
        )
        return
    taxonomy, model = workspace.themes.taxonomy, workspace.themes.model()
    if as_json:
        click.echo(to_text([asdict(theme) for theme in taxonomy.themes], indent=1))
    else:
        click.echo("\n".join(_lines(taxonomy, model.open().provisional, model.version)))


def _reason_lines(reasons: Sequence[tuple[ThemeScore, Sequence[str]]], names: Mapping[str, str]) -> Iterator[str]:
    """Give for each theme of a task how probable it is, who decided if a person did, and the words for it."""
    for score, words in reasons:
        mark = "✓" if score.tagged else " "
        by = f" – {score.author} quyết định (decided)" if score.author else ""
        yield f"{mark} {names[score.theme]} ({score.theme}): {score.probability:.0%}{by}"
        if words:
            yield f"    {'; '.join(words)}"


def _lines(taxonomy: Taxonomy, provisional: frozenset[str], version: str) -> Iterator[str]:
    """Give the themes for people."""
    yield f"{len(taxonomy.themes)} chủ đề (themes), mô hình {version}"
    for theme in taxonomy.themes:
        mark = ", tạm tính (provisional: too few labels)" if theme.id in provisional else ""
        yield ""
        yield f"{theme.name_vi} ({theme.id}, {theme.name_en}){mark}"
        yield f"  {theme.definition}"
        for words, cases in (("gồm (includes)", theme.includes), ("không gồm (not for)", theme.not_for)):
            if cases:
                yield f"  {words}: {'; '.join(cases)}"
