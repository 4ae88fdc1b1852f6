"""Views over many plans and how far tasks have come, for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from pipeline.paper.tables import Table
from pipeline.records import Deadline, Progress, SaidStatus, Slice, Status, StoredTask
from pipeline.reports.names import CHANGES, VIEWS
from pipeline.reports.statuses import status_of
from pipeline.web.api.giving import Listed, Paged, TaskId, given, gives, paging
from pipeline.web.choosing import Choice, Part
from pipeline.web.desks import Desk
from pipeline.web.visitors import Analyst

router = APIRouter(tags=["views"])

ViewName = Annotated[Literal[VIEWS], Path(description="dạng xem (which view)")]  # type: ignore[valid-type]
PlanHash = Annotated[str, Query(description="SHA-256 của kế hoạch (of a plan), cho “changes”", max_length=100)]


@dataclass
class ColumnOf:
    """A column of a view: its heading, and what stands in it.

    Attributes
    ----------
    kind : "text", "number", "share" (0 to 1) or "date" (ISO).
    """

    vi: str
    en: str
    kind: Literal["text", "number", "share", "date"]


@dataclass
class View:
    """A view over the tasks of a selection, as a table.

    Attributes
    ----------
    vi, en : its title.
    note : what a reader has to know, "" for nothing.
    rows : with a cell per column, null for an empty one.
    slices : for each row which tasks each of its cells counts, null where it counts none; [] for a table of other
        things. Their fields are the parameters `only_…` of the lists of tasks.
    """

    name: str
    vi: str
    en: str
    note: str
    columns: list[ColumnOf]
    rows: list[list[str | int | float | None]]
    slices: list[list[Slice | None]]


@dataclass
class Count:
    """How many tasks have a value; "" is for those without one."""

    value: str
    tasks: int


@dataclass
class Overview:
    """How things stand in a selection.

    Attributes
    ----------
    tasks, plans : how many there are.
    agencies, themes, years : tasks by lead agency, theme and year of issue.
    statuses : status → tasks.
    undated : tasks that name neither a day nor a rhythm.
    soon : open tasks that fall due between `today` and `soon_until`.
    """

    tasks: int
    plans: int
    agencies: list[Count]
    themes: list[Count]
    years: list[Count]
    statuses: dict[str, int]
    undated: int
    soon: int
    today: str
    soon_until: str


@dataclass
class TaskStatus:
    """How far a task has come.

    Attributes
    ----------
    status : what was said last, "overdue" if all its days are over and it is not done.
    said : who said what last, null where nobody said anything.
    """

    task_id: str
    file: str
    text: str
    lead: list[str]
    deadlines: list[Deadline]
    status: Status
    said: Progress | None


@dataclass
class TaskStatuses(Listed):
    """A page of the tasks of a selection, those due first in front."""

    tasks: list[TaskStatus]


class Notice(BaseModel):
    """What somebody says of a task.

    Attributes
    ----------
    seen : when that was said which the caller has seen last ("" if nothing): then a newer word is not undone unseen.
    """

    status: SaidStatus
    note: str = Field("", max_length=2_000)
    seen: str | None = Field(None, max_length=40)


@router.get("/overview", summary="Tổng quan (how things stand)", responses=gives(Overview))
def overview(request: Request, chosen: Choice, workspace: Desk) -> Response:
    """Return how much there is of what in a selection, what is late, what comes next."""
    found = workspace.overview.standing(chosen.selection)
    counts = {
        name: [{"value": v, "tasks": n} for v, n in getattr(found, name)] for name in ("agencies", "themes", "years")
    }
    days = {"today": found.today.isoformat(), "soon_until": found.soon_until.isoformat()}
    return given(request, asdict(found) | counts | days)


@router.get("/views/{name}", summary="Một dạng xem nhiều kế hoạch (a view over many plans)", responses=gives(View))
def view(
    request: Request, name: ViewName, chosen: Choice, workspace: Desk, before: PlanHash = "", after: PlanHash = ""
) -> Response:
    """Return coverage, workload, calendar, overlaps or lineage of a selection, or what changed between two plans."""
    if name == CHANGES:
        table = workspace.overview.changes_table(before, after, secret=chosen.selection.secret)
    else:
        table = workspace.overview.table(name, chosen.selection)
    return given(request, _table(table))


@router.get("/followup", summary="Tình hình thực hiện (how far tasks have come)", responses=gives(TaskStatuses))
def followup(request: Request, chosen: Part, workspace: Desk, page: Paged) -> Response:
    """Return the tasks of a selection, or of one slice of it, by when they are due, each with its status."""
    found = workspace.overview.page(chosen.selection, k=page.k, offset=page.offset, order="due")
    tasks = [_status(stored, chosen.selection.today) for stored in found.tasks]
    return given(request, {"tasks": tasks, **paging(request, found.total, page.offset, page.k)})


@router.post(
    "/followup/{task_id}", summary="Ghi tình hình thực hiện (say how far a task has come)", responses=gives(TaskStatus)
)
def say(request: Request, task_id: TaskId, notice: Notice, workspace: Desk, visitor: Analyst) -> Response:
    """Write down how far a task has come; 409 if somebody else has said something since `seen`."""
    workspace.overview.say(task_id, notice.status, note=notice.note, author=visitor.name, seen=notice.seen)
    _, stored = workspace.corpus().find(task_id)
    return given(request, _status(stored, date.today()))


def _status(stored: StoredTask, today: date) -> dict[str, Any]:
    return {
        "task_id": stored.id, "file": stored.files[0], "text": stored.task.text, "lead": list(stored.task.lead),
        "deadlines": [asdict(deadline) for deadline in stored.task.deadlines], "status": status_of(stored, today),
        "said": asdict(stored.progress) if stored.progress else None,
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name, "vi": table.vi, "en": table.en, "note": table.note,
        "columns": [{"vi": column.vi, "en": column.en, "kind": column.kind} for column in table.columns],
        "rows": [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in table.rows],
        "slices": [[asdict(only) if only else None for only in row] for row in table.slices],
    }  # fmt: skip
