"""Views over many plans at once: who covers what, how much, by when, twice, for whom, and what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.paper.tables import Table
from pipeline.plans.references import find_references
from pipeline.records import Brief, Filters, Header, StoredTask
from pipeline.reports import changes, coverage, deadlines, lineage, overlaps, workload
from pipeline.reports.citations import plan_name
from pipeline.reports.names import CHANGES, MATRICES, OF_SELECTION, VIEWS
from pipeline.store.shelf import Plan
from pipeline.workspace.forms import form_of
from pipeline.workspace.naming import resembling
from pipeline.workspace.selecting import Selection, chosen_tasks, known_themes, rows_of, tasks_at

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

_MOST_YEARS = 30  # of a calendar
_FORMS = ("xlsx", "csv", "html", "svg", "png")


class Views:
    """The views over some tasks of a workspace.

    Parameters
    ----------
    rows : of the tasks in the corpus.
    today : by which tasks are overdue.
    first, last : of the calendar; default the year of today.
    """

    def __init__(
        self,
        workspace: Workspace,
        rows: Sequence[int],
        today: date,
        first: date | None = None,
        last: date | None = None,
    ) -> None:
        self._workspace = workspace
        self._today = today
        self._first = first or today.replace(month=1, day=1)
        self._last = last or today.replace(month=12, day=31)
        briefs = workspace.corpus().briefs()
        self._briefs = {row: briefs[row] for row in rows if row in briefs}

    def table(self, name: str) -> Table:
        """Return one of `OF_SELECTION`."""
        if name in MATRICES:
            return self._matrix(name)
        if name == "workload":
            return workload.workload_table(workload.workloads(self._counted, self._today))
        if name == "calendar":
            undated = sum(not deadlines.has_day(task.deadlines) for task in self._counted)
            return deadlines.calendar_table(self.calendar(), undated)
        return overlaps.overlap_table(self.overlaps()) if name == "overlaps" else self._lineage()

    def all(self) -> Iterator[Table]:
        """Give every view, made one after the other."""
        return map(self.table, OF_SELECTION)

    def calendar(self) -> tuple[deadlines.Occurrence, ...]:
        """Return what falls due between the two days."""
        due = self._tasks(lambda task: bool(deadlines.days_due(task.deadlines, self._first, self._last)))
        return deadlines.calendar(due, self._first, self._last)

    def overlaps(self) -> tuple[overlaps.Overlap, ...]:
        """Return the tasks that several plans have."""
        tasks = self._tasks()
        return overlaps.overlaps(tasks, likeness_of(self._workspace, tasks))

    def lineage(self) -> tuple[lineage.Descent, ...]:
        """Return which document is carried out by which plans and tasks."""
        cited_by = {self._plans[document].files[0]: self._cited_in(document) for document in self._plans}
        return lineage.lineage(self._tasks(lambda task: bool(task.references)), self._headers, cited_by)

    def _cited_in(self, document: str) -> list[str]:
        """Return the codes that a plan cites anywhere."""
        text = self._workspace.corpus().document_text(document) or ""
        return [found.code for found in find_references(text)]

    def _lineage(self) -> Table:
        return lineage.lineage_table(self.lineage(), self._headers)

    def _matrix(self, name: str) -> Table:
        rows, columns = coverage.axes(name)
        expected = self._workspace.themes.taxonomy.ids if columns == "theme" else ()
        return coverage.coverage_table(self._facets, rows, columns, name_of=self._name_of, expected=expected)

    def _name_of(self, value: str) -> str:
        """Return what a theme or a plan is called; an agency or a year is its own name."""
        return self._theme_names.get(value) or (plan_name(self._plans[value].header) if value in self._plans else value)

    def _tasks(self, are_wanted: Callable[[Brief], bool] = lambda task: True) -> list[StoredTask]:
        """Return the tasks with their words, or some of them."""
        return list(tasks_at(self._workspace, [row for row, task in self._briefs.items() if are_wanted(task)]))

    @cached_property
    def _counted(self) -> tuple[Brief, ...]:
        return tuple(self._briefs.values())

    @cached_property
    def _theme_names(self) -> Mapping[str, str]:
        return self._workspace.themes.taxonomy.names

    @cached_property
    def _facets(self) -> tuple[coverage.Facets, ...]:
        return coverage.facets(self._counted)

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        """The plans of the tasks, by the hash of their bytes."""
        wanted = {task.document for task in self._counted}
        return {plan.sha256: plan for plan in self._workspace.corpus().shelf() if plan.sha256 in wanted}

    @cached_property
    def _headers(self) -> dict[str, Header]:
        """The headers of the plans, by their first files."""
        return {plan.files[0]: plan.header for plan in self._plans.values()}


def likeness_of(workspace: Workspace, tasks: Sequence[StoredTask]) -> dict[tuple[int, int], float]:
    """Return how alike the pairs of tasks of different plans are that are alike enough."""
    from pipeline.reports.likeness import alike, chance

    corpus = workspace.corpus()
    rows = corpus.rows_of(stored.id for stored in tasks)
    words = corpus.words([rows.get(stored.id, -1) for stored in tasks])
    encode = partial(workspace.encoder.encode, role="document")
    return alike(tasks, words, encode([stored.task.text for stored in tasks]), chance(encode))


def view(workspace: Workspace, name: str, selection: Selection, target: Path | None = None) -> Table:
    """Return one of `OF_SELECTION` over the tasks of a selection, or `CHANGES`; write it to a file if one is named.

    Raises
    ------
    UsageFault
        There is no such view or form, a day is none, or the file cannot be written.
    """
    if name == CHANGES:
        table = changes.changes_table(changes_in(workspace, selection))
        appointments: Appointments = ()
    elif name in OF_SELECTION:
        asked = replace(selection, filters=known_themes(workspace, selection.filters))
        rows = rows_of(workspace, asked)  # first, for it refuses days that are none
        _check_span(asked.filters)
        limits = [date.fromisoformat(day) if day else None for day in (asked.filters.due_from, asked.filters.due_to)]
        views = Views(workspace, rows, asked.today, *limits)
        table = views.table(name)
        appointments = views.calendar() if name == "calendar" else ()
    else:
        raise UsageFault(f"Không có dạng xem {name!r} (no such view); có: {', '.join(VIEWS)}.")
    if target is not None:
        write_table(table, appointments, target)
    return table


def _check_span(asked: Filters) -> None:
    """Refuse a calendar that nobody could read, for recurring deadlines are unrolled.

    Raises
    ------
    UsageFault
        The range of days is too long.
    """
    years = int((asked.due_to or "0")[:4]) - int((asked.due_from or "9999")[:4])
    if years > _MOST_YEARS:
        raise UsageFault(f"Lịch của {years} năm là quá dài (too long a range of days); chọn tối đa {_MOST_YEARS} năm.")


Appointments = Sequence[deadlines.Occurrence]


def changes_in(workspace: Workspace, selection: Selection) -> tuple[changes.Change, ...]:
    """Return what changed from the first of two files to the second.

    Raises
    ------
    UsageFault
        There are not two, or one of them has no tasks.
    """
    if len(selection.filters.files) != 2:
        raise UsageFault("Cần hai kế hoạch để so sánh (two plans): --file TRƯỚC --file SAU.")
    asked = replace(selection, filters=known_themes(workspace, selection.filters))
    before, after = (_tasks_of(workspace, asked, file) for file in asked.filters.files)
    return changes.changes(before, after, likeness_of(workspace, [*before, *after]))


def _tasks_of(workspace: Workspace, selection: Selection, file: str) -> list[StoredTask]:
    """Return the tasks of a file in its order."""
    only = replace(selection, filters=replace(selection.filters, files=(file,)))
    if tasks := list(chosen_tasks(workspace, only)):
        return tasks
    meant = resembling(file, workspace.corpus().distinct("file"))
    raise UsageFault(f"Không có nhiệm vụ nào của {file} (no tasks of this file){meant}")


def write_table(table: Table, appointments: Appointments, target: Path) -> None:
    """Write a view to a file of the form that its name ends in; of the calendar its appointments as .ics.

    Raises
    ------
    UsageFault
        There is no such form, or the file cannot be written.
    """
    from pipeline.paper.writing import appearing

    form = form_of(target, None, (*_FORMS, "ics") if table.name == "calendar" else _FORMS)
    with appearing(target) as unfinished:
        if form == "ics":
            from pipeline.reports.appointments import write_appointments

            write_appointments(appointments, unfinished)
        else:
            _WRITERS[form](table, unfinished)


def _write_csv(table: Table, target: Path) -> None:
    from pipeline.paper.csvs import write_csv

    write_csv([column.vi for column in table.columns], table.rows, target)


def _write_sheet(table: Table, target: Path) -> None:
    from pipeline.paper.workbook import sheet_of, write_workbook

    write_workbook([sheet_of(table)], target)


def _write_page(table: Table, target: Path) -> None:
    from pipeline.reports.page import write_view_page

    write_view_page(table, target)


def _write_drawing(table: Table, target: Path) -> None:
    from pipeline.reports.pictures import chart_of

    target.write_text(chart_of(table).svg(), encoding="utf-8")


def _write_picture(table: Table, target: Path) -> None:
    from pipeline.reports.pictures import chart_of

    target.write_bytes(chart_of(table).png())


_WRITERS: dict[str, Callable[[Table, Path], None]] = {
    "csv": _write_csv, "xlsx": _write_sheet, "html": _write_page, "svg": _write_drawing, "png": _write_picture,
}  # fmt: skip
