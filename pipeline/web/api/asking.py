"""Questions narrowed and kept, for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pipeline.search.wire import facets_json
from pipeline.web.api.giving import given, gives
from pipeline.web.api.shapes import Facets
from pipeline.web.asking import Question
from pipeline.web.desks import Desk

router = APIRouter(tags=["search"])


@router.get("/facets", summary="Bộ lọc có số lượng (by what an answer could be narrowed)", responses=gives(Facets))
def facets(request: Request, asked: Question, workspace: Desk) -> Response:
    """Return for each facet its choices with how many tasks each would leave; without a question over all tasks.

    A range of days is "2025-10-01/2025-12-31", ".." an open end.
    """
    return given(request, facets_json(asked.facets(workspace)))
