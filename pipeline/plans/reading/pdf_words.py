"""What stands on a page, whether its text was typeset or read from a picture: words, rules, their places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.plans.rectangles import mean
from pipeline.records import Box
from pipeline.text.normalize import clean, squeeze

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIGHT = 0.15  # of the font size: nearer to each other a mark and what it is set to have no blank between
# Signs of the Symbol and Wingdings fonts that Word sets before list items; they lie in the private use area.
_BULLETS = {0xF000 + code: "•" for code in range(0x20, 0x100)} | {0xF02D: "-", 0xF02B: "+", 0xF020: " "}


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a blank between them, as far as they look alike.

    Attributes
    ----------
    x0, top, x1, bottom : its rectangle, see `Box`.
    baseline : the line it stands on, points from the top; `size` that of its font.
    font : the name of its font in the file.
    raised : whether it is a number set smaller and above the line, a footnote mark; `baseline` is then the line's.
    glued : whether it follows the word before without a blank (a footnote mark and what it is set to).
    confidence : see `Line`.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool = False
    font: str = ""
    raised: bool = False
    glued: bool = False
    confidence: float | None = None

    @property
    def middle(self) -> float:
        """Half way between its left and its right edge."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line drawn across or down a page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart.

    Attributes
    ----------
    number : counted from 1.
    width, height : points.
    words : in the order of the file.
    pictured : share of the page that its largest picture covers (0 to 1).
    n_drawn : how many shapes are drawn on it.
    n_unmapped : about how many letters have no character in the file.
    turned : whether it is laid otherwise than it is shown, because its text stands sideways.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictured: float = 0.0
    n_drawn: int = 0
    n_unmapped: int = 0
    turned: bool = False


@dataclass(frozen=True)
class Row:
    """Words side by side, left to right."""

    words: tuple[Word, ...]

    @cached_property
    def box(self) -> Box:
        """The rectangle around them."""
        return (
            self.words[0].x0,
            min(word.top for word in self.words),
            max(word.x1 for word in self.words),
            max(word.bottom for word in self.words),
        )

    @cached_property
    def text(self) -> str:
        """Their letters, cleaned; a raised number is a footnote mark and becomes superscript digits."""
        pieces, before = [], None
        for word in self.words:
            marked = word.raised or (before is not None and before.raised)
            tight = before is not None and word.x0 - before.x1 < _TIGHT * self.size
            text = word.text.strip("()[]").translate(SUPERSCRIPT) if word.raised else word.text
            pieces += ["" if word.glued or (tight and marked) else " ", text]
            before = word
        return squeeze(clean("".join(pieces)).translate(_BULLETS))

    @cached_property
    def bold(self) -> bool:
        """Whether all letters are bold."""
        letters = [word.bold for word in self.words if any(map(str.isalnum, word.text))]
        return bool(letters) and all(letters)

    @cached_property
    def confidence(self) -> float | None:
        """The mean of its words, long ones counting more."""
        return mean((word.confidence, len(word.text)) for word in self.words if word.confidence is not None)

    @cached_property
    def size(self) -> float:
        """The font size of the longest word."""
        return max(self.words, key=lambda word: word.x1 - word.x0).size

    @cached_property
    def baseline(self) -> float:
        """The line on which its longest word stands."""
        return max(self.words, key=lambda word: word.x1 - word.x0).baseline
