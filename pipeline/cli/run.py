"""`kehoach run`: read what is new, drop what has gone, say what became of every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.examples import examples
from pipeline.cli.exits import AT_FAULT, DEFECT, DONE

if TYPE_CHECKING:
    from pipeline.ingest.ingest import Report
    from pipeline.workspace import Stage

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


_STAGES = {"read": ("Đọc", " tệp"), "index": ("Lập chỉ mục", " nhiệm vụ")}


@click.command(
    epilog=examples(
        "kehoach run",
        'kehoach run "D:/Kế hoạch 2025" ke-hoach-moi.html',
    )
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.pass_obj
def run(home: Path, paths: tuple[Path, ...]) -> int:
    """Đọc tệp mới hoặc đã đổi trong các tệp, thư mục PATH (mặc định data/raw), bỏ tệp không còn.

    Read what is new or changed, drop what has gone, list what could not be read.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace, _Bar() as bar:
        report = workspace.run(paths, progress=bar.show)
        click.echo(summary(report))
    if report.has_internal_error:
        return DEFECT
    if not report.n_read:
        click.echo("Không có kế hoạch nào đọc được (no plan could be read); kiểm tra đường dẫn.", err=True)
        return AT_FAULT
    return DONE


def summary(report: Report) -> str:
    """Return what a run did: a line of counts, then a line for every file that failed or was read with a remark."""
    counts = [f"{n} {_WORDS[status]} ({status})" for status, n in report.counts().items()]
    head = f"{len(report.entries)} tệp: {', '.join(counts)}" if counts else "Không thấy tệp nào (no files)."
    told = [
        f"  {e.file}: {_WORDS[e.status]} ({e.status}) – {e.reason}" for e in (*report.failures(), *report.remarks())
    ]
    return "\n".join([head, *told])


class _Bar:
    """A progress bar on a terminal, nothing elsewhere; a context manager that takes it away."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, stage: Stage, done: int, total: int) -> None:
        """Move the bar; every stage has its own."""
        from tqdm import tqdm  # type: ignore[import-untyped]

        if stage != self._stage:
            self.__exit__()
            words, unit = _STAGES[stage]
            self._bar = tqdm(desc=words, unit=unit, leave=False, disable=None)
            self._stage = stage
        self._bar.total = total
        self._bar.update(done - self._bar.n)
