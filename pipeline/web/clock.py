"""Moments and days as people here write them."""

from __future__ import annotations

from datetime import datetime


def local_time(moment: float | str) -> str:
    """Return a moment (seconds since 1970, or ISO 8601) in this machine's time: day/month/year and hour.

    Examples
    --------
    >>> local_time("2025-03-01T08:05:00")
    '01/03/2025 08:05'
    """
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else datetime.fromtimestamp(moment).astimezone()
    return at.astimezone().strftime("%d/%m/%Y %H:%M")


def local_day(iso: str) -> str:
    """Return a day, month or year of ISO form as people here write it in figures.

    Examples
    --------
    >>> local_day("2025-12-31"), local_day("2025-12")
    ('31/12/2025', '12/2025')
    """
    return "/".join(reversed(iso.split("-")))
