"""JSON as the API gives it, in pages where it is long, and nothing where the caller has it already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from pipeline.store.wire import to_text

_MOST = 1000  # items of a page


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted: `k` items from the one at `offset` on."""

    k: int
    offset: int


def _page(
    k: Annotated[int, Query(ge=1, le=_MOST, description="nhiều nhất bao nhiêu mục (at most so many items)")] = 100,
    offset: Annotated[int, Query(ge=0, le=10**9, description="bỏ qua bao nhiêu mục đầu (leave out so many)")] = 0,
) -> Page:
    return Page(k, offset)


Paged = Annotated[Page, Depends(_page)]
"""The part of a list that a call asks for."""


@dataclass
class Listed:
    """A page of a list."""

    total: Annotated[int, Field(description="how many there are on all pages")]
    offset: Annotated[int, Field(description="how many were left out before this page")]
    next: Annotated[str | None, Field(description="the address of the next page, null on the last")]


TaskId = Annotated[str, Path(description="mã nhiệm vụ, như trong `task_id` (id of a task)", max_length=100)]
PlanId = Annotated[str, Path(description="mã kế hoạch: SHA-256 của tệp (id of a plan)", max_length=100)]


def gives(shape: type, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return what a route declares in its `responses`: the record that comes when all is well."""
    return {status: {"model": shape, "description": (shape.__doc__ or "").partition("\n")[0]}}


def given(request: Request, content: object) -> Response:
    """Return JSON, or 304 to a caller who says that it has just this (`If-None-Match`)."""
    body = to_text(content).encode()
    mark = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def in_pages(request: Request, name: str, items: Sequence[object], page: Page) -> dict[str, Any]:
    """Return the part of a list that was asked for, how long the list is, and where it goes on."""
    wanted = items[page.offset : page.offset + page.k]
    return {name: wanted, **paging(request, len(items), page.offset, page.k)}


def paging(request: Request, total: int, offset: int, k: int) -> Mapping[str, Any]:
    """Return how many there are, where this page begins, and the address of the next one (None on the last)."""
    end = offset + k
    after = request.url.include_query_params(offset=end)
    return {"total": total, "offset": offset, "next": f"{after.path}?{after.query}" if end < total else None}
