"""Lists of tasks without a question: exactly those that a number of a view counts, and how far each has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.errors import Conflict
from pipeline.records import SaidStatus
from pipeline.reports.statuses import SAYABLE, status_of
from pipeline.web.choosing import Part
from pipeline.web.desks import Desk
from pipeline.web.pages.overview import about
from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst
from pipeline.workspace.overview import Order

router = APIRouter()

_STEP = 50  # tasks on a page
_LONGEST_NOTE = 2_000

Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/tasks")
def tasks(request: Request, chosen: Part, workspace: Desk, order: Order = "plan", offset: Offset = 0) -> HTMLResponse:
    """List the tasks of a selection, all of them and no others."""
    page = workspace.overview.page(chosen.selection, k=_STEP, offset=offset, order=order)
    return about(request, "tasks.html", chosen, workspace, page=page, order=order, offset=offset, step=_STEP)


@router.get("/followup")
def followup(request: Request, chosen: Part, workspace: Desk, offset: Offset = 0) -> HTMLResponse:
    """List tasks by when they are due, each with how far it has come, to be changed on the spot."""
    selection, overview = chosen.selection, workspace.overview
    everything = replace(selection, statuses=(), only=replace(selection.only, status=None))
    return about(
        request, "followup.html", chosen, workspace, page=overview.page(selection, k=_STEP, offset=offset, order="due"),
        offset=offset, step=_STEP, standing=overview.standing(everything), sayable=SAYABLE, told="",
        back=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
    )  # fmt: skip


@router.post("/followup/{id}")
def say(
    request: Request,
    id: str,
    workspace: Desk,
    visitor: Analyst,
    status: Annotated[SaidStatus, Form()],
    seen: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=_LONGEST_NOTE)] = "",
    back: Annotated[str, Form(max_length=20_000)] = "/followup",
) -> Response:
    """Write down how far a task has come; `seen` is when that was said which the visitor was looking at."""
    told = "written"
    try:
        workspace.overview.say(id, status, note=note, author=visitor.name, seen=seen)
    except Conflict as conflict:
        if "hx-request" not in request.headers:
            raise
        told = str(conflict)
    if "hx-request" not in request.headers:
        return RedirectResponse(f"{_own(back)}#t-{id}", 303)
    _, stored = workspace.corpus().find(id)
    return render(
        request, "followup_row.html", stored=stored, told=told, back=_own(back), sayable=SAYABLE,
        status_of=status_of, today=date.today(),
    )  # fmt: skip


def _own(back: str) -> str:
    """Return an address if it is a list of this page, else the plain list: a form must not send anybody elsewhere."""
    return back if back.split("?")[0] in ("/followup", "/tasks") else "/followup"
