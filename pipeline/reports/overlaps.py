"""The same task in several plans: found by meaning, shown side by side, conflicts first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pipeline.paper.tables import Column, Table
from pipeline.plans.agency_names import identity, matches
from pipeline.records import StoredTask
from pipeline.reports.citations import place
from pipeline.reports.deadlines import last_days


@dataclass(frozen=True, slots=True)
class Overlap:
    """One task as several plans give it, at most once per plan, in the order of the plans.

    Attributes
    ----------
    likeness : of the least like of them to the one that is most like all (0 to 1).
    leads_differ : whether two of them name different leads.
    deadlines_differ : whether two of them name different days.
    """

    tasks: tuple[StoredTask, ...]
    likeness: float
    leads_differ: bool
    deadlines_differ: bool

    @property
    def is_conflict(self) -> bool:
        """Whether the plans do not agree."""
        return self.leads_differ or self.deadlines_differ


def overlaps(tasks: Sequence[StoredTask], likeness: Mapping[tuple[int, int], float]) -> tuple[Overlap, ...]:
    """Return the tasks that several plans have, conflicts first, then the most alike first.

    Parameters
    ----------
    likeness : of the pairs of tasks that are alike enough; see `likeness.alike`.
    """
    groups = _gather(tasks, likeness)
    found = [_overlap(tasks, members, likeness, least) for members, least in groups]
    return tuple(sorted(found, key=lambda o: (not o.is_conflict, -o.likeness, o.tasks[0].id)))


@lru_cache(maxsize=65536)
def _same_kind(one: str, other: str) -> bool:
    """Whether two names mean one agency, or one of its kind elsewhere (Thanh tra tỉnh, Thanh tra thị xã)."""
    return bool(set(identity(one).bases) & set(identity(other).bases))


def _leads_agree(one: StoredTask, other: StoredTask) -> bool:
    """Whether the leads of two tasks can be the same, one perhaps as a member of a group; or one has none."""
    leads = [(a, b) for a in one.task.lead for b in other.task.lead]
    return not leads or any(_same_kind(a, b) or matches(a, b) or matches(b, a) for a, b in leads)


def _gather(tasks: Sequence[StoredTask], likeness: Mapping[tuple[int, int], float]) -> list[tuple[list[int], float]]:
    """Put every task into at most one group, around the tasks that are like most; one task of a plan per group."""
    neighbours: dict[int, dict[int, float]] = {}
    for (i, j), score in likeness.items():
        neighbours.setdefault(i, {})[j] = score
        neighbours.setdefault(j, {})[i] = score
    groups = []
    taken: set[int] = set()
    for centre in sorted(neighbours, key=lambda i: (-len(neighbours[i]), -sum(neighbours[i].values()), i)):
        if centre in taken:
            continue
        members, plans, least = [centre], {tasks[centre].document}, 1.0
        for other, score in sorted(neighbours[centre].items(), key=lambda item: (-item[1], item[0])):
            if other not in taken and tasks[other].document not in plans:
                members.append(other)
                plans.add(tasks[other].document)
                least = min(least, score)
        if len(members) > 1:
            taken.update(members)
            groups.append((sorted(members), least))
    return groups


def _overlap(
    tasks: Sequence[StoredTask], members: Sequence[int], likeness: Mapping[tuple[int, int], float], least: float
) -> Overlap:
    """Return a group of tasks with what those of them that are alike directly do not agree on."""
    pairs = [(tasks[i], tasks[j]) for i, j in combinations(members, 2) if (i, j) in likeness]
    leads = not all(_leads_agree(a, b) for a, b in pairs)
    ends = [(set(last_days(a.task.deadlines)), set(last_days(b.task.deadlines))) for a, b in pairs]
    limits = any(a != b for a, b in ends if a and b)
    return Overlap(tuple(tasks[i] for i in members), min(least, 1.0), leads, limits)


def overlap_table(found: Sequence[Overlap]) -> Table:
    """Return overlaps as a table, the tasks of one under each other."""
    columns = (
        Column("Nhóm", "Group", "number", 8),
        Column("Vấn đề", "Issue", width=24),
        Column("Nhiệm vụ", "Task", width=70),
        Column("Chủ trì", "Lead", width=30),
        Column("Thời hạn", "Deadline", width=22),
        Column("Vị trí", "Place", width=22),
        Column("Tệp", "File", width=26),
        Column("Độ giống", "Likeness", "share", 10),
    )
    rows = tuple(
        (
            number, _issue(overlap), stored.task.text, "; ".join(stored.task.lead),
            "; ".join(deadline.raw for deadline in stored.task.deadlines), place(stored), stored.files[0],
            overlap.likeness,
        )
        for number, overlap in enumerate(found, 1)
        for stored in overlap.tasks
    )  # fmt: skip
    return Table("overlaps", "Nhiệm vụ trùng lặp, mâu thuẫn", "Overlaps and conflicts", columns, rows)


def _issue(overlap: Overlap) -> str:
    issues = [("khác cơ quan chủ trì", overlap.leads_differ), ("khác thời hạn", overlap.deadlines_differ)]
    return ", ".join(words for words, is_so in issues if is_so) or "trùng nội dung"
