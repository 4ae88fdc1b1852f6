"""Time limits that bind a task, and the days on which they fall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans.deadlines import days, falls_within, find_deadlines
from pipeline.records import Deadline

RUNNING = [
    ("Báo cáo UBND tỉnh trước ngày 05/4/2026.", [("date", "2026-04-05")]),
    ("Gửi về Sở Nội vụ trước ngày 15 tháng 12 năm 2025 để tổng hợp.", [("date", "2025-12-15")]),
    ("Gửi kết quả chậm nhất là 17 giờ 00 ngày 30/01/2026.", [("date", "2026-01-30")]),
    ("Rà soát quy chế, hoàn thành trong năm 2026.", [("period", "2026")]),
    ("Trình Chính phủ trong tháng 11/2025.", [("period", "2025-11")]),
    ("Ban hành quy trình trong quý IV năm 2025.", [("period", "2025-Q4")]),
    ("Phấn đấu đến năm 2030 đạt 90% hồ sơ trực tuyến.", [("period", "../2030")]),
    ("Đến hết năm 2027, hoàn thành số hóa sổ hộ tịch.", [("period", "../2027")]),
    ("Mở đợt cao điểm từ ngày 08 đến ngày 10 tháng 12 năm 2025.", [("period", "2025-12-08/2025-12-10")]),
    ("Tập huấn cho cán bộ cấp xã (tháng 5/2026).", [("period", "2026-05")]),
    ("Cập nhật dữ liệu (thực hiện thường xuyên).", [("ongoing", "ongoing")]),
    ("Định kỳ hằng quý, 06 tháng và hằng năm báo cáo.",
     [("recurring", "quarterly"), ("recurring", "half-yearly"), ("recurring", "yearly")]),
    ("Báo cáo kết quả trước ngày 20 hằng tháng.", [("recurring", "monthly:20")]),
    ("Báo cáo định kỳ trước ngày 01/6 và 15/11 hằng năm.", [("recurring", "yearly:06-01,11-15")]),
    ("Báo cáo kết quả hằng năm (trước ngày 15 tháng 11).", [("recurring", "yearly:11-15")]),
    ("Báo cáo 6 tháng (trước ngày 10/6), báo cáo năm (trước ngày 10/12).",
     [("recurring", "yearly:06-10"), ("recurring", "yearly:12-10")]),
    ("Định kỳ báo cáo Thường trực Tỉnh ủy.", [("recurring", "periodic")]),
    ("Hằng năm tổ chức đối thoại với thanh niên.", [("recurring", "yearly")]),
    ("Xây dựng đề án (theo kế hoạch của Trung ương).", [("conditional", "theo kế hoạch của Trung ương")]),
    ("Tổ chức triển khai (khi Bộ Y tế có văn bản hướng dẫn).",
     [("conditional", "khi Bộ Y tế có văn bản hướng dẫn")]),
    ("Trả lời trong thời hạn 15 ngày kể từ ngày nhận được đơn.",
     [("conditional", "trong thời hạn 15 ngày kể từ ngày nhận được đơn")]),
    ("Lập danh mục; thời gian thực hiện: Quý I/2026.", [("period", "2026-Q1")]),
    ("Kiểm tra bếp ăn tập thể 02 lần/năm.", [("recurring", "half-yearly")]),
    ("Họp giao ban mỗi quý một lần.", [("recurring", "quarterly")]),
    ("Diễn tập chữa cháy hai năm một lần.", [("recurring", "P2Y")]),
    ("Giao ban hằng tuần, trực cấp cứu hằng ngày (báo cáo trước 16 giờ hằng ngày).",
     [("recurring", "daily")]),
    ("Duy trì báo cáo nhanh hằng ngày trong thời gian ngập.", [("recurring", "daily")]),
    ("Đăng bài vào ngày 10 của tháng trước đó.", [("recurring", "monthly:10")]),
    ("Khởi công dịp 02 tháng 9 năm 2026.", [("date", "2026-09-02")]),
    ("Số hóa bản đồ thổ nhưỡng (2026 - 2028).", [("period", "2026/2028")]),
    ("Bàn giao hồ sơ (trong năm 2026 và các năm tiếp theo).", [("period", "2026")]),
    ("Khử khuẩn giếng trong 12-24 giờ sau khi nước rút.",
     [("conditional", "trong 12-24 giờ sau khi nước rút")]),
    ("Nộp hồ sơ ngay khi trúng tuyển để kịp khai giảng.", [("conditional", "ngay khi trúng tuyển")]),
    ("Tổ chức tổng kết sau khi kết thúc Đề án.", [("conditional", "sau khi kết thúc Đề án")]),
]  # fmt: skip
NO_LIMIT = [
    "Thực hiện Quyết định số 12/QĐ-UBND ngày 05/4/2022 của UBND tỉnh.",
    "Triển khai Chiến lược phát triển thanh niên đến năm 2030, tầm nhìn đến năm 2045.",
    "Tham mưu Chương trình “Sức khỏe học đường đến năm 2030 đạt chuẩn”.",
    "Đổi mới đánh giá, xếp loại chất lượng hằng tháng, hằng năm đối với công chức.",
    "Bố trí kinh phí trong dự toán ngân sách hằng năm của đơn vị.",
    "Kiểm tra thường xuyên, đột xuất việc chấp hành kỷ luật.",
    "Nghị định này có hiệu lực từ ngày 01/7/2025.",
    "Rà soát giấy phép được cấp trước ngày 01/7/2025.",
    "Tăng cường kiểm tra khi có dấu hiệu vi phạm.",
    "Bố trí vốn đầu tư công trung hạn giai đoạn 2026 - 2030.",
    "Thanh tra mỗi doanh nghiệp không quá 01 lần/năm.",
    "Cộng điểm theo Quy chế thi đua (sau khi được ban hành).",
    "Xác định mức độ hoàn thành chỉ số cải cách hành chính năm 2026 và các năm tiếp theo.",
    "Phấn đấu tăng trưởng công nghiệp năm 2026 từ 10% trở lên.",
    "Thực hiện Chương trình hành động vì trẻ em (2021 - 2030).",
]
VALUES = [
    ("Quý IV/2026", [("period", "2026-Q4")]),
    ("6/2025", [("period", "2025-06")]),
    ("2026", [("period", "2026")]),
    ("2026-2030", [("period", "2026/2030")]),
    ("Quí IV-2025", [("period", "2025-Q4")]),
    ("Quý IV/2025- Quý II/2026", [("period", "2025-Q4/2026-Q2")]),
    ("Quý I, II/2026", [("period", "2026-Q1/2026-Q2")]),
    ("Quý IV năm 2025 và các năm tiếp theo", [("period", "2025-Q4")]),
    ("Từ 01/7/2025", [("period", "2025-07-01/..")]),
    ("Giai đoạn 2026 - 2030", [("period", "2026/2030")]),
    ("6 tháng đầu năm 2026", [("period", "2026-01/2026-06")]),
    ("Thời gian hoàn thành: Trước ngày 30/11/2025.", [("date", "2025-11-30")]),
    ("Thời gian thực hiện: Thường xuyên", [("ongoing", "ongoing")]),
    ("Thường xuyên, hằng năm", [("ongoing", "ongoing"), ("recurring", "yearly")]),
    ("Trước ngày 20 của tháng cuối quý", [("recurring", "quarterly")]),
    ("Theo Kế hoạch số 64/KH-UBND ngày 22/8/2025",
     [("conditional", "Theo Kế hoạch số 64/KH-UBND ngày 22/8/2025")]),
    ("Sau khi Nghị định được ban hành", [("conditional", "Sau khi Nghị định được ban hành")]),
    ("Triển khai bảo đảm theo lộ trình của Bộ Y tế",
     [("conditional", "Triển khai bảo đảm theo lộ trình của Bộ Y tế")]),
    ("Gửi báo cáo theo mẫu trước ngày 05/6/2026", [("date", "2026-06-05")]),
    ("03 năm/lần", [("recurring", "P3Y")]),
    ("2 tuần một lần", [("recurring", "P2W")]),
    ("-", []),
    ("Sở Nội vụ", []),
]  # fmt: skip


def _read(text, **options):
    return [(d.kind, d.value) for d in find_deadlines(text, **options)]


@pytest.mark.parametrize(("text", "expected"), RUNNING)
def test_limits_in_running_text(text, expected):
    """A limit that binds the task is found with its kind and value."""
    assert _read(text) == expected


@pytest.mark.parametrize("text", NO_LIMIT)
def test_dates_that_do_not_bind(text):
    """Dates of cited documents, names of programmes, looks back and manners are no deadlines."""
    assert _read(text) == []


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_values_of_attribute_lines(text, expected):
    """In the value of a time line or cell nearly every time expression counts, and a condition is taken whole."""
    assert _read(text, attribute=True) == expected


def test_a_limit_without_year_takes_the_documents_year():
    """`trước ngày 15/12` of a plan of 2025 is 15 December 2025; without that year it stays words."""
    text = "Gửi danh sách trước ngày 15/12 về Sở Y tế."

    assert _read(text, year=2025) == [("date", "2025-12-15")]
    assert _read(text) == [("conditional", "trước ngày 15/12")]


def test_limits_before_the_documents_year_look_back():
    """A plan of 2025 sets no limit in 2021."""
    assert _read("Sơ kết việc làm xong trong năm 2021.", year=2025) == []


def test_a_day_that_does_not_exist_has_no_date():
    """31 February is kept as words, not as a date."""
    assert _read("Báo cáo trước ngày 31/02/2026.") == [("conditional", "trước ngày 31/02/2026")]


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("2022-04-05", ("2022-04-05", "2022-04-05")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2025-Q4", ("2025-10-01", "2025-12-31")),
        ("../2030", (None, "2030-12-31")),
        ("2025-07-01/..", ("2025-07-01", None)),
        ("2026/2030", ("2026-01-01", "2030-12-31")),
        ("monthly:20", None),
        ("theo lộ trình", None),
    ],
)
def test_days_of_a_value(value, span):
    """A calendar value spans its first to its last day; an open side is None."""
    assert days(value) == span


@pytest.mark.parametrize(
    ("kind", "value", "first", "last", "expected"),
    [
        ("date", "2026-03-31", "2026-03-01", "2026-03-31", True),
        ("date", "2026-03-31", "2026-04-01", None, False),
        ("period", "2026-Q1", "2026-03-15", "2026-04-15", True),
        ("period", "../2030", "2026-01-01", "2026-12-31", True),
        ("period", "2027/..", None, "2026-12-31", False),
        ("recurring", "monthly:20", "2026-02-19", "2026-02-21", True),
        ("recurring", "monthly:20", "2026-02-21", "2026-03-19", False),
        ("recurring", "monthly:31", "2026-02-28", "2026-02-28", True),
        ("recurring", "quarterly", "2026-03-31", "2026-03-31", True),
        ("recurring", "quarterly", "2026-04-01", "2026-06-29", False),
        ("recurring", "yearly:06-01,11-15", "2027-11-01", "2027-11-30", True),
        ("recurring", "yearly:06-01,11-15", "2027-07-01", "2027-10-30", False),
        ("recurring", "half-yearly", "2025-12-01", "2026-01-31", True),
        ("recurring", "weekly", "2026-01-05", "2026-01-08", False),
        ("recurring", "P2Y", "2026-01-01", "2026-12-31", False),
        ("recurring", "weekly", "2026-01-05", "2026-01-09", True),
        ("recurring", "yearly", None, "2026-01-31", True),
        ("recurring", "periodic", None, None, False),
        ("ongoing", "ongoing", None, None, False),
        ("conditional", "theo lộ trình", None, None, False),
    ],
)
def test_falling_into_a_range(kind, value, first, last, expected):
    """Dates and periods fall where they overlap, recurring deadlines where an occurrence lies."""
    assert falls_within(Deadline(value, kind, value), first, last) is expected


_PIECES = st.sampled_from(
    ["trước ", "ngày ", "tháng ", "năm ", "quý ", "IV", "2025", "31", "/", "12", "-", "(", ")", "hằng năm", ", ",
     "đến ", "định kỳ ", "báo cáo ", "thường xuyên", "khi ", "theo ", "thời gian: ", ". ", "“", "”", "İ", "29", "02"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)), st.booleans())
def test_any_text_is_read_and_words_are_quoted(text, attribute):
    """Whatever the text: the raw words stand in it (a closing bracket may be cut), calendar values have days."""
    for found in find_deadlines(text, attribute=attribute, year=2025):
        assert found.raw.rstrip(")") in text
        if found.kind in ("date", "period"):
            first, last = days(found.value)
            assert first or last
