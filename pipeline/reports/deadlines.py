"""The calendar: every day on which something falls due, recurring deadlines unrolled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.paper.tables import Column, Table
from pipeline.plans.dates import days, occurrences
from pipeline.records import Brief, Deadline, StoredTask


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day on which a task falls due: that of a date, the last one of a period, one of a recurring deadline."""

    day: date
    deadline: Deadline
    task: StoredTask


def due_days(deadline: Deadline, first: date, last: date) -> Iterator[date]:
    """Give the days between `first` and `last`, both included, on which a deadline falls due.

    Examples
    --------
    >>> yearly = Deadline("trước ngày 15/11 hằng năm", "recurring", "yearly:11-15")
    >>> [day.isoformat() for day in due_days(yearly, date(2025, 1, 1), date(2026, 12, 31))]
    ['2025-11-15', '2026-11-15']
    """
    if deadline.kind == "recurring":
        if deadline.value == "daily":  # what is due every day is due on no day in particular
            return
        days_in_years = occurrences(deadline.value, first.isoformat(), last.isoformat())
        yield from (day for day in map(date.fromisoformat, days_in_years) if first <= day <= last)
    elif (day := last_day(deadline)) is not None and first <= day <= last:
        yield day


@lru_cache(maxsize=65536)
def last_day(deadline: Deadline) -> date | None:
    """Return the day by which a date or period is over, None where it has no end."""
    span = days(deadline.value) if deadline.kind in ("date", "period") else None
    return date.fromisoformat(span[1]) if span and span[1] else None


def last_days(deadlines: Iterable[Deadline]) -> list[date]:
    """Return the days by which dates and periods are over, in their order."""
    return [day for deadline in deadlines if (day := last_day(deadline))]


def has_day(deadlines: Iterable[Deadline]) -> bool:
    """Whether there is any day by which, or rhythm in which, something is to be done."""
    return any(deadline.kind in ("date", "period", "recurring") for deadline in deadlines)


def days_due(deadlines: Iterable[Deadline], first: date, last: date) -> set[date]:
    """Return the days between two, both included, on which something falls due."""
    return {day for deadline in deadlines for day in due_days(deadline, first, last)}


def count_by_day(tasks: Iterable[Brief], first: date, last: date) -> Counter[date]:
    """Count the tasks that fall due on each day between two, both included."""
    return Counter(day for task in tasks for day in days_due(task.deadlines, first, last))


def count_by_month(tasks: Iterable[Brief], year: int) -> Counter[int]:
    """Count the tasks that fall due in each month of a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Counter(month for t in tasks for month in {day.month for day in days_due(t.deadlines, first, last)})


def calendar(tasks: Iterable[StoredTask], first: date, last: date) -> tuple[Occurrence, ...]:
    """Return what falls due between two days, both included, by day, then in the order of the tasks."""
    found = [
        Occurrence(day, deadline, stored)
        for stored in tasks
        for deadline in stored.task.deadlines
        for day in due_days(deadline, first, last)
    ]
    return tuple(sorted(found, key=lambda occurrence: occurrence.day))


def calendar_table(found: Iterable[Occurrence], undated: int = 0) -> Table:
    """Return a calendar as a table, and say how many tasks are in none for they name no day."""
    columns = (
        Column("Ngày", "Day", "date", 12),
        Column("Nhiệm vụ", "Task", width=70),
        Column("Chủ trì", "Lead", width=30),
        Column("Thời hạn trong văn bản", "Deadline as written", width=26),
        Column("Định kỳ", "Recurring", width=10),
        Column("Tệp", "File", width=26),
    )
    rows = tuple(
        (
            o.day, o.task.task.text, "; ".join(o.task.task.lead), o.deadline.raw,
            "có" if o.deadline.kind == "recurring" else "", o.task.files[0],
        )
        for o in found
    )  # fmt: skip
    note = f"{undated} nhiệm vụ không ghi thời hạn nên không có trong lịch." if undated else ""
    return Table("calendar", "Lịch thời hạn", "Calendar of deadlines", columns, rows, note)
