"""A file may hold a letter or decision with its plan, and annexes with numbering of their own."""

from pipeline.plans import parse

HEAD = """ỦY BAN NHÂN DÂN
TỈNH AN BÌNH

Số: 45/{symbol}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

An Bình, ngày 03 tháng 02 năm 2025

"""
SIGNATURE = """
Nơi nhận:
- Các sở, ngành;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Mẫu

"""
PLAN = """KẾ HOẠCH
Chuyển đổi số năm 2025
{enclosed}
I. MỤC ĐÍCH

1. Nâng cao nhận thức của cán bộ, công chức.

II. NHIỆM VỤ

1. Sở Nội vụ rà soát đội ngũ cán bộ trong quý I/2025.

2. Sở Tài chính bố trí kinh phí thực hiện.
"""
LETTER = """V/v triển khai Kế hoạch chuyển đổi số

Kính gửi: Các sở, ban, ngành tỉnh.

Ủy ban nhân dân tỉnh yêu cầu:

1. Sở Y tế báo cáo kết quả trước ngày 15/6/2025.

2. Các sở, ngành triển khai Kế hoạch kèm theo.
"""
DECISION = """QUYẾT ĐỊNH
Về việc ban hành Kế hoạch chuyển đổi số năm 2025

ỦY BAN NHÂN DÂN TỈNH

Căn cứ Luật Tổ chức chính quyền địa phương;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch chuyển đổi số năm 2025.

Điều 2. Giao Sở Khoa học và Công nghệ theo dõi, báo cáo trước ngày 15/12/2025.
"""
ENCLOSED = "(Kèm theo Kế hoạch số 45/KH-UBND ngày 03/02/2025 của UBND tỉnh)\n"


def read(text):
    """Return header, and path, marker and first heading of each task."""
    document, tasks = parse(text.encode(), "a.txt")
    header = document.header
    return (header.kind, header.symbol, header.signer), [("/".join(t.path), t.marker, *t.headings[:1]) for t in tasks]


def test_a_letter_with_the_plan_it_encloses():
    """The header is the letter's; the plan's numbering begins anew, with or without a letterhead of its own."""
    enclosed = PLAN.format(enclosed="(Kèm theo Công văn số 45/UBND-NC ngày 03/02/2025 của UBND tỉnh)\n")
    expected = ("công văn", "UBND-NC", "Nguyễn Văn Mẫu")
    found = [("", "1."), ("", "2."), ("II.", "1.", "NHIỆM VỤ"), ("II.", "2.", "NHIỆM VỤ")]

    assert read(HEAD.format(symbol="UBND-NC") + LETTER + SIGNATURE + enclosed) == (expected, found)
    own_head = HEAD.format(symbol="KH-UBND") + PLAN.format(enclosed="") + SIGNATURE
    assert read(HEAD.format(symbol="UBND-NC") + LETTER + SIGNATURE + own_head) == (expected, found)


def test_a_decision_with_the_plan_it_promulgates_and_its_annex():
    """What the decision orders is a task, then the plan's, then the annex's under its name."""
    plan = PLAN.format(enclosed="(Ban hành kèm theo Quyết định số 45/QĐ-UBND ngày 03 tháng 02 năm 2025)\n")
    annex = "\nPhụ lục\nNHIỆM VỤ CỤ THỂ\n\n1. Sở Y tế triển khai bệnh án điện tử tại các bệnh viện.\n"

    header, tasks = read(HEAD.format(symbol="QĐ-UBND") + DECISION + SIGNATURE + plan + annex)

    assert header == ("quyết định", "QĐ-UBND", "Nguyễn Văn Mẫu")
    assert tasks == [
        ("", "Điều 2."), ("II.", "1.", "NHIỆM VỤ"), ("II.", "2.", "NHIỆM VỤ"), ("Phụ lục", "1.", "NHIỆM VỤ CỤ THỂ"),
    ]  # fmt: skip


def test_annexes_have_numbering_of_their_own():
    """A second annex begins again at I.; a form to fill in is no annex of tasks."""
    annexes = f"""Phụ lục I
NHIỆM VỤ CỦA CÁC SỞ
{ENCLOSED}
I. Sở Nội vụ

1. Rà soát tổ chức bộ máy các cơ quan.

Phụ lục II
NHIỆM VỤ CỦA CÁC XÃ, PHƯỜNG
VÀ ĐẶC KHU

1. Tổ chức hội nghị tuyên truyền đến thôn, bản.

Phụ lục III
MẪU BÁO CÁO

1. Kết quả thực hiện nhiệm vụ: ...
"""
    _, tasks = read(HEAD.format(symbol="KH-UBND") + PLAN.format(enclosed="") + SIGNATURE + annexes)

    assert tasks[2:] == [
        ("Phụ lục I/I.", "1.", "NHIỆM VỤ CỦA CÁC SỞ"),
        ("Phụ lục II", "1.", "NHIỆM VỤ CỦA CÁC XÃ, PHƯỜNG VÀ ĐẶC KHU"),
    ]


def test_an_annex_without_a_number_goes_by_its_title():
    """Below "(Kèm theo …)" nothing continues the plan, be it a list or a table."""
    title = f"DANH MỤC NHIỆM VỤ NĂM 2025\n{ENCLOSED}\n"
    listed = "I. Chính quyền số\n\n1. Sở Khoa học và Công nghệ nâng cấp cổng dịch vụ công.\n"
    table = "| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Nâng cấp cổng dịch vụ công | Sở Nội vụ | 2025 |\n"
    plan = HEAD.format(symbol="KH-UBND") + PLAN.format(enclosed="") + SIGNATURE + title

    assert read(plan + listed)[1][2:] == [("I.", "1.", "DANH MỤC NHIỆM VỤ NĂM 2025")]
    assert read(plan + table)[1][2:] == [("", "1", "DANH MỤC NHIỆM VỤ NĂM 2025")]
