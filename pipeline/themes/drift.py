"""Whether new plans differ from those before, measured so that one odd plan does not raise the alarm.

Tasks of one plan resemble each other, so they are no independent draws: the plan is the unit. A rate is kept
as six sums over plans, which can be added up over any stretch of time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass

FEWEST_PLANS = 5
"""On each side; below, a difference is not judged."""
_SURE = 3.29  # standard errors: one false alarm in a thousand
_MARKED = 0.2  # Cohen's h, below which a difference is "small" (Cohen 1988, chapter 6)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the things in some plans have a property.

    Attributes
    ----------
    plans : how many plans with at least one such thing.
    had, things : sums over plans: how many have it, how many there are.
    had2, cross, things2 : sums over plans of had², had·things, things².
    """

    plans: int = 0
    had: float = 0
    things: float = 0
    had2: float = 0
    cross: float = 0
    things2: float = 0

    @classmethod
    def of(cls, plans: Iterable[tuple[int, int]]) -> Rate:
        """Return the rate over plans given as (had, things); a plan without such things does not count."""
        counted = [(had, things) for had, things in plans if things]
        return cls(
            len(counted),
            sum(had for had, _ in counted),
            sum(things for _, things in counted),
            sum(had * had for had, _ in counted),
            sum(had * things for had, things in counted),
            sum(things * things for _, things in counted),
        )

    def __add__(self, other: Rate) -> Rate:
        return Rate(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    @property
    def share(self) -> float | None:
        """The share that has it, None where there is nothing."""
        return self.had / self.things if self.things else None

    @property
    def variance(self) -> float:
        """Of the share, over plans: the ratio estimator of Cochran 1977, "Sampling techniques", section 2.11."""
        share = self.had / self.things
        spread = max(self.had2 - 2 * share * self.cross + share * share * self.things2, 0.0)
        return spread / (self.things * self.things) * self.plans / (self.plans - 1)


def differs(before: Rate, now: Rate) -> bool:
    """Return whether a share is clearly not what it was: beyond chance, and by enough to matter.

    Beyond chance: the two shares are more than 3.29 standard errors apart, plans being the units drawn.
    Enough: Cohen's h = |2 arcsin √p - 2 arcsin √q| is at least .2. With fewer than five plans on either side
    nothing is said.
    """
    if min(before.plans, now.plans) < FEWEST_PLANS:
        return False
    p, q = before.had / before.things, now.had / now.things
    apart = abs(2 * math.asin(math.sqrt(p)) - 2 * math.asin(math.sqrt(q)))
    return apart >= _MARKED and abs(p - q) > _SURE * math.sqrt(before.variance + now.variance)
