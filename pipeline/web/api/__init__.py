"""The API for programs, under /api/v1: the same answers as the command line's `--json`.

A route says in its `responses` what it gives when all is well (`gives`); what goes wrong is a problem (RFC 9457) on
every route. Long lists come in pages (`paging`). What is written here becomes the OpenAPI document and the page /api.
"""

from fastapi import APIRouter

from pipeline.web.api import answers, asking, corrections, documents, jobs, labels, models, plans, reports, views
from pipeline.web.problems import PROBLEMS

_PARTS = (answers, asking, corrections, documents, jobs, plans, views, reports, labels, models)

router = APIRouter(prefix="/api/v1", responses=PROBLEMS, generate_unique_id_function=lambda route: route.name)
for part in _PARTS:
    router.include_router(part.router)

__all__ = ["router"]
