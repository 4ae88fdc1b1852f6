"""The files of the corpus, for programs: what became of each, new ones, which are read again or left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from pipeline.web.desks import Desk
from pipeline.web.job import Job
from pipeline.web.receiving import take_in
from pipeline.web.visitors import Analyst, Reader
from pipeline.web.work import reread
from pipeline.workspace.documents import RAW, Page

router = APIRouter(tags=["documents"])

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

    file: Annotated[str, Field(max_length=2_000, examples=["tải lên/Kế hoạch 5.docx"])]
    root: Annotated[str, Field(max_length=1_000)] = RAW


@router.get("/documents", summary="What became of every file")
def documents(
    workspace: Desk,
    visitor: Reader,
    words: Annotated[str, Query(max_length=500, description="in the name, with any letters and marks")] = "",
    status: Annotated[str, Query(max_length=50, examples=["damaged"], description='"trouble" for all failures')] = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> Page:
    """Return the ledger, the file read last first: status, reason, number of tasks; `plan` is the plan's id."""
    return workspace.documents.page(words, status, offset, limit)


@router.post("/documents", summary="Send files", status_code=202, openapi_extra=_FORM)
async def upload(request: Request, visitor: Analyst) -> JSONResponse:
    """Keep the files of a form and read them in the background; a file's name may have folders in it.

    `kept` are their names below data/raw, `known` those that the corpus has already, `refused` the others, with the
    reason. If none was kept and some were refused, the answer is a problem.
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
    problem = {"type": "about:blank", "title": "Unprocessable", "status": 422, "detail": detail}
    return JSONResponse(problem | told, 422, media_type="application/problem+json")


@router.delete("/documents", summary="Leave a file out", status_code=204)
def forget(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    file: Annotated[str, Query(max_length=2_000)],
    root: Annotated[str, Query(max_length=1_000)] = RAW,
) -> Response:
    """Take a file out of the corpus and leave it out from now on; the file itself stays where it is."""
    workspace.documents.line((root, file))
    workspace.documents.forget([(root, file)], visitor.name)
    request.app.state.jobs.start("tidy", visitor.name)
    return Response(status_code=204)


@router.get("/documents/left-out", summary="Files that are left out")
def left_out(workspace: Desk, visitor: Reader) -> list[dict[str, str]]:
    """Return the files that are not taken in, who wanted it so, and when."""
    return [asdict(file) for file in workspace.documents.left_out()]


@router.post("/documents/reread", summary="Read a file again", status_code=202)
def read_again(request: Request, workspace: Desk, visitor: Analyst, file: File) -> Job | None:
    """Read a file although it has not changed; one that was left out is taken in again."""
    return reread(request.app.state.jobs, workspace, [(file.root, file.file)], visitor.name)
