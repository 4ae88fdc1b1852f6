"""Attribute lines: ``Đơn vị chủ trì: …``, ``Thời gian thực hiện: …`` fill the fields of the item above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.text.normalize import match_form

Field = Literal["lead", "partners", "deadline", "product", "funding", "other", "content"]

NAMES: dict[Field, str] = {
    "lead": "Chủ trì",
    "partners": "Phối hợp",
    "deadline": "Thời gian",
    "product": "Sản phẩm",
    "funding": "Kinh phí",
    "other": "Ghi chú",
    "content": "Nội dung",
}
"""What a field is called where an attribute line is shown."""

_BODY = "(?:đơn vị|cơ quan|bộ phận|phòng|cá nhân|ngành|đầu mối|lãnh đạo|người)"
_DOES = "(?:chủ trì|thực hiện|đầu mối|tham mưu|chịu trách nhiệm|phụ trách|tổ chức|triển khai|theo dõi|soạn thảo|chính)"
_TIMED = (
    "(?:tiến độ|thực hiện|hoàn thành|triển khai|ban hành|trình|báo cáo|tổ chức|bắt đầu|kết thúc|dự kiến|xong|gửi"
    "|phê duyệt|xây dựng|nộp)"
)
_YIELD = "(?:dự kiến|đầu ra|thực hiện|hoàn thành|cần đạt|chủ yếu|đạt được)"
# Tried in this order: "Đơn vị phối hợp thực hiện" is about partners before it is about who acts.
_LABELS: tuple[tuple[Field, str], ...] = (
    (
        "partners",
        rf"(?:{_BODY}(?:,? {_BODY})* |các )?(?:cùng )?(?:phối hợp|phối kết hợp)"
        r"(?: (?:thực hiện|chính|tham mưu thực hiện))?",
    ),
    (
        "lead",
        rf"{_BODY}(?:,? (?:và )?{_BODY})* (?:được giao |được phân công |làm )?{_DOES}(?:,? (?:và )?{_DOES})*"
        r"|chủ trì(?: (?:thực hiện|tham mưu|soạn thảo))?|phân công(?: thực hiện| nhiệm vụ)?"
        r"|trách nhiệm(?: thực hiện| chủ trì)?|giao thực hiện",
    ),
    (
        "deadline",
        rf"(?:dự kiến )?(?:thời gian|thời hạn|thời điểm|tiến độ|lộ trình|hạn)(?:,? (?:và )?{_TIMED})*",
    ),
    (
        "product",
        rf"(?:dự kiến )?(?:sản phẩm|kết quả|kết quả, sản phẩm|sản phẩm, kết quả|đầu ra)(?: {_YIELD})*",
    ),
    ("funding", r"(?:nguồn )?kinh phí(?: (?:thực hiện|dự kiến|triển khai))?|nguồn vốn"),
    (
        "other",
        r"thành phần(?: tham (?:dự|gia))?|(?:địa điểm|hình thức|phương thức|địa bàn|phạm vi)(?: (?:thực hiện|tổ chức))?"
        r"|đối tượng(?: (?:tham gia|thực hiện))?|số lượng|quy mô|ghi chú|thời lượng",
    ),
    ("content", r"(?:nội dung|nhiệm vụ|công việc)(?: (?:thực hiện|công việc|chính|cụ thể|nhiệm vụ))?"),
)
_LABEL = re.compile(
    r"[-+*•]?\s*(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS)
    + r")\s*(?:\([^()]{1,60}\))?\s*:\s*"
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute line: the field it fills, its value, and where the value begins in the line."""

    field: Field
    value: str
    value_start: int


def find_attribute(text: str) -> Attribute | None:
    """Return the attribute that a line states, None for any other line.

    Examples
    --------
    >>> find_attribute("Đơn vị chủ trì tham mưu thực hiện: Sở Tư pháp.")
    Attribute(field='lead', value='Sở Tư pháp', value_start=35)
    >>> find_attribute("Sở Tư pháp chủ trì thực hiện") is None
    True
    """
    head = text[:110]
    if ":" not in head:
        return None
    match = _LABEL.match(match_form(head))
    if match is None or match.lastgroup is None:
        return None
    value = text[match.end() :].strip().rstrip(".;")
    return Attribute(match.lastgroup, value, match.end())  # type: ignore[arg-type]
