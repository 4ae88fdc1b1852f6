"""How things stand, at a glance: how much there is of what, what is late, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records import OPEN, Brief, Status
from pipeline.reports.agencies import NOBODY
from pipeline.reports.coverage import Axis, facets, values
from pipeline.reports.deadlines import days_due, has_day
from pipeline.reports.statuses import STATUSES, how_far

_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """What was counted of some tasks.

    Attributes
    ----------
    tasks, plans : how many there are.
    agencies, themes, years : tasks by lead agency, theme id and year of issue; a task counts for each of its own.
        Years in order, the others most first; "" is for tasks without one.
    statuses : tasks by status.
    undated : tasks that name neither a day nor a rhythm.
    soon : open tasks that fall due between `today` and `soon_until`, both included.
    """

    tasks: int
    plans: int
    agencies: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    statuses: Mapping[Status, int]
    undated: int
    soon: int
    today: date
    soon_until: date


def standing(tasks: Sequence[Brief], today: date) -> Standing:
    """Count some tasks."""
    found, until = facets(tasks), today + timedelta(_SOON_DAYS)
    states = [how_far(task.said, task.deadlines, today) for task in tasks]
    counts = Counter(states)

    def by(axis: Axis) -> tuple[tuple[str, int], ...]:
        n = Counter(value for task in found for value in getattr(task, axis))
        return tuple(("" if value == NOBODY else value, n[value]) for value in values(found, axis))

    return Standing(
        tasks=len(tasks),
        plans=len({task.document for task in tasks}),
        agencies=by("agency"),
        themes=by("theme"),
        years=by("year"),
        statuses={status: counts[status] for status in STATUSES},
        undated=sum(not has_day(task.deadlines) for task in tasks),
        soon=sum(
            state in OPEN and bool(days_due(task.deadlines, today, until))
            for task, state in zip(tasks, states, strict=True)
        ),
        today=today,
        soon_until=until,
    )
