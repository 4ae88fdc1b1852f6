"""Which tasks one number of a view counts, found again by the very rules by which they were counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from pipeline.plans.references import code_key
from pipeline.records import OPEN, Brief, Deadline, Slice
from pipeline.reports.agencies import names_agency
from pipeline.reports.deadlines import due_days, has_day, last_days
from pipeline.reports.statuses import how_far

_ROUND_YEARS = 8  # in which even 29 February comes round
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)  # of an open range

Check = Callable[[Brief], bool]


def within(only: Slice, today: date) -> Check:
    """Return what tells whether a task is in a slice.

    Parameters
    ----------
    today : by which tasks are overdue.
    """
    checks = [*_by_what_it_says(only), *_by_time(only, today)]
    return lambda task: all(check(task) for check in checks)


def _by_what_it_says(only: Slice) -> Iterator[Check]:
    """Give the conditions on what a task says and where, the cheapest first."""
    if (plan := only.plan) is not None:
        yield lambda task: task.document == plan
    if (year := only.year) is not None:
        yield lambda task: (task.issued_on or "")[:4] == year
    if (theme := only.theme) is not None:
        yield lambda task: theme in task.themes if theme else not task.themes
    if (lead := only.lead) is not None:
        yield lambda task: names_agency(task.lead, lead)
    if (partner := only.partner) is not None:
        yield lambda task: names_agency(task.partners, partner)
    if (code := only.reference) is not None:
        yield lambda task: code_key(code) in map(code_key, task.references) if code else not task.references


def _falls_due(deadline: Deadline, first: date, last: date) -> bool:
    """Whether a deadline falls due between two days; what comes round need not be unrolled for ever to tell."""
    if deadline.kind == "recurring":
        last = min(last, first.replace(year=first.year + _ROUND_YEARS, day=1))
    return next(due_days(deadline, first, last), None) is not None


def _by_time(only: Slice, today: date) -> Iterator[Check]:
    """Give the conditions on when a task falls due and how far it has come."""
    if only.due_from or only.due_to:
        first = date.fromisoformat(only.due_from) if only.due_from else _FIRST
        last = date.fromisoformat(only.due_to) if only.due_to else _LAST
        yield lambda task: any(_falls_due(deadline, first, last) for deadline in task.deadlines)
    if only.when == "dated":
        yield lambda task: bool(last_days(task.deadlines))
    if only.when == "undated":
        yield lambda task: not has_day(task.deadlines)
    if only.status:
        wanted = OPEN if only.status == "open" else (only.status,)
        yield lambda task: how_far(task.said, task.deadlines, today) in wanted
