"""What the tasks are found by, a column at a time: numbers, of which a hundred thousand are counted in a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.store.database import Database

ColumnName = Literal["theme", "lead", "deadline", "issuer", "year", "kind", "status"]

# One value, and the rows of the tasks that have it; a value may come several times.
_OF_NAMES = (
    "SELECT n.value, (SELECT group_concat(l.row) FROM task_names l WHERE l.name = n.id) FROM names n "
    "WHERE n.field = '{}' ORDER BY n.value"
)
_OF_DOCUMENTS = (
    "SELECT {} AS value, (SELECT group_concat(t.row) FROM tasks t WHERE t.document = d.id) FROM documents d "
    "WHERE value IS NOT NULL ORDER BY value"
)
_POSTINGS: dict[ColumnName, str] = {
    "theme": _OF_NAMES.format("theme"),
    "lead": _OF_NAMES.format("lead"),
    "deadline": _OF_NAMES.format("deadline"),
    "issuer": _OF_DOCUMENTS.format("d.issuer"),
    "year": _OF_DOCUMENTS.format("substr(d.issued_on, 1, 4)"),
    "kind": _OF_DOCUMENTS.format("d.kind"),
    "status": (
        "SELECT s.status, t.row FROM statuses s JOIN subjects u ON u.id = s.subject JOIN documents d USING (sha256) "
        "JOIN tasks t ON t.document = d.id AND t.ordinal = u.ordinal "
        "WHERE s.id IN (SELECT max(id) FROM statuses GROUP BY subject) ORDER BY s.status"
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """Who has which value: the task at `rows[i]` has `values[codes[i]]`, and may have others.

    Attributes
    ----------
    values : each once, ascending.
    rows, codes : (n_pairs,), no pair twice.
    """

    values: tuple[str, ...]
    rows: NDArray[np.int64]
    codes: NDArray[np.int64]


class Columns:
    """The columns of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, name: ColumnName) -> Column:
        """Return a column; a deadline's value is "kind value", a status the one that was said last."""
        postings = dict[str, list[NDArray[np.int64]]]()
        for value, rows in self._postings(name):
            postings.setdefault(value, []).append(rows)
        sizes = [sum(map(len, rows)) for rows in postings.values()]
        every = [rows for of_value in postings.values() for rows in of_value]
        return Column(
            tuple(postings),
            np.concatenate(every) if every else np.empty(0, np.int64),
            np.repeat(np.arange(len(sizes)), sizes),
        )

    def _postings(self, name: ColumnName) -> Iterator[tuple[str, NDArray[np.int64]]]:
        """Give values and their rows, which travel as text: a tuple for each would take five times as long."""
        for value, rows in self._database.all(_POSTINGS[name]):
            if rows is not None:
                yield value, np.fromstring(str(rows), np.int64, sep=",")
