"""Label files by their ending, and labels as rows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import UsageFault
from pipeline.learning.label_studio import read_tasks, write_tasks
from pipeline.learning.sheet import COLUMNS, SheetRow, cells_of, rows_of_table, sheets_of
from pipeline.paper.csvs import read_csv, write_csv
from pipeline.paper.workbook import read_workbook, write_workbook
from pipeline.paper.writing import appearing
from pipeline.store.labels import Label
from pipeline.themes.taxonomy import Taxonomy

ENDINGS = (".csv", ".xlsx", ".json")


def read_rows(file: Path, taxonomy: Taxonomy) -> Iterator[SheetRow]:
    """Read a label file.

    Raises
    ------
    UsageFault
        It cannot be read, is damaged, or of a kind that is not known.
    """
    match file.suffix.lower():
        case ".csv" | ".txt" | ".tsv":
            return rows_of_table(file, read_csv(file))
        case ".xlsx":
            return rows_of_table(file, read_workbook(file))
        case ".json":
            return read_tasks(file, taxonomy)
    raise _unknown(file)


def write_rows(file: Path, rows: Iterable[SheetRow], taxonomy: Taxonomy) -> None:
    """Write a label file.

    Raises
    ------
    UsageFault
        It cannot be written, or is of a kind that is not known.
    """
    if file.suffix.lower() not in ENDINGS:
        raise _unknown(file)
    with appearing(file) as unfinished:
        match file.suffix.lower():
            case ".csv":
                write_csv(COLUMNS, cells_of(rows), unfinished)
            case ".xlsx":
                write_workbook(sheets_of(rows, taxonomy), unfinished)
            case _:
                write_tasks(unfinished, rows)


def rows_of_labels(labels: Sequence[Label]) -> list[SheetRow]:
    """Return labels as rows, by file, task, theme, author; a task that has gone has no id."""
    ordered = sorted(labels, key=lambda label: (label.file, label.row or 0, label.subject, label.theme, label.author))
    return [
        SheetRow(line, label.task or "", label.theme, str(int(label.value)), label.author, label.note, label.text)
        for line, label in enumerate(ordered, 2)
    ]


def _unknown(file: Path) -> UsageFault:
    return UsageFault(f"{file}: cần tên kết thúc bằng {', '.join(ENDINGS)} (expected one of these endings).")
