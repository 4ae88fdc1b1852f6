"""Any selection of tasks in files that other programs read: CSV, JSON Lines, Parquet, Excel; streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.paper.csvs import write_csv
from pipeline.paper.safe import plain
from pipeline.paper.tables import Cell
from pipeline.paper.workbook import Sheet, write_workbook
from pipeline.records import StoredTask
from pipeline.reports.statuses import status_of
from pipeline.reports.taskrows import COLUMNS, task_rows
from pipeline.store.wire import stored_json, to_text

_ROWS_AT_ONCE = 5_000  # of Parquet


def export(
    tasks: Iterable[StoredTask],
    form: str,
    target: Path,
    today: date,
    theme_names: Mapping[str, str],
    progress: Callable[[int], None] = lambda n: None,
) -> int:
    """Write tasks to a file as they come; return how many.

    Parameters
    ----------
    form : csv, jsonl, parquet or xlsx; in the first and last themes are called by their names, for people.
    today : the day by which a task is overdue.
    progress : called with how many tasks are written.
    """
    counted = _Counted(tasks, progress)
    match form:
        case "csv":
            write_csv([column.vi for column in COLUMNS], task_rows(counted, today, theme_names), target)
        case "xlsx":
            write_workbook([tasks_sheet(task_rows(counted, today, theme_names))], target)
        case "jsonl":
            _write_lines(counted, target, today)
        case _:
            _write_parquet(counted, target, today)
    return counted.n


def tasks_sheet(rows: Iterable[tuple[Cell, ...]]) -> Sheet:
    """Return the sheet of a report or export that comes back filled in; its rows are those of `task_rows`."""
    return Sheet("Nhiệm vụ", COLUMNS, rows)


class _Counted:
    """Tasks on their way, counted."""

    def __init__(self, tasks: Iterable[StoredTask], progress: Callable[[int], None]) -> None:
        self._tasks = tasks
        self._progress = progress
        self.n = 0

    def __iter__(self) -> Iterator[StoredTask]:
        for stored in self._tasks:
            self.n += 1
            self._progress(self.n)
            yield stored


def _write_lines(tasks: Iterable[StoredTask], target: Path, today: date) -> None:
    """Write a JSON object per line: what `kehoach parse` gives for a task, and where it stands."""
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for stored in tasks:
            stream.write(to_text(_object(stored, today)) + "\n")


def _object(stored: StoredTask, today: date) -> dict[str, Any]:
    header = stored.header
    document = {
        name: getattr(header, name) for name in ("kind", "number", "symbol", "issuer", "issued_on", "title", "secrecy")
    }
    said = asdict(stored.progress) if stored.progress else {}
    return {
        **stored_json(stored),
        "files": list(stored.files),
        "document": document,
        "progress": {**said, "status": status_of(stored, today)},
    }


def _write_parquet(tasks: Iterable[StoredTask], target: Path, today: date) -> None:
    """Write Parquet, some thousand rows at a time; lists as lists, the header's fields beside them."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    strings = pa.list_(pa.string())
    schema = pa.schema(
        [(n, pa.string()) for n in ("id", "file", "issuer", "number", "title", "issued_on", "marker", "text")]
        + [(n, strings) for n in ("path", "lead", "partners", "deadlines", "deadline_values", "references", "themes")]
        + [(n, pa.string()) for n in ("status", "note")]
        + [("page", pa.int32()), ("start", pa.int32()), ("end", pa.int32())]
    )
    coming = iter(tasks)
    with pq.ParquetWriter(str(target), schema) as writer:
        while some := list(islice(coming, _ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist([_flat(stored, today) for stored in some], schema=schema))


def _flat(stored: StoredTask, today: date) -> dict[str, Any]:
    task, header = stored.task, stored.header
    return {
        "id": stored.id, "file": plain(stored.files[0]), "issuer": header.issuer, "number": header.number,
        "title": header.title, "issued_on": header.issued_on, "marker": task.marker, "text": plain(task.text),
        "path": task.path, "lead": task.lead, "partners": task.partners,
        "deadlines": [deadline.raw for deadline in task.deadlines],
        "deadline_values": [deadline.value for deadline in task.deadlines], "references": task.references,
        "themes": [score.theme for score in stored.themes if score.tagged],
        "status": status_of(stored, today), "note": stored.progress.note if stored.progress else None,
        "page": task.page, "start": task.start, "end": task.end,
    }  # fmt: skip
