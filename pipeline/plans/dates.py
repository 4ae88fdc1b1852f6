"""What a Vietnamese time expression means: from `quý IV năm 2025` to `2025-Q4`, from `2025-Q4` to its days.

Only the meaning of words already found to be a time expression; whether they bind a task is decided in
`deadlines`. Values follow the grammar of `records.Deadline`. Rhythms have words (`daily`, `weekly`, `monthly`,
`quarterly`, `half-yearly`, `nine-monthly`, `yearly`, `periodic`); one without a word is an ISO 8601 duration: `P2Y` for
`hai năm một lần`, `P2W` for `2 tuần/lần`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.records import Deadline

_YEAR = r"(?:19|20)\d\d(?!\d)"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_QUARTER = r"(?:iv|i{1,3}|[1-4])(?!\w)"


def _point(name: str = "") -> str:
    """Return the pattern of one point in time in lower-case text; a name given names its parts."""

    def part(letter: str, pattern: str) -> str:
        return f"(?P<{letter}>{pattern})" if name else f"(?:{pattern})"

    return (
        rf"(?:0?6|sáu)\stháng\s{part('half', 'đầu|cuối')}(?:\snăm(?:\s{part('y0', _YEAR)})?)?"
        rf"|(?:ngày\s)?{part('d1', _DAY)}\s?[/.-]\s?{part('m1', _MONTH)}\s?[/.-]\s?{part('y1', _YEAR)}"
        rf"|(?:ngày\s)?{part('d2', _DAY)}\stháng\s{part('m2', _MONTH)}"
        rf"(?:(?:,?\snăm\s|\s?/\s?){part('y2', _YEAR)})?"
        rf"|(?:tháng\s?|t\.?)?{part('m3', _MONTH)}\s?[/-]\s?{part('y3', _YEAR)}"
        rf"|(?:ngày\s)?{part('d4', _DAY)}\s?/\s?{part('m4', _MONTH)}(?![/\w%])"
        rf"|tháng\s?{part('m5', _MONTH)}(?:,?\snăm\s{part('y5', _YEAR)})?"
        rf"|qu[ýí]\s?{part('q6', _QUARTER)}(?:(?:,?\snăm\s|\s?[/-]\s?){part('y6', _YEAR)})?"
        rf"|(?:năm\s)?{part('y7', _YEAR)}"
        rf"|ngày\s{part('d8', _DAY)}"
    )


_ROMAN = rf"(?<!\w)(?P<q9>iv|i{{1,3}})(?!\w)(?:(?:,?\snăm\s|\s?[/-]\s?)(?P<y9>{_YEAR}))?"
_BARE_DAY = rf"(?<!\w)(?P<d9>{_DAY})(?=\s?[-–]\s?\d{{1,2}}/)"
_READ = re.compile(rf"(?<![\w/]){_BARE_DAY}|(?<![\w/])(?:{_point('named')})|{_ROMAN}")
_ONE = rf"(?<![\w/.])(?=[\dntqs])(?:{_point()})"
_JOIN = r"(?:\s?[-–]\s?|\s?,\s|\s(?:đến|tới|và|hoặc)\s)(?:(?:cuối|hết|trước|đầu|giữa|năm|các)\s){0,2}"
#: One or several points in time in lower-case text, as in "01/6 và 15/11" or "quý i, ii năm 2026".
POINTS = rf"{_ONE}(?:{_JOIN}(?:{_point()}|(?:iv|i{{1,3}})(?!\w)(?:(?:,?\snăm\s|\s?[/-]\s?){_YEAR})?)){{0,5}}"

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FREQUENCIES = {
    "ngày": "daily", "tuần": "weekly", "tháng": "monthly", "quý": "quarterly", "quí": "quarterly",
    "năm": "yearly", "3": "quarterly", "ba": "quarterly", "6": "half-yearly", "sáu": "half-yearly",
    "9": "nine-monthly", "chín": "nine-monthly",
}  # fmt: skip
_FREQUENCY = re.compile(r"(?P<months>[369]|ba|sáu|chín)\stháng|(?P<unit>ngày|tuần|tháng|qu[ýí]|năm)")
_MONTHLY = re.compile(r"(?:hằng|hàng|mỗi)\stháng|(?:của\s)?tháng\s(?:tiếp\stheo|sau|trước\sđó|liền\skề|kế\stiếp)")
_QUARTERLY = re.compile(
    r"(?:hằng|hàng|mỗi)\squ[ýí]|(?:đầu|cuối)[\w\s]{1,12}qu[ýí](?!\s?[i\d])|(?:của\s)?qu[ýí]\s(?:tiếp\stheo"
    r"|sau)"
)
_YEARLY = re.compile(r"(?:hằng|hàng|mỗi)\snăm|năm\s(?:tiếp\stheo|sau|kế\stiếp|liền\skề)(?!\d)")
_RANGE = re.compile(r"[-–]|(?<!\w)(?:đến|tới)(?!\w)")
_UNTIL = re.compile(r"(?<!\w)(?:đến|tới|trước|hết|chậm|muộn)(?!\w)")
_WITHIN = re.compile(r"(?<!\w)(?:trong|vào)(?!\w)")
_FROM = re.compile(r"(?<!\w)(?:từ|sau)(?!\w)")
_FROM_NOW = re.compile(r"từ\s(?:nay|khi)")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time as far as it is named; 0 stands for what is not."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    half: int = 0

    def __str__(self) -> str:
        if self.day:
            return f"{self.year}-{self.month:02}-{self.day:02}"
        if self.month:
            return f"{self.year}-{self.month:02}"
        if self.quarter:
            return f"{self.year}-Q{self.quarter}"
        return str(self.year)


def read_points(raw: str) -> tuple[Point, ...]:
    """Read the points in time named in an expression; month and year missing in one are those of the next.

    Examples
    --------
    >>> [str(p) for p in read_points("từ ngày 16 đến ngày 22/11/2025")]
    ['2025-11-16', '2025-11-22']
    """
    points: list[Point] = []
    following = Point()
    for match in reversed(list(_READ.finditer(raw.lower()))):
        point = _named_point({k[0]: v for k, v in match.groupdict().items() if v})
        if not point.year:
            needs_month = point.day and not point.month
            point = replace(point, year=following.year, month=following.month if needs_month else point.month)
        points.append(point)
        following = point
    return tuple(reversed(points))


def _named_point(parts: dict[str, str]) -> Point:
    """Return the point with the parts found in a match, keyed by their first letters."""
    quarter = parts.get("q", "0")
    number = {key: int(parts.get(key, 0)) for key in "ymd"}
    return Point(
        year=number["y"],
        month=number["m"],
        day=number["d"],
        quarter=_QUARTERS.get(quarter) or int(quarter),
        half={"đầu": 1, "cuối": 2}.get(parts.get("h", ""), 0),
    )


def calendar_values(raw: str, *, year: int | None = None, repeats: bool = False) -> tuple[str, ...]:
    """Return the values of an expression with points in time, in the grammar of `Deadline.value`.

    Parameters
    ----------
    year : of a point that names none (the document's year).
    repeats : whether an expression that names no year comes round every year.

    Returns
    -------
    No value where the expression names no year, `year` is not given and nothing says that it repeats.

    Examples
    --------
    >>> calendar_values("trước ngày 01/6 và 15/11 hằng năm"), calendar_values("từ 01/7/2025")
    (('yearly:06-01,11-15',), ('2025-07-01/..',))
    """
    raw = raw.lower()
    points = read_points(raw)
    if not points:
        return ()
    known = next((p.year for p in points if p.year), 0)
    if not known:
        recurring = _recurring_value(raw, points, repeats)
        if recurring:
            return (recurring,)
    points = tuple(p if p.year else replace(p, year=known or year or 0) for p in points)
    points = tuple(p for p in points if _exists(p))
    return _spans(raw, points)


def _exists(point: Point) -> bool:
    """Whether there is such a day, with its year known."""
    if not point.year or (point.day and not point.month):
        return False
    return not point.day or point.day <= calendar.monthrange(point.year, point.month)[1]


def _recurring_value(raw: str, points: tuple[Point, ...], repeats: bool) -> str | None:
    """Return the value of points without a year that come round: "ngày 20 hằng tháng"."""
    dated = [p for p in points if p.day and p.month]
    if dated and (repeats or _YEARLY.search(raw)):
        due = dated[-1:] if _RANGE.search(raw) else dated
        return "yearly:" + ",".join(sorted({f"{p.month:02}-{p.day:02}" for p in due}))
    if not dated and points[0].day and _MONTHLY.search(raw):
        return f"monthly:{points[-1].day:02}"
    if _QUARTERLY.search(raw):
        return "quarterly"
    return "yearly" if _YEARLY.search(raw) else None


def _spans(raw: str, points: tuple[Point, ...]) -> tuple[str, ...]:
    """Return the calendar values of complete points, read with the words around them."""
    if not points:
        return ()
    first, last = points[0], points[-1]
    if first.half:
        months = ("01", "06") if first.half == 1 else ("07", "12")
        return (f"{first.year}-{months[0]}/{first.year}-{months[1]}",)
    if len(points) > 1:
        joined = _RANGE.search(raw) or not any(p.day for p in points)
        return (f"{first}/{last}",) if joined else tuple(map(str, points))
    if _FROM.search(raw) and not _FROM_NOW.search(raw):
        return (f"{first}/..",)
    if first.day or _WITHIN.search(raw) or not _UNTIL.search(raw):
        return (str(first),)
    return (f"../{first}",)


def frequencies(raw: str) -> tuple[str, ...]:
    """Return the frequencies named in words such as `định kỳ hằng quý, 6 tháng, năm`.

    Examples
    --------
    >>> frequencies("định kỳ hằng quý, 06 tháng và hằng năm")
    ('quarterly', 'half-yearly', 'yearly')
    >>> frequencies("02 lần/năm"), frequencies("hai năm một lần")
    (('half-yearly',), ('P2Y',))
    """
    low = raw.lower()
    if (every := _EVERY_N.search(low)) and (value := _interval(every["n"], every["unit"])):
        return (value,)
    if often := _TIMES.search(low):
        return (
            _IN_A_YEAR.get(_count(often["n"]), "yearly") if often["unit"] == "năm" else _FREQUENCIES[often["unit"]],
        )
    names = (m["months"] or m["unit"] for m in _FREQUENCY.finditer(low))
    return tuple(dict.fromkeys(_FREQUENCIES[name] for name in names))


_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "năm": 5}
_UNITS = "(?P<unit>ngày|tuần|tháng|qu[ýí]|năm)"
_EVERY_N = re.compile(rf"(?P<n>\d{{1,2}}|một|hai|ba|năm)\s{_UNITS}(?:\s?/\s?|\s)(?:(?:0?1|một)\s)?lần")
_TIMES = re.compile(rf"(?P<n>\d{{1,2}}|một|hai|ba)\slần\s?(?:/|trong|mỗi)\s?(?:(?:0?1|một)\s)?{_UNITS}")
_IN_A_YEAR = {2: "half-yearly", 3: "P4M", 4: "quarterly", 6: "P2M", 12: "monthly"}
_LETTERS = {"ngày": "D", "tuần": "W", "tháng": "M", "năm": "Y"}


def _count(number: str) -> int:
    return _NUMBERS.get(number) or int(number)


def _interval(number: str, unit: str) -> str | None:
    """Return the value of `hai năm một lần`: its word where there is one, else an ISO 8601 duration (`P2Y`)."""
    n = _count(number)
    if n == 1:
        return _FREQUENCIES[unit]
    if unit == "tháng" and n in (3, 6, 9):
        return _FREQUENCIES[str(n)]
    return f"P{n}{_LETTERS[unit]}" if n and unit in _LETTERS else f"P{3 * n}M" if n else None


def days(value: str) -> tuple[str | None, str | None] | None:
    """Return the first and last ISO day of a calendar value, None where it is open; None for other values.

    Examples
    --------
    >>> days("2025-Q4"), days("../2030"), days("monthly:20")
    (('2025-10-01', '2025-12-31'), (None, '2030-12-31'), None)
    """
    start, slash, end = value.partition("/")
    first, last = _bounds(start), _bounds(end if slash else start)
    if first is None or last is None:
        return None
    return first[0], last[1]


_VALUE = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?|-Q(?P<q>[1-4]))?")


def _bounds(value: str) -> tuple[str | None, str | None] | None:
    """Return first and last day of one side of a calendar value; both None for the open side `..`."""
    if value == "..":
        return None, None
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    year, quarter = match["y"], int(match["q"] or 0)
    first, last = (quarter * 3 - 2, quarter * 3) if quarter else (int(match["m"] or 1), int(match["m"] or 12))
    if not (1 <= last <= 12 and int(year)):
        return None
    final = match["d"] or f"{calendar.monthrange(int(year), last)[1]:02}"
    return f"{year}-{first:02}-{match['d'] or '01'}", f"{year}-{last:02}-{final}"


def falls_within(deadline: Deadline, first: str | None, last: str | None) -> bool:
    """Say whether a deadline falls into a range of days, both ends included.

    A date or period does if it overlaps the range, a recurring deadline if one of its occurrences lies in it
    (without a day of its own: the last day of month, quarter, half-year, September or year). An ongoing or
    conditional deadline, or one of unknown rhythm, never does.

    Parameters
    ----------
    first, last : ISO days; None leaves that side open.
    """
    if deadline.kind in ("date", "period"):
        span = days(deadline.value)
        return span is not None and (span[1] or "~") >= (first or "") and (span[0] or "") <= (last or "~")
    if deadline.kind != "recurring":
        return False
    if first is None or last is None:
        return _frequency_of(deadline.value) in _YEAR_DAYS
    return any(first <= day <= last for day in occurrences(deadline.value, first, last))


_MONTH_ENDS = tuple(f"{month:02}-{calendar.monthrange(2001, month)[1]}" for month in range(1, 13))
_YEAR_DAYS = {
    "daily": (), "weekly": (), "monthly": _MONTH_ENDS, "quarterly": _MONTH_ENDS[2::3],
    "half-yearly": _MONTH_ENDS[5::6], "nine-monthly": ("09-30",), "yearly": ("12-31",),
}  # fmt: skip


def _frequency_of(value: str) -> str:
    """Return the frequency of a recurring value without its days."""
    return value.partition(":")[0]


def occurrences(value: str, first: str, last: str) -> Iterator[str]:
    """Yield the ISO days of a recurring value in the years that a range touches (of days and weeks: in the range)."""
    frequency, _, at = value.partition(":")
    if frequency in ("daily", "weekly"):
        yield from _every(1 if frequency == "daily" else 7, first, last)
        return
    in_year: tuple[str, ...] = _YEAR_DAYS.get(frequency, ())
    if frequency == "monthly" and at:
        in_year = tuple(min(f"{end[:2]}-{at}", end) for end in _MONTH_ENDS)
    elif at:
        in_year = tuple("02-28" if day == "02-29" else day for day in at.split(","))
    for year in range(int(first[:4]), int(last[:4]) + 1):
        yield from (f"{year}-{day}" for day in in_year)


def _every(step: int, first: str, last: str) -> Iterator[str]:
    """Yield the days of a range that are a multiple of `step` days (for weeks: the Fridays)."""
    start = date.fromisoformat(first)
    start += timedelta(0 if step == 1 else (4 - start.weekday()) % 7)
    for n in range(0, (date.fromisoformat(last) - start).days + 1, step):
        yield (start + timedelta(n)).isoformat()
