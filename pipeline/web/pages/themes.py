"""The themes: what each means, how it fares, and changing them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.errors import Conflict, ThemeFault
from pipeline.learning.editing import remove_theme, save_theme
from pipeline.records import Filters
from pipeline.themes.editing import form_of, mark
from pipeline.themes.taxonomy import Theme
from pipeline.web.desks import Desk
from pipeline.web.pages.models import running_lesson
from pipeline.web.rendering import render
from pipeline.web.visitors import Admin, Reader, Visitor
from pipeline.workspace import Workspace
from pipeline.workspace.selecting import Selection

router = APIRouter()

_PAGE = "/teach/themes"
_EXAMPLES = 5
_NEW = {
    "id": "", "name_vi": "", "name_en": "", "definition": "", "colour": "#72767d", "examples": "", "includes": "",
    "not_for": "", "excludes": "", "phrases": "",
}  # fmt: skip

Line = Annotated[str, Form(max_length=500)]
Lines = Annotated[str, Form(max_length=50_000)]


@router.get(_PAGE)
def themes(request: Request, workspace: Desk, visitor: Reader) -> HTMLResponse:
    """Show the themes in use: what they mean, how many tasks and labels they have, how well they are known."""
    taxonomy = workspace.themes.taxonomy
    return render(
        request, "themes.html", themes=taxonomy.themes, headway=workspace.themes.headway(visitor.name),
        counts=workspace.theme_counts(), secret=workspace.overview.left_out(Selection()), job=running_lesson(request),
        provisional=workspace.themes.model(workspace.corpus()).open().provisional,
    )  # fmt: skip


@router.get(f"{_PAGE}/new")
def new(request: Request, workspace: Desk, visitor: Admin) -> HTMLResponse:
    """Show an empty form."""
    return _form(request, workspace, None, _NEW)


@router.get(f"{_PAGE}/{{name}}")
def theme(request: Request, name: str, workspace: Desk, visitor: Admin) -> HTMLResponse:
    """Show a theme as a form, with tasks that have it."""
    found = _theme(workspace, name)
    if found is None:
        raise HTTPException(404, f"Không có chủ đề {name!r} (no such theme).")
    return _form(request, workspace, found, form_of(found))


@router.post(f"{_PAGE}/save")
def save(
    request: Request,
    workspace: Desk,
    visitor: Admin,
    id: Line,
    name_vi: Line,
    name_en: Line,
    colour: Line,
    definition: Lines,
    examples: Lines = "",
    includes: Lines = "",
    not_for: Lines = "",
    excludes: Lines = "",
    phrases: Lines = "",
    was: Line = "",
    seen: Line = "",
) -> Response:
    """Save a theme, and tag all tasks anew in the background.

    Parameters
    ----------
    was, seen : id of the theme ("" for a new one) and its mark when the form was made.
    """
    form = {
        "id": id, "name_vi": name_vi, "name_en": name_en, "definition": definition, "colour": colour,
        "examples": examples, "includes": includes, "not_for": not_for, "excludes": excludes, "phrases": phrases,
    }  # fmt: skip
    try:
        save_theme(workspace.home, form, was, seen)
    except ThemeFault as fault:
        return _form(request, workspace, _theme(workspace, was), form, faults=fault.faults, status=422)
    except Conflict as conflict:
        return _form(request, workspace, _theme(workspace, was), form, conflict=str(conflict), status=409)
    return _tag_anew(request, workspace, visitor)


@router.post(f"{_PAGE}/remove")
def remove(request: Request, workspace: Desk, visitor: Admin, was: Line, seen: Line, sure: Line) -> Response:
    """Take a theme out, and its tags from all tasks in the background; `sure` is a box that has to be ticked."""
    remove_theme(workspace.home, was, seen)
    return _tag_anew(request, workspace, visitor)


def _tag_anew(request: Request, workspace: Workspace, visitor: Visitor) -> Response:
    corpus = workspace.corpus()
    if corpus.tags.fingerprint != workspace.themes.model(corpus).fingerprint:
        request.app.state.jobs.start("retag", visitor.name)
    return RedirectResponse(_PAGE, 303)


def _theme(workspace: Workspace, id: str) -> Theme | None:
    return next((theme for theme in workspace.themes.taxonomy.themes if theme.id == id), None)


def _form(
    request: Request,
    workspace: Workspace,
    theme: Theme | None,
    form: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    conflict: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return the form with what was typed, what is wrong with it, and tasks that have the theme."""
    having = workspace.search("", filters=Filters(themes=(theme.id,)), k=_EXAMPLES) if theme else None
    return render(
        request, "theme.html", status=status, was=theme.id if theme else "", seen=mark(theme) if theme else "",
        form=form, faults=faults or {}, conflict=conflict, current=form_of(theme) if conflict and theme else {},
        hits=having.hits if having else (), total=having.total if having else 0,
    )  # fmt: skip
