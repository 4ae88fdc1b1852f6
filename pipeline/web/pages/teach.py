"""Questions to people about the themes of sentences, one at a time."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.learning.sheet import SheetRow
from pipeline.search.matching import theme_id
from pipeline.web.desks import Desk
from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst, Visitor
from pipeline.workspace import Workspace
from pipeline.workspace.reviewing import Queue

router = APIRouter()


@router.get("/teach")
def teach(request: Request, workspace: Desk, visitor: Analyst, theme: str = "") -> HTMLResponse:
    """Show the sentence that is to be judged next; `theme` asks about that theme only."""
    return _page(request, workspace, visitor, theme)


@router.post("/teach")
def answer(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    said: Annotated[Literal["yes", "no", "skip", "undo"], Form()],
    task: Annotated[str, Form()] = "",
    about: Annotated[str, Form()] = "",
    also: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI reads the default and never changes it
    theme: Annotated[str, Form()] = "",
) -> Response:
    """Keep an answer, with further themes that the sentence has too, and show the next sentence.

    Parameters
    ----------
    task, about : the sentence, and the theme that was asked about.
    theme : the one to which the person keeps, "" for all.
    """
    queue: Queue = request.app.state.questions
    told: dict[str, Any] = {"said": said, "refused": []}
    if said == "undo":
        told["said"] = "undone" if queue.undo(workspace, visitor.name) else ""
    elif said == "skip":
        queue.put_aside(visitor.name, task, about)
    else:
        judged = {**dict.fromkeys(also, "1"), about: "1" if said == "yes" else "0"}
        rows = [SheetRow(line, task, name, value) for line, (name, value) in enumerate(judged.items(), 1)]
        intake, _ = workspace.themes.take_in(rows, visitor.name)
        told["refused"] = [remark.what for remark in intake.refused]
        if not intake.refused:
            queue.note(visitor.name, task, about)
    if "hx-request" not in request.headers:
        return RedirectResponse(
            f"/teach?theme={theme_id(theme, workspace.themes.taxonomy)}" if theme else "/teach", 303
        )
    return _page(request, workspace, visitor, theme, told)


def _page(
    request: Request, workspace: Workspace, visitor: Visitor, theme: str, told: dict[str, Any] | None = None
) -> HTMLResponse:
    """Return the page, or for htmx the part of it that changes with an answer."""
    queue: Queue = request.app.state.questions
    taxonomy = workspace.themes.taxonomy
    wanted = theme_id(theme, taxonomy) if theme else None
    told = told or {"said": "", "refused": []}
    template = "teach_question.html" if "hx-request" in request.headers else "teach.html"
    return render(
        request, template, told=told, wanted=wanted, themes=taxonomy.themes,
        question=queue.next(workspace, visitor.name, wanted), n_tasks=workspace.corpus().counts()["tasks"],
        can_undo=queue.last(visitor.name) is not None, headway=workspace.themes.headway(visitor.name),
    )  # fmt: skip
