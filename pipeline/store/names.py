"""What tasks are found by: links from names (agencies, codes, limits, themes) to rows."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.store.database import Database


def link(database: Database, tasks: Iterable[tuple[int, set[tuple[str, str]]]]) -> None:
    """Make tasks, given as row and (field, value) pairs, findable by these."""
    links = [(row, name) for row, names in tasks for name in sorted(names)]
    names = sorted({name for _, name in links})
    database.run_many("INSERT OR IGNORE INTO names (field, value) VALUES (?, ?)", names)
    key_of = "SELECT id FROM names WHERE field = ? AND value = ?"
    ids = {name: database.value(key_of, name) for name in names}
    database.run_many("INSERT INTO task_names (name, row) VALUES (?, ?)", ((ids[name], row) for row, name in links))
