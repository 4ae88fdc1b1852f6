"""By what an answer could be narrowed, and how many tasks each choice would leave.

Counted are all tasks that answer, not only those of the page: what the filters leave and, with a question, who says
a telling word of it, cites what was asked for, or is close in meaning. Within a facet its own filter is set aside,
for a further choice would join those made. A choice is counted by the rule by which its filter chooses: an agency
with the groups that it belongs to, a recurring deadline in every range into which it falls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Literal, get_args

import numpy as np

from pipeline.plans.dates import falls_within
from pipeline.records import Filters
from pipeline.search.columns import STATUSES, Mask, PositionColumns
from pipeline.search.matching import Tasks, how_matches, is_issuer, theme_id
from pipeline.search.wishes import Positions, Wishes
from pipeline.store.rows import deadline_of
from pipeline.themes.taxonomy import Taxonomy

FacetName = Literal["theme", "lead", "due", "status", "issuer", "year", "kind"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)

_SHOWN = 8  # agencies of a facet
_CONDITIONS: dict[FacetName, tuple[str, ...]] = {
    "theme": ("themes",), "lead": ("leads",), "due": ("due_from", "due_to"), "status": ("statuses",),
    "issuer": ("issuers",), "year": ("years",), "kind": ("kinds",),
}  # fmt: skip
"""The fields of `Filters` that a facet sets."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the tasks could be narrowed to.

    Attributes
    ----------
    value : as a filter takes it; a range of days is "2025-10-01/2025-12-31", with ".." for an open end.
    n : how many tasks it would leave.
    chosen : whether it is among the filters.
    """

    value: str
    n: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one kind: those made, then by how many tasks they leave (ranges of days, years: by time).

    Attributes
    ----------
    more : how many further choices there are.
    """

    name: FacetName
    choices: tuple[Choice, ...]
    more: int = 0


class Facets:
    """Counts the tasks of one generation of the indexes."""

    def __init__(self, corpus: Tasks, wishes: Wishes, taxonomy: Taxonomy) -> None:
        self._wishes = wishes
        self._taxonomy = taxonomy
        self._columns = PositionColumns(corpus, wishes)

    def allowed(self, filters: Filters, today: date) -> Positions | None:
        """Return the positions that meet the filters, a status among them, ascending; None for all."""
        self._columns.refresh()
        kept = self._wishes.allowed(replace(filters, statuses=()))
        if not filters.statuses:
            return kept
        has = np.isin(self._columns.statuses(today), [STATUSES.index(status) for status in filters.statuses])
        return np.flatnonzero(has) if kept is None else kept[has[kept]]

    def of(self, answering: Mask, given: Filters, today: date) -> tuple[Facet, ...]:
        """Count the choices.

        Parameters
        ----------
        answering : which tasks answer if the filters of all facets are set aside, (n_tasks,).
        """
        self._columns.refresh()
        chosen = {name: self.mask(part, today) for name, part in _parts(given).items()}
        tasks, facets = np.flatnonzero(answering), []
        for name in FACETS:
            others = [mask[tasks] for other, mask in chosen.items() if other != name]
            counted = tasks[np.logical_and.reduce(others)] if others else tasks
            facets.append(self._facet(name, counted, given, today))
        return tuple(facets)

    def mask(self, filters: Filters, today: date) -> Mask:
        """Tell which tasks meet the filters, (n_tasks,)."""
        positions = self.allowed(filters, today)
        mask = np.zeros(self._wishes.size, bool)
        mask[slice(None) if positions is None else positions] = True
        return mask

    def _facet(self, name: FacetName, tasks: Positions, given: Filters, today: date) -> Facet:
        match name:
            case "lead":
                return self._agencies("lead", given.leads, tasks, _names)
            case "issuer":
                return self._agencies("issuer", given.issuers, tasks, _issues)
            case "due":
                return self._spans(given, tasks, today)
            case "status":
                found = np.bincount(self._columns.statuses(today)[tasks], minlength=len(STATUSES)).tolist()
                return _facet(name, dict(zip(STATUSES, found, strict=True)), given.statuses)
            case "theme":
                themes = [theme_id(theme, self._taxonomy) for theme in given.themes]
                return _facet(name, self._columns.count("theme", tasks).by_value(), themes)
            case "kind":
                return _facet(name, self._columns.count("kind", tasks).by_value(), given.kinds)
            case "year":
                facet = _facet(name, self._columns.count("year", tasks).by_value(), given.years)
                return Facet(name, tuple(sorted(facet.choices, key=lambda choice: choice.value, reverse=True)))

    def _agencies(
        self,
        name: Literal["lead", "issuer"],
        chosen: Sequence[str],
        tasks: Positions,
        means: Callable[[str, str], bool],
    ) -> Facet:
        """Count the agencies that most tasks name, in one of their spellings each."""
        counted = self._columns.count(name, tasks)
        known = counted.by_value()
        others = list(_different(known, chosen, _SHOWN))
        choices = [
            Choice(value, counted.having(self._columns.meaning(name, value, partial(means, value))), value in chosen)
            for value in (*chosen, *others)
        ]
        return Facet(name, _sorted(choices), max(0, len(known) - len(others)))

    def _spans(self, given: Filters, tasks: Positions, today: date) -> Facet:
        """Count what falls due from today on, and what the filters ask for."""
        own = f"{given.due_from or '..'}/{given.due_to or '..'}"
        spans = dict.fromkeys((*_spans(today), *([own] if given.due_from or given.due_to else [])))
        counted = self._columns.count("deadline", tasks)
        choices = [
            Choice(span, counted.having(self._columns.meaning("deadline", span, _falls_into(span))), span == own)
            for span in spans
        ]
        return Facet("due", tuple(choice for choice in choices if choice.n or choice.chosen))


def beside(given: Filters) -> Filters:
    """Return the filters that belong to no facet."""
    return replace(given, **{field: getattr(Filters(), field) for fields in _CONDITIONS.values() for field in fields})


def _parts(given: Filters) -> dict[FacetName, Filters]:
    """Return the filters of each facet that has any."""
    parts = {
        name: replace(Filters(), **{field: getattr(given, field) for field in fields})
        for name, fields in _CONDITIONS.items()
    }
    return {name: part for name, part in parts.items() if part != Filters()}


def _facet(name: FacetName, found: Mapping[str, int], chosen: Sequence[str]) -> Facet:
    """Return a facet of all values that a task has or that are chosen."""
    values = dict.fromkeys((*chosen, *found))
    choices = [Choice(value, found.get(value, 0), value in chosen) for value in values]
    return Facet(name, _sorted([choice for choice in choices if choice.n or choice.chosen]))


def _sorted(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: (not choice.chosen, -choice.n)))


def _different(names: Iterable[str], shown: Sequence[str], most: int) -> Iterator[str]:
    """Give the first agencies that are not the same as one already shown."""
    shown = list(shown)
    for name in names:
        if not any(_is_same(other, name) for other in shown):
            shown.append(name)
            yield name
            most -= 1
        if not most:
            return


def _is_same(name: str, other: str) -> bool:
    found = how_matches(name, other)
    return name == other or (found is not None and found.how in ("same", "level"))


def _names(wanted: str, value: str) -> bool:
    return how_matches(wanted, value) is not None


def _issues(wanted: str, value: str) -> bool:
    return is_issuer([wanted], value)


def _falls_into(span: str) -> Callable[[str], bool]:
    first, last = (day if day != ".." else None for day in span.split("/"))
    return lambda value: falls_within(deadline_of(value), first, last)


def _spans(today: date) -> Iterator[str]:
    """Give the ranges of days that are asked for most: thirty days, quarter, year, the next one, and later.

    Examples
    --------
    >>> list(_spans(date(2025, 11, 21)))[:3]
    ['2025-11-21/2025-12-20', '2025-10-01/2025-12-31', '2025-01-01/2025-12-31']
    """
    quarter = (today.month + 2) // 3
    ends = ("03-31", "06-30", "09-30", "12-31")
    yield f"{today}/{today + timedelta(days=29)}"
    yield f"{today.year}-{3 * quarter - 2:02}-01/{today.year}-{ends[quarter - 1]}"
    yield f"{today.year}-01-01/{today.year}-12-31"
    yield f"{today.year + 1}-01-01/{today.year + 1}-12-31"
    yield f"{today.year + 2}-01-01/.."
