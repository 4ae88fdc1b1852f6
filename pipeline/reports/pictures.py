"""A view as a chart, drawn from the cells of its table: it can show nothing that the table does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations, groupby
from typing import Any

from pipeline.paper.charts import Chart, Spec, figure
from pipeline.paper.tables import Table
from pipeline.reports.changes import KINDS

_MOST = 20  # rows or columns
_WIDTH, _STEP, _LABEL = 520, 22, 320  # pixels
_BLUES = {"range": ["#eef3fa", "#1f4f8f"]}
_CHANGES = {"changed": "#E0A030", "added": "#3F8F5F", "dropped": "#B3403A", "same": "#9AA5B1"}


def chart_of(table: Table) -> Chart:
    """Return the chart of a view."""
    spec, shows = _CHARTS.get(table.name, _matrix)(table)
    return Chart(table.name, table.vi, f"{table.vi}: {shows}.", spec)


def _matrix(table: Table) -> tuple[Spec, str]:
    """Draw counts as shades, the rows with most of them; a gap stays white."""
    rows, columns = table.rows[:_MOST], [column.vi for column in table.columns[1:-1]][:_MOST]
    cells = [
        {"row": row[0], "column": column, "n": n}
        for row in rows
        for column, n in zip(columns, row[1:-1], strict=False)
        if n is not None
    ]
    return _shades(cells, [str(row[0]) for row in rows], columns), f"số nhiệm vụ của {len(rows)} dòng nhiều nhất"


def _workload(table: Table) -> tuple[Spec, str]:
    """Draw how many tasks agencies lead and how many they share."""
    rows = table.rows[:_MOST]
    parts = [
        {"name": row[0], "role": role, "n": n}
        for row in rows
        for role, n in zip(("Chủ trì", "Phối hợp"), row[1:3], strict=True)
    ]
    spec = _bars(parts, [str(row[0]) for row in rows], "Số nhiệm vụ")
    spec["encoding"]["color"] = _colours("role", {"Chủ trì": "#1f4f8f", "Phối hợp": "#9DB8D9"})
    return spec, f"số nhiệm vụ chủ trì và phối hợp của {len(rows)} cơ quan"


def _calendar(table: Table) -> tuple[Spec, str]:
    """Draw what falls due in each month."""
    days = [row[0] for row in table.rows if isinstance(row[0], date)]
    months = sorted(Counter((day.year, day.month) for day in days).items())
    labels = [f"{month:02}/{year}" for (year, month), _ in months]
    rows = [{"name": label, "n": n} for label, (_, n) in zip(labels, months, strict=True)]
    x = {"field": "name", "type": "nominal", "title": None, "sort": labels, "axis": {"labelAngle": -60}}
    encoding = {"x": x, "y": _count("Số mốc thời hạn")}
    mark = {"type": "bar", "tooltip": True}
    return figure(rows, width=_WIDTH, height=200, mark=mark, encoding=encoding), f"{len(days)} mốc thời hạn theo tháng"


def _overlaps(table: Table) -> tuple[Spec, str]:
    """Draw how many tasks each two plans have in common."""
    pairs: Counter[tuple[str, str]] = Counter()
    for _, group in groupby(table.rows, key=lambda row: row[0]):
        files = sorted({str(row[6]) for row in group})
        pairs.update(pair for one, other in combinations(files, 2) for pair in ((one, other), (other, one)))
    shared: Counter[str] = Counter()
    for (one, _), n in pairs.items():
        shared[one] += n
    names = [name for name, _ in shared.most_common(_MOST)]
    cells = [{"row": a, "column": b, "n": n} for (a, b), n in sorted(pairs.items()) if a in names and b in names]
    return _shades(cells, names, names), f"số nhiệm vụ chung của từng cặp trong {len(names)} kế hoạch"


def _lineage(table: Table) -> tuple[Spec, str]:
    """Draw which documents most plans carry out."""
    plans, levels = Counter(str(row[0]) for row in table.rows), {str(row[0]): str(row[1]) for row in table.rows}
    most = plans.most_common(_MOST)
    rows = [{"name": code, "n": n, "level": levels[code]} for code, n in most]
    spec = _bars(rows, [code for code, _ in most], "Số kế hoạch triển khai")
    spec["encoding"]["color"] = {"field": "level", "type": "nominal", "title": None, "legend": {"orient": "bottom"}}
    return spec, f"{len(most)} văn bản được nhiều kế hoạch triển khai nhất"


def _changes(table: Table) -> tuple[Spec, str]:
    """Draw how many tasks were changed, added and dropped."""
    counts = Counter(str(row[0]) for row in table.rows)
    rows: list[dict[str, Any]] = [{"name": name, "n": counts[name]} for kind, name in KINDS.items() if kind != "same"]
    spec = _bars(rows, list(KINDS.values()), "Số nhiệm vụ")
    spec["encoding"]["color"] = _colours("name", {name: _CHANGES[kind] for kind, name in KINDS.items()})
    spec["encoding"]["color"]["legend"] = None
    return spec, ", ".join(f"{row['name'].lower()} {row['n']} nhiệm vụ" for row in rows)


def _bars(rows: list[dict[str, Any]], names: Sequence[str], title: str) -> Spec:
    """Return horizontal bars, one per name, in the order given."""
    axis = {"labelLimit": _LABEL}
    y = {"field": "name", "type": "nominal", "title": None, "sort": list(names), "axis": axis}
    mark = {"type": "bar", "tooltip": True}
    return figure(rows, width=_WIDTH, height={"step": _STEP}, mark=mark, encoding={"y": y, "x": _count(title)})


def _shades(cells: list[dict[str, Any]], rows: Sequence[str], columns: Sequence[str]) -> Spec:
    """Return a matrix of shaded cells with their numbers."""
    dark = max((cell["n"] for cell in cells), default=1) * 0.55
    n = {"field": "n", "type": "quantitative"}
    ink = {"condition": {"test": f"datum.n > {dark}", "value": "white"}, "value": "#1c2430"}
    axis = {"labelLimit": _LABEL}
    x = {"field": "column", "type": "nominal", "title": None, "sort": list(columns)}
    y = {"field": "row", "type": "nominal", "title": None, "sort": list(rows), "axis": axis}
    return figure(
        cells,
        width={"step": 46},
        height={"step": _STEP},
        encoding={"x": {**x, "axis": {"labelAngle": -50, "labelLimit": 200}}, "y": y},
        layer=[
            {
                "mark": {"type": "rect", "tooltip": True},
                "encoding": {"color": {**n, "scale": _BLUES, "legend": None}},
            },
            {"mark": {"type": "text", "fontSize": 10}, "encoding": {"text": n, "color": ink}},
        ],
    )


def _count(title: str) -> dict[str, Any]:
    return {"field": "n", "type": "quantitative", "title": title, "axis": {"tickMinStep": 1, "format": "d"}}


def _colours(field: str, colours: dict[str, str]) -> dict[str, Any]:
    scale = {"domain": list(colours), "range": list(colours.values())}
    return {"field": field, "type": "nominal", "title": None, "scale": scale, "legend": {"orient": "bottom"}}


_CHARTS: dict[str, Callable[[Table], tuple[Spec, str]]] = {
    "workload": _workload,
    "calendar": _calendar,
    "overlaps": _overlaps,
    "lineage": _lineage,
    "changes": _changes,
}
