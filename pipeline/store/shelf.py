"""The plans of a corpus as a person looks through them: one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Anchor, Header
from pipeline.store.database import Database
from pipeline.store.rows import HEADER_FIELDS, load, stored_anchor


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that some file holds.

    Attributes
    ----------
    sha256 : of its bytes; names it.
    files : the files that hold it, sorted.
    n_tasks : how many tasks it has.
    twin_of : `sha256` of the document that it nearly is, which is shown in its place; "" for none.
    """

    sha256: str
    files: tuple[str, ...]
    header: Header
    n_tasks: int
    twin_of: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A document as it was read.

    Attributes
    ----------
    files : that hold it, sorted.
    text : repaired; its tasks' `start` and `end` point into it.
    anchors : where each part of the text came from.
    """

    sha256: str
    files: tuple[str, ...]
    header: Header
    text: str
    anchors: tuple[Anchor, ...]


def whole(database: Database, sha256: str) -> Whole | None:
    """Return the document with these bytes, None if no file holds it."""
    header = ", ".join(f"d.{name}" for name in HEADER_FIELDS)
    for files, text, anchors, *fields in database.all(
        f"SELECT json_group_array(DISTINCT f.file), d.text, d.anchors, {header} "
        "FROM documents d JOIN files f ON f.document = d.id WHERE d.sha256 = ? GROUP BY d.id",
        [sha256],
    ):
        return Whole(
            sha256, tuple(sorted(load(files))), Header(*fields), text, tuple(map(stored_anchor, load(anchors)))
        )
    return None


def plans(database: Database) -> Iterator[Plan]:
    """Give every plan that some file holds, by its first file."""
    header = ", ".join(f"d.{name}" for name in HEADER_FIELDS)
    for sha256, files, n_tasks, twin_of, *fields in database.all(
        "SELECT d.sha256, json_group_array(DISTINCT f.file), "
        "(SELECT count(*) FROM tasks t WHERE t.document = d.id), "
        "(SELECT o.sha256 FROM twins w JOIN documents o ON o.id = w.original WHERE w.document = d.id), "
        f"{header} FROM documents d JOIN files f ON f.document = d.id GROUP BY d.id ORDER BY min(f.file)"
    ):
        yield Plan(sha256, tuple(sorted(load(files))), Header(*fields), n_tasks, twin_of or "")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A plan that came in, and when its first file was read (UTC, ISO 8601)."""

    sha256: str
    header: Header
    n_tasks: int
    at: str


def latest(database: Database, most: int) -> list[Arrival]:
    """Return the plans that came in last, the newest first; none that another document stands for."""
    header = ", ".join(f"d.{name}" for name in HEADER_FIELDS)
    found = database.all(
        f"SELECT d.sha256, (SELECT count(*) FROM tasks t WHERE t.document = d.id), min(f.at), {header} "
        "FROM (SELECT * FROM documents WHERE id NOT IN (SELECT document FROM twins) "
        "AND id IN (SELECT document FROM files) ORDER BY id DESC LIMIT ?) d "
        "JOIN files f ON f.document = d.id GROUP BY d.id ORDER BY d.id DESC",
        [most],
    )
    return [Arrival(sha256, Header(*fields), n_tasks, at) for sha256, n_tasks, at, *fields in found]
