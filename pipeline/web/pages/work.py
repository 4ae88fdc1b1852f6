"""Long work in the background: how far it is, what waits, what came of the last jobs, and a way to stop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.web.desks import Desk
from pipeline.web.job import Job
from pipeline.web.language import language_of, speaker
from pipeline.web.orders import Order, about
from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst, Reader, Stopper
from pipeline.workspace import Workspace

router = APIRouter()


@router.post("/jobs")
def read_again(request: Request, visitor: Analyst) -> Response:
    """Bring the corpus up to date in the background."""
    request.app.state.jobs.start("read", visitor.name)
    return RedirectResponse("/jobs", 303)


@router.get("/jobs")
def jobs(request: Request, workspace: Desk, visitor: Reader) -> HTMLResponse:
    """Show how far the work in the background is, alone for a page that shows it already."""
    template = "work_part.html" if "hx-request" in request.headers else "work.html"
    jobs = request.app.state.jobs
    files = {job.id: file.name for job in jobs.all if job.author == visitor.name and (file := jobs.file_of(job))}
    return render(request, template, jobs=jobs.all, files=files, ordered=dict(_ordered(request, jobs.all, workspace)))


def _ordered(request: Request, jobs: Iterable[Job], workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Give in words what jobs are to make and of what, by the jobs' ids."""
    language = language_of(request)
    say, themes = speaker(language), workspace.themes.taxonomy.names_in(language)
    for job in filter(lambda job: job.kind == "paper", jobs):
        with suppress(ValueError):  # one that another version of the program has written down
            order = Order.read(job.argument)
            secret = say("with_secret") if order.selection.secret else ""
            words = (say(f"made_{order.what}", form=say(f"made_{order.form}")), *about(order.selection, themes), secret)
            yield job.id, " · ".join(filter(None, words))


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
def stop_one(request: Request, id: str, visitor: Stopper) -> Response:
    """End a job that runs or waits."""
    request.app.state.jobs.stop(id)
    return RedirectResponse("/jobs", 303)
