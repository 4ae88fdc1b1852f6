"""Errors as people and programs read them: a page, or problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from pipeline.errors import CorpusBusy, CorpusMissing, UsageFault
from pipeline.web.rendering import render

_LOG = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Make every error of the app one of these."""

    @app.exception_handler(UsageFault)
    def usage(request: Request, error: UsageFault) -> Response:
        if isinstance(error, CorpusMissing) and _is_newcomer(request):
            return RedirectResponse("/files", 303)
        status = 503 if isinstance(error, CorpusBusy) else 404 if isinstance(error, CorpusMissing) else 400
        return _answer(request, status, str(error))

    @app.exception_handler(RequestValidationError)
    def wrong(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()]
        return _answer(request, 422, "; ".join(faults))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return _answer(request, error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    def defect(request: Request, error: Exception) -> Response:
        _LOG.exception("%s %s", request.method, request.url.path)
        return _answer(request, 500, "Lỗi của chương trình (internal error).")


def _is_newcomer(request: Request) -> bool:
    """Whether somebody looks at a page of a workspace in which nothing has been read yet."""
    corpus = request.app.state.desks.home / "data" / "processed" / "corpus.db"
    return request.method == "GET" and not request.url.path.startswith("/api/") and not corpus.is_file()


def _answer(request: Request, status: int, detail: str) -> Response:
    """Return an error in the form that the door calls for."""
    if request.url.path.startswith("/api/"):
        problem: dict[str, Any] = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status}
        return JSONResponse(problem | {"detail": detail}, status, media_type="application/problem+json")
    return render(request, "error.html", status=status, detail=detail)


_TITLES = {
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found", 409: "Conflict", 413: "Too large",
    422: "Unprocessable", 429: "Too many requests", 500: "Internal error", 503: "Busy",
}  # fmt: skip
