"""Task tables in spreadsheets: a task per row, with the fields of its columns."""

import datetime as dt
import io

import pytest

from pipeline.errors import DamagedFile, EmptyPlan
from pipeline.plans import parse
from pipeline.plans.reading import read
from pipeline.plans.reading.spreadsheet import read_spreadsheet
from pipeline.records import Table

xlsxwriter = pytest.importorskip("xlsxwriter", reason="XlsxWriter makes the spreadsheets of these tests")

HEAD = ("TT", "Nhiệm vụ", "Cơ quan\nchủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")


def workbook(fill):
    """Return the bytes of a workbook that a function filled."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def plan_of_tasks(book):
    """Write a plan as offices do: letterhead and title above, signature below, cells merged."""
    sheet = book.add_worksheet("Phụ lục")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range("A1:C1", "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH")
    sheet.merge_range("D1:F1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.merge_range("A2:C2", "Số: 45/KH-UBND")
    sheet.merge_range("D2:F2", "An Bình, ngày 03 tháng 02 năm 2025")
    sheet.merge_range("A4:F4", "KẾ HOẠCH")
    sheet.merge_range("A5:F5", "Chuyển đổi số năm 2025")
    sheet.write_row("A7", HEAD)
    sheet.merge_range("A8:F8", "I. Chính quyền số")
    sheet.write_row("A9", (1, "Xây dựng cơ sở dữ liệu cán bộ"))
    sheet.merge_range("C9:C10", "Sở Nội vụ")
    sheet.write_row("D9", ("Sở Khoa học và Công nghệ",))
    sheet.write_datetime("E9", dt.datetime(2025, 6, 30), day)
    sheet.write_row("A10", (2, "Rà soát thủ tục hành chính", None, "UBND các xã, phường", "Quý III/2025", "Báo cáo"))
    sheet.merge_range("A12:C12", "Nơi nhận:\n- Các sở, ngành;")
    sheet.merge_range("D12:F12", "TM. ỦY BAN NHÂN DÂN")
    hidden = book.add_worksheet("Nháp")
    hidden.write_row("A1", HEAD)
    hidden.write_row("A2", (1, "Việc nháp không ai thấy", "Sở Y tế", "", "2025", ""))
    hidden.hide()
    scoring = book.add_worksheet("Chấm điểm")
    scoring.write_row("A1", ("TT", "Nội dung", "Điểm chuẩn", "Điểm tự chấm"))
    scoring.write_row("A2", (1, "Có kế hoạch", 10, 8))


def test_a_row_is_a_task_with_the_fields_of_its_columns():
    """Merged cells carry down, a date is a deadline, group rows are the path; hidden and scoring sheets give nothing."""
    document, tasks = parse(workbook(plan_of_tasks), "phụ lục.xlsx")

    assert [(t.path, t.marker, t.text, t.lead, t.partners, [d.value for d in t.deadlines]) for t in tasks] == [
        (("I.",), "1", "Xây dựng cơ sở dữ liệu cán bộ", ("Sở Nội vụ",), ("Sở Khoa học và Công nghệ",), ["2025-06-30"]),
        (("I.",), "2", "Rà soát thủ tục hành chính", ("Sở Nội vụ",), ("UBND các xã, phường",), ["2025-Q3"]),
    ]
    header = document.header
    assert (header.kind, header.number, header.symbol, header.issuer, header.issued_on, header.title) == (
        "kế hoạch", "45", "KH-UBND", "UBND tỉnh An Bình", "2025-02-03", "Chuyển đổi số năm 2025",
    )  # fmt: skip
    assert [task.page for task in tasks] == [1, 1]


def test_two_tables_on_a_sheet_are_two_tables():
    """A second head row below a title begins a second table."""

    def fill(book):
        sheet = book.add_worksheet()
        sheet.write("A1", "Biểu 1. Việc của tỉnh")
        sheet.write_row("A2", HEAD)
        sheet.write_row("A3", (1, "Việc một", "Sở Nội vụ", "", "2025", ""))
        sheet.write("A5", "Biểu 2. Việc của xã")
        sheet.write_row("A6", HEAD)
        sheet.write_row("A7", (1, "Việc hai", "Sở Y tế", "", "2026", ""))

    blocks = read_spreadsheet(workbook(fill), "a.xlsx").blocks

    assert [block.text if not isinstance(block, Table) else len(block.rows) for block in blocks if isinstance(block, Table) or block.text] == [
        "Biểu 1. Việc của tỉnh", 2, "Biểu 2. Việc của xã", 2,
    ]  # fmt: skip


def test_numbers_are_shown_as_people_write_them():
    """5.0 is 5, 1.1 stays 1.1."""

    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row("A1", HEAD)
        sheet.write_row("A2", (5.0, "Việc", "Sở Y tế", "", 2025.0, 1.1))

    [table] = read_spreadsheet(workbook(fill), "a.xlsx").blocks

    assert table.rows[1] == ("5", "Việc", "Sở Y tế", "", "2025", "1.1")


def test_a_sheet_in_an_old_encoding_is_converted_as_a_whole():
    """The cells are too short to tell each for itself; the ledger hears of it."""
    head = ("TT", "NhiÖm vô", "C¬ quan chñ tr×", "Thêi gian hoµn thµnh")
    rows = ((1, "X©y dùng c¬ së d÷ liÖu", "Së Néi vô", "Quý I/2025"), (2, "Rµ so¸t thñ tôc", "Së Y tÕ", "2025"))

    def fill(book):
        sheet = book.add_worksheet()
        for n, row in enumerate((head, *rows), 1):
            sheet.write_row(f"A{n}", row)

    document, tasks = parse(workbook(fill), "a.xlsx")

    assert [(task.text, task.lead) for task in tasks] == [
        ("Xây dựng cơ sở dữ liệu", ("Sở Nội vụ",)),
        ("Rà soát thủ tục", ("Sở Y tế",)),
    ]
    assert "TCVN3" in document.warnings[0]


def test_what_is_no_spreadsheet_is_told():
    """Empty, cut off, or something else by that name."""
    raw = workbook(plan_of_tasks)
    with pytest.raises(EmptyPlan, match="no words in any sheet"):
        read(workbook(lambda book: book.add_worksheet()), "rỗng.xlsx")
    for damaged in (raw[:2000], b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, b""):
        with pytest.raises(DamagedFile, match="spreadsheet"):
            read_spreadsheet(damaged, "hỏng.xlsx")
