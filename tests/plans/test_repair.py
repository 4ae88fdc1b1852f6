"""Lines to whole paragraphs."""

import pytest

from pipeline.plans.reading import read
from pipeline.plans.repair import repair


def paragraphs(text: str) -> list[str]:
    """Return the words of the repaired paragraphs of a text file."""
    return [paragraph.text for paragraph in repair(read(text.encode(), "a.md")).paragraphs]


BODY = "I. NHIỆM VỤ\n\n"


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (
            "1. Tham mưu tổ chức thực hiện có hiệu quả chương trình phối hợp, triển khai thực hiện\n\nNghị quyết số 21-NQ/TW.",
            "1. Tham mưu tổ chức thực hiện có hiệu quả chương trình phối hợp, triển khai thực hiện Nghị quyết số 21-NQ/TW.",
        ),
        (
            "1. Tiếp tục quán triệt các nghị quyết, kết luận của\n\nBan Chấp hành Trung ương.",
            "1. Tiếp tục quán triệt các nghị quyết, kết luận của Ban Chấp hành Trung ương.",
        ),
        (
            "1. Phát huy vai trò của Mặt trận và các tổ chức chính trị\n\n- xã hội trong giám sát.",
            "1. Phát huy vai trò của Mặt trận và các tổ chức chính trị - xã hội trong giám sát.",
        ),
        (
            "1. Sơ kết các quy định như: Quy chế bầu cử;\n\nQuy định về nêu gương (theo kế hoạch của Trung ương).",
            "1. Sơ kết các quy định như: Quy chế bầu cử; Quy định về nêu gương (theo kế hoạch của Trung ương).",
        ),
    ],
    ids=["verb", "preposition", "compound", "semicolon"],
)
def test_a_page_end_in_mid_sentence_is_joined(cut, whole):
    """What a page break cut is one paragraph, even when the next page begins with a capital or a dash."""
    assert paragraphs(BODY + cut)[-1] == whole


def test_a_heading_is_not_joined_to_what_follows_it():
    """A heading without a stop and the paragraph below it stay apart."""
    text = (
        BODY + "1. Củng cố tổ chức cơ sở đảng theo Nghị quyết số 171/NQ-CP\n\nThủ trưởng các cơ quan tổ chức học tập."
    )

    assert paragraphs(text)[1:] == [
        "1. Củng cố tổ chức cơ sở đảng theo Nghị quyết số 171/NQ-CP",
        "Thủ trưởng các cơ quan tổ chức học tập.",
    ]


def test_a_footnote_in_mid_sentence_goes_to_the_end_and_to_its_paragraph():
    """Footnotes leave the running text, which is joined across them; the paragraph keeps their words."""
    text = (
        BODY
        + "a) Hoàn thiện các quy định tại Kế hoạch số 64-KH/TU¹; nhất là các\n\n¹ Kế hoạch số 64-KH/TU ngày 12/01/2022.\n\nvăn bản về cán bộ."
    )

    document = repair(read(text.encode(), "a.txt"))

    assert (
        document.paragraphs[1].text
        == "a) Hoàn thiện các quy định tại Kế hoạch số 64-KH/TU; nhất là các văn bản về cán bộ."
    )
    assert document.paragraphs[1].notes == ("Kế hoạch số 64-KH/TU ngày 12/01/2022.",)
    assert document.text.rstrip().endswith("¹ Kế hoạch số 64-KH/TU ngày 12/01/2022.")


def test_hard_wrapped_text_without_blank_lines_is_cut_at_markers_and_short_lines():
    """Where no blank line helps, a marker or a line that ends early begins a new paragraph."""
    wrapped = """I. TỔ CHỨC THỰC HIỆN
1. Giao Sở Nông nghiệp và Môi trường
Khẩn trương chia sẻ toàn bộ cơ sở dữ liệu đất đai đã được cập nhật cùng các tờ
bản đồ có thông tin địa chỉ đến Ủy ban nhân dân các phường để rà soát, đối
chiếu theo quy định tại khoản
3 Điều 2 của Nghị định số 12/2024/NĐ-CP.
Các phường báo cáo kết quả hằng tháng, gửi về cơ quan thường trực trước ngày
25 để tổng hợp.
2. Giao Công an tỉnh hướng dẫn các phường, xã cập nhật dữ liệu và làm sạch số
nhà trên địa bàn; phối hợp với các cơ quan liên quan bảo đảm dữ liệu thống nhất
và chính xác."""

    found = paragraphs(wrapped)

    assert [text[:24] for text in found] == [
        "I. TỔ CHỨC THỰC HIỆN",
        "1. Giao Sở Nông nghiệp v",
        "Khẩn trương chia sẻ toàn",
        "Các phường báo cáo kết q",
        "2. Giao Công an tỉnh hướ",
    ]
    assert "theo quy định tại khoản 3 Điều 2" in found[2]


def test_doubled_words_are_said_once_and_page_numbers_dropped():
    """A word typed twice at a line join stands once; a lone page number vanishes."""
    text = BODY + "1. Thực hiện số số 18-NQ/TW theo chỉ đạo của Trung ương và\n\n12\n\ncác văn bản liên quan."

    assert paragraphs(text)[1] == "1. Thực hiện số 18-NQ/TW theo chỉ đạo của Trung ương và các văn bản liên quan."


def test_what_a_site_prints_around_a_document_is_dropped():
    """Metadata before the letterhead and the site's own words after the signature are no part of the plan."""
    site = (
        "Đang tải văn bản...\n**Số hiệu:**\n|\n12/KH-UBND\n|\n**Loại văn bản:**\n|\nKế hoạch\n|\n**Người ký:**\n|\nA\n|\n"
        "**Tình trạng:**\n|\nĐã biết\n|\n|\n**UBND TỈNH A**\n|\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\n|\n\nKẾ HOẠCH\n\n"
        "1. Mở lớp bồi dưỡng cho cán bộ cấp xã.\n\nNơi nhận:\n- Lưu: VT.\n\nVăn bản liên quan\n\nBan hành: 01/01/2020"
    )

    found = paragraphs(site)

    assert found[0] == "UBND TỈNH A"
    assert found[-1] == "- Lưu: VT."
