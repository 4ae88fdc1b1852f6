"""The pages: search, a plan read in full, what is in the corpus, views and reports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.records import Answer, StoredTask
from pipeline.web.api import Desk
from pipeline.web.asking import Asked, asked_for
from pipeline.web.language import language_of
from pipeline.web.rendering import render
from pipeline.web.uploads import keep
from pipeline.workspace import Workspace
from pipeline.workspace.viewing import VIEWS

router = APIRouter(include_in_schema=False)

_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
Question = Annotated[Asked, Depends(asked_for)]


@router.get("/")
def search(request: Request, asked: Question, workspace: Desk) -> HTMLResponse:
    """Show the question, what was understood of it, and its answer."""
    answer = None if asked.is_empty() else asked.answered(workspace)
    return _search_page(request, asked, workspace, answer)


@router.get("/similar/{task_id}")
def similar(request: Request, task_id: str, asked: Question, workspace: Desk) -> HTMLResponse:
    """Show the tasks most like a given one."""
    return _search_page(request, asked, workspace, workspace.like(task_id, k=asked.k, offset=asked.offset))


def _search_page(request: Request, asked: Asked, workspace: Workspace, answer: Answer | None) -> HTMLResponse:
    corpus = workspace.corpus()
    groups = answer.plans if answer and asked.by == "plan" else [answer] if answer and answer.hits else []
    return render(
        request, "search.html", language=language_of(request), asked=asked, answer=answer, groups=groups,
        themes=workspace.themes.taxonomy.themes, leads=corpus.distinct("lead"), issuers=corpus.distinct("issuer"),
        counts=corpus.counts(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a plan's text: what stands between tasks, or a task's own words."""

    text: str
    task: StoredTask | None


@router.get("/plans/{sha256}")
def plan(request: Request, sha256: str, workspace: Desk, task: str = "", q: str = "") -> HTMLResponse:
    """Show a plan in full with its tasks marked; `task` is the one that was jumped to."""
    corpus = workspace.corpus()
    text = corpus.document_text(sha256)
    tasks = corpus.tasks(corpus.plan_rows(sha256))
    if text is None or not tasks:
        raise HTTPException(404, "Không có kế hoạch này (no such plan).")
    return render(
        request, "plan.html", language=language_of(request), header=tasks[0].header, files=tasks[0].files,
        pieces=list(pieces(text, tasks)), tasks=tasks, chosen=task, q=q, themes=workspace.themes.taxonomy.themes,
    )  # fmt: skip


def pieces(text: str, tasks: Sequence[StoredTask]) -> Iterator[Piece]:
    """Cut a plan's text at its tasks; together the pieces are the text."""
    end = 0
    for stored in sorted(tasks, key=lambda stored: stored.task.start):
        start, stop = max(stored.task.start, end), max(stored.task.end, end)
        if start > end:
            yield Piece(text[end:start], None)
        if stop > start:
            yield Piece(text[start:stop], stored)
        end = stop
    if end < len(text):
        yield Piece(text[end:], None)


@router.get("/plans")
def plans(request: Request, workspace: Desk) -> HTMLResponse:
    """Show what is in the corpus, and what became of every file."""
    corpus = workspace.corpus()
    return render(
        request, "plans.html", language=language_of(request), shelf=corpus.shelf(), counts=corpus.counts(),
        ledger=list(corpus.ledger.entries()), endings=sorted(workspace.endings),
    )  # fmt: skip


@router.post("/plans")
def upload(request: Request, uploaded: list[UploadFile], workspace: Desk) -> Response:
    """Keep the files that were sent, and read them in the background."""
    for file in uploaded:
        max_bytes = workspace.config.max_file_mb * 1_000_000
        keep(file.file, file.filename or "", workspace.raw, endings=workspace.endings, max_bytes=max_bytes)
    return read_again(request)


@router.post("/jobs")
def read_again(request: Request) -> Response:
    """Bring the corpus up to date in the background."""
    request.app.state.jobs.start("read")
    return RedirectResponse("/jobs", 303)


@router.get("/jobs")
def jobs(request: Request) -> HTMLResponse:
    """Show how far the work in the background is."""
    return render(request, "jobs.html", language=language_of(request), job=request.app.state.jobs.job)


@router.post("/jobs/stop")
def stop(request: Request) -> Response:
    """End the work in the background at its next step."""
    request.app.state.jobs.stop()
    return RedirectResponse("/jobs", 303)


@router.get("/overview")
def overview(request: Request, asked: Question, workspace: Desk, view: str = "agency-theme") -> HTMLResponse:
    """Show one of the views over many plans."""
    table = workspace.view(view, filters=asked.filters)
    return render(
        request, "overview.html", language=language_of(request), table=table, view=view, views=VIEWS, asked=asked,
        themes=workspace.themes.taxonomy.themes,
    )  # fmt: skip


@router.get("/report")
def report(
    asked: Question, workspace: Desk, form: Literal["docx", "xlsx", "html"] = "docx", today: date | None = None
) -> Response:
    """Give the report of a selection as a file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"bao-cao.{form}"
        workspace.report(target, asked.q, form=form, filters=asked.filters, today=today)
        content = target.read_bytes()
    kind = "inline" if form == "html" else "attachment"
    headers = {"Content-Disposition": f'{kind}; filename="{target.name}"'}
    if form == "html":  # the page brings its own policy: it needs nothing but itself
        headers["Content-Security-Policy"] = "sandbox allow-scripts"
    return Response(content, media_type=_KINDS[form], headers=headers)
