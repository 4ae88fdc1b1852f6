"""Time limits that bind a task, read from its own words or from a line such as `Thời gian: Quý IV/2026`.

A limit is kept when it stands where limits stand (`time_words` decides): after a word of limit, in its own
parentheses, at the beginning of a clause, or as the value of a label. What a time expression means is the
work of `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.plans.dates import calendar_values, days, falls_within, frequencies, read_points
from pipeline.plans.time_words import CONDITION, LABEL, REPEATS, SCAN, WORDED, binds
from pipeline.records import Deadline, DeadlineKind

__all__ = ["days", "falls_within", "find_deadlines", "read_limits"]

# Without one of these a sentence states no time; most sentences end here. A set of first letters, then what
# may follow each: the engine runs over a set much faster than over an alternation.
_ANCHOR = re.compile(
    r"[\dntqđhmls(;](?:"
    r"(?<=\d)(?:\s?(?:/\s?\d|giờ|ngày|tuần|tháng|năm)|(?:(?<=1)9|(?<=2)0)\d\d)"
    r"|(?<=n)(?:gày\s\d|gay\s(?:sau\s)?khi\s|ăm\s(?:một|1)\slần)"
    r"|(?<=t)(?:háng\s?\d|hường\sxuyên|hời\s(?:gian|hạn|điểm)|iến\sđộ|(?:háng|uần)\s(?:một|1)\slần)"
    r"|(?<=q)u[ýí]\s?(?:[i\d]|(?:một|1)\slần)"
    r"|(?<=đ)ịnh\skỳ"
    r"|(?:(?<=h)(?:ằng|àng)|(?<=m)ỗi)\s(?:ngày|tuần|tháng|qu[ýí]|năm)"
    r"|(?<=l)ần\s?(?:/|trong\s|mỗi\s)|(?<=s)au\skhi\skết\sthúc\s"
    r"|(?<=[(;])\s?(?:sau\s)?khi\s|(?<=\()(?:thực\shiện\s)?theo\s)"
)
_VALUE_ENDS = re.compile(r"\.(?=\s|$)|;|\n|\s[-–]\s(?=[^\W\d])")
_QUOTED = re.compile(r"[“\"][^“”\"]{1,300}[”\"]")
_SENTENCE_END = re.compile(r"[.;]\s")
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)")
_CODE_LIKE = re.compile(r"\d{1,2}\s?/\s?\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Found:
    """A deadline and where its words stand."""

    start: int
    end: int
    deadline: Deadline


def find_deadlines(text: str, *, attribute: bool = False, year: int | None = None) -> tuple[Deadline, ...]:
    """Find the time limits stated in the words of a task, in the order of the text, without repetitions.

    Parameters
    ----------
    attribute : the text is the value of an attribute line or of a table cell for time (its label, if any,
        included); then nearly every time expression counts.
    year : the document's year, for limits that name none (`trước ngày 15/12`); limits of earlier years in
        running text look back and are left out.

    Examples
    --------
    >>> find_deadlines("Tổng hợp, báo cáo UBND tỉnh trước ngày 05/4/2022.")
    (Deadline(raw='trước ngày 05/4/2022', kind='date', value='2022-04-05'),)
    >>> [d.value for d in find_deadlines("Thời gian thực hiện: Quý IV/2026 và hằng năm", attribute=True)]
    ['2026-Q4', 'yearly']
    """
    return _find(text, attribute, year)


def read_limits(words: str, *, year: int | None = None) -> tuple[Deadline, ...]:
    """Return the time limits that a person typed, () where some part of them cannot be meant.

    Besides all that plans write, a day may be typed as `2025-06-30` or `30/6`, as in `find_deadlines` of this year.

    Examples
    --------
    >>> [d.value for d in read_limits("30/6", year=2025)], [d.value for d in read_limits("quý II/2025")]
    (['2025-06-30'], ['2025-Q2'])
    >>> read_limits("31/2/2025"), read_limits("sớm")
    ((), ())
    """
    typed = _ISO_DAY.sub(r"\g<d>/\g<m>/\g<y>", words.strip())
    typed = f"ngày {typed}" if _CODE_LIKE.fullmatch(typed) else typed
    found = find_deadlines(typed, attribute=True, year=year)
    impossible = any(deadline.kind == "conditional" and read_points(deadline.raw) for deadline in found)
    return () if impossible else found


@lru_cache(maxsize=4096)
def _find(text: str, attribute: bool, year: int | None) -> tuple[Deadline, ...]:
    """Do the work of `find_deadlines`; the sentence of a container is asked again for each of its tasks."""
    low = _lowered(text)
    if not attribute and not _ANCHOR.search(low):
        return ()
    found: list[_Found] = []
    done = 0
    for start, end in _values(low, attribute):
        found += _in_running(text, low, (done, start), year)
        found += _in_value(text, low, (start, end), year, attribute)
        done = end
    found += _in_running(text, low, (done, len(text)), year)
    return tuple(dict.fromkeys(f.deadline for f in _without_bare(found, low)))


def _lowered(text: str) -> str:
    """Return the text in lower case, of the same length (a few foreign capitals would grow)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _values(low: str, attribute: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans of the text that are values of a time label, or all of it where it is one value."""
    labels = list(LABEL.finditer(low))
    if attribute and not labels:
        yield 0, len(low)
    done = 0
    for label in labels:
        if label.start() >= done:
            ends = None if attribute else _VALUE_ENDS.search(low, label.end())
            done = ends.start() if ends else len(low)
            yield label.end(), done


def _in_value(text: str, low: str, span: tuple[int, int], year: int | None, whole: bool) -> Iterator[_Found]:
    """Yield the deadlines in a value: all its time expressions, or its words where they state a condition."""
    start, end = span
    while start < end and low[start] in " -–:+*":
        start += 1
    first = SCAN.match(low, start, end)
    states_time = first is not None and first.lastgroup != "upon"
    worded = whole and WORDED.search(low, start, end) and not SCAN.search(low, start, end)
    states = CONDITION.match(low, start, end) or worded
    if states and not states_time:
        words = text[start:end].rstrip(" .;,/")
        yield _Found(start, end, Deadline(words, "conditional", words))
        return
    for match in SCAN.finditer(low, start, end):
        yield from _deadlines(text, low, match, year)


def _in_running(text: str, low: str, span: tuple[int, int], year: int | None) -> Iterator[_Found]:
    """Yield the deadlines in running text: what stands where limits stand, not in quotes."""
    quoted: list[tuple[int, int]] | None = None
    for match in (match for window in _windows(low, *span) for match in SCAN.finditer(low, *window)):
        if binds(low, match, year):
            quoted = [m.span() for m in _QUOTED.finditer(text)] if quoted is None else quoted
            if not any(a < match.start() < b for a, b in quoted):
                yield from _deadlines(text, low, match, year)


def _windows(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences between two positions in which a time may be stated: few are, and scanning is slow."""
    while anchor := _ANCHOR.search(low, start, end):
        begin = max(start, low.rfind(". ", start, anchor.start()) + 1, low.rfind("; ", start, anchor.start()) + 1)
        stop = _SENTENCE_END.search(low, anchor.end(), end)
        start = stop.end() if stop else end
        yield begin, start


def _deadlines(text: str, low: str, match: re.Match[str], year: int | None) -> Iterator[_Found]:
    """Yield what one time expression says; a list of dates or frequencies says several things."""
    raw = text[match.start() : match.end()].strip(" (),")
    if raw.count("(") > raw.count(")"):
        raw += ")"
    sort = match.lastgroup
    if sort == "upon":
        values: Sequence[str] = (raw,)
    elif sort == "ongoing":
        values = ("ongoing",)
    elif sort == "periodic":
        values = ("periodic",)
    else:
        values = _values_of(raw, low[max(0, match.start() - 100) : match.start()], year)
    for value in values:
        yield _Found(match.start(), match.end(), Deadline(raw, _kind(value, raw), value))


def _values_of(raw: str, before: str, year: int | None) -> tuple[str, ...]:
    """Return the values of a date, a period, a rhythm, or a rhythm with its date."""
    points = read_points(raw)
    if not points:
        return frequencies(raw)
    if _CODE_LIKE.fullmatch(raw):
        return ()
    often = frequencies(raw.partition("(")[0]) if any(p.year for p in points) and "(" in raw else ()
    repeats = REPEATS.search(before) is not None or REPEATS.search(raw.lower()) is not None
    return (*often, *(calendar_values(raw, year=year, repeats=repeats) or (() if often else (raw,))))


def _kind(value: str, raw: str) -> DeadlineKind:
    """Return the kind of deadline that a value belongs to."""
    if value == "ongoing":
        return "ongoing"
    span = days(value)
    if span is None:
        return "conditional" if value == raw else "recurring"
    return "date" if span[0] == span[1] and "/" not in value else "period"


def _without_bare(found: list[_Found], low: str) -> list[_Found]:
    """Leave out a bare `định kỳ` whose rhythm the same sentence states."""
    rhythms = [f for f in found if f.deadline.kind == "recurring" and f.deadline.value != "periodic"]
    return [
        f
        for f in found
        if f.deadline.value != "periodic" or not any(_same_sentence(low, f, other) for other in rhythms)
    ]


def _same_sentence(low: str, first: _Found, second: _Found) -> bool:
    """Whether no sentence ends between two finds."""
    start, end = sorted((first, second), key=lambda f: f.start)
    return _SENTENCE_END.search(low, start.end, end.start) is None
