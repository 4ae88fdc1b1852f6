"""What python-docx does not offer: fields, bookmarks, links inside a document, rows that repeat, alt text.

Element names are those of ECMA-376 part 1, chapter 17.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from pipeline.paper.safe import plain

# A paragraph's properties have a fixed order; Word calls a file with another one damaged.
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def element(name: str, /, **attributes: str) -> Any:
    """Return an element of Word's namespace with attributes of that namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field with the value that is shown until Word works it out anew."""
    for kind, text in (("begin", None), (None, instruction), ("separate", None), ("text", shown), ("end", None)):
        run = paragraph.add_run(shown if kind == "text" else None)
        if kind is None:
            instr = element("instrText")
            instr.set(qn("xml:space"), "preserve")
            instr.text = f" {text} "
            run._r.append(instr)
        elif kind != "text":
            run._r.append(element("fldChar", fldCharType=kind, **({"dirty": "true"} if kind == "begin" else {})))


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Mark a paragraph so that links and page references find it."""
    start, end = element("bookmarkStart", id=str(number), name=name), element("bookmarkEnd", id=str(number))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def add_link(paragraph: Paragraph, text: str, bookmark: str, *, superscript: bool = False) -> None:
    """Add words that lead to a bookmark of the same document."""
    run = paragraph.add_run(plain(text))
    run.font.superscript = superscript or None
    link = element("hyperlink", anchor=bookmark, history="1")
    run._r.addprevious(link)
    link.append(run._r)


def repeat_head(table: Table) -> None:
    """Print the first row of a table again on every page."""
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader", val="true"))


def keep_rows_whole(table: Table) -> None:
    """Let no row of a table begin on one page and end on the next, unless it is longer than a page."""
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(element("cantSplit", val="true"))


def set_widths(table: Table, widths: Sequence[float]) -> None:
    """Fix the widths of columns, in centimetres; Word and LibreOffice read them from different places."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Cm(width)


def shade(cell: _Cell, colour: str) -> None:
    """Give a cell a background, as six hexadecimal digits."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=colour))


def set_picture(picture: Any, alt: str) -> None:
    """Set an inline picture flush with the text; `alt` says what it shows, for readers who do not see it."""
    picture._inline.docPr.set("descr", plain(alt))
    for side in "TBLR":
        picture._inline.set(f"dist{side}", "0")  # else LibreOffice adds 3 mm of its own


def underline_paragraph(paragraph: Paragraph, *, margin_cm: float) -> None:
    """Draw a line below a paragraph, from `margin_cm` right of its begin to as far left of its end."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(margin_cm)
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
