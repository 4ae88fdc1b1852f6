"""The plans of the corpus, and the files they came in: what became of each, which are read again or left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from pipeline.web.desks import Desk
from pipeline.web.receiving import take_in
from pipeline.web.rendering import render, wants_part
from pipeline.web.safety import sits_here
from pipeline.web.visitors import Admin, Analyst
from pipeline.web.work import reread
from pipeline.workspace.documents import Place

router = APIRouter()

STEP = 50  # lines on a page
_LONGEST_CONCERN = 1_000  # characters

Words = Annotated[str, Query(max_length=500)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Told = Literal["", "again", "forget", "take_back", "delete", "drop", "nothing"]


@router.get("/plans")
def plans(request: Request, workspace: Desk, words: Words = "", offset: Offset = 0) -> HTMLResponse:
    """Show the plans of the corpus."""
    found, total = workspace.documents.plans(words, offset, STEP)
    twins = {plan.twin_of: workspace.corpus().plan(plan.twin_of) for plan in found if plan.twin_of}
    return render(request, "plans.html", plans=found, twins=twins, total=total, words=words, offset=offset, step=STEP)


@router.get("/files")
def files(
    request: Request,
    workspace: Desk,
    words: Words = "",
    status: Words = "",
    offset: Offset = 0,
    told: Told = "",
    n: Offset = 0,
) -> HTMLResponse:
    """Show what became of every file, and where to put new ones."""
    limits: dict[str, Any] = {"endings": sorted(workspace.endings), "max_mb": workspace.config.max_file_mb}
    if not workspace.corpus_path.is_file():
        return render(request, "welcome.html", told=told, **limits)
    documents = workspace.documents
    page = documents.page(words, status, offset, STEP)
    out = [(file, documents.is_upload((file.root, file.file))) for file in documents.left_out()]
    return render(
        request, "documents_part.html" if wants_part(request) else "documents.html", page=page, words=words,
        wanted=status, offset=offset, step=STEP, told=told, n=n, left_out=out, folders=documents.folders(),
        is_here=sits_here(request), can_ask=workspace.generations.current() is not None, **limits,
    )  # fmt: skip


@router.get("/files/original")
def original(workspace: Desk, root: Words, file: Annotated[str, Query(max_length=2_000)]) -> FileResponse:
    """Give a file as it was sent; for one inside an archive or a mail, that."""
    path = workspace.documents.original((root, file))
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def _chosen(place: Annotated[list[str], Form()] = []) -> list[Place]:  # noqa: B006 - FastAPI never changes it
    """Return the files that are ticked, each as root and name in JSON."""
    if not place:
        raise HTTPException(400, "Chưa chọn tệp nào (no file was chosen); đánh dấu tệp rồi thử lại.")
    try:
        return [(str(root), str(file)) for root, file in map(json.loads, place)]
    except (TypeError, ValueError) as error:
        raise HTTPException(400, "Không hiểu tên tệp (malformed choice of files).") from error


Chosen = Annotated[list[Place], Depends(_chosen)]
"""The files that are ticked on a page."""


@router.post("/files/again")
def read_again(request: Request, workspace: Desk, visitor: Analyst, chosen: Chosen) -> Response:
    """Read files again although they have not changed."""
    reread(request.app.state.jobs, workspace, chosen, visitor.name)
    return _back(request, "again", chosen)


@router.post("/files/forget")
def forget(request: Request, workspace: Desk, visitor: Analyst, chosen: Chosen) -> Response:
    """Take files out of the corpus, and leave them out."""
    workspace.documents.forget(chosen, visitor.name)
    request.app.state.jobs.start("tidy", visitor.name)
    return _back(request, "forget", chosen)


@router.post("/files/take-back")
def take_back(request: Request, workspace: Desk, visitor: Analyst, chosen: Chosen) -> Response:
    """Take files in again that were left out."""
    reread(request.app.state.jobs, workspace, chosen, visitor.name)
    return _back(request, "take_back", chosen)


@router.post("/files/delete")
def delete(request: Request, workspace: Desk, visitor: Analyst, chosen: Chosen) -> Response:
    """Delete for good files that were sent and have been left out."""
    for place in chosen:
        workspace.documents.delete(place)
    return _back(request, "delete", chosen)


@router.post("/files")
async def upload(request: Request, visitor: Analyst) -> Response:
    """Keep the files that were sent, and have them read in the background."""
    received = await take_in(request, visitor.name)
    if received.known or received.refused:
        return render(request, "received.html", received=received)
    return RedirectResponse("/jobs" if received.kept else "/files?told=nothing", 303)


@router.post("/files/folders")
def add_folder(
    request: Request, workspace: Desk, path: Annotated[str, Form(max_length=1_000)], visitor: Admin
) -> Response:
    """Read a folder of this machine, from now on whenever everything is read."""
    if not sits_here(request):
        raise HTTPException(403, "Chỉ thêm được thư mục khi ngồi tại máy chủ (only at the machine itself).")
    request.state.concerns = folder = workspace.documents.folder_at(path)
    request.app.state.jobs.start("read", visitor.name, folder)
    return RedirectResponse("/jobs", 303)


@router.post("/files/folders/read")
def read_folder(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    root: Annotated[str, Form(max_length=1_000)] = "",
    again: Annotated[bool, Form()] = False,
) -> Response:
    """Read a folder that is known, or all of them."""
    if root and root not in {folder.root for folder in workspace.documents.folders()}:
        raise HTTPException(404, f"Không có thư mục {root} trong danh sách (no such folder).")
    request.app.state.jobs.start("again" if again else "read", visitor.name, root)
    return RedirectResponse("/jobs", 303)


@router.post("/files/folders/drop")
def drop_folder(
    request: Request, workspace: Desk, root: Annotated[str, Form(max_length=1_000)], visitor: Admin
) -> Response:
    """Take a folder with all its files out of the corpus."""
    workspace.documents.drop_folder(root)
    request.app.state.jobs.start("tidy", visitor.name)
    return _back(request, "drop", [root])


def _back(request: Request, told: str, done: Sequence[object]) -> Response:
    """Return to the page of files as it was, with word of what was done; the log gets what it was done to."""
    request.state.concerns = "; ".join(map(str, done))[:_LONGEST_CONCERN]
    asked = {name: value for name, value in request.query_params.items() if name in ("words", "status", "offset")}
    return RedirectResponse(f"/files?{urlencode(asked | {'told': told, 'n': len(done)})}", 303)
