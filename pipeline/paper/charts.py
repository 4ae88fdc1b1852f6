"""Charts as Vega-Lite specifications and as pictures: the only file that imports vl-convert.

A chart carries its own data and a sentence that says what it shows, for readers who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


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
    return {"$schema": _SCHEMA, "data": {"values": list(rows)}, **parts}
