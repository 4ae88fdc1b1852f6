"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from pipeline.paper.tables import Column, Table, shown

_WIDEST = 48  # characters of a cell in one line
_GAP = "  "


def lines_of(table: Table) -> Iterator[str]:
    """Give a table as lines, long cells over several; columns as wide as they need to be."""
    yield f"{table.vi} ({table.en})"
    if not table.rows:
        yield "– không có gì (nothing)"
        return
    cells = [[shown(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]
    heads = [column.vi for column in table.columns]
    widths = [min(_WIDEST, max(len(row[n]) for row in (heads, *cells))) for n in range(len(heads))]
    yield from _row(heads, widths, table.columns)
    yield _GAP.join("─" * width for width in widths)
    for row in cells:
        yield from _row(row, widths, table.columns)
    if table.note:
        yield table.note


def _row(cells: list[str], widths: list[int], columns: tuple[Column, ...]) -> Iterator[str]:
    """Give one row, its long cells wrapped."""
    wrapped = [wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for n in range(max(map(len, wrapped))):
        parts = [(lines[n] if n < len(lines) else "") for lines in wrapped]
        aligned = (
            part.rjust(width) if column.kind in ("number", "share") else part.ljust(width)
            for part, width, column in zip(parts, widths, columns, strict=True)
        )
        yield _GAP.join(aligned).rstrip()
