"""The API for programs, under /api/v1: the same answers as the command line's `--json`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse

from pipeline.search import answer_json
from pipeline.store.shelf import Plan
from pipeline.store.wire import task_json
from pipeline.web.asking import Asked, asked_for
from pipeline.workspace import Workspace

router = APIRouter(prefix="/api/v1", tags=["v1"])


def desk(request: Request) -> Iterator[Workspace]:
    """Lend a workspace to a request."""
    with request.app.state.desks.borrowed() as workspace:
        yield workspace


Desk = Annotated[Workspace, Depends(desk)]


@router.get("/search", summary="Answer a question")
def search(asked: Annotated[Asked, Depends(asked_for)], workspace: Desk) -> JSONResponse:
    """Return tasks (with `by=plan` plans), best first, with the reason for each; `total` is that of every page."""
    return JSONResponse(answer_json(asked.answered(workspace)))


@router.get("/similar/{task_id}", summary="More like this")
def similar(task_id: str, workspace: Desk, k: int = 10) -> JSONResponse:
    """Return the tasks most like a given one."""
    return JSONResponse(answer_json(workspace.like(task_id, k=max(1, min(k, 200)))))


@router.get("/tasks/{task_id}", summary="One task")
def task(task_id: str, workspace: Desk) -> JSONResponse:
    """Return a task as `kehoach parse` gives it, and the plan it stands in."""
    row = workspace.corpus().row_of(task_id)
    found = workspace.corpus().tasks([row]) if row is not None else []
    if not found:
        raise HTTPException(404, f"Không có nhiệm vụ {task_id} (no such task).")
    (stored,) = found
    fields = task_json(stored.task, stored.themes, stored.document)
    return JSONResponse({**fields, "files": list(stored.files), "document": asdict(stored.header)})


@router.get("/plans", summary="All plans")
def plans(workspace: Desk) -> JSONResponse:
    """Return every plan of the corpus: its file, its header, how many tasks it has."""
    return JSONResponse([_plan(plan) for plan in workspace.corpus().shelf()])


@router.get("/status", summary="What the store holds")
def status(workspace: Desk) -> dict[str, Any]:
    """Return how many documents, tasks and files there are."""
    return {"counts": workspace.corpus().counts()}


def _plan(plan: Plan) -> dict[str, Any]:
    return {"id": plan.sha256, "files": list(plan.files), "tasks": plan.n_tasks, **asdict(plan.header)}
