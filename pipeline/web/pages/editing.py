"""A task put right where it stands: a form in its place, or on a page of its own where no script runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from pipeline.errors import Conflict, QueryError, TaskMissing
from pipeline.records import Amendable, Status, StoredTask
from pipeline.reports.statuses import SAYABLE
from pipeline.text.alphabet import alphabetical
from pipeline.web.desks import Desk
from pipeline.web.pages.reader import address_of, said_of
from pipeline.web.rendering import render
from pipeline.web.visitors import Analyst, Reader
from pipeline.workspace import Workspace
from pipeline.workspace.correcting import Edit, Part, changed_since, history, revision_of
from pipeline.workspace.typed import line

router = APIRouter()

Typed = Annotated[list[Annotated[str, Form(max_length=400)]], Form(max_length=100)]
Line = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in a form: each name and time limit in a box of its own, themes that are ticked."""

    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    progress: tuple[str, str] = ("not_started", "")

    @classmethod
    def of(cls, stored: StoredTask) -> Fields:
        """Return what a form begins with."""
        task, said = stored.task, stored.progress
        return cls(
            task.lead, task.partners, tuple(dict.fromkeys(deadline.raw for deadline in task.deadlines)),
            tuple(sorted(score.theme for score in stored.themes if score.tagged)),
            (said.status, said.note) if said else ("not_started", ""),
        )  # fmt: skip

    def edit(self, before: Fields, undone: Sequence[Amendable], note: str) -> Edit:
        """Return what somebody changed who had `before` in the form."""
        themes = dict.fromkeys(set(self.themes) - set(before.themes), True)
        themes |= dict.fromkeys(set(before.themes) - set(self.themes), False)
        status, words = self.progress
        changed: dict[str, Any] = {
            name: getattr(self, name)
            for name in get_args(Amendable)
            if name not in undone and getattr(self, name) != getattr(before, name)
        }
        progress: tuple[Status, str] | None = (status, words) if self.progress != before.progress else None  # type: ignore[assignment]
        return Edit(**changed, themes=themes, progress=progress, undone=tuple(undone), note=note)

    def upon(self, before: Fields, now: Fields) -> Fields:
        """Return these fields where they were changed, elsewhere what they say by now."""
        names = [name for name in self.__slots__ if getattr(self, name) == getattr(before, name)]
        return replace(self, **{name: getattr(now, name) for name in names})


@router.get("/tasks/{task_id}/edit")
def form(request: Request, task_id: str, workspace: Desk, visitor: Analyst) -> HTMLResponse:
    """Show the form in which a task is put right."""
    _, stored = workspace.corpus().find(task_id)
    return _form(request, workspace, stored, Fields.of(stored))


@router.post("/tasks/{task_id}/edit")
def save(
    request: Request,
    task_id: str,
    workspace: Desk,
    visitor: Analyst,
    revision: Line,
    lead: Typed = [],  # noqa: B006 - FastAPI reads the default and never changes it
    partner: Typed = [],  # noqa: B006
    deadline: Typed = [],  # noqa: B006
    theme: Typed = [],  # noqa: B006
    status: Line = "not_started",
    status_note: Line = "",
    undone: Annotated[list[Amendable], Form()] = [],  # noqa: B006
    note: Line = "",
    was_lead: Typed = [],  # noqa: B006
    was_partner: Typed = [],  # noqa: B006
    was_deadline: Typed = [],  # noqa: B006
    was_theme: Typed = [],  # noqa: B006
    was_status: Line = "not_started",
    was_status_note: Line = "",
) -> Response:
    """Keep what was changed in the form; where that cannot be, show it again with the reason and nothing lost."""
    typed = _fields(lead, partner, deadline, theme, status, status_note)
    before = _fields(was_lead, was_partner, was_deadline, was_theme, was_status, was_status_note)
    try:
        stored = workspace.correct(task_id, typed.edit(before, undone, note), visitor.name, revision)
    except TaskMissing:
        raise
    except Conflict as conflict:
        _, stored = workspace.corpus().find(task_id)
        now, theirs = Fields.of(stored), changed_since(revision, stored)
        return _form(
            request,
            workspace,
            stored,
            typed.upon(before, now),
            told=str(conflict),
            note=note,
            theirs=theirs,
            status=409,
        )
    except QueryError as error:
        _, stored = workspace.corpus().find(task_id)
        return _form(
            request, workspace, stored, typed, told=str(error), faulty=error.words, note=note, before=before,
            revision=revision, status=422,
        )  # fmt: skip
    if "hx-request" not in request.headers:
        return RedirectResponse(address_of(stored), 303)
    return render(request, "reader_facts.html", stored=stored, told="reader_saved", **said_of(workspace))


@router.get("/tasks/{task_id}/facts")
def facts(request: Request, task_id: str, workspace: Desk, visitor: Reader) -> Response:
    """Show what is known of a task, in the place of its form."""
    _, stored = workspace.corpus().find(task_id)
    if "hx-request" not in request.headers:
        return RedirectResponse(address_of(stored), 303)
    return render(request, "reader_facts.html", stored=stored, told="", **said_of(workspace))


@router.get("/tasks/{task_id}/history")
def words(request: Request, task_id: str, workspace: Desk, visitor: Reader) -> HTMLResponse:
    """Show who said what about a task when."""
    _, stored = workspace.corpus().find(task_id)
    said = history(workspace, task_id)
    return render(request, "reader_history.html", stored=stored, words=said[::-1], **said_of(workspace))


@router.get("/tasks/{task_id}/reasons")
def reasons(request: Request, task_id: str, workspace: Desk, visitor: Reader) -> HTMLResponse:
    """Show the words for which a task has its themes."""
    _, stored = workspace.corpus().find(task_id)
    found = sorted(workspace.themes.reasons(task_id), key=lambda reason: -reason[0].probability)
    return render(request, "reader_reasons.html", stored=stored, reasons=found, **said_of(workspace))


def _fields(
    lead: Sequence[str], partners: Sequence[str], deadlines: Sequence[str], themes: Sequence[str], *progress: str
) -> Fields:
    """Return what a form sent, boxes left empty left out; an unknown status is none."""
    given = [tuple(filter(None, map(str.strip, lines))) for lines in (lead, partners, deadlines)]
    status, note = progress
    said = status if status in SAYABLE else "not_started", note.strip()
    return Fields(given[0], given[1], given[2], tuple(sorted(themes)), said)


def _form(
    request: Request,
    workspace: Workspace,
    stored: StoredTask,
    fields: Fields,
    *,
    told: str = "",
    faulty: str = "",
    note: str = "",
    theirs: set[Part] | None = None,
    before: Fields | None = None,
    revision: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Show the form with what was typed, what stood there before, and what somebody else has said since.

    Parameters
    ----------
    told, faulty : why it was not saved, and the time limit that is why; "" for none.
    """
    corpus = workspace.corpus()
    row, _ = corpus.find(stored.id)
    names = {
        name
        for near in corpus.tasks(corpus.plan_rows(stored.document))
        for name in (*near.task.lead, *near.task.partners)
    }
    return render(
        request, "reader_edit.html", status=status, stored=stored, fields=fields, told=told, note=note,
        theirs=theirs or set(), now=Fields.of(stored), before=before or Fields.of(stored),
        faulty=[value for value in fields.deadlines if faulty and faulty in line(value)],
        revision=revision or revision_of(stored), as_read=corpus.corrections.as_read([row])[row],
        sayable=SAYABLE, names=sorted(names, key=alphabetical), **said_of(workspace),
    )  # fmt: skip
