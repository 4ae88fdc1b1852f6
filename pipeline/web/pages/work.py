"""Long work in the background: how far it is, what waits, what came of the last jobs, and a way to stop it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst

router = APIRouter()


@router.post("/jobs")
def read_again(request: Request, visitor: Analyst) -> Response:
    """Bring the corpus up to date in the background."""
    request.app.state.jobs.start("read", visitor.name)
    return RedirectResponse("/jobs", 303)


@router.get("/jobs")
def jobs(request: Request) -> HTMLResponse:
    """Show how far the work in the background is, alone for a page that shows it already."""
    template = "work_part.html" if "hx-request" in request.headers else "work.html"
    return render(request, template, jobs=request.app.state.jobs.all)


@router.get("/jobs/now")
def now(request: Request) -> HTMLResponse:
    """Show the sign of work in the head of every page, without the page."""
    return render(request, "work_sign.html", working=request.app.state.jobs.job)


@router.post("/jobs/stop")
def stop(request: Request, visitor: Analyst) -> Response:
    """End the job that runs."""
    request.app.state.jobs.stop()
    return RedirectResponse("/jobs", 303)


@router.post("/jobs/{id}/stop")
def stop_one(request: Request, id: str, visitor: Analyst) -> Response:
    """End a job that runs or waits."""
    request.app.state.jobs.stop(id)
    return RedirectResponse("/jobs", 303)
