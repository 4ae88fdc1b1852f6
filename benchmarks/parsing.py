"""How many megabytes of plans a core parses in a second, and which step takes how much of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from benchmarks.measuring import Row, Table
from benchmarks.texts import Plan, invented_plans, real_plans, sample_plans
from pipeline.plans.header import read_header
from pipeline.plans.outline import outline
from pipeline.plans.reading import read
from pipeline.plans.repair import repair
from pipeline.plans.tasks import find_tasks

STEPS = ("reading", "repair", "header", "outline", "tasks")
_FLOOR = 1.0  # MB/s


def measure(rounds: int = 5, n_plans: int = 40, tasks_each: int = 40) -> Table:
    """Parse the sample plans, the real ones where they are, and invented ones, which are others in every round."""
    sets = {
        "sample plans": [sample_plans()] * rounds,
        "real plans": [real_plans()] * rounds,
        "invented plans": [list(invented_plans(n_plans, tasks_each, seed)) for seed in range(rounds)],
    }
    rows = [row for name, batches in sets.items() if batches[0] for row in _rows(name, batches)]
    return Table("Parsing, one core, processor time (ratio: share of the whole)", tuple(rows))


def _rows(name: str, batches: Sequence[Sequence[Plan]]) -> list[Row]:
    """Return the rows of one set of plans, given batch by batch, the whole before its steps."""
    sizes = [sum(len(raw) for raw, _ in plans) / 1e6 for plans in batches]
    rounds = list(zip(sizes, map(_seconds, batches), strict=True))
    speed = median(size / sum(steps) for size, steps in rounds)
    whole = Row(f"{name}, {sizes[0]:.2f} MB", speed, "MB/s", 1.0, f"≥ {_FLOOR:g} MB/s", speed >= _FLOOR)
    parts = [
        Row(
            f"{name}: {step}",
            median(size / steps[i] for size, steps in rounds),
            "MB/s",
            median(steps[i] / sum(steps) for _, steps in rounds),
        )
        for i, step in enumerate(STEPS)
    ]
    return [whole, *parts]


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
