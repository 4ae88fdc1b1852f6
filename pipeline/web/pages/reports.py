"""Reports of a selection."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.web.asking import Question
from pipeline.web.desks import Desk

router = APIRouter()

_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


@router.get("/report")
def report(
    asked: Question, workspace: Desk, form: Literal["docx", "xlsx", "html"] = "docx", today: date | None = None
) -> Response:
    """Give the report of a selection as a file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"bao-cao.{form}"
        workspace.report(target, asked.q, form=form, filters=asked.filters, today=today)
        content = target.read_bytes()
    kind = "inline" if form == "html" else "attachment"
    headers = {"Content-Disposition": f'{kind}; filename="{target.name}"'}
    if form == "html":  # the page brings its own policy: it needs nothing but itself
        headers["Content-Security-Policy"] = "sandbox allow-scripts"
    return Response(content, media_type=_KINDS[form], headers=headers)
