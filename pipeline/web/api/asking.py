"""Questions narrowed and kept, for programs."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from pipeline.search.wire import facets_json
from pipeline.web.asking import Question
from pipeline.web.desks import Desk

router = APIRouter(tags=["search"])


@router.get("/facets", summary="By what an answer could be narrowed")
def facets(asked: Question, workspace: Desk) -> JSONResponse:
    """Return for each facet its choices with how many tasks each would leave; without a question over all tasks.

    `more` is how many further values there are. A range of days is "2025-10-01/2025-12-31", ".." an open end.
    """
    return JSONResponse(facets_json(asked.facets(workspace)))
