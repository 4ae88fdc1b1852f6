"""Spreadsheets, Excel's of every age and OpenDocument's: the only file that imports calamine.

A sheet is a letterhead and a title, one table or several below each other, and a signature: rows of cells in
all of them. A table begins at its head row; what stands above it and below its last row are lines.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pipeline.errors import DamagedFile, EmptyPlan
from pipeline.plans.reading.layout import Cell, is_frame, is_head, place_table
from pipeline.plans.reading.marks import is_rule
from pipeline.records import Line, Source, Table
from pipeline.text.legacy import to_unicode
from pipeline.text.normalize import clean, squeeze

_MOST_CELLS = 2_000_000
_FEW = 2  # filled cells of a row that may be a letterhead, a title or a signature

Row = tuple[Cell, ...]


def read_spreadsheet(raw: bytes, file: str) -> Source:
    """Read a spreadsheet: every visible sheet is a page, with its tables; merged cells once.

    Raises
    ------
    DamagedFile
        It is no spreadsheet, broken, has a password, or is far too large.
    EmptyPlan
        No visible sheet holds anything.
    """
    blocks: list[Line | Table] = []
    warnings: set[str] = set()
    for page, sheet in enumerate(_sheets(raw, file), 1):
        rows, said = _in_unicode(sheet)
        blocks.extend(_blocks(rows, page))
        warnings.update(said)
    if not blocks:
        raise EmptyPlan(file, "bảng tính không có ô nào có chữ (no words in any sheet); gửi lại hoặc bỏ đi")
    return Source(tuple(blocks), tuple(sorted(warnings)))


def _sheets(raw: bytes, file: str) -> Iterator[list[list[Any]]]:
    """Give the rows of the sheets that a person sees."""
    import python_calamine as calamine

    try:
        workbook = calamine.load_workbook(io.BytesIO(raw))
        for sheet in workbook.sheets_metadata:
            if (sheet.visible, sheet.typ) == (calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet):
                found = workbook.get_sheet_by_name(sheet.name)
                if found.height * found.width > _MOST_CELLS:
                    size = f"{found.height:,} × {found.width:,} ô"
                    raise DamagedFile(file, f"trang {sheet.name!r} có {size} (too many cells for a plan); tách tệp")
                yield found.to_python()
    except calamine.PasswordError as error:
        raise DamagedFile(file, "có mật khẩu (encrypted); mở bằng mật khẩu rồi lưu lại không mật khẩu") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DamagedFile(file, f"không phải bảng tính, hoặc bị hỏng (no spreadsheet, or damaged): {error}") from error


def _in_unicode(sheet: Sequence[Sequence[Any]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """Return the words of all cells, converted as a whole from an encoding of before Unicode; and what to say of it."""
    flat = to_unicode("\n".join(_words(value).replace("\n", "\r") for row in sheet for value in row))
    cells = iter(flat.text.split("\n"))
    return [[next(cells) for _ in row] for row in sheet], flat.warnings


def _blocks(sheet: Sequence[Sequence[str]], page: int) -> Iterator[Line | Table]:
    """Give the lines and tables of a sheet."""
    rows = [tuple(_cell(words, number, page) for words in row) for number, row in enumerate(sheet)]
    rows = _without_empty_columns(rows)
    heads = [number for number, row in enumerate(rows) if is_head(row)]
    if not heads:
        yield from place_table(rows)
        return
    yield from _lines(rows[: heads[0]])
    for start, end in pairwise((*heads, len(rows))):
        last = _table_end(rows, start, end)
        yield from place_table(rows[start:last])
        yield from _lines(rows[last:end])


def _table_end(rows: Sequence[Row], start: int, end: int) -> int:
    """Return where a table ends: at a signature, or at the title of the next one below a blank row."""
    for number in range(start + 1, end):
        if is_frame(rows[number]):
            return number
        if not any(rows[number]) and all(sum(map(bool, row)) <= _FEW for row in rows[number:end]):
            return number
    return end


def _lines(rows: Sequence[Row]) -> Iterator[Line | Table]:
    """Give the cells of rows that are no table, each a line of its own with a blank one behind."""
    for row in rows:
        for cell in row:
            yield from cell
            if cell:
                yield Line("", cell[-1].offset, cell[-1].page)


def _without_empty_columns(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without the columns that nobody filled."""
    filled = [any(column) for column in zip(*rows, strict=True)]
    return [tuple(cell for cell, kept in zip(row, filled, strict=True) if kept) for row in rows]


def _cell(words: str, row: int, page: int) -> Cell:
    """Return a cell as the lines in it; its offset is its row."""
    lines = (squeeze(clean(line)) for line in words.splitlines())
    return tuple(Line(line, row, page) for line in lines if line and not is_rule(line))


def _words(value: Any) -> str:
    """Return a value as a Vietnamese reader writes it: 31/12/2025, 5 instead of 5.0."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
