"""The columns of the corpus by position in the index, remembered until the corpus changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.records import OPEN, Status
from pipeline.search.matching import Tasks, last_day
from pipeline.search.wishes import Positions, Wishes
from pipeline.store.columns import Column, ColumnName
from pipeline.store.rows import deadline_of

Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]

STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class ValueSets:
    """A column by position in the index: which set of values every task has. Few sets are had by many tasks.

    Attributes
    ----------
    values : of the column, ascending.
    of_task : the set of every task, (n_tasks,); set 0 is the empty one.
    sets, codes : set `sets[i]` holds `values[codes[i]]`, (n_pairs,).
    size : how many sets there are.
    """

    values: tuple[str, ...]
    of_task: Codes
    sets: Codes
    codes: Codes
    size: int

    @classmethod
    def of(cls, column: Column, n_tasks: int) -> Self:
        """Return the sets of a column whose `rows` are positions, ascending."""
        begins = np.flatnonzero(np.diff(column.rows, prepend=-1))
        # Tasks with the same values have the same sum of random marks of 64 bits, one for each value (Zobrist 1970);
        # that others share theirs happens to one corpus of 100,000 sets in a thousand million.
        marks = np.random.default_rng(0).integers(1 << 63, size=len(column.values))
        sums = np.add.reduceat(marks[column.codes], begins) if len(begins) else begins
        _, first, place = np.unique(sums, return_index=True, return_inverse=True)
        of_task = np.zeros(n_tasks, np.int64)
        of_task[column.rows[begins]] = place + 1
        telling = np.isin(column.rows, column.rows[begins[first]])  # one task of each set
        return cls(column.values, of_task, of_task[column.rows[telling]], column.codes[telling], len(first) + 1)

    def count(self, tasks: Positions) -> Counted:
        """Count what some tasks have."""
        return Counted(self, np.bincount(self.of_task[tasks], minlength=self.size))

    def meaning(self, means: Callable[[str], bool]) -> Mask:
        """Tell which sets hold a value that is meant, (size,)."""
        meant = np.fromiter(map(means, self.values), bool, len(self.values))
        mask = np.zeros(self.size, bool)
        mask[self.sets[meant[self.codes]]] = True
        return mask


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of some tasks have each set of values, (n_sets,)."""

    sets: ValueSets
    n: Codes

    def by_value(self) -> dict[str, int]:
        """Return how many tasks have each value that any has, most first, equal ones by name."""
        n = np.zeros(len(self.sets.values), np.int64)
        np.add.at(n, self.sets.codes, self.n[self.sets.sets])
        order = np.argsort(-n, kind="stable")[: np.count_nonzero(n)]
        return {self.sets.values[code]: found for code, found in zip(order.tolist(), n[order].tolist(), strict=True)}

    def having(self, meant: Mask) -> int:
        """Return how many tasks have one of some sets; see `ValueSets.meaning`."""
        return int(self.n[meant].sum())


class PositionColumns:
    """What the tasks of one generation of the indexes have, as numbers to be counted.

    Parameters
    ----------
    wishes : knows at which positions rows of the corpus stand.
    """

    def __init__(self, corpus: Tasks, wishes: Wishes) -> None:
        self._corpus = corpus
        self._wishes = wishes
        self._known: dict[Hashable, Any] = {}
        self._edition: object = None

    def refresh(self) -> None:
        """Forget everything if the corpus has changed, or if there is too much to remember; before every count."""
        if self._edition != (edition := self._corpus.edition) or len(self._known) >= _REMEMBERED:
            self._known, self._edition = {}, edition

    def sets(self, name: ColumnName) -> ValueSets:
        """Return what every task has of a column."""
        return self._once(name, lambda: ValueSets.of(self._read(name), self._wishes.size))

    def count(self, name: ColumnName, tasks: Positions) -> Counted:
        """Count what some tasks have of a column."""
        return self.sets(name).count(tasks)

    def meaning(self, name: ColumnName, asked: str, means: Callable[[str], bool]) -> Mask:
        """Tell which sets of values hold one that is meant, (n_sets,).

        Parameters
        ----------
        asked : names what `means` means, so that it is asked only once.
        """
        return self._once((name, asked), lambda: self.sets(name).meaning(means))

    def statuses(self, today: date) -> Codes:
        """Return the status of every task, a place in `STATUSES`, (n_tasks,).

        A task is overdue if all its days are over and nobody has said that it is done or not to be done.
        """
        return self._once(("statuses", self._corpus.progressed, today), lambda: self._statuses(today))

    def _statuses(self, today: date) -> Codes:
        said, last = self._read("status"), self._once("ends", self._ends)
        status = np.zeros(self._wishes.size, np.int64)
        status[said.rows] = _places(said.values)[said.codes]
        late = (last > 0) & (last < today.toordinal()) & np.isin(status, _places(OPEN))
        return np.where(late, STATUSES.index("overdue"), status)

    def _ends(self) -> Codes:
        """Return the day by which the last date or period of every task is over, 0 where there is none."""
        sets = self.sets("deadline")
        ends = [last_day(deadline_of(value)) for value in sets.values]
        days = np.array([date.fromisoformat(end).toordinal() if end else 0 for end in ends], np.int64)
        last = np.zeros(sets.size, np.int64)
        np.maximum.at(last, sets.sets, days[sets.codes])
        return last[sets.of_task]

    def _read(self, name: ColumnName) -> Column:
        """Read a column by position, ascending, leaving out the tasks that the index does not know."""
        column = self._corpus.column(name)
        positions, known = self._wishes.places(column.rows)
        order = np.flatnonzero(known)[np.argsort(positions[known], kind="stable")]
        return replace(column, rows=positions[order], codes=column.codes[order])

    def _once(self, key: Hashable, find: Callable[[], Any]) -> Any:
        """Find something once; see `refresh`."""
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]


_REMEMBERED = 4_096  # most of them a flag for every set of values of a column


def _places(statuses: tuple[str, ...]) -> Codes:
    return np.array([STATUSES.index(status) for status in statuses if status in STATUSES], np.int64)  # type: ignore[arg-type]
