"""The words of a paragraph of Word: results of fields without their instructions, footnote marks, symbols.

Tracked changes are taken in their final state: insertions stand, deletions and the places from which
something was moved are gone (ECMA-376 part 1, 17.13.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.plans.reading.marks import footnote_marks
from pipeline.plans.reading.opc import Element
from pipeline.plans.reading.word_numbering import bullet
from pipeline.plans.reading.word_styles import Styles, W, switch, value

BOX = W + "txbxContent"
MERGED = "merged-with-next"
"""Attribute of a paragraph whose end was deleted: its words belong to the next one."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DELETED = (W + "del", W + "moveFrom")
_GONE = (*_DELETED, _FALLBACK, W + "instrText", W + "delText", W + "rPrChange", W + "pPrChange")
_RUN, _RUN_PROPERTIES = W + "r", W + "rPr"
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_PLAIN = {W + "tab": " ", W + "ptab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_SYMBOL = re.compile("[\uf020-\uf0ff]")  # characters of symbol fonts, which have no meaning of their own
_SIDE_BY_SIDE = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}")


def accept_changes(root: Element) -> None:
    """Put tracked changes into their final state, and drop what only older programs show."""
    for deleted in list(root.iter(*_DELETED)):
        parent = deleted.getparent()
        if parent.tag == W + "trPr":
            row = parent.getparent()
            row.getparent().remove(row)
        elif parent.tag == _RUN_PROPERTIES and parent.getparent().tag == W + "pPr":
            parent.getparent().getparent().set(MERGED, "1")
    for gone in list(root.iter(*_GONE)):
        gone.getparent().remove(gone)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one face; `page` is the one they begin on, counted by the breaks that Word left in the file."""

    text: str
    bold: bool
    page: int


@dataclass(slots=True)
class Story:
    """What goes on from paragraph to paragraph: open fields, footnotes referred to, the page, text boxes met.

    Attributes
    ----------
    notes : kind and id of each footnote in the order of their marks.
    boxes : contents of text boxes anchored in the last paragraph.
    """

    styles: Styles
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    page: int = 1
    _fields: list[bool] = field(default_factory=list)  # of each open field, whether its result has begun

    def pieces(self, paragraph: Element) -> Iterator[Piece]:
        """Return the words of a paragraph in order."""
        style = value(paragraph.find(W + "pPr"), "pStyle")
        yield from self._walk(paragraph, style)

    def _walk(self, node: Element, style: str | None) -> Iterator[Piece]:
        for child in node:
            if child.tag == _RUN:
                yield from self._run(child, style)
            elif child.tag == _MATH_TEXT:
                yield Piece(child.text or "", bold=False, page=self.page)
            elif child.tag == BOX:
                self.boxes.append(child)
            elif len(child):
                yield from self._walk(child, style)

    def _run(self, run: Element, style: str | None) -> Iterator[Piece]:
        """Return the words of a run: hidden text and instructions of fields are not shown."""
        properties = run.find(_RUN_PROPERTIES)
        is_hidden = bool(self._face(properties, style, "vanish"))
        bold, capitals = (bool(self._face(properties, style, name)) for name in ("b", "caps"))
        raised = value(properties, "vertAlign") == "superscript"
        for child in run:
            text = self._text(child, style)
            if isinstance(text, str):
                if text and not is_hidden and all(self._fields):
                    text = _mark(text) if raised and text.strip().isdecimal() else text
                    yield Piece(text.upper() if capitals else text, bold, self.page)
            else:
                yield from text

    def _face(self, properties: Element | None, style: str | None, name: str) -> bool | None:
        """Return whether a property is on: by the run itself, its character style, the paragraph's style."""
        own = switch(properties, name)
        if own is None and (character := value(properties, "rStyle")):
            own = self.styles.switch(character, name)
        return self.styles.switch(style, name) if own is None else own

    def _text(self, child: Element, style: str | None) -> str | Iterator[Piece]:
        """Return the words of one child of a run, or the pieces within it."""
        tag = child.tag
        if tag == W + "t":
            return _SYMBOL.sub(lambda match: bullet(match[0]), child.text or "")
        if tag in _PLAIN:
            return _PLAIN[tag]
        if tag in _NOTES:
            self.notes.append((_NOTES[tag], child.get(W + "id", "")))
            return _mark(str(len(self.notes)))
        if tag == W + "sym":
            return bullet(_character(child.get(W + "char", "")))
        if tag == W + "fldChar":
            self._change_field(child.get(W + "fldCharType"))
        elif tag == W + "lastRenderedPageBreak":
            self.page += 1
        return self._walk(child, style) if len(child) else ""

    def _change_field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()


def join_pieces(pieces: list[Piece]) -> str:
    """Return the text of pieces; of two footnote marks side by side the second is set apart."""
    out = ""
    for piece in pieces:
        if _SIDE_BY_SIDE.fullmatch(out[-1:] + piece.text[:1]):
            out += " "
        out += piece.text
    return out


def _mark(figures: str) -> str:
    return footnote_marks(f"<sup>{figures.strip()}</sup>")


def _character(code: str) -> str:
    """Return the character of a hexadecimal code; symbol fonts hold theirs in the private area from F000 on."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
