"""What a training report draws: reliability, learning curve, confusion; as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.paper.charts import Chart, figure
from pipeline.themes.evaluation import Bin, CurvePoint, ThemeFigures

_SIZE = 260
_CASES = ("đúng (right)", "thừa (wrong)", "sót (missed)")


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Draw what came true against what was predicted; on the line, a probability keeps its word."""
    points = [{"predicted": b.predicted, "actual": b.actual, "n": b.n} for b in bins]
    x = _quantity("predicted", "xác suất dự đoán (predicted)", domain=[0, 1])
    y = _quantity("actual", "tỷ lệ đúng thật (came true)", domain=[0, 1])
    ideal = {
        "data": {"values": [{"predicted": 0, "actual": 0}, {"predicted": 1, "actual": 1}]},
        "mark": {"type": "line", "color": "#999", "strokeDash": [4, 4]},
        "encoding": {"x": x, "y": y},
    }
    found = {"mark": {"type": "line", "point": True}, "encoding": {"x": x, "y": y}}
    numbers = {
        "mark": {"type": "text", "dy": -10, "fontSize": 9},
        "encoding": {"x": x, "y": y, "text": {"field": "n", "type": "quantitative"}},
    }
    return _svg(points, layer=[ideal, found, numbers])


def curve_chart(points: Sequence[CurvePoint]) -> str:
    """Draw how F1 grows with the number of examples."""
    values = [
        {"examples": point.examples, "f1": f1, "measure": measure}
        for point in points
        for measure, f1 in (("micro-F1", point.micro_f1), ("macro-F1", point.macro_f1))
        if f1 is not None
    ]
    colour = {"field": "measure", "type": "nominal", "title": None, "scale": {"range": ["#E45756", "#4C78A8"]}}
    return _svg(
        values,
        mark={"type": "line", "point": True},
        encoding={
            "x": _quantity("examples", "số câu đã học (examples)"),
            "y": _quantity("f1", "F1", zero=False),
            "color": colour,
        },
    )


def confusion_chart(figures: Sequence[ThemeFigures]) -> str:
    """Draw for each theme how many tags are right, wrong, missing."""
    values = [
        {"theme": theme.theme, "case": case, "n": n}
        for theme in figures
        for case, n in zip(_CASES, theme.confusion[:3], strict=True)
    ]
    shade = {"field": "n", "type": "quantitative", "legend": None, "scale": {"range": ["#f4f7fb", "#8fbbe8"]}}
    return _svg(
        values,
        encoding={
            "x": {"field": "case", "type": "nominal", "title": None, "sort": list(_CASES), "axis": {"labelAngle": 0}},
            "y": {"field": "theme", "type": "nominal", "title": None, "sort": [theme.theme for theme in figures]},
        },
        layer=[
            {"mark": "rect", "encoding": {"color": shade}},
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {"text": {"field": "n", "type": "quantitative"}},
            },
        ],
    )


def _quantity(field: str, title: str, **scale: Any) -> dict[str, Any]:
    """Return the axis of a number."""
    return {"field": field, "type": "quantitative", "title": title, "scale": scale}


def _svg(values: list[dict[str, Any]], **parts: Any) -> str:
    """Return a chart as an SVG element."""
    return Chart("", "", "", figure(values, width=_SIZE, height=_SIZE, **parts)).svg()
