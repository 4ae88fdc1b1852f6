"""How an official paper looks: page, fonts, letterhead and signature.

Of the State: Nghị định 30/2020/NĐ-CP, annex I. Of the Party: Hướng dẫn 36-HD/VPTW. Both want A4, Times New
Roman, margins of 20-25 mm above and below, 30-35 mm left, 15-20 mm right, and the page number above, from
the second page on.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.reports.word.parts import add_field, keep_rows_whole, set_widths, underline_paragraph

FONT = "Times New Roman"
TEXT_WIDTH_CM = 21.0 - 3.0 - 1.5
_BODY_PT, _TABLE_PT = 14, 11
_BLACK = RGBColor(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the two regulations want different.

    Attributes
    ----------
    left : lines of the issuing body, the last one bold.
    right : lines of the State's or the Party's name.
    mark : what stands below the name of the body: a line, or the Party's star.
    code : the number, left to fill.
    below_title : what parts title and text; "" for a line.
    recipients : lines below "Nơi nhận", left to fill.
    """

    left: tuple[str, str]
    right: tuple[str, ...]
    mark: str
    code: str
    below_title: str
    recipients: tuple[str, ...]


STATE = Letterhead(
    ("TÊN CƠ QUAN CHỦ QUẢN", "TÊN CƠ QUAN BAN HÀNH"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    "",
    "Số:        /BC-…",
    "",
    ("- …;", "- Lưu: VT."),
)
PARTY = Letterhead(
    ("TÊN CƠ QUAN CẤP TRÊN", "TÊN CƠ QUAN BAN HÀNH"),
    ("ĐẢNG CỘNG SẢN VIỆT NAM",),
    "*",
    "Số        -BC/…",
    "-----",
    ("- …,", "- Lưu Văn phòng."),
)


def new_document() -> Word:
    """Return an empty document with page and styles set."""
    word = Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(number, "PAGE", "2")
    _set_styles(word)
    return word


def _set_styles(word: Word) -> None:
    """Set Word's own styles, so that outline, contents and themes work as readers expect."""
    normal = word.styles["Normal"]
    _set_font(normal, _BODY_PT)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for level, size in ((1, 14), (2, 14), (3, 13)):
        heading = word.styles[f"Heading {level}"]
        _set_font(heading, size, bold=level < 3, italic=level == 3)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(12), Pt(4)
        heading.paragraph_format.keep_with_next = True
    for level in (1, 2):
        style = word.styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, 12)
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        style.paragraph_format.right_indent = Cm(1)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
        style.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name, size in (("Bảng", _TABLE_PT), ("Chú dẫn", 11)):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, size)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.0


def _set_font(style: object, size: int, *, bold: bool | None = None, italic: bool | None = None) -> None:
    """Set a style's font for all scripts: Word keeps one per script and themes override the Latin one."""
    font = style.font  # type: ignore[attr-defined]
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, italic, _BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def add_letterhead(word: Word, head: Letterhead, kind: str, title: str) -> None:
    """Add the head of the paper; number, place and date are left to fill."""
    table = word.add_table(rows=2, cols=2)
    set_widths(table, (6.4, TEXT_WIDTH_CM - 6.4))
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], head.left[0], 12)
    _line(left.add_paragraph(), head.left[1], 12, bold=True)
    if head.mark:
        _line(left.add_paragraph(), head.mark, 13)
    else:
        _rule(left.add_paragraph(), margin_cm=2.2)
    *above, last = head.right
    for text in above:
        _line(right.paragraphs[0], text, 12, bold=True)
    _line(right.add_paragraph() if above else right.paragraphs[0], last, 13 if above else 15, bold=True)
    _rule(right.add_paragraph(), margin_cm=2.3 if above else 1.8)
    number, day = table.rows[1].cells
    _line(number.paragraphs[0], head.code, 13)
    _line(day.paragraphs[0], "…, ngày     tháng     năm 20…", 13, italic=True)
    _line(word.add_paragraph(), kind, 14, bold=True).paragraph_format.space_before = Pt(18)
    _line(word.add_paragraph(), title, 14, bold=True)
    if head.below_title:
        _line(word.add_paragraph(), head.below_title, 14)
    else:
        _rule(word.add_paragraph(), margin_cm=6)


def _rule(paragraph: Paragraph, *, margin_cm: float) -> None:
    """Draw the line that stands below names in a letterhead."""
    _line(paragraph, "", 2)
    paragraph.paragraph_format.line_spacing = Pt(3)  # else the mark of the paragraph, set larger, would count
    underline_paragraph(paragraph, margin_cm=margin_cm)


def _line(
    paragraph: Paragraph, text: str, size: int, *, bold: bool | None = None, italic: bool | None = None
) -> Paragraph:
    """Set a centred line."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def add_signature(word: Word, head: Letterhead) -> None:
    """Add recipients and signature, both left to fill."""
    word.add_paragraph()
    table = word.add_table(rows=1, cols=2)
    set_widths(table, (TEXT_WIDTH_CM / 2, TEXT_WIDTH_CM / 2))
    recipients, signer = table.rows[0].cells
    first = recipients.paragraphs[0]
    first.paragraph_format.space_after = Pt(0)
    run = first.add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for text in head.recipients:
        line = recipients.add_paragraph()
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
        line.add_run(text).font.size = Pt(11)
    _line(signer.paragraphs[0], "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", 13, bold=True)
    _line(signer.add_paragraph(), "(Chữ ký, họ và tên)", 13, italic=True)
    keep_rows_whole(table)
