"""Who leads a task and who takes part, in sentences of every build."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans.roles import Roles, assign_roles, heading_agencies

SENTENCES = {
    # the words before "chủ trì"
    "Sở Y tế chủ trì, phối hợp với Công an tỉnh tổ chức tập huấn.": (["Sở Y tế"], ["Công an tỉnh"]),
    "Hằng quý, Sở Tư pháp chủ trì rà soát văn bản.": (["Sở Tư pháp"], []),
    "Sở Nội vụ là cơ quan thường trực, theo dõi việc thực hiện.": (["Sở Nội vụ"], []),
    # the object of an order
    "Giao Sở Nội vụ theo dõi, đôn đốc; báo cáo UBND tỉnh.": (["Sở Nội vụ"], []),
    "Đề nghị Hội Nông dân tỉnh vận động hội viên tham gia.": (["Hội Nông dân tỉnh"], []),
    "UBND tỉnh yêu cầu Thủ trưởng các sở, ngành thực hiện nghiêm.": (["Thủ trưởng các sở, ngành"], []),
    # an inline heading, a subject, a subject after an opening phrase
    "Thanh tra tỉnh: Tham mưu UBND tỉnh xử lý đơn thư.": (["Thanh tra tỉnh"], []),
    "UBND các xã, phường tiếp tục rà soát hộ nghèo.": (["UBND các xã, phường"], []),
    "Căn cứ Kế hoạch này, các sở, ban, ngành xây dựng kế hoạch của mình.": (["các sở, ban, ngành"], []),
    "Đối với UBND cấp xã bố trí kinh phí hằng năm.": (["UBND cấp xã"], []),
    "Các sở, ngành triển khai trong tháng 3; UBND cấp xã báo cáo trước ngày 15/4.": (
        ["Các sở, ngành", "UBND cấp xã"],
        [],
    ),
    "Thứ hai, các bộ, ngành địa phương công khai tiến độ.": (["các bộ, ngành địa phương"], []),
    "UBND tỉnh trân trọng đề nghị Hội Luật gia tỉnh góp ý dự thảo.": (["Hội Luật gia tỉnh"], []),
    "Các Tập đoàn, Tổng công ty, doanh nghiệp dệt may: tăng đơn hàng.": (
        ["Các Tập đoàn, Tổng công ty, doanh nghiệp dệt may"],
        [],
    ),
    "Hộ gia đình, cộng đồng, cá nhân: dọn vệ sinh ngõ xóm.": (["Hộ gia đình, cộng đồng, cá nhân"], []),
    "Về sửa chợ: đề nghị Sở Công Thương lập dự toán.": (["Sở Công Thương"], []),
    # never a lead
    "Kiện toàn Tổ giúp việc gồm: đại diện các phòng; Sở Y tế cử người tham gia.": ([], []),
    "Mở rộng mạng lưới chợ; khuyến khích các doanh nghiệp đặt điểm bán hàng.": ([], []),
    "Phát triển du lịch cộng đồng; các địa phương giữ nghề truyền thống.": ([], []),
    "Tham mưu UBND tỉnh ban hành quy định, báo cáo kết quả (qua Sở Nội vụ).": ([], []),
    "Thực hiện chương trình do Bộ Y tế chủ trì.": ([], []),
    "Chỉ đạo Công an xã chủ trì tuần tra ban đêm.": ([], []),
    "Thực hiện Quyết định số 12/QĐ-BNV của Bộ Nội vụ.": ([], []),
    # partners
    "Phối hợp chặt chẽ với cấp ủy, tổ chức đảng cùng cấp quán triệt Nghị quyết.": (
        [],
        ["cấp ủy, tổ chức đảng cùng cấp"],
    ),
    "Phối hợp với các cơ quan, đơn vị có liên quan rà soát quy hoạch.": ([], []),
    "Cùng với Liên đoàn Lao động tỉnh chăm lo đời sống công nhân.": ([], ["Liên đoàn Lao động tỉnh"]),
    "Sửa đổi quy chế phối hợp với Công an tỉnh.": ([], []),
    "Bộ Xây dựng chủ trì cùng Bộ Tài chính rà soát dự án.": (["Bộ Xây dựng"], ["Bộ Tài chính"]),
    "Phối hợp tổ chức chính trị - xã hội vận động hội viên.": ([], ["tổ chức chính trị - xã hội"]),
    "Sở Y tế chủ trì; Sở Tài chính phối hợp thực hiện.": (["Sở Y tế"], ["Sở Tài chính"]),
    "Phối hợp các doanh nghiệp viễn thông phủ sóng vùng lõm.": ([], ["các doanh nghiệp viễn thông"]),
}


@pytest.mark.parametrize(("text", "roles"), SENTENCES.items())
def test_a_sentence_says_who_leads_and_who_takes_part(text: str, roles: tuple[list[str], list[str]]):
    """The words around an agency decide its role."""
    assert assign_roles(text) == Roles(tuple(roles[0]), tuple(roles[1]))


HEADINGS = {
    "2. Sở Nội vụ:": ("Sở Nội vụ",),
    "a) Trách nhiệm của Sở Y tế": ("Sở Y tế",),
    "6. Đề nghị: Hội Nông dân tỉnh, Hội Luật gia tỉnh": ("Hội Nông dân tỉnh", "Hội Luật gia tỉnh"),
    "Giao Công an tỉnh": ("Công an tỉnh",),
    "CÔNG AN TỈNH": ("CÔNG AN TỈNH",),
    "Sở Tài chính (cơ quan chủ trì)": ("Sở Tài chính",),
    "Thủ trưởng các sở, ngành, Chủ tịch UBND các xã, phường có trách nhiệm:": (
        "Thủ trưởng các sở, ngành",
        "Chủ tịch UBND các xã, phường",
    ),
    "Các doanh nghiệp hoạt động trong lĩnh vực du lịch": ("Các doanh nghiệp hoạt động trong lĩnh vực du lịch",),
    "Các đơn vị cấp nước sạch trên địa bàn có trách nhiệm:": ("Các đơn vị cấp nước sạch trên địa bàn",),
    "1. Các cơ quan đăng ký kinh doanh (Sở Tài chính, Phòng Kinh tế):": ("Sở Tài chính", "Phòng Kinh tế"),
    "c) Trách nhiệm của đối tượng kê khai tài sản": ("đối tượng kê khai tài sản",),
    "Các cơ quan quản lý cấp trên (kể cả cơ quan đại diện)": ("Các cơ quan quản lý cấp trên",),
    "8. Trung tâm Xúc tiến đầu tư, thương mại và du lịch": ("Trung tâm Xúc tiến đầu tư, thương mại và du lịch",),
    "Tăng cường phối hợp với Sở Nội vụ": (),
    "Các giải pháp về tài chính": (),
    "Sở Nội vụ chủ trì rà soát biên chế": (),
}


@pytest.mark.parametrize(("heading", "names"), HEADINGS.items())
def test_a_heading_is_an_agency_heading_only_if_it_names_nothing_else(heading: str, names: tuple[str, ...]):
    """Markers, orders and "có trách nhiệm" aside, the heading is the list of its agencies."""
    assert heading_agencies(heading) == names


def test_the_nearest_container_that_names_agencies_leads():
    """What the sentence leaves open, the container says."""
    roles = assign_roles("Phối hợp với Sở Y tế tập huấn.", headings=["II. TỔ CHỨC THỰC HIỆN", "2. Sở Nội vụ:"])

    assert roles == Roles(("Sở Nội vụ",), ("Sở Y tế",))


def test_attribute_lines_come_before_containers_and_after_the_sentence():
    """Subject, attribute line, container: in this order."""
    above = {
        "headings": ["1. Sở Nội vụ"],
        "lead_lines": ["Sở Tư pháp"],
        "partner_lines": ["Sở Y tế; các đơn vị liên quan"],
    }

    assert assign_roles("Rà soát văn bản.", **above) == Roles(("Sở Tư pháp",), ("Sở Y tế",))
    assert assign_roles("Công an tỉnh rà soát văn bản.", **above).lead == ("Công an tỉnh",)


def test_a_subject_far_from_the_beginning_yields_to_lines_and_containers():
    """Who acts only in a later clause does not answer for the whole where a line or a container says who does."""
    text = "Chuẩn hóa dữ liệu hộ tịch. Sở Tư pháp hướng dẫn nghiệp vụ."

    assert assign_roles(text, lead_lines=["UBND cấp xã"]).lead == ("UBND cấp xã",)
    many = "Rà soát quy hoạch; các doanh nghiệp viễn thông lắp trạm."
    assert assign_roles(many, headings=["2. Sở Xây dựng"]).lead == ("Sở Xây dựng",)


def test_lines_name_all_who_are_described_but_not_those_merely_concerned():
    """`Các địa phương có cảng` stands whole; `… khác có liên quan` goes; enterprises described are partners."""
    assert assign_roles("Nạo vét luồng.", lead_lines=["Các địa phương có cảng"]).lead == ("Các địa phương có cảng",)
    concerned = "Sở Nội vụ trong phạm vi của mình và các cơ quan, tổ chức khác có liên quan"
    assert assign_roles("Rà soát hồ sơ.", lead_lines=[concerned]).lead == ("Sở Nội vụ",)
    line = "Sở Y tế; Các doanh nghiệp cung cấp dịch vụ bưu chính"
    partners = assign_roles("Giao thuốc tại nhà.", partner_lines=[line]).partners
    assert partners == ("Sở Y tế", "Các doanh nghiệp cung cấp dịch vụ bưu chính")


def test_a_generic_subject_yields_to_a_particular_source():
    """`Các cơ quan, đơn vị` answers only where nobody else is named."""
    text = "Các cơ quan, đơn vị xây dựng kế hoạch chi tiết."

    assert assign_roles(text, lead_lines=["UBND cấp xã"]).lead == ("UBND cấp xã",)
    assert assign_roles(text).lead == ("Các cơ quan, đơn vị",)


def test_subjects_below_a_list_of_partners_are_partners():
    """Under `Chủ trì, phối hợp:` the items name those who take part."""
    roles = assign_roles("Sở Xây dựng rà soát hồ sơ.", headings=["3. Công an tỉnh", "b) Chủ trì, phối hợp:"])

    assert roles == Roles(("Công an tỉnh",), ("Sở Xây dựng",))


def test_a_container_that_is_a_sentence_hands_on_lead_and_partners():
    """`Sở A chủ trì, phối hợp với Sở B:` governs the items below it."""
    roles = assign_roles("Mở lớp tập huấn.", headings=["2. Sở Y tế chủ trì, phối hợp với Sở Nội vụ:"])

    assert roles == Roles(("Sở Y tế",), ("Sở Nội vụ",))


def test_a_cell_that_is_a_sentence_names_those_who_act_in_it():
    """In a lead cell the body that is advised is no lead."""
    cell = "Sở Nội vụ chủ trì tham mưu UBND tỉnh; UBND cấp xã thực hiện"

    assert assign_roles("Ban hành kế hoạch.", lead_lines=[cell]).lead == ("Sở Nội vụ", "UBND cấp xã")


@given(
    st.text(max_size=80),
    st.lists(st.sampled_from([*SENTENCES, *HEADINGS, "; ", "("]), max_size=4).map(" ".join),
)
def test_roles_never_fail_and_do_not_depend_on_the_unicode_form(noise: str, text: str):
    """Any text has roles, and NFD text has those of NFC text."""
    whole = unicodedata.normalize("NFC", f"{text} {noise}")

    assert assign_roles(whole) == assign_roles(unicodedata.normalize("NFD", whole))
    assert isinstance(heading_agencies(whole), tuple)
