"""The ledger: every file seen, the bytes it had, and what became of it.

A file is known by its root (the folder that was scanned) and its path below it. A root swallows the roots
inside it: once `plans` has been scanned, what was known under `plans/2025` is known under `plans`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.records import LedgerEntry
from pipeline.store.clock import moment
from pipeline.store.database import Database
from pipeline.store.rows import dump

# What became of a file that holds a document; every other status is a file that gave none.
STORED = ("read", "no-tasks")
# A file that holds others, each with a line of its own.
OPENED = "opened"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was last read.

    Attributes
    ----------
    root, file : the scanned folder, and the path below it with "/".
    size, mtime_ns : what the file system said, to see at a glance that nothing has changed.
    sha256 : of its bytes, None if they could not be had.
    reader : version of the reader that judged it.
    document : key of the document its bytes are, None if it gave none.
    status, reason : as in `LedgerEntry`.
    """

    root: str
    file: str
    size: int
    mtime_ns: int
    sha256: str | None
    reader: str
    document: int | None
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a person wants to know of a file.

    Attributes
    ----------
    root, file, status, reason, size : as in `KnownFile`.
    at : when it was read, UTC, ISO 8601.
    plan : hash of the document that is shown for it, None if it gave none.
    n_tasks : of that document.
    twin_of : a file with nearly the same plan that stands for it in all answers, None if it stands for itself.
    """

    root: str
    file: str
    status: str
    reason: str
    size: int
    at: str
    plan: str | None
    n_tasks: int
    twin_of: str | None


class Ledger:
    """The files of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def roots(self) -> tuple[str, ...]:
        """Return the folders that have been scanned, sorted."""
        return tuple(root for (root,) in self._database.all("SELECT DISTINCT root FROM files ORDER BY root"))

    def known(self, root: str) -> dict[str, KnownFile]:
        """Return the files known under a root, by their path below it."""
        rows = self._database.all(
            "SELECT root, file, size, mtime_ns, sha256, reader, document, status, reason "
            "FROM files WHERE root = ? ORDER BY file",
            (root,),
        )
        return {row[1]: KnownFile(*row) for row in rows}

    def inside(self, root: str, files: Set[str]) -> list[KnownFile]:
        """Return the lines of some files and of the files in them, where they hold others."""
        known = self.known(root)
        return [line for file, line in known.items() if file in files or not files.isdisjoint(_holders(file))]

    def holding(self, sha256: str) -> list[tuple[str, str]]:
        """Return root and name of every file that has these bytes, whatever became of it."""
        return self._database.all("SELECT root, file FROM files WHERE sha256 = ? ORDER BY file, root", [sha256])

    def remark(self, document: int) -> str:
        """Return what was said of a document when it was read, "" if nothing."""
        found = "SELECT reason FROM files WHERE document = ? AND status = 'read' AND reason <> ''"
        return self._database.value(found, [document]) or ""

    def places(self, sha256: str) -> list[tuple[str, str]]:
        """Return root and name of every file that is the document with these bytes, by name."""
        return self._database.all(
            "SELECT f.root, f.file FROM files f JOIN documents d ON d.id = f.document "
            "WHERE d.sha256 = ? ORDER BY f.file, f.root",
            [sha256],
        )

    def entries(self) -> Iterator[LedgerEntry]:
        """Return what became of every file, by path; where another document stands for its own, which file that is."""
        for file, status, reason, shown in self._database.all(
            "SELECT file, status, reason, (SELECT min(o.file) FROM twins w JOIN files o ON o.document = w.original "
            "WHERE w.document = f.document) FROM files f ORDER BY file, root"
        ):
            twin = f"bản gần giống (near-duplicate) của {shown}" if shown else ""
            yield LedgerEntry(file, status, "; ".join(filter(None, (reason, twin))))

    def statuses(self) -> list[tuple[str, str, str]]:
        """Return root, name and status of every file, the last one read first, then by name."""
        return self._database.all("SELECT root, file, status FROM files ORDER BY at DESC, file, root")

    def lines(self, places: Sequence[tuple[str, str]]) -> list[Line]:
        """Return what became of some files, given by root and name, in this order; nobody's file has no line."""
        rows = self._database.all(
            "SELECT f.root, f.file, f.status, f.reason, f.size, f.at, d.sha256, "
            "(SELECT count(*) FROM tasks t WHERE t.document = f.document), "
            "(SELECT min(o.file) FROM twins w JOIN files o ON o.document = w.original WHERE w.document = f.document) "
            "FROM json_each(?) wanted JOIN files f "
            "ON f.root = json_extract(wanted.value, '$[0]') AND f.file = json_extract(wanted.value, '$[1]') "
            "LEFT JOIN documents d ON d.id = f.document ORDER BY wanted.key",
            [dump(places)],
        )
        return [Line(*row) for row in rows]

    def troubles(self) -> int:
        """Return how many files gave no document although they should."""
        kept = ", ".join(f"'{status}'" for status in (*STORED, OPENED))
        return int(self._database.value(f"SELECT count(*) FROM files WHERE status NOT IN ({kept})"))

    def write(self, known: KnownFile) -> None:
        """Record what became of a file, in the place of what was known of it."""
        self._database.run(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                known.root, known.file, known.size, known.mtime_ns, known.sha256, known.reader,
                known.document, known.status, known.reason, moment(),
            ),
        )  # fmt: skip

    def doubt(self, root: str, files: Set[str]) -> None:
        """Have some files, with those in them and those they are in, looked into by the next run."""
        inside = [(root, line.file) for line in self.inside(root, files)]
        holders = [(root, holder) for file in files for holder in _holders(file)]
        doubted = "UPDATE files SET mtime_ns = -1, reader = '' WHERE root = ? AND file = ?"
        self._database.run_many(doubted, [*inside, *holders])

    def drop(self, root: str, files: Iterable[str]) -> None:
        """Forget files of a root."""
        self._database.run_many("DELETE FROM files WHERE root = ? AND file = ?", ((root, f) for f in files))


def _holders(file: str) -> list[str]:
    """Return the folders, archives and mails that a file is in, as files would be called."""
    return [str(holder) for holder in PurePosixPath(file).parents]
