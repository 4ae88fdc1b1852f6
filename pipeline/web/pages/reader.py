"""A plan read in full, with its tasks where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from pipeline.records import StoredTask
from pipeline.web.desks import Desk
from pipeline.web.rendering import render

router = APIRouter()


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
        request, "reader.html", header=tasks[0].header, files=tasks[0].files,
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
