"""What kind of words an item is: an order, a heading over orders, or something that is never a task.

The rules are those of reading plans: goals, funding, closing requests and definitions order nothing; an
item whose own text is a heading only holds its sub-items; a complete sentence over further orders is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.plans.roles import heading_agencies
from pipeline.plans.sections import bears_tasks, kind_of_heading
from pipeline.records import Section
from pipeline.text.normalize import is_capitals

LIST_MARKS = "-–—+*•●▪○"
_LONGEST_HEADING = 45  # words of a heading with no stop at its end
_LONGEST_STOPPED_HEADING = 22  # words of a heading that ends with a stop
_SHORT_ENTRY = 14  # words of an entry of a list of things; orders are longer
_SHORTEST_TASK = 15  # characters


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I | re.S)


_THIS = r"(?:kế hoạch|chỉ thị|chương trình|công điện|quyết định|hướng dẫn|kết luận|nghị quyết|quy chế|công văn) này"
_ASKS = r"\b(?:giao|yêu cầu|đề nghị|chủ trì)\b"
_LEADERS = r"(?:bộ chính trị|ban bí thư|chính phủ|(?:phó )?thủ tướng|hội nghị|thường trực|chủ tịch|đồng chí)"
_NUMBER_LEAD = (
    r"(?:(?:phấn đấu|đạt|có|ít nhất|tối thiểu|trên|bảo đảm|đảm bảo|duy trì|khoảng|đến (?:hết )?năm \d{4},?) ){0,3}"
)

# Never a task, wherever it stands.
_NEVER = _any(
    # closing words
    r"trên đây là",
    r"(?:trong )?quá trình (?:triển khai|tổ chức|thực hiện|chỉ đạo)[^.]{0,120}(?:vướng mắc|khó khăn|phát sinh)",
    r"(?:nếu|trường hợp) (?:có|gặp|phát sinh)[^.]{0,40}(?:vướng mắc|khó khăn)",
    r"trường hợp (?:cần|cần thiết|có)[^.]{0,40}(?:điều chỉnh|sửa đổi|bổ sung)",
    _THIS + r" (?:có hiệu lực|thay thế|được phổ biến|thực hiện kể từ|là căn cứ|là cơ sở)",
    r"nhận được (?:công điện|chỉ thị|công văn|kế hoạch)",
    r"lưu ý\s*:?$|trân trọng|lưu\s*:|ghi chú",
    # where the money comes from, unless an agency is told to find it
    r"(?:nguồn )?kinh phí\b(?!.{0,80}\b(?:chủ trì|có trách nhiệm)\b)",
    # a target: "Ít nhất 85% …"
    _NUMBER_LEAD + r"\d+(?:[.,]\d+)?\s*%",
    # agreement and praise that ask for nothing
    r"(?:(?:về )?cơ bản )?(?:thống nhất|đồng ý|nhất trí)\b(?!.*" + _ASKS + ")",
    _LEADERS + r"\b[^.;:]{0,80}(?:ghi nhận|biểu dương|đánh giá cao|hoan nghênh)\b(?!.*" + _ASKS + ")",
)
_CLOSING_REQUEST = _any(
    r"(?:ủy|uỷ) ban nhân dân|ubnd|các (?:cơ quan|sở|đơn vị|đồng chí)|chủ tịch|thủ tướng|yêu cầu|đề nghị",
    r"ban thường vụ|ban thường trực|giám đốc|bộ trưởng|văn phòng|căn cứ",
)
_CLOSING_TONE = _any(
    r"nghiêm túc|vướng mắc|thực hiện tốt|đúng tiến độ|nêu trên|khẩn trương|quan tâm thực hiện",
    r"biết,? (?:phối hợp|chỉ đạo|thực hiện)",
    _THIS,
)
_DIFFICULTY = _any(r"(?=.{0,100}(?:quá trình|nếu có)).{0,140}vướng mắc")
_DEFINITION = _any(
    r"(?:[^\s,;.:]+ ){1,9}(?:là|gồm) "
    r"(?:quá trình|yếu tố|trụ cột|điều kiện|nền tảng|động lực|chìa khóa|khâu|xu thế|việc)\b"
)
_ENUMERATION = _any(
    r"\b(?:gồm|bao gồm|gồm có|trong đó|như|cụ thể gồm|sau đây gọi)(?: các [^:]{1,60}| \d+ [^:]{1,60})?\s*:$"
)
_OF_TASKS = _any(
    r"\b(?:các|những|một số|\d+) (?:nội dung, )?"
    r"(?:nhiệm vụ|công việc|việc|hoạt động|dự án|tiểu dự án|giải pháp|nội dung|phần việc)\b(?!.*\bnhư\s*:$)"
)
_LIST_OF_ORDERS = _any(r"(?:cụ thể|như sau|sau đây|nội dung sau|nhiệm vụ sau|việc sau|sau)\s*:?$")
_SENTENCE = re.compile(
    r"\b(?:chủ trì|có trách nhiệm|chịu trách nhiệm|phối hợp với|yêu cầu các|giao cho|tiếp tục|bảo đảm|đảm bảo)\b"
    r"|;|\.\s+[A-ZÀ-ỸĐ]"
)
# Articles of a decision enact; those that assign say so.
_ASSIGNS = _any(r"\b(?:giao|chủ trì|phối hợp|yêu cầu|có trách nhiệm)\b")
_ENACTS = _any(
    r"ban hành kèm theo|có hiệu lực|chịu trách nhiệm (?:thi hành|thực hiện)|thay thế|phạm vi|đối tượng|phê duyệt"
)


def is_never_task(section: Section, *, last: bool) -> bool:
    """Whether an item cannot be a task, whatever stands below it.

    Parameters
    ----------
    last : whether only unnumbered paragraphs follow it to the end of the body.
    """
    text = section.text
    if section.kind == "decision":
        return bool(_ENACTS.search(text)) or not _ASSIGNS.search(text)
    if not bears_tasks(section.kind) or len(text) < _SHORTEST_TASK or _NEVER.match(text) or is_capitals(text):
        return True
    if section.marker:
        return bool(_DIFFICULTY.match(text))
    if (text.endswith(":") and not lists_objects(section)) or text.startswith("(") or _DEFINITION.match(text):
        return True
    return last and bool(_CLOSING_REQUEST.match(text)) and bool(_CLOSING_TONE.search(text))


def is_heading(section: Section, *, among_headings: bool = False) -> bool:
    """Whether the text of an item with items below it is a heading and not a sentence of its own.

    Parameters
    ----------
    among_headings : whether its siblings are plainly headings; then a full stop does not make it a sentence.
    """
    text = section.text
    words = len(text.split())
    if text.endswith(":"):
        return not lists_objects(section)
    if section.paragraph.bold or is_capitals(text) or _LIST_OF_ORDERS.search(text) or heading_agencies(text):
        return True
    if text[-1:] not in ".;!" or (among_headings and not _ASSIGNS.search(text)):
        return words <= _LONGEST_HEADING
    return words <= _LONGEST_STOPPED_HEADING and not _SENTENCE.search(text)


def are_headings(sections: Sequence[Section]) -> bool:
    """Whether of numbered siblings with items below them two thirds are plainly headings."""
    parents = [s for s in sections if s.children and s.marker and s.marker[0] not in LIST_MARKS]
    plain = [s for s in parents if s.paragraph.bold or s.text[-1:] not in ".;"]
    return len(plain) >= 2 and len(plain) * 3 >= len(parents) * 2


def is_bare_heading(section: Section) -> bool:
    """Whether an item without orders below it only names an agency, a part, or what stands below it."""
    text = section.text
    words = len(text.split())
    if section.children and section.paragraph.bold and text[-1:] not in ".;":
        return True
    if words < 4 or (text.endswith(":") and words < 14):
        return True
    if text[-1:] in ".;":
        return False
    named = section.marker[:1].isupper() and words < 14 and kind_of_heading(text) is not None
    return named or (words < 30 and bool(heading_agencies(text)))


def lists_objects(section: Section) -> bool:
    """Whether a sentence opens a list of things ("hồ sơ gồm:") rather than of orders ("các nhiệm vụ gồm:")."""
    if not _ENUMERATION.search(section.text) or _OF_TASKS.search(section.text[-160:]):
        return False
    words = [len(child.text.split()) for child in section.children]
    return not words or sum(words) < _SHORT_ENTRY * len(words)


def is_order(text: str) -> bool:
    """Whether a dash below a complete sentence orders something, rather than naming a thing of the sentence."""
    return len(text.split()) >= 8 or bool(_SENTENCE.search(text))
