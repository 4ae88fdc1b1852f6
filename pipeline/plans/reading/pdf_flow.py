"""Pages to the lines of a document: no page numbers or running heads, footnotes last, paragraphs told apart.

Whether a row goes on with the paragraph above is seen on the page, as people see it: it does not where the
space between them is wider than usual, where the next word would still have fitted, or where it is
indented; it surely does where it returns from an indent to the margin below a full row. What cannot be
seen is left to the joining of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.plans.markers import find_marker
from pipeline.plans.reading.layout import place_table
from pipeline.plans.reading.marks import is_rule
from pipeline.plans.reading.pdf_furniture import without_furniture
from pipeline.plans.reading.pdf_layout import Columns
from pipeline.plans.reading.pdf_sheets import Element, Sheet, join_tables, settle_margins, sheet_of, take_notes
from pipeline.plans.reading.pdf_tables import Grid
from pipeline.plans.reading.pdf_words import Page, Row
from pipeline.records import Line, Table
from pipeline.text.syllables import is_syllable

_DRAWN = re.compile("[\u2500-\u257f\\s]")  # rules set as letters
_BROKEN = re.compile(r"S?TT|[IVXLC]{2,5}|\d{2,3}")  # what a column is too narrow for that counts its rows
_ENOUGH = 4  # such rows
_INDENT = 0.6  # of the font size
_TIGHT = 0.3  # the same: so near to the margin a row is full
_BLANK = 0.25  # the same: the blank between two words
_SPACED = 1.15  # times the distance of two rows of a paragraph
_FAR = 2.2  # of the font size: rows farther apart are never of one paragraph
_MOSTLY = 0.8  # share of the paragraphs that are set apart by space where this is the custom of a document


def flow(pages: Iterable[Page]) -> Iterator[Line | Table]:
    """Give the lines and tables of a document in reading order, blank lines between paragraphs."""
    sheets = [sheet_of(page) for page in without_furniture(list(pages))]
    settle_margins(sheets)
    notes = [note for sheet in sheets for note in take_notes(sheet)]
    join_tables(sheets)
    writer = _Writer(*_spacing(sheets))
    for sheet in sheets:
        for element in sheet.elements:
            yield from writer.write(element, sheet)
        writer.turn_page()
    yield from writer.end_paragraph()
    for sheet, mark, rows in notes:
        yield from writer.note(sheet, mark, rows)


def _spacing(sheets: Sequence[Sheet]) -> tuple[float, bool]:
    """Return the largest usual distance of two rows of a paragraph, and whether all others are farther apart.

    The distance is in font sizes.
    """
    pairs = [
        ((below.baseline - above.baseline) / below.size, _has_room(above, below, sheet.right))
        for sheet in sheets
        for above, below in pairwise(sheet.rows)
        if sheet.right and above.box[0] < sheet.left + _INDENT * above.size and _alike(above, below)
    ]
    within = [distance for distance, ended in pairs if not ended]
    if len(within) < _ENOUGH:
        return _FAR, False
    usual = _SPACED * median(within)
    between = [distance for distance, ended in pairs if ended]
    return usual, len(between) >= _ENOUGH and sum(d > usual for d in between) >= _MOSTLY * len(between)


def _alike(above: Row, below: Row) -> bool:
    return abs(above.size - below.size) < _TIGHT * below.size


def _has_room(above: Row, below: Row, right: float) -> bool:
    """Whether the first word of a row would have fitted into the row above: that was ended on purpose."""
    first = below.words[0]
    needed = above.box[2] + _BLANK * above.size + first.x1 - first.x0
    return needed <= right - _TIGHT * above.size


def _unbroken(cell: Sequence[Row]) -> list[Row]:
    """Return the rows of a cell, a word put together again that was broken because the cell is too narrow."""
    rows: list[Row] = []
    for row in cell:
        if rows and _breaks_word(rows[-1].words[-1].text, row.words[0].text):
            rows[-1] = Row((*rows[-1].words, replace(row.words[0], glued=True), *row.words[1:]))
        elif row.text:
            rows.append(row)
    return rows


def _breaks_word(above: str, below: str) -> bool:
    """Whether "Thươ" and "ng", "T" and "T", or "NN&" and "MT" are one word."""
    if above.endswith(("&", "/")) or _BROKEN.fullmatch(above + below):
        return True
    whole = (above + below).lower()
    return below.islower() and below.isalpha() and is_syllable(whole) and not is_syllable(below)


def _is_centred(row: Row, sheet: Sheet) -> bool:
    """Whether a row stands in the middle between the margins, away from both."""
    before, after = row.box[0] - sheet.left, sheet.right - row.box[2]
    return before > row.size and abs(before - after) < _INDENT * row.size


@dataclass(slots=True)
class _Writer:
    """Writes elements as lines and knows the paragraph that is open."""

    usual: float
    apart: bool
    offset: int = 0
    waiting: Line | None = None
    above: Row | None = None
    first: Row | None = None
    body: float | None = None  # where the rows of the paragraph below its first begin, from the left margin
    indent: float = 0.0  # where its first row begins, the same
    turned: bool = False
    sheet: Sheet | None = None

    def write(self, element: Element, sheet: Sheet) -> Iterator[Line | Table]:
        """Give what is certain now."""
        if isinstance(element, Grid):
            yield from self.end_paragraph()
            yield from place_table([self._cells(row, sheet) for row in element.rows] + self._continued(element, sheet))
        elif isinstance(element, Columns):
            for rows in (element.left, element.right):
                yield from self.end_paragraph()
                for row in rows:
                    yield from self._row(row, sheet, rows)
            yield from self.end_paragraph()
        else:
            yield from self._row(element, sheet)

    def turn_page(self) -> None:
        """Say that the next row stands on another page."""
        self.turned = True

    def end_paragraph(self) -> Iterator[Line]:
        """Give the open line, and a blank one."""
        if self.waiting is not None:
            yield self.waiting
            yield Line("", self.offset, self.waiting.page)
        self.waiting = self.above = self.first = self.body = None

    def note(self, sheet: Sheet, mark: str, rows: Sequence[Row]) -> Iterator[Line]:
        """Give a footnote as one line that begins with its mark."""
        line = self._line(Row(tuple(word for row in rows for word in row.words)), sheet)
        words = " ".join(row.text for row in rows)[len(mark) :].lstrip()
        yield replace(line, text=f"{mark} {words}", bold=False)
        yield Line("", self.offset, sheet.number)

    def _row(self, row: Row, sheet: Sheet, block: Sequence[Row] = ()) -> Iterator[Line]:
        """Give the line before, now that it is known whether it goes on; `block` is the one a row stands in."""
        if not row.text or is_rule(row.text) or not _DRAWN.sub("", row.text):
            yield from self.end_paragraph()
            return
        link = self._link_in(block, row, sheet) if block else self._link(row, sheet)
        if link is False:
            yield from self.end_paragraph()
        elif self.waiting is not None:
            yield replace(self.waiting, runs_on=link is True)
        here = row.box[0] - sheet.left
        if self.first is None:
            self.first, self.indent = row, here
        elif self.body is None:
            self.body = here
        self.above, self.turned, self.sheet = row, False, sheet
        self.waiting = self._line(row, sheet)

    def _link_in(self, block: Sequence[Row], row: Row, sheet: Sheet) -> bool | None:
        """Whether a row of a block goes on: surely below one that fills the width of a block set in the middle."""
        if self.above is None:
            return False
        lefts, rights = [each.box[0] for each in block], [each.box[2] for each in block]
        middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
        if max(middles) - min(middles) > row.size:
            return False if _has_room(self.above, row, max(rights)) else None
        width = 2 * min(middles[0] - sheet.left, sheet.right - middles[0])
        return not _has_room(self.above, row, self.above.box[0] + width) if sheet.right else None

    def _link(self, row: Row, sheet: Sheet) -> bool | None:
        """Whether a row goes on with the paragraph (True), begins one (False), or cannot be told (None)."""
        if self.above is None or self.first is None or self.sheet is None:
            return False
        if not sheet.right:
            return None
        if _has_room(self.above, row, self.sheet.right):
            return False
        distance = 0.0 if self.turned else (row.baseline - self.above.baseline) / row.size
        unsure = _is_centred(self.above, self.sheet) or (self.above.bold and not row.bold)
        told = None if unsure else self._by_indent(self.first, row, row.box[0] - sheet.left)
        if distance > _FAR or (told is None and distance > self.usual):
            return False
        return True if told is None and self.apart and not (self.turned or unsure) else told

    def _by_indent(self, first: Row, row: Row, here: float) -> bool | None:
        """Tell by where it begins whether a row below a full one goes on with it."""
        slack = _INDENT * row.size
        if self.body is not None:
            if abs(here - self.body) > slack:
                return False
            return True if abs(self.indent - self.body) > slack else None
        if here < self.indent - slack:
            return True
        if here > self.indent + slack:
            marker = find_marker(first.text)
            hangs = marker and len(first.words) > 1
            return bool(hangs) and abs(row.box[0] - first.words[1].x0) < slack
        return None if here < slack else False

    def _line(self, row: Row, sheet: Sheet) -> Line:
        text = row.text
        left, top, right, bottom = (round(edge, 1) for edge in row.box)
        box = None if sheet.turned else (left, top, right, bottom)
        confidence = None if row.confidence is None else round(row.confidence, 3)
        line = Line(text, self.offset, sheet.number, row.bold, box=box, confidence=confidence)
        self.offset += len(text) + 1
        return line

    def _cells(self, cells: Sequence[Sequence[Row]], sheet: Sheet) -> tuple[tuple[Line, ...], ...]:
        return tuple(tuple(self._line(row, sheet) for row in _unbroken(cell)) for cell in cells)

    def _continued(self, grid: Grid, sheet: Sheet) -> list[tuple[tuple[Line, ...], ...]]:
        """Return the rows of a table on the pages that follow, without its head row set again."""
        if not sheet.continued or grid is not sheet.elements[-1]:
            return []
        head = [[row.text for row in cell] for cell in grid.rows[0]]
        rows = []
        for place, more in sheet.continued:
            again = [[row.text for row in cell] for cell in more.rows[0]] == head
            rows += [self._cells(row, place) for row in more.rows[again:]]
        return rows
