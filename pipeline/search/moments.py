"""Time limits in a question, Vietnamese or English: `trong tháng 4/2022`, `due in April 2022`.

Works on folded text (no diacritics), so a question typed in haste is understood too. A date counts as a
limit only where the question asks for one: after a word such as `trước`, or beside `xong`, `hạn`, `due`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_Y = r"(?P<y>(?:19|20)\d\d)"

_DAY = (
    rf"(?:ngay )?(?P<d>\d{{1,2}})\s?[/.-]\s?(?P<m>\d{{1,2}})\s?[/.-]\s?{_Y}",
    rf"(?:ngay )?(?P<d>\d{{1,2}}) thang (?P<m>\d{{1,2}}),? nam {_Y}",
    rf"{_Y}-(?P<m>\d\d)-(?P<d>\d\d)",
    rf"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<name>{_NAME}),? {_Y}",
    rf"(?P<name>{_NAME}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_Y}",
)
_SPAN = (
    rf"thang (?P<m>\d{{1,2}})\s?(?:/|-|,? nam)\s?{_Y}",
    rf"(?<![\d/])(?P<m>\d{{1,2}})/{_Y}",
    rf"(?P<name>{_NAME}),? (?:of )?{_Y}",
    rf"qu[yi] (?P<q>iv|i{{1,3}}|[1-4])\s?(?:/|-|,? nam)?\s?{_Y}",
    rf"(?:the )?(?P<q>first|second|third|fourth) quarter(?: of)? {_Y}",
    rf"q(?P<q>[1-4])(?: of)?[ /]{_Y}",
    rf"(?:6|sau) thang (?P<half>dau|cuoi) nam {_Y}",
    rf"(?:the )?(?P<half>first|second) half of {_Y}",
)
_YEAR = (rf"(?:nam )?{_Y}",)

_BEFORE = (
    r"(?:truoc|cham nhat(?: la)?|den het|den(?= cuoi)|het|khong qua|muon nhat(?: la)?"
    r"|by|before|no later than|not later than|until)"
)
_IS_BEFORE = re.compile(_BEFORE.replace("(?= cuoi)", ""))
_EARLIER = ("truoc", "before")
_AFTER = r"(?:sau|tu|ke tu|after|since|from|starting)"
_WITHIN = r"(?:trong|vao|cua|in|within|during|on|for)"
_PARTS = {"cuoi": "end", "the end of": "end", "end of": "end", "late": "end", "dau": "start", "early": "start"}
_LEAD_IN = (
    rf"(?:(?P<edge>{_BEFORE}|{_AFTER}|{_WITHIN})(?: ngay| thang cuoi| the month of| the)? )?"
    rf"(?:(?P<part>{'|'.join(_PARTS)}) )?"
)
_DUE_WORDS = (
    r"(?:phai )?(?:hoan thanh|hoan tat|xong|lam xong|ket thuc)"
    r"|(?:co |den )?(?:thoi )?han(?: chot| cuoi| chung)?(?: la)?"
    r"|(?:is |are |that are )?due|deadlines?|(?:to be )?(?:completed?|finish(?:ed)?|done)"
)
#: Words that ask for a limit.
DUE = re.compile(rf"\b(?:{_DUE_WORDS})\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time limit asked for, and where it stands in the question.

    Attributes
    ----------
    first, last : ISO days, both included; None leaves that side open.
    """

    start: int
    end: int
    first: str | None
    last: str | None


def find_moment(folded: str) -> Moment | None:
    """Find the time limit that a question asks for, if any.

    Parameters
    ----------
    folded : the question in lower case without diacritics.

    Examples
    --------
    >>> found = find_moment("viec phai xong trong thang 4/2022")
    >>> found.first, found.last
    ('2022-04-01', '2022-04-30')
    >>> find_moment("cong tac dan van nam 2022") is None
    True
    """
    due = DUE.search(folded)
    for pattern, freely in _PATTERNS:
        for match in pattern.finditer(folded):
            edge, part = match["edge"] or "", _PARTS.get(match["part"] or "", "")
            span = _days(match.groupdict(), part)
            if span is None or not (due or (freely and edge) or _IS_BEFORE.fullmatch(edge)):
                continue
            told = due and due.end() <= match.start() and not folded[due.end() : match.start()].strip()
            start = due.start() if due and told else match.start()
            return Moment(start, match.end(), *_limited(edge, span, whole=part != "end"))
    return None


def _compiled(points: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(rf"(?<![\w/.-]){_LEAD_IN}{point}(?![\d/])") for point in points]


# Days and months count as limits after any word of time; a year only after "by", or beside words of limit.
_PATTERNS = [(p, True) for p in _compiled(_DAY) + _compiled(_SPAN)] + [(p, False) for p in _compiled(_YEAR)]


def _days(parts: dict[str, str | None], part: str) -> tuple[str, str] | None:
    """First and last ISO day of what a pattern found; None for a day that does not exist.

    The end of a year is its last quarter, its start the first.
    """
    year = int(parts["y"] or 0)
    first, last = _months(parts)
    if (first, last) == (1, 12) and part:
        first, last = (10, 12) if part == "end" else (1, 3)
    if not 1 <= first <= last <= 12:
        return None
    final = calendar.monthrange(year, last)[1]
    if day := parts.get("d"):
        if not 1 <= int(day) <= final:
            return None
        return (f"{year}-{first:02}-{int(day):02}",) * 2
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{final}"


def _months(parts: dict[str, str | None]) -> tuple[int, int]:
    """First and last month that a pattern names."""
    if half := parts.get("half"):
        return (1, 6) if half in ("dau", "first") else (7, 12)
    if quarter := parts.get("q"):
        number = _ORDINALS.get(quarter) or int(quarter)
        return 3 * number - 2, 3 * number
    if name := parts.get("name"):
        return _MONTHS[name], _MONTHS[name]
    if month := parts.get("m"):
        return int(month), int(month)
    return 1, 12


def _limited(edge: str, span: tuple[str, str], *, whole: bool) -> tuple[str | None, str | None]:
    """Return the range asked for by `before`, `after` or `within` a span of days.

    `trước ngày 31/12/2025` is met on that day too, as officials mean it; `trước năm 2026` is not met in 2026,
    unless its end is named.
    """
    if edge in _EARLIER and whole and span[0] != span[1]:
        return None, str(date.fromisoformat(span[0]) - timedelta(days=1))
    if _IS_BEFORE.fullmatch(edge):
        return None, span[1]
    if re.fullmatch(_AFTER, edge):
        return span[0], None
    return span
