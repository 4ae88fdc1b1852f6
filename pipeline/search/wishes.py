"""What was understood of a question, as a number for every task: how well it meets each wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Query
from pipeline.search.matching import Matcher, RoleField

Positions = NDArray[np.int64]
Scores = NDArray[np.float64]

# What meeting a wish adds to a score, in standard deviations; chosen on development questions.
_ROLE, _SUGGESTED_ROLE, _CITED, _DUE = 6.0, 4.0, 8.0, 8.0
_OTHER_ROLE = 0.5  # taking part, where answering for it was asked for, and the other way round

#: Strength from which a task itself is what was asked for: the agency is named, not its group or as a partner.
DIRECT = 0.8


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish.

    Attributes
    ----------
    strengths : (n_tasks,) from 0 (not at all) to 1, by position in the index.
    weight : what meeting it fully adds to a score.
    """

    strengths: Scores
    weight: float


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

    def of(self, query: Query) -> list[Wish]:
        """Return a wish for each kind of condition understood; a role plainly asked for weighs more."""
        asked, wishes = query.filters, []
        weight = _ROLE if query.plans_wanted else _SUGGESTED_ROLE
        if asked.leads:
            wishes.append(Wish(self._role("lead", "partner", asked.leads), weight))
        if asked.partners:
            wishes.append(Wish(self._role("partner", "lead", asked.partners), weight))
        if asked.references:
            wishes.append(Wish(self._strengths([(self._matcher.citing(asked.references), 1.0)]), _CITED))
        if asked.due_from or asked.due_to:
            wishes.append(Wish(self._strengths(self._matcher.due(asked.due_from, asked.due_to)), _DUE))
        return wishes

    def positions(self, rows: Positions) -> Positions:
        """Return the positions of those rows that the index knows, in the order of the rows."""
        if not len(self._rows):
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self._rows, rows), len(self._rows) - 1)
        return np.asarray(places[self._rows[places] == rows], np.int64)

    def _role(self, asked: RoleField, other: RoleField, names: Sequence[str]) -> Scores:
        """Return the strengths of agencies in the role asked for; in the other role they count less."""
        main = self._strengths(self._matcher.agencies(asked, names))
        side = self._strengths(self._matcher.agencies(other, names))
        return np.maximum(main, _OTHER_ROLE * side)

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
