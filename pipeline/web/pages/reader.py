"""A plan read in full, with its tasks where they stand, the pictures of its pages, and the file it came from."""

from __future__ import annotations

from datetime import date
from functools import partial
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from pipeline.errors import PlanError, UnreadableFile
from pipeline.plans.reading.page_pictures import SHOWN
from pipeline.plans.rectangles import seen
from pipeline.records import Box, StoredTask
from pipeline.reports.statuses import status_of
from pipeline.store.shelf import Whole
from pipeline.web.desks import Desk
from pipeline.web.meaning import meaning
from pipeline.web.pictures import Pictures
from pipeline.web.rendering import render
from pipeline.web.visitors import Reader
from pipeline.workspace import Workspace
from pipeline.workspace.layout import Section, layout_of

router = APIRouter()

Words = Annotated[str, Query(max_length=20_000)]
Page = Annotated[int, Query(ge=0, le=100_000)]


@router.get("/plans/{sha256}")
def plan(
    request: Request, sha256: str, workspace: Desk, visitor: Reader, task: Words = "", q: Words = "", page: Page = 0
) -> HTMLResponse:
    """Show a plan in full with its tasks marked.

    Parameters
    ----------
    task : the one that was jumped to.
    q : the question whose words are marked.
    page : whose picture is shown beside the text, 0 for none.
    """
    corpus = workspace.corpus()
    document = corpus.plan(sha256)
    if document is None:
        raise HTTPException(404, "Không có kế hoạch này (no such plan).")
    tasks = corpus.tasks(corpus.plan_rows(sha256))
    return render(
        request, "reader.html", plan=document, tasks=tasks, layout=layout_of(document.text, tasks, document.anchors),
        chosen=next((n for n, stored in enumerate(tasks) if stored.id == task), None), q=q, page=page,
        n_pages=_pages(document), is_part=lambda item: isinstance(item, Section), **said_of(workspace),
    )  # fmt: skip


def _pages(document: Whole) -> int:
    """Return how many pages of a plan can be shown."""
    last = max((anchor.page or 0 for anchor in document.anchors), default=0)
    return last if any(file.lower().endswith(SHOWN) for file in document.files) else 0


def said_of(workspace: Workspace) -> dict[str, Any]:
    """Return what a template needs to say what is known of a task."""
    themes = {theme.id: theme for theme in workspace.themes.taxonomy.themes}
    return {"themes": themes, "status_of": partial(status_of, today=date.today()), "meaning": meaning}


@router.get("/tasks/{task_id}")
def task(task_id: str, workspace: Desk, visitor: Reader) -> Response:
    """Lead to a task in its plan."""
    _, stored = workspace.corpus().find(task_id)
    return RedirectResponse(address_of(stored), 303)


def address_of(stored: StoredTask) -> str:
    """Return where a task stands in its plan."""
    return f"/plans/{stored.document}?task={stored.id}#{stored.id}"


@router.get("/plans/{sha256}/file")
def original(sha256: str, workspace: Desk, visitor: Reader) -> Response:
    """Give the file that a plan was read from, to be kept; it is never shown inside the workplace."""
    try:
        name, raw = workspace.raw_of(sha256)
    except UnreadableFile as error:
        raise HTTPException(404, str(error)) from error
    kind, _ = guess_type(name)
    disposition = f"attachment; filename*=UTF-8''{quote(PurePosixPath(name).name)}"
    return Response(raw, media_type=kind or "application/octet-stream", headers={"Content-Disposition": disposition})


@router.get("/plans/{sha256}/pages/{number}.png")
async def picture(
    request: Request, sha256: str, number: Annotated[int, Path(ge=1, le=100_000)], visitor: Reader, task: Words = ""
) -> Response:
    """Give the picture of a page, with the place of a task marked on it.

    The desk is given back before the page is drawn: one that cannot be drawn holds up nobody else.
    """
    pictures: Pictures = request.app.state.pictures
    try:
        async with request.app.state.desks.borrowed() as workspace:
            marks = await run_in_threadpool(_marks, workspace, sha256, number, task)
            drawn = pictures.known(sha256, number, marks)
            name, raw = ("", b"") if drawn else await run_in_threadpool(workspace.raw_of, sha256)
        drawn = drawn or await pictures.draw(sha256, name, raw, number, marks)
    except PlanError as error:
        return PlainTextResponse(str(error), 404)  # nobody reads a page in the place of a picture
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def _marks(workspace: Workspace, sha256: str, number: int, task: str) -> tuple[Box, ...]:
    """Return where a task of a plan stands on one of its pages."""
    corpus = workspace.corpus()
    row = corpus.rows_of([task]).get(task, -1)
    document = corpus.plan(sha256) if row >= 0 else None
    if document is None:
        return ()
    (stored,) = corpus.tasks([row])
    boxes = seen(document.anchors, stored.task.start, stored.task.end).boxes if stored.document == sha256 else ()
    return tuple(box for page, box in boxes if page == number)
