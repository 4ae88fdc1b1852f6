"""Which stored names, codes and dates mean what a person asked for.

The corpus knows values as plans write them; the meaning of agencies, codes and dates is known by `plans`.
This file brings the two together: asked words → stored values → rows, each with how well it answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal, Protocol
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import QueryError
from pipeline.plans.agency_names import Match, matches
from pipeline.plans.dates import days, falls_within
from pipeline.plans.references import code_key
from pipeline.records import Deadline, Filters, StoredTask
from pipeline.store.columns import Column, ColumnName
from pipeline.store.rows import deadline_of
from pipeline.text.normalize import fold
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

RoleField = Literal["lead", "partner"]
Field = Literal["lead", "partner", "reference", "deadline", "theme", "issuer", "year", "kind", "file"]
Rows = NDArray[np.int64]

#: How well an agency found in this way answers the one that was asked for, 0 to 1.
STRENGTH = {"same": 1.0, "level": 1.0, "succession": 0.8, "group": 0.4}
_WITHIN, _TOUCHED = 0.9, 0.8  # a limit inside the range asked for, and one that only touches it


class Tasks(Protocol):
    """What the search needs of the corpus."""

    @property
    def edition(self) -> int:
        """Rises whenever tasks can be found by something else: they appear, go, or people speak of them."""
        ...

    def tasks(self, rows: Rows | Sequence[int]) -> list[StoredTask]:
        """Return the tasks at these rows, in this order, without those that have gone."""
        ...

    def row_of(self, id: str) -> int | None:
        """Return the row of the task with this id, None if there is none."""
        ...

    def plans(self, rows: Rows) -> list[str | None]:
        """Return the plan's file of each row (the first of several), None for a task that has gone."""
        ...

    def distinct(self, field: Field) -> tuple[str, ...]:
        """Return the different values of a field; a deadline's is "kind value"."""
        ...

    def select(self, conditions: Mapping[Field, Iterable[str]]) -> Rows:
        """Return the rows that have, for every field, one of its values; ascending."""
        ...

    def column(self, name: ColumnName) -> Column:
        """Return which task has which value of a field."""
        ...

    @property
    def progressed(self) -> int:
        """Rises whenever somebody says how far a task has come."""
        ...


@lru_cache(maxsize=65536)
def how_matches(wanted: str, name: str) -> Match | None:
    """Say how an agency named in a task answers a wanted one (remembered)."""
    return matches(wanted, name)


class Matcher:
    """Finds the rows that have what was asked for; remembers the values until the corpus changes."""

    def __init__(self, corpus: Tasks, taxonomy: Taxonomy | None = None) -> None:
        self._corpus = corpus
        self._taxonomy = taxonomy or load_taxonomy()
        self._values: dict[Field, tuple[str, ...]] = {}
        self._edition = corpus.edition

    @property
    def edition(self) -> int:
        """The corpus's."""
        return self._corpus.edition

    def allowed(self, filters: Filters) -> Rows:
        """Return the rows that meet every condition but that of a status, ascending.

        Raises
        ------
        QueryError
            A theme that does not exist, or a range of days that cannot be.
        """
        check_limits(filters)
        conditions: dict[Field, Sequence[str]] = {}
        if filters.leads:
            conditions["lead"] = self._named("lead", filters.leads)
        if filters.partners:
            conditions["partner"] = self._named("partner", filters.partners)
        if filters.references:
            conditions["reference"] = self._codes(filters.references)
        if filters.issuers:
            conditions["issuer"] = [v for v in self._distinct("issuer") if is_issuer(filters.issuers, v)]
        if filters.files:
            conditions["file"] = [v for v in self._distinct("file") if _is_file(filters.files, v)]
        if filters.themes:
            conditions["theme"] = [theme_id(name, self._taxonomy) for name in filters.themes]
        if filters.years:
            conditions["year"] = filters.years
        if filters.kinds:
            conditions["kind"] = filters.kinds
        if filters.due_from or filters.due_to or filters.rhythm:
            conditions["deadline"] = [v for v in self._distinct("deadline") if _is_due(v, filters)]
        return self._corpus.select(conditions)

    def agencies(self, field: RoleField, wanted: Iterable[str]) -> list[tuple[Rows, float]]:
        """Return the rows that name one of the agencies in a role, by how well they do."""
        by_strength: dict[float, list[str]] = {}
        for value in self._distinct(field):
            found = [match for name in wanted if (match := how_matches(name, value))]
            if found:
                by_strength.setdefault(max(STRENGTH[match.how] for match in found), []).append(value)
        return [(self._corpus.select({field: by_strength[s]}), s) for s in sorted(by_strength)]

    def citing(self, codes: Iterable[str]) -> Rows:
        """Return the rows that cite one of the codes, in any spelling."""
        return self._corpus.select({"reference": self._codes(codes)})

    def due(self, first: str | None, last: str | None) -> list[tuple[Rows, float]]:
        """Return the rows with a time limit that runs out in a range of days, those of its end first.

        Where none does, those that the range touches: a period that goes on, or a date that comes round.
        """
        values = {value: deadline_of(value) for value in self._distinct("deadline")}
        exact = [value for value, deadline in values.items() if last and last_day(deadline) == last]
        within = [value for value, deadline in values.items() if ends_within(deadline, first, last)]
        found = [(within, _WITHIN), (exact, 1.0)]
        if not within:
            found = [([v for v, deadline in values.items() if falls_within(deadline, first, last)], _TOUCHED)]
        return [(self._corpus.select({"deadline": some}), strength) for some, strength in found]

    def recurring(self, rhythm: str) -> Rows:
        """Return the rows with a time limit that comes round in a rhythm."""
        return self._corpus.select(
            {"deadline": [v for v in self._distinct("deadline") if recurs(deadline_of(v), rhythm)]}
        )

    def _codes(self, codes: Iterable[str]) -> list[str]:
        keys = {code_key(code) for code in codes}
        return [value for value in self._distinct("reference") if code_key(value) in keys]

    def _named(self, field: RoleField, wanted: Sequence[str]) -> list[str]:
        return [value for value in self._distinct(field) if any(how_matches(name, value) for name in wanted)]

    def _distinct(self, field: Field) -> tuple[str, ...]:
        if self._edition != (edition := self._corpus.edition):
            self._values.clear()
            self._edition = edition
        if field not in self._values:
            self._values[field] = self._corpus.distinct(field)
        return self._values[field]


def theme_id(name: str, taxonomy: Taxonomy) -> str:
    """Return the theme that a person means by its id or by its Vietnamese or English name.

    Raises
    ------
    QueryError
        There is no such theme; the message lists those there are.
    """
    if theme := taxonomy.find(name):
        return theme.id
    known = ", ".join(f"{theme.id} ({theme.name_vi})" for theme in taxonomy.themes)
    raise QueryError(f"Không có chủ đề {name!r} (no such theme); có: {known}.")


def theme_at(folded: str, taxonomy: Taxonomy) -> tuple[str, int] | None:
    """Return the theme whose name, or its first part, a folded text begins with, and how long that name is."""
    named = {
        name: theme.id
        for theme in taxonomy.themes
        for whole in (theme.id, theme.id.replace("_", " "), fold(theme.name_vi), fold(theme.name_en))
        for name in (whole, whole.split(",")[0])
    }
    found = [name for name in named if re.match(rf"{re.escape(name)}(?!\w)", folded)]
    return (named[max(found, key=len)], max(map(len, found))) if found else None


def check_limits(filters: Filters) -> None:
    """Refuse a range of days that cannot be.

    Raises
    ------
    QueryError
        A day is not written as 2025-12-31, or the range ends before it begins.
    """
    for day in filter(None, (filters.due_from, filters.due_to)):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise QueryError(f"{day!r} không phải là ngày (not a day); viết như 2025-12-31.") from None
    if filters.due_from and filters.due_to and filters.due_from > filters.due_to:
        raise QueryError(
            f"Khoảng {filters.due_from} – {filters.due_to} kết thúc trước khi bắt đầu (ends before it begins); "
            "hãy đổi chỗ hai ngày."
        )


def ends_within(deadline: Deadline, first: str | None, last: str | None) -> bool:
    """Say whether a date or period runs out in a range of days, both included; None leaves a side open."""
    day = last_day(deadline)
    return bool(day and (first or "") <= day <= (last or "9999"))


def recurs(deadline: Deadline, rhythm: str) -> bool:
    """Say whether a deadline comes round in a rhythm."""
    return deadline.kind == "recurring" and deadline.value.partition(":")[0] == rhythm


def last_day(deadline: Deadline) -> str | None:
    """Return the ISO day by which a date or period is over, None where it has no end."""
    span = days(deadline.value) if deadline.kind in ("date", "period") else None
    return span[1] if span else None


def _is_due(value: str, filters: Filters) -> bool:
    if filters.rhythm and not recurs(deadline_of(value), filters.rhythm):
        return False
    limited = filters.due_from or filters.due_to
    return not limited or falls_within(deadline_of(value), filters.due_from, filters.due_to)


def is_issuer(wanted: Iterable[str], value: str) -> bool:
    """Whether an issuer is meant, by meaning or by a part of its name: `Cần Thơ`."""
    return any(fold(name) in fold(value) or how_matches(name, value) for name in wanted)


def _is_file(wanted: Iterable[str], value: str) -> bool:
    """Whether a file is meant, by its path, its name or its name without ending; macOS writes diacritics apart."""
    path = PurePosixPath(normalize("NFC", value))
    names = {str(path), path.name, path.stem}
    return any(normalize("NFC", name).replace("\\", "/") in names for name in wanted)
