"""Questions and their answers, for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pipeline.search import answer_json
from pipeline.web.api.giving import Paged, TaskId, given, gives, paging
from pipeline.web.api.shapes import Answered
from pipeline.web.askers import as_json
from pipeline.web.asking import Question
from pipeline.web.desks import Desk

router = APIRouter(tags=["search"])


@router.get("/search", summary="Trả lời câu hỏi (answer a question)", responses=gives(Answered))
def search(request: Request, asked: Question, workspace: Desk) -> Response:
    """Return tasks (with `by=plan` plans), best first, with the reason for each.

    Without a question but with conditions, all tasks that meet them. What was understood of the question stands in
    `understood.read`; to take a part of it back, ask again `without` its key.
    """
    answer = request.app.state.askers.ask(as_json, asked, workspace)
    return given(request, {**answer, **paging(request, answer["total"], asked.offset, asked.k)})


@router.get("/similar/{task_id}", summary="Nhiệm vụ tương tự (more like this)", responses=gives(Answered))
def similar(request: Request, task_id: TaskId, workspace: Desk, page: Paged) -> Response:
    """Return the tasks most like a given one, the most like first."""
    answer = answer_json(workspace.like(task_id, k=page.k, offset=page.offset))
    return given(request, {**answer, **paging(request, answer["total"], page.offset, page.k)})
