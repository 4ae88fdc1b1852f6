"""Spellings made comparable: one Unicode form, one tone placement, repaired look-alike letters, folding.

`clean` is what every reader applies to what it decoded; it keeps the length of a line as it is where it
can, and never touches words it does not know to be damaged. `match_form` and `fold` are for comparing
only: shown text keeps its own spelling.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_SPACES = re.compile(r"\s+")

# Letters that only look right. Cyrillic and Greek capitals come from web copies (GRDР, СР, BTС); Ð
# (U+00D0) stands for Đ in old fonts; the rest is the damage of one PDF font table, told by the words it
# leaves in published copies: "kǶ" kỳ, "cǜng" cũng, "LǷNH VỰC" lĩnh vực, "ổ đƿa" ổ đĩa, "định nghƿa" định nghĩa.
_LOOK_ALIKE = {
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C",
    "Т": "T", "Х": "X", "У": "Y", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x",
    "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "Ƕ": "ỳ", "ǜ": "ũ", "ƕ": "ỳ", "Ǜ": "Ũ", "Ƿ": "Ĩ", "ƿ": "ĩ",
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2011": "-", "\u2010": "-", "\u2212": "-",
}  # fmt: skip
_ODD = re.compile(f"[{''.join(_LOOK_ALIKE)}]")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u04ff]{3,}")

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _tone_pairs() -> dict[str, str]:
    """Old placement to new one: hòa → hoà, khỏe → khoẻ, ủy → uỷ (only where the syllable ends there)."""
    nfc = lambda s: unicodedata.normalize("NFC", s)  # noqa: E731
    return {nfc(a + t) + b: a + nfc(b + t) for a, b in ("oa", "oe", "uy") for t in _TONES}


_PAIRS = _tone_pairs()
_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_PAIRS)})(?![a-zà-ỹ])")
_MARKS = re.compile("[\u0300-\u036f]")


def clean(text: str) -> str:
    """Return the text in NFC with look-alike letters, odd spaces and invisible characters repaired.

    A word of Cyrillic letters only (a Russian name) is left alone.

    Examples
    --------
    >>> clean("GRD\u0420 kǶ b\u00e1\u006f c\u0061\u0301o")
    'GRDP kỳ báo cáo'
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if text.isascii():
        return text
    if _CYRILLIC_WORD.search(text):
        parts = re.split(f"({_CYRILLIC_WORD.pattern})", text)
        return "".join(part if i % 2 else _repaired(part) for i, part in enumerate(parts))
    return _repaired(text)


def _repaired(text: str) -> str:
    return _ODD.sub(lambda m: _LOOK_ALIKE[m[0]], text)


def squeeze(text: str) -> str:
    """Return the text on one line with single blanks and none at its ends."""
    return _SPACES.sub(" ", text).strip()


def match_form(text: str) -> str:
    """Return the form in which two spellings of the same words agree: lower case, one tone placement.

    Examples
    --------
    >>> match_form("Ủy ban") == match_form("Uỷ ban"), match_form("hóa")
    (True, 'hoá')
    """
    text = unicodedata.normalize("NFC", text).lower()
    return _TONE.sub(lambda m: _PAIRS[m[0]], text)


def fold(text: str) -> str:
    """Return the text in lower case without any diacritics, đ as d: what a hasty typist writes.

    Examples
    --------
    >>> fold("Thanh tra giải quyết khiếu nại, Đảng")
    'thanh tra giai quyet khieu nai, dang'
    """
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))


def is_capitals(text: str) -> bool:
    """Whether a text begins in capitals, but for a few letters of a name such as "IoT"."""
    head = text[:80]
    letters = sum(map(str.isalpha, head))
    return letters > 1 and sum(map(str.isupper, head)) * 5 >= letters * 4
