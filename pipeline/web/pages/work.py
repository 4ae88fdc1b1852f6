"""Long work in the background: how far it is, and a way to stop it."""

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
    """Show how far the work in the background is."""
    return render(request, "work.html", job=request.app.state.jobs.job)


@router.post("/jobs/stop")
def stop(request: Request, visitor: Analyst) -> Response:
    """End the work in the background at its next step."""
    request.app.state.jobs.stop()
    return RedirectResponse("/jobs", 303)
