"""Pages of PDF files to lines: order, paragraphs, footnotes, tables, places, and what hostile files do."""

import pytest
from rendering.typeset import Sheet, pdf_of, written

from pipeline.errors import DamagedFile, EmptyPlan, UnreadableFile, UnsupportedFormat
from pipeline.plans import parse
from pipeline.plans.reading import read, scan
from pipeline.plans.reading.pdf_engine import MAX_PAGES, open_pdf
from pipeline.plans.reading.pdf_quality import TRUSTED, score
from pipeline.plans.reading.pdf_words import Page, Word
from pipeline.plans.rectangles import seen
from pipeline.plans.repair import repair
from pipeline.records import Line, Table

LEFT, INDENT, RIGHT = 85, 113, 533
BODY = (
    "1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát vị trí",
    "việc làm, biên chế của các cơ quan, đơn vị; hoàn thành trước",
    "ngày 05/4/2022 và báo cáo Ủy ban nhân dân tỉnh.",
)
WHOLE = " ".join(BODY)


def filled(sheet: Sheet, y: float, rows: tuple[str, ...] = BODY, first: float = INDENT) -> float:
    """Set a paragraph as offices do: the first row indented, full rows up to the right margin."""
    for n, row in enumerate(rows):
        x = first if n == 0 else LEFT
        if n < len(rows) - 1:  # stretched to the margin, as justified rows are
            blank = (RIGHT - x - sum(len(word) * 7 for word in row.split())) / row.count(" ")
            for word in row.split():
                x = sheet.text(x, y, word) + blank
        else:
            sheet.text(x, y, row)
        y += 19
    return y + 6


def lines(raw: bytes) -> list[str]:
    """Return the words of the lines of a PDF file."""
    return [block.text for block in read(raw, "a.pdf").blocks if isinstance(block, Line) and block.text]


def paragraphs(raw: bytes) -> list[str]:
    """Return the repaired paragraphs of a PDF file."""
    return [paragraph.text for paragraph in repair(read(raw, "a.pdf")).paragraphs]


def plan(pages: int = 1) -> list[Sheet]:
    """Return pages of a plan, numbered at the head from the second on."""
    sheets = [Sheet() for _ in range(pages)]
    for number, sheet in enumerate(sheets, 1):
        if number > 1:
            sheet.text(295, 40, str(number), size=13)
        y = 90.0
        for _ in range(4):
            y = filled(sheet, y)
    return sheets


def test_the_letterhead_is_read_column_by_column():
    """What stands on the left of the head comes before what stands on its right, though they share rows."""
    sheet = plan()[0]
    for n, (left, right) in enumerate(
        [
            ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
            ("TỈNH AN BÌNH", "Độc lập - Tự do - Hạnh phúc"),
            ("Số: 12/KH-UBND", "An Bình, ngày 05 tháng 4 năm 2022"),
        ]
    ):
        sheet.text(90, 20 + n * 17, left, size=12)
        sheet.text(285, 20 + n * 17, right, size=12)

    assert lines(pdf_of(sheet))[:6] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH AN BÌNH",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "Độc lập - Tự do - Hạnh phúc",
        "An Bình, ngày 05 tháng 4 năm 2022",
    ]


def test_a_signature_beside_the_recipients_stays_whole():
    """Rows of recipients and of the signature that stand at other heights are not mixed."""
    sheet = plan()[0]
    for n, line in enumerate(["Nơi nhận:", "- Như Điều 3;", "- Các sở, ban, ngành;", "- Lưu: VT, NC."]):
        sheet.text(LEFT, 500 + n * 14, line, size=11)
    for y, line in ((504, "TM. ỦY BAN NHÂN DÂN"), (521, "CHỦ TỊCH"), (600, "Trần Văn Mẫu")):
        sheet.text(340, y, line, font="F1")

    assert lines(pdf_of(sheet))[-7:] == [
        "Nơi nhận:", "- Như Điều 3;", "- Các sở, ban, ngành;", "- Lưu: VT, NC.",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu",
    ]  # fmt: skip


def test_paragraphs_are_told_by_their_indent_also_over_a_page_end():
    """Four items a page stay four, the one that a page end cuts is one, and page numbers are gone."""
    (first,) = plan()
    filled(first, 780, (*BODY[:1], "x"))
    first.content.pop()  # only its first row fits on the page
    rest = Sheet()
    rest.text(295, 40, "2", size=13)
    y = filled(rest, 90, BODY[1:], first=LEFT)
    for _ in range(3):
        y = filled(rest, y)

    assert paragraphs(pdf_of(first, rest)) == [WHOLE] * 8


def test_rows_that_repeat_in_the_margins_are_dropped():
    """A running head and a running foot with the number of the page are not text of the plan."""
    sheets = plan(3)
    for number, sheet in enumerate(sheets, 1):
        sheet.text(LEFT, 30, "Kế hoạch của Ủy ban nhân dân tỉnh", size=9)
        sheet.text(LEFT, 820, f"Trang {number}/3 - bản điện tử", size=9)

    assert paragraphs(pdf_of(*sheets)) == [WHOLE] * 12


def test_a_raised_number_is_a_footnote():
    """The mark leaves the sentence, the note at the foot of the page goes with its paragraph."""
    sheet = Sheet()
    x = sheet.text(INDENT, 100, "1. Thực hiện kết luận của Tỉnh ủy")
    x = sheet.text(x, 95, "1", size=8)
    sheet.text(x, 100, "; báo cáo trước ngày 10/6.")
    filled(sheet, 130)
    sheet.rule(LEFT, 750, 230, 750)
    end = sheet.text(LEFT, 761, "1", size=7)
    sheet.text(end + 3, 765, "Kết luận số 20-KL/TU ngày 03/3/2022.", size=11)

    document = repair(read(pdf_of(sheet), "a.pdf"))

    assert document.paragraphs[0].text == "1. Thực hiện kết luận của Tỉnh ủy; báo cáo trước ngày 10/6."
    assert document.paragraphs[0].notes == ("Kết luận số 20-KL/TU ngày 03/3/2022.",)


def test_a_table_goes_on_over_the_page_end_with_the_place_of_each_row():
    """Cells come from the rules, the head set again is left out, every row knows its page."""
    xs, ys = [85.0, 120.0, 380.0, 533.0], [100.0, 130.0, 160.0, 190.0]
    pages = []
    for tasks in (("1|Rà soát biên chế|Sở Nội vụ", "2|Mở lớp bồi dưỡng|"), ("3|Kiểm tra công vụ|Thanh tra tỉnh",)):
        sheet = Sheet()
        sheet.grid(xs, ys[: len(tasks) + 2])
        for n, row in enumerate(("TT|Nhiệm vụ|Chủ trì", *tasks)):
            for x, cell in zip(xs, row.split("|"), strict=False):
                sheet.text(x + 4, ys[n] + 20, cell, size=11)
        pages.append(sheet)

    (table,) = [block for block in read(pdf_of(*pages), "a.pdf").blocks if isinstance(block, Table)]

    assert table.rows == (
        ("TT", "Nhiệm vụ", "Chủ trì"),
        ("1", "Rà soát biên chế", "Sở Nội vụ"),
        ("2", "Mở lớp bồi dưỡng", ""),
        ("3", "Kiểm tra công vụ", "Thanh tra tỉnh"),
    )
    assert [place.page for place in table.places] == [1, 1, 1, 2]
    assert 100 < table.places[1].box[1] < table.places[1].box[3] < 165


def test_a_font_with_the_wrong_table_is_put_right():
    """Windows letters named by the Macintosh table ("ng‡y") mean what makes Vietnamese of them."""
    sheet = Sheet()
    filled(sheet, 100)
    sheet.text(INDENT, 200, "2. Công tác thanh tra: báo cáo ngày 05 hàng tháng.", font="F1")

    def wrong(letter: str) -> str:
        return letter if letter.isascii() else letter.encode("cp1252").decode("mac_roman")

    raw = pdf_of(sheet, fonts=("Serif", "Broken"), meaning=lambda c: wrong(c) if ord(c) < 256 else c)

    assert lines(raw)[-1] == "2. Công tác thanh tra: báo cáo ngày 05 hàng tháng."


def test_a_font_of_before_unicode_is_known_by_its_name():
    """Letters set in .VnTime are TCVN3."""
    sheet = Sheet()
    sheet.text(LEFT, 100, "KÕ ho¹ch thùc hiÖn c«ng t¸c d©n vËn cña chÝnh quyÒn", font="F1")

    assert lines(pdf_of(sheet, fonts=("Serif", ".VnTime"))) == ["Kế hoạch thực hiện công tác dân vận của chính quyền"]


def test_a_task_knows_its_rectangles():
    """The rows of a task are where it says, on the page it says."""
    sheets = plan(2)
    document, tasks = parse(pdf_of(*sheets), "a.pdf")
    task = tasks[4]

    look = seen(document.anchors, task.start, task.end)

    assert [page for page, _ in look.boxes] == [2, 2, 2]
    assert all(LEFT <= box[0] < box[2] <= RIGHT + 1 for _, box in look.boxes)
    assert 70 < look.boxes[0][1][1] < 90 < look.boxes[0][1][3] < 100
    assert look.confidence is None


def test_what_is_written_across_the_page_is_left_out():
    """A note up the margin is no part of the text."""
    sheet = plan()[0]
    sheet.text(40, 700, "BẢN SAO Y", turned=True)

    assert paragraphs(pdf_of(sheet)) == [WHOLE] * 4


def test_a_page_laid_sideways_is_read_and_claims_no_places():
    """A landscape page printed on a portrait one is read; its rectangles would mislead, so there are none."""
    sheet = Sheet()
    for n, row in enumerate(BODY):
        sheet.text(100 + 19 * n, 700, row, turned=True)

    shown = [block for block in read(pdf_of(sheet), "a.pdf").blocks if isinstance(block, Line) and block.text]

    assert " ".join(line.text for line in shown) == WHOLE
    assert {line.box for line in shown} == {None}


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_keeps_its_reading_order(rotation):
    """Places are those of the page as it is seen."""
    sheet = plan()[0]
    sheet.entries = f"/Rotate {rotation}"

    source = read(pdf_of(sheet), "a.pdf")

    assert [block.text for block in source.blocks if isinstance(block, Line) and block.text][:3] == list(BODY)


@pytest.mark.parametrize(
    ("words", "pictured", "trusted"),
    [
        (WHOLE, 0.0, True),
        (WHOLE, 0.95, True),
        ("The committee shall review all of the positions and report to the province", 0.0, True),
        ("Sd Ndi vu chti tri, phdi hqp vdi So Tai chinh ra soat vi tri viec lam cua co quan", 0.95, False),
        ("UBND", 0.95, False),
        ("\ue012\ue034\ue056 \ue078\ue09a \ue0bc\ue0de \ue0f0 \ue012\ue034\ue056 \ue078\ue09a", 0.0, False),
        ("S Ni v ch trì, phi hp vi S Tài chính rà soát v trí vic làm ca các c quan, đn v", 0.0, False),
        ("", 0.95, False),
    ],
    ids=["typeset", "good layer", "English", "bad layer", "stamp", "private letters", "letters lost", "none"],
)
def test_a_text_layer_is_trusted_as_far_as_it_makes_sense(words, pictured, trusted):
    """A good layer is kept whatever lies under it; one without sense is read from the picture."""
    page = Page(1, 595, 842, tuple(Word(word, 0, 0, 9, 9, 9, 9) for word in words.split()), pictured=pictured)

    assert (score(page) >= TRUSTED) is trusted


def scanned_page() -> Sheet:
    """Return a page whose letters are outlines: nothing but shapes."""
    sheet = Sheet()
    for n in range(300):
        sheet.rule(90 + n, 100, 90 + n, 104)
    return sheet


def test_without_the_program_a_scan_says_what_to_install(monkeypatch):
    """A file of pictures is unreadable here and now, and the reason says how that can be changed."""
    monkeypatch.setattr(scan, "program", lambda: None)

    with pytest.raises(UnreadableFile, match="apt install tesseract-ocr tesseract-ocr-vie"):
        read(pdf_of(scanned_page()), "a.pdf")


def test_without_the_program_pages_with_text_are_still_read(monkeypatch):
    """A picture among pages of text costs only itself, and is told."""
    monkeypatch.setattr(scan, "program", lambda: None)

    source = read(pdf_of(*plan(2), scanned_page()), "a.pdf")

    assert repair(source).paragraphs[0].text == WHOLE
    assert source.warnings[0].startswith("1 trang là ảnh chưa đọc được")


def test_a_password_is_named_and_a_file_that_only_forbids_printing_is_read():
    """Without the password the reason says so; an owner's password alone keeps nobody from reading."""
    with pytest.raises(UnsupportedFormat, match="password needed"):
        read(pdf_of(*plan(), user=b"bi-mat"), "a.pdf")

    assert lines(pdf_of(*plan(), user=b""))[:3] == list(BODY)


@pytest.mark.parametrize(
    ("raw", "error", "reason"),
    [
        (pdf_of(*plan())[:300], DamagedFile, "damaged"),
        (b"%PDF-1.7\n", DamagedFile, "damaged"),
        (b"", DamagedFile, "damaged"),
        (b"\x00\x01" * 500, DamagedFile, "damaged"),
        (pdf_of(), (DamagedFile, EmptyPlan), "no pages|damaged"),
        (pdf_of(Sheet()), EmptyPlan, "no text"),
        (pdf_of(*[Sheet()] * (MAX_PAGES + 1)), UnsupportedFormat, "too many pages"),
    ],
    ids=["cut off", "head only", "empty", "garbage", "no pages", "blank", "too many pages"],
)
def test_a_file_that_is_none_gives_its_reason(raw, error, reason):
    """What cannot be read is told apart, with a reason."""
    with pytest.raises(error, match=reason):
        read(raw, "a.pdf")


def test_a_cross_reference_that_lies_is_survived():
    """A file whose table of objects is lost is read all the same."""
    raw = pdf_of(*plan())
    start = raw.index(b"xref\n")

    assert lines(raw[:start] + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF")[:3] == list(BODY)


def test_scripts_and_attachments_are_ignored():
    """Nothing in the catalogue but the pages is looked at."""
    extra = (
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Names << /EmbeddedFiles << /Names [(a) 1 0 R] >> >>"
    )

    assert paragraphs(pdf_of(*plan(), extra=extra)) == [WHOLE] * 4


def test_a_huge_page_is_drawn_small():
    """A page that claims to be kilometres wide takes no more memory than any other."""
    sheet = Sheet(width=14_000_000, height=14_000_000)
    sheet.text(100, 100, "KẾ HOẠCH")

    with open_pdf(pdf_of(sheet), "a.pdf") as pdf:
        assert max(pdf.picture(0, dpi=300).size) <= 6_000


def test_many_objects_are_read_in_bounded_time():
    """Hundreds of thousands of objects beside the pages are not looked at."""
    raw = pdf_of(*plan())
    start = raw.index(b"xref\n")
    ballast = b"".join(b"%d 0 obj\n<< >>\nendobj\n" % n for n in range(100, 200_100))

    assert lines(raw[:start] + ballast + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF")[:3] == list(BODY)


def test_a_page_drawn_with_too_many_rules_is_no_table():
    """A drawing of thousands of strokes does not keep the words of its page from being read."""
    sheet = plan()[0]
    sheet.grid([85.0 + n for n in range(0, 400, 8)], [90.0 + n for n in range(0, 600, 2)])

    assert lines(pdf_of(sheet))


def test_an_empty_page_tree_is_not_a_defect():
    """A catalogue that points nowhere is a damaged file."""
    with pytest.raises((DamagedFile, EmptyPlan)):
        read(written([b"<< /Type /Catalog >>"]), "a.pdf")
