"""Views over many plans at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipeline.web.asking import Question
from pipeline.web.desks import Desk
from pipeline.web.rendering import render
from pipeline.workspace.viewing import VIEWS

router = APIRouter()


@router.get("/overview")
def overview(request: Request, asked: Question, workspace: Desk, view: str = "agency-theme") -> HTMLResponse:
    """Show one of the views over many plans."""
    table = workspace.view(view, filters=asked.filters)
    return render(
        request, "overview.html", table=table, view=view, views=VIEWS, asked=asked,
        themes=workspace.themes.taxonomy.themes,
    )  # fmt: skip
