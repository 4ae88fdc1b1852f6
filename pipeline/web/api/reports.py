"""Reports, exports and views of a selection as files, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from pipeline.reports.names import EXPORTS, REPORTS
from pipeline.web.api.giving import gives
from pipeline.web.api.jobs import JobId
from pipeline.web.choosing import Part
from pipeline.web.job import Job
from pipeline.web.orders import ExportForm, Group, Order, Paper, ReportForm
from pipeline.web.papers import KINDS, kept, made_later, made_now
from pipeline.web.visitors import Reader

router = APIRouter(tags=["files"], default_response_class=FileResponse)

_FORM = Query(description="dạng tệp (form of the file)")
Report = Annotated[ReportForm, _FORM]
Export = Annotated[ExportForm, _FORM]
Grouped = Annotated[Group, Query(description="xếp theo (grouped by)")]
Layout = Annotated[Paper, Query(description="thể thức của Đảng hay Nhà nước (layout)")]


def _file(forms: tuple[str, ...]) -> dict[int | str, dict[str, Any]]:
    """Return what a route declares in its `responses`: a file in one of these forms."""
    content = {KINDS[form].partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for form in forms}
    return {200: {"description": "Tệp (the file).", "content": content}}


@router.get("/reports", summary="Báo cáo chuyên đề (a thematic report)", responses=_file(REPORTS))
async def report(
    request: Request, chosen: Part, form: Report = "docx", group: Grouped = "theme", paper: Layout = ""
) -> Response:
    """Return the report of a selection, every line with its source; `paper` is the layout of a Word document."""
    return await made_now(request, Order("report", form, chosen.selection, group, paper))


@router.post(
    "/reports", summary="Lập báo cáo trong nền (a report in the background)", status_code=202,
    responses=gives(Job, 202), response_class=JSONResponse,
)  # fmt: skip
def report_later(
    request: Request,
    chosen: Part,
    visitor: Reader,
    form: Report = "docx",
    group: Grouped = "theme",
    paper: Layout = "",
) -> JSONResponse:
    """Have the report of a selection made, which takes minutes for very many tasks.

    Follow the job in `/api/v1/jobs`; when it is done, its file is at `/api/v1/jobs/{id}/file`, for you alone.
    """
    order = Order("report", form, chosen.selection, group, paper)
    return JSONResponse(asdict(made_later(request, order, visitor)), 202)


@router.get("/exports", summary="Xuất nhiệm vụ (tasks for other programs)", responses=_file(EXPORTS))
async def export(request: Request, chosen: Part, form: Export = "jsonl") -> Response:
    """Return the tasks of a selection as a file; it is written task by task and sent as it is read from the disk."""
    return await made_now(request, Order("export", form, chosen.selection))


@router.post(
    "/exports", summary="Xuất nhiệm vụ trong nền (tasks in the background)", status_code=202,
    responses=gives(Job, 202), response_class=JSONResponse,
)  # fmt: skip
def export_later(request: Request, chosen: Part, visitor: Reader, form: Export = "jsonl") -> JSONResponse:
    """Have the tasks of a selection put into a file, to be fetched as that of a report."""
    return JSONResponse(asdict(made_later(request, Order("export", form, chosen.selection), visitor)), 202)


@router.get(
    "/jobs/{id}/file", summary="Tệp do một việc lập (what a job has made)", responses=_file((*REPORTS, *EXPORTS))
)
def made_file(request: Request, id: JobId, visitor: Reader) -> Response:
    """Return the report or export that a job of yours has made; 404 until it is done, and when it is kept no longer.

    The last 20 files are kept.
    """
    return kept(request, id, visitor)
