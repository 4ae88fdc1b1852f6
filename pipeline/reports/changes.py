"""What changed between two versions of a plan, or the plans of two years: tasks added, dropped, changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.paper.tables import Column, Table
from pipeline.records import StoredTask
from pipeline.reports.agencies import same_agencies
from pipeline.reports.citations import place
from pipeline.store.succession import Place, successors
from pipeline.text.similarity import tokens

Kind = Literal["changed", "added", "dropped", "same"]
Aspect = Literal["words", "lead", "partners", "deadline"]

KINDS: dict[Kind, str] = {"changed": "Sửa đổi", "added": "Thêm mới", "dropped": "Bỏ", "same": "Giữ nguyên"}
_ASPECTS: dict[Aspect, str] = {
    "words": "nội dung", "lead": "cơ quan chủ trì", "partners": "cơ quan phối hợp", "deadline": "thời hạn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """What has become of one task.

    Attributes
    ----------
    before, after : the task in the older and in the newer plans; None where it is not there.
    differs : in what the two differ; () for a task that stayed, was added or dropped.
    """

    before: StoredTask | None
    after: StoredTask | None
    differs: tuple[Aspect, ...]

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "dropped"
        return "changed" if self.differs else "same"


def changes(
    before: Sequence[StoredTask], after: Sequence[StoredTask], likeness: Mapping[tuple[int, int], float]
) -> tuple[Change, ...]:
    """Return what has become of every task, in the order of the newer plans, what was dropped behind what it followed.

    A task is the one that succeeds it in another reading of its plan (`store.succession`); of those that are
    left, the pairs most alike are taken first, which finds a task again in the plan of another year.

    Parameters
    ----------
    likeness : of pairs of tasks that are alike enough, as `likeness.alike` gives it for `before` and `after`, one
        behind the other.
    """
    heirs = successors([_place(stored) for stored in before], [_place(stored) for stored in after])
    taken = set(heirs.values())
    for (i, j), _ in sorted(likeness.items(), key=lambda item: (-item[1], item[0])):
        other = j - len(before)
        if i < len(before) <= j and i not in heirs and other not in taken:
            heirs[i] = other
            taken.add(other)
    ancestor = {new: old for old, new in heirs.items()}
    found: list[tuple[tuple[int, int, int], Change]] = []
    for new, stored in enumerate(after):
        old = before[ancestor[new]] if new in ancestor else None
        found.append(((new, 0, 0), Change(old, stored, _differences(old, stored) if old else ())))
    followed = -1
    for position, stored in enumerate(before):
        followed = heirs.get(position, followed)
        if position not in heirs:
            found.append(((followed, 1, position), Change(stored, None, ())))
    return tuple(change for _, change in sorted(found, key=lambda item: item[0]))


def _place(stored: StoredTask) -> Place:
    return Place(stored.task.path, stored.task.marker, stored.task.text)


def _differences(old: StoredTask, new: StoredTask) -> tuple[Aspect, ...]:
    """Return in what two tasks differ; other spellings of an agency or a day are no difference."""
    one, other = old.task, new.task
    differ: dict[Aspect, bool] = {
        "words": tokens(one.text) != tokens(other.text),
        "lead": not same_agencies(one.lead, other.lead),
        "partners": not same_agencies(one.partners, other.partners),
        "deadline": {d.value for d in one.deadlines} != {d.value for d in other.deadlines},
    }
    return tuple(aspect for aspect, is_so in differ.items() if is_so)


def changes_table(found: Sequence[Change]) -> Table:
    """Return changes as a table, before and after side by side; what stayed as it was is only counted."""
    columns = (
        Column("Thay đổi", "Change", width=12),
        Column("Khác ở", "Differs in", width=18),
        Column("Trước", "Before", width=60),
        Column("Sau", "After", width=60),
        Column("Chủ trì", "Lead", width=30),
        Column("Phối hợp", "Partners", width=30),
        Column("Thời hạn", "Deadline", width=24),
        Column("Vị trí", "Place", width=24),
    )
    rows = tuple(
        (KINDS[change.kind], ", ".join(_ASPECTS[aspect] for aspect in change.differs), *_side_by_side(change))
        for change in found
        if change.kind != "same"
    )
    counts = {name: sum(change.kind == kind for change in found) for kind, name in KINDS.items()}
    note = "; ".join(f"{name}: {n} nhiệm vụ" for name, n in counts.items()) + "."
    return Table("changes", "Nhiệm vụ thay đổi", "What changed", columns, rows, note)


def _side_by_side(change: Change) -> tuple[str, ...]:
    """Return the words of both sides, and what became of lead, partners, deadline and place."""
    before, after = _cells(change.before), _cells(change.after)
    return before[0], after[0], *map(_became, before[1:], after[1:])


def _became(before: str, after: str) -> str:
    """Return two values as one cell, with an arrow between where they differ."""
    return f"{before} → {after}" if before and after and before != after else after or before


def _cells(stored: StoredTask | None) -> tuple[str, ...]:
    if stored is None:
        return ("",) * 5
    task = stored.task
    deadlines = "; ".join(deadline.raw for deadline in task.deadlines)
    return task.text, "; ".join(task.lead), "; ".join(task.partners), deadlines, place(stored)
