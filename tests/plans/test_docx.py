"""Word documents: what is printed is what is read, and hostile files are refused."""

import io
import re
import zipfile
from functools import cache

import pytest
from conftest import RAW
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering.parts import cell, levels, lists, numbered, paragraph, table, word_file, zipped
from rendering.word import render_docx

from pipeline.errors import DamagedFile, EmptyPlan, PlanError
from pipeline.plans import parse
from pipeline.plans.reading import read
from pipeline.records import Line, Table

PLAN_LEVELS = (
    ("upperRoman", "%1."),
    ("decimal", "%2."),
    ("decimal", "%2.%3."),
    ("lowerLetter", "%4)"),
    ("bullet", "-"),
)


def lines(raw: bytes, file: str = "a.docx") -> list[str]:
    """Return the words of the lines that a document shows."""
    return [block.text for block in read(raw, file).blocks if isinstance(block, Line) and block.text]


def tables(raw: bytes) -> list[tuple[tuple[str, ...], ...]]:
    """Return the rows of each table."""
    return [block.rows for block in read(raw, "a.docx").blocks if isinstance(block, Table)]


class TestNumbering:
    def test_levels_of_a_list_are_printed_as_word_prints_them(self):
        """Roman, decimal, two-part and letter numbers and dashes; a level begins anew below the next higher one."""
        body = "".join(
            numbered(text, level)
            for text, level in [
                ("NHIỆM VỤ", 0), ("Rà soát", 1), ("Lập danh sách", 2), ("Đối chiếu", 2), ("Công khai", 3), ("Gửi", 4),
                ("Kiểm tra", 1), ("Thành lập đoàn", 2), ("TỔ CHỨC", 0), ("Sở Nội vụ", 1),
            ]
        )  # fmt: skip

        assert lines(word_file(body, numbering=lists(levels(*PLAN_LEVELS)))) == [
            "I. NHIỆM VỤ", "1. Rà soát", "1.1. Lập danh sách", "1.2. Đối chiếu", "a) Công khai", "- Gửi",
            "2. Kiểm tra", "2.1. Thành lập đoàn", "II. TỔ CHỨC", "1. Sở Nội vụ",
        ]  # fmt: skip

    def test_an_instance_with_a_start_of_its_own_begins_there(self):
        """A second instance shares the counters of its list until it says where to begin; then it goes on from there."""
        again = '<w:num w:numId="7"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        again += '</w:lvlOverride></w:num><w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
        numbering = lists(levels(("decimal", "%1.")), instances=again)
        body = numbered("a") + numbered("b", num=8) + numbered("c", num=7) + numbered("d", num=7)

        assert lines(word_file(body, numbering=numbering)) == ["1. a", "2. b", "1. c", "2. d"]

    def test_a_level_that_never_restarts_goes_on(self):
        """A level whose restart is 0 counts through the whole document: Điều 1 to 3 over two chapters."""
        second = '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/>'
        second += '<w:lvlText w:val="Điều %2."/></w:lvl>'
        numbering = lists(levels(("upperRoman", "Chương %1")) + second)
        body = "".join(numbered(text, level) for text, level in [("", 0), ("x", 1), ("y", 1), ("", 0), ("z", 1)])

        assert lines(word_file(body, numbering=numbering)) == ["Điều 1. x", "Điều 2. y", "Điều 3. z"]

    def test_a_style_numbers_its_paragraphs_and_a_paragraph_can_decline(self):
        """A heading style carries the list; ``numId`` 0 takes the number off again."""
        styles = '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        styles += '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Muc"/></w:style>'
        numbering = lists(levels(("upperRoman", "%1.")).replace("<w:lvlText", '<w:pStyle w:val="Muc"/><w:lvlText'))
        body = paragraph("MỤC TIÊU", '<w:pStyle w:val="Muc"/>') + paragraph("NHIỆM VỤ", '<w:pStyle w:val="Con"/>')
        body += paragraph("không số", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')

        assert lines(word_file(body, numbering=numbering, styles=styles)) == ["I. MỤC TIÊU", "II. NHIỆM VỤ", "không số"]

    @pytest.mark.parametrize(
        ("form", "text", "printed"),
        [
            ("decimalZero", "%1.", "01."), ("upperLetter", "%1.", "A."), ("lowerRoman", "(%1)", "(i)"),
            ("decimalEnclosedParen", "%1", "(1)"), ("none", "Phụ lục", "Phụ lục"), ("bullet", "\uf0b7", "•"),
            ("bullet", "\uf02d", "-"), ("bullet", "+", "+"), ("bullet", "o", "•"), ("vietnameseCounting", "%1.", "1."),
        ],
    )  # fmt: skip
    def test_formats_look_as_in_print(self, form, text, printed):
        """Every way to count that offices use has its look; a bullet of a symbol font is a dot or a dash."""
        raw = word_file(numbered("Rà soát"), numbering=lists(levels((form, text))))

        assert lines(raw) == [f"{printed} Rà soát"]

    def test_numbers_of_an_empty_cell_are_its_words(self):
        """A column of row numbers that Word counts is filled; an empty numbered paragraph elsewhere is nothing."""
        number = f"<w:tc>{numbered('')}</w:tc>"
        head = cell("STT") + cell("Nhiệm vụ") + cell("Cơ quan chủ trì")
        rows = [number + cell(task) + cell("Sở Y tế") for task in ("Mở lớp tập huấn", "Kiểm tra sổ")]
        raw = word_file(numbered("") + table(head, *rows), numbering=lists(levels(("decimal", "%1."))))

        assert [row[0] for row in tables(raw)[0]] == ["STT", "2.", "3."]
        assert lines(raw) == []

    @pytest.mark.parametrize("num", ["99", "x", ""])
    def test_a_list_that_there_is_not_numbers_nothing(self, num):
        """A paragraph of a missing or damaged list keeps its words."""
        raw = word_file(paragraph("Rà soát", f'<w:numPr><w:numId w:val="{num}"/></w:numPr>'), numbering="")

        assert lines(raw) == ["Rà soát"]


class TestWords:
    def test_tracked_changes_are_read_in_their_final_state(self):
        """Insertions stand, deletions and sources of moves are gone, a deleted paragraph end joins two paragraphs."""
        deleted_end = "<w:rPr><w:del/></w:rPr>"
        body = (
            "<w:p><w:r><w:t>Sở Nội vụ </w:t></w:r><w:del><w:r><w:delText>phối hợp</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>chủ trì</w:t></w:r></w:ins></w:p>"
            "<w:p><w:moveFrom><w:r><w:t>đã chuyển đi</w:t></w:r></w:moveFrom></w:p>"
            "<w:p><w:moveTo><w:r><w:t>chuyển đến đây</w:t></w:r></w:moveTo></w:p>"
            + paragraph("nửa đầu ", deleted_end) + paragraph("nửa sau")
            + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell('hàng đã xóa')}</w:tr><w:tr>{cell('hàng còn lại')}</w:tr></w:tbl>"
        )  # fmt: skip

        assert lines(word_file(body)) == ["Sở Nội vụ chủ trì", "chuyển đến đây", "nửa đầu nửa sau", "hàng còn lại"]

    def test_fields_show_their_results_only(self):
        """The instruction of a field is no text, the one of a field within a field neither."""
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
        code = "<w:r><w:t> MERGEFIELD ten </w:t></w:r>"
        field = mark("begin") + code + mark("begin") + code + mark("end") + mark("separate")
        body = f"<w:p>{field}<w:r><w:t>Sở Y tế</w:t></w:r>{mark('end')}<w:r><w:t> lập</w:t></w:r>"
        body += "<w:hyperlink><w:r><w:t> danh sách</w:t></w:r></w:hyperlink></w:p>"

        assert lines(word_file(body)) == ["Sở Y tế lập danh sách"]

    def test_breaks_tabs_symbols_and_hidden_words(self):
        """A soft break ends the line, a tab is a blank, a symbol a bullet; hidden words are not printed."""
        body = (
            '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0D8"/><w:tab/><w:t>TM. UBND</w:t><w:br/><w:t>CHỦ TỊCH</w:t>'
        )
        body += (
            "</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:noBreakHyphen/><w:softHyphen/></w:r></w:p>"
        )

        assert lines(word_file(body)) == ["• TM. UBND", "CHỦ TỊCH-"]

    def test_capitals_set_by_the_face_are_capitals(self):
        """Words shown in capitals by their face or style are read in capitals: headings are recognised by them."""
        styles = '<w:style w:type="paragraph" w:styleId="T"><w:rPr><w:caps/><w:b/></w:rPr></w:style>'
        body = paragraph("Mục đích", run="<w:caps/>") + paragraph("Yêu cầu", '<w:pStyle w:val="T"/>')
        blocks = [b for b in read(word_file(body, styles=styles), "a.docx").blocks if isinstance(b, Line) and b.text]

        assert [(b.text, b.bold) for b in blocks] == [("MỤC ĐÍCH", False), ("YÊU CẦU", True)]

    def test_weight_comes_from_the_run_its_style_or_the_paragraphs(self):
        """A line is bold when all its letters are, wherever that is said; a run can take it off."""
        styles = (
            '<w:style w:type="paragraph" w:styleId="D"><w:rPr><w:b/></w:rPr></w:style>'
            '<w:style w:type="character" w:styleId="Strong"><w:rPr><w:b w:val="true"/></w:rPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="H"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        )
        faces = [
            ("", "<w:b/>"), ("", '<w:rStyle w:val="Strong"/>'), ('<w:pStyle w:val="D"/>', ""), ('<w:pStyle w:val="H"/>', ""),
            ('<w:pStyle w:val="D"/>', '<w:b w:val="0"/>'), ("", ""),
        ]  # fmt: skip
        raw = word_file("".join(paragraph("Sở Y tế", *face) for face in faces), styles=styles)

        found = [b.bold for b in read(raw, "a.docx").blocks if isinstance(b, Line) and b.text]
        assert found == [True, True, True, True, False, False]

    def test_footnotes_and_endnotes_stand_last_under_their_marks(self):
        """Marks count in reading order; a note that nothing refers to (the separator) is left out."""
        note = '<w:{0} w:id="{1}"><w:p><w:r><w:t>{2}</w:t></w:r></w:p></w:{0}>'.format
        body = (
            '<w:p><w:r><w:t>Rà soát</w:t></w:r><w:r><w:footnoteReference w:id="5"/></w:r>'
            '<w:r><w:endnoteReference w:id="5"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
        )
        raw = word_file(
            body,
            footnotes=note("footnote", -1, "vạch") + note("footnote", 5, "Nghị quyết số 18-NQ/TW"),
            endnotes=note("endnote", 5, "Kết luận số 21-KL/TW"),
        )

        assert lines(raw) == ["Rà soát¹ ².", "¹ Nghị quyết số 18-NQ/TW", "² Kết luận số 21-KL/TW"]
        document, _ = parse(raw, "a.docx")
        assert document.paragraphs[0].text == "Rà soát."
        assert document.paragraphs[0].notes == ("Nghị quyết số 18-NQ/TW", "Kết luận số 21-KL/TW")

    def test_a_footnote_after_the_full_stop_ends_the_paragraph(self):
        """A long paragraph whose last sign is a footnote mark is finished; the next one is another."""
        long = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành triển khai nghiêm túc Kế hoạch này. " * 4
        body = f'<w:p><w:r><w:t>{long.strip()}</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
        note = '<w:footnote w:id="1"><w:p><w:r><w:t>Kết luận số 21-KL/TW</w:t></w:r></w:p></w:footnote>'
        document, _ = parse(word_file(body + paragraph("Khó khăn báo cáo Sở Nội vụ"), footnotes=note), "a.docx")

        assert [p.text for p in document.paragraphs] == [long.strip(), "Khó khăn báo cáo Sở Nội vụ"]

    def test_text_boxes_are_read_once_after_their_paragraph(self):
        """A text box stands in the file twice, for newer and older programs; it is one box."""
        box = f"<w:txbxContent>{paragraph('HỎA TỐC')}</w:txbxContent>"
        shape = f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        shape += f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"

        assert lines(word_file(f"<w:p><w:r>{shape}<w:t>CÔNG ĐIỆN</w:t></w:r></w:p>")) == ["CÔNG ĐIỆN", "HỎA TỐC"]

    def test_pages_are_those_that_word_last_laid_out(self):
        """A paragraph is on the page where its first words are; a file without breaks has no pages."""
        body = paragraph("một") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r></w:p>"

        assert [b.page for b in read(word_file(body), "a.docx").blocks if b.text] == [1, 2]
        assert read(word_file(paragraph("một")), "a.docx").blocks[0].page is None


class TestTables:
    def test_merged_cells_stand_once(self):
        """Cells merged across and down keep their place and their words once; every row is as wide as the head."""
        head = cell("STT") + cell("Nhiệm vụ") + cell("Chủ trì") + cell("Thời gian")
        group = cell("I") + cell("Hạ tầng số", '<w:gridSpan w:val="3"/>')
        first = cell("1") + cell("Mở lớp") + cell("Sở Y tế", '<w:vMerge w:val="restart"/>') + cell("Quý I/2026")
        second = cell("2") + cell("Kiểm tra") + cell("", "<w:vMerge/>") + cell("Quý II/2026")

        assert tables(word_file(table(head, group, first, second))) == [
            (
                ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian"),
                ("I", "Hạ tầng số", "", ""),
                ("1", "Mở lớp", "Sở Y tế", "Quý I/2026"),
                ("2", "Kiểm tra", "", "Quý II/2026"),
            )
        ]

    def test_a_table_in_a_frame_is_a_table(self):
        """A table of one cell only frames; the task table in it stays one. One in a cell is that cell's words."""
        inner = table(cell("STT") + cell("Nhiệm vụ") + cell("Chủ trì"), cell("1") + cell("Mở lớp") + cell("Sở Y tế"))
        framed = table(f"<w:tc>{paragraph('PHỤ LỤC')}{inner}{paragraph('')}</w:tc>")
        within = table(cell("STT") + cell("Nội dung"), cell("1") + f"<w:tc>{inner}</w:tc>")

        assert len(tables(word_file(framed))[0]) == 2
        assert tables(word_file(within))[0][1] == ("1", "STT; Nhiệm vụ; Chủ trì; 1; Mở lớp; Sở Y tế")

    def test_rows_and_cells_in_content_controls_are_found(self):
        """Forms wrap rows and cells in content controls."""
        row = (
            f"<w:sdt><w:sdtContent><w:tr>{cell('1')}<w:sdt><w:sdtContent>{cell('Mở lớp')}</w:sdtContent></w:sdt></w:tr>"
        )
        raw = word_file(f"<w:tbl><w:tr>{cell('STT')}{cell('Nhiệm vụ')}</w:tr>{row}</w:sdtContent></w:sdt></w:tbl>")

        assert tables(raw) == [(("STT", "Nhiệm vụ"), ("1", "Mở lớp"))]

    def test_a_span_beyond_reason_is_cut(self):
        """A cell that claims a thousand million columns does not get them."""
        raw = word_file(
            table(cell("STT") + cell("Nhiệm vụ", '<w:gridSpan w:val="1000000000"/>'), cell("1") + cell("x"))
        )

        assert len(tables(raw)[0][0]) <= 100


class TestFiles:
    def test_templates_and_macro_documents_are_read_without_their_macros(self):
        """A .docm is read for its words; the program in it is never opened."""
        raw = word_file(paragraph("KẾ HOẠCH"))
        with zipfile.ZipFile(stream := io.BytesIO(raw), "a") as archive:
            archive.writestr("word/vbaProject.bin", b"Sub AutoOpen()")

        assert lines(stream.getvalue(), "a.docm") == ["KẾ HOẠCH"]
        assert lines(raw, "a.dotx") == ["KẾ HOẠCH"]

    def test_what_python_docx_writes_is_read(self):
        """A document by another library than ours reads, and strict Open XML reads like the usual one."""
        document = Document()
        document.add_heading("KẾ HOẠCH", 1)
        document.add_paragraph("Sở Y tế chủ trì", style="List Number")
        document.save(stream := io.BytesIO())
        usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        strict = word_file(paragraph("KẾ HOẠCH"))
        with zipfile.ZipFile(io.BytesIO(strict)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        strict_name = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        members = {name: content.replace(usual.encode(), strict_name) for name, content in members.items()}

        assert lines(stream.getvalue()) == ["KẾ HOẠCH", "1. Sở Y tế chủ trì"]
        assert lines(zipped(members)) == ["KẾ HOẠCH"]

    def test_an_entity_from_outside_is_refused(self):
        """A document that declares entities (to read a file of this machine, or to grow without end) is refused."""
        evil = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body>&x;</w:body></w:document>'

        with pytest.raises(DamagedFile, match="entities"):
            read(zipped({"word/document.xml": evil}), "a.docx")

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self):
        """A part that unpacks to far more than any plan is never unpacked."""
        bomb = zipped({"word/document.xml": b"<" + b" " * 60_000_000})

        assert len(bomb) < 100_000
        with pytest.raises(DamagedFile, match="zip bomb"):
            read(bomb, "a.docx")

    def test_a_file_cut_off_says_so(self):
        """A document that lost its end, or is no document, is damaged, and the message says what to do."""
        whole = word_file(paragraph("Sở Y tế chủ trì " * 500))
        for raw in (whole[: len(whole) // 2], whole[:30], b"PK\x03\x04" + b"\0" * 100):
            with pytest.raises(DamagedFile, match="mở bằng Word rồi lưu lại"):
                read(raw, "a.docx")
        with pytest.raises(DamagedFile, match="not a Word document"):
            read(zipped({"word/other.xml": "<a/>"}), "a.docx")
        with pytest.raises(EmptyPlan, match="no text"):
            read(word_file("<w:p/>"), "a.docx")

    def test_a_password_is_named_as_the_reason(self):
        """A .docx with a password is a compound file with an encrypted package in it."""
        raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")

        with pytest.raises(PlanError, match="có mật khẩu"):
            read(raw, "a.docx")

    def test_a_deep_nest_of_tables_does_not_break_the_reader(self):
        """Sixty tables, each in a cell of the other, read or are refused, but never crash."""
        body = paragraph("Rà soát")
        for _ in range(60):
            body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"

        assert lines(word_file(body)) == ["Rà soát"]

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_damaged_attributes_never_crash_the_reader(self, data):
        """Whatever stands in the attributes of a document, it is read or refused; nothing else happens."""
        members = _members()
        name = data.draw(st.sampled_from([name for name in members if name.endswith((".xml", ".rels"))]))
        xml = members[name].decode()
        values = [match.span(1) for match in re.finditer('="([^"]*)"', xml)]
        start, end = data.draw(st.sampled_from(values))
        damage = data.draw(st.sampled_from(["", "x", "-1", "--1", "1.5", "999999999999", "²", "true"]))
        raw = zipped({**members, name: (xml[:start] + damage + xml[end:]).encode()})

        try:
            parse(raw, "a.docx")
        except PlanError:
            pass


@cache
def _members() -> dict[str, bytes]:
    """Return the parts of a plan set in Word."""
    plan = next(RAW.rglob("KH ky luat*"))
    with zipfile.ZipFile(io.BytesIO(render_docx(plan.read_bytes(), plan.name))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
