"""Where the body of a plan is: after letterhead and preamble, before recipients and signature, and its annexes.

The parts of the page are those of Nghị định 30/2020/NĐ-CP (phụ lục I) and Hướng dẫn 36-HD/VPTW.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.plans.markers import LISTS, find_marker
from pipeline.plans.sections import kind_of_heading
from pipeline.records import Paragraph
from pipeline.text.normalize import is_capitals

_RECIPIENTS = re.compile(r"nơi nhận|(?:bản sao )?kính gửi(?=\s*[:.])", re.I)
_ADDRESSED = re.compile(r"kính gửi\s*:", re.I)
_SIGNATURE = re.compile(
    r"(?:TM|KT|TL|TUQ|Q)\s*\.\s*[A-ZÀ-ỸĐ]|[TK]/[MTL]\s+[A-ZÀ-ỸĐ]"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|BỘ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG BAN)$"
)
_TITLE = re.compile(
    r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|ĐỀ ÁN|QUY ĐỊNH|QUY CHẾ|PHƯƠNG ÁN|HƯỚNG DẪN|ĐỀ CƯƠNG|DỰ ÁN|CHIẾN LƯỢC)"
    r"(?:\s+[A-ZÀ-ỸĐ]|$)"
)
_ATTACHED = re.compile(r"kèm theo (?:quyết định|nghị quyết|kế hoạch|thông báo|công văn)", re.I)
_ENCLOSED = re.compile(r"\(?\s*(?:(?:ban hành )?kèm theo|đính kèm)\s", re.I)
_FIRST_ITEM = re.compile(r"\b(?:I|1)\s?[.\-/)]")
_ADDRESSEES = re.compile(r"(?:kính gửi|điện\s*:?|gửi)\s*:?$", re.I)
_OPENING = re.compile(
    r"như sau|sau đây|yêu cầu|chỉ đạo|đề nghị|nội dung sau|nhiệm vụ sau|công việc sau|kết luận|điện\b|quyết nghị",
    re.I,
)
_ENACTING = re.compile(r"QUYẾT (?:ĐỊNH|NGHỊ)\s*:?$")
_ASKS = re.compile(r"\b(?:yêu cầu|đề nghị|giao|chỉ đạo)\b", re.I)
_LONGEST_TITLE = 400  # characters


def body(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Return the paragraphs from the first item or order on, without what follows a signature.

    After a signature the body goes on at an annex, a table or a second document.
    """
    inside = True
    for i in range(_start(paragraphs), len(paragraphs)):
        if inside:
            inside = not _closes(paragraphs[i])
        else:
            inside = _reopens(paragraphs, i)
        if inside:
            yield paragraphs[i]


def begins_document(text: str) -> bool:
    """Whether a line is the title of a second document in the file, whose numbering starts anew."""
    return len(text) < _LONGEST_TITLE and is_capitals(text) and bool(_TITLE.match(text))


def is_enclosed(text: str) -> bool:
    """Whether a line says what a part of the file is enclosed with: "(Kèm theo Kế hoạch số 45/KH-UBND …)"."""
    return bool(_ENCLOSED.match(text)) and len(text) < _LONGEST_TITLE


def _start(paragraphs: Sequence[Paragraph]) -> int:
    """Return where the first item or order stands.

    Dash lists before it are addressees ("Kính gửi:", "THỦ TƯỚNG CHÍNH PHỦ điện:").
    """
    addressees = False
    for i, paragraph in enumerate(paragraphs):
        text = paragraph.text
        marker = find_marker(text)
        if paragraph.table or (marker and marker.ladder not in (*LISTS, "paren")):
            return i
        if _ADDRESSEES.search(text) or _ADDRESSED.match(text):
            addressees = True
        elif _RECIPIENTS.match(text):
            break
        elif marker is None:
            if _opens_list(text):
                return i + 1
            addressees = False
        elif not addressees and i and paragraphs[i - 1].text.endswith(":"):
            return i
        if i > 3 and paragraph.bold and is_capitals(text) and kind_of_heading(text):
            return i
    return _first_order(paragraphs)


def _opens_list(text: str) -> bool:
    """Whether the preamble ends here: "… ban hành Kế hoạch như sau:"."""
    return text.endswith(":") and bool(_OPENING.search(text)) and not _ENACTING.search(text) and not is_capitals(text)


def _first_order(paragraphs: Sequence[Paragraph]) -> int:
    """Return, for a letter without any markers, the first paragraph that asks somebody for something."""
    asking = (i for i, p in enumerate(paragraphs) if len(p.text) > 80 and _ASKS.search(p.text))
    return next(asking, len(paragraphs))


def _closes(paragraph: Paragraph) -> bool:
    """Whether recipients or a signature begin here."""
    text = paragraph.text
    return not paragraph.table and len(text) < 200 and bool(_RECIPIENTS.match(text) or _SIGNATURE.match(text))


def _reopens(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether an annex, a table or a second document begins here."""
    text = paragraphs[i].text
    marker = find_marker(text)
    if paragraphs[i].table or (marker and marker.ladder == "annex"):
        return True
    if len(text) >= _LONGEST_TITLE or marker:
        return False
    if (paragraphs[i].bold or is_capitals(text)) and any(is_enclosed(p.text) for p in paragraphs[i + 1 : i + 3]):
        return True  # an annex that has a title and no number
    if not _TITLE.match(text):
        return False
    following = " ".join(p.text for p in paragraphs[i + 1 : i + 5])
    return bool(_ATTACHED.search(f"{text} {following}") or _FIRST_ITEM.search(following))
