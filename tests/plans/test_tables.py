"""Task tables of annexes, in Word, on web pages and in Markdown: one task a row, with its fields."""

import pytest
from rendering.parts import cell, paragraph, word_file
from rendering.parts import table as word_table

from pipeline.plans import parse
from pipeline.records import Task

HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")
ROWS = (
    ("I", "Hạ tầng số", "", "", "", ""),
    ("1", "Mở rộng mạng truyền số liệu đến trạm y tế xã", "Sở Y tế", "Sở Tài chính", "Quý I/2026", "Biên bản"),
    ("2", "Lắp đặt điểm truy cập tại chợ, bến xe", "nt", "UBND các xã, phường", "30/6/2026", "150 điểm"),
    ("3", "Kiểm tra hiện trạng đường truyền các thôn, bản", "", "", "", "Báo cáo"),
    ("II", "Dữ liệu số", "", "", "", ""),
    ("4", "Số hóa sổ hộ tịch lưu tại các huyện cũ", "Sở Tư pháp", "Công an tỉnh", "Thường xuyên", "Dữ liệu"),
)


def in_word(*tables: tuple[tuple[str, ...], ...]) -> tuple[bytes, str]:
    """Set tables in Word; a row with nothing but number and title spans the rest, an empty agency its row above."""

    def row(cells: tuple[str, ...]) -> str:
        if len(cells) > 2 and not any(cells[2:]):
            return cell(cells[0]) + cell(cells[1], f'<w:gridSpan w:val="{len(cells) - 1}"/>')
        return "".join(cell(words, "" if words or n < 2 else "<w:vMerge/>") for n, words in enumerate(cells))

    body = paragraph("PHỤ LỤC") + paragraph("").join(word_table(*map(row, rows)) for rows in tables)
    return word_file(body), "a.docx"


def on_a_page(*tables: tuple[tuple[str, ...], ...]) -> tuple[bytes, str]:
    """Set tables as a web page."""
    grids = (
        "".join(f"<tr>{''.join(f'<td><p>{words}</p></td>' for words in cells)}</tr>" for cells in rows)
        for rows in tables
    )
    return f"<html><p>PHỤ LỤC</p>{''.join(f'<table>{grid}</table>' for grid in grids)}</html>".encode(), "a.html"


def in_markdown(*tables: tuple[tuple[str, ...], ...]) -> tuple[bytes, str]:
    """Set tables in Markdown."""
    grids = ("\n".join(f"| {' | '.join(cells)} |" for cells in rows) for rows in tables)
    return "\n\n".join(["**PHỤ LỤC**", *grids]).encode(), "a.md"


FORMS = pytest.mark.parametrize("form", [in_word, on_a_page, in_markdown])


def tasks(file: tuple[bytes, str]) -> list[Task]:
    """Return the tasks of a file."""
    return list(parse(*file)[1])


def fields(found: list[Task]) -> list[tuple[object, ...]]:
    """Return number, path, agencies and deadlines of tasks."""
    return [
        (task.marker, task.path[1:], task.lead, task.partners, tuple(due.value for due in task.deadlines))
        for task in found
    ]


@FORMS
def test_a_row_is_a_task_with_its_fields(form):
    """Group rows are the path; an agency or time is carried down over empty cells and "nt"."""
    found = tasks(form((HEAD, *ROWS)))

    assert [task.text for task in found] == [row[1] for row in ROWS if row[0].isdecimal()]
    assert fields(found) == [
        ("1", ("I",), ("Sở Y tế",), ("Sở Tài chính",), ("2026-Q1",)),
        ("2", ("I",), ("Sở Y tế",), ("UBND các xã, phường",), ("2026-06-30",)),
        ("3", ("I",), ("Sở Y tế",), (), ("2026-06-30",)),
        ("4", ("II",), ("Sở Tư pháp",), ("Công an tỉnh",), ("ongoing",)),
    ]
    assert found[0].headings[-1] == "Hạ tầng số"
    assert "Sản phẩm: Biên bản" in found[0].attributes


@FORMS
@pytest.mark.parametrize(
    "head",
    [
        ("TT", "Nội dung công việc", "Đơn vị thực hiện", "Đơn vị phối hợp thực hiện", "Thời hạn", "Kết quả đầu ra"),
        ("Số TT", "Tên nhiệm vụ, giải pháp", "Phân công chủ trì", "Phối hợp", "Tiến độ thực hiện", "Sản phẩm dự kiến"),
        ("STT", "CÁC HOẠT ĐỘNG", "ĐẦU MỐI CHỦ TRÌ", "CƠ QUAN PHỐI HỢP", "LỘ TRÌNH", "KẾT QUẢ"),
    ],
)
def test_columns_are_known_by_their_words(form, head):
    """Whatever the wording of the head row, the same fields are found."""
    assert fields(tasks(form((head, *ROWS)))) == fields(tasks(form((HEAD, *ROWS))))


@FORMS
def test_columns_come_in_any_order(form):
    """The fields do not depend on the order of the columns after the task."""
    turned = tuple((row[0], row[1], row[4], row[5], row[2], row[3]) for row in (HEAD, *ROWS))

    assert fields(tasks(form(turned))) == fields(tasks(form((HEAD, *ROWS))))


@FORMS
@pytest.mark.parametrize("again", [(), (HEAD,)], ids=["without a head", "with the head again"])
def test_a_table_goes_on_after_a_page_end(form, again):
    """The rest of a table on the next page keeps its columns, its groups and the agencies carried down."""
    whole = (HEAD, *ROWS[:5], ("4", "Làm sạch dữ liệu đất đai", "Sở Tư pháp", "", "Thường xuyên", ""))
    rest = (*again, ("5", "Số hóa sổ hộ tịch", "nt", "Công an tỉnh", "Thường xuyên", "Dữ liệu"))

    assert fields(tasks(form(whole, rest)))[-1] == ("5", ("II",), ("Sở Tư pháp",), ("Công an tỉnh",), ("ongoing",))


@FORMS
@pytest.mark.parametrize("ditto", ["nt", "-nt-", "″", "”", '"', "Như trên", "như trên.", "NT", "- nt -", "-//-", "〃"])
def test_marks_of_the_same_carry_the_words_above(form, ditto):
    """Every mark that clerks write for "the same" stands for the cell above it."""
    rows = (HEAD, ROWS[1], ("2", "Lắp đặt điểm truy cập tại chợ", ditto, ditto, ditto, ""))

    first, second = fields(tasks(form(rows)))
    assert second[2:] == first[2:]


@FORMS
@pytest.mark.parametrize(
    "rows",
    [
        (("TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2025", "Kế hoạch năm 2026"), ("1", "Hồ sơ trực tuyến", "%", "71", "85")),
        (("TT", "Tiêu chí chấm điểm", "Điểm tối đa", "Điểm tự chấm"), ("1", "Ban hành kế hoạch đúng hạn", "2", "2")),
        (("STT", "Nội dung", "Dự toán 2026", "Dự kiến năm 2027"), ("1", "Chi thường xuyên sự nghiệp", "1.200", "1.300")),
        (("STT", "Nội dung chi", "Kinh phí (triệu đồng)", "Thời gian"), ("1", "Tập huấn cán bộ", "120", "2026")),
        (("STT", "Họ và tên", "Chức vụ", "Đơn vị"), ("1", "Trưởng đoàn giám sát", "Chủ tịch", "Ủy ban MTTQ")),
        (("TT", "Điểm quan trắc", "Thông số", "Tần suất", "Thời gian thực hiện"), ("1", "Cửa sông", "pH", "2", "Tháng 5")),
    ],
    ids=["targets", "scores", "budget", "costs", "persons", "measurements"],
)  # fmt: skip
def test_tables_that_order_nothing_are_left_out(form, rows):
    """Targets, points, money, persons and measurements look like tasks and are none."""
    assert tasks(form(rows)) == []


@FORMS
def test_a_head_of_two_lines_names_its_columns(form):
    """A title over two columns is refined by the line below it."""
    upper = ("STT", "Nhiệm vụ", "Cơ quan thực hiện", "", "Thời gian hoàn thành", "Sản phẩm")
    lower = ("", "", "Chủ trì", "Phối hợp", "", "")

    assert fields(tasks(form((upper, lower, *ROWS)))) == fields(tasks(form((HEAD, *ROWS))))


@FORMS
def test_a_row_that_numbers_the_columns_is_no_task(form):
    """The row (1) (2) (3) below the head only counts the columns."""
    counts = tuple(f"({n})" for n in range(1, 7))

    assert fields(tasks(form((HEAD, counts, *ROWS)))) == fields(tasks(form((HEAD, *ROWS))))
