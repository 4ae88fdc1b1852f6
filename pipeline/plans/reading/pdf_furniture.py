"""What stands on every page and is not text: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, takewhile

from pipeline.plans.reading.pdf_layout import rows_of
from pipeline.plans.reading.pdf_words import Page, Row

_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-–—]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–—]?", re.I)
_MARGIN = 0.1  # of the page's height: running heads and feet stand in it


def without_furniture(pages: Sequence[Page]) -> Iterator[Page]:
    """Give the pages without their numbers and without the rows that stand in the margin of half of them."""
    margins = [_margins(page) for page in pages]
    counts = Counter(key for rows in margins for key in set(map(_key, chain(*rows))))
    repeated = {key for key, count in counts.items() if key and count >= max(2, len(pages) / 2)}
    for page, (head, foot) in zip(pages, margins, strict=True):
        outer = [*_outermost(head, repeated), *_outermost(foot[::-1], repeated)]
        gone = {id(word) for row in outer for word in row.words}
        yield replace(page, words=tuple(word for word in page.words if id(word) not in gone)) if gone else page


def _margins(page: Page) -> tuple[list[Row], list[Row]]:
    """Return the rows in the upper and in the lower margin of a page."""
    head = rows_of(word for word in page.words if word.bottom < _MARGIN * page.height)
    foot = rows_of(word for word in page.words if word.top > (1 - _MARGIN) * page.height)
    return head, foot


def _outermost(rows: Sequence[Row], repeated: set[str]) -> Iterator[Row]:
    """Give the rows from the edge of the page inwards as long as they are no text."""
    return takewhile(lambda row: _PAGE_NUMBER.fullmatch(row.text) or _key(row) in repeated, rows)


def _key(row: Row) -> str:
    """Return the words of a row without its numbers, by which it is known on other pages."""
    return re.sub(r"\d+", "", row.text).strip()
