"""Reports and exports of a selection: looked at first, then taken away; what takes long is made in the background."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.reports.names import EXPORTS, REPORTS
from pipeline.web.choosing import Part
from pipeline.web.desks import Desk
from pipeline.web.orders import ExportForm, Group, Order, Paper, ReportForm
from pipeline.web.pages.overview import about
from pipeline.web.papers import kept, made_later, made_now
from pipeline.web.safety import POLICY
from pipeline.web.visitors import Reader

router = APIRouter()

_AT_ONCE = 600  # tasks whose report is shown without being asked for
_TASKS_PER_S = 700  # of the slowest form of report, on an office PC
_EXPORTED_PER_S = 5_000  # of the slowest form of export, the workbook
_LONGEST_S = 10  # that anybody is made to wait for a file


@router.get("/reports")
def reports(
    request: Request,
    chosen: Part,
    workspace: Desk,
    form: ReportForm = "docx",
    group: Group = "theme",
    paper: Paper = "",
    show: Literal["", "preview"] = "",
) -> HTMLResponse:
    """Show what a selection would be as a report, and in which forms it can be taken away."""
    n = workspace.overview.page(chosen.selection, k=1).total
    is_long = n / _TASKS_PER_S > _LONGEST_S
    page = about(
        request, "reports.html", chosen, workspace, n=n, forms=REPORTS, exports=EXPORTS, form=form, group=group,
        paper=paper, is_shown=0 < n <= _AT_ONCE or (bool(show) and n > 0 and not is_long),
        seconds=round(n / _TASKS_PER_S), is_long=is_long, is_long_workbook=n / _EXPORTED_PER_S > _LONGEST_S,
    )  # fmt: skip
    page.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return page


@router.get("/report")
async def report(
    request: Request, chosen: Part, form: ReportForm = "docx", group: Group = "theme", paper: Paper = "", show: str = ""
) -> Response:
    """Give the report of a selection as a file."""
    return await made_now(request, Order("report", form, chosen.selection, group, paper), inline=bool(show))


@router.post("/report")
def report_later(
    request: Request,
    chosen: Part,
    visitor: Reader,
    form: Annotated[ReportForm, Form()] = "docx",
    group: Annotated[Group, Form()] = "theme",
    paper: Annotated[Paper, Form()] = "",
) -> Response:
    """Have the report of a selection made in the background."""
    made_later(request, Order("report", form, chosen.selection, group, paper), visitor)
    return RedirectResponse("/jobs", 303)


@router.get("/export")
async def export(request: Request, chosen: Part, form: ExportForm = "xlsx") -> Response:
    """Give the tasks of a selection as a file for other programs, or to be filled in."""
    return await made_now(request, Order("export", form, chosen.selection))


@router.post("/export")
def export_later(
    request: Request, chosen: Part, visitor: Reader, form: Annotated[ExportForm, Form()] = "xlsx"
) -> Response:
    """Have the tasks of a selection put into a file in the background."""
    made_later(request, Order("export", form, chosen.selection), visitor)
    return RedirectResponse("/jobs", 303)


@router.get("/jobs/{id}/file")
def file(request: Request, id: str, visitor: Reader) -> Response:
    """Give the file that was made in the background."""
    return kept(request, id, visitor)
