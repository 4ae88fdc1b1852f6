"""Tables as Excel workbooks, written and read: the only file that imports XlsxWriter and openpyxl.

Every text is written as a text, never as a formula, whatever it begins with; rows go to the file as they
come, so that memory does not grow with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import UsageFault
from pipeline.paper.safe import fitting, plain
from pipeline.paper.tables import Cell, Column, Table

_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31  # characters of a sheet's name
_MAX_ROWS = 1_048_575  # of a sheet, below its head
_BASE = {
    "font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True,
    "border": 1, "border_color": "#BFC7D1",
}  # fmt: skip
_LOOKS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#E7ECF3", "valign": "vcenter"},
    "text": {},
    "number": {"num_format": "#,##0"},
    "share": {"num_format": "0%"},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook.

    Attributes
    ----------
    rows : written as they come, each with a cell per column.
    spare : empty rows below the last in which choices are offered too.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    spare: int = 0


def sheet_of(table: Table) -> Sheet:
    """Return a table as a sheet."""
    return Sheet(table.vi, table.columns, table.rows)


def write_workbook(sheets: Iterable[Sheet], target: Path, progress: Callable[[int], None] = lambda n: None) -> None:
    """Write sheets to an .xlsx file: heads that stay in sight and repeat in print, filters, lists to choose from.

    Parameters
    ----------
    progress : called with how many rows of the first sheet are written.

    Raises
    ------
    OSError
        The file cannot be written; `writing.appearing` puts it into words.
    """
    import xlsxwriter  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    try:
        with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
            book.set_properties({"title": "kehoach", "author": ""})
            looks = {name: book.add_format(_BASE | look) for name, look in _LOOKS.items()}
            for number, sheet in enumerate(sheets):
                _add(book, sheet, looks, lambda n: None) if number else _add(book, sheet, looks, progress)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _add(book: Any, sheet: Sheet, looks: dict[str, Any], progress: Callable[[int], None]) -> None:
    """Add a sheet with its head, its rows, and what may be chosen below the heads."""
    page = book.add_worksheet(_free_name(sheet.title, {page.get_name().lower() for page in book.worksheets()}))
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, plain(column.vi), looks["head"])
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    n = 0
    for n, row in enumerate(islice(sheet.rows, _MAX_ROWS), 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, n, place, cell, looks[column.kind])
        progress(n)
    last = max(n, 1)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    for place, column in enumerate(sheet.columns):
        if column.choices:
            source = column.choices if isinstance(column.choices, str) else list(column.choices)
            told = {"error_message": "Chọn một giá trị trong danh sách."}
            page.data_validation(1, place, last + sheet.spare, place, {"validate": "list", "source": source, **told})


def _free_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel allows for a sheet; two of one title get numbers."""
    name = _SHEET_NAME.sub(" ", title)[:_LONGEST_NAME].strip() or "Bảng"
    numbered = (f"{name[: _LONGEST_NAME - 3]} {n}" for n in range(2, 100))
    return next(n for n in (name, *numbered) if n.lower() not in taken)


def _write(page: Any, row: int, place: int, cell: Cell, look: Any) -> None:
    """Write one cell as what it is."""
    if cell is None:
        page.write_blank(row, place, None, look)
    elif isinstance(cell, date):
        if cell.year < 1900:  # Excel knows no day before
            page.write_string(row, place, cell.isoformat(), look)
        else:
            page.write_datetime(row, place, cell, look)
    elif isinstance(cell, str):
        page.write_string(row, place, fitting(plain(cell)), look)
    else:
        page.write_number(row, place, cell, look)


def read_workbook(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the numbered rows of the first sheet of an .xlsx file, every cell as text.

    Raises
    ------
    UsageFault
        It cannot be read, or is no workbook.
    """
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        rows = [[_words(cell) for cell in cells] for cells in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except Exception as error:  # openpyxl lets through whatever zip, XML and its own parts raise on a damaged file
        raise UsageFault(f"{file}: không phải sổ tính Excel đọc được (not a readable workbook): {error}") from error
    yield from enumerate(rows, 1)


def _words(cell: object) -> str:
    """Return a cell as text: 1.0 is "1", what is empty is ""."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
