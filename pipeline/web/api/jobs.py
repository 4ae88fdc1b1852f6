"""Long work in the background, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import JSONResponse

from pipeline.web.api.giving import given, gives
from pipeline.web.api.shapes import JobList
from pipeline.web.job import Job
from pipeline.web.visitors import Analyst, Reader, Stopper

router = APIRouter(tags=["jobs"])

JobId = Annotated[str, Path(max_length=50, description="mã việc, như trong `id` (id of a job)")]


@router.get("/jobs", summary="Các việc trong nền (work in the background)", responses=gives(JobList))
def jobs(request: Request, visitor: Reader) -> Response:
    """Return the job that runs, those that wait and the last ones that have ended; asked for last, told first."""
    return given(request, {"jobs": [asdict(job) for job in request.app.state.jobs.all]})


@router.post("/jobs", summary="Đọc mọi thư mục (read all folders)", status_code=202, responses=gives(Job, 202))
def read_folders(request: Request, visitor: Analyst) -> JSONResponse:
    """Bring the corpus up to date with the folders that it follows; what waits already is not asked for twice."""
    return JSONResponse(asdict(request.app.state.jobs.start("read", visitor.name)), 202)


@router.delete("/jobs/{id}", summary="Dừng một việc (end a job)", responses=gives(Job))
def stop(request: Request, id: JobId, visitor: Stopper) -> JSONResponse:
    """End a job that runs or waits, as a reader one of yours; what it has done so far stays."""
    jobs = request.app.state.jobs
    jobs.stop(id)
    if (job := jobs.find(id)) is None:
        raise HTTPException(404, f"Không có việc {id} (no such job).")
    return JSONResponse(asdict(job))
