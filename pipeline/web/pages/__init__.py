"""The pages for people, one file for each area of the workplace."""

from fastapi import APIRouter

from pipeline.web.pages import documents, overview, reader, reports, search, tasks, work

router = APIRouter(include_in_schema=False)
for area in (search, reader, documents, work, overview, tasks, reports):
    router.include_router(area.router)

__all__ = ["router"]
