"""Questions and their answers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipeline.records import Answer
from pipeline.web.asking import Asked, Question
from pipeline.web.desks import Desk
from pipeline.web.rendering import render
from pipeline.workspace import Workspace

router = APIRouter()


@router.get("/")
def search(request: Request, asked: Question, workspace: Desk) -> HTMLResponse:
    """Show the question, what was understood of it, and its answer."""
    answer = None if asked.is_empty() else asked.answered(workspace)
    return _search_page(request, asked, workspace, answer)


@router.get("/similar/{task_id}")
def similar(request: Request, task_id: str, asked: Question, workspace: Desk) -> HTMLResponse:
    """Show the tasks most like a given one."""
    return _search_page(request, asked, workspace, workspace.like(task_id, k=asked.k, offset=asked.offset))


def _search_page(request: Request, asked: Asked, workspace: Workspace, answer: Answer | None) -> HTMLResponse:
    corpus = workspace.corpus()
    groups = answer.plans if answer and asked.by == "plan" else [answer] if answer and answer.hits else []
    return render(
        request, "search.html", asked=asked, answer=answer, groups=groups,
        themes=workspace.themes.taxonomy.themes, leads=corpus.distinct("lead"), issuers=corpus.distinct("issuer"),
        counts=corpus.counts(),
    )  # fmt: skip
