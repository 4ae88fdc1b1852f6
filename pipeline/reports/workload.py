"""How much each agency has to do: tasks led and shared, by theme, and what falls due when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.paper.tables import Column, Table
from pipeline.records import Brief, Slice
from pipeline.reports.agencies import Names
from pipeline.reports.deadlines import last_days
from pipeline.reports.statuses import how_far
from pipeline.text.alphabet import alphabetical


@dataclass(frozen=True, slots=True)
class Workload:
    """The tasks of one agency.

    Attributes
    ----------
    led, shared : tasks that it leads, and in which it is a partner.
    plans : how many plans give it something to lead.
    dated, overdue : of those it leads: with a last day, and with all of them before the day of the report.
    next_due : the first last day that is still to come, None if there is none.
    """

    agency: str
    led: int
    shared: int
    plans: int
    dated: int
    overdue: int
    next_due: date | None


def workloads(tasks: Sequence[Brief], today: date) -> tuple[Workload, ...]:
    """Return what every agency named in some tasks has to do, those that lead most first.

    Tasks without a lead are nobody's.
    """
    names = Names(name for task in tasks for name in (*task.lead, *task.partners))
    counts: dict[str, Counter[str]] = {}
    plans: dict[str, set[str]] = {}
    coming: dict[str, list[date]] = {}
    for task in tasks:
        ends, overdue = last_days(task.deadlines), how_far(task.said, task.deadlines, today) == "overdue"
        for agency in dict.fromkeys(map(names.of, task.lead)):
            counts.setdefault(agency, Counter()).update(led=1, dated=int(bool(ends)), overdue=int(overdue))
            plans.setdefault(agency, set()).add(task.document)
            coming.setdefault(agency, []).extend(day for day in ends if day >= today)
        for agency in dict.fromkeys(map(names.of, task.partners)):
            counts.setdefault(agency, Counter()).update(shared=1)
    ranked = sorted(counts.items(), key=lambda item: (-item[1]["led"], -item[1]["shared"], alphabetical(item[0])))
    return tuple(
        Workload(
            agency, n["led"], n["shared"], len(plans.get(agency, ())), n["dated"], n["overdue"],
            min(coming.get(agency, ()), default=None),
        )
        for agency, n in ranked
    )  # fmt: skip


def workload_table(found: Sequence[Workload]) -> Table:
    """Return workloads as a table."""
    columns = (
        Column("Cơ quan", "Agency", width=44),
        Column("Chủ trì", "Leads", "number", 10),
        Column("Phối hợp", "Partner in", "number", 10),
        Column("Số kế hoạch", "Plans", "number", 12),
        Column("Có thời hạn", "With deadline", "number", 12),
        Column("Quá hạn", "Overdue", "number", 10),
        Column("Hạn sắp tới", "Next due", "date", 12),
    )
    rows = tuple((w.agency, w.led, w.shared, w.plans, w.dated, w.overdue, w.next_due) for w in found)
    slices = tuple(tuple(_slices(w)) for w in found)
    return Table("workload", "Khối lượng theo cơ quan", "Workload by agency", columns, rows, slices=slices)


def _slices(load: Workload) -> Iterator[Slice | None]:
    """Give which tasks the cells of an agency's row count; those of plans and of a day count none."""
    led = Slice(lead=load.agency)
    yield None
    yield led if load.led else None
    yield Slice(partner=load.agency) if load.shared else None
    yield None
    yield replace(led, when="dated") if load.dated else None
    yield replace(led, status="overdue") if load.overdue else None
    yield None
