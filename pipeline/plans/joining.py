"""Which line goes on with the paragraph before it: page ends, hard wraps and headings told apart.

Three kinds of files come in: one paragraph a line (cut only at page ends), hard-wrapped with blank lines
between paragraphs, hard-wrapped without any. What begins a new paragraph is decided by markers first,
then by emphasis and capitals, then by how the line before ends (conventions of official documents:
Nghị định 30/2020/NĐ-CP, Hướng dẫn 36-HD/VPTW).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.plans.markers import Marker, find_marker, is_terminal
from pipeline.plans.roles import heading_agencies
from pipeline.records import Line, Table
from pipeline.text.normalize import is_capitals

_PAGE_NUMBER = re.compile(r"(?:trang\s+)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?", re.I)
# Words after which no paragraph can end: the rest stands on the next line, even if it begins with a capital.
_HANGING = re.compile(
    r"(?:\b(?:của|và|hoặc|với|các|những|một|theo|về|tại|trong|cho|từ|đến|do|bởi|để|là|được|bị|như|trên|dưới"
    r"|ngày|tháng|năm|số|khoản|điều|điểm|việc|thuộc|đối|nhằm|nếu|khi|mà|đã|sẽ|đang|phải|cùng|giữa|qua|bằng|vào"
    r"|đồng chí|Ban|Ủy|Uỷ|Bộ|Sở|Hội|Mặt|Công|Văn|Nhà|Trung|Quốc|Thanh|Tỉnh|Thủ|Phó|Chủ|Nghị|Quyết|Kế|Chỉ|Kết"
    r"|Thông|Tổng|Viện|Tòa)|[,(“‘/–-])$"
)
_BEFORE_PLACE = re.compile(r"\b(?:phường|xã|huyện|quận|thị trấn|thôn|bản|tỉnh|thành phố|thị xã)$")
_HANGING_VERB = re.compile(
    r"\b(?:thực hiện|ban hành|triển khai|tiếp tục|nâng cao|đẩy mạnh|tăng cường|phối hợp|chủ trì|tham mưu|hướng dẫn"
    r"|chỉ đạo|quán triệt|báo cáo|sửa đổi|bổ sung|xây dựng|thi hành|trình|gửi|giao)$"
)
_PREAMBLE = re.compile(r"(?:căn cứ|theo|xét|thực hiện|trên cơ sở)\b", re.I)
_LETTERHEAD = re.compile(r"độc lập|số\s*:|kính gửi|v/v|nơi nhận", re.I)
# What never stands within a paragraph: recipients, signatures, closing words, labels of attribute lines.
_OPENS = re.compile(
    r"Nơi nhận|Kính gửi\s*:|(?:TM|KT|TL|TUQ)\.\s?[A-ZÀ-ỸĐ]|[TK]/[ML]\s+[A-ZÀ-ỸĐ]|Trên đây là"
    r"|Trong quá trình (?:triển|tổ|thực)|(?:Đơn vị|Cơ quan) (?:chủ trì|phối hợp|thực hiện)[^.;]{0,40}:"
    r"|Thời (?:gian|hạn) (?:thực hiện|hoàn thành|ban hành)[^.;]{0,20}:"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_BEFORE = {after: before for counts in (map(str, range(1, 30)), _ROMAN) for before, after in pairwise(counts)}
_ENOUGH = 8  # broken lines from which the wrapping can be told
# What follows an agency heading on a line of its own: "1.4. Giao Sở Xây dựng⏎Theo dõi, đôn đốc …".
_ORDER_WORDS = """
    Chủ trì|Phối hợp|Tổ chức|Thực hiện|Theo dõi|Chỉ đạo|Xây dựng|Tham mưu|Hướng dẫn|Kiểm tra|Rà soát|Khẩn trương
    |Tiếp tục|Tăng cường|Căn cứ|Trên cơ sở|Đẩy mạnh|Chủ động|Triển khai|Bố trí|Cân đối|Tuyên truyền|Nghiên cứu
    |Đề xuất|Tổng hợp|Báo cáo|Thường xuyên|Kịp thời|Định kỳ|Quản lý|Cung cấp|Đôn đốc|Giám sát|Thẩm định|Ban hành
    |Vận động|Hỗ trợ|Nâng cao|Là cơ quan|Làm đầu mối|Có trách nhiệm|Chịu trách nhiệm|Phát huy|Quán triệt|Lập|Trình
    |Giao|Bảo đảm|Đảm bảo|Tập trung
"""
_ORDER = re.compile(rf"(?:{'|'.join(word.strip() for word in _ORDER_WORDS.split('|'))})\b")


@dataclass(slots=True)
class Draft:
    """A paragraph while its lines are being gathered.

    Attributes
    ----------
    pieces : its lines.
    gap : whether blank lines stand before the next line.
    item : whether it begins with a marker.
    """

    pieces: list[Line] = field(default_factory=list)
    gap: bool = False
    item: bool = False

    @property
    def last(self) -> Line:
        """The line gathered last."""
        return self.pieces[-1]

    @property
    def text(self) -> str:
        """The words of the last line."""
        return self.pieces[-1].text

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def bare(self) -> bool:
        """Whether there is a marker and nothing else yet."""
        marker = find_marker(self.text) if self.item and len(self.text) < 10 else None
        return (
            marker is not None
            and marker.end == len(self.text)
            and marker.ladder in ("number", "letter", "roman", "article")
        )

    @property
    def in_bracket(self) -> bool:
        """Whether the last line leaves a bracket open that it opened itself."""
        return self.text.rfind("(") > self.text.rfind(")")

    @property
    def length(self) -> int:
        """Characters gathered so far."""
        return sum(len(piece.text) + 1 for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Wrap:
    """How the lines of a file are wrapped.

    Attributes
    ----------
    width : about so many characters a line; 0 for a file that is not wrapped.
    first, rest : the least length at which the first, or a later, line of an item was broken, counted with
        the word that no longer fitted; a shorter line was ended on purpose. 0 where blank lines tell it.
    """

    width: int
    first: int = 0
    rest: int = 0

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Wrap:
        """Measure it: wrapped files have no long lines and many that follow each other directly."""
        lengths = sorted(len(line.text) for line in lines if line.text)
        if len(lengths) < 8:
            return cls(0)
        width = lengths[int(len(lengths) * 0.95)]
        pairs = sum(1 for a, b in pairwise(lines) if len(a.text) > 45 and b.text)
        if width > 130 or pairs * 12 <= len(lengths):
            return cls(0)
        if sum(1 for line in lines if not line.text) * 5 > len(lines):
            return cls(width)
        # a line that goes on in small letters was surely broken where its next word did not fit
        broken = [(a, _with_first_word(a, b)) for a, b in pairwise(lines) if a.text and b.text[:1].islower()]
        first = sorted(length for line, length in broken if find_marker(line.text))
        rest = sorted(length for line, length in broken if line.text[0].islower())
        return cls(width, _low(first), _low(rest))


def _low(lengths: Sequence[int]) -> int:
    """Return the length that nearly all exceed, 0 where there are too few to tell."""
    return lengths[len(lengths) // 20] if len(lengths) >= _ENOUGH else 0


def _with_first_word(line: Line, following: Line) -> int:
    """Return how long a line would be with the first word of the next one."""
    return len(line.text) + 1 + len(following.text.split(maxsplit=1)[0])


def join_lines(blocks: Sequence[Line | Table], wrap: Wrap) -> Iterator[Draft | Table]:
    """Gather the lines of each paragraph; tables pass through, page numbers are dropped."""
    current: Draft | None = None
    in_body = False
    for block in blocks:
        if isinstance(block, Table):
            if current:
                yield current
            yield block
            current = None
        elif not block.text or _PAGE_NUMBER.fullmatch(block.text):
            if current:
                current.gap = True
        else:
            marker = find_marker(block.text, current.text if current else None)
            if (
                current
                and marker
                and (_cuts_name(current, block, marker, wrap) or _counts_within(current, block, marker))
            ):
                marker = None
            in_body = in_body or (marker is not None and marker.ladder in ("roman", "number", "article"))
            if current and _continues(current, block, wrap, marker is not None, in_body=in_body):
                current.pieces.append(block)
                current.gap = False
            else:
                if current:
                    yield current
                current = Draft([block], item=marker is not None)
    if current:
        yield current


def _continues(draft: Draft, line: Line, wrap: Wrap, marked: bool, *, in_body: bool) -> bool:
    """Whether a line goes on with the paragraph."""
    if marked or _OPENS.match(line.text):
        return False
    if draft.bare or (not draft.gap and (draft.last.runs_on or draft.in_bracket)):
        return True
    if draft.gap:
        return _continues_after_gap(draft, line, in_body=in_body)
    small = _starts_small(line.text)
    if wrap.width and small and (draft.text[-1] != "." or draft.text.endswith("..")):
        return True
    if not wrap.width:
        return small and not is_terminal(draft.text) and len(draft.text) > 40
    if _changes_face(draft.last, line) and not small:
        return bool(_HANGING.search(draft.text)) and not draft.bold and not _in_capitals(line.text)
    if is_terminal(draft.text):
        return not _room_left(draft, line, wrap)
    stub = len(draft.pieces) > 1 and len(draft.text) * 2 < wrap.width
    if not small and (stub or _ended_early(draft, line, wrap)):
        return bool(_HANGING.search(draft.text))
    return not (draft.item and _ORDER.match(line.text) and heading_agencies(draft.text))


def _cuts_name(draft: Draft, line: Line, marker: Marker, wrap: Wrap) -> bool:
    """Whether a dash goes on with a name that a full line cut: "Tập đoàn Công nghiệp⏎- Viễn thông Quân đội"."""
    full = bool(wrap.width) and not draft.gap and not _room_left(draft, line, wrap)
    return marker.ladder == "dash" and full and not is_terminal(draft.text) and not draft.bold


def _counts_within(draft: Draft, line: Line, marker: Marker) -> bool:
    """Whether "(2)" goes on with a count that began within the paragraph: "… gồm: (1) …;⏎(2) …"."""
    if marker.ladder != "paren" or draft.gap:
        return False
    before = _BEFORE.get(marker.text.strip("()"))
    return before is not None and any(piece.text.find(f"({before})") > 0 for piece in draft.pieces)


def _starts_small(text: str) -> bool:
    """Whether a line goes on in small letters, be it after the dash of a compound ("chính trị⏎- xã hội")."""
    return text[0].islower() or (text[0] in "-–" and text[1:].lstrip()[:1].islower())


def _changes_face(a: Line, b: Line) -> bool:
    """Whether one line is a heading and the other is not: bold against plain, capitals against small letters."""
    has_letters = any(c.isalpha() for c in b.text)
    return a.bold != b.bold or (has_letters and _in_capitals(a.text) != _in_capitals(b.text))


def _in_capitals(text: str) -> bool:
    """Whether a line is set in capitals; a lone "VNeID." is not."""
    return " " in text and is_capitals(text)


def _room_left(draft: Draft, line: Line, wrap: Wrap) -> bool:
    """Whether the first word of the next line would still have fitted, so that the line was ended on purpose."""
    return _with_first_word(draft.last, line) <= wrap.width - 4


def _ended_early(draft: Draft, line: Line, wrap: Wrap) -> bool:
    """Whether a line of an item is shorter than nearly all that are surely broken."""
    least = wrap.first if len(draft.pieces) == 1 else wrap.rest
    return draft.item and _with_first_word(draft.last, line) < least


def _continues_after_gap(draft: Draft, line: Line, *, in_body: bool) -> bool:
    """Whether a paragraph was cut by a page end, although blank lines stand between."""
    text = draft.text
    if draft.bold or is_capitals(text) or is_capitals(line.text) or line.bold or _LETTERHEAD.match(line.text):
        return False
    small = _starts_small(line.text)
    if text[-1] in ";:" and in_body:
        return small or (text[-1] == ";" and draft.item and not _PREAMBLE.match(draft.pieces[0].text))
    if is_terminal(text):
        return False
    if small:
        return in_body or draft.length > 20
    if not in_body:
        return bool(_HANGING.search(text)) and draft.length > 60
    if draft.length > 25 and _HANGING.search(text):
        return True
    if draft.length > 60 and _BEFORE_PLACE.search(text) and not heading_agencies(text):
        return True
    if draft.length > 80 and _HANGING_VERB.search(text):
        return True
    return draft.length > 260
