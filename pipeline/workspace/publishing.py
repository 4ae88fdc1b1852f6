"""Reports and exports of a workspace: what the search chooses, the reports print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import UsageFault
from pipeline.records import Filters, Status, StoredTask
from pipeline.reports.choosing import Reason, sieve
from pipeline.reports.deadlines import has_day
from pipeline.reports.statuses import status_of

if TYPE_CHECKING:
    from pipeline.reports.thematic import Grouping, Report
    from pipeline.workspace.workspace import Workspace

Progress = Callable[[int, int], None]

REPORTS = ("docx", "xlsx", "html")
EXPORTS = ("csv", "jsonl", "parquet", "xlsx")

_CHUNK = 1_000  # tasks fetched at a time
_ANSWERS = 200  # tasks that a free question brings into a report


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tasks are meant, and on what day they are looked at.

    Attributes
    ----------
    text : a question, "" for all tasks that meet the filters.
    statuses : any one of which suffices; () for any.
    secret : whether plans marked Mật or higher may be shown.
    today : by which tasks are overdue.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    statuses: tuple[Status, ...] = ()
    secret: bool = False
    today: date = field(default_factory=date.today)


def choose(workspace: Workspace, selection: Selection) -> Iterator[tuple[StoredTask, Reason | None]]:
    """Give the tasks of a selection, and with their reason those nearly in it; one after the other.

    Without a question all tasks that meet the filters, in the order of the corpus; with one its best answers.
    """
    filters, themes, secret = selection.filters, selection.filters.themes, selection.secret
    found: Iterator[tuple[StoredTask, Reason | None]]
    if selection.text.strip():
        answer = workspace.search(selection.text, filters=filters, k=_ANSWERS)
        found = sieve((hit.task for hit in answer.hits), secret=secret)
    else:
        whatever = replace(filters, themes=())
        undated = (
            (t, reason or "undated") for t, reason in sieve(_undated(workspace, whatever), themes, secret=secret)
        )
        found = chain(sieve(_tasks(workspace, whatever), themes, secret=secret), undated)
    for stored, reason in found:
        if not selection.statuses or status_of(stored, selection.today) in selection.statuses:
            yield stored, reason


def chosen_tasks(workspace: Workspace, selection: Selection) -> Iterator[StoredTask]:
    """Give the tasks of a selection."""
    return (stored for stored, reason in choose(workspace, selection) if reason is None)


def _tasks(workspace: Workspace, filters: Filters) -> Iterator[StoredTask]:
    return _at(workspace, workspace.searcher().rows(filters).tolist())


def _undated(workspace: Workspace, filters: Filters) -> Iterator[StoredTask]:
    """Give the tasks that meet everything but the range of days, for they name no day at all."""
    if not (filters.due_from or filters.due_to):
        return
    rows = workspace.searcher().rows
    others = np.setdiff1d(
        rows(replace(filters, due_from=None, due_to=None, themes=())), rows(replace(filters, themes=()))
    )
    yield from (stored for stored in _at(workspace, others.tolist()) if not has_day(stored))


def _at(workspace: Workspace, rows: Iterable[int]) -> Iterator[StoredTask]:
    """Give the tasks at some rows, some thousand at a time."""
    coming = iter(rows)
    while some := list(islice(coming, _CHUNK)):
        yield from workspace.corpus().tasks(some)


def known_themes(workspace: Workspace, filters: Filters) -> Filters:
    """Return filters whose themes are called as the taxonomy calls them.

    Raises
    ------
    QueryError
        There is no such theme; the message lists those there are.
    """
    from pipeline.search.matching import theme_id

    taxonomy = workspace.themes.taxonomy
    return replace(filters, themes=tuple(theme_id(name, taxonomy) for name in filters.themes))


def form_of(target: Path, form: str | None, forms: Sequence[str]) -> str:
    """Return the form that was asked for, else the one that the name of a file ends in.

    Raises
    ------
    UsageFault
        It is none of those there are.
    """
    wanted = (form or target.suffix.removeprefix(".")).lower()
    if wanted not in forms:
        raise UsageFault(f"{target.name}: không có dạng tệp {wanted!r} (no such form); có: {', '.join(forms)}.")
    return wanted


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
    with appearing(target) as unfinished:
        if form == "docx":
            write_word(report, unfinished, template=template, party=party, progress=progress)
        elif form == "html":
            write_report_page(report, unfinished)
        else:
            sheets = chain(
                [tasks_sheet(task_rows(tasks, today, workspace.themes.taxonomy.names))],
                map(sheet_of, Views(workspace, tasks, today).all()),
            )
            write_workbook(sheets, unfinished, lambda n: progress(n, len(tasks)))


def write_export(workspace: Workspace, target: Path, form: str, selection: Selection, progress: Progress) -> int:
    """Write the tasks of a selection in one of `EXPORTS`, one after the other; return how many."""
    from pipeline.paper.writing import appearing
    from pipeline.reports.exports import export

    asked = replace(selection, filters=known_themes(workspace, selection.filters))
    tasks, total = chosen_tasks(workspace, asked), len(workspace.searcher().rows(asked.filters))
    with appearing(target) as unfinished:
        names = workspace.themes.taxonomy.names
        return export(tasks, form, unfinished, asked.today, names, lambda n: progress(n, total))
