"""Where a stretch of a document stands on the pages of its file, and how sure its letters are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import Anchor, Box


@dataclass(frozen=True, slots=True)
class Seen:
    """A stretch of text as it is seen.

    Attributes
    ----------
    boxes : the page and rectangle of each line, in reading order; () where the format has no places.
    confidence : the mean over its letters (0 to 1), None where they were not read from a picture.
    """

    boxes: tuple[tuple[int, Box], ...]
    confidence: float | None


def seen(anchors: Sequence[Anchor], start: int, end: int) -> Seen:
    """Return how `Document.text[start:end]` is seen.

    Parameters
    ----------
    anchors : of the document, by rising `start`.
    """
    first = max(bisect_right(anchors, start, key=lambda anchor: anchor.start) - 1, 0)
    last = max(bisect_right(anchors, end - 1, key=lambda anchor: anchor.start), first)
    inside = anchors[first:last]
    ends = [min(anchor.start, end) for anchor in inside[1:]] + [end]
    sure = [
        (anchor.confidence, stop - max(anchor.start, start))
        for anchor, stop in zip(inside, ends, strict=True)
        if anchor.confidence is not None
    ]
    return Seen(tuple((anchor.page, anchor.box) for anchor in inside if anchor.page and anchor.box), mean(sure))


def confidence(anchors: Sequence[Anchor]) -> float | None:
    """Return how sure the letters of a whole document are, None where none was read from a picture."""
    return seen(anchors, 0, anchors[-1].start + 1).confidence if anchors else None


def mean(weighted: Iterable[tuple[float, int]]) -> float | None:
    """Return the mean of values with their weights, None of nothing."""
    pairs = list(weighted)
    weight = sum(n for _, n in pairs)
    return sum(value * n for value, n in pairs) / weight if weight else None


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the rectangle around others, None of nothing."""
    found = list(boxes)
    if not found:
        return None
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
