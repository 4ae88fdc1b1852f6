"""The moment at which something was said or done."""

from __future__ import annotations

from datetime import UTC, datetime


def moment() -> str:
    """Return this moment as it is kept: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
