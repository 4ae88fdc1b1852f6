"""The API for programs, under /api/v1: the same answers as the command line's `--json`."""

from fastapi import APIRouter

from pipeline.web.api import answers, documents, jobs, plans

router = APIRouter(prefix="/api/v1")
for part in (answers, plans, documents, jobs):
    router.include_router(part.router)

__all__ = ["router"]
