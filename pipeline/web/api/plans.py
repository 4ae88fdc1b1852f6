"""Plans and their tasks, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse

from pipeline.store.shelf import Plan
from pipeline.store.wire import stored_json
from pipeline.web.desks import Desk
from pipeline.workspace.correcting import revision_of

router = APIRouter(tags=["plans"])


@router.get("/tasks/{task_id}", summary="One task")
def task(task_id: str, workspace: Desk) -> JSONResponse:
    """Return a task as `kehoach parse` gives it, and the plan it stands in."""
    row = workspace.corpus().row_of(task_id)
    found = workspace.corpus().tasks([row]) if row is not None else []
    if not found:
        raise HTTPException(404, f"Không có nhiệm vụ {task_id} (no such task).")
    (stored,) = found
    plan = {"files": list(stored.files), "document": asdict(stored.header)}
    revision = revision_of(stored)
    return JSONResponse({**stored_json(stored), **plan, "revision": revision}, headers={"ETag": f'"{revision}"'})


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
