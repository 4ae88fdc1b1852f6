"""Any selection of tasks in files that other programs read: CSV, JSON Lines, Parquet, Excel; streamed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.records import StoredTask
from pipeline.reports.safe import no_formula, plain
from pipeline.reports.sheets import write_sheets
from pipeline.reports.tables import Cell, Column, Table
from pipeline.reports.taskrows import COLUMNS, task_rows
from pipeline.store.wire import task_json, to_text

_ROWS_AT_ONCE = 5_000  # of Parquet


def export(tasks: Iterable[StoredTask], form: str, target: Path, today: date) -> int:
    """Write tasks to a file as they come; return how many.

    Parameters
    ----------
    form : csv, jsonl, parquet or xlsx.
    today : the day by which a task is overdue.
    """
    counted = _Counted(tasks)
    _WRITERS[form](counted, target, today)
    return counted.n


class _Counted:
    """Tasks on their way, counted."""

    def __init__(self, tasks: Iterable[StoredTask]) -> None:
        self._tasks = tasks
        self.n = 0

    def __iter__(self) -> Iterator[StoredTask]:
        for stored in self._tasks:
            self.n += 1
            yield stored


def write_table(table: Table, target: Path) -> None:
    """Write a view as CSV."""
    _write_rows(table.columns, table.rows, target)


def _write_csv(tasks: Iterable[StoredTask], target: Path, today: date) -> None:
    _write_rows(COLUMNS, task_rows(tasks, today), target)


def _write_rows(columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]], target: Path) -> None:
    """Write CSV with a byte order mark, without which Excel takes UTF-8 for something else."""
    with target.open("w", encoding="utf-8-sig", newline="", errors="replace") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.vi for column in columns])
        for row in rows:
            writer.writerow([no_formula(plain(cell)) if isinstance(cell, str) else cell for cell in row])


def _write_lines(tasks: Iterable[StoredTask], target: Path, today: date) -> None:
    """Write a JSON object per line: what `kehoach parse` gives for a task, and where it stands."""
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for stored in tasks:
            stream.write(to_text(_object(stored)) + "\n")


def _object(stored: StoredTask) -> dict[str, Any]:
    header = stored.header
    document = {
        name: getattr(header, name) for name in ("kind", "number", "symbol", "issuer", "issued_on", "title", "secrecy")
    }
    return {**task_json(stored.task, stored.themes, stored.document), "files": list(stored.files), "document": document}


def _write_parquet(tasks: Iterable[StoredTask], target: Path, today: date) -> None:
    """Write Parquet, some thousand rows at a time; lists as lists, the header's fields beside them."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    strings = pa.list_(pa.string())
    schema = pa.schema(
        [(n, pa.string()) for n in ("id", "file", "issuer", "number", "title", "issued_on", "marker", "text")]
        + [(n, strings) for n in ("path", "lead", "partners", "deadlines", "deadline_values", "references", "themes")]
        + [("page", pa.int32()), ("start", pa.int32()), ("end", pa.int32())]
    )
    coming = iter(tasks)
    with pq.ParquetWriter(str(target), schema) as writer:
        while some := list(islice(coming, _ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist([_flat(stored) for stored in some], schema=schema))


def _flat(stored: StoredTask) -> dict[str, Any]:
    task, header = stored.task, stored.header
    return {
        "id": stored.id, "file": plain(stored.files[0]), "issuer": header.issuer, "number": header.number,
        "title": header.title, "issued_on": header.issued_on, "marker": task.marker, "text": plain(task.text),
        "path": task.path, "lead": task.lead, "partners": task.partners,
        "deadlines": [deadline.raw for deadline in task.deadlines],
        "deadline_values": [deadline.value for deadline in task.deadlines], "references": task.references,
        "themes": [score.theme for score in stored.themes if score.tagged],
        "page": task.page, "start": task.start, "end": task.end,
    }  # fmt: skip


def _write_sheet(tasks: Iterable[StoredTask], target: Path, today: date) -> None:
    write_sheets(task_rows(tasks, today), (), target)


_WRITERS: dict[str, Callable[[Iterable[StoredTask], Path, date], None]] = {
    "csv": _write_csv,
    "jsonl": _write_lines,
    "parquet": _write_parquet,
    "xlsx": _write_sheet,
}
