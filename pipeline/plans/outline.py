"""Paragraphs to a tree: which item stands below which, and what each part is for.

The ladder of a plan is not fixed (``I > 1 > a > -``, ``IV > 1 > 1.1``, ``Điều > 1 > a``, ``A > I > 1.1``):
the first marker of a new kind opens a level below the current one, a marker of a kind already open
returns to its level, and a decimal number goes below the number it extends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.plans.attributes import find_attribute
from pipeline.plans.body import begins_document, body, is_enclosed
from pipeline.plans.markers import LISTS, Marker, find_marker, is_terminal, ordinal
from pipeline.plans.sections import bears_tasks, kind_of_heading
from pipeline.records import Document, Paragraph, Section
from pipeline.text.normalize import is_capitals

# Their articles enact; only those that assign ("giao …", "… thực hiện các nhiệm vụ sau:") hold tasks.
_ENACTING_KINDS = ("quyết định", "nghị quyết", "quy định", "quy chế")
_ASSIGNING_ARTICLE = re.compile(r"giao|phân công|trách nhiệm|tổ chức thực hiện|như sau|sau đây|nhiệm vụ", re.I)
_NAMES_TASKS = re.compile(
    r"(?:các |những |một số |nhóm )?(?:nhiệm vụ|giải pháp|hoạt động|nội dung (?:thực hiện|hoạt động))", re.I
)
_LONGEST_NAME = 160  # characters of a heading that can name a part


@dataclass(slots=True)
class _Node:
    """An item while the tree grows."""

    marker: Marker | None
    paragraph: Paragraph
    text: str
    start: int
    kind: str = "task"
    children: list[_Node] = field(default_factory=list)
    rows: list[Paragraph] = field(default_factory=list)
    opens: bool = False  # an unnumbered heading: what follows belongs to it
    is_annex: bool = False  # an unnumbered heading of an annex

    @property
    def ladder(self) -> str:
        """The ladder of its marker, "" for an unnumbered paragraph."""
        return self.marker.ladder if self.marker else "annex" if self.is_annex else ""

    @property
    def key(self) -> tuple[str, ...]:
        """What its siblings share: ladder and style of the marker."""
        return _key(self.marker) if self.marker else ("",)

    def freeze(self) -> Section:
        return Section(
            self.marker.text if self.marker else "",
            self.text,
            self.kind,
            self.paragraph,
            self.start,
            tuple(child.freeze() for child in self.children),
            tuple(self.rows),
        )


def _key(marker: Marker) -> tuple[str, ...]:
    if marker.ladder == "number":
        depth = len(re.findall(r"\d+", marker.text))
        return ("number", str(depth), ")" if marker.text.endswith(")") and depth == 1 else ".")
    if marker.ladder == "dash":
        return ("dash",)
    if marker.ladder in ("paren", "letter"):
        return (marker.ladder, "digit" if any(c.isdigit() for c in marker.text) else "letter")
    return (marker.ladder,)


def outline(document: Document) -> tuple[Section, ...]:
    """Return the top items of a document, each with everything below it.

    Letterhead, preamble, recipients and signature are left out. An annex is a top item of its own; a
    second document in the same file continues at the top.
    """
    tree = _Tree(document.header.kind or "")
    for paragraph in body(document.paragraphs):
        tree.add(paragraph)
    return tuple(node.freeze() for node in tree.top)


class _Tree:
    """Grows the outline paragraph by paragraph."""

    def __init__(self, document_kind: str) -> None:
        self.document_kind = document_kind
        self.top: list[_Node] = []
        self.stack: list[_Node] = []
        self.in_preamble = False  # of a second document: from its title to its first marker

    def add(self, paragraph: Paragraph) -> None:
        """Put one paragraph in its place."""
        if paragraph.table:
            self._add_row(paragraph)
            return
        marker = find_marker(paragraph.text)
        if marker is None and begins_document(paragraph.text):
            self.stack.clear()
            self.in_preamble = True
        if self.in_preamble and (marker is None or marker.ladder in LISTS):
            return
        self.in_preamble = False
        if marker is None and is_enclosed(paragraph.text):
            self._begin_annex()
            return
        node = _node(paragraph, marker)
        if marker is None:
            self._place_unmarked(node)
        else:
            self._place(node, marker)
        node.kind = self._kind(node)

    def _attach(self, node: _Node) -> None:
        (self.stack[-1].children if self.stack else self.top).append(node)

    def _begin_annex(self) -> None:
        """Put the heading above "(Kèm theo Kế hoạch …)" at the top: an annex without a number begins with it."""
        title = self.stack[-1] if self.stack else None
        if title is None or not title.opens or title.children or any(node.ladder == "annex" for node in self.stack):
            return
        if len(self.stack) > 1:
            self.stack[-2].children.remove(title)
            self.top.append(title)
        title.kind, title.is_annex = kind_of_heading(title.text) or "task", True
        self.stack = [title]

    def _add_row(self, paragraph: Paragraph) -> None:
        """Rows of one table share one node."""
        siblings = self.stack[-1].children if self.stack else self.top
        if siblings and siblings[-1].rows and siblings[-1].rows[0].table == paragraph.table:
            siblings[-1].rows.append(paragraph)
            return
        while self.stack and self.stack[-1].ladder in LISTS:
            self.stack.pop()
        node = _Node(None, paragraph, "", paragraph.start, rows=[paragraph])
        node.kind = self.stack[-1].kind if self.stack else "task"
        self._attach(node)

    def _place_unmarked(self, node: _Node) -> None:
        """Put an unnumbered paragraph below the nearest item that is no finished dash."""
        heading = _opens(node)
        if heading and self.stack and _is_wrapped_title(self.stack[-1], node):
            self.stack[-1].text += f" {node.text}"
            return
        while self.stack and (_is_finished_dash(self.stack[-1]) or (heading and self.stack[-1].opens)):
            self.stack.pop()
        above = self.stack[-1] if self.stack else None
        if heading and above and above.ladder == "annex" and not above.children:
            above.kind = kind_of_heading(node.text) or above.kind  # the title of an annex says what it is
            if is_capitals(node.text):
                above.text = f"{above.text} {node.text}".strip()
                return
        self._attach(node)
        if heading:
            node.opens = True
            self.stack.append(node)

    def _place(self, node: _Node, marker: Marker) -> None:
        """Return a marked item to the open level of its kind, or open a new one."""
        level = self._level(marker)
        del self.stack[level:]
        self._attach(node)
        self.stack.append(node)

    def _level(self, marker: Marker) -> int:
        """How many of the open items stay open above a new item."""
        if marker.ladder == "annex":
            return 0
        if marker.ladder == "part":
            return self._part_level(marker)
        key = _key(marker)
        depth = int(key[1]) if key[0] == "number" else 0
        if depth > 1:
            return self._decimal_level(marker, depth)
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i].key == key and self._belongs(self.stack[i], marker):
                return i
        if marker.ladder == "roman":
            return self._below(("annex", "part", "capital", "article"))
        if marker.ladder == "article":
            return self._below(("annex", "part"))
        if marker.ladder == "capital" and not any(
            n.key == ("roman",) and ordinal(n.marker) == 1 for n in self.stack if n.marker
        ):
            return self._below(("annex", "part"))
        return len(self.stack)

    def _part_level(self, marker: Marker) -> int:
        """Return the level of a part: below the parts that are larger (phần, chương, mục) and still open."""
        size = _part_size(marker)
        larger = [
            i + 1 for i, n in enumerate(self.stack) if n.marker and n.ladder == "part" and _part_size(n.marker) < size
        ]
        return max(larger, default=0)

    def _below(self, ladders: tuple[str, ...]) -> int:
        """Return the level right below the deepest open item of these ladders."""
        open_ = [i + 1 for i, node in enumerate(self.stack) if node.ladder in ladders]
        return max(open_, default=0)

    def _belongs(self, sibling: _Node, marker: Marker) -> bool:
        """Whether a marker goes on with an open list rather than opening one of the same kind below it."""
        claimed = ordinal(marker)
        if claimed != 1 or sibling.marker is None or marker.ladder in LISTS:
            return True
        return ordinal(sibling.marker) != 1 and not (
            self.stack[-1] is not sibling and self.stack[-1].text.endswith(":")
        )

    def _decimal_level(self, marker: Marker, depth: int) -> int:
        """``2.3.1`` stands below ``2.3``, else below ``2``, else below the deepest item that is no decimal."""
        digits = re.findall(r"\d+", marker.text)
        for i in range(len(self.stack) - 1, -1, -1):
            node = self.stack[i]
            if node.marker is None or node.ladder != "number":
                continue
            above = re.findall(r"\d+", node.marker.text)
            if len(above) < depth and above == digits[: len(above)]:
                return i + 1
            if len(above) == depth and above[:-1] == digits[:-1]:
                return i
        same = [i for i, node in enumerate(self.stack) if node.key == _key(marker)]
        return same[0] if same else self._below(("annex", "part", "capital", "article", "roman"))

    def _kind(self, node: _Node) -> str:
        """Return what a node is for: told by its own heading, else by what stands above it."""
        parent = next((open_ for open_ in reversed(self.stack) if open_ is not node), None)
        above = self._kind_below(parent, node)
        named = kind_of_heading(_heading_part(node.text)) if _is_heading_line(node) else None
        if named is None:
            return above
        outright = node.ladder == "roman" or bears_tasks(above) or _NAMES_TASKS.match(node.text)
        # below goals or purposes only an outright name of tasks or activities turns the part round
        return named if outright or not bears_tasks(named) else above

    def _kind_below(self, parent: _Node | None, node: _Node) -> str:
        """Return what an item is for that does not say so itself."""
        if parent is None:
            enacts = node.ladder == "article" and self.document_kind in _ENACTING_KINDS
            return "decision" if enacts else "task"
        if parent.kind == "decision" and (node.ladder == "roman" or _ASSIGNING_ARTICLE.search(parent.text)):
            return "task"
        return parent.kind


def _part_size(marker: Marker) -> int:
    """Return 0 for a phần, 1 for a chương, 2 for a mục."""
    return "pcm".find(marker.text[0].lower())


def _node(paragraph: Paragraph, marker: Marker | None) -> _Node:
    words = paragraph.text[marker.end :] if marker else paragraph.text
    return _Node(marker, paragraph, words.strip(), paragraph.start)


def _is_finished_dash(node: _Node) -> bool:
    """Whether a node is a list item with words of its own that are complete."""
    return node.marker is not None and node.marker.ladder in LISTS and is_terminal(node.text) and node.text[-1] != ":"


def _opens(node: _Node) -> bool:
    """Whether an unnumbered paragraph is a heading or an introduction to what follows it."""
    text = node.text
    if find_attribute(text):
        return False
    if text.endswith(":"):
        return True
    return (node.paragraph.bold or is_capitals(text)) and len(text) < 200 and not is_terminal(text)


def _is_wrapped_title(above: _Node, node: _Node) -> bool:
    """Whether a heading in capitals goes on with the one right above it."""
    return above.opens and not above.children and not above.rows and is_capitals(above.text) and is_capitals(node.text)


def _is_heading_line(node: _Node) -> bool:
    """Whether a node's text can name a part at all: short, no sentence, no attribute.

    A dash or an unnumbered paragraph names one only when it is set like a heading.
    """
    part = _heading_part(node.text)
    if len(part) > _LONGEST_NAME or find_attribute(node.text):
        return False
    if node.paragraph.bold or is_capitals(part) or part.endswith(":") or part is not node.text:
        return True
    return node.ladder not in ("", *LISTS) and part[-1:] not in ".;"


def _heading_part(text: str) -> str:
    """Return the name of a part when its words follow on the same line: "Kinh phí: Ngân sách …"."""
    head, colon, rest = text.partition(":")
    return head if colon and rest.strip() and len(head) < 60 else text
