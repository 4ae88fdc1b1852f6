"""Files for a visitor: made one at a time and gone when they have arrived, or made by a job and kept for a while."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from anyio import Semaphore
from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from pipeline.web.job import Job
from pipeline.web.orders import Order, name_of
from pipeline.web.safety import SANDBOXED
from pipeline.web.visitors import Visitor
from pipeline.workspace import Workspace
from pipeline.workspace.selecting import Selection

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_TURN = Semaphore(1)  # a long report takes one workspace, the others stay for those who ask


async def made(
    request: Request,
    what: str,
    selection: Selection,
    form: str,
    make: Callable[[Workspace, Path], object],
    *,
    inline: bool = False,
) -> Response:
    """Return a file that `make` writes with a workspace.

    Parameters
    ----------
    what : it is: "báo cáo", "nhiệm vụ" …
    inline : whether a browser shows it rather than keeps it.
    """
    folder = Path(tempfile.mkdtemp(prefix="kehoach-"))
    try:
        async with _TURN, request.app.state.desks.borrowed() as workspace:
            target = folder / f"{name_of(what, selection, workspace.themes.taxonomy.names)}.{form}"
            await run_in_threadpool(make, workspace, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    answer = _given(target, "inline" if inline else "attachment")
    answer.background = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return answer


async def made_now(request: Request, order: Order, *, inline: bool = False) -> Response:
    """Return the file of an order, made while its visitor waits."""
    return await made(request, order.called, order.selection, order.form, order.write, inline=inline)


def made_later(request: Request, order: Order, visitor: Visitor) -> Job:
    """Have the file of an order made in the background; return the job, whose visitor may fetch the file by `kept`."""
    job: Job = request.app.state.jobs.start("paper", visitor.name, order.text)
    return job


def kept(request: Request, id: str, visitor: Visitor) -> Response:
    """Return the file that a job has made for a visitor; it is nobody else's, for it may be about secret plans."""
    jobs = request.app.state.jobs
    job = jobs.find(id)
    file = jobs.file_of(job) if job is not None and job.author == visitor.name else None
    if file is None:
        raise HTTPException(404, "Không có tệp này (no such file): chưa lập xong, đã xóa, hoặc của người khác.")
    return _given(file, "attachment")


def _given(file: Path, disposition: str) -> FileResponse:
    """Return a file; what it shows or runs stays in it: it is opened as a page of nobody."""
    form = file.suffix.removeprefix(".")
    headers = {"Content-Security-Policy": SANDBOXED} if form in ("html", "svg") else None
    return FileResponse(
        file, media_type=KINDS[form], filename=file.name, headers=headers, content_disposition_type=disposition
    )
