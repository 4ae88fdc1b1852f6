"""How many megabytes of plans a core parses in a second, and which step takes how much of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from benchmarks.measuring import Row, Table
from benchmarks.texts import Plan, real_plans, sample_plans
from pipeline.plans.header import read_header
from pipeline.plans.outline import outline
from pipeline.plans.reading import read
from pipeline.plans.repair import repair
from pipeline.plans.tasks import find_tasks

STEPS = ("reading", "repair", "header", "outline", "tasks")
_FLOOR = 1.0  # MB/s


def measure(rounds: int = 5) -> Table:
    """Parse the sample plans and, where they are, the real ones."""
    sets = {"sample plans": sample_plans(), "real plans": real_plans()}
    rows = [row for name, plans in sets.items() if plans for row in _rows(name, plans, rounds)]
    return Table("Parsing, one core, processor time (ratio: share of the whole)", tuple(rows))


def _rows(name: str, plans: Sequence[Plan], rounds: int) -> list[Row]:
    """Return the rows of one set of plans, the whole before its steps."""
    size = sum(len(raw) for raw, _ in plans) / 1e6
    times = [_seconds(plans) for _ in range(rounds)]
    speed = median(size / sum(steps) for steps in times)
    whole = Row(f"{name}, {size:.2f} MB", speed, "MB/s", 1.0, f"≥ {_FLOOR:g} MB/s", speed >= _FLOOR)
    steps = [
        Row(
            f"{name}: {step}",
            median(size / round_[i] for round_ in times),
            "MB/s",
            median(round_[i] / sum(round_) for round_ in times),
        )
        for i, step in enumerate(STEPS)
    ]
    return [whole, *steps]


def _seconds(plans: Sequence[Plan]) -> list[float]:
    """Return the seconds that each step takes over all the plans; together they are `pipeline.plans.parse`."""
    seconds = [0.0] * len(STEPS)
    for plan in plans:
        moments = _moments(plan)
        for i in range(len(STEPS)):
            seconds[i] += moments[i + 1] - moments[i]
    return seconds


def _moments(plan: Plan) -> list[float]:
    """Parse a plan and return the moments between its steps."""
    clock = time.process_time
    moments = [clock()]
    source = read(*plan)
    moments.append(clock())
    document = repair(source)
    moments.append(clock())
    document = replace(document, header=read_header(document.paragraphs))
    moments.append(clock())
    tree = outline(document)
    moments.append(clock())
    issued_on = document.header.issued_on
    find_tasks(tree, year=int(issued_on[:4]) if issued_on else None)
    moments.append(clock())
    return moments
