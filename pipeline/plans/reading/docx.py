"""Word documents (.docx, and .docm, .dotx, .dotm, whose macros are never looked at), read from their XML.

python-docx would not do: it knows neither printed numbers nor footnotes, text boxes or tracked changes, and
refuses templates, macro documents and files with a dangling relation.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import DamagedFile, EmptyPlan
from pipeline.plans.reading.layout import Cell, place_table
from pipeline.plans.reading.marks import footnote_marks, is_rule
from pipeline.plans.reading.opc import Element, Package
from pipeline.plans.reading.word_legacy import make_unicode
from pipeline.plans.reading.word_numbering import Numbering
from pipeline.plans.reading.word_styles import Styles, W, number, value
from pipeline.plans.reading.word_text import MERGED, Piece, Story, accept_changes, join_pieces
from pipeline.records import Line, Source, Table
from pipeline.text.normalize import clean, squeeze

_MAX_COLUMNS = 100
_BREAK = W + "lastRenderedPageBreak"


def read_docx(raw: bytes, file: str) -> Source:
    """Read a Word document in reading order, footnotes and endnotes last; page headers are left out.

    Pages are those of the last time Word laid the document out, None where it left no trace of them.

    Raises
    ------
    EmptyPlan, DamagedFile
        It holds no text, or is not a Word document.
    """
    package = Package(raw, file)
    name = package.related("", "officeDocument") or "word/document.xml"
    root = package.xml(name)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise DamagedFile(file, "không phải tài liệu Word dù mang tên như vậy (not a Word document); xin lại bản khác")
    warnings = make_unicode(body)
    blocks = _Reader(package, name, has_pages=next(body.iter(_BREAK), None) is not None).read(body)
    if not any(isinstance(block, Table) or block.text for block in blocks):
        raise EmptyPlan(file, "tài liệu không có chữ nào (the document holds no text); nếu là ảnh chụp, gửi bản PDF")
    return Source(blocks, warnings)


class _Reader:
    """One document while it is read."""

    def __init__(self, package: Package, main: str, *, has_pages: bool) -> None:
        styles = Styles(package.xml(package.related(main, "styles")))
        self._story = Story(styles)
        self._numbering = Numbering(package.xml(package.related(main, "numbering")), styles)
        self._notes = {kind: package.xml(package.related(main, f"{kind}s")) for kind in ("footnote", "endnote")}
        self._has_pages = has_pages
        self._offset = 0
        self._pending: list[Piece] = []  # of a paragraph whose end was deleted

    def read(self, body: Element) -> tuple[Line | Table, ...]:
        """Return the blocks of the body and its notes."""
        accept_changes(body)
        return (*self._blocks(body), *self._footnotes())

    def _blocks(self, container: Element, *, in_cell: bool = False) -> Iterator[Line | Table]:
        """Walk paragraphs and tables; what wraps them (content controls, insertions) is looked through."""
        for child in container:
            if child.tag == W + "p":
                yield from self._paragraph(child, in_cell=in_cell)
            elif child.tag == W + "tbl":
                yield from place_table(list(self._rows(child)))
            elif child.tag != W + "sectPr":
                yield from self._blocks(child, in_cell=in_cell)

    def _paragraph(self, paragraph: Element, *, in_cell: bool) -> Iterator[Line | Table]:
        """Return the lines of a paragraph, a blank one after them, and what stands in text boxes anchored in it."""
        pieces = [*self._pending, *self._story.pieces(paragraph)]
        boxes, self._story.boxes = self._story.boxes, []
        self._pending = pieces if paragraph.get(MERGED) else []
        if not self._pending:
            properties = paragraph.find(W + "pPr")
            marker = self._numbering.marker(properties) or ""
            is_heading = self._story.styles.is_heading(value(properties, "pStyle"))
            if in_cell or any(piece.text.strip() for piece in pieces):  # the number alone fills a cell, not a line
                yield from self._lines(marker, pieces, is_heading=is_heading)
        for box in boxes:
            yield from self._blocks(box)

    def _lines(self, marker: str, pieces: list[Piece], *, is_heading: bool) -> Iterator[Line]:
        """Return the lines of a paragraph, which soft breaks divide, and a blank one."""
        letters = [(piece.bold, n) for piece in pieces if (n := sum(map(str.isalnum, piece.text)))]
        bold = bool(letters) and (is_heading or all(heavy for heavy, _ in letters))
        page = next((piece.page for piece in pieces if piece.text.strip()), self._story.page)
        for text in clean(f"{marker} {join_pieces(pieces)}").split("\n"):
            line = squeeze(footnote_marks(text))
            if line and not is_rule(line):
                yield self._line(line, page, bold=bold)
        yield self._line("", page)

    def _line(self, text: str, page: int, *, bold: bool = False) -> Line:
        line = Line(text, self._offset, page if self._has_pages else None, bold)
        self._offset += len(text) + 1
        return line

    def _rows(self, table: Element) -> Iterator[tuple[Cell, ...]]:
        """Return the rows of a table, merged cells where they begin, every row as wide as the widest."""
        rows = [self._row(row) for row in _inside(table, W + "tr")]
        width = max(map(len, rows), default=0)
        for row in rows:
            yield tuple(row + [()] * (width - len(row)))

    def _row(self, row: Element) -> list[Cell]:
        cells: list[Cell] = [()] * _columns(row.find(W + "trPr"), "gridBefore", 0)
        for cell in _inside(row, W + "tc"):
            properties = cell.find(W + "tcPr")
            goes_on = value(properties, "vMerge") in ("", "continue")
            words = () if goes_on else tuple(self._blocks(cell, in_cell=True))
            cells.append(tuple(block for block in words if isinstance(block, Table) or block.text))
            cells.extend([()] * (_columns(properties, "gridSpan", 1) - 1))
        return cells[:_MAX_COLUMNS]

    def _footnotes(self) -> Iterator[Line]:
        """Return the notes that the text refers to, a line each, led by its mark."""
        for n, (kind, id_) in enumerate(self._story.notes, 1):
            root = self._notes[kind]
            found = () if root is None else (note for note in root if note.get(W + "id") == id_)
            for note in found:
                accept_changes(note)
                lines = [join_pieces(list(self._story.pieces(paragraph))) for paragraph in note.iter(W + "p")]
                words = squeeze(clean(" ".join(lines)))
                yield self._line(footnote_marks(f"<sup>{n}</sup> {words}"), self._story.page)


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Return the rows of a table or the cells of a row, those in content controls too, not those of inner tables."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in (W + "tc", W + "tblPr", W + "tblGrid"):
            yield from _inside(child, tag)


def _columns(properties: Element | None, name: str, least: int) -> int:
    """Return over how many columns something goes."""
    return min(max(number(properties, name) or least, least), _MAX_COLUMNS)
