"""Reports and views as pages that need nothing but themselves: the only file of this room that imports Jinja2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.paper.charts import Chart
from pipeline.paper.safe import plain
from pipeline.paper.tables import Table, shown
from pipeline.reports.citations import full_name, place, plan_name
from pipeline.reports.pictures import chart_of
from pipeline.reports.statuses import STATUSES, status_of
from pipeline.reports.thematic import Report

_SCRIPT = files("pipeline.reports.templates") / "vega.js"


def write_report_page(report: Report, target: Path) -> None:
    """Write a report as a self-contained .html: charts, script and style inside, every text escaped."""
    _write(
        "report.html", report.charts, target, report=report, place=place, plan_name=plan_name, full_name=full_name,
        status_of=status_of, statuses=STATUSES,
    )  # fmt: skip


def write_view_page(table: Table, target: Path) -> None:
    """Write a view as a self-contained .html: its chart above its table."""
    charts = [chart_of(table)] if table.rows else []
    _write("view.html", charts, target, table=table, shown=shown)


def _write(template: str, charts: Sequence[Chart], target: Path, **values: Any) -> None:
    """Fill a template and write it as it comes."""
    drawn = [{"name": c.name, "title": c.title, "alt": c.alt, "svg": c.svg()} for c in charts]
    specs = json.dumps({chart.name: chart.spec for chart in charts}, ensure_ascii=False).replace("<", "\\u003c")
    script = _SCRIPT.read_text(encoding="utf-8") if charts else ""
    stream = _environment().get_template(template).stream(charts=drawn, chart_script=script, specs=specs, **values)
    stream.enable_buffering(200)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for part in stream:
            file.write(plain(part))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.reports", "templates"),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
