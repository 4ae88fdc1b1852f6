"""Vietnamese of before Unicode, made Unicode: TCVN3 (ABC, ".VnTime"), VNI, VIQR, and UTF-8 taken for another code.

Old files hold letters of western Europe that only a certain font shows as Vietnamese: `KÕ ho¹ch` in .VnTime is
`Kế hoạch`. What a text is written in is told by measuring how much Vietnamese each conversion makes of it
(`syllables`), never by single characters, and only lines without a letter that is Vietnamese in Unicode are
looked at: good text comes through unchanged.

Tables: TCVN 5712:1993, VN3 (TCVN3); VNI Software, Bảng mã VNI Windows; RFC 1456 (VIQR).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.text.syllables import vietnamese_share

_LOWER = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ®¡¢£¤¥¦§",
        f"{_LOWER}ĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_VNI_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302", "á": "\u0302\u0301",
    "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323", "ê": "\u0306",
    "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI = re.compile(r"([aeouyôö])([ùøûõïâáàåãäêéèúüë])|[íìæóòôöîñ]", re.I)
_VIQR_MARKS = {
    "^": "\u0302", "(": "\u0306", "+": "\u031b", "'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303",
    ".": "\u0323",
}  # fmt: skip
_VIQR = re.compile(r"([aAeEoOuUiIyY])([\^(+])?(['`?~.](?!\.))?|(dd|DD|Dd)|\\(.)", re.S)
_TONED = re.compile(r"[AEIOUYaeiouy][\^(+]?['`?~.][A-Za-z]*\Z")
_VIQR_SIGN = re.compile(r"(?:[aeo]\^|a\(|[ou]\+)['`?~.]?", re.I)
# Letters that only Vietnamese text in Unicode has, and marks written apart: a line with one is left alone.
_UNICODE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_MISREAD = re.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+"
)
_LONGEST = 9  # letters and marks of a syllable before its last vowel
_EVIDENCE = 8  # words with a mark that have to speak for an encoding
_GOOD, _BAD = 0.85, 0.4  # share of syllables in text in its right encoding, and at most in a wrong one
_SAMPLE = 40_000  # characters looked at


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in Unicode, and what it was written in; `encoding` is None if nothing had to be done."""

    text: str
    encoding: str | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about the conversion, nothing if there was none."""
        if self.encoding is None:
            return ()
        doubt = "; chữ hoa có dấu có thể đã thành chữ thường (capitals may be lost)" if self.encoding == "TCVN3" else ""
        return (f"đã chuyển từ {self.encoding} sang Unicode (converted){doubt}",)


def to_unicode(text: str) -> Converted:
    """Convert a text that is written in an encoding of before Unicode; any other text comes back as it is.

    Examples
    --------
    >>> to_unicode("KÕ ho¹ch thùc hiÖn c«ng t¸c d©n vËn cña chÝnh quyÒn c¸c cÊp")
    Converted(text='Kế hoạch thực hiện công tác dân vận của chính quyền các cấp', encoding='TCVN3')
    """
    lines = text.split("\n")
    open_lines = [line for line in lines if not (line.isascii() or _UNICODE.search(line))]
    for encoding, convert in _CONVERSIONS.items():
        if _speaks_for(convert, "\n".join(open_lines)[:_SAMPLE]):
            return Converted("\n".join(_better(line, convert) for line in lines), encoding)
    if text.isascii() and _is_viqr(text[:_SAMPLE]):
        return Converted(from_viqr(text), "VIQR")
    return Converted(text)


def decode_eight_bit(raw: bytes) -> Converted:
    """Return the text of bytes that are not UTF-8: in windows-1258, or in an encoding that came with its fonts."""
    windows = unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))
    western = to_unicode("".join(map(chr, raw)))
    is_western = vietnamese_share(western.text[:_SAMPLE])[0] > vietnamese_share(windows[:_SAMPLE])[0]
    return western if western.encoding and is_western else Converted(windows)


def from_font(text: str, font: str) -> str:
    """Return the Unicode text of a run by the name of the font it is set in.

    `.Vn*` fonts hold TCVN3 (those that end in H show small letters as capitals), `VNI-*` fonts VNI; any other
    font, and text that is Unicode all the same, changes nothing.

    Examples
    --------
    >>> from_font("kÕ ho¹ch", ".VnTimeH"), from_font("Keá hoaïch", "VNI-Times"), from_font("Kế hoạch", ".VnTime")
    ('KẾ HOẠCH', 'Kế hoạch', 'Kế hoạch')
    """
    if _UNICODE.search(text):
        return text
    name = font.lower().lstrip("@")
    if name.startswith(".vn"):
        converted = from_tcvn3(text)
        return converted.upper() if name.endswith("h") else converted
    return from_vni(text) if name.startswith("vni-") else text


def from_tcvn3(text: str) -> str:
    """Return TCVN3 text in Unicode; words whose bare letters are all capitals get their marked letters so too.

    TCVN3 has no capitals with a tone: fonts such as .VnTimeH show small letters as capitals. A line in capitals
    therefore holds small letters with tones (`HO¹CH`).
    """
    return "\n".join(_with_capitals(line, _each(line, _TCVN3)) for line in text.split("\n"))


def from_vni(text: str) -> str:
    """Return VNI text in Unicode: a mark of VNI's stands after its letter."""
    return _VNI.sub(_vni_letter, text)


def from_viqr(text: str) -> str:
    r"""Return VIQR text in Unicode: marks after their letter, `dd`, and `\` before a mark that is none.

    Examples
    --------
    >>> from_viqr("Ke^' hoa.ch to^? chu+'c dda.i ho^.i")
    'Kế hoạch tổ chức đại hội'
    """
    return _VIQR.sub(_viqr_letter, text)


def from_misread_utf8(text: str) -> str:
    """Return text whose UTF-8 was taken for windows-1252 (`Káº¿ hoáº¡ch`) as it was."""
    return _MISREAD.sub(lambda found: _as_utf8(found[0]), text)


_CONVERSIONS: Mapping[str, Callable[[str], str]] = {
    "UTF-8 đọc nhầm": from_misread_utf8,
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
}


def _speaks_for(convert: Callable[[str], str], text: str) -> bool:
    """Whether a text is bad Vietnamese as it is and good Vietnamese once converted."""
    before, count = vietnamese_share(text)
    if count < _EVIDENCE or before > _BAD:
        return False
    after, marked = vietnamese_share(convert(text))
    return after >= _GOOD and marked >= _EVIDENCE


def _better(line: str, convert: Callable[[str], str]) -> str:
    """Return a line converted if that makes better Vietnamese of it."""
    if line.isascii() or _UNICODE.search(line):
        return line
    converted = convert(line)
    return converted if vietnamese_share(converted)[0] > vietnamese_share(line)[0] else line


def _each(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


def _with_capitals(line: str, converted: str) -> str:
    """Return a converted line in capitals if all its bare letters are."""
    bare = [letter for letter in line if letter.isascii() and letter.isalpha()]
    return converted.upper() if len(bare) > 1 and all(map(str.isupper, bare)) else converted


def _vni_letter(found: re.Match[str]) -> str:
    if found[1] is None:
        return _cased(_VNI_ALONE[found[0].lower()], found[0])
    base = _VNI_ALONE.get(found[1].lower(), found[1].lower())
    letter = unicodedata.normalize("NFC", base + _VNI_MARKS[found[2].lower()])
    return _cased(letter, found[1])


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def _viqr_letter(found: re.Match[str]) -> str:
    if found[5]:
        return found[5]
    if found[4]:
        return "Đ" if found[4][0] == "D" else "đ"
    before = found.string[max(0, found.start() - _LONGEST) : found.start()]
    if found[3] and _TONED.search(before):  # a syllable has one tone: this is a full stop
        return _viqr_marked(found[1], found[2]) + found[3]
    return _viqr_marked(found[1], found[2], found[3])


def _viqr_marked(letter: str, *marks: str | None) -> str:
    return unicodedata.normalize("NFC", letter + "".join(_VIQR_MARKS[mark] for mark in marks if mark))


def _is_viqr(text: str) -> bool:
    """Whether a plain ASCII text is full of letters with marks behind them that make syllables."""
    words = [word for word in text.split() if _VIQR_SIGN.search(word)]
    if len(words) < _EVIDENCE:
        return False
    good, marked = vietnamese_share(from_viqr(" ".join(words)))
    return good >= _GOOD and marked * 2 >= len(words)


def _as_utf8(misread: str) -> str:
    """Return a run of letters as the UTF-8 that it was, itself if it was none."""
    try:
        return b"".join(map(_byte, misread)).decode("utf-8")
    except UnicodeError:
        return misread


def _byte(letter: str) -> bytes:
    """Return the byte that windows-1252 shows as a letter; the five that it has no letter for show as they are."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
