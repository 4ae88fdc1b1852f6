"""Charts as Vega-Lite specifications and as pictures: the only file that imports vl-convert.

A chart carries its own data and a sentence that says what it shows, for readers who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_FONT = "'Segoe UI', 'DejaVu Sans', Arial, sans-serif"  # such as have the letters of Vietnamese
_WIDTH, _STEP, _LABEL = 500, 22, 280  # pixels: of bars, of a row, of a name at most
_BAR = {"type": "bar", "tooltip": True}
_BLUES = {"range": ["#eef3fa", "#1f4f8f"]}
_DARK = 0.55  # of the highest count; from there on white figures are legible


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of some figures.

    Attributes
    ----------
    name : a word for file names and anchors.
    title : above it.
    alt : what it shows, in a sentence.
    spec : in Vega-Lite, with its data.
    """

    name: str
    title: str
    alt: str
    spec: Spec

    def png(self, dpi: int = 200) -> bytes:
        """Return the chart as a picture."""
        import vl_convert

        return bytes(vl_convert.vegalite_to_png(self.spec, scale=dpi / 96, ppi=dpi))

    def svg(self) -> str:
        """Return the chart as a drawing."""
        import vl_convert

        return str(vl_convert.vegalite_to_svg(self.spec))


def figure(rows: Iterable[Mapping[str, Any]], **parts: Any) -> Spec:
    """Return the specification of a chart of some rows; `parts` are its other fields (mark, encoding, layer …)."""
    return {"$schema": _SCHEMA, "config": {"font": _FONT}, "data": {"values": list(rows)}, **parts}


def bars(rows: Iterable[Mapping[str, Any]], names: Sequence[str], title: str, colour: Spec | None = None) -> Spec:
    """Return horizontal bars, one per name, in the order given.

    Parameters
    ----------
    rows : each with "name" and "n", and what `colour` needs; of one name they are stacked.
    title : what is counted.
    colour : from `colours`.
    """
    y = {"field": "name", "type": "nominal", "title": None, "sort": list(names), "axis": {"labelLimit": _LABEL}}
    encoding = {"y": y, "x": _count(title)} | ({"color": colour} if colour else {})
    return figure(rows, width=_WIDTH, height={"step": _STEP} if names else 40, mark=_BAR, encoding=encoding)


def columns(rows: Iterable[Mapping[str, Any]], names: Sequence[str], title: str) -> Spec:
    """Return upright bars, one per name, in the order given; of many names not all are written."""
    axis = {"labelAngle": -60, "labelOverlap": True}
    x = {"field": "name", "type": "ordinal", "title": None, "sort": list(names), "axis": axis}
    return figure(rows, width=_WIDTH, height=180, mark=_BAR, encoding={"x": x, "y": _count(title)})


def shades(cells: Sequence[Mapping[str, Any]], rows: Sequence[str], columns: Sequence[str]) -> Spec:
    """Return a matrix of shaded cells with their numbers; each has "row", "column" and "n", a gap stays white."""
    n = {"field": "n", "type": "quantitative"}
    dark = max((cell["n"] for cell in cells), default=1) * _DARK
    ink = {"condition": {"test": f"datum.n > {dark}", "value": "white"}, "value": "#1c2430"}
    above = {"labelAngle": -50, "labelLimit": 200}
    x = {"field": "column", "type": "nominal", "title": None, "sort": list(columns), "axis": above}
    y = {"field": "row", "type": "nominal", "title": None, "sort": list(rows), "axis": {"labelLimit": _LABEL}}
    square = {"mark": {"type": "rect", "tooltip": True}, "encoding": {"color": n | {"scale": _BLUES, "legend": None}}}
    number = {"mark": {"type": "text", "fontSize": 10}, "encoding": {"text": n, "color": ink}}
    size = {"width": {"step": 46}, "height": {"step": _STEP}}
    return figure(cells, **size, encoding={"x": x, "y": y}, layer=[square, number])


def colours(field: str, by_value: Mapping[str, str], *, legend: bool = True) -> Spec:
    """Return a colour for each value of a field, with a legend below."""
    scale = {"domain": list(by_value), "range": list(by_value.values())}
    below = {"orient": "bottom", "columns": 2, "labelLimit": _LABEL} if legend else None
    return {"field": field, "type": "nominal", "title": None, "scale": scale, "legend": below}


def _count(title: str) -> Spec:
    return {"field": "n", "type": "quantitative", "title": title, "axis": {"tickMinStep": 1, "format": "d"}}
