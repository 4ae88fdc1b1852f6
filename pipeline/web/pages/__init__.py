"""The pages for people, one file for each area of the workplace."""

from fastapi import APIRouter

from pipeline.web.pages import (
    account,
    documents,
    editing,
    labels,
    models,
    overview,
    people,
    programs,
    reader,
    reports,
    saved,
    search,
    signing,
    tasks,
    teach,
    themes,
    work,
)

_AREAS = (
    search, saved, reader, editing, documents, work, overview, tasks, reports, teach, labels, models, themes,
    programs, signing, account, people,
)  # fmt: skip

router = APIRouter(include_in_schema=False)
for area in _AREAS:
    router.include_router(area.router)

__all__ = ["router"]
