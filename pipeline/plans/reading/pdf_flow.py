"""Pages to the lines of a document: no page numbers or running heads, footnotes last, paragraphs told apart.

Whether a row goes on with the paragraph above is seen on the page, as people see it: it does not where the
space between them is wider than usual, where the next word would still have fitted, or where it is
indented; it surely does where it returns from an indent to the margin below a full row. What cannot be
seen is left to the joining of lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from pipeline.plans.markers import find_marker
from pipeline.plans.reading.layout import place_table
from pipeline.plans.reading.marks import is_rule
from pipeline.plans.reading.pdf_layout import Columns, reading_order
from pipeline.plans.reading.pdf_tables import Grid, take_tables
from pipeline.plans.reading.pdf_words import Page, Row
from pipeline.records import Line, Table

Element = Row | Columns | Grid

_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-–—]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–—]?", re.I)
_MARGIN = 0.1  # of the page's height: running heads and feet stand in it
_NOTE = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_DRAWN = re.compile("[\u2500-\u257f\\s]")  # rules set as letters
_WIDE = 0.5  # of the page's width: a row so wide shows where the margins are
_ENOUGH = 4  # such rows
_INDENT = 0.6  # of the font size
_TIGHT = 0.3  # the same: so near to the margin a row is full
_BLANK = 0.25  # the same: the blank between two words
_SPACED = 1.22  # times the usual distance of two rows of a paragraph
_FAR = 2.2  # of the font size: the same where it is not known what is usual


def flow(pages: Iterable[Page]) -> Iterator[Line | Table]:
    """Give the lines and tables of a document in reading order, blank lines between paragraphs."""
    sheets = [_sheet(page) for page in pages]
    _drop_furniture(sheets)
    _settle_margins(sheets)
    notes = [note for sheet in sheets for note in _take_notes(sheet)]
    _join_tables(sheets)
    writer = _Writer(_usual_distance(sheets))
    for sheet in sheets:
        for element in sheet.elements:
            yield from writer.write(element, sheet)
        writer.turn_page()
    yield from writer.end_paragraph()
    for sheet, rows in notes:
        yield from writer.note(sheet, rows)


@dataclass(slots=True)
class _Sheet:
    """A page laid out: what stands on it from top to bottom, and its margins (0 where not known)."""

    number: int
    width: float
    height: float
    elements: list[Element]
    left: float = 0.0
    right: float = 0.0
    continued: list[tuple["_Sheet", Grid]] = field(default_factory=list)

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
    return _Sheet(page.number, page.width, page.height, elements)


def _drop_furniture(sheets: Sequence[_Sheet]) -> None:
    """Take page numbers away, and rows in the margins that stand on at least half of the pages."""
    for sheet in sheets:
        for end in (0, -1):
            if sheet.elements and _is_number(sheet.elements[end]):
                sheet.elements.pop(end)
    counts = Counter(key for sheet in sheets for key in {_running(row, sheet) for row in sheet.rows} if key)
    repeated = {key for key, count in counts.items() if count >= max(2, len(sheets) / 2)}
    for sheet in sheets:
        sheet.elements = [
            element for element in sheet.elements if not isinstance(element, Row) or _running(element, sheet) not in repeated
        ]


def _is_number(element: Element) -> bool:
    return isinstance(element, Row) and bool(_PAGE_NUMBER.fullmatch(element.text))


def _running(row: Row, sheet: _Sheet) -> str | None:
    """Return the words of a row in the upper or lower margin, its numbers left out."""
    _, top, _, bottom = row.box
    if bottom < _MARGIN * sheet.height or top > (1 - _MARGIN) * sheet.height:
        return re.sub(r"\d+", "#", row.text)
    return None


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


def _take_notes(sheet: _Sheet) -> Iterator[tuple[_Sheet, list[Row]]]:
    """Take the footnotes off the foot of a page: each begins with its raised number."""
    rows = sheet.elements
    start = next((i for i, row in enumerate(rows) if isinstance(row, Row) and _NOTE.match(row.text)), len(rows))
    if not all(isinstance(row, Row) for row in rows[start:]):
        return
    notes: list[list[Row]] = []
    for row in rows[start:]:
        assert isinstance(row, Row)
        if _NOTE.match(row.text):
            notes.append([])
        notes[-1].append(row)
    del rows[start:]
    yield from ((sheet, note) for note in notes)


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


def _usual_distance(sheets: Sequence[_Sheet]) -> float | None:
    """Return the usual distance of two rows of one paragraph, in font sizes."""
    found = []
    for sheet in sheets:
        for above, below in pairwise(sheet.rows):
            flush = abs(below.box[0] - sheet.left) < _INDENT * below.size
            if flush and sheet.right and not _has_room(above, below, sheet):
                found.append((below.baseline - above.baseline) / below.size)
    return median(found) if len(found) >= _ENOUGH else None


def _has_room(above: Row, below: Row, sheet: _Sheet, right: float = 0.0) -> bool:
    """Whether the first word of a row would have fitted into the row above: that was ended on purpose."""
    first = below.words[0]
    needed = above.box[2] + _BLANK * above.size + first.x1 - first.x0
    return needed <= (right or sheet.right) - _TIGHT * above.size


@dataclass(slots=True)
class _Writer:
    """Writes elements as lines and knows the paragraph that is open."""

    distance: float | None
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
                right = max((row.box[2] for row in rows), default=0.0)
                for row in rows:
                    yield from self._row(row, sheet, right)
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

    def note(self, sheet: _Sheet, rows: Sequence[Row]) -> Iterator[Line]:
        """Give a footnote as one line."""
        line = self._line(Row(tuple(word for row in rows for word in row.words)), sheet)
        yield replace(line, text=" ".join(row.text for row in rows))
        yield Line("", self.offset, sheet.number)

    def _row(self, row: Row, sheet: _Sheet, right: float = 0.0) -> Iterator[Line]:
        """Give the line before, now that it is known whether it goes on."""
        if not row.text or is_rule(row.text) or not _DRAWN.sub("", row.text):
            yield from self.end_paragraph()
            return
        link = self._link(row, sheet, right)
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

    def _link(self, row: Row, sheet: _Sheet, right: float) -> bool | None:
        """Whether a row goes on with the paragraph (True), begins one (False), or cannot be told (None)."""
        if self.above is None or self.first is None or self.sheet is None:
            return False
        if not (sheet.right or right):
            return None
        if _has_room(self.above, row, self.sheet, right):
            return False
        distance = 0.0 if self.turned else (row.baseline - self.above.baseline) / row.size
        told = None if right else self._by_indent(row, row.box[0] - sheet.left, _INDENT * row.size)
        if distance > _FAR or (told is None and distance > self._usual()):
            return False
        return told

    def _usual(self) -> float:
        """Return how far below the row above a row of the same paragraph stands at most, in font sizes."""
        return _SPACED * self.distance if self.distance else _FAR

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
        box = tuple(round(edge, 1) for edge in row.box)
        confidence = None if row.confidence is None else round(row.confidence, 3)
        line = Line(text, self.offset, sheet.number, row.bold, box=box, confidence=confidence)  # type: ignore[arg-type]
        self.offset += len(text) + 1
        return line

    def _cells(self, cells: Sequence[Sequence[Row]], sheet: _Sheet) -> tuple[tuple[Line, ...], ...]:
        return tuple(tuple(self._line(row, sheet) for row in cell if row.text) for cell in cells)

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
