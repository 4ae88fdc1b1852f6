"""What people have said about themes: to look through, to settle, to take back, to bring in and take away."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.errors import UsageFault
from pipeline.learning.agreement import agreements, chosen, conflicts
from pipeline.learning.files import ENDINGS, read_rows, rows_of_labels, write_rows
from pipeline.learning.intake import Intake
from pipeline.learning.sheet import SheetRow
from pipeline.web.desks import Desk
from pipeline.web.papers import KINDS
from pipeline.web.rendering import render
from pipeline.web.retracting import take_back
from pipeline.web.visitors import Analyst, Reader
from pipeline.workspace import Workspace

router = APIRouter()

_PAGE = "/teach/labels"
_SHOWN = 50
_MOST_BYTES = 20_000_000


@router.get(_PAGE)
def labels(
    request: Request,
    workspace: Desk,
    visitor: Reader,
    theme: str = "",
    author: str = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """Show what people have said, the last first; where they differ; what was said of tasks that have gone."""
    return _page(request, workspace, theme=theme, author=author, offset=offset)


@router.post(f"{_PAGE}/withdraw")
def withdraw(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    label: Annotated[int, Form()],
    back: Annotated[str, Form()] = "",
) -> Response:
    """Take back a label of one's own, or as an admin anybody's."""
    take_back(workspace, visitor, label)
    return RedirectResponse(f"{_PAGE}?{back}", 303)


@router.post(f"{_PAGE}/settle")
def settle(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    task: Annotated[str, Form()],
    theme: Annotated[str, Form()],
    said: Annotated[Literal["1", "0"], Form()],
) -> Response:
    """Settle what people differ about: the visitor's word counts, labels that say otherwise are taken back.

    They stay in the history, and in the figures of how far people agree.
    """
    row = workspace.corpus().row_of(task)
    workspace.themes.take_in([SheetRow(1, task, theme, said)], visitor.name)
    others = [
        label.id
        for label in workspace.corpus().labels.of([row] if row is not None else [])
        if label.theme == theme and label.value is not (said == "1")
    ]
    workspace.themes.withdraw(others, visitor.name)
    return RedirectResponse(f"{_PAGE}#conflicts", 303)


@router.post(f"{_PAGE}/import")
def bring_in(request: Request, workspace: Desk, visitor: Analyst, uploaded: UploadFile) -> HTMLResponse:
    """Keep the labels of a file, and tell every line that cannot be meant."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"labels{_ending(uploaded)}"
        file.write_bytes(uploaded.file.read(_MOST_BYTES))
        try:
            rows = list(read_rows(file, workspace.themes.taxonomy))
        except UsageFault as error:
            raise UsageFault(str(error).replace(str(file), uploaded.filename or file.name)) from error
    intake, n_kept = workspace.themes.take_in(rows, visitor.name)
    return _page(request, workspace, intake=intake, n_kept=n_kept)


def _ending(uploaded: UploadFile) -> str:
    """Return how the name of a file of labels ends, lower case.

    Raises
    ------
    UsageFault
        There can be no labels in such a file, or it is too large for one.
    """
    name = uploaded.filename or ""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS or (uploaded.size or 0) > _MOST_BYTES:
        most = _MOST_BYTES // 1_000_000
        raise UsageFault(f"{name}: cần tệp nhãn {', '.join(ENDINGS)} không quá {most} MB (no file of labels).")
    return ending


@router.get(f"{_PAGE}/export")
def take_away(workspace: Desk, visitor: Reader, form: Literal["csv", "xlsx", "json"] = "xlsx") -> Response:
    """Give the labels in force as a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"nhan.{form}"
        write_rows(file, rows_of_labels(workspace.corpus().labels.current()), workspace.themes.taxonomy)
        content = file.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(content, media_type=KINDS[form], headers=headers)


def _page(
    request: Request,
    workspace: Workspace,
    *,
    theme: str = "",
    author: str = "",
    offset: int = 0,
    intake: Intake | None = None,
    n_kept: int = 0,
) -> HTMLResponse:
    corpus, taxonomy = workspace.corpus(), workspace.themes.taxonomy
    current = corpus.labels.current()
    found = chosen(current, taxonomy, theme, author)
    return render(
        request, "labels.html", themes=taxonomy.themes, authors=Counter(label.author for label in current),
        theme=theme, author=author, labels=found[offset : offset + _SHOWN], total=len(found), offset=offset,
        shown=_SHOWN, conflicts=conflicts(current), agreements=agreements(corpus.labels.own_words()),
        orphans=[label for label in current if label.task is None], endings=ENDINGS, intake=intake, n_kept=n_kept,
    )  # fmt: skip
