"""Automatic numbering: what Word prints before a paragraph, which stands nowhere in its text.

A paragraph names an instance (``numId``) and a level; instances share the counters of the abstract list
behind them, and may begin a level anew (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.plans.reading.opc import Element
from pipeline.plans.reading.word_styles import Styles, W, number, switch, value, whole

_LEVELS = 9
_HIGHEST = 10_000  # no list counts further; a start beyond it is damage
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DASHES = "-–—−\uf02d"  # the last is the minus of the Symbol font
_NO_LIST = 0


def bullet(mark: str) -> str:
    """Return a bullet as it looks in print: a dash, a plus, a star, or a dot for the pictures of symbol fonts."""
    mark = mark.strip()
    return "-" if mark and mark in _DASHES else mark if mark in ("+", "*") else "•"


def roman(n: int) -> str:
    """Return a number from 1 on in Roman figures.

    Examples
    --------
    >>> roman(14)
    'XIV'
    """
    out = ""
    for figure, letters in _ROMAN:
        out += letters * (n // figure)
        n %= figure
    return out


def letter(n: int) -> str:
    """Return the nth letter as Word counts: a to z, then aa, bb.

    Examples
    --------
    >>> letter(4), letter(28)
    ('d', 'bb')
    """
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: letter(n).upper(),
    "lowerLetter": letter,
    "decimalZero": "{:02}".format,
    "decimalEnclosedParen": "({})".format,
    "numberInDash": "- {} -".format,
    "none": lambda n: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level counts and looks; `restart` is the 1-based level after which it starts again, 0 for never."""

    start: int
    format: str
    text: str
    restart: int
    is_legal: bool

    @classmethod
    def of(cls, element: Element, level: int) -> _Level:
        """Read a ``lvl`` element."""
        start, restart = number(element, "start"), number(element, "lvlRestart")
        return cls(
            min(start, _HIGHEST) if start is not None else 0,
            value(element, "numFmt") or "decimal",
            value(element, "lvlText") or "",
            level if restart is None else restart,
            bool(switch(element, "isLgl")),
        )

    def printed(self, n: int, *, legal: bool) -> str:
        """Return a count of this level in its format, in figures where the level asking wants them."""
        return str(n) if legal or n < 1 else _FORMATS.get(self.format, str)(n)


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, which style stands for which, and how far each level has counted."""

    levels: dict[int, _Level] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _Instance:
    """A list in use, with the levels it changes and the starts it sets; `begun` holds the levels already started."""

    list: _List
    levels: dict[int, _Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)


class Numbering:
    """Counts through a document; ask it for every paragraph in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str | None, _List] = {}
        self._instances: dict[int, _Instance] = {}
        if root is None:
            return
        abstract = {each.get(W + "abstractNumId"): each for each in root.findall(W + "abstractNum")}
        named = {value(each, "styleLink"): id_ for id_, each in abstract.items()}
        for element in root.findall(W + "num"):
            id_ = whole(element.get(W + "numId"))
            target = value(element, "abstractNumId")
            link = value(abstract.get(target), "numStyleLink")
            target = named.get(link, target) if link else target
            if id_ is not None and target in abstract:
                self._instances[id_] = self._instance(element, target, abstract[target])

    def marker(self, properties: Element | None) -> str | None:
        """Return the marker printed before the next paragraph, None if it has none.

        Parameters
        ----------
        properties : the paragraph's ``pPr``.
        """
        place = self._place(properties)
        return None if place is None else self._next(*place)

    def _place(self, properties: Element | None) -> tuple[_Instance, int] | None:
        """Return instance and level of a paragraph: its own, else its style's."""
        own = None if properties is None else properties.find(W + "numPr")
        inherited = self._styles.numbering(value(properties, "pStyle"))
        id_ = number(own, "numId")
        level = number(own, "ilvl")
        if id_ is None and inherited is not None:
            id_ = number(inherited[0], "numId")
        if id_ is None or id_ == _NO_LIST or id_ not in self._instances:
            return None
        instance = self._instances[id_]
        if level is None and inherited is not None:
            level = instance.list.styles.get(inherited[1], number(inherited[0], "ilvl"))
        level = level or 0
        return (instance, level) if 0 <= level < _LEVELS and level in instance.levels else None

    def _instance(self, element: Element, id_: str | None, abstract: Element) -> _Instance:
        """Read a ``num`` element with its overrides."""
        if id_ not in self._lists:
            levels = {whole(each.get(W + "ilvl")) or 0: each for each in abstract.findall(W + "lvl")}
            self._lists[id_] = _List(
                {n: _Level.of(each, n) for n, each in levels.items()},
                {style: n for n, each in levels.items() if (style := value(each, "pStyle"))},
            )
        shared = self._lists[id_]
        levels, starts = dict(shared.levels), {}
        for override in element.findall(W + "lvlOverride"):
            n = whole(override.get(W + "ilvl")) or 0
            start = number(override, "startOverride")
            if start is not None:
                starts[n] = min(start, _HIGHEST)
            changed = override.find(W + "lvl")
            if changed is not None:
                levels[n] = _Level.of(changed, n)
        return _Instance(shared, levels, starts)

    def _next(self, instance: _Instance, level: int) -> str:
        """Count one on and print it."""
        counts, levels = instance.list.counts, instance.levels
        before = counts[level]
        if before is None or (level in instance.starts and level not in instance.begun):
            counts[level] = instance.starts.get(level, levels[level].start)
        else:
            counts[level] = before + 1
        instance.begun.add(level)
        for deeper in range(level + 1, _LEVELS):
            if deeper in levels and level < levels[deeper].restart:
                counts[deeper] = None
        return self._printed(instance, level)

    def _printed(self, instance: _Instance, level: int) -> str:
        own, counts = instance.levels[level], instance.list.counts
        if own.format == "bullet":
            return bullet(own.text)

        def figure(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            if n not in instance.levels:
                return ""
            count = counts[n]
            start = instance.starts.get(n, instance.levels[n].start)
            return instance.levels[n].printed(start if count is None else count, legal=own.is_legal)

        return _PLACEHOLDER.sub(figure, own.text)
