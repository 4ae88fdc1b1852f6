"""What was understood of a question, as a number for every task: how well it meets each wish."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Filters, Query
from pipeline.search.matching import Matcher, RoleField

Positions = NDArray[np.int64]
Scores = NDArray[np.float64]

# What meeting a wish adds to a score, in standard deviations; chosen on development questions.
_ROLE, _SUGGESTED_ROLE, _CITED, _DUE = 6.0, 4.0, 8.0, 8.0
_OTHER_ROLE = 0.5  # taking part, where answering for it was asked for, and the other way round

_REMEMBERED = 32  # wishes whose strengths are kept at hand
#: Strength from which a task itself is what was asked for: the agency is named, not its group or as a partner.
DIRECT = 0.8


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish.

    Attributes
    ----------
    strengths : (n_tasks,) from 0 (not at all) to 1, by position in the index.
    weight : what meeting it fully adds to a score.
    answers : whether a task that meets it answers whatever else it says.
    """

    strengths: Scores
    weight: float
    answers: bool = False


class Wishes:
    """Finds out how well tasks meet what was understood.

    Parameters
    ----------
    matcher : finds rows by meaning.
    rows : of the tasks in the index by position, ascending.
    """

    def __init__(self, matcher: Matcher, rows: Positions) -> None:
        self._matcher = matcher
        self._rows = rows
        self._known: dict[Hashable, NDArray[Any]] = {}
        self._edition = matcher.edition

    def of(self, query: Query) -> list[Wish]:
        """Return a wish for each kind of condition understood; a role plainly asked for weighs more."""
        asked, wishes = query.filters, []
        weight = _ROLE if query.plans_wanted else _SUGGESTED_ROLE
        if asked.leads:
            wishes.append(Wish(self._role("lead", "partner", asked.leads), weight))
        if asked.partners:
            wishes.append(Wish(self._role("partner", "lead", asked.partners), weight))
        if asked.references:
            wishes.append(Wish(self._cited(asked.references), _CITED, answers=True))
        if asked.due_from or asked.due_to:
            wishes.append(Wish(self._due(asked.due_from, asked.due_to), _DUE))
        if asked.rhythm:
            wishes.append(Wish(self._recurring(asked.rhythm), _DUE))
        return wishes

    def allowed(self, filters: Filters) -> Positions | None:
        """Return the positions that meet the filters, ascending; None for all."""

        def found() -> Positions:
            return self.positions(self._matcher.allowed(filters))

        return None if filters == Filters() else self._remembered(filters, found)

    @property
    def size(self) -> int:
        """How many positions there are."""
        return len(self._rows)

    def positions(self, rows: Positions) -> Positions:
        """Return the positions of those rows that the index knows, in the order of the rows."""
        places, known = self.places(rows)
        return np.asarray(places[known], np.int64)

    def places(self, rows: Positions) -> tuple[Positions, NDArray[np.bool_]]:
        """Return the position of every row, and whether the index knows it."""
        if not len(self._rows):
            return np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
        places = np.minimum(np.searchsorted(self._rows, rows), len(self._rows) - 1)
        return places, self._rows[places] == rows

    def _role(self, asked: RoleField, other: RoleField, names: Sequence[str]) -> Scores:
        """Return the strengths of agencies in the role asked for; in the other role they count less."""

        def found() -> Scores:
            main = self._strengths(self._matcher.agencies(asked, names))
            side = self._strengths(self._matcher.agencies(other, names))
            return np.maximum(main, _OTHER_ROLE * side)

        return self._remembered((asked, *names), found)

    def _cited(self, codes: Sequence[str]) -> Scores:
        return self._remembered(("cited", *codes), lambda: self._strengths([(self._matcher.citing(codes), 1.0)]))

    def _due(self, first: str | None, last: str | None) -> Scores:
        return self._remembered(("due", first, last), lambda: self._strengths(self._matcher.due(first, last)))

    def _recurring(self, rhythm: str) -> Scores:
        found = self._matcher.recurring
        return self._remembered(("rhythm", rhythm), lambda: self._strengths([(found(rhythm), 1.0)]))

    def _remembered(self, key: Hashable, find: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """Find something once, until the corpus changes or there is too much to remember."""
        if self._edition != self._matcher.edition or len(self._known) >= _REMEMBERED:
            self._known, self._edition = {}, self._matcher.edition
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]

    def _strengths(self, found: Sequence[tuple[Positions, float]]) -> Scores:
        strengths = np.zeros(len(self._rows))
        for rows, strength in found:
            positions = self.positions(rows)
            strengths[positions] = np.maximum(strengths[positions], strength)
        return strengths


def bonus(wishes: Sequence[Wish], positions: Positions) -> Scores:
    """Return what meeting the wishes adds to the scores of the tasks at these positions."""
    added = np.zeros(len(positions))
    for wish in wishes:
        added += wish.weight * wish.strengths[positions]
    return added
