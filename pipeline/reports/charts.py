"""The charts of a thematic report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from pipeline.paper.charts import Chart, bars, columns
from pipeline.paper.charts import colours as colours_of
from pipeline.records import StoredTask
from pipeline.reports.coverage import Facets, cross, values
from pipeline.reports.deadlines import last_days

_MOST_BARS = 15
_GREY = "#888888"
_TASKS = "Số nhiệm vụ"
# Why the bars add up to more tasks than there are.
_THEMES = "nhiệm vụ có nhiều chủ đề được đếm ở mỗi chủ đề"
_LEADS = "nhiệm vụ có nhiều cơ quan chủ trì được đếm ở mỗi cơ quan"


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
        {"name": plan_name(plan), "theme": theme_name(theme), "n": counts[plan, theme]}
        for plan in plans for theme in themes if counts[plan, theme]
    ]  # fmt: skip
    by_theme = colours_of("theme", {theme_name(theme): colours.get(theme, _GREY) for theme in themes})
    spec = bars(rows, [plan_name(plan) for plan in plans], _TASKS, by_theme)
    alt = f"Biểu đồ thanh: số nhiệm vụ theo chủ đề của {len(plans)} kế hoạch có nhiều nhiệm vụ nhất; {_THEMES}."
    return Chart("plan-theme", f"Số nhiệm vụ theo kế hoạch và chủ đề ({_THEMES})", alt, spec)


def by_agency(agencies: Sequence[tuple[str, int]]) -> Chart:
    """Return how many tasks the agencies with most of them lead."""
    shown = agencies[:_MOST_BARS]
    spec = bars([{"name": name, "n": n} for name, n in shown], [name for name, _ in shown], _TASKS)
    most = f"; nhiều nhất là {shown[0][0]} ({shown[0][1]})" if shown else ""
    alt = f"Biểu đồ thanh: số nhiệm vụ do {len(shown)} cơ quan chủ trì{most}."
    return Chart("agency", f"Số nhiệm vụ theo cơ quan chủ trì ({_LEADS})", alt, spec)


def by_month(tasks: Sequence[StoredTask]) -> Chart:
    """Return how many tasks fall due in each month; periods count in their last one."""
    months = sorted(Counter(f"{day:%Y-%m}" for stored in tasks for day in last_days(stored.task.deadlines)).items())
    labels = [f"{month[5:]}/{month[:4]}" for month, _ in months]
    rows = [{"name": label, "n": n} for label, (_, n) in zip(labels, months, strict=True)]
    span = f" từ tháng {labels[0]} đến tháng {labels[-1]}" if labels else ""
    alt = f"Biểu đồ cột: {sum(n for _, n in months)} mốc thời hạn theo tháng{span}."
    return Chart("deadlines", "Thời hạn theo tháng", alt, columns(rows, labels, "Số mốc thời hạn"))
