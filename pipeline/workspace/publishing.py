"""Reports and exports of a workspace: what the search chooses, the reports print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.records import Filters
from pipeline.workspace.selecting import Selection, choose, known_themes, rows_of, tasks_at

if TYPE_CHECKING:
    from pipeline.reports.thematic import Grouping, Report
    from pipeline.workspace.workspace import Workspace

Progress = Callable[[int, int], None]


def build_report(workspace: Workspace, selection: Selection, by: Grouping) -> Report:
    """Return the report of a selection as a record.

    Raises
    ------
    UsageFault
        No task meets the conditions.
    """
    from pipeline.reports.thematic import thematic_report

    asked = replace(selection, filters=known_themes(workspace, selection.filters))
    report = thematic_report(
        choose(workspace, asked), taxonomy=workspace.themes.taxonomy, today=asked.today, asked=asked.filters,
        statuses=asked.statuses, question=asked.text, by=by,
    )  # fmt: skip
    if not report.entries:
        raise UsageFault(_nothing(workspace, asked.filters, left_out=bool(report.left_out)))
    return report


def _nothing(workspace: Workspace, filters: Filters, *, left_out: bool) -> str:
    """Return why a selection is empty, with names that could have been meant."""
    message = "Không có nhiệm vụ nào theo điều kiện đã chọn (nothing was chosen)"
    if left_out:
        return f"{message}: những nhiệm vụ phù hợp là văn bản mật (xem --secret), chưa đủ tin cậy hoặc không có hạn."
    known = workspace.corpus().distinct("lead")
    meant = [name for lead in filters.leads for name in get_close_matches(lead, known, n=3)]
    return f"{message}; " + (f"có phải là: {', '.join(meant)}?" if meant else "bớt điều kiện rồi thử lại.")


def write_report(
    workspace: Workspace,
    report: Report,
    target: Path,
    form: str,
    progress: Progress,
    *,
    template: Path | None,
    party: bool | None,
) -> None:
    """Write a report in one of `REPORTS`.

    Raises
    ------
    UsageFault
        The file or the template cannot be used.
    """
    from pipeline.paper.workbook import sheet_of, write_workbook
    from pipeline.paper.writing import appearing
    from pipeline.reports.exports import tasks_sheet
    from pipeline.reports.page import write_report_page
    from pipeline.reports.taskrows import task_rows
    from pipeline.reports.word import write_word
    from pipeline.workspace.viewing import Views

    tasks, today = [entry.stored for entry in report.entries], report.figures.today
    rows = workspace.corpus().rows_of(stored.id for stored in tasks)
    with appearing(target) as unfinished:
        if form == "docx":
            write_word(report, unfinished, template=template, party=party, progress=progress)
        elif form == "html":
            write_report_page(report, unfinished)
        else:
            sheets = chain(
                [tasks_sheet(task_rows(tasks, today, workspace.themes.taxonomy.names))],
                map(sheet_of, Views(workspace, [rows[stored.id] for stored in tasks], today).all()),
            )
            write_workbook(sheets, unfinished, lambda n: progress(n, len(tasks)))


def write_export(workspace: Workspace, target: Path, form: str, selection: Selection, progress: Progress) -> int:
    """Write the tasks of a selection in one of `EXPORTS`, one after the other; return how many."""
    from pipeline.paper.writing import appearing
    from pipeline.reports.exports import export

    asked = replace(selection, filters=known_themes(workspace, selection.filters))
    rows, names = rows_of(workspace, asked), workspace.themes.taxonomy.names
    with appearing(target) as unfinished:
        tasks = tasks_at(workspace, rows)
        return export(tasks, form, unfinished, asked.today, names, lambda n: progress(n, len(rows)))
