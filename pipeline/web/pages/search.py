"""Questions and their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from pipeline.records import Answer
from pipeline.search.facets import Facet
from pipeline.text.normalize import fold
from pipeline.web.askers import in_full
from pipeline.web.asking import Asked, Question
from pipeline.web.desks import Desk
from pipeline.web.labels import Labels
from pipeline.web.language import language_of
from pipeline.web.pages.reader import said_of
from pipeline.web.rendering import Links, render
from pipeline.workspace import Workspace

router = APIRouter()

_SUGGESTED = 12
_LONGEST = 4_000  # characters of a pasted text; in an address a letter takes up to nine, and 64 KB go through


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that was chosen: its name in the address, its value, and what it is called."""

    name: str
    value: str
    label: str


@router.get("/")
def search(request: Request, asked: Question, workspace: Desk) -> HTMLResponse:
    """Show the question, what was understood of it, its answer, and by what that could be narrowed."""
    answer, facets = request.app.state.askers.ask(in_full, _said_to(request, asked), workspace)
    labels = Labels(language_of(request), workspace.themes.taxonomy)
    page = render(
        request, "search.html", asked=asked, answer=answer, groups=_groups(asked, answer), facets=facets, label=labels,
        chips=list(_chips(asked, labels)), examples=list(_examples(facets, labels)) if answer is None else [],
        counts=workspace.corpus().counts() if answer is None or not answer.hits else {}, **said_of(workspace),
    )  # fmt: skip
    if "hx-request" in request.headers:
        page.headers["HX-Push-Url"] = Links(request).here()  # without the empty fields of the form
    return page


@router.get("/similar")
def similar_to_text(
    request: Request, asked: Question, workspace: Desk, text: Annotated[str, Query(max_length=_LONGEST)] = ""
) -> HTMLResponse:
    """Show the tasks most like a text that was pasted."""
    answer = _said_to(request, asked).alike(workspace, text) if text.strip() else None
    return _similar(request, asked, workspace, answer, text=text, task=None)


@router.get("/similar/{task_id}")
def similar(request: Request, task_id: str, asked: Question, workspace: Desk) -> HTMLResponse:
    """Show the tasks most like a given one."""
    answer = _said_to(request, asked).alike(workspace, task_id)
    row = workspace.corpus().row_of(task_id)
    task = workspace.corpus().tasks([row])[0] if row is not None else None
    return _similar(request, asked, workspace, answer, text="", task=task)


@router.get("/suggest")
def suggest(
    request: Request, workspace: Desk, of: Literal["lead", "partner", "issuer", "reference", "file"] = "lead"
) -> HTMLResponse:
    """Give the names that begin with what was typed so far, then those that hold it."""
    typed = fold(request.query_params.get(of, "").strip())
    known = ((fold(name).find(typed), name) for name in workspace.corpus().distinct(of)) if typed else ()
    names = [name for place, name in sorted(known) if place >= 0][:_SUGGESTED]
    return render(request, "suggestions.html", names=names)


def _said_to(request: Request, asked: Asked) -> Asked:
    """Return a question whose answer is explained in English where the page is, else as the question was asked."""
    return replace(asked, language="en") if language_of(request) == "en" else asked


def _similar(
    request: Request, asked: Asked, workspace: Workspace, answer: Answer | None, **values: Any
) -> HTMLResponse:
    groups = [answer] if answer and answer.hits else []
    return render(
        request, "similar.html", asked=asked, answer=answer, groups=groups, longest=_LONGEST,
        **said_of(workspace), **values,
    )  # fmt: skip


def _groups(asked: Asked, answer: Answer | None) -> Sequence[Any]:
    """Return the hits under their plans, or all of them as one group."""
    if answer is None or not answer.hits:
        return []
    return answer.plans if asked.by == "plan" else [answer]


def _chips(asked: Asked, labels: Labels) -> Iterator[Chip]:
    """Give the conditions that were chosen."""
    for name, value in asked.pairs():
        if name not in ("q", "without", "literal", "due_from", "due_to"):
            yield Chip(name, value, labels(name, value))
    first, last = asked.filters.due_from, asked.filters.due_to
    if first or last:
        span = f"{first or '..'}/{last or '..'}"
        yield Chip("due", span, labels.span(span))


def _examples(facets: Sequence[Facet], labels: Labels) -> Iterator[tuple[str, dict[str, str]]]:
    """Give questions that this corpus answers: the key of their words, and what they are about."""
    best = {facet.name: [choice.value for choice in facet.choices if choice.n] for facet in facets}
    for lead in best["lead"][:2]:
        yield "asking_example_lead", {"lead": lead}
    for theme in best["theme"][:2]:
        yield "asking_example_theme", {"theme": labels("theme", theme).lower()}
    for lead, theme in zip(best["lead"][2:3], best["theme"][:1], strict=False):
        yield "asking_example_both", {"lead": lead, "theme": labels("theme", theme).lower()}
    for year in sorted({span[:4] for span in best["due"]})[:1]:
        yield "asking_example_due", {"year": year}
