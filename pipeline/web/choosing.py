"""Which tasks a page is about, from its address: a question, conditions, and the part that one number counts.

`only_…` names that part (a `Slice`); "-" stands for tasks that have no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Query, Request

from pipeline.records import Slice, Status
from pipeline.web.asking import Question, a_day
from pipeline.web.clock import local_day
from pipeline.web.rendering import Links
from pipeline.workspace.selecting import Selection

YEARS = range(1900, 2201)
"""In which plans can have been issued and tasks fall due."""
_NOTHING = "-"
# What says how one page shows its tasks, not which they are.
_OF_ONE_PAGE: dict[str, object] = dict.fromkeys(
    "offset k by order matrix whole month show before after form group paper lang".split()
)
_PREFIX = "only_"

_CONDITIONS = (
    "q", "theme", "lead", "partner", "file", "issuer", "reference", "due_from", "due_to", "year", "kind", "status",
    "secret", "today", *(_PREFIX + field.name for field in fields(Slice)),
)  # fmt: skip

Name = Annotated[str | None, Query(max_length=500, description='đúng giá trị này; "-": không có (just this)')]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A selection, as far as it was asked for.

    Attributes
    ----------
    offset, k : the part of a list of its tasks that is wanted.
    """

    selection: Selection
    offset: int
    k: int


def sliced(
    only_lead: Name = None,
    only_partner: Name = None,
    only_theme: Name = None,
    only_plan: Name = None,
    only_year: Name = None,
    only_reference: Name = None,
    only_due_from: Annotated[str | None, a_day("đến hạn từ ngày (due from)")] = None,
    only_due_to: Annotated[str | None, a_day("đến hạn đến ngày (due until)")] = None,
    only_when: Annotated[Literal["dated", "undated", ""] | None, Query(description="có hạn hay không (dated)")] = None,
    only_status: Annotated[
        Status | Literal["open", ""] | None, Query(description="tình hình thực hiện (how far)")
    ] = None,
) -> Slice:
    """Read a slice from an address; empty parameters, as forms send them, ask for nothing."""
    given: dict[str, Any] = {name.removeprefix(_PREFIX): value for name, value in locals().items() if value}
    for day in filter(None, (only_due_from, only_due_to)):
        _check_day(day)
    fields_of: dict[str, Any] = {name: "" if value == _NOTHING else value for name, value in given.items()}
    return Slice(**fields_of)


def address_of(only: Slice) -> dict[str, str | None]:
    """Return a slice as it stands in an address; None for what it does not ask for, so that links drop it."""
    values = {field.name: getattr(only, field.name) for field in fields(only)}
    return {_PREFIX + name: _NOTHING if value == "" else value for name, value in values.items()}


def selected(
    asked: Question,
    secret: Annotated[bool, Query(description="kể cả văn bản mật (secret plans too)")] = False,
    today: Annotated[str | None, a_day("tính đến ngày (as of)")] = None,
) -> Chosen:
    """Read a selection from an address."""
    if today:
        _check_day(today)
    on = date.fromisoformat(today) if today else date.today()
    filters, statuses = replace(asked.filters, statuses=()), asked.filters.statuses
    return Chosen(Selection(asked.q.strip(), filters, statuses, secret, on), asked.offset, asked.k)


def _part_of(whole: Annotated[Chosen, Depends(selected)], only: Annotated[Slice, Depends(sliced)]) -> Chosen:
    return replace(whole, selection=replace(whole.selection, only=only))


def _check_day(day: str) -> None:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise HTTPException(400, f"{day!r} không phải là ngày (not a day); viết như 2025-12-31.") from None
    if found.year not in YEARS:
        raise HTTPException(400, f"{day}: cần năm {YEARS[0]} đến {YEARS[-1]} (expected a year between these).")


Choice = Annotated[Chosen, Depends(selected)]
"""The selection that an address names; views are made of it."""
Part = Annotated[Chosen, Depends(_part_of)]
"""The same, or only what one number of a view counts."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that an address asks for, and the address that asks for all but that."""

    name: str
    value: str
    without: str

    @property
    def said(self) -> str:
        """The value as people read it."""
        return local_day(self.value) if re.fullmatch(r"\d{4}-\d\d-\d\d", self.value) else self.value


def conditions_of(request: Request) -> list[Condition]:
    """Return what the address of a page asks for."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[1] and pair[0] in _CONDITIONS]
    return [
        Condition(name, value, f"{request.url.path}?{urlencode([pair for pair in pairs if pair != (name, value)])}")
        for name, value in dict.fromkeys(pairs)
    ]


def leading_from(request: Request) -> Callable[..., str]:
    """Return what makes links from a page to others about the same tasks, or about a slice of them."""
    links = Links(request)

    def to(path: str, only: Slice | None = None, **values: object) -> str:
        named: dict[str, Any] = _OF_ONE_PAGE | ({} if only is None else address_of(only)) | values
        return links.there(path, **named)

    return to
