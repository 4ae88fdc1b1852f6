"""Markdown marks: emphasis, headings, links, footnote marks. Takes them off a line and says what they meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROMAN_NOTES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")  # Word's endnotes: [i], [ii]
_ROMAN_NOTE = re.compile(r"\s*\[(i{1,3}|iv|vi{0,3}|ix|x)\]")
_FOOTNOTE = re.compile(
    r"\s*(?:<sup>\s*\(?(\d{1,3})\)?\s*</sup>|\[\^?(\d{1,3})\](?!\()|\^\{?(\d{1,3})\}?\^?(?!\w))", re.I
)
_DRAFTER = re.compile(r"[\^_]\{[^{}]{0,40}\}")  # CVNC^{NH}: initials of who typed it
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TOGGLE = re.compile(r"\*{1,3}|__")
_RULE = re.compile(r"[-_=~.\s]{3,}|\*{3,}|-{2,}")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d+);")


@dataclass(slots=True)
class Emphasis:
    """Which marks are open between the lines of a block."""

    bold: bool = False
    italic: bool = False

    def any(self) -> bool:
        """Whether some emphasis is open."""
        return self.bold or self.italic


@dataclass(frozen=True, slots=True)
class Plain:
    """A line without its marks; `bold` if all its letters are, `runs_on` if an emphasis is left open."""

    text: str
    bold: bool
    runs_on: bool


def is_rule(text: str) -> bool:
    """Whether a line is only a drawn rule (``-----``, ``____``)."""
    return bool(_RULE.fullmatch(text))


def footnote_marks(text: str) -> str:
    """Write every footnote mark as superscript digits: ``[1]``, ``<sup>1</sup>``, ``^1`` become ``¹``."""
    if "[" in text:
        text = _ROMAN_NOTE.sub(lambda m: str(_ROMAN_NOTES.index(m[1]) + 1).translate(_SUPERSCRIPT), text)
    if "[" in text or "^" in text or "<" in text:
        return _FOOTNOTE.sub(lambda m: (m[1] or m[2] or m[3]).translate(_SUPERSCRIPT), text)
    return text


def strip_marks(line: str, open_marks: Emphasis) -> Plain:
    """Take the Markdown marks off one line and carry open emphasis to the next in `open_marks`.

    Examples
    --------
    >>> strip_marks("**1. **Sở Y tế *chủ trì", Emphasis())
    Plain(text='1. Sở Y tế chủ trì', bold=False, runs_on=True)
    """
    line, heading = _HEADING.subn("", line, count=1)
    line = _DRAFTER.sub("", footnote_marks(line))
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    if "<" in line:
        line = _TAG.sub(" ", line)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line)
    if "&" in line:
        line = _ENTITY.sub(_entity, line)
    if "*" not in line and "__" not in line:
        bold = bool(heading) or (open_marks.bold and bool(line.strip()))
        return Plain(line.strip(), bold, open_marks.any())
    return _toggle(line, open_marks, heading=bool(heading))


def _entity(match: re.Match[str]) -> str:
    named = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"'}
    return named.get(match[0]) or chr(int(match[0][2:-1]))


def _toggle(line: str, open_marks: Emphasis, *, heading: bool) -> Plain:
    """Walk over the marks of a line, switching bold and italic."""
    bullet = ""
    stripped = line.lstrip()
    if stripped.startswith("* ") and stripped[2:3] != "(" and stripped.count("*") % 2:  # an odd star is a list mark
        bullet, line = "* ", stripped[2:]
    parts, bold_letters, letters, position = [bullet], 0, 0, 0
    for mark in _TOGGLE.finditer(line):
        piece = line[position : mark.start()]
        letters, bold_letters = _count(piece, open_marks, letters, bold_letters)
        parts.append(piece)
        position = mark.end()
        if mark[0] != "*":
            open_marks.bold = not open_marks.bold
        if mark[0] in ("*", "***"):
            open_marks.italic = not open_marks.italic
    piece = line[position:]
    letters, bold_letters = _count(piece, open_marks, letters, bold_letters)
    parts.append(piece)
    return Plain("".join(parts).strip(), heading or (letters > 0 and bold_letters == letters), open_marks.any())


def _count(piece: str, marks: Emphasis, letters: int, bold_letters: int) -> tuple[int, int]:
    n = sum(map(str.isalnum, piece))
    return letters + n, bold_letters + (n if marks.bold else 0)
