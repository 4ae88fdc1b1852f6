"""The charts of a thematic report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.paper.charts import Chart, Spec, figure
from pipeline.records import StoredTask
from pipeline.reports.coverage import Facets, cross, values
from pipeline.reports.deadlines import last_days

_WIDTH = 500  # pixels, without the names beside the bars
_MOST_BARS = 15
_LABEL = 240  # pixels
_GREY = "#888888"
_COUNT = {"field": "tasks", "type": "quantitative", "title": "Số nhiệm vụ", "axis": {"tickMinStep": 1, "format": "d"}}


def plans_by_theme(
    found: Sequence[Facets],
    plan_name: Callable[[str], str],
    theme_name: Callable[[str], str],
    colours: Mapping[str, str],
) -> Chart:
    """Return the tasks of every plan, by theme; of many plans those with most tasks."""
    counts = cross(found, "plan", "theme")
    plans = values(found, "plan")[:_MOST_BARS]
    themes = [theme for theme in values(found, "theme") if theme]
    rows = [
        {"name": plan_name(plan), "theme": theme_name(theme), "tasks": counts[plan, theme]}
        for plan in plans for theme in themes if counts[plan, theme]
    ]  # fmt: skip
    spec = _bars(rows, [plan_name(plan) for plan in plans])
    spec["encoding"]["color"] = {
        "field": "theme",
        "title": None,
        "scale": {"domain": [theme_name(t) for t in themes], "range": [colours.get(t, _GREY) for t in themes]},
        "legend": {"orient": "bottom", "columns": 2, "labelLimit": _LABEL},
    }
    alt = f"Biểu đồ thanh: số nhiệm vụ theo chủ đề của {len(plans)} kế hoạch có nhiều nhiệm vụ nhất."
    return Chart("plan-theme", "Số nhiệm vụ theo kế hoạch và chủ đề", alt, spec)


def by_agency(agencies: Sequence[tuple[str, int]]) -> Chart:
    """Return how many tasks the agencies with most of them lead."""
    shown = agencies[:_MOST_BARS]
    spec = _bars([{"name": name, "tasks": n} for name, n in shown], [name for name, _ in shown])
    most = f"; nhiều nhất là {shown[0][0]} ({shown[0][1]})" if shown else ""
    alt = f"Biểu đồ thanh: số nhiệm vụ do {len(shown)} cơ quan chủ trì{most}."
    return Chart("agency", "Số nhiệm vụ theo cơ quan chủ trì", alt, spec)


def by_month(tasks: Sequence[StoredTask]) -> Chart:
    """Return how many tasks fall due in each month; periods count in their last one."""
    months = sorted(Counter(f"{day:%Y-%m}" for stored in tasks for day in last_days(stored)).items())
    labels = [f"{month[5:]}/{month[:4]}" for month, _ in months]
    rows = [{"name": label, "tasks": n} for label, (_, n) in zip(labels, months, strict=True)]
    spec = _figure(rows) | {
        "height": 180,
        "encoding": {
            "x": {"field": "name", "type": "nominal", "title": None, "sort": labels, "axis": {"labelAngle": -60}},
            "y": _COUNT,
        },
    }
    span = f" từ tháng {labels[0]} đến tháng {labels[-1]}" if labels else ""
    alt = f"Biểu đồ cột: {sum(n for _, n in months)} mốc thời hạn theo tháng{span}."
    return Chart("deadlines", "Thời hạn theo tháng", alt, spec)


def _bars(rows: list[dict[str, Any]], names: Sequence[str]) -> Spec:
    """Return horizontal bars, one per name, in the order given."""
    axis = {"labelLimit": _LABEL}
    y = {"field": "name", "type": "nominal", "title": None, "sort": list(names), "axis": axis}
    return _figure(rows) | {"height": {"step": 22} if names else 40, "encoding": {"y": y, "x": _COUNT}}


def _figure(rows: list[dict[str, Any]]) -> Spec:
    """Return what all charts have in common."""
    return figure(rows, width=_WIDTH, mark={"type": "bar", "tooltip": True})
