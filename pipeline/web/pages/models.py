"""The versions of the theme model: training, comparing, putting in use, taking back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.learning.standing import beside_used, versions
from pipeline.learning.teaching import lesson_of
from pipeline.learning.watch import findings, theme_of
from pipeline.text.normalize import squeeze
from pipeline.web.desks import Desk
from pipeline.web.job import Job
from pipeline.web.language import language_of, speaker
from pipeline.web.lessons import LESSONS, order
from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst, Reader
from pipeline.workspace import Workspace

router = APIRouter()

_LONGEST = 2_000  # characters of a note or reason
_PAGE = "/teach/models"

Words = Annotated[str, Form(max_length=_LONGEST)]


@router.get(_PAGE)
def models(request: Request, workspace: Desk, visitor: Reader, version: str = "") -> HTMLResponse:
    """Show the versions, and one of them, by default the newest, beside the one in use."""
    known = versions(workspace.themes)
    others = [one["version"] for one in known if not one["in_use"]]
    chosen = version or (others[-1] if others and others[-1] != known[0]["version"] else "")
    corpus = workspace.corpus()
    return render(
        request, "models.html", versions=known, chosen=chosen, themes=workspace.themes.taxonomy.themes,
        comparison=beside_used(workspace.themes, chosen) if chosen in others else None,
        lesson=lesson_of(workspace.themes.models.model(chosen)) if chosen else {}, job=running_lesson(request),
        headway=workspace.themes.headway(visitor.name), decisions=corpus.decisions.all()[::-1],
        promoted=corpus.decisions.promoted(), drift=_drift(workspace),
    )  # fmt: skip


@router.get("/teach/job")
def job(request: Request) -> HTMLResponse:
    """Show how far training is, alone; a page that shows it is loaded anew when it has ended."""
    running = running_lesson(request)
    page = render(request, "models_job.html", job=running)
    if running is None or running.has_ended:
        page.headers["HX-Refresh"] = "true"
    return page


@router.post(f"{_PAGE}/train")
def train(request: Request, visitor: Analyst, note: Words = "") -> Response:
    """Train a new version in the background."""
    request.app.state.jobs.start("train", visitor.name, squeeze(note))
    return RedirectResponse(_PAGE, 303)


@router.post(f"{_PAGE}/promote")
def promote(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    version: Annotated[str, Form()],
    why: Words,
    force: Annotated[bool, Form()] = False,
) -> Response:
    """Put a version in use in the background; one that is significantly worse only if forced."""
    found = beside_used(workspace.themes, version)
    if found.is_worse and not force:
        t = speaker(language_of(request))
        raise HTTPException(409, t("models_refused", version=version, difference=f"{found.difference:+.3f}"))
    request.app.state.jobs.start("promote", visitor.name, order(version, why, force=force))
    return RedirectResponse(_PAGE, 303)


@router.post(f"{_PAGE}/rollback")
def rollback(request: Request, visitor: Analyst, version: Annotated[str, Form()], why: Words) -> Response:
    """Put the version before this one back in use, in the background."""
    request.app.state.jobs.start("rollback", visitor.name, order(version, why))
    return RedirectResponse(_PAGE, 303)


def running_lesson(request: Request) -> Job | None:
    """Return the training, or the like, that runs, waits or has ended last."""
    return next((job for job in request.app.state.jobs.all if job.kind in LESSONS), None)


def _drift(workspace: Workspace) -> list[dict[str, Any]]:
    """Return in which rates the plans that came in last clearly differ from those before."""
    return [
        {"theme": theme_of(found.measure), "measure": found.measure, "before": found.before, "now": found.now}
        for found in findings(workspace.corpus().arrivals.all())
        if found.differs
    ]
