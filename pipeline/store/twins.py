"""Documents that stand for others: of a draft and the signed plan only one is shown.

What makes two documents near-duplicates is the business of whoever writes here (`ingest`); a link only takes the
tasks of one of them out of what can be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.records import Header
from pipeline.store.database import Database
from pipeline.store.rows import HEADER_FIELDS


@dataclass(frozen=True, slots=True)
class Sketched:
    """A document with tasks, as far as near-duplicates are told by it.

    Attributes
    ----------
    key : of the document in the corpus.
    file : the first of its files.
    sketch : of its tasks' words, None if none has been drawn yet.
    """

    key: int
    sha256: str
    file: str
    n_tasks: int
    header: Header
    sketch: bytes | None


class Twins:
    """The near-duplicates of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents(self) -> list[Sketched]:
        """Return the documents that have a file and a task, by hash."""
        columns = ", ".join(f"d.{name}" for name in HEADER_FIELDS)
        rows = self._database.all(
            "SELECT d.id, d.sha256, (SELECT min(f.file) FROM files f WHERE f.document = d.id) AS file, "
            f"(SELECT count(*) FROM tasks t WHERE t.document = d.id) AS n_tasks, s.sketch, {columns} "
            "FROM documents d LEFT JOIN sketches s ON s.document = d.id "
            "WHERE file IS NOT NULL AND n_tasks > 0 ORDER BY d.sha256"
        )
        return [
            Sketched(key, sha256, file, n_tasks, Header(*header), drawn)
            for key, sha256, file, n_tasks, drawn, *header in rows
        ]

    def texts(self, document: int) -> list[str]:
        """Return the words of a document's tasks, in order."""
        found = self._database.all("SELECT text FROM tasks WHERE document = ? ORDER BY ordinal", [document])
        return [text for (text,) in found]

    def draw(self, document: int, sketch: bytes) -> None:
        """Keep the sketch of a document."""
        self._database.run("INSERT OR REPLACE INTO sketches VALUES (?, ?)", (document, sketch))

    def forget(self, sha256: str) -> None:
        """Forget the sketch of a document that is read anew."""
        self._database.run(
            "DELETE FROM sketches WHERE document = (SELECT id FROM documents WHERE sha256 = ?)", [sha256]
        )

    @property
    def are_linked(self) -> bool:
        """Whether nothing has come or gone since documents were linked."""
        linked = "SELECT value FROM counters WHERE name = 'linked'"
        return bool(self._database.value(f"SELECT value = ({linked}) FROM counters WHERE name = 'version'"))

    def link(self, originals: Mapping[int, int]) -> None:
        """Let some documents stand for others, given as "other: the one shown", and for no more than these."""
        if dict(self._database.all("SELECT document, original FROM twins")) != originals:
            self._database.run("DELETE FROM twins")
            self._database.run_many("INSERT INTO twins VALUES (?, ?)", originals.items())
            self._database.run("UPDATE counters SET value = value + 1 WHERE name = 'version'")
        self._database.run(
            "INSERT OR REPLACE INTO counters SELECT 'linked', value FROM counters WHERE name = 'version'"
        )
