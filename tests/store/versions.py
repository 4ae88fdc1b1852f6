"""Corpora as earlier versions of the program left them."""

import sqlite3
from pathlib import Path

from pipeline.store.schema import MIGRATIONS


def take_back(path: Path, version: int) -> None:
    """Put a corpus of an earlier version with the same rows in the place of one: what that version did not know is lost."""
    old = path.with_suffix(".old")
    with sqlite3.connect(old) as database:
        for script in MIGRATIONS[:version]:
            database.executescript(script)
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        database.execute("ATTACH ? AS present", [str(path)])
        for table in tables:
            columns = ", ".join(f'"{column[1]}"' for column in database.execute(f"PRAGMA table_info ({table})"))
            database.execute(f"DELETE FROM {table}")
            database.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM present.{table}")
        if "corrections" not in tables:
            database.execute("DELETE FROM counters WHERE name = 'said'")
        database.execute(f"PRAGMA user_version = {version}")
    database.close()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    old.replace(path)
