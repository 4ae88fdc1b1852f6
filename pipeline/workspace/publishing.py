"""Reports and exports of a workspace: what the search chooses, the reports print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.records import Filters, StoredTask
from pipeline.reports.choosing import Reason, sieve
from pipeline.themes.taxonomy import workspace_taxonomy

if TYPE_CHECKING:
    from pipeline.reports.thematic import Grouping, Report
    from pipeline.workspace.workspace import Workspace

Progress = Callable[[int, int], None]

REPORTS = ("docx", "xlsx", "html")
EXPORTS = ("csv", "jsonl", "parquet", "xlsx")

_CHUNK = 1_000  # tasks fetched at a time
_ANSWERS = 200  # tasks that a free question brings into a report


def choose(
    workspace: Workspace, text: str, filters: Filters, *, secret: bool
) -> Iterator[tuple[StoredTask, Reason | None]]:
    """Give the tasks of a selection, and with their reason those nearly in it; one after the other.

    Without a question all tasks that meet the filters, in the order of the corpus; with one its best answers.
    """
    if text.strip():
        answer = workspace.search(text, filters=filters, k=_ANSWERS)
        yield from sieve((hit.task for hit in answer.hits), secret=secret)
    else:
        everything_else = replace(filters, themes=())
        yield from sieve(_tasks(workspace, everything_else), filters.themes, secret=secret)


def chosen_tasks(workspace: Workspace, filters: Filters, *, secret: bool) -> Iterator[StoredTask]:
    """Give the tasks that meet some conditions, those of secret plans only if they may be shown."""
    return (stored for stored, reason in choose(workspace, "", filters, secret=secret) if reason is None)


def _tasks(workspace: Workspace, filters: Filters) -> Iterator[StoredTask]:
    rows = iter(workspace.searcher().rows(filters).tolist())
    while some := list(islice(rows, _CHUNK)):
        yield from workspace.corpus().tasks(some)


def known_themes(workspace: Workspace, filters: Filters) -> Filters:
    """Return filters whose themes are called as the taxonomy calls them.

    Raises
    ------
    QueryError
        There is no such theme; the message lists those there are.
    """
    from pipeline.search.matching import theme_id

    taxonomy = workspace_taxonomy(workspace.home)
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


def build_report(
    workspace: Workspace, text: str, filters: Filters, *, by: Grouping, secret: bool, today: date
) -> Report:
    """Return the report of a selection as a record.

    Raises
    ------
    UsageFault
        No task meets the conditions.
    """
    from pipeline.reports.thematic import thematic_report

    asked = known_themes(workspace, filters)
    chosen = choose(workspace, text, asked, secret=secret)
    taxonomy = workspace_taxonomy(workspace.home)
    report = thematic_report(chosen, taxonomy=taxonomy, today=today, asked=asked, question=text, by=by)
    if not report.entries:
        raise UsageFault(_nothing(workspace, filters, left_out=bool(report.left_out)))
    return report


def _nothing(workspace: Workspace, filters: Filters, *, left_out: bool) -> str:
    """Return why a selection is empty, with names that could have been meant."""
    message = "Không có nhiệm vụ nào theo điều kiện đã chọn (nothing was chosen)"
    if left_out:
        return f"{message}: những nhiệm vụ phù hợp thuộc văn bản mật (xem --secret) hoặc chưa đủ tin cậy."
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
    from pipeline.reports.page import write_page
    from pipeline.reports.sheets import write_sheets
    from pipeline.reports.taskrows import task_rows
    from pipeline.reports.word import write_word
    from pipeline.reports.writing import appearing
    from pipeline.workspace.viewing import Views

    tasks, today = [entry.stored for entry in report.entries], report.figures.today
    with appearing(target) as unfinished:
        if form == "docx":
            write_word(report, unfinished, template=template, party=party, progress=progress)
        elif form == "html":
            write_page(report, unfinished)
        else:
            views = Views(workspace, tasks, today).all()
            write_sheets(task_rows(tasks, today), views, unfinished, total=len(tasks), progress=progress)


def write_export(workspace: Workspace, target: Path, form: str, filters: Filters, *, secret: bool, today: date) -> int:
    """Write all tasks that meet some conditions in one of `EXPORTS`, one after the other; return how many."""
    from pipeline.reports.exports import export
    from pipeline.reports.writing import appearing

    tasks = chosen_tasks(workspace, known_themes(workspace, filters), secret=secret)
    with appearing(target) as unfinished:
        return export(tasks, form, unfinished, today)
