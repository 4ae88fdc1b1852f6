"""Lines to a document: joins what was cut, moves footnotes to the end, remembers where each piece came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.plans.joining import Draft, Wrap, join_lines
from pipeline.plans.markers import find_marker, is_terminal
from pipeline.records import Anchor, Document, Header, Line, Paragraph, Place, Source, Table

_NOTE_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(f"[{_NOTE_DIGITS}]{{1,3}}")
_MARK = re.compile(f" ?({_NOTE.pattern})")
_UNIT = re.compile(r"(?:\b[kcdmh]?m|\d)$")  # m², 10³: no footnote
_DOUBLE_WORDS = "số các của và với được trong những theo hiện cho ngày là".split()
_DOUBLED = re.compile(rf"\b({'|'.join(_DOUBLE_WORDS)}) \1\b", re.I)
_DOUBLES = tuple(f"{word} {word}" for word in _DOUBLE_WORDS)
_CODE_CUT = re.compile(r"(?:[A-ZĐ\d]-|/)$")


def repair(source: Source) -> Document:
    """Return the document of a source, its header still empty: text, paragraphs, anchors.

    Footnotes are taken out of the running text, put at the end, and handed to the paragraphs that carry
    their marks.
    """
    wrap = Wrap.of([block for block in source.blocks if isinstance(block, Line)])
    body, notes = _split_notes(source.blocks, wrap)
    return replace(_assemble(join_lines(body, wrap), notes), warnings=source.warnings)


def _split_notes(blocks: Sequence[Line | Table], wrap: Wrap) -> tuple[list[Line | Table], dict[str, list[Line]]]:
    """Take footnotes (lines that begin with their mark, and what they wrap into) out of the body."""
    body: list[Line | Table] = []
    notes: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for block in blocks:
        if isinstance(block, Table):
            current = None
        elif mark := _NOTE.match(block.text):
            current = notes.setdefault(mark[0], [])
            current.append(replace(block, text=block.text[mark.end() :].strip()))
            continue
        elif current is not None:
            if block.text and wrap.width and not _ends_note(current, block, wrap):
                current.append(block)
                continue
            current = None
        body.append(block)
    return body, notes


def _ends_note(note: Sequence[Line], line: Line, wrap: Wrap) -> bool:
    if find_marker(line.text, note[-1].text) or line.bold:
        return True
    return is_terminal(note[-1].text) and len(note[-1].text) + 12 < wrap.width


def _assemble(drafts: Iterator[Draft | Table], notes: dict[str, list[Line]]) -> Document:
    """Lay the paragraphs out in one text and remember where each piece came from."""
    text = _Text()
    anchors: list[Anchor] = []
    paragraphs: list[Paragraph] = []
    tables = 0
    for draft in drafts:
        if isinstance(draft, Table):
            tables += 1
            paragraphs.extend(_table_rows(draft, tables, text, anchors, notes))
        else:
            paragraphs.append(_paragraph(draft, text, anchors, notes))
    for mark, lines in notes.items():
        text.add(f"{mark} ")
        _paragraph(Draft(list(lines)), text, anchors, {})
    return Document(Header(), text.whole(), tuple(p for p in paragraphs if p.text), tuple(anchors))


class _Text:
    """The document's text while it grows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, piece: str) -> int:
        """Append and return where the piece begins."""
        self.parts.append(piece)
        self.length += len(piece)
        return self.length - len(piece)

    def whole(self) -> str:
        return "".join(self.parts)


def _paragraph(draft: Draft, text: _Text, anchors: list[Anchor], notes: dict[str, list[Line]]) -> Paragraph:
    """Write one paragraph to the text."""
    start, carried, words = text.length, [], ""
    for line in draft.pieces:
        piece, marks = _without_marks(line.text, notes)
        carried.extend(marks)
        glue = "" if not words or _CODE_CUT.search(words[-2:]) else " "
        anchors.append(Anchor(text.length + len(glue), line.offset, line.page, line.box, line.confidence))
        text.add(glue + piece)
        words += glue + piece
    end = text.length
    text.add("\n")
    found = tuple(" ".join(line.text for line in notes[mark]) for mark in carried)
    return Paragraph(words, start, end, draft.pieces[0].page, draft.bold, found)


def _without_marks(words: str, notes: dict[str, list[Line]]) -> tuple[str, list[str]]:
    """Take footnote marks and doubled words out of a line; return it and the marks that have a footnote."""
    if any(double in words for double in _DOUBLES):
        words = _DOUBLED.sub(r"\1", words)
    if not _NOTE.search(words):
        return words, []
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[1] in notes:
            found.append(match[1])
            return ""
        return match[0] if _UNIT.search(words[: match.start()]) else ""

    return _MARK.sub(take, words), found


def _table_rows(
    table: Table, number: int, text: _Text, anchors: list[Anchor], notes: dict[str, list[Line]]
) -> Iterator[Paragraph]:
    """Write a table to the text, a row a line, cells divided by " | "."""
    places = table.places or (Place(table.page),) * len(table.rows)
    for row, place in zip(table.rows, places, strict=True):
        cells, carried = [], []
        for cell in row:
            words, marks = _without_marks(" ".join(cell.split()), notes)
            cells.append(words)
            carried.extend(marks)
        words = " | ".join(cells).strip()
        if not words.strip("| "):
            continue
        anchors.append(Anchor(text.length, table.offset, place.page, place.box, place.confidence))
        start = text.add(words)
        text.add("\n")
        found = tuple(" ".join(line.text for line in notes[mark]) for mark in carried)
        yield Paragraph(words, start, start + len(words), place.page, notes=found, table=number, cells=tuple(cells))
