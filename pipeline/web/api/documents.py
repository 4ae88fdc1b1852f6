"""The files of the corpus, for programs: what became of each, new ones, which are read again or left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from pipeline.web.api.giving import Paged, given, gives, in_pages, paging
from pipeline.web.api.shapes import LedgerPage, LeftOutPage, Sent
from pipeline.web.desks import Desk
from pipeline.web.job import Job
from pipeline.web.problems import problem
from pipeline.web.receiving import take_in
from pipeline.web.visitors import Analyst, Reader
from pipeline.web.work import reread
from pipeline.workspace.documents import RAW

router = APIRouter(tags=["documents"])

_LONGEST = 1_000  # characters of a path
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"uploaded": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}


class File(BaseModel):
    """A file as the ledger knows it."""

    file: Annotated[str, Field(max_length=_LONGEST, examples=["tải lên/Kế hoạch 5.docx"])]
    root: Annotated[str, Field(max_length=_LONGEST)] = RAW


@router.get("/documents", summary="Tệp nào đã ra sao (what became of every file)", responses=gives(LedgerPage))
def documents(
    request: Request,
    workspace: Desk,
    visitor: Reader,
    paged: Paged,
    words: Annotated[str, Query(max_length=500, description="từ trong tên tệp (words of the name)")] = "",
    status: Annotated[
        str, Query(max_length=50, description='tình trạng; "trouble": mọi tệp không dùng được (all failures)')
    ] = "",
) -> Response:
    """Return the ledger, the file that was read last first."""
    page = workspace.documents.page(words, status, paged.offset, paged.k)
    lines = [asdict(line) for line in page.lines]
    content = {"documents": lines, "statuses": page.statuses}
    return given(request, content | dict(paging(request, page.total, paged.offset, paged.k)))


@router.post(
    "/documents", summary="Gửi tệp (send files)", status_code=202, responses=gives(Sent, 202), openapi_extra=_FORM
)
async def upload(request: Request, visitor: Analyst) -> Response:
    """Keep the files of a form and read them in the background; a file's name may have folders in it.

    If none was kept and some were refused, the answer is a problem (422) that has the three lists too.
    """
    received = await take_in(request, visitor.name)
    told = {
        "kept": received.kept,
        "known": [{"name": name, "file": file} for name, file in received.known],
        "refused": [{"name": name, "reason": reason} for name, reason in received.refused],
    }
    if received.kept or not received.refused:
        return JSONResponse(told, 202)
    detail = "; ".join(f"{name}: {reason}" for name, reason in received.refused)
    return problem(422, detail, **told)


@router.delete("/documents", summary="Bỏ một tệp khỏi kho (leave a file out)", status_code=204)
def forget(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    file: Annotated[str, Query(max_length=_LONGEST, description="tệp, như trong `file` (file)")],
    root: Annotated[str, Query(max_length=_LONGEST, description="thư mục, như trong `root` (folder)")] = RAW,
) -> Response:
    """Take a file out of the corpus and leave it out from now on; the file itself stays where it is."""
    request.state.concerns = f"{root}: {file}"
    workspace.documents.line((root, file))
    workspace.documents.forget([(root, file)], visitor.name)
    request.app.state.jobs.start("tidy", visitor.name)
    return Response(status_code=204)


@router.get("/documents/left-out", summary="Các tệp đã bỏ ra (files left out)", responses=gives(LeftOutPage))
def left_out(request: Request, workspace: Desk, visitor: Reader, paged: Paged) -> Response:
    """Return the files that are not taken in, the last one first."""
    files = [asdict(file) for file in workspace.documents.left_out()]
    return given(request, in_pages(request, "files", files, paged))


@router.post(
    "/documents/reread",
    summary="Đọc lại một tệp (read a file again)",
    status_code=202,
    responses=gives(Job, 202),
)
def read_again(request: Request, workspace: Desk, visitor: Analyst, file: File) -> JSONResponse:
    """Read a file although it has not changed; one that was left out is taken in again."""
    request.state.concerns = f"{file.root}: {file.file}"
    job = reread(request.app.state.jobs, workspace, [(file.root, file.file)], visitor.name)
    return JSONResponse(asdict(job), 202)
