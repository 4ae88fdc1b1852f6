"""The parts of a printed plan, found in its text: letterhead, items, tables, recipients and signature.

The renderers set these parts in Word, as a web page of Word or in RTF, the way offices do
(Nghị định 30/2020/NĐ-CP, phụ lục I; Hướng dẫn 36-HD/VPTW).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.plans.markers import find_marker
from pipeline.plans.reading import read
from pipeline.plans.repair import repair
from pipeline.records import Paragraph

_KIND = re.compile(
    r"(KẾ HOẠCH|CÔNG ĐIỆN|CHỈ THỊ|QUYẾT ĐỊNH|KẾT LUẬN|THÔNG BÁO|HƯỚNG DẪN|NGHỊ QUYẾT|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?)"
    r"(?=$|\s)"
)
_ADDRESSEE = re.compile(r"Kính gửi")
_CUT = re.compile(r"\s+(?=CỘNG HÒA|ĐẢNG CỘNG SẢN|Độc lập -|Số\s?:|Số \d)|(?<=Hạnh phúc)\s+|(?<=-UBND)\s+")
_RIGHT = re.compile(r"CỘNG HÒA|ĐẢNG CỘNG SẢN|Độc lập|.{2,25}, ngày\s")
_HEAD = 20  # paragraphs among which the letterhead ends
_RECIPIENTS = "Nơi nhận"
_SIGNATURE = re.compile(r"(?:TM|KT|TL|TUQ)\.|[TK]/[ML]\s|(?:PHÓ )?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|CHÁNH VĂN PHÒNG)\b")


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph: its printed marker ("" if it has none), words, weight, texts of its footnotes."""

    marker: str
    words: str
    bold: bool = False
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Marker and words as printed."""
        return f"{self.marker} {self.words}".strip()

    @property
    def is_centred(self) -> bool:
        """Whether it is a title: the kind of document and its subject, an annex."""
        title = self.bold and not self.marker
        return title or bool(_KIND.fullmatch(self.words)) or self.text.startswith(("PHỤ LỤC", "(Kèm theo", "(Ban hành"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns without borders: letterhead, or recipients and signature."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with borders; the first row is its head."""

    rows: tuple[tuple[str, ...], ...]

    def group_title(self, i: int) -> int | None:
        """Return the column whose cell spans the rest of row `i`, None where no cell does."""
        filled = [n for n, cell in enumerate(self.rows[i]) if cell]
        if not i or len(self.rows[i]) < 3 or filled not in ([0], [1], [0, 1]):
            return None
        return filled[-1]

    def height(self, i: int, column: int) -> int:
        """Return over how many rows a cell of agency or time spans: the empty ones below it."""
        head = self.rows[0][column].lower()
        if not i or not self.rows[i][column] or not re.search("chủ trì|thời gian|thời hạn", head):
            return 1
        below = range(i + 1, len(self.rows))
        return 1 + sum(1 for _ in takewhile(lambda n: self._continues(n, column), below))

    def _continues(self, i: int, column: int) -> bool:
        return self.group_title(i) is None and not self.rows[i][column]


Block = Item | Columns | Grid


def lay_out(raw: bytes, file: str) -> tuple[Block, ...]:
    """Return the parts of a plan in reading order."""
    paragraphs = repair(read(raw, file)).paragraphs
    head = _head_length(paragraphs)
    letterhead = [line for p in paragraphs[:head] for line in _CUT.split(p.text)]
    right = tuple(line for line in letterhead if _RIGHT.match(line))
    left = tuple(line for line in letterhead if not _RIGHT.match(line))
    return (*([Columns(left, right)] if letterhead else []), *_blocks(paragraphs[head:]))


def _head_length(paragraphs: Sequence[Paragraph]) -> int:
    """Return how many paragraphs stand before the kind of the document or the addressee."""
    for i, paragraph in enumerate(paragraphs[:_HEAD]):
        if _KIND.match(paragraph.text) or _ADDRESSEE.match(paragraph.text):
            return i
    return 0


def _blocks(paragraphs: Sequence[Paragraph]) -> Iterator[Block]:
    """Group rows into tables, and recipients and signature into columns."""
    i = 0
    while i < len(paragraphs):
        paragraph = paragraphs[i]
        if paragraph.table:
            rows = list(takewhile(lambda p: p.table == paragraph.table, paragraphs[i:]))  # noqa: B023
            yield Grid(tuple(row.cells for row in rows))
            i += len(rows)
        elif paragraph.text.startswith(_RECIPIENTS):
            closing = list(takewhile(_is_closing, paragraphs[i:]))
            signed = next((n for n, p in enumerate(closing) if _SIGNATURE.match(p.text)), len(closing))
            lines = [p.text for p in closing]
            yield Columns(tuple(lines[:signed]), tuple(lines[signed:]))
            i += len(closing)
        else:
            yield from _items(paragraph)
            i += 1


def _is_closing(paragraph: Paragraph) -> bool:
    """Whether a paragraph may stand among recipients and signature: neither annex nor second document."""
    return not paragraph.table and not paragraph.text.startswith("PHỤ LỤC") and not _KIND.match(paragraph.text)


def _items(paragraph: Paragraph) -> Iterator[Item]:
    """Return a paragraph as an item; a kind joined to its subject ("KẾ HOẠCH thực hiện …") as two."""
    kind = _KIND.match(paragraph.text)
    if kind and kind.end() < len(paragraph.text):
        yield Item("", kind[0], bold=True)
        yield Item("", paragraph.text[kind.end() :].strip(), bold=True)
        return
    marker = find_marker(paragraph.text)
    words = paragraph.text[marker.end :] if marker else paragraph.text
    yield Item(marker.text if marker else "", words, paragraph.bold or kind is not None, paragraph.notes)
