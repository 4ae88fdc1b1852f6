"""A view as a chart, drawn from the cells of its table: it can show nothing that the table does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import combinations, groupby
from typing import Any

from pipeline.paper.charts import Chart, Spec, bars, colours, columns, shades
from pipeline.paper.tables import Table
from pipeline.reports.changes import KINDS
from pipeline.reports.lineage import LEVELS

_MOST = 20  # rows or columns
_ROLES = {"Chủ trì": "#1f4f8f", "Phối hợp": "#9DB8D9"}
_LEVELS = dict(zip(LEVELS, ("#B3403A", "#1f4f8f", "#5E86BD", "#9DB8D9"), strict=True))
_CHANGES = {"changed": "#E0A030", "added": "#3F8F5F", "dropped": "#B3403A", "same": "#9AA5B1"}


def chart_of(table: Table) -> Chart:
    """Return the chart of a view."""
    spec, shows = _CHARTS.get(table.name, _matrix)(table)
    return Chart(table.name, table.vi, f"{table.vi}: {shows}.", spec)


def _matrix(table: Table) -> tuple[Spec, str]:
    """Draw counts as shades, the rows with most of them; a gap stays white."""
    rows, heads = table.rows[:_MOST], [column.vi for column in table.columns[1:-1]][:_MOST]
    cells = [
        {"row": row[0], "column": column, "n": n}
        for row in rows
        for column, n in zip(heads, row[1:-1], strict=False)
        if n is not None
    ]
    return shades(cells, [str(row[0]) for row in rows], heads), f"số nhiệm vụ của {len(rows)} dòng nhiều nhất"


def _workload(table: Table) -> tuple[Spec, str]:
    """Draw how many tasks agencies lead and how many they share."""
    rows = table.rows[:_MOST]
    parts = [{"name": row[0], "role": role, "n": n} for row in rows for role, n in zip(_ROLES, row[1:3], strict=True)]
    spec = bars(parts, [str(row[0]) for row in rows], "Số nhiệm vụ", colours("role", _ROLES))
    return spec, f"số nhiệm vụ chủ trì và phối hợp của {len(rows)} cơ quan"


def _calendar(table: Table) -> tuple[Spec, str]:
    """Draw what falls due in each month."""
    days = [row[0] for row in table.rows if isinstance(row[0], date)]
    months = sorted(Counter((day.year, day.month) for day in days).items())
    labels = [f"{month:02}/{year}" for (year, month), _ in months]
    rows = [{"name": label, "n": n} for label, (_, n) in zip(labels, months, strict=True)]
    return columns(rows, labels, "Số mốc thời hạn"), f"{len(days)} mốc thời hạn theo tháng"


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
    return shades(cells, names, names), f"số nhiệm vụ chung của từng cặp trong {len(names)} kế hoạch"


def _lineage(table: Table) -> tuple[Spec, str]:
    """Draw which documents most plans carry out."""
    plans, levels = Counter(str(row[0]) for row in table.rows), {str(row[0]): str(row[1]) for row in table.rows}
    most = plans.most_common(_MOST)
    rows = [{"name": code, "n": n, "level": levels[code]} for code, n in most]
    spec = bars(rows, [code for code, _ in most], "Số kế hoạch triển khai", colours("level", _LEVELS))
    return spec, f"{len(most)} văn bản được nhiều kế hoạch triển khai nhất"


def _changes(table: Table) -> tuple[Spec, str]:
    """Draw how many tasks were changed, added and dropped."""
    counts = Counter(str(row[0]) for row in table.rows)
    rows: list[dict[str, Any]] = [{"name": name, "n": counts[name]} for kind, name in KINDS.items() if kind != "same"]
    by_kind = colours("name", {name: _CHANGES[kind] for kind, name in KINDS.items()}, legend=False)
    spec = bars(rows, [row["name"] for row in rows], "Số nhiệm vụ", by_kind)
    return spec, ", ".join(f"{row['name'].lower()} {row['n']} nhiệm vụ" for row in rows)


_CHARTS: dict[str, Callable[[Table], tuple[Spec, str]]] = {
    "workload": _workload,
    "calendar": _calendar,
    "overlaps": _overlaps,
    "lineage": _lineage,
    "changes": _changes,
}
