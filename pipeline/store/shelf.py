"""The plans of a corpus as a person looks through them: one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Header
from pipeline.store.database import Database
from pipeline.store.rows import HEADER_FIELDS, load


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that some file holds.

    Attributes
    ----------
    sha256 : of its bytes; names it.
    files : the files that hold it, sorted.
    n_tasks : how many tasks it has.
    """

    sha256: str
    files: tuple[str, ...]
    header: Header
    n_tasks: int


def plans(database: Database) -> Iterator[Plan]:
    """Give every plan that some file holds, by its first file."""
    header = ", ".join(f"d.{name}" for name in HEADER_FIELDS)
    for sha256, files, n_tasks, *fields in database.all(
        "SELECT d.sha256, json_group_array(DISTINCT f.file), "
        f"(SELECT count(*) FROM tasks t WHERE t.document = d.id), {header} "
        "FROM documents d JOIN files f ON f.document = d.id GROUP BY d.id ORDER BY min(f.file)"
    ):
        yield Plan(sha256, tuple(sorted(load(files))), Header(*fields), n_tasks)
