"""The files of the corpus: what became of each, and new ones."""

from __future__ import annotations

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.web.desks import Desk
from pipeline.web.rendering import render
from pipeline.web.uploads import keep
from pipeline.web.visitors import Analyst

router = APIRouter()


@router.get("/plans")
def plans(request: Request, workspace: Desk) -> HTMLResponse:
    """Show what is in the corpus, and what became of every file."""
    corpus = workspace.corpus()
    return render(
        request, "documents.html", shelf=corpus.shelf(), counts=corpus.counts(),
        ledger=list(corpus.ledger.entries()), endings=sorted(workspace.endings),
    )  # fmt: skip


@router.post("/plans")
def upload(request: Request, uploaded: list[UploadFile], workspace: Desk, visitor: Analyst) -> Response:
    """Keep the files that were sent, and read them in the background."""
    for file in uploaded:
        max_bytes = workspace.config.max_file_mb * 1_000_000
        keep(file.file, file.filename or "", workspace.raw, endings=workspace.endings, max_bytes=max_bytes)
    request.app.state.jobs.start("read", visitor.name)
    return RedirectResponse("/jobs", 303)
