"""Errors as people and programs read them: a page, or problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from pipeline.errors import Conflict, CorpusBusy, CorpusMissing, TaskMissing, UsageFault
from pipeline.store.wire import to_text
from pipeline.web.rendering import render
from pipeline.web.safety import protect

_LOG = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a call got no answer (RFC 9457).

    Attributes
    ----------
    title : what kind of thing went wrong, the same for every call that ends with this status.
    status : of HTTP.
    detail : what was wrong with this call and what to do, Vietnamese with short English in parentheses.
    type : that there is no more to say than the status does.
    """

    title: str
    status: int
    detail: str
    type: str = "about:blank"


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Vì sao không trả lời được (why there is no answer).",
        "content": {_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
"""What every route of the API declares in its `responses`."""


def add_handlers(app: FastAPI) -> None:
    """Make every error of the app one of these."""

    @app.exception_handler(UsageFault)
    def usage(request: Request, error: UsageFault) -> Response:
        if isinstance(error, CorpusMissing) and _is_newcomer(request):
            return RedirectResponse("/files", 303)
        status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 400)
        return answer(request, status, str(error))

    @app.exception_handler(RequestValidationError)
    def wrong(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()]
        return answer(request, 422, "; ".join(faults))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    def defect(request: Request, error: Exception) -> Response:
        _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        response = answer(request, 500, "Lỗi của chương trình (internal error).")
        protect(response.headers, request.url.path)  # this answer is made outside of all middleware
        return response


def _is_newcomer(request: Request) -> bool:
    """Whether somebody looks at a page of a workspace in which nothing has been read to the end yet."""
    return request.method == "GET" and not request.url.path.startswith(("/api/", "/files"))


def answer(request: Request, status: int, detail: str) -> Response:
    """Return an error in the form that the door calls for."""
    if request.url.path.startswith("/api/"):
        return problem(status, detail)
    return render(request, "error.html", status=status, detail=detail)


def problem(status: int, detail: str, **members: Any) -> Response:
    """Return an error for programs, with further members where a call declares them."""
    said = asdict(Problem(_TITLES.get(status, "Error"), status, detail))
    return Response(to_text(said | members), status, media_type=_MEDIA_TYPE)


_STATUSES: dict[type[UsageFault], int] = {CorpusBusy: 503, CorpusMissing: 404, TaskMissing: 404, Conflict: 409}
_TITLES = {
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found", 409: "Conflict", 413: "Too large",
    422: "Unprocessable", 429: "Too many requests", 500: "Internal error", 503: "Busy",
}  # fmt: skip
