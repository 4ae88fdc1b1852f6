"""Deadlines as an iCalendar file for Outlook and phones: the only file that imports icalendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from pipeline.paper.safe import plain
from pipeline.reports.citations import place, plan_name
from pipeline.reports.deadlines import Occurrence

_SHORT = 120  # characters of a task in the title of its appointment


def write_appointments(found: Iterable[Occurrence], target: Path) -> None:
    """Write a whole-day appointment for every day on which a task falls due (RFC 5545).

    The same deadlines give the same bytes: an appointment is stamped with its own day.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//kehoach//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Thời hạn nhiệm vụ")
    for occurrence in found:
        stored, task = occurrence.task, occurrence.task.task
        event = Event()
        event.add("uid", f"{stored.id}-{occurrence.day.isoformat()}@kehoach")
        event.add("dtstamp", datetime.combine(occurrence.day, time(), UTC))
        event.add("dtstart", occurrence.day)
        event.add("dtend", occurrence.day + timedelta(days=1))
        lead = f"{'; '.join(task.lead)}: " if task.lead else ""
        text = plain(task.text)
        event.add("summary", lead + (text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"))
        event.add("description", f"{text}\n{occurrence.deadline.raw}\n{plan_name(stored.header)}, {place(stored)}")
        calendar.add_component(event)
    target.write_bytes(calendar.to_ical())
