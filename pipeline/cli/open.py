"""`kehoach open`: the file that a task was read from, in the program that shows such files."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.examples import examples
from pipeline.errors import UsageFault


@click.command(
    "open",
    epilog=examples(
        "kehoach open 1f0c2a77b1d4-12",
        "kehoach open 1f0c2a77b1d4-12 --print",
    ),
)
@click.argument("task_id")
@click.option("--print", "as_path", is_flag=True, help="Chỉ in đường dẫn. (Only print the path.)")
@click.pass_obj
def open_original(home: Path, task_id: str, as_path: bool) -> None:
    """Mở tệp gốc của một nhiệm vụ TASK_ID (mã `search` ghi trong [ngoặc]) bằng chương trình của máy.

    Open the file that a task was read from; one inside an archive or a mail is taken out first.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        path = workspace.original(task_id)
    if as_path:
        click.echo(path)
    elif click.launch(str(path)):
        raise UsageFault(f"Không có chương trình nào mở được {path} (no program opens it); mở bằng tay.")
