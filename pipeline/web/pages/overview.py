"""Views over many plans at once: each number in them is a link to the tasks it counts."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from pipeline.records import Slice
from pipeline.reports.agencies import NOBODY
from pipeline.reports.citations import plan_name
from pipeline.reports.coverage import NOTHING
from pipeline.reports.lineage import Descent, level_of_plan
from pipeline.reports.names import MATRICES, VIEWS
from pipeline.reports.statuses import STATUSES, status_of
from pipeline.themes.taxonomy import Theme
from pipeline.web.choosing import YEARS, Choice, Chosen, conditions_of, leading_from
from pipeline.web.desks import Desk
from pipeline.web.differing import differing
from pipeline.web.language import language_of
from pipeline.web.papers import KINDS, made
from pipeline.web.rendering import render
from pipeline.workspace import Workspace
from pipeline.workspace.overview import MOST_COMPARED

router = APIRouter(prefix="/overview")

_LATEST = 6  # plans that came in last
_MOST_ROWS, _MOST_COLUMNS = 40, 24  # of a view; the others on request
_MOST_PLANS = 60  # that carry out one document
_MOST_GROUPS = 20  # overlaps on a page
_MOST_LISTED = 150  # tasks of a month
_SHADES = 5
_FILES = {
    "workload": "khối lượng", "calendar": "lịch thời hạn", "overlaps": "trùng lặp mâu thuẫn",
    "lineage": "văn bản triển khai", "changes": "thay đổi",
} | dict.fromkeys(MATRICES, "bao phủ")  # fmt: skip

Month = Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", examples=["2026-11"])]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("")
def landing(request: Request, chosen: Choice, workspace: Desk) -> HTMLResponse:
    """Show how things stand: how much there is, what is late, what comes next, what came in last."""
    corpus, overview, today = workspace.corpus(), workspace.overview, chosen.selection.today
    return about(
        request, "overview.html", chosen, workspace, standing=overview.standing(chosen.selection), year=today.year,
        months=overview.months(chosen.selection, today.year), latest=corpus.latest(_LATEST),
        troubles=corpus.ledger.troubles(),
    )  # fmt: skip


@router.get("/coverage")
def coverage(
    request: Request, chosen: Choice, workspace: Desk, matrix: str = MATRICES[0], whole: bool = False
) -> HTMLResponse:
    """Show who is given what as a matrix, the rows with most tasks first."""
    if matrix not in MATRICES:
        raise HTTPException(404, f"Không có ma trận {matrix!r} (no such matrix).")
    table = workspace.overview.table(matrix, chosen.selection)
    most = max((n for row in table.rows for n in row[1:-1] if isinstance(n, int)), default=1)

    def shade(n: int) -> int:
        """Return how dark a cell is, 1 to `_SHADES`; by the root, for most cells hold little."""
        return ceil((n / most) ** 0.5 * _SHADES)

    return about(
        request, "coverage.html", chosen, workspace, table=table, matrix=matrix, matrices=MATRICES, shade=shade,
        n_rows=_shown(len(table.rows), whole), n_columns=_shown(len(table.columns) - 2, whole, _MOST_COLUMNS),
    )  # fmt: skip


@router.get("/workload")
def workload(request: Request, chosen: Choice, workspace: Desk, whole: bool = False) -> HTMLResponse:
    """Show how much each agency has to do."""
    table = workspace.overview.table("workload", chosen.selection)
    return about(request, "workload.html", chosen, workspace, table=table, n_rows=_shown(len(table.rows), whole))


@router.get("/calendar")
def calendar(request: Request, chosen: Choice, workspace: Desk, month: Month = "") -> HTMLResponse:
    """Show what falls due in a month: day by day as a sheet, and as a list."""
    today, overview, selection = chosen.selection.today, workspace.overview, chosen.selection
    year, number = map(int, month.split("-")) if month else (today.year, today.month)
    if year not in YEARS:
        raise HTTPException(400, f"{month}: không có lịch của năm này (no calendar of this year).")
    first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
    return about(
        request, "calendar.html", chosen, workspace, first=first, last=last, year=year, weeks=_weeks(first),
        days=overview.due(selection, first, last), months=overview.months(selection, year),
        agenda=overview.agenda(selection, first, last, _MOST_LISTED), most=_MOST_LISTED,
        undated=overview.standing(selection).undated, n_month=overview.months(selection, year)[number],
    )  # fmt: skip


def _weeks(first: date) -> list[list[date | None]]:
    """Return the days of a month in weeks from Monday, None where a day is another month's."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [[day if day.month == first.month else None for day in week] for week in weeks]


@router.get("/overlaps")
def overlaps(request: Request, chosen: Choice, workspace: Desk, show: str = "", offset: Offset = 0) -> HTMLResponse:
    """Show tasks that several plans give, side by side, conflicts first."""
    n_tasks = workspace.overview.standing(chosen.selection).tasks
    found = () if n_tasks > MOST_COMPARED else workspace.overview.overlaps(chosen.selection)
    kinds = {
        "": list(found),
        "leads": [group for group in found if group.leads_differ],
        "deadlines": [group for group in found if group.deadlines_differ],
        "same": [group for group in found if not group.is_conflict],
    }
    show = show if show in kinds else ""
    return about(
        request, "overlaps.html", chosen, workspace, n_tasks=n_tasks, most=MOST_COMPARED, kinds=kinds, show=show,
        groups=kinds[show][offset : offset + _MOST_GROUPS], offset=offset, step=_MOST_GROUPS,
    )  # fmt: skip


@router.get("/lineage")
def lineage(request: Request, chosen: Choice, workspace: Desk, whole: bool = False) -> HTMLResponse:
    """Show which resolution is carried out by which plans and tasks."""
    found = workspace.overview.lineage(chosen.selection)
    plans = {plan.files[0]: plan for plan in workspace.corpus().shelf()}
    return about(
        request, "lineage.html", chosen, workspace, found=found, plans=plans, level_of=level_of_plan,
        n_rows=_shown(len(found), whole), n_plans=_MOST_PLANS, citing=_citing,
    )  # fmt: skip


def _citing(descent: Descent) -> Counter[str]:
    """Count the tasks of each plan that cite a document."""
    return Counter(stored.document for stored in descent.tasks)


@router.get("/changes")
def changes(
    request: Request, chosen: Choice, workspace: Desk, before: str = "", after: str = "", show: str = ""
) -> HTMLResponse:
    """Show what became of the tasks of one plan in another: its next version, or the next year's."""
    shelf = [plan for plan in workspace.corpus().shelf() if plan.n_tasks]
    found = workspace.overview.changes(before, after, secret=chosen.selection.secret) if before and after else None
    return about(
        request, "changes.html", chosen, workspace, shelf=shelf, before=before, after=after, show=show, found=found,
        differing=differing,
    )  # fmt: skip


@router.get("/{view}/file")
async def file(
    request: Request, chosen: Choice, view: str, form: str = "xlsx", before: str = "", after: str = ""
) -> Response:
    """Give a view as a file."""
    if view not in VIEWS or form not in KINDS:
        raise HTTPException(404, f"Không có dạng xem {view!r} ở dạng {form!r} (no such view or form).")

    def make(workspace: Workspace, target: Path) -> None:
        workspace.overview.write(view, chosen.selection, target, before, after)

    return await made(request, _FILES[view], chosen.selection, form, make)


def about(request: Request, template: str, chosen: Chosen, workspace: Workspace, **values: Any) -> HTMLResponse:
    """Return a page about a selection, with what it takes to show and change that."""
    taxonomy = workspace.themes.taxonomy
    themes = taxonomy.themes
    return render(
        request, template, chosen=chosen, selection=chosen.selection,
        left_out=partial(workspace.overview.left_out, chosen.selection), to=leading_from(request), part_of=Slice,
        conditions=conditions_of(request), statuses=STATUSES, status_of=status_of, days_in=_days_in,
        plan_called=lambda sha256: _plan_called(workspace, sha256), themes=themes,
        theme_names={"vi": taxonomy.names_in("vi"), "en": taxonomy.names_in("en")},
        called=defaultdict(str, _in_english(themes) if language_of(request) == "en" else {}),
        **values,
    )  # fmt: skip


def _in_english(themes: Iterable[Theme]) -> dict[str, str]:
    """Return what the words in the cells of a matrix are called in English."""
    return {theme.name_vi: theme.name_en for theme in themes} | {NOBODY: "(no lead named)", NOTHING: "(none)"}


def _plan_called(workspace: Workspace, sha256: str) -> str:
    """Return what a plan is called, its hash where there is no such plan."""
    plan = workspace.corpus().plan(sha256)
    return plan_name(plan.header) if plan else sha256


def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _shown(n: int, whole: bool, most: int = _MOST_ROWS) -> int:
    """Return how many of so many rows or columns are shown at first."""
    return n if whole else min(n, most)
