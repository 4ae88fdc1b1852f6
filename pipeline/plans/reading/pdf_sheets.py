"""A page laid out: its rows, columns and tables from top to bottom, its margins, and its footnotes taken off."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from pipeline.plans.reading.pdf_layout import Columns, reading_order
from pipeline.plans.reading.pdf_tables import Grid, take_tables
from pipeline.plans.reading.pdf_words import SUPERSCRIPT, Page, Row, Rule

Element = Row | Columns | Grid

_NOTE = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_NOTE_SIZE = 0.95  # of the usual font size of the page: a footnote is smaller
_WIDE = 0.5  # of the page's width: a row so wide shows where the margins are
_ENOUGH = 4  # such rows


@dataclass(slots=True)
class Sheet:
    """A page laid out: what stands on it from top to bottom, and its margins (0 where not known)."""

    number: int
    width: float
    height: float
    elements: list[Element]
    rules: tuple[Rule, ...]
    turned: bool
    left: float = 0.0
    right: float = 0.0
    continued: list[tuple[Sheet, Grid]] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """The rows of its single column."""
        return [element for element in self.elements if isinstance(element, Row)]


def sheet_of(page: Page) -> Sheet:
    """Lay a page out."""
    grids, words = take_tables(page)
    elements: list[Element] = []
    for grid in sorted(grids, key=lambda grid: grid.box[1]):
        elements += reading_order(word for word in words if word.baseline < grid.box[1])
        elements.append(grid)
        words = [word for word in words if word.baseline >= grid.box[1]]
    elements += reading_order(words)
    return Sheet(page.number, page.width, page.height, elements, page.rules, page.turned)


def settle_margins(sheets: Sequence[Sheet]) -> None:
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


def take_notes(sheet: Sheet) -> Iterator[tuple[Sheet, str, list[Row]]]:
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
    notes: list[tuple[Sheet, str, list[Row]]] = []
    for row, mark in zip(rows, begins[start:], strict=True):
        if mark:
            notes.append((sheet, mark, [row]))
        else:
            notes[-1][2].append(row)
    yield from notes


def _note_mark(element: Element, marks: Collection[str], size: float, sheet: Sheet) -> str | None:
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


def _rule_above(row: Row, rule: Rule, sheet: Sheet) -> bool:
    """Whether a row stands right below the short rule that programs draw above footnotes."""
    short = rule.bottom - rule.top < 1 and rule.x1 - rule.x0 < _WIDE * sheet.width
    return short and abs(rule.x0 - row.box[0]) < row.size and 0 < row.baseline - rule.top < 2 * row.size


def join_tables(sheets: Sequence[Sheet]) -> None:
    """Move a table that goes on at the top of the next page to the page where it began."""
    begun: tuple[Sheet, Grid] | None = None
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
