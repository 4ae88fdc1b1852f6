"""Views over many plans at once: who covers what, how much, by when, twice, for whom, and what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.paper.tables import Table
from pipeline.plans.references import find_references
from pipeline.records import Header, StoredTask
from pipeline.reports import changes, coverage, deadlines, lineage, overlaps, workload
from pipeline.reports.citations import plan_name
from pipeline.workspace.publishing import Selection, chosen_tasks, form_of, known_themes

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

_MATRICES: dict[str, tuple[coverage.Axis, coverage.Axis]] = {
    "agency-theme": ("agency", "theme"),
    "plan-theme": ("plan", "theme"),
    "agency-plan": ("agency", "plan"),
    "theme-year": ("theme", "year"),
}
VIEWS = (*_MATRICES, "workload", "calendar", "overlaps", "lineage")
CHANGES = "changes"
_FORMS = ("xlsx", "csv", "html", "svg", "png")


class Views:
    """The views over some tasks of a workspace.

    Parameters
    ----------
    today : by which tasks are overdue.
    first, last : of the calendar; default the year of today.
    """

    def __init__(
        self,
        workspace: Workspace,
        tasks: Sequence[StoredTask],
        today: date,
        first: date | None = None,
        last: date | None = None,
    ) -> None:
        self._workspace = workspace
        self._tasks = tasks
        self._today = today
        self._first = first or today.replace(month=1, day=1)
        self._last = last or today.replace(month=12, day=31)

    def table(self, name: str) -> Table:
        """Return one of `VIEWS`."""
        if name in _MATRICES:
            return self._matrix(*_MATRICES[name])
        if name == "workload":
            return workload.workload_table(workload.workloads(self._tasks, self._today))
        if name == "calendar":
            undated = sum(not deadlines.has_day(stored) for stored in self._tasks)
            return deadlines.calendar_table(self.calendar(), undated)
        return overlaps.overlap_table(self.overlaps()) if name == "overlaps" else self._lineage()

    def all(self) -> Iterator[Table]:
        """Give every view, made one after the other."""
        return map(self.table, VIEWS)

    def calendar(self) -> tuple[deadlines.Occurrence, ...]:
        """Return what falls due between the two days."""
        return deadlines.calendar(self._tasks, self._first, self._last)

    def overlaps(self) -> tuple[overlaps.Overlap, ...]:
        """Return the tasks that several plans have."""
        return overlaps.overlaps(self._tasks, likeness_of(self._workspace, self._tasks))

    def _lineage(self) -> Table:
        corpus = self._workspace.corpus()
        texts = {stored.files[0]: corpus.document_text(stored.document) or "" for stored in self._tasks}
        cited_by = {file: [found.code for found in find_references(text)] for file, text in texts.items()}
        return lineage.lineage_table(lineage.lineage(self._tasks, self._plans, cited_by), self._plans)

    def _matrix(self, rows: coverage.Axis, columns: coverage.Axis) -> Table:
        expected = self._workspace.themes.taxonomy.ids if columns == "theme" else ()
        return coverage.coverage_table(self._facets, rows, columns, name_of=self._name_of, expected=expected)

    def _name_of(self, value: str) -> str:
        """Return what a theme or a plan is called; an agency or a year is its own name."""
        return self._theme_names.get(value) or (plan_name(self._plans[value]) if value in self._plans else value)

    @cached_property
    def _theme_names(self) -> Mapping[str, str]:
        return self._workspace.themes.taxonomy.names

    @cached_property
    def _facets(self) -> tuple[coverage.Facets, ...]:
        return coverage.facets(self._tasks)

    @cached_property
    def _plans(self) -> dict[str, Header]:
        return {stored.files[0]: stored.header for stored in self._tasks}


def likeness_of(workspace: Workspace, tasks: Sequence[StoredTask]) -> dict[tuple[int, int], float]:
    """Return how alike the pairs of tasks of different plans are that are alike enough."""
    from pipeline.reports.likeness import alike, chance

    corpus = workspace.corpus()
    rows = corpus.rows_of(stored.id for stored in tasks)
    words = corpus.words([rows.get(stored.id, -1) for stored in tasks])
    encode = partial(workspace.encoder.encode, role="document")
    return alike(tasks, words, encode([stored.task.text for stored in tasks]), chance(encode))


def view(workspace: Workspace, name: str, selection: Selection, target: Path | None = None) -> Table:
    """Return one of `VIEWS` over the tasks of a selection, or `CHANGES`; write it to a file if one is named.

    Raises
    ------
    UsageFault
        There is no such view or form, or the file cannot be written.
    """
    if name == CHANGES:
        table = changes.changes_table(changes_in(workspace, selection))
        appointments: Appointments = ()
    elif name in VIEWS:
        asked = replace(selection, filters=known_themes(workspace, selection.filters))
        limits = [date.fromisoformat(day) if day else None for day in (asked.filters.due_from, asked.filters.due_to)]
        views = Views(workspace, list(chosen_tasks(workspace, asked)), asked.today, *limits)
        table = views.table(name)
        appointments = views.calendar() if name == "calendar" else ()
    else:
        raise UsageFault(f"Không có dạng xem {name!r} (no such view); có: {', '.join((*VIEWS, CHANGES))}.")
    if target is not None:
        _write(table, appointments, target)
    return table


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
    meant = get_close_matches(file, workspace.corpus().distinct("file"), n=3)
    suggestion = f"; có phải là: {', '.join(meant)}?" if meant else "; xem tên tệp bằng `kehoach status`."
    raise UsageFault(f"Không có nhiệm vụ nào của {file} (no tasks of this file){suggestion}")


def _write(table: Table, appointments: Appointments, target: Path) -> None:
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
