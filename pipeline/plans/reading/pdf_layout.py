"""Words of a page in the order in which people read them: rows, the columns of letterhead and signature.

An official document is one column of text, but for two places where two blocks stand side by side: the
letterhead (who issues | the national heading, Nghị định 30/2020/NĐ-CP, annex I) and the end (recipients |
signature). Such a place is known by its gutter: a strip between words, wider than the blanks of the row,
that no row of the place crosses. The left block is read before the right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.plans.reading.pdf_words import Row, Word

_SAME_ROW = 0.8  # of the font size: baselines that differ by less stand side by side
_SAME_LINE = 0.3  # the same within one column
_GUTTER = 0.9  # of the font size: the narrowest gap that can begin a gutter
_WIDER = 2.2  # times the usual blank of the row
_NARROWEST = 0.45  # of the font size: to this the gutter may narrow in rows above and below
_NEAR = 3.2  # of the font size: rows farther apart do not belong to one place
_NAME_BELOW = 9.0  # the same down to the name under a signature and its stamp
_STANDS_OUT = 1.5  # times the usual blank of a row: the least that the gutter leaves in it
_SURE = 3.0  # of the font size: a gap so wide is a gutter in a row alone
_LOOK_AHEAD = 3  # rows of the right block that may stand above the first of the left one


@dataclass(frozen=True, slots=True)
class Columns:
    """Two blocks side by side."""

    left: tuple[Row, ...]
    right: tuple[Row, ...]


def reading_order(words: Iterable[Word]) -> Iterator[Row | Columns]:
    """Give the rows of a page from top to bottom, blocks that stand side by side as `Columns`."""
    rows = _gathered(words, _SAME_ROW)
    position = 0
    while position < len(rows):
        place = _place_from(rows, position)
        if place is None:
            yield from rows_of(rows[position].words)
            position += 1
            continue
        end, gutter = place
        inside = [word for row in rows[position:end] for word in row.words]
        yield Columns(
            tuple(rows_of(word for word in inside if word.middle < gutter)),
            tuple(rows_of(word for word in inside if word.middle >= gutter)),
        )
        position = end


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Return the rows of one column from top to bottom."""
    return _gathered(words, _SAME_LINE)


def _gathered(words: Iterable[Word], tolerance: float) -> list[Row]:
    """Gather words whose baselines differ by less than so much of their size."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.baseline, word.x0)):
        if rows and word.baseline - rows[-1][0].baseline <= tolerance * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(tuple(sorted(row, key=lambda word: word.x0))) for row in rows]


def _gaps(row: Row) -> list[tuple[float, float]]:
    """Return the blanks between the words of a row, as left and right edge."""
    return [(a.x1, b.x0) for a, b in pairwise(row.words) if not b.glued]


def _gutter_of(row: Row) -> tuple[float, float] | None:
    """Return the gap of a row that may be a gutter: much wider than its other blanks."""
    gaps = _gaps(row)
    if not gaps:
        return None
    widest = max(gaps, key=lambda gap: gap[1] - gap[0])
    others = [right - left for left, right in gaps if (left, right) != widest]
    usual = median(others) if others else row.size / 4
    wide = widest[1] - widest[0]
    return widest if wide > _GUTTER * row.size and wide > _WIDER * max(usual, 0.1 * row.size) else None


def _place_from(rows: Sequence[Row], start: int) -> tuple[int, float] | None:
    """Return where a place of two columns that begins with this row ends, and the middle of its gutter."""
    first = next((n for n in range(start, min(start + _LOOK_AHEAD, len(rows))) if _gutter_of(rows[n])), None)
    if first is None or not all(_near(rows[n], rows[n + 1]) for n in range(start, first)):
        return None
    gutter = _gutter_of(rows[first])
    if gutter is None or rows[start].words[-1].x1 <= gutter[0]:  # the left block never begins higher
        return None
    is_wide = gutter[1] - gutter[0] > _SURE * rows[first].size
    for row in reversed(rows[start:first]):
        gutter = _narrowed(gutter, row) if gutter else None
    end = first + 1
    while gutter and end < len(rows):
        narrowed = _narrowed(gutter, rows[end])
        if narrowed is None or not _near(rows[end - 1], rows[end], _is_right_of(rows[end], gutter)):
            break
        gutter = narrowed
        end += 1
    return (end, sum(gutter) / 2) if gutter and (is_wide or end - start > 1) else None


def _near(above: Row, below: Row, is_name: bool = False) -> bool:
    return below.baseline - above.baseline < (_NAME_BELOW if is_name else _NEAR) * max(above.size, below.size)


def _is_right_of(row: Row, gutter: tuple[float, float]) -> bool:
    return row.words[0].x0 >= gutter[0]


def _narrowed(gutter: tuple[float, float], row: Row) -> tuple[float, float] | None:
    """Return what a row leaves of a gutter; None where a word crosses it, or only a usual blank is left."""
    inner = _gaps(row)
    blanks = [(0.0, row.words[0].x0), *inner, (row.words[-1].x1, float("inf"))]
    left, right = max(blanks, key=lambda blank: min(blank[1], gutter[1]) - max(blank[0], gutter[0]))
    if (left, right) in inner and len(inner) > 1:
        usual = median(b - a for a, b in inner if (a, b) != (left, right))
        if right - left < _STANDS_OUT * usual:
            return None
    narrowed = max(gutter[0], left), min(gutter[1], right)
    return narrowed if narrowed[1] - narrowed[0] >= _NARROWEST * row.size else None
