"""`kehoach followup`: how far tasks have come, written down, taken away to be filled in, and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.author import author_option
from pipeline.cli.conditions import filter_options, status_option, take_statuses
from pipeline.cli.examples import examples
from pipeline.cli.exits import AT_FAULT, DONE
from pipeline.cli.progress import counting
from pipeline.cli.remarks import first_of, remark_lines
from pipeline.errors import UsageFault
from pipeline.records import Filters, Status, StoredTask
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.reports.statuses import Returned

_FILE = click.Path(path_type=Path, dir_okay=False)
_LONGEST = 100  # characters of a task in a list
_JSON = click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
_SECRET = click.option("--secret", is_flag=True, help="Kể cả văn bản mật, có đánh dấu. (Plans marked secret too.)")


@click.group(
    epilog=examples(
        'kehoach followup export --lead "Sở Nội vụ" theo-doi.xlsx',
        "kehoach followup import theo-doi.xlsx --author An",
        'kehoach followup set 1f0c2a77b1d4-12 "Hoàn thành" --note "Báo cáo số 15/BC-SNV"',
        "kehoach followup list --status overdue",
    )
)
def followup() -> None:
    """Theo dõi thực hiện: trạng thái của từng nhiệm vụ, kèm ghi chú, người và thời điểm cập nhật.

    Follow-up: a status per task, with note, author and time; kept when a plan is read again.
    """


@followup.command("export", epilog=examples("kehoach followup export --due-to 31/12/2026 theo-doi.xlsx"))
@click.argument("file", type=_FILE)
@filter_options
@status_option
@_SECRET
@click.pass_obj
def export_statuses(home: Path, /, file: Path, statuses: tuple[Status, ...], secret: bool, **conditions: Any) -> None:
    """Ghi bảng theo dõi ra FILE (.xlsx, .csv) để các đơn vị điền trạng thái, ghi chú.

    Write the tasks to a sheet in which statuses are chosen from a list.
    """
    from pipeline.workspace import Workspace

    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageFault(f"{file}: cần tên kết thúc bằng .xlsx hoặc .csv (expected one of these endings).")
    with Workspace.open(home) as workspace, counting("Xuất") as progress:
        n = workspace.export(file, filters=Filters(**conditions), statuses=statuses, secret=secret, progress=progress)
    click.echo(f"Đã ghi {n} nhiệm vụ vào {file}. ({n} tasks written.)")


@followup.command("import", epilog=examples("kehoach followup import theo-doi.xlsx --author An"))
@click.argument("file", type=_FILE)
@author_option
@_JSON
@click.pass_obj
def import_statuses(home: Path, file: Path, author: str, as_json: bool) -> int:
    """Đọc lại bảng theo dõi đã điền: cột Mã nhiệm vụ và Trạng thái; Ghi chú, Người cập nhật nếu có.

    Read a sheet that was filled in. Every line that cannot be meant is told; the others are stored all together.
    """
    from pipeline.reports.statuses import check
    from pipeline.workspace import Workspace

    with Workspace.open(home).themes.speaking() as corpus:
        returned = check(file, corpus, author)
        corpus.follow_up.add(returned.notices)
    click.echo(to_text(_returned_json(returned), indent=1) if as_json else "\n".join(_returned_lines(returned)))
    return DONE if returned.notices or returned.n_same or not returned.refused else AT_FAULT


def _returned_json(returned: Returned) -> dict[str, Any]:
    """Return what became of the lines."""
    remarks = {name: [asdict(remark) for remark in getattr(returned, name)] for name in ("refused", "repaired")}
    return {"new": len(returned.notices), "unchanged": returned.n_same, **remarks}


def _returned_lines(returned: Returned) -> Iterator[str]:
    """Say what became of the lines."""
    refused = f", {len(returned.refused)} dòng bị từ chối (refused)" if returned.refused else ""
    yield f"{len(returned.notices)} cập nhật mới (new), {returned.n_same} dòng không đổi (unchanged){refused}"
    yield from remark_lines("✗", returned.refused)
    yield from remark_lines("~", returned.repaired)


@followup.command("set", epilog=examples('kehoach followup set 1f0c2a77b1d4-12 done --note "Đã báo cáo"'))
@click.argument("task", metavar="TASK_ID")
@click.argument("status", metavar="STATUS", callback=lambda c, p, v: take_statuses(c, p, (v,))[0])
@click.option("--note", default="", help="Ghi chú. (Note.)")
@author_option
@click.pass_obj
def set_status(home: Path, task: str, status: Status, note: str, author: str) -> None:
    """Ghi trạng thái của một nhiệm vụ: "Chưa thực hiện", "Đang thực hiện", "Hoàn thành", "Không áp dụng".

    Write down how far a task has come: not_started, in_progress, done, not_applicable.
    """
    from pipeline.workspace import Workspace

    if status == "overdue":
        raise click.BadParameter("“Quá hạn” được tính từ thời hạn (overdue follows from the deadline)")
    with Workspace.open(home) as workspace:
        is_new = workspace.overview.say(task, status, note=note, author=author)
    click.echo("Đã ghi. (Written.)" if is_new else "Đã có như vậy, không ghi lại. (Known.)")


@followup.command("list", epilog=examples('kehoach followup list --status overdue --lead "Sở Nội vụ"'))
@filter_options
@status_option
@_SECRET
@_JSON
@click.pass_obj
def list_statuses(home: Path, /, statuses: tuple[Status, ...], secret: bool, as_json: bool, **conditions: Any) -> None:
    """Liệt kê trạng thái: mặc định những nhiệm vụ đã có người cập nhật; --status chọn trạng thái, kể cả quá hạn.

    List statuses: of the tasks that somebody has spoken about, or of all with a status.
    """
    from pipeline.reports.statuses import status_of
    from pipeline.workspace import Workspace

    today = date.today()
    with Workspace.open(home) as workspace:
        chosen = workspace.tasks(filters=Filters(**conditions), statuses=statuses, secret=secret, today=today)
        found = [(stored, status_of(stored, today)) for stored in chosen if statuses or stored.progress]
        orphans = workspace.corpus().follow_up.orphans()
    if as_json:
        listed = [
            {"id": t.id, "file": t.files[0], "text": t.task.text, "lead": t.task.lead, "status": status,
             "said": asdict(t.progress) if t.progress else None}
            for t, status in found
        ]  # fmt: skip
        click.echo(to_text({"tasks": listed, "orphans": list(map(asdict, orphans))}, indent=1))
        return
    click.echo(f"{len(found)} nhiệm vụ (tasks)")
    click.echo("\n".join(first_of([_line(stored, status) for stored, status in found])))
    if orphans:
        click.echo(f"{len(orphans)} nhiệm vụ đã cập nhật nay không còn (orphans, kept):")
        click.echo("\n".join(first_of([f"  {gone.file}: {_short(gone.text)}" for gone in orphans])))


def _line(stored: StoredTask, status: Status) -> str:
    """Return a task with its status in two lines."""
    from pipeline.reports.statuses import STATUSES

    said = stored.progress
    by = f" ({said.author}, {said.at[:10]}{': ' + said.note if said.note else ''})" if said else ""
    lead = "; ".join(stored.task.lead)
    return f"  [{stored.id}] {STATUSES[status]}{by}\n    {lead + ': ' if lead else ''}{_short(stored.task.text)}"


def _short(text: str) -> str:
    return shorten(text, _LONGEST, placeholder=" …")
