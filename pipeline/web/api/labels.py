"""What people say about themes, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response

from pipeline.learning.agreement import chosen
from pipeline.learning.intake import intake_json
from pipeline.learning.sheet import SheetRow
from pipeline.search.matching import theme_id
from pipeline.store.labels import Label
from pipeline.web.api.giving import Paged, given, gives, in_pages
from pipeline.web.api.teaching import GivenLabel, LabelPage, Review, Taken, Withdrawn
from pipeline.web.desks import Desk
from pipeline.web.retracting import take_back
from pipeline.web.visitors import Analyst, Reader

router = APIRouter(tags=["labels"])

_MOST = 1_000
_MOST_QUESTIONS = 50

ThemeName = Annotated[str, Query(max_length=200, description="chủ đề, theo mã hoặc tên (theme, by id or name)")]
LabelId = Annotated[int, Path(ge=1, le=2**53, description="mã nhãn (id of a label)")]


@router.get("/labels", summary="Nhãn của mọi người (what people said)", responses=gives(LabelPage))
def labels(
    request: Request,
    workspace: Desk,
    visitor: Reader,
    page: Paged,
    theme: ThemeName = "",
    author: Annotated[str, Query(max_length=200, description="của ai (whose)")] = "",
) -> Response:
    """Return the labels in force, the last one first; of tasks that have gone too."""
    found = chosen(workspace.corpus().labels.current(), workspace.themes.taxonomy, theme, author)
    answer = in_pages(request, "labels", found, page)
    return given(request, {**answer, "labels": [_json(label) for label in answer["labels"]]})


@router.post("/labels", summary="Gắn nhãn (say what themes tasks have)", responses=gives(Taken))
def give_labels(
    request: Request,
    workspace: Desk,
    visitor: Analyst,
    said: Annotated[list[GivenLabel], Body(max_length=_MOST)],
) -> Response:
    """Keep labels under the name of the caller, all that can be meant together; they count at once."""
    rows = [
        SheetRow(line, one.task_id, one.theme, str(int(one.value)), note=one.note) for line, one in enumerate(said, 1)
    ]
    return given(request, intake_json(*workspace.themes.take_in(rows, visitor.name)))


@router.delete("/labels/{id}", summary="Rút một nhãn (take a label back)", responses=gives(Withdrawn))
def withdraw(request: Request, id: LabelId, workspace: Desk, visitor: Analyst) -> Response:
    """Take back a label of one's own, or as an admin anybody's; it stays in the history and no longer counts."""
    take_back(workspace, visitor, id)
    return given(request, {"id": id})


@router.get("/review", summary="Câu nên xem tiếp (what to judge next)", responses=gives(Review))
def review(
    request: Request,
    workspace: Desk,
    visitor: Reader,
    theme: ThemeName = "",
    k: Annotated[int, Query(ge=1, le=_MOST_QUESTIONS, description="bao nhiêu câu (how many)")] = 10,
) -> Response:
    """Return the tasks whose labels would teach most: where the model wavers, what stands for many, none twice."""
    wanted = theme_id(theme, workspace.themes.taxonomy) if theme else None
    asked = request.app.state.questions.waiting(workspace, k, wanted)
    return given(request, {"questions": [question.json() for question in asked]})


def _json(label: Label) -> dict[str, Any]:
    fields = asdict(label)
    return {"task_id": fields.pop("task"), **{name: fields[name] for name in fields if name not in ("row", "subject")}}
