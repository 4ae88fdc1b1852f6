"""Label files as Excel workbooks: themes and values are chosen from lists, nothing is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from pipeline.errors import UsageFault
from pipeline.learning.sheet import COLUMNS, SheetRow, rows_of_table, unwritable
from pipeline.themes.taxonomy import Taxonomy

_WIDTHS = {"task_id": 18, "theme": 24, "value": 8, "author": 16, "note": 30, "text": 100}
_SPARE = 1_000  # empty rows below the last that have lists too


def write_workbook(file: Path, rows: Iterable[SheetRow], taxonomy: Taxonomy) -> None:
    """Write rows to an .xlsx file; a second sheet explains the themes.

    Raises
    ------
    UsageFault
        The file cannot be written.
    """
    import xlsxwriter  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

    try:
        with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet, themes = book.add_worksheet("Nhãn"), book.add_worksheet("Chủ đề")
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
            for column, name in enumerate(COLUMNS):
                sheet.set_column(column, column, _WIDTHS[name], wrapped)
                sheet.write_string(0, column, name, head)
            last = 0
            for last, row in enumerate(rows, 1):
                for column, cell in enumerate(astuple(row)[1:]):
                    sheet.write_string(last, column, cell)
            _explain(themes, taxonomy, head, wrapped)
            names = f"='Chủ đề'!$A$2:$A${len(taxonomy.themes) + 1}"
            for name, choice in (("theme", names), ("value", ["1", "0"])):
                column = COLUMNS.index(name)
                sheet.data_validation(1, column, last + _SPARE, column, {"validate": "list", "source": choice})
            sheet.freeze_panes(1, 1)
    except (OSError, XlsxWriterException) as error:
        raise unwritable(file, error) from error


def _explain(sheet: Any, taxonomy: Taxonomy, head: Any, wrapped: Any) -> None:
    """Fill the sheet to which the list of themes refers."""
    sheet.set_column(0, 1, 26, wrapped)
    sheet.set_column(2, 2, 110, wrapped)
    for column, name in enumerate(("theme", "Tên (name)", "Định nghĩa (definition)")):
        sheet.write_string(0, column, name, head)
    for row, theme in enumerate(taxonomy.themes, 1):
        for column, cell in enumerate((theme.id, theme.name_vi, theme.definition)):
            sheet.write_string(row, column, cell)


def read_workbook(file: Path) -> Iterator[SheetRow]:
    """Read the first sheet of an .xlsx file.

    Raises
    ------
    UsageFault
        It cannot be read, is no workbook, or its first sheet no such table.
    """
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        table = [
            (number, [_words(cell) for cell in cells])
            for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
        ]
        book.close()
    except Exception as error:  # openpyxl lets through whatever zip, XML and its own parts raise on a damaged file
        raise UsageFault(f"{file}: không phải sổ tính Excel đọc được (not a readable workbook): {error}") from error
    return rows_of_table(file, table)


def _words(cell: object) -> str:
    """Return a cell as text: 1.0 is "1", what is empty is ""."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
