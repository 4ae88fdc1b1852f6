"""The grammar of printed markers: ``II.``, ``1.1.``, ``a)``, ``-``, ``Điều 3.``, ``PHỤ LỤC I``.

Vietnamese letter points run a b c d đ e g h i k …; a number that is the tail of a wrapped reference
("khoản⏎3 Điều 2", "tháng⏎11. Trong") is no marker, and a dash before a small letter after an open
sentence is the middle of a compound ("chính trị⏎- xã hội").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Ladder = Literal["annex", "part", "article", "roman", "capital", "number", "letter", "paren", "dash", "plus", "star"]

LISTS: tuple[Ladder, ...] = ("dash", "plus", "star")
"""Ladders whose markers do not count."""

_UP = "A-ZÀ-ỸĐ"
_OPEN = f"[{_UP}0-9“\"'‘(\\[≥>]"
_PATTERN = re.compile(
    rf"""
    (?P<annex>(?:PHỤ\ LỤC|Phụ\ lục|BIỂU|Biểu)(?:\s+(?:số\s+)?(?:[IVXLC]+|\d{{1,2}}[A-Za-z]?))?)
      (?=\s*(?:$|[:.\-–]|\s[{_UP}(]))
  | (?P<part>(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:thứ\s+\w+|THỨ\s+\w+|[IVXLC]+|\d{{1,2}}))
      (?=\s*(?:$|[:.\-–]|\s[{_UP}]))
  | (?P<article>(?:ĐIỀU|Điều)\s+\d{{1,3}}\s*[.:])(?=\s|$)
  | (?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?:\s?[.):]|/(?=\s)|(?![\d%/]))|\d{{1,2}}\s?(?:[.)](?!\d)|/(?=\s))
      |\d{{1,2}}\s?-(?=\s)|1\d\d\.(?=\s))\s*(?={_OPEN}|$)
  | (?P<roman>(?!V/[Vv])[IVXLC]{{1,6}}\s?(?:[.)\-–:]|/(?=\s)))\s*(?=[{_UP}0-9“"'(]|$)
  | (?P<capital>[A-HĐ]\s?(?:[.)]|/(?=\s)))\s*(?=[{_UP}“"]|$)
  | (?P<letter>[a-zđ][.)]|[a-zđ]\d?\)|[a-zđ]\.\d{{1,2}}[.)]?)\s*(?=\S|$)
  | (?P<paren>\((?:\d{{1,2}}|[a-zđ]|[ivx]{{1,4}})\))\s*(?=\S)
  | (?P<dash>(?:[-–—−]\s*){{1,2}}(?=\s|{_OPEN}))\s*(?=\S)
  | (?P<plus>[+]\s*)(?=\S)
  | (?P<star>(?:[*•●▪○◦]\s*))(?=\S)
    """,
    re.X,
)  # fmt: skip
_WRAPPED_REFERENCE = re.compile(
    r"(?:\b(?:số|khoản|điều|tháng|ngày|năm|điểm|quý|mục|chương|phần|lần thứ|thứ|kỳ|khóa|khoá|đợt|cấp|loại|mức|nhóm"
    r"|tỷ|từ|đến|còn|gần|trên|đạt)|[,/(])\s*$",
    re.I,
)
# "… được quy định tại⏎Phụ lục II", "… theo quy định của⏎Điều 8"
_CALLS_FOR_PLACE = re.compile(r"(?:\b(?:tại|theo|của|và|hoặc|với|từ|đến|trong|thuộc|là|ở|khoản \d+|điểm \w)|[,(])\s*$")
_TERMINAL = re.compile(r"(?:[.;:!?…]|\./\.?|/\.)[\"”’)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*\s*$")  # a footnote mark may come last


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the beginning of a paragraph: as printed, its ladder, and where the words begin."""

    text: str
    ladder: Ladder
    end: int


def is_terminal(text: str) -> bool:
    """Whether a text ends like a finished sentence or list item."""
    return bool(_TERMINAL.search(text[-12:]))


def find_marker(text: str, before: str | None = None) -> Marker | None:
    """Return the marker with which a paragraph begins.

    Parameters
    ----------
    before : the text just before, when the paragraph may be the continuation of it; None at a sure beginning.

    Examples
    --------
    >>> find_marker("1.2. Tiếp tục đổi mới")
    Marker(text='1.2.', ladder='number', end=5)
    >>> find_marker("- xã hội vững mạnh", before="các tổ chức chính trị") is None
    True
    """
    match = _PATTERN.match(text)
    if match is None or match.lastgroup is None:
        return None
    ladder: Ladder = match.lastgroup  # type: ignore[assignment]
    if before and not is_terminal(before) and _is_tail(text, match, ladder, before):
        return None
    if ladder == "letter" and text[1] == "." and not text[2:3].isspace() and not text[2:3].isdigit():
        return None  # "v.v", "e.g."
    return Marker(match[ladder].strip(), ladder, match.end())


def _is_tail(text: str, match: re.Match[str], ladder: Ladder, before: str) -> bool:
    """Whether what looks like a marker continues the unfinished text before it."""
    if ladder in ("number", "roman", "capital", "paren"):
        return ladder == "paren" or bool(_WRAPPED_REFERENCE.search(before[-20:]))
    if ladder in ("annex", "article", "part"):
        return bool(_CALLS_FOR_PLACE.search(before[-20:]))
    if ladder in LISTS:
        rest = text[match.end() :]
        return rest[:1].islower()
    return ladder == "letter" and before[-1:] in ",("


ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def ordinal(marker: Marker) -> int | None:
    """Return the position that a marker claims in its list: 3 for ``c)`` and ``2.3``, None for a dash."""
    word = re.sub(r"[^\wđ.]", "", marker.text).strip(".")
    if marker.ladder == "roman":
        values = [ROMAN[c] for c in word if c in ROMAN]
        return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    if marker.ladder in ("number", "article", "paren"):
        digits = re.findall(r"\d+", word)
        return int(digits[-1]) if digits else None
    if marker.ladder == "letter":
        return _LETTERS.find(word[0]) + 1 or None
    if marker.ladder == "capital":
        return "ABCDĐEGH".find(word[0]) + 1 or None
    return None
