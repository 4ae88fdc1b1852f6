"""Tables as an Excel workbook: the only file that imports XlsxWriter.

Every text is written as a text, never as a formula, whatever it begins with; rows go to the file as they
come, so that memory does not grow with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.reports.safe import fitting, plain
from pipeline.reports.tables import Cell, Column, Table
from pipeline.reports.taskrows import COLUMNS, STATUS_COLUMN, STATUSES

Rows = Iterable[tuple[Cell, ...]]
Progress = Callable[[int, int], None]

_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_MAX_ROWS = 1_048_575  # of a sheet, below its head


def write_sheets(
    tasks: Rows,
    views: Iterable[Table],
    target: Path,
    *,
    total: int = 0,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write tasks on a first sheet and every view on one of its own.

    Parameters
    ----------
    tasks : under `taskrows.COLUMNS`; statuses can be chosen from a list in Excel.
    total : how many tasks there are, for `progress`.
    """
    with _book(target) as (book, formats):
        sheet = _add_sheet(book, "Nhiệm vụ", COLUMNS, formats)
        n_rows = _fill(sheet, COLUMNS, tasks, formats, lambda n: progress(n, total))
        choices = {
            "validate": "list",
            "source": list(STATUSES),
            "error_message": "Chọn một trạng thái trong danh sách.",
        }
        sheet.data_validation(1, STATUS_COLUMN, max(n_rows, 1), STATUS_COLUMN, choices)
        for view in views:
            _fill(_add_sheet(book, view.vi, view.columns, formats), view.columns, view.rows, formats)


def write_tables(views: Iterable[Table], target: Path) -> None:
    """Write views, each on a sheet of its own."""
    with _book(target) as (book, formats):
        for view in views:
            _fill(_add_sheet(book, view.vi, view.columns, formats), view.columns, view.rows, formats)


@contextmanager
def _book(target: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Give an empty workbook and its formats; at the end it is in the file."""
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "kehoach", "author": ""})
        yield book, _formats(book)


def _formats(book: Any) -> dict[str, Any]:
    """Return how heads and the kinds of cells look."""
    base: dict[str, Any] = {
        "font_name": "Times New Roman",
        "font_size": 11,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
    }
    base["border_color"] = "#BFC7D1"
    looks: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "bg_color": "#E7ECF3", "valign": "vcenter"},
        "text": {},
        "number": {"num_format": "#,##0"},
        "share": {"num_format": "0%"},
        "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    }
    return {name: book.add_format(base | look) for name, look in looks.items()}


def _add_sheet(book: Any, title: str, columns: Sequence[Column], formats: dict[str, Any]) -> Any:
    """Add a sheet with its head; two of one name get numbers."""
    name = _SHEET_NAME.sub(" ", title)[:28].strip() or "Bảng"
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    names = [name, *(f"{name} {n}" for n in range(2, 100))]
    sheet = book.add_worksheet(next(n for n in names if n.lower() not in taken))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, plain(column.vi), formats["head"])
    return sheet


def _fill(
    sheet: Any,
    columns: Sequence[Column],
    rows: Rows,
    formats: dict[str, Any],
    progress: Callable[[int], None] = lambda n: None,
) -> int:
    """Write rows below the head, as many as a sheet holds, and let readers filter; return how many."""
    n = 0
    for n, row in enumerate(islice(rows, _MAX_ROWS), 1):
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            _write(sheet, n, place, cell, formats[column.kind])
        progress(n)
    sheet.autofilter(0, 0, max(n, 1), len(columns) - 1)
    return n


def _write(sheet: Any, row: int, place: int, cell: Cell, look: Any) -> None:
    """Write one cell as what it is."""
    if cell is None:
        sheet.write_blank(row, place, None, look)
    elif isinstance(cell, date):
        if cell.year < 1900:  # Excel knows no day before
            sheet.write_string(row, place, cell.isoformat(), look)
        else:
            sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(row, place, fitting(plain(cell)), look)
    else:
        sheet.write_number(row, place, cell, look)
