"""HTML, the pages of web sites and of Word ("Web page", "Single File Web Page"): the only user of Beautiful Soup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement, PreformattedString

from pipeline.errors import DamagedFile, EmptyPlan
from pipeline.plans.frame import drop_site
from pipeline.plans.markers import find_marker
from pipeline.plans.reading.encoding import check_size, decode, is_utf8
from pipeline.plans.reading.layout import Cell, place_table
from pipeline.plans.reading.marks import footnote_marks, is_rule
from pipeline.plans.reading.word_numbering import bullet, letter, roman
from pipeline.records import Line, Source, Table
from pipeline.text.legacy import from_font, to_unicode
from pipeline.text.normalize import clean, squeeze

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_BLOCKS = frozenset(
    "p div li h1 h2 h3 h4 h5 h6 tr td th table ul ol section article body html dt dd pre center".split()
)
_SKIPPED = frozenset("script style head title noscript nav footer svg button select form del".split())
_BREAK = "\n"
# What a page holds but does not show: hidden words, deletions, page headers, comments and their marks.
_HIDDEN = re.compile(r"display:none|mso-hide:all|visibility:hidden|mso-element:(?:header|footer|comment)")
_IGNORED_BY_WORD = "mso-list:ignore"  # the number that Word itself recounts; here it is the only one
_COUNTS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": letter,
    "A": lambda n: letter(n).upper(),
    "i": lambda n: roman(n).lower(),
    "I": roman,
}
_LIST_STYLES = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}


def read_web_archive(raw: bytes, file: str) -> Source:
    """Read a web page that was saved as one file with its pictures (MHTML): its first page.

    Raises
    ------
    EmptyPlan, DamagedFile
        There is no page in it, or see `read_html`.
    """
    for part in message_from_bytes(raw).walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes):
            return read_html(page, file)
    raise EmptyPlan(file, "không có trang nào bên trong (no page in it); lưu lại thành .docx")


def read_html(raw: bytes, file: str) -> Source:
    """Read an HTML file: one line per block, lists with their numbers, tables with merged cells once.

    The charset that the page names is believed (Word writes windows-1252 with numeric entities) unless the
    bytes are UTF-8 after all; without one it is guessed as for plain text.

    Raises
    ------
    EmptyPlan, DamagedFile
        The page holds no text, or is not a page.
    """
    soup = BeautifulSoup(_decoded(raw, file), "lxml")
    root = soup.body or soup
    for items in root.find_all(["ol", "ul"]):
        _number(items)
    warnings = _make_unicode(root)
    blocks = tuple(drop_site(list(_blocks(root))))
    if not any(isinstance(block, Table) or block.text for block in blocks):
        raise EmptyPlan(file, "trang không có chữ nào (the page holds no text); gửi lại hoặc bỏ đi")
    return Source(blocks, warnings)


def _make_unicode(root: Tag) -> tuple[str, ...]:
    """Convert the words of a page that is written for the fonts of before Unicode; return what to say of it.

    The letters may be entities, so that only the words of the page show what they are.
    """
    strings = [string for string in root.find_all(string=True) if type(string) is NavigableString]
    joined = to_unicode("\n".join(string.replace("\n", " ") for string in strings))
    if joined.encoding is not None:
        for string, words in zip(strings, joined.text.split("\n"), strict=True):
            string.replace_with(from_font(string, _font(string)) if _font(string) else words)
    return joined.warnings


def _font(string: NavigableString) -> str:
    """Return the font that the nearest tag around some words names, "" if none does."""
    tag = string.find_parent("font", face=True)
    return str(tag["face"]) if tag else ""


def _decoded(raw: bytes, file: str) -> str:
    named = _CHARSET.search(raw[:4000])
    charset = named[1].decode("ascii").lower() if named else "utf-8"
    # A page whose bytes can say "utf-16" is not in UTF-16, and letters that make good UTF-8 are nothing else.
    if charset.startswith(("utf", "unicode")) or (not raw.isascii() and is_utf8(raw)):
        return decode(raw, file)
    check_size(raw, file)
    try:
        return raw.decode(charset, "replace")
    except (LookupError, UnicodeError) as wrong:
        raise DamagedFile(file, f"bảng mã lạ {charset} (unknown charset); lưu trang bằng UTF-8") from wrong


def _number(items: Tag) -> None:
    """Write before each item of a list what a browser prints there, unless somebody has typed it."""
    if "list-style:none" in _style(items) or "list-style-type:none" in _style(items):
        return
    named = next((kind for name, kind in _LIST_STYLES.items() if name in _style(items)), "1")
    count = _COUNTS.get(str(items.get("type", named)), str)
    n = _whole(items.get("start"), 1)
    for item in items.find_all("li", recursive=False):
        n = _whole(item.get("value"), n)
        words = next((text for text in item.find_all(string=True) if text.strip() and _is_shown(text)), None)
        if words is not None and find_marker(squeeze(item.get_text(" ")[:80])) is None:
            words.replace_with(f"- {words.lstrip()}" if items.name == "ul" else f"{count(n)}. {words.lstrip()}")
        n += 1


def _is_shown(text: NavigableString) -> bool:
    return not isinstance(text, PreformattedString)


def _whole(value: object, default: int) -> int:
    """Return a number that an attribute gives, within what any list counts to."""
    text = str(value or "").strip()
    return int(text) if text.isdecimal() and 0 < int(text) < 10_000 else default


def _style(tag: Tag) -> str:
    """Return the style of a tag in lower case without blanks."""
    return re.sub(r"\s", "", str(tag.get("style", ""))).lower()


def _is_hidden(tag: Tag) -> bool:
    return tag.name in _SKIPPED or bool(_HIDDEN.search(_style(tag)))


def _blocks(node: Tag) -> Iterator[Line | Table]:
    """Walk the blocks of a page in reading order."""
    inline: list[PageElement] = []
    for child in node.children:
        if isinstance(child, Tag) and _is_hidden(child):
            continue
        if isinstance(child, Tag) and child.name == "table":
            yield from _flush(inline)
            yield from place_table(_rows(child))
        elif isinstance(child, Tag) and _has_blocks(child):
            yield from _flush(inline)
            yield from _blocks(child)
            yield from _blank(child)
        elif isinstance(child, Tag) and child.name in _BLOCKS:
            yield from _flush(inline)
            yield from _lines([child])
            yield from _blank(child)
        else:
            inline.append(child)
    yield from _flush(inline)


def _has_blocks(tag: Tag) -> bool:
    return tag.find(_BLOCKS) is not None


def _blank(tag: Tag) -> Iterator[Line]:
    yield Line("", _offset(tag))


def _flush(inline: list[PageElement]) -> Iterator[Line]:
    yield from _lines(inline)
    inline.clear()


def _offset(node: PageElement | None) -> int:
    """Return the place of a tag in the page's source, as its line number (Beautiful Soup keeps no more)."""
    return (node.sourceline or 0) if isinstance(node, Tag) else 0


def _lines(nodes: list[PageElement]) -> Iterator[Line]:
    """Lines of one block, split at ``<br>``."""
    pieces = [piece for node in nodes for piece in _pieces(node, bold=False)]
    text = clean("".join(words for words, _ in pieces))
    letters = sum(map(str.isalnum, text))
    bold = letters > 0 and sum(sum(map(str.isalnum, words)) for words, heavy in pieces if heavy) >= letters
    offset = _offset(nodes[0]) if nodes else 0
    for part in text.split(_BREAK):
        line = squeeze(footnote_marks(part))
        if line and not is_rule(line):
            yield Line(line, offset, None, bold)


def _pieces(node: PageElement, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """Texts of a block with their weight."""
    if isinstance(node, PreformattedString):  # comments, declarations
        return
    if isinstance(node, NavigableString):
        yield re.sub(r"\s+", " ", node), bold
    elif isinstance(node, Tag) and not _is_hidden(node):
        if node.name == "br":
            yield _BREAK, bold
        elif node.name == "sup" and node.get_text(strip=True).strip("()[]").isdigit():
            yield f"<sup>{node.get_text(strip=True).strip('()[]')}</sup>", bold
        elif _IGNORED_BY_WORD in (style := _style(node)):
            mark = node.get_text().strip()
            yield (f"{mark} " if len(mark) > 1 or mark.isdecimal() else f"{bullet(mark)} "), bold
        else:
            heavy = bold or node.name in ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6")
            heavy = heavy or "font-weight:bold" in style
            for child in node.children:
                for words, weight in _pieces(child, bold=heavy):
                    yield (words.upper() if "text-transform:uppercase" in style else words), weight


def _rows(table: Tag) -> list[tuple[Cell, ...]]:
    """Rows of a table, spanned cells kept where they begin, every row as wide as the widest."""
    rows: list[list[Cell]] = []
    spans: dict[int, int] = {}  # column -> rows still covered from above
    for tr in table.find_all("tr"):
        if tr.find_parent("table") is not table:
            continue
        row: list[Cell] = []
        for td in tr.find_all(["td", "th"], recursive=False):
            _skip_spanned(row, spans)
            for n in range(max(1, _span(td, "colspan"))):
                if _span(td, "rowspan") > 1:
                    spans[len(row)] = _span(td, "rowspan") - 1
                row.append(tuple(b for b in _blocks(td) if isinstance(b, Table) or b.text) if n == 0 else ())
        _skip_spanned(row, spans)
        rows.append(row)
    width = max((len(row) for row in rows), default=0)
    return [tuple(row + [()] * (width - len(row))) for row in rows]


def _skip_spanned(row: list[Cell], spans: dict[int, int]) -> None:
    while spans.get(len(row), 0) > 0:
        spans[len(row)] -= 1
        row.append(())


def _span(td: Tag, name: str) -> int:
    return min(_whole(td.get(name), 1), 200)
