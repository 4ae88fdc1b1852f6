"""Ruled tables of a page: the cells between its rules, filled with its words.

The only file that imports pdfplumber, and only for pages with rules that cross; its way from edges to cells
is that of Anssi Nurminen's thesis (2013) and Tabula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.plans.reading.pdf_layout import rows_of
from pipeline.plans.reading.pdf_words import Page, Row, Rule, Word
from pipeline.records import Box

_MAX_RULES = 6_000  # of one page
_MAX_EDGES = 300  # rules once those on one line are joined; the densest table has 100, more is a drawing
_SNAP = 3.0  # points: rules closer together are one, drawn as a thin rectangle or once for each cell


@dataclass(frozen=True, slots=True)
class Grid:
    """A table found on a page: its rectangle, and for each row its cells as rows of words."""

    box: Box
    rows: tuple[tuple[tuple[Row, ...], ...], ...]


def take_tables(page: Page) -> tuple[list[Grid], list[Word]]:
    """Return the tables of a page, and its words that stand in none."""
    if not _has_grid(page.rules):
        return [], list(page.words)
    grids: list[Grid] = []
    rest = list(page.words)
    for cells in _tables(page.rules):
        inside, rest = _split(rest, [cell for row in cells for cell in row if cell])
        if len(cells) > 1 and any(sum(cell is not None for cell in row) > 1 for row in cells):
            boxes = [cell for row in cells for cell in row if cell]
            whole = (boxes[0][0], boxes[0][1], max(box[2] for box in boxes), max(box[3] for box in boxes))
            grids.append(Grid(whole, tuple(tuple(_filled(cell, inside) for cell in row) for row in cells)))
        else:
            rest += inside  # a frame around text
    return grids, rest


def _has_grid(rules: Sequence[Rule]) -> bool:
    """Whether there are at least two rules across and two down, and not so many that they are a drawing."""
    across = sum(rule.x1 - rule.x0 > rule.bottom - rule.top for rule in rules)
    return 2 <= across <= len(rules) - 2 and len(rules) <= _MAX_RULES


def _tables(rules: Iterable[Rule]) -> list[list[list[Box | None]]]:
    """Return the tables that rules make, row by row; None for a cell merged with the one above or before it."""
    from pdfplumber.table import (
        Table,
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    edges = merge_edges([_edge(rule) for rule in rules], _SNAP, _SNAP, _SNAP, _SNAP)
    if len(edges) > _MAX_EDGES:
        return []
    cells = intersections_to_cells(edges_to_intersections(edges, _SNAP, _SNAP))
    return [[list(row.cells) for row in Table(None, table).rows] for table in cells_to_tables(cells)]  # type: ignore[arg-type]


def _edge(rule: Rule) -> dict[str, object]:
    """Return a rule as pdfplumber has it."""
    width, height = rule.x1 - rule.x0, rule.bottom - rule.top
    return {
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "doctop": rule.top,
        "width": width,
        "height": height,
        "orientation": "h" if width > height else "v",
        "object_type": "line",
    }


def _is_inside(word: Word, box: Box) -> bool:
    return box[0] <= word.middle < box[2] and box[1] <= (word.top + word.bottom) / 2 < box[3]


def _split(words: Iterable[Word], cells: Sequence[Box]) -> tuple[list[Word], list[Word]]:
    """Part the words that stand in one of the cells from the others."""
    inside: list[Word] = []
    outside: list[Word] = []
    for word in words:
        (inside if any(_is_inside(word, cell) for cell in cells) else outside).append(word)
    return inside, outside


def _filled(cell: Box | None, words: Iterable[Word]) -> tuple[Row, ...]:
    """Return the words of a cell, row by row."""
    return tuple(rows_of(word for word in words if _is_inside(word, cell))) if cell else ()
