"""How Word sets text: what a run or paragraph says itself, else its style, else the style that is based on."""

from __future__ import annotations

import re

from pipeline.plans.reading.opc import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
_OFF = ("0", "false", "off", "none")
_PARAGRAPH, _RUN = W + "pPr", W + "rPr"
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_LONGEST_CHAIN = 20  # styles based on each other; guards against a circle


def value(parent: Element | None, name: str) -> str | None:
    """Return the value of a property element, None where it is not set."""
    if parent is None:
        return None
    return next((child.get(VAL, "") for child in parent.iterchildren(W + name)), None)


def number(parent: Element | None, name: str) -> int | None:
    """Return a property that is a whole number, None where it is none."""
    return whole(value(parent, name))


def whole(text: str | None) -> int | None:
    """Return the number that an attribute says, None where it says none."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


def switch(properties: Element | None, name: str) -> bool | None:
    """Return whether a property is on or off, None where it is not set."""
    text = value(properties, name)
    return None if text is None else text not in _OFF


class Styles:
    """The styles of a document; an id that there is not is the default style."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else root.findall(W + "style")
        self._styles = {style.get(W + "styleId"): style for style in styles}
        self._default = next(
            (s for s in styles if s.get(W + "default") == "1" and s.get(W + "type") == "paragraph"), None
        )
        self._chains: dict[str | None, list[Element]] = {}
        self._switches: dict[tuple[str | None, str], bool | None] = {}

    def switch(self, style: str | None, name: str) -> bool | None:
        """Return whether a style turns bold, capitals … on or off, None where it does not say."""
        key = style, name
        if key not in self._switches:
            found = (switch(each.find(_RUN), name) for each in self._chain(style))
            self._switches[key] = next((state for state in found if state is not None), None)
        return self._switches[key]

    def is_heading(self, style: str | None) -> bool:
        """Whether a style is one of the headings: it has a level in the outline."""
        levels = (number(each.find(_PARAGRAPH), "outlineLvl") for each in self._chain(style))
        level = next((found for found in levels if found is not None), None)
        return level is not None and level < 9

    def numbering(self, style: str | None) -> tuple[Element, str] | None:
        """Return the ``numPr`` that a paragraph style carries and the id of the style that does."""
        for each in self._chain(style):
            found = each.find(f"{_PARAGRAPH}/{W}numPr")
            if found is not None:
                return found, each.get(W + "styleId")
        return None

    def _chain(self, style: str | None) -> list[Element]:
        """Return a style and those it is based on, nearest first."""
        if style not in self._chains:
            chain: list[Element] = []
            current = self._styles.get(style, self._default)
            while current is not None and len(chain) < _LONGEST_CHAIN:
                chain.append(current)
                current = self._styles.get(value(current, "basedOn"))
            self._chains[style] = chain
        return self._chains[style]
