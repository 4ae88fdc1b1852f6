"""Plain text and Markdown, as offices send them and as crawlers leave them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.plans.frame import drop_site
from pipeline.plans.reading.encoding import check_lines, convert
from pipeline.plans.reading.layout import Cell, place_table
from pipeline.plans.reading.marks import Emphasis, is_rule, strip_marks
from pipeline.plans.reading.soup import is_border, read_soup
from pipeline.records import Line, Source, Table

_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_SPACED = 5  # blank lines from which on a file is taken to set its paragraphs apart by them


def read_text(raw: bytes, file: str) -> Source:
    """Read a ``.txt`` or ``.md`` file.

    Raises
    ------
    EmptyPlan, DamagedFile
        See `decode` and `check_lines`.
    """
    unicode = convert(raw, file)
    text = unicode.text
    check_lines(text, file)
    lines = drop_site(list(_lines(text)))
    return Source(tuple(_blocks(lines, spaced=len(_BLANK_LINE.findall(text)) >= _SPACED)), unicode.warnings)


def _lines(text: str) -> Iterator[Line]:
    """Return the lines without their Markdown marks; a form feed begins a new page."""
    marks, offset, page = Emphasis(), 0, None
    pages = "\f" in text
    number = 1
    previous: Line | None = None
    for raw in text.split("\n"):
        if pages and "\f" in raw:
            number += raw.count("\f")
        page = number if pages else None
        line = raw.strip().strip("\f").replace("\t", " ")
        if not line:
            marks = Emphasis()
            current: Line | None = Line("", offset, page)
        elif line == "|" or is_rule(line):
            marks = Emphasis()
            current = Line("|" if line == "|" else "", offset, page)
        else:
            plain = strip_marks(line, marks)
            current = Line(plain.text, offset, page, plain.bold, plain.runs_on) if plain.text else None
            if current is None and previous is not None and not marks.any():
                previous = Line(previous.text, previous.offset, previous.page, previous.bold)
        if current is not None:
            if previous is not None:
                yield previous
            previous = current
        offset += len(raw) + 1
    if previous is not None:
        yield previous


def _blocks(lines: Sequence[Line], *, spaced: bool) -> Iterator[Line | Table]:
    """Group bordered lines into tables; all else stays a line."""
    position = 0
    while position < len(lines):
        line = lines[position]
        if is_border(line):
            soup = read_soup(lines, position, spaced=spaced)
            yield from place_table(soup.rows)
            position = max(soup.end, position + 1)
        elif _is_pipe_row(line.text):
            end = position
            while end < len(lines) and _is_pipe_row(lines[end].text):
                end += 1
            yield from place_table(_pipe_rows(lines[position:end]))
            position = end
        else:
            yield line
            position += 1


def _is_pipe_row(text: str) -> bool:
    return text.startswith("|") and text.endswith("|") and text.count("|") > 2


def _pipe_rows(lines: Sequence[Line]) -> list[tuple[Cell, ...]]:
    """Split ``| a | b |`` rows into cells of one length; the rule under the head is left out."""
    rows = []
    for line in lines:
        cells = [cell.strip() for cell in line.text.strip("|").split("|")]
        if any(cell.strip("-: ") for cell in cells):
            rows.append([(Line(cell, line.offset, line.page, line.bold),) if cell else () for cell in cells])
    width = max((len(row) for row in rows), default=0)
    return [tuple(row + [()] * (width - len(row))) for row in rows]
