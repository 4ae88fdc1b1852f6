"""Tables that lost their shape on the web: one cell per line, a lone ``|`` line between cells.

A row break and an empty cell look the same (two ``|`` lines), so the rows are found by the number of
columns of the first row and by the numbers in the first column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Line

Cell = tuple[Line, ...]
Row = tuple[Cell, ...]

_NUMBER = re.compile(r"(?:\d{1,3}|[IVXLC]{1,5}|[A-Zđa-z])[.)]?(?:\d{1,2}[.)]?){0,3}")
_GROUP = re.compile(r"(?:[IVXLC]{1,5}|[A-H]|\d{1,2})[.)\-/]?\s+\S")
_GROUP_NUMBER = re.compile(r"(?:[IVXLC]{1,5}|[A-H])[.)]?")
_BODY = re.compile(r"(?:PHỤ LỤC|KẾ HOẠCH|CÔNG ĐIỆN|CHỈ THỊ|QUYẾT ĐỊNH|KẾT LUẬN|THÔNG BÁO|HƯỚNG DẪN|NGHỊ QUYẾT)\b")
_MAX_CELL_LINES = 80


@dataclass(frozen=True, slots=True)
class Soup:
    """A table found in the soup: its rows, and the index of the first line after it."""

    rows: tuple[Row, ...]
    end: int


def is_border(line: Line) -> bool:
    """Whether a line is nothing but a cell border."""
    return line.text == "|"


def read_soup(lines: Sequence[Line], start: int, *, spaced: bool) -> Soup:
    """Read the table that opens with the border at `start`.

    Every cell must be closed by a border; what is not closed, is too long, or stands after a row that is
    full is body text again.

    Parameters
    ----------
    spaced : whether the file sets blank lines between paragraphs; then a table ends at a blank line only.
    """
    cells: list[tuple[int, Cell]] = []  # number of borders before the cell, the cell
    borders, position, columns = 0, start, 0
    while position < len(lines):
        if is_border(lines[position]):
            borders += 1
            position += 1
            continue
        end = _cell_end(lines, position)
        if end is None or _is_body(lines[position:end], cells, borders, 0 if spaced else columns):
            break
        if borders > 1 and cells and not columns:
            columns = len(cells)
        cells.append((borders, tuple(line for line in lines[position:end] if line.text)))
        borders, position = 0, end
    return Soup(_rows(cells, _widest(cells)), position)


def _cell_end(lines: Sequence[Line], start: int) -> int | None:
    """Where the border after the cell stands; None if the text is not closed as a cell."""
    for end in range(start, min(start + _MAX_CELL_LINES, len(lines))):
        if is_border(lines[end]):
            return end
    return None


def _is_body(text: Sequence[Line], cells: Sequence[tuple[int, Cell]], borders: int, columns: int) -> bool:
    """Whether the text between two borders stands between two tables rather than in a cell.

    Parameters
    ----------
    columns : of a full row, after which no cell can come; 0 where that is not known.
    """
    if borders != 1 or not cells:
        return False
    filled = _last_row_length(cells)
    if filled < 2:
        return False
    words = next((line.text for line in text if line.text), "")
    signature = cells[0][1] and cells[0][1][0].text.lower().startswith("nơi nhận")
    return (0 < columns <= filled) or not text[0].text or bool(signature) or bool(_BODY.match(words))


def _last_row_length(cells: Sequence[tuple[int, Cell]]) -> int:
    """Return the number of cells since the last double border."""
    count = 0
    for borders, _ in reversed(cells):
        count += 1
        if borders != 1:
            break
    return count


def _widest(cells: Sequence[tuple[int, Cell]]) -> int:
    """Return the number of cells of the widest row that stands between double borders."""
    widest = count = 0
    for borders, _ in cells:
        count = 1 if borders > 1 else count + 1
        widest = max(widest, count)
    return widest


def _rows(cells: list[tuple[int, Cell]], columns: int) -> tuple[Row, ...]:
    """Lay the cells out in rows of `columns`."""
    rows: list[list[Cell]] = []
    for borders, cell in cells:
        if not rows or len(rows[-1]) >= columns or (borders > 1 and _breaks(rows[-1], cell, borders, columns)):
            leading = max(0, borders - 2 - (columns - len(rows[-1]))) if rows else 0
            rows.append([()] * min(leading, columns - 1) + [cell])
        else:
            rows[-1].extend([()] * min(borders - 1, columns - 1 - len(rows[-1])))
            rows[-1].append(cell)
    return tuple(tuple(row + [()] * (columns - len(row))) for row in rows if row)


def _breaks(row: list[Cell], cell: Cell, borders: int, columns: int) -> bool:
    """Whether the double border before `cell` is a row break and not an empty cell."""
    if len(row) >= columns or len(row) + borders - 2 >= columns:
        return True
    text = cell[0].text if cell else ""
    if len(row) == 1 and _GROUP.match(" ".join(line.text for line in row[0])):
        return True  # a group row: one merged cell over all columns
    if len(row) == 2 and row[0] and _GROUP_NUMBER.fullmatch(row[0][0].text):
        return True  # a group row: its number, and one merged cell
    return bool(_NUMBER.fullmatch(text)) or bool(_GROUP.match(text) and text.isupper())
