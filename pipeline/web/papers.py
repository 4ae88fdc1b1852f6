"""Files made for a visitor: one at a time, given whole, named by what is in them, and gone when they have arrived."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from anyio import Semaphore
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from pipeline.text.normalize import fold
from pipeline.web.choosing import Chosen
from pipeline.web.safety import SANDBOXED
from pipeline.workspace import Workspace

Form = Literal["docx", "xlsx", "html"]
Taken = Literal["csv", "jsonl", "parquet", "xlsx"]
Group = Literal["theme", "plan"]
Paper = Literal["", "party", "state"]

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
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # characters of what a file is about
_TURN = Semaphore(1)  # a long report takes one workspace, the others stay for those who ask


async def made(
    request: Request,
    what: str,
    chosen: Chosen,
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
            target = folder / f"{name_of(what, chosen, workspace.themes.taxonomy.names)}.{form}"
            await run_in_threadpool(make, workspace, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # what a file shows or runs stays in it: it is opened as a page of nobody
    headers = {"Content-Security-Policy": SANDBOXED} if form in ("html", "svg") else None
    return FileResponse(
        target, media_type=KINDS[form], filename=target.name, headers=headers,
        content_disposition_type="inline" if inline else "attachment",
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )  # fmt: skip


def name_of(what: str, chosen: Chosen, theme_names: Mapping[str, str]) -> str:
    """Return what a file is called: what it is, about what, of which day.

    Parameters
    ----------
    theme_names : id → what a theme is called.
    """
    asked = chosen.selection
    themes = (theme_names.get(theme, theme) for theme in asked.filters.themes)
    about = (*themes, *asked.filters.leads, asked.only.lead or "", asked.text)
    words = _NOT_NAME.sub("-", fold(" ".join((what, *about)))).strip("-")[:_LONGEST].rstrip("-")
    return f"{words}-{asked.today.isoformat()}"


async def report_of(
    request: Request, chosen: Chosen, form: Form, group: Group, paper: Paper, *, inline: bool = False
) -> Response:
    """Return the report of a selection as a file; `paper` is the layout of a Word document, "" as its issuers'."""

    def make(workspace: Workspace, target: Path) -> None:
        asked = chosen.selection
        workspace.report(
            target, asked.text, form=form, filters=asked.filters, by=group, statuses=asked.statuses,
            secret=asked.secret, only=asked.only, party=paper == "party" if paper else None, today=asked.today,
        )  # fmt: skip

    return await made(request, "báo cáo", chosen, form, make, inline=inline)


async def export_of(request: Request, chosen: Chosen, form: Taken) -> Response:
    """Return the tasks of a selection as a file."""

    def make(workspace: Workspace, target: Path) -> None:
        asked = chosen.selection
        workspace.export(
            target, asked.text, form=form, filters=asked.filters, statuses=asked.statuses, secret=asked.secret,
            only=asked.only, today=asked.today,
        )  # fmt: skip

    return await made(request, "nhiệm vụ", chosen, form, make)
