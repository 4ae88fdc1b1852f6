"""Files made for a visitor: one at a time, given whole, named by what is in them, and gone when they have arrived."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from pipeline.text.normalize import fold
from pipeline.web.choosing import Chosen
from pipeline.workspace import Workspace

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # characters of what a file is about
_ONE_AT_A_TIME = threading.Lock()  # a long report takes one workspace, the others stay for those who ask


def made(
    request: Request, name: str, form: str, make: Callable[[Workspace, Path], object], *, inline: bool = False
) -> Response:
    """Return a file that `make` writes with a workspace.

    Parameters
    ----------
    name : without ending.
    inline : whether a browser shows it rather than keeps it.
    """
    folder = Path(tempfile.mkdtemp(prefix="kehoach-"))
    target = folder / f"{name}.{form}"
    try:
        with _ONE_AT_A_TIME, request.app.state.desks.borrowed() as workspace:
            make(workspace, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # what a file shows or runs stays in it: it is opened as a page of nobody
    headers = {"Content-Security-Policy": "sandbox allow-scripts"} if form in ("html", "svg") else None
    return FileResponse(
        target, media_type=KINDS[form], filename=target.name, headers=headers,
        content_disposition_type="inline" if inline else "attachment",
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )  # fmt: skip


def name_of(what: str, chosen: Chosen, theme_names: Iterable[str] = ()) -> str:
    """Return what a file is called: what it is, about what, of which day.

    Parameters
    ----------
    what : "báo cáo", "nhiệm vụ" …
    theme_names : of the themes asked for.
    """
    asked = chosen.selection
    about = (*theme_names, *asked.filters.leads, asked.only.lead or "", asked.text)
    words = _NOT_NAME.sub("-", fold(" ".join((what, *about)))).strip("-")[:_LONGEST].rstrip("-")
    return f"{words}-{asked.today.isoformat()}"
