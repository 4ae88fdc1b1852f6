"""Tasks as they are counted: read from the links by which they are found, all at once, and remembered.

A hundred thousand tasks are read so in about a second and fit into some ten megabytes, for tasks that have the same
agencies, themes and deadlines share them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from pipeline.records import Brief, Status, StoredTask
from pipeline.store.database import Database
from pipeline.store.rows import deadline_of

_FIELDS = ("lead", "partner", "reference", "theme", "deadline")
_DOCUMENTS = (
    "SELECT id, sha256, issued_on, secrecy FROM documents d "
    "WHERE id NOT IN (SELECT document FROM twins) AND EXISTS (SELECT 1 FROM files f WHERE f.document = d.id)"
)
_SAID = (
    "SELECT t.row, s.status FROM statuses s JOIN subjects u ON u.id = s.subject "
    "JOIN documents d ON d.sha256 = u.sha256 JOIN tasks t ON t.document = d.id AND t.ordinal = u.ordinal ORDER BY s.id"
)
_Names = tuple[tuple[str, ...], ...]


class Briefs:
    """The tasks of one corpus as they are counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: tuple[int, int] | None = None
        self._briefs: Mapping[int, Brief] = {}

    def all(self) -> Mapping[int, Brief]:
        """Return every task that is to be found, by its row, ascending; read again only when anything has changed."""
        now = self._database.value("PRAGMA data_version"), self._database.total_changes
        if now != self._seen:
            with self._database.looking():
                self._briefs = dict(self._read())
            self._seen = now
        return self._briefs

    def _read(self) -> Iterator[tuple[int, Brief]]:
        documents = {key: rest for key, *rest in self._database.all(_DOCUMENTS)}
        said: dict[int, Status] = dict(self._database.all(_SAID))
        links, made = self._links(), dict[tuple[object, ...], Brief]()
        for row, document in self._database.all("SELECT row, document FROM tasks ORDER BY row"):
            if document in documents:
                of_row = links.get(row, _NOTHING)
                key = document, of_row, said.get(row)
                if key not in made:
                    sha256, issued_on, secrecy = documents[document]
                    lead, partners, references, themes, filed = of_row
                    limits = tuple(map(deadline_of, filed))
                    made[key] = Brief(
                        sha256, issued_on, secrecy, lead, partners, references, themes, limits, said.get(row)
                    )
                yield row, made[key]

    def _links(self) -> dict[int, _Names]:
        """Return what tasks can be found by, field by field, by row; equal ones are the same object."""
        names: dict[int, tuple[str, str]] = {
            key: (field, value) for key, field, value in self._database.all("SELECT id, field, value FROM names")
        }
        known: dict[tuple[int, ...], _Names] = {}
        found: dict[int, _Names] = {}
        for row, group in groupby(
            self._database.stream("SELECT row, name FROM task_names ORDER BY row, name"), itemgetter(0)
        ):
            keys = tuple(name for _, name in group)
            if keys not in known:
                of_row = [names[key] for key in keys]
                known[keys] = tuple(tuple(v for f, v in of_row if f == field) for field in _FIELDS)
            found[row] = known[keys]
        return found


_NOTHING: _Names = ((),) * len(_FIELDS)


def brief_of(stored: StoredTask) -> Brief:
    """Return what is counted of a task."""
    task, header = stored.task, stored.header
    themes = tuple(score.theme for score in stored.themes if score.tagged)
    said = stored.progress.status if stored.progress else None
    return Brief(
        stored.document, header.issued_on, header.secrecy, task.lead, task.partners, task.references, themes,
        task.deadlines, said,
    )  # fmt: skip
