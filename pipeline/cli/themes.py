"""`kehoach themes`: the taxonomy in use, and a copy of it to be edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.examples import examples
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.themes.taxonomy import Taxonomy


@click.command(
    epilog=examples(
        "kehoach themes",
        "kehoach themes --write",
    )
)
@click.option("--write", is_flag=True, help="Đặt bản sao taxonomy.toml vào thư mục để sửa. (A copy to be edited.)")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def themes(home: Path, write: bool, as_json: bool) -> None:
    """Cho biết các chủ đề đang dùng và định nghĩa của chúng.

    Show the themes in use. To change them, write a copy of the shipped file, edit it, and run.
    """
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    if write:
        file = workspace.write_taxonomy()
        click.echo(f"Đã ghi {file}; sửa xong hãy chạy `kehoach run`. (Edit it, then run.)")
        return
    taxonomy, model = workspace.taxonomy, workspace.theme_model()
    if as_json:
        click.echo(to_text([asdict(theme) for theme in taxonomy.themes], indent=1))
    else:
        click.echo("\n".join(_lines(taxonomy, model.open().provisional, model.version)))


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
