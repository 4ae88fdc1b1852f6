"""A plan as it is read: headings, paragraphs and tables, with its tasks where they stand, and its outline.

The store keeps of a document its repaired text, a paragraph a line, and what stands above each task; headings are
found again from that, tables by the bars between their cells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.plans.markers import Ladder, find_marker
from pipeline.records import Anchor, StoredTask
from pipeline.text.normalize import is_capitals, squeeze

_BAR = re.compile(r"(?:^| )\|(?: |$)")  # between the cells of a row, of which the first and the last may be empty
_LONGEST_HEADING = 220  # characters; what is longer is a sentence that introduces a list
_PARTS: tuple[Ladder, ...] = ("annex", "part", "article", "roman")  # ladders of headings, whether or not tasks follow
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: a task's own words, or what stands between tasks."""

    text: str
    task: StoredTask | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan.

    Attributes
    ----------
    start : where it begins in the document's text.
    pieces : together they are its text.
    cells : of a row of a table, else ().
    level : of a heading from 1, 0 for all else.
    page : 1-based, None where the format has none.
    """

    start: int
    pieces: tuple[Piece, ...]
    cells: tuple[str, ...] = ()
    level: int = 0
    page: int | None = None

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def tasks(self) -> tuple[StoredTask, ...]:
        """The tasks that stand in it."""
        return tuple(piece.task for piece in self.pieces if piece.task)

    @property
    def is_loud(self) -> bool:
        """Whether it is set in capitals."""
        return not self.cells and not self.level and len(self.text) <= _LONGEST_HEADING and is_capitals(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: the rows of a table, or a line of text alone; `opens` is the page that begins."""

    lines: tuple[Line, ...]
    opens: int | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return bool(self.lines[0].cells)


@dataclass(slots=True)
class Section:
    """A part of a plan: the tasks below its heading and the parts below it, in their order.

    Attributes
    ----------
    heading : None for the whole plan.
    """

    heading: Line | None = None
    items: list[StoredTask | Section] = field(default_factory=list)

    @property
    def n_tasks(self) -> int:
        """How many tasks it has with all its parts."""
        return sum(item.n_tasks if isinstance(item, Section) else 1 for item in self.items)


@dataclass(frozen=True, slots=True)
class Layout:
    """A plan from its first line to its last, and its outline; parts without any task are not in that."""

    blocks: tuple[Block, ...]
    outline: Section


def layout_of(text: str, tasks: Sequence[StoredTask], anchors: Sequence[Anchor]) -> Layout:
    """Return a plan as it is read.

    Parameters
    ----------
    tasks : of the plan, in its order.
    anchors : of the document, by rising `start`.
    """
    lines = list(_lines(text, tasks, anchors))
    above = _headings_above(lines)
    levels = _levels(lines, above)
    lines = [replace(line, level=levels.get(n, 0)) for n, line in enumerate(lines)]
    return Layout(tuple(_blocks(lines)), _outline(lines, above))


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Give the lines, those of a table together."""
    page = None
    for width, rows in groupby(lines, key=lambda line: len(line.cells)):
        for group in [tuple(rows)] if width else [(line,) for line in rows]:
            here = group[0].page
            yield Block(group, here if here != page else None)
            page = here or page


def _outline(lines: Sequence[Line], above: Mapping[str, Sequence[tuple[int, int]]]) -> Section:
    """Return the outline: a task stands in the part whose heading is the nearest of those above it."""
    root = Section()
    parts: dict[int, Section] = {}
    open_parts = [(0, root)]
    for n, line in enumerate(lines):
        if line.level:
            while open_parts[-1][0] >= line.level:
                open_parts.pop()
            parts[n] = Section(line)
            open_parts[-1][1].items.append(parts[n])
            open_parts.append((line.level, parts[n]))
        for stored in line.tasks:
            own = [parts[place] for place, _ in above[stored.id] if place in parts]
            (own[-1] if own else open_parts[-1][1]).items.append(stored)
    return _with_tasks(root)


def _with_tasks(section: Section) -> Section:
    """Return a section without the parts that have no task."""
    kept = [item for item in section.items if not isinstance(item, Section) or item.n_tasks]
    return Section(section.heading, [_with_tasks(item) if isinstance(item, Section) else item for item in kept])


def _lines(text: str, tasks: Sequence[StoredTask], anchors: Sequence[Anchor]) -> Iterator[Line]:
    """Give the lines of a text, empty ones left out."""
    start, waiting = 0, deque(tasks)
    for words in text.split("\n"):
        end = start + len(words)
        inside = []
        while waiting and waiting[0].task.start < end:
            inside.append(waiting.popleft())
        if words.strip():
            cells = tuple(_BAR.split(words)) if "|" in words else ()
            cells = cells if len(cells) > 1 else ()
            yield Line(start, tuple(_pieces(text, start, end, inside)), cells, 0, _page(anchors, start))
        start = end + 1


def _pieces(text: str, start: int, end: int, tasks: Sequence[StoredTask]) -> Iterator[Piece]:
    """Cut a line at its tasks."""
    for stored in tasks:
        first, last = max(stored.task.start, start), min(stored.task.end, end)
        if first > start:
            yield Piece(text[start:first])
        yield Piece(text[first:last], stored)
        start = max(start, last)
    if end > start:
        yield Piece(text[start:end])


def _page(anchors: Sequence[Anchor], start: int) -> int | None:
    """Return the page on which a line begins."""
    place = bisect_right(anchors, start, key=lambda anchor: anchor.start) - 1
    return anchors[place].page if place >= 0 else None


def _headings_above(lines: Sequence[Line]) -> dict[str, list[tuple[int, int]]]:
    """Return for every task, by its id, the lines that are its headings and how deep each stands, outermost first."""
    words = [squeeze(line.text) for line in lines]
    known: dict[tuple[str, ...], int | None] = {}
    found: dict[str, list[tuple[int, int]]] = {}
    for n, line in enumerate(lines):
        for stored in line.tasks:
            places: list[tuple[int, int]] = []
            for depth in range(1, len(stored.task.headings) + 1):
                above = stored.task.headings[:depth]
                if above not in known:
                    heading, first = squeeze(above[-1]), places[-1][0] if places else 0
                    known[above] = next((i for i in range(n - 1, first - 1, -1) if words[i].endswith(heading)), None)
                if (place := known[above]) is not None:
                    places.append((place, depth))
            found[stored.id] = places
    return found


def _levels(lines: Sequence[Line], above: Mapping[str, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Return which lines are headings, and how deep they stand: those above tasks, and others with such markers."""
    levels = {n: depth for places in above.values() for n, depth in places}
    markers = {n: marker for n, line in enumerate(lines) if (marker := find_marker(line.text))}
    depths: dict[Ladder, Counter[int]] = defaultdict(Counter)
    for n in levels.keys() & markers.keys():
        depths[markers[n].ladder][levels[n]] += 1
    for n, marker in markers.items():
        if n not in levels and marker.ladder in _PARTS:
            levels[n] = depths[marker.ladder].most_common(1)[0][0] if depths[marker.ladder] else 1
    return {n: min(level, _DEEPEST) for n, level in levels.items() if _can_be_heading(lines[n])}


def _can_be_heading(line: Line) -> bool:
    return not line.cells and not line.tasks and len(line.text) <= _LONGEST_HEADING
