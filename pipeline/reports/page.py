"""A thematic report as one page that needs nothing but itself: the only file of this room that imports Jinja2."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.reports.citations import place, plan_name
from pipeline.reports.safe import plain
from pipeline.reports.thematic import Report

_SCRIPT = files("pipeline.reports.templates") / "vega.js"


def write_page(report: Report, target: Path) -> None:
    """Write a report as a self-contained .html: charts, script and style inside, every text escaped."""
    charts = [{"name": c.name, "title": c.title, "alt": c.alt, "svg": c.svg()} for c in report.charts]
    specs = json.dumps({chart.name: chart.spec for chart in report.charts}, ensure_ascii=False)
    parts = _template().stream(
        report=report,
        charts=charts,
        chart_script=_SCRIPT.read_text(encoding="utf-8") if charts else "",
        specs=specs.replace("<", "\\u003c"),
        place=place,
        plan_name=plan_name,
    )
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for part in parts:
            stream.write(plain(part))


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = PackageLoader("pipeline.reports", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html")
