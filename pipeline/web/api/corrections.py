"""Tasks put right, for programs: what people said about one, and a word more."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import Conflict
from pipeline.records import Amendable, SaidStatus
from pipeline.web.api.giving import TaskId, given, gives
from pipeline.web.api.shapes import SpokenTask
from pipeline.web.desks import Desk
from pipeline.web.problems import problem
from pipeline.web.visitors import Analyst, Reader
from pipeline.workspace.correcting import Edit, changed_since, state_json

router = APIRouter(tags=["corrections"])

_Names = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=60)]
_Note = Annotated[str, Field(max_length=2_000)]


class Progress(BaseModel):
    """How far a task has come."""

    model_config = ConfigDict(extra="forbid")

    status: SaidStatus
    note: _Note = ""


class Correction(BaseModel):
    """What a task is to say; what is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "revision": "5c1d0f3e-0b7a9c44-91d2aa70-c2f6b1d8-3e5f9a02",
                    "lead": ["Sở Nội vụ"],
                    "deadlines": ["30/6/2026"],
                    "note": "theo Quyết định số 12/QĐ-UBND",
                }
            ]
        },
    )

    lead: _Names | None = Field(None, description="Cơ quan chủ trì (who leads)")
    partners: _Names | None = Field(None, description="Cơ quan phối hợp (who takes part)")
    deadlines: _Names | None = Field(None, description="Thời hạn như người ta viết (30/6/2026, quý II/2026, hằng năm)")
    themes: dict[str, bool] = Field({}, max_length=100, description="Chủ đề: có hay không (theme: has it or not)")
    progress: Progress | None = None
    undo: list[Amendable] = Field([], max_length=3, description="Trở lại như đã đọc (back to what the plan says)")
    note: _Note = ""
    revision: str = Field(max_length=100, description="`revision` của nhiệm vụ như đã xem (of the state that was seen)")

    def edit(self) -> Edit:
        """Return what is to be kept."""
        lead, partners, deadlines = (
            None if n is None else tuple(n) for n in (self.lead, self.partners, self.deadlines)
        )
        progress = (self.progress.status, self.progress.note) if self.progress else None
        return Edit(lead, partners, deadlines, self.themes, progress, tuple(self.undo), self.note)


@router.get(
    "/tasks/{task_id}/history", summary="Ai đã nói gì về nhiệm vụ (what people said)", responses=gives(SpokenTask)
)
def history(request: Request, task_id: TaskId, workspace: Desk, visitor: Reader) -> Response:
    """Return a task with its `revision` and its `history`: every correction, label and status, the oldest first."""
    return given(request, state_json(workspace.corpus(), task_id))


@router.patch("/tasks/{task_id}", summary="Sửa một nhiệm vụ (correct a task)", responses=gives(SpokenTask))
def correct(request: Request, task_id: TaskId, said: Correction, workspace: Desk, visitor: Analyst) -> Response:
    """Keep what is said about a task, all of it or nothing; return the task as `history` does.

    If a part that is to be changed is not what it was in `revision`, nothing is written: the answer is 409, with the
    task as it is now in `current`, and in `changed` what differs.
    """
    corpus = workspace.corpus()
    try:
        workspace.correct(task_id, said.edit(), visitor.name, said.revision)
    except Conflict as conflict:
        changed = sorted(changed_since(said.revision, corpus.find(task_id)[1]))
        return problem(409, str(conflict), changed=changed, current=state_json(corpus, task_id))
    return given(request, state_json(corpus, task_id))
