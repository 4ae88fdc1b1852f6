"""What tasks are found by: links from names (agencies, codes, limits, themes) to rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.store.database import Database
from pipeline.store.rows import dump


def link(database: Database, tasks: Iterable[tuple[int, set[tuple[str, str]]]]) -> None:
    """Make tasks, given as row and (field, value) pairs, findable by these."""
    links = [(row, name) for row, names in tasks for name in sorted(names)]
    names = sorted({name for _, name in links})
    database.run_many("INSERT OR IGNORE INTO names (field, value) VALUES (?, ?)", names)
    key_of = "SELECT id FROM names WHERE field = ? AND value = ?"
    ids = {name: database.value(key_of, name) for name in names}
    database.run_many("INSERT INTO task_names (name, row) VALUES (?, ?)", ((ids[name], row) for row, name in links))


def relink(database: Database, tasks: Mapping[int, set[tuple[str, str]]], fields: Iterable[str]) -> None:
    """Make tasks findable by these (field, value) pairs and, in some fields, by no others; tell who remembers."""
    database.run(
        "DELETE FROM task_names WHERE row IN (SELECT value FROM json_each(?)) "
        "AND (SELECT n.field FROM names n WHERE n.id = name) IN (SELECT value FROM json_each(?))",
        [dump(list(tasks)), dump(list(fields))],
    )
    link(database, tasks.items())
    database.run("UPDATE counters SET value = value + 1 WHERE name = 'said'")


def linked(database: Database, rows: Iterable[int], fields: Iterable[str]) -> dict[int, set[tuple[str, str]]]:
    """Return by which (field, value) pairs of some fields the tasks at these rows are found."""
    found: dict[int, set[tuple[str, str]]] = {int(row): set() for row in rows}
    for row, field, value in database.all(
        "SELECT l.row, n.field, n.value FROM task_names l JOIN names n ON n.id = l.name "
        "WHERE l.row IN (SELECT value FROM json_each(?)) AND n.field IN (SELECT value FROM json_each(?))",
        [dump(list(found)), dump(list(fields))],
    ):
        found[row].add((field, value))
    return found
