"""The pages for people, one file for each area of the workplace."""

from fastapi import APIRouter

from pipeline.web.pages import documents, overview, programs, reader, reports, saved, search, work

router = APIRouter(include_in_schema=False)
for area in (search, saved, reader, documents, work, overview, reports, programs):
    router.include_router(area.router)

__all__ = ["router"]
