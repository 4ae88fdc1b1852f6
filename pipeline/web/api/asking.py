"""Questions narrowed, kept, and asked of what is new, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response

from pipeline.records import SavedQuestion
from pipeline.search import answer_json
from pipeline.search.wire import facets_json
from pipeline.web.api.giving import given, gives, paging
from pipeline.web.api.shapes import Arrived, Narrowing, SavedLine, SavedLines
from pipeline.web.asking import Question, address_of
from pipeline.web.desks import Desk
from pipeline.web.visitors import Analyst, Reader

router = APIRouter(tags=["search"])

_LARGEST = 2**62

SavedId = Annotated[int, Path(ge=1, le=_LARGEST, description="số của câu hỏi đã lưu (id of a saved question)")]
Name = Annotated[str, Body(embed=True, min_length=1, max_length=100, examples=["Khiếu nại, tố cáo"])]
Until = Annotated[int, Body(embed=True, ge=0, le=_LARGEST, examples=[0])]
Time = Annotated[int, Query(ge=0, le=_LARGEST, description="`until` của lần trước (of the last time), 0 từ đầu")]


@router.get(
    "/facets", summary="Có thể lọc tiếp theo gì (by what an answer could be narrowed)", responses=gives(Narrowing)
)
def facets(request: Request, asked: Question, workspace: Desk) -> Response:
    """Return for each kind of filter its choices, and how many tasks of the whole answer each has.

    Without a question and conditions all tasks are counted. Within one kind its own filter is set aside. A range of
    days is "2025-10-01/2025-12-31", with ".." for an open end.
    """
    return given(request, facets_json(asked.facets(workspace)))


@router.get("/news", summary="Nhiệm vụ mới vào kho (tasks that came in since)", responses=gives(Arrived))
def news(request: Request, asked: Question, workspace: Desk, since: Time = 0) -> Response:
    """Return the tasks of plans that came in `since` the last time and surely answer a question, the best first.

    Surely: they meet every condition understood, and say most of what was asked or are very close in meaning. A plan
    that is only read anew is no news.
    """
    answer, until = workspace.saved.since(asked.question(), since, k=asked.k, offset=asked.offset)
    pages = paging(request, answer.total, asked.offset, asked.k)
    return given(request, {**answer_json(answer), **pages, "until": until})


@router.get("/saved", summary="Câu hỏi đã lưu (your saved questions)", responses=gives(SavedLines))
def saved(request: Request, workspace: Desk, visitor: Reader) -> Response:
    """Return your saved questions, and how many new tasks answer each."""
    return given(request, {"saved": [_line(question) for question in workspace.saved.of(visitor.name)]})


@router.post("/saved", status_code=201, summary="Lưu câu hỏi (save a question)", responses=gives(SavedLine, 201))
def save(asked: Question, workspace: Desk, visitor: Analyst, name: Name) -> Any:
    """Save the question that the address asks under a name of yours; what is there now is no news."""
    return _line(workspace.saved.add(visitor.name, name, asked.question()))


@router.post("/saved/{id}/seen", summary="Đã xem (mark as seen)", responses=gives(SavedLine))
def see(id: SavedId, workspace: Desk, visitor: Analyst, until: Until) -> Any:
    """Note that you have seen what came in `until` a time, as `news` gives it."""
    workspace.saved.see(visitor.name, id, until)
    return _line(workspace.saved.get(visitor.name, id))


@router.put("/saved/{id}/name", summary="Đổi tên câu hỏi (rename a question)", responses=gives(SavedLine))
def rename(id: SavedId, workspace: Desk, visitor: Analyst, name: Name) -> Any:
    """Call a saved question otherwise."""
    workspace.saved.rename(visitor.name, id, name)
    return _line(workspace.saved.get(visitor.name, id))


@router.delete("/saved/{id}", status_code=204, summary="Xóa câu hỏi (forget a question)")
def forget_saved(id: SavedId, workspace: Desk, visitor: Analyst) -> None:
    """Forget a saved question."""
    workspace.saved.remove(visitor.name, id)


def _line(question: SavedQuestion) -> dict[str, Any]:
    return {
        "id": question.id, "name": question.name, "address": address_of(question.question), "at": question.at,
        "seen": question.seen, "new": question.n_new,
    }  # fmt: skip
