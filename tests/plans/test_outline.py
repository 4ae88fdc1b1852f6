"""Paragraphs to a tree, and the tree to tasks."""

import pytest

from pipeline.plans import parse


def tasks(text: str):
    """Return the tasks of a plan given as text."""
    return parse(text.encode(), "a.md")[1]


def places(text: str) -> list[tuple[str, str]]:
    """Return path and marker of each task, as one string each."""
    return [("/".join(task.path), task.marker) for task in tasks(text)]


def test_ladders_of_one_plan_may_differ_from_part_to_part():
    """Roman, figures, letters, decimals and dashes find their level by what is open."""
    plan = """II. NHIỆM VỤ

1. Dữ liệu

a) Số hóa toàn bộ sổ hộ tịch cấp xã; bảo đảm liên thông với dữ liệu dân cư.

- Nhập dữ liệu vào phần mềm dùng chung của tỉnh.

đ) Mở cổng dữ liệu của tỉnh cho người dân.

IV. PHÂN CÔNG

1. Sở Y tế

1.1. Triển khai bệnh án điện tử tại các bệnh viện.

1.2 Kết nối kho dữ liệu y tế của tỉnh."""

    assert places(plan) == [
        ("II./1.", "a)"),
        ("II./1./a)", "-"),
        ("II./1.", "đ)"),
        ("IV./1.", "1.1."),
        ("IV./1.", "1.2"),
    ]


def test_goals_and_purposes_order_nothing():
    """Items below purpose, goals and funding are no tasks; a list of activities below goals is."""
    plan = """I. MỤC ĐÍCH, YÊU CẦU

1. Tăng cường công tác quản lý cán bộ trong toàn tỉnh.

II. MỤC TIÊU

1. Mục tiêu chung

Nâng cao chất lượng phục vụ người dân và doanh nghiệp.

2. Các hoạt động

- Tổ chức hội thi tay nghề cho công nhân toàn tỉnh.

III. KINH PHÍ THỰC HIỆN

1. Kinh phí được bố trí từ ngân sách tỉnh năm 2025.

IV. TỔ CHỨC THỰC HIỆN

1. Sở Nội vụ theo dõi, đôn đốc việc thực hiện Kế hoạch.

Trong quá trình thực hiện nếu có vướng mắc, phản ánh về Sở Nội vụ."""

    assert places(plan) == [("II./2.", "-"), ("IV.", "1.")]


def test_a_sentence_over_orders_is_a_task_and_a_heading_is_not():
    """A complete sentence with orders below it is a task like them; one that ends in "như sau:" only holds them."""
    plan = """III. NỘI DUNG

1. Sở Tư pháp chủ trì, phối hợp với các ngành rà soát thủ tục; bảo đảm đúng hạn.

a) Công khai danh mục thủ tục đã cắt giảm trên cổng thông tin.

2. Các sở, ngành tập trung thực hiện các nhiệm vụ như sau:

a) Niêm yết quy trình tại trụ sở làm việc của đơn vị.

3. Nâng cao chất lượng đội ngũ

Mở lớp bồi dưỡng nghiệp vụ cho công chức một cửa."""

    assert places(plan) == [("III.", "1."), ("III./1.", "a)"), ("III./2.", "a)"), ("III./3.", "")]


def test_one_attribute_block_governs_all_the_dashes_before_it():
    """Lead, partners and time stated once after several dashes hold for each of them, not for those before."""
    plan = """III. NHIỆM VỤ

1. Đào tạo

- Mở lớp tập huấn cho cán bộ pháp chế.

Đơn vị chủ trì: Sở Tư pháp.

Thời gian thực hiện: Quý II/2026.

- Cử công chức đi học sau đại học.

- Biên soạn tài liệu hỏi đáp pháp luật.

Đơn vị chủ trì: Sở Nội vụ.

Đơn vị phối hợp: Sở Tài chính.

Thời gian thực hiện: Thường xuyên."""

    found = tasks(plan)

    assert [task.lead for task in found] == [("Sở Tư pháp",), ("Sở Nội vụ",), ("Sở Nội vụ",)]
    assert [task.partners for task in found] == [(), ("Sở Tài chính",), ("Sở Tài chính",)]
    assert [task.deadlines[0].value for task in found] == ["2026-Q2", "ongoing", "ongoing"]


def test_attribute_lines_below_labels_are_about_the_item_above():
    """Labelled points ("b) Cơ quan thực hiện:" over dashes) fill the fields of the point that states the task."""
    plan = """II. NHIỆM VỤ

1.1. Chiến lược dữ liệu:

a) Nhiệm vụ: Tham mưu hoàn thiện Chiến lược dữ liệu của tỉnh.

b) Cơ quan thực hiện:

- Đơn vị chủ trì: Sở Khoa học và Công nghệ.

- Đơn vị phối hợp: Công an tỉnh.

c) Thời gian thực hiện: Hoàn thành trong năm 2025."""

    (task,) = tasks(plan)

    assert (task.marker, task.text) == ("a)", "Tham mưu hoàn thiện Chiến lược dữ liệu của tỉnh.")
    assert (task.lead, task.partners) == (("Sở Khoa học và Công nghệ",), ("Công an tỉnh",))
    assert [(d.kind, d.value) for d in task.deadlines] == [("period", "2025")]


def test_rows_of_an_annex_are_tasks_with_their_groups_as_path():
    """Each row is a task; group rows become the path, "nt" and empty cells take the words above them."""
    plan = """I. NHIỆM VỤ

1. Các sở, ngành thực hiện nhiệm vụ tại Phụ lục kèm theo.

Nơi nhận:

- Lưu: VT.

PHỤ LỤC II

| STT | Nhiệm vụ | Cơ quan chủ trì | Thời gian hoàn thành |
|---|---|---|---|
| I | HẠ TẦNG | | |
| 1 | Mở rộng mạng truyền số liệu | Sở Y tế | Quý IV/2025 |
| 2 | Lắp điểm truy cập công cộng | nt | 6/2026 |"""

    rows = tasks(plan)[1:]

    assert [(task.path, task.marker, task.lead) for task in rows] == [
        (("PHỤ LỤC II", "I"), "1", ("Sở Y tế",)),
        (("PHỤ LỤC II", "I"), "2", ("Sở Y tế",)),
    ]
    assert [task.deadlines[0].value for task in rows] == ["2025-Q4", "2026-06"]


def test_tables_of_targets_and_points_are_left_out():
    """A table that looks like a list of tasks but counts points or targets has none."""
    plan = "I. NỘI DUNG\n\nPHỤ LỤC\n\n| TT | Nội dung tiêu chí | Điểm chuẩn | Đơn vị tính |\n|---|---|---|---|\n| 1 | Có kế hoạch dân vận năm | 10 | điểm |"

    assert tasks(plan) == ()


def test_a_decision_enacts_and_its_plan_assigns():
    """Two documents in one file: articles that enact are no tasks, the plan after the signature is read anew."""
    plan = """QUYẾT ĐỊNH

Ban hành Kế hoạch đào tạo năm 2025

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch đào tạo năm 2025.

Điều 2. Giao Sở Nội vụ chủ trì, theo dõi việc thực hiện Kế hoạch.

Nơi nhận:

- Như Điều 2;

TM. ỦY BAN NHÂN DÂN

KẾ HOẠCH

ĐÀO TẠO NĂM 2025

(Ban hành kèm theo Quyết định số 12/QĐ-UBND)

I. NHIỆM VỤ

1. Mở hai mươi lớp kỹ năng số cho cán bộ cấp xã."""

    assert places(plan) == [("", "Điều 2."), ("I.", "1.")]


@pytest.mark.parametrize(
    "head",
    [
        "Kính gửi:\n\n- Các sở, ban, ngành tỉnh;\n\n- Ủy ban nhân dân các xã.",
        "THỦ TƯỚNG CHÍNH PHỦ điện:\n\n- Bộ trưởng Bộ Y tế;",
    ],
)
def test_addressees_are_no_tasks(head):
    """The dash list after "Kính gửi" or "điện:" names recipients."""
    plan = head + "\n\nỦy ban nhân dân tỉnh yêu cầu:\n\n1. Sở Y tế chủ trì phòng, chống dịch bệnh sau mưa lũ."

    assert places(plan) == [("", "1.")]
