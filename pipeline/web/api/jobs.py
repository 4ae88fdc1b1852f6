"""Long work in the background, for programs."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request

from pipeline.web.job import Job
from pipeline.web.visitors import Analyst, Reader

router = APIRouter(tags=["jobs"])


@router.get("/jobs", summary="Jobs")
def jobs(request: Request, visitor: Reader) -> tuple[Job, ...]:
    """Return the job that runs, those that wait and the last ones that have ended, the newest first."""
    found: tuple[Job, ...] = request.app.state.jobs.all
    return found


@router.post("/jobs", summary="Read everything", status_code=202)
def start(request: Request, visitor: Analyst) -> Job:
    """Bring the corpus up to date with the folders that it follows; one that waits already is not asked for twice."""
    job: Job = request.app.state.jobs.start("read", visitor.name)
    return job


@router.get("/jobs/{id}", summary="One job")
def job(request: Request, id: str, visitor: Reader) -> Job:
    """Return how far a job is, or what came of it."""
    return _found(request, id)


@router.delete("/jobs/{id}", summary="End a job")
def stop(request: Request, id: str, visitor: Analyst) -> Job:
    """End a job that runs or waits; what it has done so far stays."""
    _found(request, id)
    request.app.state.jobs.stop(id)
    return _found(request, id)


def _found(request: Request, id: str) -> Job:
    job: Job | None = request.app.state.jobs.find(id)
    if job is None:
        raise HTTPException(404, f"Không có việc {id} (no such job).")
    return job
