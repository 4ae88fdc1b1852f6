"""The pages for people, one file for each area of the workplace."""

from fastapi import APIRouter

from pipeline.web.pages import (
    account,
    documents,
    editing,
    overview,
    people,
    programs,
    reader,
    reports,
    search,
    signing,
    tasks,
    teach,
    work,
)

_AREAS = (search, reader, editing, documents, work, overview, tasks, reports, teach, programs, signing, account, people)

router = APIRouter(include_in_schema=False)
for area in _AREAS:
    router.include_router(area.router)

__all__ = ["router"]
