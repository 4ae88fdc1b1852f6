"""Joins what page breaks, hard wraps and footnotes cut: lines to whole paragraphs.

Three kinds of files come in: one paragraph a line (cut only at page ends), hard-wrapped with blank lines
between paragraphs, hard-wrapped without any. What begins a new paragraph is decided by markers first,
then by emphasis and capitals, then by how the line before ends (conventions of official documents:
Nghị định 30/2020/NĐ-CP, Hướng dẫn 36-HD/VPTW).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.plans.frame import drop_site
from pipeline.plans.markers import find_marker, is_terminal
from pipeline.text.normalize import is_capitals
from pipeline.plans.roles import heading_agencies
from pipeline.records import Anchor, Document, Header, Line, Paragraph, Source, Table

_NOTE_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(f"[{_NOTE_DIGITS}]{{1,3}}")
_UNIT = re.compile(r"(?:\b[kcdmh]?m|\d)$")  # m², 10³: no footnote
_PAGE_NUMBER = re.compile(r"(?:trang\s+)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?", re.I)
# Words after which no paragraph can end: the rest stands on the next line, even if it begins with a capital.
_HANGING = re.compile(
    r"(?:\b(?:của|và|hoặc|với|các|những|một|theo|về|tại|trong|cho|từ|đến|do|bởi|để|là|được|bị|như|trên|dưới|ngày|tháng"
    r"|năm|số|khoản|điều|điểm|việc|thuộc|đối|nhằm|nếu|khi|mà|đã|sẽ|đang|phải|cùng|giữa|qua|bằng|vào|đồng chí|Ban|Ủy"
    r"|Uỷ|Bộ|Sở|Hội|Mặt|Công|Văn|Nhà|Trung|Quốc|Thanh|Tỉnh|Thủ|Phó|Chủ|Nghị|Quyết|Kế|Chỉ|Kết|Thông|Tổng|Viện|Tòa)|[,(“‘/–-])$"
)
_BEFORE_PLACE = re.compile(r"\b(?:phường|xã|huyện|quận|thị trấn|thôn|bản|tỉnh|thành phố|thị xã)$")
_HANGING_VERB = re.compile(
    r"\b(?:thực hiện|ban hành|triển khai|tiếp tục|nâng cao|đẩy mạnh|tăng cường|phối hợp|chủ trì|tham mưu|hướng dẫn"
    r"|chỉ đạo|quán triệt|báo cáo|sửa đổi|bổ sung|xây dựng|thi hành|trình|gửi|giao)$"
)
_DOUBLE_WORDS = "số các của và với được trong những theo hiện cho ngày là".split()
_DOUBLED = re.compile(rf"\b({'|'.join(_DOUBLE_WORDS)}) \1\b", re.I)
_DOUBLES = tuple(f"{word} {word}" for word in _DOUBLE_WORDS)
_PREAMBLE = re.compile(r"(?:căn cứ|theo|xét|thực hiện|trên cơ sở)\b", re.I)
_LETTERHEAD = re.compile(r"độc lập|số\s*:|kính gửi|v/v|nơi nhận", re.I)
# What follows an agency heading on a line of its own: "1.4. Giao Sở Xây dựng⏎Theo dõi, đôn đốc …".
_ORDER = re.compile(
    r"(?:Chủ trì|Phối hợp|Tổ chức|Thực hiện|Theo dõi|Chỉ đạo|Xây dựng|Tham mưu|Hướng dẫn|Kiểm tra|Rà soát|Khẩn trương|Tiếp tục"
    r"|Tăng cường|Căn cứ|Trên cơ sở|Đẩy mạnh|Chủ động|Triển khai|Bố trí|Cân đối|Tuyên truyền|Nghiên cứu|Đề xuất|Tổng hợp"
    r"|Báo cáo|Thường xuyên|Kịp thời|Định kỳ|Quản lý|Cung cấp|Đôn đốc|Giám sát|Thẩm định|Ban hành|Vận động|Hỗ trợ|Nâng cao"
    r"|Là cơ quan|Làm đầu mối|Có trách nhiệm|Chịu trách nhiệm|Phát huy|Quán triệt|Lập|Trình|Giao|Bảo đảm|Đảm bảo|Tập trung)\b"
)
_CODE_CUT = re.compile(r"(?:[A-ZĐ\d]-|/)$")


@dataclass(slots=True)
class _Draft:
    """A paragraph while its lines are being gathered."""

    pieces: list[Line] = field(default_factory=list)
    gap: bool = False  # whether blank lines stand before the next line
    item: bool = False  # whether it begins with a marker

    @property
    def last(self) -> Line:
        return self.pieces[-1]

    @property
    def text(self) -> str:
        return self.pieces[-1].text

    @property
    def bold(self) -> bool:
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
    def length(self) -> int:
        return sum(len(piece.text) + 1 for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Wrap:
    """How the lines of a file are wrapped: at about `width` characters, or not at all (0)."""

    width: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Wrap:
        """Measure it: wrapped files have no long lines and many that follow each other directly."""
        lengths = sorted(len(line.text) for line in lines if line.text)
        if len(lengths) < 8:
            return cls(0)
        width = lengths[int(len(lengths) * 0.95)]
        pairs = sum(1 for a, b in zip(lines, lines[1:], strict=False) if len(a.text) > 45 and b.text)
        return cls(width if width <= 130 and pairs * 12 > len(lengths) else 0)


def repair(source: Source) -> Document:
    """Return the document of a source, its header still empty: text, paragraphs, anchors.

    Footnotes are taken out of the running text, put at the end, and handed to the paragraphs that carry
    their marks.
    """
    blocks = drop_site(source.blocks)
    wrap = Wrap.of([b for b in blocks if isinstance(b, Line)])
    body, notes = _split_notes(blocks, wrap)
    return _assemble(_drafts(body, wrap), notes)


def _split_notes(
    blocks: Sequence[Line | Table], wrap: Wrap
) -> tuple[list[Line | Table], dict[str, list[Line]]]:
    """Take footnotes (lines that begin with their mark, and what they wrap into) out of the body."""
    body: list[Line | Table] = []
    notes: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for block in blocks:
        if isinstance(block, Table):
            current = None
        elif mark := _NOTE.match(block.text):
            current = notes.setdefault(mark[0], [])
            current.append(Line(block.text[mark.end() :].strip(), block.offset, block.page))
            continue
        elif current is not None:
            if block.text and wrap.width and not _ends_note(current, block, wrap):
                current.append(block)
                continue
            current = None
        body.append(block)
    return body, notes


def _ends_note(note: Sequence[Line], line: Line, wrap: Wrap) -> bool:
    if find_marker(line.text, note[-1].text) or line.bold:
        return True
    return is_terminal(note[-1].text) and len(note[-1].text) + 12 < wrap.width


def _drafts(blocks: Sequence[Line | Table], wrap: Wrap) -> Iterator[_Draft | Table]:
    """Gather the lines of each paragraph."""
    current: _Draft | None = None
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
            in_body = in_body or (marker is not None and marker.ladder in ("roman", "number", "article"))
            if current and _continues(current, block, wrap, marker is not None, in_body=in_body):
                current.pieces.append(block)
                current.gap = False
            else:
                if current:
                    yield current
                current = _Draft([block], item=marker is not None)
    if current:
        yield current


def _continues(draft: _Draft, line: Line, wrap: Wrap, marked: bool, *, in_body: bool) -> bool:
    """Whether a line goes on with the paragraph."""
    if marked:
        return False
    if (draft.last.runs_on and not draft.gap) or draft.bare:
        return True
    if draft.gap:
        return _continues_after_gap(draft, line, in_body=in_body)
    small = _starts_small(line.text)
    if wrap.width and small and (draft.text[-1] != "." or draft.text.endswith("..")):
        return True
    if not wrap.width:
        return small and not is_terminal(draft.text) and len(draft.text) > 40
    if _changes_face(draft.last, line) and not small:
        return bool(_HANGING.search(draft.text)) and not draft.bold
    if is_terminal(draft.text):
        return not _room_left(draft.text, line.text, wrap)
    if len(draft.pieces) > 1 and len(draft.text) * 2 < wrap.width:
        return bool(_HANGING.search(draft.text)) or not line.text[0].isupper()
    return not (draft.item and _ORDER.match(line.text) and heading_agencies(draft.text))


def _starts_small(text: str) -> bool:
    """Whether a line goes on in small letters, be it after the dash of a compound ("chính trị⏎- xã hội")."""
    return text[0].islower() or (text[0] in "-–" and text[1:].lstrip()[:1].islower())


def _changes_face(a: Line, b: Line) -> bool:
    """Whether one line is a heading and the other is not: bold against plain, capitals against small letters."""
    return a.bold != b.bold or is_capitals(a.text) != is_capitals(b.text)


def _room_left(text: str, following: str, wrap: Wrap) -> bool:
    """Whether the first word of the next line would still have fitted, so that the line was ended on purpose."""
    first = following.split(maxsplit=1)[0]
    return len(text) + 1 + len(first) <= wrap.width - 4


def _continues_after_gap(draft: _Draft, line: Line, *, in_body: bool) -> bool:
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


def _assemble(drafts: Iterator[_Draft | Table], notes: dict[str, list[Line]]) -> Document:
    """Lay the paragraphs out in one text and remember where each piece came from."""
    text, anchors, paragraphs = _Text(), [], []
    tables = 0
    for draft in drafts:
        if isinstance(draft, Table):
            tables += 1
            paragraphs.extend(_table_rows(draft, tables, text, anchors, notes))
        else:
            paragraphs.append(_paragraph(draft, text, anchors, notes))
    for mark, lines in notes.items():
        _paragraph(
            _Draft([Line(f"{mark} {lines[0].text}", lines[0].offset, lines[0].page), *lines[1:]]),
            text,
            anchors,
            {},
        )
    return Document(Header(), text.whole(), tuple(p for p in paragraphs if p.text), tuple(anchors))


class _Text:
    """The document's text while it grows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, piece: str) -> int:
        """Append and return where the piece begins."""
        self.parts.append(piece)
        self.length += len(piece)
        return self.length - len(piece)

    def whole(self) -> str:
        return "".join(self.parts)


def _paragraph(draft: _Draft, text: _Text, anchors: list[Anchor], notes: dict[str, list[Line]]) -> Paragraph:
    """Write one paragraph to the text."""
    start, carried, words = text.length, [], ""
    for line in draft.pieces:
        piece, marks = _without_marks(line.text, notes)
        carried.extend(marks)
        glue = "" if not words or _CODE_CUT.search(words) else " "
        anchors.append(Anchor(text.length + len(glue), line.offset, line.page))
        text.add(glue + piece)
        words += glue + piece
    end = text.length
    text.add("\n")
    found = tuple(" ".join(line.text for line in notes[mark]) for mark in carried)
    return Paragraph(words, start, end, draft.pieces[0].page, draft.bold, found)


def _without_marks(words: str, notes: dict[str, list[Line]]) -> tuple[str, list[str]]:
    """Take footnote marks and doubled words out of a line; return it and the marks that have a footnote."""
    if any(double in words for double in _DOUBLES):
        words = _DOUBLED.sub(r"\1", words)
    if not _NOTE.search(words):
        return words, []
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0] in notes:
            found.append(match[0])
            return ""
        return match[0] if _UNIT.search(words[: match.start()]) else ""

    return _NOTE.sub(take, words), found


def _table_rows(
    table: Table, number: int, text: _Text, anchors: list[Anchor], notes: dict[str, list[Line]]
) -> Iterator[Paragraph]:
    """Write a table to the text, a row a line, cells divided by " | "."""
    for row in table.rows:
        cells, carried = [], []
        for cell in row:
            words, marks = _without_marks(" ".join(cell.split()), notes)
            cells.append(words)
            carried.extend(marks)
        words = " | ".join(cells).strip()
        if not words.strip("| "):
            continue
        anchors.append(Anchor(text.length, table.offset, table.page))
        start = text.add(words)
        text.add("\n")
        found = tuple(" ".join(line.text for line in notes[mark]) for mark in carried)
        yield Paragraph(
            words, start, start + len(words), table.page, notes=found, table=number, cells=tuple(cells)
        )
