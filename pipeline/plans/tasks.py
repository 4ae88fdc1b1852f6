"""The outline to tasks: which items order something, and what their containers add.

Follows the house rules of reading: the leaf rule (an item whose own text is a heading is a container, a
complete sentence over further orders is a task like them), attribute lines (they fill the item above; one
block governs all dashes before it), and what is never a task (goals, preambles, funding, closing words).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.plans.attributes import Attribute, find_attribute
from pipeline.plans.deadlines import find_deadlines
from pipeline.plans.references import find_references
from pipeline.plans.roles import Roles, assign_roles, heading_agencies
from pipeline.plans.sections import bears_tasks, kind_of_heading
from pipeline.plans.tables import Column, TaskRow, head_row, read_columns, task_rows
from pipeline.records import Deadline, Paragraph, Section, Task
from pipeline.text.normalize import is_capitals, squeeze

_CLOSING = re.compile(
    r"trên đây là|(?:trong )?quá trình (?:triển khai|tổ chức|thực hiện|chỉ đạo)[^.]{0,120}(?:vướng mắc|khó khăn|phát sinh)"
    r"|(?:nếu|trường hợp) (?:có|gặp|phát sinh)[^.]{0,40}(?:vướng mắc|khó khăn)|(?:kế hoạch|chỉ thị|chương trình|công điện|quyết định|hướng dẫn|kết luận|nghị quyết|quy chế) này (?:có hiệu lực|thay thế|được phổ biến|thực hiện kể từ|là căn cứ|là cơ sở)"
    r"|trường hợp (?:cần|cần thiết|có)[^.]{0,40}(?:điều chỉnh|sửa đổi|bổ sung)"
    r"|nhận được (?:công điện|chỉ thị|công văn|kế hoạch)|lưu ý\s*:?$|trân trọng|lưu\s*:|ghi chú",
    re.I,
)
_CLOSING_REQUEST = re.compile(
    r"(?:ủy|uỷ) ban nhân dân|ubnd|các (?:cơ quan|sở|đơn vị|đồng chí)|chủ tịch|thủ tướng|yêu cầu|đề nghị|ban thường vụ|ban thường trực|giám đốc|bộ trưởng|văn phòng|căn cứ", re.I
)
_CLOSING_TONE = re.compile(
    r"nghiêm túc|vướng mắc|thực hiện tốt|đúng tiến độ|nêu trên|khẩn trương|biết,? (?:phối hợp|chỉ đạo|thực hiện)|(?:kế hoạch|chỉ thị|công điện|chương trình|kết luận|hướng dẫn|công văn) này", re.I
)
_FUNDING = re.compile(r"(?:nguồn )?kinh phí\b(?!.{0,80}\b(?:chủ trì|có trách nhiệm)\b)", re.I)
_TARGET = re.compile(r"(?:(?:phấn đấu|đạt|có|ít nhất|tối thiểu|trên|bảo đảm|đảm bảo|duy trì|khoảng|đến (?:hết )?năm \d{4},?) ){0,3}\d+(?:[.,]\d+)?\s*%", re.I)
_ASSENT = re.compile(
    r"(?:(?:về )?cơ bản )?(?:thống nhất|đồng ý|nhất trí)\b(?!.*\b(?:giao|yêu cầu|đề nghị|chủ trì)\b)"
    r"|(?:bộ chính trị|ban bí thư|chính phủ|(?:phó )?thủ tướng|hội nghị|thường trực|chủ tịch|đồng chí|ban chỉ đạo)\b[^.;:]{0,80}(?:ghi nhận|biểu dương|đánh giá cao|hoan nghênh)\b(?!.*\b(?:giao|yêu cầu|đề nghị|chủ trì)\b)",
    re.I | re.S,
)
_NEVER = re.compile("|".join(pattern.pattern for pattern in (_CLOSING, _FUNDING, _TARGET, _ASSENT)), re.I | re.S)
_DEFINITION = re.compile(r"(?:[^\s,;.:]+ ){1,9}(?:là|gồm) (?:quá trình|yếu tố|trụ cột|điều kiện|nền tảng|động lực|chìa khóa|khâu|xu thế|việc)\b", re.I)
_ENUMERATION = re.compile(r"\b(?:gồm|bao gồm|gồm có|trong đó|như|cụ thể gồm|sau đây gọi)(?: các [^:]{1,60}| \d+ [^:]{1,60})?\s*:$", re.I)
_OF_TASKS = re.compile(r"\b(?:các|những|một số|\d+) (?:nội dung, )?(?:nhiệm vụ|công việc|việc|hoạt động|dự án|tiểu dự án|giải pháp|nội dung|phần việc)\b(?!.*\bnhư\s*:$)", re.I)
_LIST_OF_ORDERS = re.compile(r"(?:cụ thể|như sau|sau đây|nội dung sau|nhiệm vụ sau|việc sau|sau)\s*:?$", re.I)
_SENTENCE = re.compile(r"\b(?:chủ trì|có trách nhiệm|chịu trách nhiệm|phối hợp với|yêu cầu các|giao cho|tiếp tục|bảo đảm|đảm bảo)\b|;|\.\s+[A-ZÀ-ỸĐ]", re.I)
_SHORT_ENTRY = 14  # words of an entry of a list of things; orders are longer
_LONGEST_HEADING = 45  # words of a heading with no stop at its end
_LONGEST_STOPPED_HEADING = 22  # words of a heading that ends with a stop
_DECISION_ORDER = re.compile(r"\b(?:giao|chủ trì|phối hợp|yêu cầu)\b", re.I)
_ARTICLE_NO_TASK = re.compile(r"ban hành kèm theo|có hiệu lực|chịu trách nhiệm (?:thi hành|thực hiện)|thay thế|phạm vi|đối tượng|phê duyệt", re.I)
_LIST_MARKS = "-–—+*•●▪○"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item stands: the markers and words above it, outermost first."""

    path: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    def below(self, section: Section) -> _Place:
        path = (*self.path, section.marker) if section.marker else self.path
        return _Place(path, (*self.headings, section.text) if section.text else self.headings)


@dataclass(slots=True)
class _Draft:
    """A task before its fields are read."""

    place: _Place
    marker: str
    text: str
    paragraph: Paragraph
    start: int
    end: int
    attributes: list[Attribute] = field(default_factory=list)
    inherited: list[Attribute] = field(default_factory=list)

    def add(self, attributes: Sequence[Attribute]) -> None:
        """Take attribute lines; a field named anew replaces what the containers say."""
        self.attributes.extend(attributes)

    def inherit(self, attributes: Sequence[Attribute]) -> None:
        named = {a.field for a in [*self.attributes, *self.inherited]}
        self.inherited.extend(a for a in attributes if a.field not in named)


def find_tasks(sections: Sequence[Section]) -> tuple[Task, ...]:
    """Return the tasks of an outline in reading order, with their fields."""
    drafts = list(_rows([section for section in sections if section.rows], _Place()))
    for number, section in enumerate(sections):
        if not section.rows:
            drafts.extend(_visit(section, _Place(), last=_only_words_follow(sections[number + 1 :])))
    return tuple(_task(n, draft) for n, draft in enumerate(sorted(drafts, key=lambda d: d.start)))


def _visit(section: Section, place: _Place, *, last: bool = False, among_headings: bool = False) -> list[_Draft]:
    """Return the tasks of an item and of all below it.

    Parameters
    ----------
    last : whether it stands at the very end of the body, where the closing words are.
    among_headings : whether its siblings with items below them are headings, so that it is one too.
    """
    attribute = find_attribute(section.text)
    content = attribute.value_start if attribute and attribute.field == "content" and attribute.value else 0
    below, own = _visit_children(section, place.below(section), last=last)
    if not content and not _may_be_task(section, last=last and not section.children):
        return below
    if below and (_is_heading(section) or (among_headings and len(section.text.split()) <= _LONGEST_HEADING)):
        return below
    text = section.text[content:]
    draft = _Draft(place, section.marker, text, section.paragraph, section.start, section.paragraph.end)
    draft.add(own)
    if not below:
        return [draft] if own or not _is_bare_heading(section) else []
    if _lists_objects(section):
        return [draft]
    return [draft, *(d for d in below if d.marker[:1] not in _LIST_MARKS or d.marker == "" or _orders(d.text))]


def _visit_children(section: Section, place: _Place, *, last: bool) -> tuple[list[_Draft], list[Attribute]]:
    """Return the tasks below an item, and the attribute lines that are about the item itself.

    An attribute block governs the tasks before it among its siblings, up to the previous block; a block
    with no task before it is about the item above, and through it about all its tasks.
    """
    drafts: list[_Draft] = []
    pending: list[_Draft] = []
    own: list[Attribute] = []
    block: list[_Draft] | None = None
    headings = _mostly_headings(section.children)
    drafts.extend(_rows([child for child in section.children if child.rows], place))
    for n, child in enumerate(section.children):
        if child.rows:
            continue
        attributes = list(_attributes(child))
        if attributes:
            if block is None:
                block, pending = pending, []
            for draft in block:
                draft.add(attributes)
            if not block:
                own.extend(attributes)
            continue
        block = None
        at_end = last and _only_words_follow(section.children[n + 1 :])
        new = _visit(child, place, last=at_end, among_headings=headings)
        pending.extend(new)
        drafts.extend(new)
    for draft in drafts:
        draft.inherit(own)
    return drafts, own


def _only_words_follow(sections: Sequence[Section]) -> bool:
    """Whether nothing but unnumbered paragraphs comes after: the closing words stand there."""
    return all(section.marker == "" and not section.rows for section in sections)


def _mostly_headings(sections: Sequence[Section]) -> bool:
    """Whether of numbered siblings with items below them two thirds are plainly headings."""
    parents = [s for s in sections if s.children and s.marker and s.marker[0] not in _LIST_MARKS]
    plain = [s for s in parents if s.paragraph.bold or s.text[-1:] not in ".;"]
    return len(plain) >= 2 and len(plain) * 3 >= len(parents) * 2


def _attributes(section: Section) -> Iterator[Attribute]:
    """Return the attributes that an item states: on its line, or in the lines below its label."""
    found = find_attribute(section.text)
    if found is None or found.field == "content" or section.marker[:1] in "IVXLC" and section.marker[:1]:
        return
    if found.value:
        yield found
        return
    values = [child.text.rstrip(" .;") for child in section.children]
    if not values or any(len(value) > 200 for value in values):
        return
    for child in section.children:
        inner = find_attribute(child.text)
        if inner and inner.field != "content":
            yield inner
        else:
            yield Attribute(found.field, child.text.rstrip(" .;"), found.value_start)


def _may_be_task(section: Section, *, last: bool) -> bool:
    """Whether an item can be a task at all, whatever stands below it."""
    text = section.text
    if section.kind == "decision":
        return bool(_DECISION_ORDER.search(text)) and not _ARTICLE_NO_TASK.search(text)
    if not bears_tasks(section.kind) or len(text) < 15 or _NEVER.match(text):
        return False
    if section.marker[:1] in "IVXLC" and section.marker[:1] and is_capitals(text):
        return False
    if section.marker == "":
        return not (
            (text.endswith(":") and not _lists_objects(section))
            or is_capitals(text)
            or text.startswith("(")
            or _DEFINITION.match(text)
            or (last and bool(_CLOSING_REQUEST.match(text)) and bool(_CLOSING_TONE.search(text)))
        )
    return "vướng mắc" not in text[:140] or not re.search(r"quá trình|nếu có", text[:100], re.I)


def _is_heading(section: Section) -> bool:
    """Whether the text of an item with items below it is a heading, not a sentence of its own."""
    text = section.text
    if text.endswith(":"):
        return not _lists_objects(section)
    words = len(text.split())
    if section.paragraph.bold or is_capitals(text) or _LIST_OF_ORDERS.search(text):
        return True
    if heading_agencies(text):
        return True
    if text[-1:] in ".;!":
        return words <= _LONGEST_STOPPED_HEADING and not _SENTENCE.search(text)
    return words <= _LONGEST_HEADING


def _lists_objects(section: Section) -> bool:
    """Whether a sentence opens a list of things ("hồ sơ gồm:") rather than of orders ("các nhiệm vụ gồm:")."""
    if not _ENUMERATION.search(section.text) or _OF_TASKS.search(section.text[-160:]):
        return False
    words = [len(child.text.split()) for child in section.children]
    return not words or sum(words) < _SHORT_ENTRY * len(words)


def _is_bare_heading(section: Section) -> bool:
    """Whether an item without anything below it only names an agency or a part."""
    text = section.text
    if is_capitals(text) and len(text) < 300:
        return True
    if text.endswith(":") and len(text.split()) < 14:
        return True
    words = len(text.split())
    if words < 4 or (words < 14 and kind_of_heading(text) and text[-1:] not in ".;" and section.marker[:1].isupper()):
        return True
    return words < 30 and text[-1:] not in ".;" and bool(heading_agencies(text))


def _orders(text: str) -> bool:
    """Whether a dash below a complete sentence orders something, rather than listing what the sentence names."""
    return len(text.split()) >= 8 or bool(_SENTENCE.search(text))


def _rows(tables: Sequence[Section], place: _Place) -> Iterator[_Draft]:
    """Return the tasks of the tables below one item; a table without a head row continues the one before it."""
    columns: tuple[Column, ...] | None = None
    for section in tables:
        head = head_row(section.rows)
        if head is not None:
            columns = read_columns(section.rows[head])
        elif columns is not None and len(section.rows[0].cells) != len(columns):
            columns = None
        for row in task_rows(section.rows, columns):
            yield _row_draft(row, place)


def _row_draft(row: TaskRow, place: _Place) -> _Draft:
    inner = _Place((*place.path, *row.group), (*place.headings, *row.headings))
    draft = _Draft(inner, row.marker, row.text, row.paragraph, row.start, row.end)
    cells = (("lead", row.lead), ("partners", row.partners), ("deadline", row.deadline), ("product", row.product), ("other", row.source))
    draft.add([Attribute(name, value.strip(), 0) for name, value in cells if value.strip()])  # type: ignore[arg-type]
    return draft


_NAMES = {"lead": "Chủ trì", "partners": "Phối hợp", "deadline": "Thời gian", "product": "Sản phẩm", "funding": "Kinh phí", "other": "Ghi chú", "content": "Nội dung"}


def _task(ordinal: int, draft: _Draft) -> Task:
    """Read the fields of a task."""
    text = squeeze(draft.text)
    known = [*draft.attributes, *draft.inherited]
    roles = _roles(text, draft, known)
    return Task(
        ordinal,
        draft.marker,
        draft.place.path,
        draft.place.headings,
        text,
        tuple(f"{_NAMES[a.field]}: {a.value}" for a in draft.attributes),
        roles.lead,
        roles.partners,
        _deadlines(text, draft, known),
        _references(text, draft, known),
        draft.paragraph.page,
        draft.start,
        draft.end,
    )


def _roles(text: str, draft: _Draft, known: Sequence[Attribute]) -> Roles:
    return assign_roles(
        text,
        headings=draft.place.headings,
        lead_lines=tuple(a.value for a in known if a.field == "lead"),
        partner_lines=tuple(a.value for a in known if a.field == "partners"),
    )


def _deadlines(text: str, draft: _Draft, known: Sequence[Attribute]) -> tuple[Deadline, ...]:
    """Deadlines of the words, the attribute lines, and the sentences of the containers."""
    found = list(find_deadlines(text))
    for attribute in known:
        if attribute.field == "deadline":
            found.extend(find_deadlines(attribute.value, attribute=True))
    for heading in draft.place.headings[1:]:
        if heading.endswith(":") or "(" in heading:
            found.extend(find_deadlines(heading))
    return tuple({(d.raw, d.value): d for d in reversed(found)}.values())[::-1]


def _references(text: str, draft: _Draft, known: Sequence[Attribute]) -> tuple[str, ...]:
    """Codes cited by the words, by the footnotes they carry and by the attribute lines."""
    sources = [text, *draft.paragraph.notes, *(a.value for a in known if a.field in ("other", "product", "deadline"))]
    return tuple(dict.fromkeys(reference.code for source in sources for reference in find_references(source)))
