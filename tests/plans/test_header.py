"""The header of a document: who issued what, when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans.header import read_header
from pipeline.plans.places import province, province_kind, province_names, province_today
from pipeline.records import Paragraph

MOTTO = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


def _paragraphs(lines, bold=()):
    return [Paragraph(line, 0, len(line), bold=line in bold) for line in lines]


def _header(*lines, bold=()):
    return read_header(_paragraphs(lines, bold))


PLAN = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH TÂY NINH",
    *MOTTO,
    "Số: 45/KH-UBND",
    "Tây Ninh, ngày 03 tháng 02 năm 2026",
    "KẾ HOẠCH",
    "Phát triển thư viện số cấp xã năm 2026",
    "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "Nơi nhận:",
    "- Như trên;",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "Trần Thị Mai Lan",
]


def test_plan_of_a_province():
    """Every field of a regular letterhead is read."""
    header = _header(*PLAN)

    assert (header.kind, header.number, header.symbol) == ("kế hoạch", "45", "KH-UBND")
    assert (header.issuer, header.issued_on) == ("UBND tỉnh Tây Ninh", "2026-02-03")
    assert (header.title, header.signer) == ("Phát triển thư viện số cấp xã năm 2026", "Trần Thị Mai Lan")


def test_blank_number_and_day_and_misspelled_place():
    """A blank number is None, a blank day is left out, and the issuer's place is spelled right."""
    header = _header(
        "Số: /KH-UBND",
        "Hung Yên, ngày tháng 7 năm 2023",
        "KẾ HOẠCH",
        "Thực hiện Nghị quyết số 9/NQ-CP ngày 31/12/2022 của Chính phủ",
        "Thực hiện Nghị quyết số 9/NQ-CP, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:",
        "I. MỤC ĐÍCH",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lê Văn Bình",
    )

    assert (header.number, header.symbol, header.issued_on) == (None, "KH-UBND", "2023-07")
    assert header.issuer == "UBND tỉnh Hưng Yên"
    assert header.title == "Thực hiện Nghị quyết số 9/NQ-CP ngày 31/12/2022 của Chính phủ"


def test_party_document_without_head():
    """Issuer and signer come from the signature, the place from the text; dates of cited documents do not count."""
    header = _header(
        "KẾ HOẠCH",
        "thực hiện Kết luận số 21-KL/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương",
        "Căn cứ tình hình thực tế của tỉnh Nam Định, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:",
        "I. MỤC TIÊU",
        "Nơi nhận:",
        "T/M BAN THƯỜNG VỤ TỈNH ỦY PHÓ BÍ THƯ THƯỜNG TRỰC",
        "Đỗ Quang Hải",
    )

    assert header.issuer == "Ban Thường vụ Tỉnh ủy Nam Định"
    assert (header.number, header.symbol, header.issued_on) == (None, None, None)
    assert header.signer == "Đỗ Quang Hải"


def test_party_layout():
    """`Số 21-KH/TU` has no colon, and an organ of the province's Party committee is named with it."""
    header = _header(
        "TỈNH ỦY GIA LAI",
        "BAN TỔ CHỨC",
        "*",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 21-KH/BTCTU",
        "Gia Lai, ngày 9 tháng 10 năm 2025",
        "KẾ HOẠCH",
        "bồi dưỡng cấp ủy viên cơ sở",
        "-----",
        "Thực hiện chương trình công tác năm, Ban Tổ chức Tỉnh ủy xây dựng kế hoạch như sau:",
        "K/T TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "Rơ Chăm Hồng",
    )

    assert (header.number, header.symbol) == ("21", "KH/BTCTU")
    assert (header.issuer, header.issued_on) == ("Ban Tổ chức Tỉnh ủy Gia Lai", "2025-10-09")
    assert (header.title, header.signer) == ("bồi dưỡng cấp ủy viên cơ sở", "Rơ Chăm Hồng")


def test_letter():
    """A letter has no type line: its kind is công văn, its subject stands after V/v."""
    header = _header(
        "BỘ NỘI VỤ",
        *MOTTO,
        "Số: 310/BNV-TCBC",
        "V/v báo cáo số lượng cấp phó",
        "của các cơ quan, đơn vị",
        "Hà Nội, ngày 12 tháng 5 năm 2025",
        "Kính gửi: Ủy ban nhân dân các tỉnh, thành phố",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "(Đã ký)",
        "Vũ Đức Tùng",
    )

    assert (header.kind, header.number, header.symbol) == ("công văn", "310", "BNV-TCBC")
    assert header.title == "báo cáo số lượng cấp phó của các cơ quan, đơn vị"
    assert (header.issuer, header.issued_on, header.signer) == ("Bộ Nội vụ", "2025-05-12", "Vũ Đức Tùng")


def test_decision_that_promulgates_a_plan():
    """Of two documents in one file the decision is the header, and its signature comes first."""
    header = _header(
        "ỦY BAN NHÂN DÂN",
        "THÀNH PHỐ HUẾ",
        *MOTTO,
        "Số: 84/2025/QĐ-UBND",
        "Huế, ngày 28 tháng 11 năm 2025",
        "QUYẾT ĐỊNH",
        "VỀ VIỆC BAN HÀNH KẾ HOẠCH",
        "TRỒNG CÂY XANH ĐÔ THỊ",
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HUẾ",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "QUYẾT ĐỊNH:",
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Hoàng Hải Yến",
        "KẾ HOẠCH",
        "TRỒNG CÂY XANH ĐÔ THỊ",
        "GIÁM ĐỐC",
        "Nguyễn Văn Út",
    )

    assert (header.kind, header.number, header.symbol) == ("quyết định", "84/2025", "QĐ-UBND")
    assert header.title == "VỀ VIỆC BAN HÀNH KẾ HOẠCH TRỒNG CÂY XANH ĐÔ THỊ"
    assert (header.issuer, header.signer) == ("UBND thành phố Huế", "Hoàng Hải Yến")


def test_telegram_without_letterhead():
    """The body that speaks after the title issued it."""
    header = _header(
        "CÔNG ĐIỆN",
        "V/v ứng phó bão số 9",
        "THỦ TƯỚNG CHÍNH PHỦ điện:",
        "- Bộ trưởng các bộ;",
        "THỦ TƯỚNG",
        "Lê An Khang",
    )

    assert (header.kind, header.title) == ("công điện", "ứng phó bão số 9")
    assert (header.issuer, header.signer) == ("Thủ tướng Chính phủ", "Lê An Khang")


def test_department_under_a_provincial_committee():
    """A department's name takes the place of the committee above it."""
    header = _header("UBND TỈNH LÀO CAI", "SỞ Y TẾ", *MOTTO, "Số: 12/KH-SYT", "KẾ HOẠCH", "Tiêm chủng năm 2026")

    assert header.issuer == "Sở Y tế tỉnh Lào Cai"


def test_number_from_the_annex_when_the_head_leaves_it_blank():
    """`(Kèm theo Kế hoạch số …)` of an annex gives number and date that the head lacks."""
    header = _header(
        "Số: /KH-UBND",
        "KẾ HOẠCH",
        "Phòng cháy mùa khô",
        "PHỤ LỤC",
        "(Kèm theo Kế hoạch số 179/KH-UBND ngày 05 tháng 3 năm 2026 của UBND xã)",
    )

    assert (header.number, header.symbol, header.issued_on) == ("179", "KH-UBND", "2026-03-05")


def test_an_annex_sent_alone_has_the_header_of_what_it_belongs_to():
    """Its own title is no letterhead, and the specimens in it have days of their own."""
    header = _header(
        "Phụ lục II",
        "MẪU BÁO CÁO KẾT QUẢ THỰC HIỆN",
        "(Kèm theo Kế hoạch số 30/KH-UBND ngày 05 tháng 3 năm 2026 của Ủy ban nhân dân tỉnh Trường Lam)",
        "I. CÁC THÀNH PHẦN CHÍNH CỦA BÁO CÁO",
        "Ví dụ: Trường Lam, ngày 05 tháng 01 năm 2025",
    )
    assert (header.number, header.symbol, header.issued_on) == ("30", "KH-UBND", "2026-03-05")
    assert header.issuer == "Ủy ban nhân dân tỉnh Trường Lam"


@pytest.mark.parametrize(("line", "secrecy", "urgency"), [("MẬT", "Mật", None), ("HỎA TỐC", None, "Hỏa tốc")])
def test_marks_of_secrecy_and_urgency(line, secrecy, urgency):
    """Marks that stand alone in the head are printed in title case."""
    header = _header(line, *PLAN)

    assert (header.secrecy, header.urgency) == (secrecy, urgency)
    assert header.issuer == "UBND tỉnh Tây Ninh"


def test_title_case_type_line_counts_when_bold():
    """Word files often hold the type in title case and set it in capitals by formatting."""
    header = _header("Kế hoạch", "Ra quân tháng thanh niên", "I. Mục đích", bold=("Kế hoạch",))

    assert (header.kind, header.title) == ("kế hoạch", "Ra quân tháng thanh niên")


def test_subject_of_a_letter_ends_at_the_column_beside_it():
    """Word sets the subject at the end of the left column; the country's name comes right after it."""
    head = ["ỦY BAN NHÂN DÂN", "TỈNH TÂY NINH", "Số: 318/UBND-NC", "V/v rà soát biên chế", "của các sở, ngành"]
    header = _header(*head, *MOTTO, "Tây Ninh, ngày 03 tháng 02 năm 2026", "Kính gửi: Các sở, ban, ngành.")

    assert (header.kind, header.title) == ("công văn", "rà soát biên chế của các sở, ngành")


def test_text_without_head_has_an_empty_header():
    """Nothing is made up where the document says nothing."""
    header = _header("Mở đầu một đoạn văn bình thường.", "Đoạn thứ hai.")

    assert (header.kind, header.number, header.issuer, header.title, header.signer) == (None,) * 5


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (["TỈNH ỦY LAM GIANG"], "Tỉnh ủy Lam Giang"),
        (["ỦY BAN NHÂN DÂN TỈNH LAM GIANG VĂN PHÒNG"], "Văn phòng UBND tỉnh Lam Giang"),
        (["ỦY BAN NHÂN DÂN TỈNH LAM GIANG SỞ Y TẾ"], "Sở Y tế tỉnh Lam Giang"),
        (["ỦY BAN MTTQ VIỆT NAM", "XÃ BÌNH AN", "BAN THƯỜNG TRỰC"], "Ủy ban MTTQ Việt Nam xã Bình An"),
    ],
)
def test_issuer_with_a_place_that_no_list_knows(head, issuer):
    """The head names body and place; an organ joined to its body's line is told apart from it."""
    assert _header(*head, "Số: 12/KH-UB", "KẾ HOẠCH", "Rà soát hộ nghèo").issuer == issuer


def test_places_know_the_merger():
    """34 units of today, 64 names in all, each former one within one of today's."""
    assert len({province_today(name) for name in province_names()}) == 34
    assert len(province_names()) == 64
    assert (province("ha nam"), province_kind("Cần Thơ"), province_today("Hà Giang")) == (
        "Hà Nam",
        "thành phố",
        "Tuyên Quang",
    )


_LINES = st.sampled_from(
    [
        *PLAN,
        "Số:",
        "V/v",
        "Kính gửi:",
        "T/M",
        "KT.",
        "PHÒNG",
        "tp",
        "ngày",
        "Số: 99999/",
        "điện:",
        "BAN THƯỜNG TRỰC",
        "",
    ]
)


@given(st.lists(st.one_of(st.text(max_size=60), _LINES), max_size=25))
def test_any_paragraphs_give_a_header(lines):
    """Whatever the paragraphs, there is a header, and a date in it has one of three forms."""
    header = read_header(_paragraphs(lines))

    assert header.issued_on is None or len(header.issued_on) in (4, 7, 10)
