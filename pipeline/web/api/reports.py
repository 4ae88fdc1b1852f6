"""Reports, exports and views of a selection as files, for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from pipeline.reports.names import EXPORTS, REPORTS
from pipeline.web.choosing import Part
from pipeline.web.papers import KINDS, export_of, report_of

router = APIRouter(tags=["files"], default_response_class=FileResponse)

_FORM = Query(description="dạng tệp (form of the file)")


def _file(forms: tuple[str, ...]) -> dict[int | str, dict[str, Any]]:
    """Return what a route declares in its `responses`: a file in one of these forms."""
    content = {KINDS[form].partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for form in forms}
    return {200: {"description": "Tệp (the file).", "content": content}}


@router.get("/reports", summary="Báo cáo chuyên đề (a thematic report)", responses=_file(REPORTS))
async def report(
    request: Request,
    chosen: Part,
    form: Annotated[Literal["docx", "xlsx", "html"], _FORM] = "docx",
    group: Annotated[Literal["theme", "plan"], Query(description="xếp theo (grouped by)")] = "theme",
    paper: Annotated[Literal["", "party", "state"], Query(description="thể thức của Đảng hay Nhà nước (layout)")] = "",
) -> Response:
    """Return the report of a selection, every line with its source; `paper` is the layout of a Word document."""
    return await report_of(request, chosen, form, group, paper)


@router.get("/exports", summary="Xuất nhiệm vụ (tasks for other programs)", responses=_file(EXPORTS))
async def export(
    request: Request, chosen: Part, form: Annotated[Literal["csv", "jsonl", "parquet", "xlsx"], _FORM] = "jsonl"
) -> Response:
    """Return the tasks of a selection as a file; it is written task by task and sent as it is read from the disk."""
    return await export_of(request, chosen, form)
