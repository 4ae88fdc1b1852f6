"""What became of the lines of a file that came in, told line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.store.finding import Remark

_MOST_LINES = 50  # of one kind; --json has them all


def remark_lines(mark: str, remarks: Sequence[Remark]) -> Iterator[str]:
    """Give what is to be said of lines, each with its number."""
    return first_of([f"  {mark} dòng {remark.line}: {remark.what}" for remark in remarks])


def first_of(lines: Sequence[str]) -> Iterator[str]:
    """Give the first lines, and how many more there are."""
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"  … và {len(lines) - _MOST_LINES} dòng nữa; --json cho tất cả (more)"
