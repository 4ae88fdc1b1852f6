"""The thematic report: what the plans say on a theme, an agency, a period; every line with its citation.

`thematic_report` builds the record; `word`, `sheets` and `page` print it. They add nothing to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.paper.charts import Chart
from pipeline.records import Filters, Header, Status, StoredTask
from pipeline.reports.agencies import NOBODY, Names
from pipeline.reports.charts import by_agency, by_month, plans_by_theme
from pipeline.reports.choosing import Reason
from pipeline.reports.citations import Citation, cite, code_of, plan_name
from pipeline.reports.coverage import facets
from pipeline.reports.figures import Figures, figures, summary
from pipeline.reports.statuses import STATUSES
from pipeline.store.briefs import brief_of
from pipeline.text.alphabet import alphabetical
from pipeline.text.normalize import fold
from pipeline.themes.taxonomy import Taxonomy

Grouping = Literal["theme", "plan"]

NO_THEME = "Không thuộc chủ đề nào"
NO_SECTION = "Phần không có đề mục"
_READING = "Cột “Chú dẫn” ghi số của nhiệm vụ trong phần “Chú dẫn nguồn”"
_TWICE = "nhiệm vụ có nhiều chủ đề hoặc do nhiều cơ quan chủ trì được ghi ở mỗi nơi với cùng một số"
# A tag less certain than this is printed with its probability.
CERTAIN = 0.8
_PARTY_BODY = re.compile(r"\b(?:tinh|thanh|huyen|thi|quan|dang|cap) uy\b(?! ban)|\btrung uong dang\b")
_PARTY_CODE = re.compile(r"/(?:TW|VPTW|\w*TU|HU|ThU|QU|ĐU)$")
_REASONS: dict[Reason, str] = {
    "secret": "Văn bản mật, không đưa vào báo cáo",
    "doubtful": "Có thể liên quan nhưng độ tin cậy của chủ đề thấp",
    "undated": "Không ghi thời hạn nên không xét được theo khoảng thời gian",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A task in the report.

    Attributes
    ----------
    citation : its number is printed behind the task's words.
    doubts : themes asked for that it is tagged with and how probable they are, where that is less than `CERTAIN`.
    """

    stored: StoredTask
    citation: Citation
    doubts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under a heading and, inside, under a second one; `count` tasks in all, each counted once."""

    title: str
    parts: tuple[tuple[str, tuple[Entry, ...]], ...]
    count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Tasks that a reader might miss, and why they are not here.

    Attributes
    ----------
    count : how many they are.
    tasks : those that may be shown: all, or none where secrecy is the reason.
    """

    reason: str
    count: int
    tasks: tuple[StoredTask, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report prints.

    Attributes
    ----------
    title, scope : what it is called, and the conditions in words.
    sentences : the summary.
    reading : how the tables of tasks are to be read, in a sentence.
    groups : every chosen task stands in at least one; in several where it has several themes or leads.
    entries : every chosen task once, by the number of its citation.
    plans : file → header of the plans used, by file.
    left_out : reasons with their tasks; empty ones are left out.
    party : whether most of the plans are those of Party bodies, whose papers look different.
    """

    title: str
    scope: tuple[str, ...]
    figures: Figures
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    reading: str
    groups: tuple[Group, ...]
    entries: tuple[Entry, ...]
    plans: Mapping[str, Header]
    left_out: tuple[LeftOut, ...]
    party: bool


def thematic_report(
    chosen: Iterable[tuple[StoredTask, Reason | None]],
    *,
    taxonomy: Taxonomy,
    today: date,
    asked: Filters,
    statuses: Sequence[Status] = (),
    question: str = "",
    by: Grouping = "theme",
) -> Report:
    """Build the report of some tasks.

    Parameters
    ----------
    chosen : from `choosing.sieve`.
    asked, statuses, question : what the tasks were chosen by, for title and scope.
    by : theme → agency, or plan → section.
    """
    sorted_out: dict[Reason | None, list[StoredTask]] = {}
    for stored, reason in chosen:
        sorted_out.setdefault(reason, []).append(stored)
    tasks = sorted(sorted_out.pop(None, []), key=lambda stored: (stored.files[0], stored.task.ordinal))

    def theme_name(id: str) -> str:
        return taxonomy.names.get(id, id)

    entries = [Entry(t, cite(n, t), _doubts(t, asked.themes, theme_name)) for n, t in enumerate(tasks, 1)]
    plans = {stored.files[0]: stored.header for stored in tasks}
    found = figures(tasks, today)
    groups = _by_theme(entries, asked.themes, theme_name) if by == "theme" else _by_plan(entries)
    return Report(
        title=_title([theme_name(id) for id in asked.themes], asked, question),
        scope=tuple(_scope(asked, statuses, question, theme_name)),
        figures=found,
        sentences=tuple(summary(found, theme_name)),
        charts=_charts(tasks, found, plans, taxonomy, theme_name) if tasks else (),
        reading=_reading(groups, len(entries)),
        groups=groups,
        entries=tuple(entries),
        plans=plans,
        left_out=tuple(_left_out(reason, sorted_out[reason]) for reason in _REASONS if reason in sorted_out),
        party=sum(map(_is_party, plans.values())) * 2 > len(plans),
    )


def _reading(groups: Iterable[Group], count: int) -> str:
    """Return how the tables of so many tasks are to be read, with why some stand there twice if any do."""
    rows = sum(len(entries) for group in groups for _, entries in group.parts)
    return f"{_READING}; {_TWICE}." if rows > count else f"{_READING}."


def _left_out(reason: Reason, tasks: Sequence[StoredTask]) -> LeftOut:
    return LeftOut(_REASONS[reason], len(tasks), () if reason == "secret" else tuple(tasks))


def _doubts(
    stored: StoredTask, themes: Sequence[str], theme_name: Callable[[str], str]
) -> tuple[tuple[str, float], ...]:
    """Return the uncertain tags of a task, of the themes asked for if any were."""
    tagged = (score for score in stored.themes if score.tagged and (not themes or score.theme in themes))
    return tuple((theme_name(score.theme), score.probability) for score in tagged if score.probability < CERTAIN)


def _charts(
    tasks: Sequence[StoredTask],
    found: Figures,
    plans: Mapping[str, Header],
    taxonomy: Taxonomy,
    theme_name: Callable[[str], str],
) -> tuple[Chart, ...]:
    labels = _plan_labels(plans)
    colours = {theme.id: theme.colour for theme in taxonomy.themes}
    charts = []
    if found.themes:
        files = {stored.document: stored.files[0] for stored in tasks}
        counted = facets([brief_of(stored) for stored in tasks])
        charts.append(plans_by_theme(counted, lambda plan: labels[files[plan]], theme_name, colours))
    if found.agencies:
        charts.append(by_agency(found.agencies))
    if found.with_day:
        charts.append(by_month(tasks))
    return tuple(charts)


def _plan_labels(plans: Mapping[str, Header]) -> dict[str, str]:
    """Return a short name for every plan, no two alike: its code with its issuer, else its file."""
    labels = {file: ", ".join(filter(None, (code_of(h), h.issuer))) or file for file, h in plans.items()}
    seen = list(labels.values())
    return {file: label if seen.count(label) == 1 else f"{label} ({file})" for file, label in labels.items()}


def _by_theme(entries: Sequence[Entry], themes: Sequence[str], theme_name: Callable[[str], str]) -> tuple[Group, ...]:
    """Group by theme, then by lead agency; a task of several themes stands under each that was asked for."""
    names = Names(lead for entry in entries for lead in entry.stored.task.lead)
    by_theme: dict[str, list[Entry]] = {}
    for entry in entries:
        tagged = [score.theme for score in entry.stored.themes if score.tagged]
        for theme in [theme for theme in tagged if not themes or theme in themes] or [""]:
            by_theme.setdefault(theme, []).append(entry)
    order = sorted(by_theme, key=lambda theme: (theme == "", -len(by_theme[theme]), theme))
    return tuple(
        _group(theme_name(theme) if theme else NO_THEME, by_theme[theme], lambda e: names.of_all(e.stored.task.lead))
        for theme in order
    )


def _by_plan(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Group by plan, then by the outermost section; the order is that of the plans."""
    by_plan: dict[str, list[Entry]] = {}
    for entry in entries:
        by_plan.setdefault(entry.stored.files[0], []).append(entry)
    return tuple(
        _group(_plan_heading(of_plan[0].stored), of_plan, lambda e: (_section(e.stored),), ranked=False)
        for of_plan in by_plan.values()
    )


def _plan_heading(stored: StoredTask) -> str:
    title = stored.header.title
    return plan_name(stored.header) + (f": {title}" if title else "")


def _section(stored: StoredTask) -> str:
    """Return the outermost heading above a task, with its marker."""
    task = stored.task
    head = " ".join((*task.path[:1], *task.headings[:1]))
    return head or NO_SECTION


def _group(
    title: str, entries: Sequence[Entry], parts_of: Callable[[Entry], Sequence[str]], *, ranked: bool = True
) -> Group:
    """Put entries under the parts they are of, those with most of them first, or in their order."""
    parts: dict[str, list[Entry]] = {}
    for entry in entries:
        for part in parts_of(entry):
            parts.setdefault(part, []).append(entry)
    order = (
        sorted(parts, key=lambda part: (part == NOBODY, -len(parts[part]), alphabetical(part)))
        if ranked
        else list(parts)
    )
    return Group(title, tuple((part, tuple(parts[part])) for part in order), len(entries))


def _title(themes: Sequence[str], asked: Filters, question: str) -> str:
    """Return what a report is called, from what was asked for."""
    if themes:
        about = "về " + ", ".join(name[:1].lower() + name[1:] for name in themes)
    elif question:
        about = f"theo yêu cầu “{question}”"
    elif asked.leads:
        about = f"của {', '.join(asked.leads)}"
    else:
        about = "trong các kế hoạch"
    return f"Tổng hợp nhiệm vụ {about}"


def _scope(
    asked: Filters, statuses: Sequence[Status], question: str, theme_name: Callable[[str], str]
) -> Iterable[str]:
    """Give the conditions in words, one line each."""
    conditions = (
        ("Câu hỏi", (question,) if question else ()),
        ("Chủ đề", tuple(map(theme_name, asked.themes))),
        ("Cơ quan chủ trì", asked.leads),
        ("Cơ quan phối hợp", asked.partners),
        ("Tệp kế hoạch", asked.files),
        ("Cơ quan ban hành", asked.issuers),
        ("Văn bản được dẫn", asked.references),
        ("Trạng thái", tuple(STATUSES[status] for status in statuses)),
    )
    for name, wanted in conditions:
        if wanted:
            yield f"{name}: {', '.join(wanted)}"
    if asked.due_from or asked.due_to:
        limits = [f"{word} {_day(day)}" for word, day in (("từ", asked.due_from), ("đến", asked.due_to)) if day]
        yield f"Thời hạn: {' '.join(limits)}"


def _day(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y")


def _is_party(header: Header) -> bool:
    """Whether a plan is a Party body's, by the name of its issuer or the end of its code (Hướng dẫn 36-HD/VPTW)."""
    return bool(_PARTY_BODY.search(fold(header.issuer or "")) or _PARTY_CODE.search(header.symbol or ""))
