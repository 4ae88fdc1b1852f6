"""Charts as SVG, drawn without a browser; the only file that imports altair."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import Any

from pipeline.themes.evaluation import Bin, CurvePoint, ThemeFigures

_SIZE = 260
_CASES = ("đúng (right)", "thừa (wrong)", "sót (missed)")


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Draw what came true against what was predicted; on the line, a probability keeps its word."""
    import altair as alt

    points = alt.Data(values=[{"predicted": b.predicted, "actual": b.actual, "n": b.n} for b in bins])
    share = alt.Scale(domain=[0, 1])
    line = alt.Chart(alt.Data(values=[{"p": 0}, {"p": 1}])).mark_line(color="#999", strokeDash=[4, 4])
    return _svg(
        line.encode(x=alt.X("p:Q", scale=share), y=alt.Y("p:Q", scale=share))
        + alt.Chart(points)
        .mark_line(point=True)
        .encode(
            x=alt.X("predicted:Q", scale=share, title="xác suất dự đoán (predicted)"),
            y=alt.Y("actual:Q", scale=share, title="tỷ lệ đúng thật (came true)"),
        )
        + alt.Chart(points).mark_text(dy=-10, fontSize=9).encode(x="predicted:Q", y="actual:Q", text="n:Q")
    )


def curve_chart(points: Sequence[CurvePoint]) -> str:
    """Draw how F1 grows with the number of examples."""
    import altair as alt

    values = [
        {"examples": point.examples, "f1": f1, "measure": measure}
        for point in points
        for measure, f1 in (("micro-F1", point.micro_f1), ("macro-F1", point.macro_f1))
        if f1 is not None
    ]
    return _svg(
        alt.Chart(alt.Data(values=values))
        .mark_line(point=True)
        .encode(
            x=alt.X("examples:Q", title="số câu đã học (examples)"),
            y=alt.Y("f1:Q", title="F1", scale=alt.Scale(zero=False)),
            color=alt.Color("measure:N", title=None, scale=alt.Scale(range=["#E45756", "#4C78A8"])),
        )
    )


def confusion_chart(figures: Sequence[ThemeFigures]) -> str:
    """Draw for each theme how many tags are right, wrong, missing."""
    import altair as alt

    values = [
        {"theme": theme.theme, "case": case, "n": n}
        for theme in figures
        for case, n in zip(_CASES, theme.confusion[:3], strict=True)
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("case:N", title=None, sort=list(_CASES), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("theme:N", title=None, sort=[theme.theme for theme in figures]),
    )
    squares = base.mark_rect().encode(
        color=alt.Color("n:Q", scale=alt.Scale(range=["#f4f7fb", "#8fbbe8"]), legend=None)
    )
    return _svg(squares + base.mark_text(fontSize=12).encode(text="n:Q"))


def _svg(chart: Any) -> str:
    """Return a chart as an SVG element."""
    written = StringIO()
    chart.properties(width=_SIZE, height=_SIZE).save(written, format="svg")
    return written.getvalue()
