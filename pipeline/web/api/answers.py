"""Questions and their answers, for programs."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from pipeline.search import answer_json
from pipeline.web.asking import Question
from pipeline.web.desks import Desk

router = APIRouter(tags=["search"])


@router.get("/search", summary="Answer a question")
def search(asked: Question, workspace: Desk) -> JSONResponse:
    """Return tasks (with `by=plan` plans), best first, with the reason for each; `total` is that of every page."""
    return JSONResponse(answer_json(asked.answered(workspace)))


@router.get("/similar/{task_id}", summary="More like this")
def similar(task_id: str, workspace: Desk, k: int = 10) -> JSONResponse:
    """Return the tasks most like a given one."""
    return JSONResponse(answer_json(workspace.like(task_id, k=max(1, min(k, 200)))))
