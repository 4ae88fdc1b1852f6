"""Pages to the lines of a document: no page numbers or running heads, footnotes last, paragraphs told apart.

Whether a row goes on with the paragraph above is seen on the page, as people see it: it does not where the
space between them is wider than usual, where the next word would still have fitted, or where it is
indented; it surely does where it returns from an indent to the margin below a full row. What cannot be
seen is left to the joining of lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from pipeline.plans.markers import find_marker
from pipeline.plans.reading.layout import place_table
from pipeline.plans.reading.marks import is_rule
from pipeline.plans.reading.pdf_furniture import without_furniture
from pipeline.plans.reading.pdf_layout import Columns, reading_order
from pipeline.plans.reading.pdf_tables import Grid, take_tables
from pipeline.plans.reading.pdf_words import SUPERSCRIPT, Page, Row, Rule
from pipeline.records import Line, Table
from pipeline.text.syllables import is_syllable

Element = Row | Columns | Grid

_NOTE = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_DRAWN = re.compile("[\u2500-\u257f\\s]")  # rules set as letters
_NOTE_SIZE = 0.95  # of the usual font size of the page: a footnote is smaller
_BROKEN = re.compile(r"S?TT|[IVXLC]{2,5}|\d{2,3}")  # what a column is too narrow for that counts its rows
_WIDE = 0.5  # of the page's width: a row so wide shows where the margins are
_ENOUGH = 4  # such rows
_INDENT = 0.6  # of the font size
_TIGHT = 0.3  # the same: so near to the margin a row is full
_BLANK = 0.25  # the same: the blank between two words
_SPACED = 1.15  # times the distance of two rows of a paragraph
_FAR = 2.2  # of the font size: rows farther apart are never of one paragraph
_MOSTLY = 0.8  # share of the paragraphs that are set apart by space where this is the custom of a document


def flow(pages: Iterable[Page]) -> Iterator[Line | Table]:
    """Give the lines and tables of a document in reading order, blank lines between paragraphs."""
    sheets = [_sheet(page) for page in without_furniture(list(pages))]
    _settle_margins(sheets)
    notes = [note for sheet in sheets for note in _take_notes(sheet)]
    _join_tables(sheets)
    writer = _Writer(*_spacing(sheets))
    for sheet in sheets:
        for element in sheet.elements:
            yield from writer.write(element, sheet)
        writer.turn_page()
    yield from writer.end_paragraph()
    for sheet, mark, rows in notes:
        yield from writer.note(sheet, mark, rows)


@dataclass(slots=True)
class _Sheet:
    """A page laid out: what stands on it from top to bottom, and its margins (0 where not known)."""

    number: int
    width: float
    height: float
    elements: list[Element]
    rules: tuple[Rule, ...]
    turned: bool
    left: float = 0.0
    right: float = 0.0
    continued: list[tuple[_Sheet, Grid]] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """The rows of its single column."""
        return [element for element in self.elements if isinstance(element, Row)]


def _sheet(page: Page) -> _Sheet:
    grids, words = take_tables(page)
    elements: list[Element] = []
    for grid in sorted(grids, key=lambda grid: grid.box[1]):
        elements += reading_order(word for word in words if word.baseline < grid.box[1])
        elements.append(grid)
        words = [word for word in words if word.baseline >= grid.box[1]]
    elements += reading_order(words)
    return _Sheet(page.number, page.width, page.height, elements, page.rules, page.turned)


def _settle_margins(sheets: Sequence[_Sheet]) -> None:
    """Find out where the rows of each page begin and end; pages with few rows have those of their like."""
    known: dict[int, tuple[float, float]] = {}
    for sheet in sheets:
        wide = [row.box for row in sheet.rows if row.box[2] - row.box[0] > _WIDE * sheet.width]
        if len(wide) >= _ENOUGH:
            lefts, rights = sorted(box[0] for box in wide), sorted(box[2] for box in wide)
            sheet.left, sheet.right = lefts[len(lefts) // 10], rights[-1 - len(rights) // 20]
            known.setdefault(round(sheet.width), (sheet.left, sheet.right))
    for sheet in sheets:
        if not sheet.right:
            sheet.left, sheet.right = known.get(round(sheet.width), (0.0, 0.0))


def _take_notes(sheet: _Sheet) -> Iterator[tuple[_Sheet, str, list[Row]]]:
    """Take the footnotes off the foot of a page: mark, and rows.

    Each begins with its number, raised as in the text; or not, but in a smaller font or below a short rule.
    """
    marks = {mark for row in sheet.rows for mark in _NOTE.findall(row.text)}
    size = median([row.size for row in sheet.rows] or [0.0])
    begins = [_note_mark(element, marks, size, sheet) for element in sheet.elements]
    start = next((i for i, mark in enumerate(begins) if mark), len(begins))
    for i in range(start + 1, len(begins)):
        begins[i] = begins[i] or _plain_mark(sheet.elements[i], marks)
    rows = [element for element in sheet.elements[start:] if isinstance(element, Row)]
    if len(rows) < len(begins) - start:
        return
    del sheet.elements[start:]
    notes: list[tuple[_Sheet, str, list[Row]]] = []
    for row, mark in zip(rows, begins[start:], strict=True):
        if mark:
            notes.append((sheet, mark, [row]))
        else:
            notes[-1][2].append(row)
    yield from notes


def _note_mark(element: Element, marks: Collection[str], size: float, sheet: _Sheet) -> str | None:
    """Return the mark with which the first footnote of a page begins, None for any other row."""
    if not isinstance(element, Row):
        return None
    raised = _NOTE.match(element.text)
    if raised:
        return raised[0]
    if any(_rule_above(element, rule, sheet) for rule in sheet.rules):
        return _plain_mark(element)
    return _plain_mark(element, marks) if element.size < _NOTE_SIZE * size else None


def _plain_mark(element: Element, marks: Collection[str] | None = None) -> str | None:
    """Return the number with which a row begins as a mark, if such a mark stands in the text."""
    if not isinstance(element, Row) or len(element.words) < 2 or not element.words[0].text.isdigit():
        return None
    number = element.words[0].text.translate(SUPERSCRIPT)
    return number if marks is None or number in marks else None


def _rule_above(row: Row, rule: Rule, sheet: _Sheet) -> bool:
    """Whether a row stands right below the short rule that programs draw above footnotes."""
    short = rule.bottom - rule.top < 1 and rule.x1 - rule.x0 < _WIDE * sheet.width
    return short and abs(rule.x0 - row.box[0]) < row.size and 0 < row.baseline - rule.top < 2 * row.size


def _join_tables(sheets: Sequence[_Sheet]) -> None:
    """Move a table that goes on at the top of the next page to the page where it began."""
    begun: tuple[_Sheet, Grid] | None = None
    for sheet in sheets:
        first = sheet.elements[0] if sheet.elements else None
        if begun and isinstance(first, Grid) and _goes_on(begun[1], first):
            begun[0].continued.append((sheet, first))
            sheet.elements.pop(0)
            if not sheet.elements:
                continue
        last = sheet.elements[-1] if sheet.elements else None
        begun = (sheet, last) if isinstance(last, Grid) else None


def _goes_on(above: Grid, below: Grid) -> bool:
    alike = abs(above.box[0] - below.box[0]) < 9 and abs(above.box[2] - below.box[2]) < 9
    return alike and len(above.rows[0]) == len(below.rows[0])


def _spacing(sheets: Sequence[_Sheet]) -> tuple[float, bool]:
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


def _is_centred(row: Row, sheet: _Sheet) -> bool:
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
    sheet: _Sheet | None = None

    def write(self, element: Element, sheet: _Sheet) -> Iterator[Line | Table]:
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

    def note(self, sheet: _Sheet, mark: str, rows: Sequence[Row]) -> Iterator[Line]:
        """Give a footnote as one line that begins with its mark."""
        line = self._line(Row(tuple(word for row in rows for word in row.words)), sheet)
        words = " ".join(row.text for row in rows)[len(mark) :].lstrip()
        yield replace(line, text=f"{mark} {words}", bold=False)
        yield Line("", self.offset, sheet.number)

    def _row(self, row: Row, sheet: _Sheet, block: Sequence[Row] = ()) -> Iterator[Line]:
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

    def _link_in(self, block: Sequence[Row], row: Row, sheet: _Sheet) -> bool | None:
        """Whether a row of a block goes on: surely below one that fills the width of a block set in the middle."""
        if self.above is None:
            return False
        lefts, rights = [each.box[0] for each in block], [each.box[2] for each in block]
        middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
        if max(middles) - min(middles) > row.size:
            return False if _has_room(self.above, row, max(rights)) else None
        width = 2 * min(middles[0] - sheet.left, sheet.right - middles[0])
        return not _has_room(self.above, row, self.above.box[0] + width) if sheet.right else None

    def _link(self, row: Row, sheet: _Sheet) -> bool | None:
        """Whether a row goes on with the paragraph (True), begins one (False), or cannot be told (None)."""
        if self.above is None or self.sheet is None:
            return False
        if not sheet.right:
            return None
        if _has_room(self.above, row, self.sheet.right):
            return False
        distance = 0.0 if self.turned else (row.baseline - self.above.baseline) / row.size
        unsure = _is_centred(self.above, self.sheet) or (self.above.bold and not row.bold)
        told = None if unsure else self._by_indent(row, row.box[0] - sheet.left, _INDENT * row.size)
        if distance > _FAR or (told is None and distance > self.usual):
            return False
        return True if told is None and self.apart and not (self.turned or unsure) else told

    def _by_indent(self, row: Row, here: float, slack: float) -> bool | None:
        """Tell by where it begins whether a row below a full one goes on with it."""
        assert self.first is not None
        if self.body is not None:
            if abs(here - self.body) > slack:
                return False
            return True if abs(self.indent - self.body) > slack else None
        if here < self.indent - slack:
            return True
        if here > self.indent + slack:
            marker = find_marker(self.first.text)
            hangs = marker and len(self.first.words) > 1
            return bool(hangs) and abs(row.box[0] - self.first.words[1].x0) < slack
        return None if here < slack else False

    def _line(self, row: Row, sheet: _Sheet) -> Line:
        text = row.text
        left, top, right, bottom = (round(edge, 1) for edge in row.box)
        box = None if sheet.turned else (left, top, right, bottom)
        confidence = None if row.confidence is None else round(row.confidence, 3)
        line = Line(text, self.offset, sheet.number, row.bold, box=box, confidence=confidence)
        self.offset += len(text) + 1
        return line

    def _cells(self, cells: Sequence[Sequence[Row]], sheet: _Sheet) -> tuple[tuple[Line, ...], ...]:
        return tuple(tuple(self._line(row, sheet) for row in _unbroken(cell)) for cell in cells)

    def _continued(self, grid: Grid, sheet: _Sheet) -> list[tuple[tuple[Line, ...], ...]]:
        """Return the rows of a table on the pages that follow, without its head row set again."""
        if not sheet.continued or grid is not sheet.elements[-1]:
            return []
        head = [[row.text for row in cell] for cell in grid.rows[0]]
        rows = []
        for place, more in sheet.continued:
            again = [[row.text for row in cell] for cell in more.rows[0]] == head
            rows += [self._cells(row, place) for row in more.rows[again:]]
        return rows
