"""Tasks put right, for programs: what people said about one, and a word more."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import Conflict
from pipeline.records import Amendable
from pipeline.web.desks import Desk
from pipeline.web.visitors import Analyst, Reader
from pipeline.workspace.correcting import Edit, changed_since, find, state_json

router = APIRouter(tags=["corrections"])

_Names = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=60)]
_Note = Annotated[str, Field(max_length=2_000)]


class Progress(BaseModel):
    """How far a task has come."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["not_started", "in_progress", "done", "not_applicable"]
    note: _Note = ""


class Correction(BaseModel):
    """What a task is to say; what is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"lead": ["Sở Nội vụ"], "deadlines": ["30/6/2026"], "note": "theo Quyết định số 12/QĐ-UBND"}]
        },
    )

    lead: _Names | None = Field(None, description="Cơ quan chủ trì (who leads)")
    partners: _Names | None = Field(None, description="Cơ quan phối hợp (who takes part)")
    deadlines: _Names | None = Field(None, description="Thời hạn như người ta viết (30/6/2026, quý II/2026, hằng năm)")
    themes: dict[str, bool] = Field({}, max_length=100, description="Chủ đề: có hay không (theme: has it or not)")
    progress: Progress | None = None
    undo: list[Amendable] = Field([], max_length=3, description="Trở lại như đã đọc (back to what the plan says)")
    note: _Note = ""
    revision: str | None = Field(None, max_length=100, description="`revision` của nhiệm vụ đã xem (as it was seen)")

    def edit(self) -> Edit:
        """Return what is to be kept."""
        lead, partners, deadlines = (
            None if n is None else tuple(n) for n in (self.lead, self.partners, self.deadlines)
        )
        progress = (self.progress.status, self.progress.note) if self.progress else None
        return Edit(lead, partners, deadlines, self.themes, progress, tuple(self.undo), self.note)


@router.get("/tasks/{task_id}/history", summary="What people said about a task")
def history(task_id: str, workspace: Desk, visitor: Reader) -> JSONResponse:
    """Return a task with its `revision` and its `history`: every correction, label and status, the oldest first."""
    return _state(workspace, task_id)


@router.patch(
    "/tasks/{task_id}",
    summary="Correct a task",
    responses={409: {"description": "Somebody else was faster"}, 428: {"description": "No revision was given"}},
)
def correct(
    task_id: str, said: Correction, workspace: Desk, visitor: Analyst, if_match: Annotated[str, Header()] = ""
) -> JSONResponse:
    """Keep what is said about a task, all of it or nothing; return the task as `history` does.

    What was seen is named by `revision`, or by the ETag in `If-Match`. If a part that is to be changed is no longer
    what it was then, nothing is written: the answer is 409 with the task as it is now in `current`, and what differs
    in `changed`.
    """
    seen = said.revision or if_match.removeprefix("W/").strip('" ')
    if not seen:
        raise HTTPException(428, "Cần revision hoặc If-Match: bản nhiệm vụ đã xem (which state was seen).")
    try:
        workspace.correct(task_id, said.edit(), visitor.name, None if seen == "*" else seen)
    except Conflict as conflict:
        _, stored = find(workspace.corpus(), task_id)
        return _problem(
            409, str(conflict), changed=sorted(changed_since(seen, stored)),
            current=state_json(workspace.corpus(), task_id),
        )  # fmt: skip
    return _state(workspace, task_id)


def _state(workspace: Desk, task_id: str) -> JSONResponse:
    """Return a task with all that was said about it, and the ETag by which it can be corrected."""
    state = state_json(workspace.corpus(), task_id)
    return JSONResponse(state, headers={"ETag": f'"{state["revision"]}"'})


def _problem(status: int, detail: str, **members: Any) -> JSONResponse:
    """Return an error with what a program needs to go on (RFC 9457, extension members)."""
    problem = {"type": "about:blank", "title": "Conflict", "status": status, "detail": detail, **members}
    return JSONResponse(problem, status, media_type="application/problem+json")
