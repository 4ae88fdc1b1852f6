"""`kehoach run`: read what is new, drop what has gone, say what became of every file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from pipeline.cli.author import author_option
from pipeline.cli.examples import examples
from pipeline.cli.exits import AT_FAULT, DEFECT, DONE
from pipeline.cli.progress import Bar

if TYPE_CHECKING:
    from pipeline.ingest.ingest import Report

_WORDS = {
    "read": "đã đọc",
    "unchanged": "không đổi",
    "no-tasks": "không có nhiệm vụ",
    "opened": "đã mở ra",
    "dropped": "đã bỏ khỏi kho",
    "empty": "rỗng",
    "unsupported": "chưa đọc được loại tệp",
    "damaged": "hỏng",
    "unreadable": "không mở được",
    "failed": "không đọc được",
    "over-limit": "vượt giới hạn",
    "internal": "lỗi của chương trình",
}


@click.command(
    epilog=examples(
        "kehoach run",
        'kehoach run "D:/Kế hoạch 2025" ke-hoach-moi.html',
        "kehoach run --again 2025/ke-hoach-5.docx",
        "kehoach run --without data/raw/2025/nhap.docx",
    )
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--again", is_flag=True, help="Đọc lại cả tệp không đổi. (Read also what has not changed.)")
@click.option(
    "--without",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Bỏ tệp này khỏi kho, từ nay không đọc nữa cho đến khi PATH nêu đích danh nó. "
    "(Leave this file out from now on, until it is itself a PATH.)",
)
@author_option
@click.pass_obj
def run(home: Path, paths: tuple[Path, ...], again: bool, without: tuple[Path, ...], author: str) -> int:
    """Đọc tệp mới hoặc đã đổi trong các tệp, thư mục PATH (mặc định data/raw), bỏ tệp không còn.

    Read what is new or changed, drop what has gone, list what could not be read.
    """
    from pipeline.workspace import Workspace
    from pipeline.workspace.naming import path_of, place_of

    with Workspace.open(home) as workspace, Bar() as bar:
        if without:
            workspace.documents.forget([place_of(workspace, file) for file in without], author)
        report = workspace.run([path_of(workspace, path) for path in paths], again=again, progress=bar.show)
        click.echo(summary(report))
    if report.has_internal_error:
        return DEFECT
    if not report.n_read:
        click.echo("Không có kế hoạch nào đọc được (no plan could be read); kiểm tra đường dẫn.", err=True)
        return AT_FAULT
    return DONE


def summary(report: Report) -> str:
    """Return what a run did: counts, files that failed or were read with a remark, what became of labels."""
    counts = [f"{n} {_WORDS[status]} ({status})" for status, n in report.counts().items()]
    head = f"{len(report.entries)} tệp: {', '.join(counts)}" if counts else "Không thấy tệp nào (no files)."
    told = [
        f"  {e.file}: {_WORDS[e.status]} ({e.status}) – {e.reason}" for e in (*report.failures(), *report.remarks())
    ]
    return "\n".join([head, *told, *_of_people(report)])


def _of_people(report: Report) -> Iterator[str]:
    """Say which tasks that people had judged have moved or gone."""
    if report.moved:
        yield f"{report.moved} nhiệm vụ có nhãn được nhận ra trong nội dung mới (labels followed their tasks)"
    if report.orphans:
        yield f"{len(report.orphans)} nhiệm vụ có nhãn không còn (labels without a task, kept); xem `kehoach labels`:"
        yield from (f"  {gone.file}: {shorten(gone.place.text, 100, placeholder=' …')}" for gone in report.orphans)
