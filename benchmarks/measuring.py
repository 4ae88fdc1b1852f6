"""Taking turns, medians of ratios, and the tables they end in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

_HEAD = "| what | median | unit | ratio | floor |\n|---|---:|---|---:|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    what : what was measured.
    value, unit : the median.
    ratio : to what the table's title says, None for what has nothing beside it.
    floor : what must hold, "" if nothing must.
    holds : whether it does.
    """

    what: str
    value: float
    unit: str
    ratio: float | None = None
    floor: str = ""
    holds: bool = True

    def to_markdown(self) -> str:
        """Return the line."""
        ratio = "" if self.ratio is None else _readable(self.ratio)
        floor = f"{self.floor} {'✓' if self.holds else '✗'}" if self.floor else ""
        return f"| {self.what} | {_readable(self.value)} | {self.unit} | {ratio} | {floor} |"


@dataclass(frozen=True, slots=True)
class Table:
    """What one benchmark found out; the title says what the ratios are to."""

    title: str
    rows: tuple[Row, ...]

    def to_markdown(self) -> str:
        """Return heading and table."""
        return "\n".join((f"### {self.title}", "", _HEAD, *(row.to_markdown() for row in self.rows)))


def interleaved(
    sides: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Return the seconds of each side, one per round; every other round goes through them backwards.

    Parameters
    ----------
    clock : `time.process_time` counts this process only, whatever else the machine is doing.
    """
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides)[:: -1 if number % 2 else 1]:
            started = clock()
            sides[name]()
            seconds[name].append(clock() - started)
    return seconds


def median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """Return the median of the ratios of what was measured in the same round."""
    return median(a / b for a, b in zip(numerators, denominators, strict=True))


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """Keep this process, and those it starts meanwhile, on so many cores; does nothing outside Linux."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _readable(value: float) -> str:
    """Return a number with three digits or so."""
    decimals = next((n for n, least in enumerate((100, 10, 0.1, 0.01)) if value >= least), 4)
    return f"{value:,.{decimals}f}"
