"""What a time limit means in days, where its own words do not say the year."""

from __future__ import annotations

import re

from pipeline.plans.deadlines import days
from pipeline.records import Deadline
from pipeline.web.clock import local_day

_YEAR = re.compile(r"\d{4}")


def meaning(deadline: Deadline) -> str:
    """Return the days that a time limit means, "" where its words say so themselves.

    Examples
    --------
    >>> meaning(Deadline("trước ngày 15/12", "date", "2025-12-15")), meaning(Deadline("quý IV", "period", "2025-Q4"))
    ('15/12/2025', '01/10/2025 – 31/12/2025')
    >>> meaning(Deadline("quý IV/2025", "period", "2025-Q4")), meaning(Deadline("hằng năm", "recurring", "yearly"))
    ('', '')
    """
    span = None if _YEAR.search(deadline.raw) else days(deadline.value)
    if span is None:
        return ""
    first, last = (local_day(day) if day else "…" for day in span)
    return first if first == last else f"{first} – {last}"
