"""Plans and their tasks, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from pipeline.store.shelf import Plan
from pipeline.store.wire import stored_json
from pipeline.web.api.giving import Paged, PlanId, TaskId, given, gives, in_pages
from pipeline.web.api.shapes import Plans, StoreStatus, TaskInPlan, WholePlan
from pipeline.web.desks import Desk
from pipeline.workspace.correcting import revision_of

router = APIRouter(tags=["plans"])


@router.get("/tasks/{task_id}", summary="Một nhiệm vụ (one task)", responses=gives(TaskInPlan))
def task(request: Request, task_id: TaskId, workspace: Desk) -> Response:
    """Return a task as `kehoach parse` gives it, and the plan it stands in."""
    _, stored = workspace.corpus().find(task_id)
    plan = {"files": list(stored.files), "document": asdict(stored.header), "revision": revision_of(stored)}
    return given(request, {**stored_json(stored), **plan})


@router.get("/plans", summary="Các kế hoạch (all plans)", responses=gives(Plans))
def plans(request: Request, workspace: Desk, page: Paged) -> Response:
    """Return the plans of the corpus by their first file: the file, the header, how many tasks there are."""
    return given(request, in_pages(request, "plans", [_line(plan) for plan in workspace.corpus().shelf()], page))


@router.get("/plans/{sha256}", summary="Một kế hoạch (one plan)", responses=gives(WholePlan))
def plan(request: Request, sha256: PlanId, workspace: Desk) -> Response:
    """Return a plan in full: its repaired text, and its tasks with the places where they stand in it."""
    corpus = workspace.corpus()
    if (whole := corpus.plan(sha256)) is None:
        raise HTTPException(404, "Không có kế hoạch này (no such plan).")
    content = [stored_json(stored) for stored in corpus.tasks(corpus.plan_rows(sha256))]
    line = _line(Plan(sha256, whole.files, whole.header, len(content)))
    return given(request, {**line, "text": whole.text, "content": content})


@router.get("/status", summary="Kho có gì (what the store holds)", responses=gives(StoreStatus))
def status(request: Request, workspace: Desk) -> Response:
    """Return how many documents, tasks and files there are."""
    return given(request, {"counts": workspace.corpus().counts()})


def _line(plan: Plan) -> dict[str, Any]:
    return {"id": plan.sha256, "files": list(plan.files), "tasks": plan.n_tasks, "document": asdict(plan.header)}
