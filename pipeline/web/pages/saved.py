"""Questions that somebody wants to hear of again, and what is new since they looked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.web.asking import Question, address_of
from pipeline.web.desks import Desk
from pipeline.web.pages.reader import said_of
from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst, Reader

router = APIRouter()

_K = 20  # new tasks on a page

Name = Annotated[str, Form(max_length=200)]
Id = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/saved")
def saved(
    request: Request,
    workspace: Desk,
    visitor: Reader,
    open: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    offset: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> HTMLResponse:
    """Show the questions that somebody saved; of the one that is open the new tasks that answer it."""
    questions = workspace.saved.of(visitor.name)
    found = workspace.saved.news(visitor.name, open, k=_K, offset=offset) if open is not None else None
    return render(
        request, "saved.html", questions=questions, found=found, address_of=address_of, k=_K, offset=offset,
        **said_of(workspace),
    )  # fmt: skip


@router.post("/saved")
def save(asked: Question, workspace: Desk, visitor: Analyst, name: Name) -> Response:
    """Save the question that the address asks."""
    workspace.saved.add(visitor.name, name, asked.question())
    return RedirectResponse("/saved", 303)


@router.post("/saved/{id}/seen")
def seen(id: Id, workspace: Desk, visitor: Analyst, until: Annotated[int, Form(ge=0, le=2**62)]) -> Response:
    """Note that what had arrived by a time was looked at."""
    workspace.saved.see(visitor.name, id, until)
    return RedirectResponse("/saved", 303)


@router.post("/saved/{id}/name")
def rename(id: Id, workspace: Desk, visitor: Analyst, name: Name) -> Response:
    """Call a question otherwise."""
    workspace.saved.rename(visitor.name, id, name)
    return RedirectResponse("/saved", 303)


@router.post("/saved/{id}/remove")
def remove(id: Id, workspace: Desk, visitor: Analyst) -> Response:
    """Forget a question."""
    workspace.saved.remove(visitor.name, id)
    return RedirectResponse("/saved", 303)
