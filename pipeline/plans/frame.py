"""What a web site puts around a crawled document, and how to tell it from the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from pipeline.records import Line, Table

Block = TypeVar("Block", Line, Line | Table)

_LABEL = re.compile(
    r"(?:số hiệu|loại văn bản|nơi ban hành|người ký|ngày ban hành|ngày hiệu lực|ngày công báo|số công báo"
    r"|tình trạng|lĩnh vực(?:, ngành)?|cơ quan ban hành|trích yếu)\s*:?",
    re.I,
)
_VALUE_OF_LAST = re.compile(
    r"đã biết|đang cập nhật|còn hiệu lực|hết hiệu lực.*|chưa có hiệu lực|dữ liệu đang cập nhật", re.I
)
_TAIL = re.compile(
    r"văn bản này chưa cập nhật nội dung|văn bản liên quan$|nội dung sửa đổi, hướng dẫn$|file được đính kèm"
    r"|.*thư viện pháp luật|cảm ơn đã dùng|quý khách (?:vui lòng|đăng nhập)|tin(?: bài)? liên quan$|bài viết liên quan"
    r"|chia sẻ (?:bài viết|qua|lên)|lượt (?:xem|tải)|bản quyền thuộc|copyright|đăng ký nhận (?:tin|bản tin)"
    r"|các tin (?:khác|đã đưa)|ý kiến bạn đọc|trang chủ$|về đầu trang|chúng tôi sử dụng cookie|website này sử dụng",
    re.I,
)
_TITLE = re.compile(r"[^\W\d_][\w ]{3,30} \d[\w./-]*[/-][\w./&-]+ (?:năm|ngày) \S")
_HEAD_LINES = 160  # a site's metadata stands within the first lines
_LAST_WORDS = re.compile(r"nơi nhận|\./\.?$|^(?:tm|kt|tl)\.", re.I)


def drop_site(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks of the document itself, without what the site printed before and after it."""
    start = _metadata_end(blocks)
    return blocks[start : _tail_start(blocks, start)]


def _metadata_end(blocks: Sequence[Line | Table]) -> int:
    """Return where the document begins: after the last metadata pair, when there are three or more."""
    labels = [i for i, b in enumerate(blocks[:_HEAD_LINES]) if isinstance(b, Line) and _LABEL.fullmatch(b.text)]
    if len(labels) < 3:
        return 0
    end = labels[-1] + 1
    while end < len(blocks):
        block = blocks[end]
        if isinstance(block, Table) or (block.text not in ("", "|") and not _VALUE_OF_LAST.fullmatch(block.text)):
            return end
        end += 1
    return 0


def _tail_start(blocks: Sequence[Line | Table], start: int) -> int:
    """Return where the site takes over again after the signature."""
    signed = False
    for i in range(start, len(blocks)):
        block = blocks[i]
        if isinstance(block, Line) and block.text:
            signed = signed or bool(_LAST_WORDS.search(block.text))
            if signed and _TAIL.match(block.text):
                return i - 1 if _repeats_title(blocks[i - 1]) else i
    return len(blocks)


def _repeats_title(block: Line | Table) -> bool:
    """Whether a site names the document once more below it: "Kế hoạch 980/KH-UBND năm 2025 …"."""
    return isinstance(block, Line) and bool(_TITLE.match(block.text))
