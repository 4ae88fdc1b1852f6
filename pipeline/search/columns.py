"""The columns of the corpus by position in the index, remembered until the corpus changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.records import OPEN, Status
from pipeline.search.matching import Tasks, last_day
from pipeline.search.wishes import Wishes
from pipeline.store.columns import Column, ColumnName
from pipeline.store.rows import deadline_of

Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]

STATUSES: tuple[Status, ...] = get_args(Status)


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

    def column(self, name: ColumnName) -> Column:
        """Return a column whose `rows` are positions, ascending."""
        return self._once(name, lambda: self._read(name))

    def among(self, name: ColumnName, counted: Mask) -> Column:
        """Return what the counted tasks have of a column."""
        column = self.column(name)
        kept = np.flatnonzero(counted[column.rows])  # few as a rule, so that places are quicker than flags
        return replace(column, rows=column.rows[kept], codes=column.codes[kept])

    def n_meant(self, name: ColumnName, asked: str, means: Callable[[str], bool], among: Column) -> int:
        """Return how many tasks have a value that is meant.

        Parameters
        ----------
        asked : names what `means` means, so that it is asked only once.
        among : of this column, the part to be counted.
        """
        values = among.values
        meant = self._once((name, asked), lambda: np.fromiter(map(means, values), bool, len(values)))
        rows = among.rows[meant[among.codes]]
        return int(np.count_nonzero(rows[1:] != rows[:-1])) + bool(len(rows))

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
        column = self.column("deadline")
        ends = [last_day(deadline_of(value)) for value in column.values]
        days = np.array([date.fromisoformat(end).toordinal() if end else 0 for end in ends], np.int64)
        last = np.zeros(self._wishes.size, np.int64)
        np.maximum.at(last, column.rows, days[column.codes])
        return last

    def _read(self, name: ColumnName) -> Column:
        """Read a column, leaving out the tasks that the index does not know."""
        column = self._corpus.column(name)
        positions, known = self._wishes.places(column.rows)
        order = np.flatnonzero(known)[np.argsort(positions[known], kind="stable")]
        return replace(column, rows=positions[order], codes=column.codes[order])

    def _once(self, key: Hashable, find: Callable[[], Any]) -> Any:
        """Find something once; see `refresh`."""
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]


_REMEMBERED = 4_096  # most of them a flag for every value of a column


def _places(statuses: tuple[str, ...]) -> Codes:
    return np.array([STATUSES.index(status) for status in statuses if status in STATUSES], np.int64)  # type: ignore[arg-type]


def by_value(among: Column) -> dict[str, int]:
    """Return how many tasks have each value of a column."""
    found = np.bincount(among.codes, minlength=len(among.values)).tolist()
    return {value: n for value, n in zip(among.values, found, strict=True) if n}
