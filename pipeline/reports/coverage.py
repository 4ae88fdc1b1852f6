"""Who is given what, and who is given nothing: tasks by agency, theme, plan and year, with the gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.paper.tables import Column, Table
from pipeline.records import Brief, Slice
from pipeline.reports.agencies import NOBODY, Names
from pipeline.text.alphabet import alphabetical

Axis = Literal["agency", "theme", "plan", "year"]

AXES: dict[Axis, tuple[str, str]] = {
    "agency": ("Cơ quan chủ trì", "Lead agency"),
    "theme": ("Chủ đề", "Theme"),
    "plan": ("Kế hoạch", "Plan"),
    "year": ("Năm ban hành", "Year of issue"),
}
NO_THEME, NO_YEAR = "", ""
NOTHING = "(không)"  # as matrices call them
_FIELDS: dict[Axis, str] = {"agency": "lead", "theme": "theme", "plan": "plan", "year": "year"}


def axes(name: str) -> tuple[Axis, Axis]:
    """Return rows and columns of a matrix by its name: "agency-theme"."""
    rows, _, columns = name.partition("-")
    return rows, columns  # type: ignore[return-value]  # its name is made of them


@dataclass(frozen=True, slots=True)
class Facets:
    """What one task counts under: its agencies, themes, plan (a document) and year; none of them is empty."""

    agency: tuple[str, ...]
    theme: tuple[str, ...]
    plan: tuple[str, ...]
    year: tuple[str, ...]


def facets(tasks: Sequence[Brief]) -> tuple[Facets, ...]:
    """Return what each task counts under; one without theme or year under "", without a lead under `NOBODY`."""
    names = Names(lead for task in tasks for lead in task.lead)
    return tuple(
        Facets(names.of_all(t.lead), t.themes or (NO_THEME,), (t.document,), ((t.issued_on or NO_YEAR)[:4],))
        for t in tasks
    )


def cross(found: Iterable[Facets], rows: Axis, columns: Axis) -> Counter[tuple[str, str]]:
    """Count the tasks of every pair of values; a task counts once for each pair that it is of."""
    return Counter((r, c) for task in found for r in getattr(task, rows) for c in getattr(task, columns))


def values(found: Iterable[Facets], axis: Axis) -> list[str]:
    """Return the values of an axis: years in order, everything else by how many tasks it has, most first."""
    counts = Counter(value for task in found for value in getattr(task, axis))
    if axis == "year":
        return sorted(counts)
    return sorted(counts, key=lambda value: (-counts[value], alphabetical(value)))


def gaps(found: Sequence[Facets], rows: Axis, columns: Axis, expected: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return the pairs of values that no task has, although both occur (or the column is expected to).

    Parameters
    ----------
    expected : columns that should be there, such as every theme of the taxonomy.
    """
    counts = cross(found, rows, columns)
    wanted = list(dict.fromkeys((*values(found, columns), *expected)))
    return [(r, c) for r in values(found, rows) for c in wanted if c and not counts[r, c]]


def coverage_table(
    found: Sequence[Facets],
    rows: Axis,
    columns: Axis,
    *,
    name_of: Callable[[str], str] = str,
    expected: Collection[str] = (),
) -> Table:
    """Return the counts of two axes as a matrix with totals; a gap is an empty cell.

    Parameters
    ----------
    name_of : what a value is called for the reader (a theme, a plan); "" is called "(không)".
    expected : columns to show although no task has them.
    """
    counts = cross(found, rows, columns)
    wanted = list(dict.fromkeys((*values(found, columns), *expected)))
    totals = Counter(value for task in found for value in getattr(task, rows))
    head = (
        Column(*AXES[rows], width=44),
        *(Column(_named(name_of, value), _named(name_of, value), "number", 14) for value in wanted),
        Column("Cộng", "Total", "number", 8),
    )
    order = values(found, rows)
    body = tuple((_named(name_of, r), *(counts[r, c] or None for c in wanted), totals[r]) for r in order)
    slices = tuple(
        (None, *(_slice((rows, r), (columns, c)) if counts[r, c] else None for c in wanted), _slice((rows, r)))
        for r in order
    )
    vi = f"{AXES[rows][0]} × {AXES[columns][0].lower()}"
    en = f"Coverage: {AXES[rows][1].lower()} × {AXES[columns][1].lower()}"
    note = "Ma trận bao phủ. Ô trống: không có nhiệm vụ nào. Nhiệm vụ có nhiều chủ đề được đếm ở mỗi chủ đề."
    return Table(f"{rows}-{columns}", vi, en, head, body, note, slices)


def _slice(*values: tuple[Axis, str]) -> Slice:
    """Return which tasks have these values."""
    fields = {_FIELDS[axis]: "" if value == NOBODY else value for axis, value in values}
    return Slice(**fields)  # type: ignore[arg-type]  # every axis is a field of names


def _named(name_of: Callable[[str], str], value: str) -> str:
    return name_of(value) if value else NOTHING
