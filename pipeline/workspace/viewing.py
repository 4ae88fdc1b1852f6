"""Views over many plans at once: who covers what, how much, by when, twice, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.plans.references import find_references
from pipeline.records import Filters, Header, StoredTask
from pipeline.reports import coverage, deadlines, lineage, overlaps, workload
from pipeline.reports.citations import plan_name
from pipeline.reports.tables import Table
from pipeline.themes.taxonomy import Taxonomy, workspace_taxonomy
from pipeline.workspace.publishing import chosen_tasks, form_of, known_themes

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

_MATRICES: dict[str, tuple[coverage.Axis, coverage.Axis]] = {
    "agency-theme": ("agency", "theme"),
    "plan-theme": ("plan", "theme"),
    "agency-plan": ("agency", "plan"),
    "theme-year": ("theme", "year"),
}
VIEWS = (*_MATRICES, "workload", "calendar", "overlaps", "lineage")


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
            return deadlines.calendar_table(self.calendar())
        return overlaps.overlap_table(self.overlaps()) if name == "overlaps" else self._lineage()

    def all(self) -> Iterator[Table]:
        """Give every view, made one after the other."""
        return map(self.table, VIEWS)

    def calendar(self) -> tuple[deadlines.Occurrence, ...]:
        """Return what falls due between the two days."""
        return deadlines.calendar(self._tasks, self._first, self._last)

    def overlaps(self) -> tuple[overlaps.Overlap, ...]:
        """Return the tasks that several plans have."""
        corpus = self._workspace.corpus()
        rows = [corpus.row_of(stored.id) for stored in self._tasks]
        words = corpus.words([row for row in rows if row is not None])
        vectors = self._workspace.encoder.encode([stored.task.text for stored in self._tasks], role="document")
        return overlaps.overlaps(self._tasks, words, vectors)

    def _lineage(self) -> Table:
        corpus = self._workspace.corpus()
        texts = {stored.files[0]: corpus.document_text(stored.document) or "" for stored in self._tasks}
        cited_by = {file: [found.code for found in find_references(text)] for file, text in texts.items()}
        return lineage.lineage_table(lineage.lineage(self._tasks, self._plans, cited_by), self._plans)

    def _matrix(self, rows: coverage.Axis, columns: coverage.Axis) -> Table:
        expected = self._taxonomy.ids if columns == "theme" else ()
        return coverage.coverage_table(self._facets, rows, columns, name_of=self._name_of, expected=expected)

    def _name_of(self, value: str) -> str:
        """Return what a theme or a plan is called; an agency or a year is its own name."""
        names = {theme.id: theme.name_vi for theme in self._taxonomy.themes}
        return names.get(value) or (plan_name(self._plans[value]) if value in self._plans else value)

    @cached_property
    def _taxonomy(self) -> Taxonomy:
        return workspace_taxonomy(self._workspace.home)

    @cached_property
    def _facets(self) -> tuple[coverage.Facets, ...]:
        return coverage.facets(self._tasks)

    @cached_property
    def _plans(self) -> dict[str, Header]:
        return {stored.files[0]: stored.header for stored in self._tasks}


def view(
    workspace: Workspace, name: str, filters: Filters, *, secret: bool, today: date, target: Path | None = None
) -> Table:
    """Return one of `VIEWS` over the tasks that meet some conditions, and write it to a file if one is named.

    Raises
    ------
    UsageFault
        There is no such view or form, or the file cannot be written.
    """
    if name not in VIEWS:
        raise UsageFault(f"Không có dạng xem {name!r} (no such view); có: {', '.join(VIEWS)}.")
    asked = known_themes(workspace, filters)
    limits = [date.fromisoformat(day) if day else None for day in (asked.due_from, asked.due_to)]
    views = Views(workspace, list(chosen_tasks(workspace, asked, secret=secret)), today, *limits)
    table = views.table(name)
    if target is not None:
        _write(views, table, target)
    return table


def _write(views: Views, table: Table, target: Path) -> None:
    from pipeline.reports.appointments import write_appointments
    from pipeline.reports.exports import write_table
    from pipeline.reports.sheets import write_tables
    from pipeline.reports.writing import appearing

    form = form_of(target, None, ("xlsx", "csv", "ics") if table.name == "calendar" else ("xlsx", "csv"))
    with appearing(target) as unfinished:
        if form == "ics":
            write_appointments(views.calendar(), unfinished)
        elif form == "csv":
            write_table(table, unfinished)
        else:
            write_tables([table], unfinished)
