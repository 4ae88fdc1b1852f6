"""Tables that only lay out a page (letterhead, signature, a frame around text) become lines again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.plans.rectangles import around, mean
from pipeline.records import Line, Place, Table

Cell = tuple[Line | Table, ...]
"""What stands in a cell, the tables in it included; () for a cell merged away."""

_LAYOUT = re.compile(
    r"cộng h(?:òa|oà|oa) xã hội chủ nghĩa|độc lập - tự do|đảng cộng sản việt nam|nơi nhận|kính gửi|^số\s*:?\s*[\d/]"
    r"|^(?:tm|kt|tl|tuq)\.|^[tk]/[ml]|số hiệu:|loại văn bản:|ngày ban hành:",
    re.I | re.M,
)
_COLUMN = re.compile(r"^(?:stt|tt|số tt)$|nhiệm vụ|nội dung|chủ trì|phối hợp|thời gian|thời hạn|chỉ tiêu|đơn vị", re.I)
_ROW_NUMBER = re.compile(r"\d{1,3}[.)]?")  # the last row of a table may stand alone on its page
_WIDEST_HEAD = 12  # rows looked at to tell a letterhead from a list of tasks


def place_table(rows: Sequence[Sequence[Cell]]) -> Iterator[Line | Table]:
    """Yield a data table as one `Table`, a layout table as the lines of its cells, row by row.

    A table lays out the page when it holds a letterhead, recipients or a signature and no head row of
    its own, or when it has a single column.
    """
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    if _is_data(rows):
        first = next(cell[0] for row in rows for cell in row if cell)
        texts = tuple(tuple(_joined(cell) for cell in row) for row in rows)
        places = tuple(map(_place, rows)) if isinstance(first, Line) and first.box else ()
        yield Table(texts, first.offset, first.page, places)
        return
    for row in rows:
        for cell in row:
            yield from cell
            if cell:
                yield Line("", cell[-1].offset, cell[-1].page)


def _place(row: Sequence[Cell]) -> Place:
    """Return where a row stands: the rectangle around its lines, on the page of the first."""
    lines = [block for cell in row for block in cell if isinstance(block, Line)]
    boxes = [line.box for line in lines if line.box and line.page == lines[0].page]
    sure = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    return Place(lines[0].page, around(boxes), mean(sure))


def is_head(row: Sequence[Cell]) -> bool:
    """Whether a row names the columns of a table of tasks."""
    head = [_joined(cell) for cell in row]
    return sum(bool(_COLUMN.search(text)) for text in head if len(text) < 80) >= 2


def is_frame(row: Sequence[Cell]) -> bool:
    """Whether a row is part of a letterhead, of the recipients or of a signature."""
    return any(_LAYOUT.search(_text(block)) for cell in row for block in cell)


def _is_data(rows: Sequence[Sequence[Cell]]) -> bool:
    if is_head(rows[0]) and len(rows) > 1:
        return True
    if max(sum(map(bool, row)) for row in rows) < 2:
        return False
    seen = "\n".join(_text(block) for row in rows[:_WIDEST_HEAD] for cell in row for block in cell)
    return not _LAYOUT.search(seen) and (len(rows) > 1 or bool(_ROW_NUMBER.fullmatch(_joined(rows[0][0]))))


def _joined(cell: Cell) -> str:
    """Return a cell's lines as one text; list items inside keep their own line."""
    text = ""
    for words in map(_text, cell):
        if text and re.match(r"[-+•]\s", words):
            text += "\n" + words
        else:
            text += (" " if text else "") + words
    return text


def _text(block: Line | Table) -> str:
    """Return the words of what stands in a cell; an inner table's are divided by semicolons."""
    if isinstance(block, Line):
        return block.text
    return "; ".join(words for row in block.rows for words in row if words)
