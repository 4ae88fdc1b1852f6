"""A plan set in Word as a clerk does it: letterhead table, automatic numbering, footnotes, merged cells.

The markers of items are left to Word (numbering.xml) wherever Word can count so; only those that it
cannot, such as "đ)" or "(1)", are typed. Run it as ``python tests/rendering/word.py PLAN OUT.docx``.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[n]) for n in (1, 2)]

from rendering.page import Block, Columns, Grid, Item, lay_out

_ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
_FORMATS = ("upperRoman", "decimal", "decimal", "decimal", "lowerLetter")
_TEXTS = ("%1{}", "%2{}", "%2.%3{}", "%2.%3.%4{}", "%5{}")
_SHAPES = (
    re.compile(r"[IVX]+(?P<end>[.\-/)])"),
    re.compile(r"\d+(?P<end>[.\-/)])"),
    re.compile(r"\d+\.\d+(?P<end>[.)]?)"),
    re.compile(r"\d+\.\d+\.\d+(?P<end>[.)]?)"),
    re.compile(r"[a-z](?P<end>[.)])"),
)
_BULLETS = ("-", "+")  # the levels of a list of their own
_FIRST, _DASHES = 1, 2  # instances: of the numbered list, of the bullets
_END = re.compile(r"[.;:,]?$")
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def render_docx(raw: bytes, file: str) -> bytes:
    """Return a plan (a text, Markdown or HTML file) as a Word document."""
    document = _Word()
    for block in lay_out(raw, file):
        document.add(block)
    return document.to_bytes()


class _Numbering:
    """One multi-level list that counts as Word does; a jump begins a new instance of it with another start."""

    def __init__(self, root: object) -> None:
        self._root = root
        self._counts = [0] * len(_FORMATS)
        self._ends: dict[int, str] = {}
        self._override = (0, 1)  # the level whose start the current instance sets, and that start
        self._num = _DASHES
        self.current = _FIRST

    def place(self, marker: str) -> tuple[int, int] | None:
        """Return instance and level at which Word prints a marker here, None if it has to be typed."""
        if marker in _BULLETS:
            return _DASHES, _BULLETS.index(marker)
        level = next((n for n, shape in enumerate(_SHAPES) if shape.fullmatch(marker)), None)
        if level is None:
            return None
        end = _SHAPES[level].fullmatch(marker)["end"]
        number = self._number(marker.removesuffix(end), level)
        if self._ends.setdefault(level, end) != end or number is None:
            return None
        if number != self._next(level):
            self._restart(level, number)
        self._counts[level:] = [number] + [0] * (len(_FORMATS) - level - 1)
        return self.current, level

    def _number(self, word: str, level: int) -> int | None:
        """Return the position that a marker has among its neighbours, None where those above it differ."""
        if _FORMATS[level] == "upperRoman":
            return _ROMAN.index(word) + 1 if word in _ROMAN else None
        if _FORMATS[level] == "lowerLetter":
            return ord(word) - ord("a") + 1
        *above, last = map(int, word.split("."))
        return last if above == self._counts[1:level] else None

    def _next(self, level: int) -> int:
        """Return what Word would print; a level begun anew begins where the instance says (17.9.26)."""
        overridden, start = self._override
        return self._counts[level] + 1 if self._counts[level] or level != overridden else start

    def _restart(self, level: int, start: int) -> None:
        self._num += 1
        self.current = self._num
        self._override = level, start
        self._root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self.current}"><w:abstractNumId w:val="1"/>'
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            )
        )

    def finish(self) -> None:
        """Write the levels of the list, now that the ends of its markers are known."""
        numbered = "".join(
            _level(i, _FORMATS[i], text.format(self._ends.get(i, ".")), "Heading1" if i == 0 else None)
            for i, text in enumerate(_TEXTS)
        )
        bullets = "".join(_level(i, "bullet", mark) for i, mark in enumerate(_BULLETS))
        for n in (_DASHES, _FIRST):
            self._root.insert(
                0, parse_xml(f'<w:num {nsdecls("w")} w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>')
            )
        for n, levels in ((_DASHES, bullets), (_FIRST, numbered)):
            kind = '<w:multiLevelType w:val="multilevel"/>'
            self._root.insert(
                0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{n}">{kind}{levels}</w:abstractNum>')
            )


def _level(n: int, form: str, text: str, style: str | None = None) -> str:
    """Return a level of a list; paragraphs of a style that it names are numbered by it."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{styled}'
        f'<w:suff w:val="space"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


class _Word:
    """A Word document while it grows."""

    def __init__(self) -> None:
        self._document = Document()
        root = self._document.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        self._numbering = _Numbering(root)
        self._notes: list[str] = []
        self._set_page()

    def add(self, block: Block) -> None:
        """Set one part."""
        if isinstance(block, Columns):
            self._columns(block)
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self._item(block)

    def to_bytes(self) -> bytes:
        """Return the file."""
        self._numbering.finish()
        if self._notes:
            self._attach_notes()
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _set_page(self) -> None:
        """A4 with the margins of NĐ 30, Times New Roman 14, the page number at the top."""
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(30), Mm(18)
        section.top_margin = section.bottom_margin = Mm(20)
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", Pt(14)
        normal.paragraph_format.space_after = Pt(6)
        heading = self._document.styles["Heading 1"]
        heading.element.rPr.clear()
        heading.font.name, heading.font.size, heading.font.bold = "Times New Roman", Pt(14), True
        numbered = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        heading.element.get_or_add_pPr().append(parse_xml(numbered))
        top = section.header.paragraphs[0]
        top.alignment = WD_ALIGN_PARAGRAPH.CENTER
        top._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))

    def _item(self, item: Item) -> None:
        place = self._numbering.place(item.marker)
        paragraph = self._document.add_paragraph()
        if place is not None:
            self._number(paragraph, *place, bold=item.bold)
        elif item.is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        words = item.text if place is None else item.words
        bold = True if item.bold or item.is_centred else None
        for piece, note in _with_notes(words, item.notes):
            paragraph.add_run(piece).bold = bold
            if note:
                self._notes.append(note)
                paragraph._p.append(_note_mark(len(self._notes)))

    def _number(self, paragraph: Paragraph, num: int, level: int, *, bold: bool) -> None:
        """Let Word number a paragraph: Roman headings through their style, all else directly."""
        if (num, level) == (_FIRST, 0):
            paragraph.style = "Heading 1"
            return
        paragraph.style = "List Paragraph"
        if bold:  # the weight of the marker is that of the paragraph's end
            paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:b/></w:rPr>"))
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = num

    def _columns(self, block: Columns) -> None:
        table = self._document.add_table(1, 2)
        for cell, lines in zip(table.rows[0].cells, (block.left, block.right), strict=True):
            _fill(cell, lines, bold=False)
            for paragraph in cell.paragraphs:
                is_list = paragraph.text.startswith(("-", "Nơi nhận"))
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_list else WD_ALIGN_PARAGRAPH.CENTER
        self._document.add_paragraph()

    def _grid(self, grid: Grid) -> None:
        table = self._document.add_table(len(grid.rows), len(grid.rows[0]), style="Table Grid")
        for i, row in enumerate(grid.rows):
            for column, words in enumerate(row):
                if words:
                    _fill(table.cell(i, column), [words], bold=i == 0 or grid.group_title(i) is not None)
        table.autofit = False
        for column, width in zip(table.columns, _widths(grid), strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        _merge(table, grid)
        head = table.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        self._document.add_paragraph()

    def _attach_notes(self) -> None:
        notes = "".join(
            f'<w:footnote w:id="{n}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {_escaped(text)}</w:t></w:r></w:p></w:footnote>'
            for n, text in enumerate(self._notes, 1)
        )
        separators = "".join(
            f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for n, kind in ((-1, "separator"), (0, "continuationSeparator"))
        )
        xml = f"<w:footnotes {nsdecls('w')}>{separators}{notes}</w:footnotes>".encode()
        main = self._document.part
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, xml, main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _fill(cell: _Cell, lines: list[str] | tuple[str, ...], *, bold: bool) -> None:
    """Write lines into a cell, a paragraph each."""
    for n, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size = Pt(12)
        run.bold = True if bold or line.isupper() else None


def _widths(grid: Grid) -> list[Mm]:
    """Return the widths of the columns: the longer their words, the wider, within bounds."""
    longest = [max(min(60, max(map(len, column))), 6) for column in zip(*grid.rows[1:], strict=True)]
    return [Mm(162 * length / sum(longest)) for length in longest]


def _merge(table: Table, grid: Grid) -> None:
    """Merge the titles of groups across, and agencies and times down over the rows that share them."""
    for i, row in enumerate(grid.rows):
        title = grid.group_title(i)
        if title is not None:
            table.cell(i, title).merge(table.cell(i, len(row) - 1))
            continue
        for column in range(len(row)):
            if (height := grid.height(i, column)) > 1:
                table.cell(i, column).merge(table.cell(i + height - 1, column))


def _with_notes(words: str, notes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the pieces of a paragraph, each with the footnote after it; the last stands before the full stop."""
    places = [words.find(" ", len(words) * n // len(notes)) for n in range(1, len(notes))]
    places = [*places, _END.search(words).start(), len(words)] if notes else [len(words)]
    starts = [0, *places]
    return [(words[a:b], note) for a, b, note in zip(starts, places, [*notes, ""], strict=False)]


def _note_mark(number: int) -> object:
    return parse_xml(
        f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    plan, out = map(Path, sys.argv[1:3])
    out.write_bytes(render_docx(plan.read_bytes(), plan.name))
