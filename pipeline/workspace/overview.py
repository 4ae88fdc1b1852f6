"""Looking over many plans: what is counted, which tasks a number stands for, and how far they have come."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pipeline.errors import Conflict, UsageFault
from pipeline.paper.tables import Table
from pipeline.records import Brief, Slice, Status, StoredTask
from pipeline.reports import changes, deadlines, lineage, overlaps
from pipeline.reports.citations import plan_name
from pipeline.reports.names import CHANGES
from pipeline.reports.standing import Standing, standing
from pipeline.reports.statuses import STATUSES
from pipeline.store.followup import Notice
from pipeline.workspace.selecting import Selection, chosen_tasks, known_themes, not_secret, rows_of
from pipeline.workspace.viewing import Views, likeness_of, view, write_table

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

Order = Literal["plan", "due"]
Made = TypeVar("Made")

MOST_COMPARED = 6_000
"""Tasks that are compared pair by pair while somebody waits."""
_KEPT = 64  # results remembered


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the tasks of a selection, and how many there are in all."""

    total: int
    tasks: tuple[StoredTask, ...]


class Overview:
    """The overview of one workspace; what was worked out is remembered until anything changes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._of: Mapping[int, Brief] | None = None
        self._made: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def prepare(self) -> None:
        """Work out what an overview of everything begins with, so that whoever looks at it next need not wait."""
        everything = Selection()
        self.standing(everything)
        self.months(everything, everything.today.year)

    def standing(self, selection: Selection) -> Standing:
        """Return how much there is of what in a selection."""
        return self._once(
            ("standing", selection), lambda: standing(list(self._briefs(selection).values()), selection.today)
        )

    def left_out(self, selection: Selection) -> int:
        """Return how many tasks are not in a selection only because their plans are marked Mật or higher."""
        return len(self._rows(replace(selection, secret=True))) - len(self._rows(selection))

    def table(self, name: str, selection: Selection) -> Table:
        """Return one of the views over a selection; see `viewing.view`.

        Raises
        ------
        UsageFault
            There is no such view, or it would take too long.
        """
        if name == "overlaps":
            return overlaps.overlap_table(self.overlaps(selection))
        return self._once((name, selection), lambda: view(self._workspace, name, selection))

    def write(self, name: str, selection: Selection, target: Path, before: str = "", after: str = "") -> None:
        """Write a view to a file of the form that its name ends in; `before` and `after` are the plans compared."""
        if name == CHANGES:
            write_table(self.changes_table(before, after, secret=selection.secret), (), target)
        elif name == "overlaps":
            write_table(self.table(name, selection), (), target)
        else:
            view(self._workspace, name, selection, target)

    def overlaps(self, selection: Selection) -> tuple[overlaps.Overlap, ...]:
        """Return the tasks that several plans have.

        Raises
        ------
        UsageFault
            There are more tasks than can be compared while somebody waits.
        """
        if (n := len(self._rows(selection))) > MOST_COMPARED:
            raise UsageFault(
                f"{n} nhiệm vụ là quá nhiều để so từng cặp (too many to compare), tối đa {MOST_COMPARED}; "
                "hãy chọn một chủ đề, một cơ quan hay vài kế hoạch."
            )
        return self._once(("overlap", selection), lambda: self._views(selection).overlaps())

    def lineage(self, selection: Selection) -> tuple[lineage.Descent, ...]:
        """Return which document is carried out by which plans and tasks."""
        return self._once(("descent", selection), lambda: self._views(selection).lineage())

    def due(self, selection: Selection, first: date, last: date) -> Counter[date]:
        """Count the tasks of a selection that fall due on each day between two, both included."""
        key = ("due", selection, first, last)
        return self._once(key, lambda: deadlines.count_by_day(self._briefs(selection).values(), first, last))

    def months(self, selection: Selection, year: int) -> Counter[int]:
        """Count the tasks of a selection that fall due in each month of a year."""
        key = ("months", selection, year)
        return self._once(key, lambda: deadlines.count_by_month(self._briefs(selection).values(), year))

    def agenda(self, selection: Selection, first: date, last: date, most: int) -> list[tuple[date, list[StoredTask]]]:
        """Return the tasks that fall due between two days, both included, day by day; the first `most` of them."""

        def found() -> list[tuple[date, int]]:
            briefs = self._briefs(selection).items()
            return sorted((day, row) for row, t in briefs for day in deadlines.days_due(t.deadlines, first, last))[
                :most
            ]

        due = self._once(("agenda", selection, first, last, most), found)
        corpus = self._workspace.corpus()
        return [(day, corpus.tasks([row for _, row in rows])) for day, rows in groupby(due, key=itemgetter(0))]

    def changes(self, before: str, after: str, *, secret: bool = False) -> tuple[changes.Change, ...]:
        """Return what became of every task from one plan, the older version or year, to another, by their hashes.

        Raises
        ------
        UsageFault
            One of them is not there, or has no tasks to be shown.
        """
        older, newer = (self._tasks_of(plan, secret=secret) for plan in (before, after))
        return self._once(
            ("changes", before, after, secret),
            lambda: changes.changes(older, newer, likeness_of(self._workspace, [*older, *newer])),
        )

    def _tasks_of(self, plan: str, *, secret: bool) -> list[StoredTask]:
        """Return the tasks of a plan, at least one."""
        if tasks := list(chosen_tasks(self._workspace, Selection(secret=secret, only=Slice(plan=plan)))):
            return tasks
        known = self._workspace.corpus().plan(plan)
        if known is None:
            raise UsageFault(
                f"Không có kế hoạch {plan!r} (no such plan); hãy chọn trong danh sách (choose one from the list)."
            )
        name = plan_name(known.header)
        if known.header.secrecy and not secret:
            raise UsageFault(
                f"{name} là văn bản mật (marked secret); "
                "hãy chọn “kể cả văn bản mật” rồi so sánh lại (tick “secret plans too”)."
            )
        raise UsageFault(
            f"{name} không có nhiệm vụ nào để so sánh (no tasks to compare); hãy chọn kế hoạch khác (choose another)."
        )

    def changes_table(self, before: str, after: str, *, secret: bool = False) -> Table:
        """Return the same as a table."""
        return changes.changes_table(self.changes(before, after, secret=secret))

    def page(self, selection: Selection, *, k: int, offset: int = 0, order: Order = "plan") -> Page:
        """Return at most `k` tasks of a selection after the first `offset`: plan by plan, or what is due first."""
        rows = self._rows(selection) if order == "plan" else self._by_day(selection)
        return Page(len(rows), tuple(self._workspace.corpus().tasks(rows[offset : offset + k])))

    def say(self, id: str, status: Status, *, author: str, note: str = "", seen: str | None = None) -> bool:
        """Write down how far a task has come, also while plans are being read; return whether that was new.

        Parameters
        ----------
        seen : when that was said which the author had before their eyes, "" if nothing; None does not ask.

        Raises
        ------
        TaskMissing
            There is no such task.
        UsageFault
            The status is "overdue", which follows from the deadline.
        Conflict
            Somebody else has said something since.
        """
        if status == "overdue":
            raise UsageFault("“Quá hạn” được tính từ thời hạn (overdue follows from the deadline).")
        corpus = self._workspace.corpus()
        with corpus.changing():
            row, stored = corpus.find(id)
            last = stored.progress
            if seen is not None and last and seen != last.at and (last.status, last.note) != (status, note.strip()):
                raise Conflict(
                    f"{last.author} đã cập nhật nhiệm vụ này thành “{STATUSES[last.status]}” sau khi trang được mở "
                    "(updated since by somebody else); xem lại rồi ghi."
                )
            return bool(corpus.follow_up.add([Notice(row, status, author, note.strip())]))

    def _by_day(self, selection: Selection) -> list[int]:
        """Return rows by the first of their last days that counts; those without one last."""

        def due(item: tuple[int, Brief]) -> tuple[date, int]:
            row, task = item
            return max(deadlines.last_days(task.deadlines), default=date.max), row

        briefs = self._briefs(selection)
        return self._once(("by day", selection), lambda: [row for row, _ in sorted(briefs.items(), key=due)])

    def _views(self, selection: Selection) -> Views:
        return Views(self._workspace, self._rows(selection), selection.today)

    def _rows(self, selection: Selection) -> list[int]:
        if not selection.secret:
            every = self._rows(replace(selection, secret=True))
            return self._once(("rows", selection), lambda: not_secret(self._workspace, every))
        asked = replace(selection, filters=known_themes(self._workspace, selection.filters))
        return self._once(("rows", selection), lambda: rows_of(self._workspace, asked))

    def _briefs(self, selection: Selection) -> dict[int, Brief]:
        briefs = self._workspace.corpus().briefs()
        return {row: briefs[row] for row in self._rows(selection) if row in briefs}

    def _once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """Make something, or return what was made when nothing has changed since."""
        briefs = self._workspace.corpus().briefs()
        if briefs is not self._of:
            self._of = briefs
            self._made.clear()
        if key not in self._made:
            self._made[key] = make()
        self._made.move_to_end(key)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        made: Made = self._made[key]
        return made
