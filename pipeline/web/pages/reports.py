"""Reports and exports of a selection: looked at first, then taken away."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from pipeline.reports.names import EXPORTS, REPORTS
from pipeline.web.choosing import Part
from pipeline.web.desks import Desk
from pipeline.web.pages.overview import about
from pipeline.web.papers import Form, Group, Paper, Taken, export_of, report_of
from pipeline.web.safety import POLICY

router = APIRouter()

_AT_ONCE = 600  # tasks whose report is shown without being asked for
_TASKS_PER_S = 700  # of the slowest kind of file, on an office PC


@router.get("/reports")
def reports(
    request: Request,
    chosen: Part,
    workspace: Desk,
    form: Form = "docx",
    group: Group = "theme",
    paper: Paper = "",
    show: Literal["", "preview"] = "",
) -> HTMLResponse:
    """Show what a selection would be as a report, and in which forms it can be taken away."""
    n = workspace.overview.page(chosen.selection, k=1).total
    page = about(
        request, "reports.html", chosen, workspace, n=n, forms=REPORTS, exports=EXPORTS, form=form, group=group,
        paper=paper, is_shown=0 < n <= _AT_ONCE or (bool(show) and n > 0), seconds=round(n / _TASKS_PER_S),
    )  # fmt: skip
    page.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return page


@router.get("/report")
async def report(
    request: Request, chosen: Part, form: Form = "docx", group: Group = "theme", paper: Paper = "", show: str = ""
) -> Response:
    """Give the report of a selection as a file."""
    return await report_of(request, chosen, form, group, paper, inline=bool(show))


@router.get("/export")
async def export(request: Request, chosen: Part, form: Taken = "xlsx") -> Response:
    """Give the tasks of a selection as a file for other programs, or to be filled in."""
    return await export_of(request, chosen, form)
