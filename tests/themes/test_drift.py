"""A change is pointed out when plans really differ, not when one of them is odd."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.drift import FEWEST_PLANS, Rate, differs

counts = st.integers(1, 40).flatmap(lambda things: st.tuples(st.integers(0, things), st.just(things)))
plans = st.lists(counts, max_size=12)


@given(plans, plans)
def test_rates_add_up(one, other):
    """The sums of two stretches of time are those of both together."""
    together, added = Rate.of(one + other), Rate.of(one) + Rate.of(other)

    assert together == added


@given(st.lists(counts, min_size=FEWEST_PLANS, max_size=12))
def test_the_same_plans_again_are_no_change(again):
    """What comes in like everything before never raises the alarm."""
    assert not differs(Rate.of(again), Rate.of(again))


def test_the_variance_is_that_of_the_ratio_estimator():
    """Cochran's formula, written out plan by plan."""
    given_plans = [(3, 10), (0, 4), (5, 8), (2, 20), (1, 1)]
    had, things = np.array(given_plans).T
    share, n = had.sum() / things.sum(), len(given_plans)

    expected = ((had - share * things) ** 2).sum() / (n - 1) / n / things.mean() ** 2

    assert Rate.of(given_plans).variance == pytest.approx(expected)


def drawn(share, n_plans, seed, between=0.05):
    """Draw plans of thirty tasks whose shares vary from plan to plan."""
    chance = np.random.default_rng(seed)
    shares = np.clip(chance.normal(share, between, n_plans), 0, 1)
    return Rate.of([(int(chance.binomial(30, own)), 30) for own in shares])


def test_false_alarms_are_rare():
    """Of 400 arrivals like those before at most a few are called different."""
    alarms = sum(differs(drawn(0.3, 40, seed), drawn(0.3, 10, 10_000 + seed)) for seed in range(400))

    assert alarms <= 4


def test_a_real_change_is_seen():
    """Half as many tasks of a theme as before is noticed nearly always."""
    seen = sum(differs(drawn(0.4, 40, seed), drawn(0.15, 12, 10_000 + seed)) for seed in range(100))

    assert seen >= 95


def test_one_odd_plan_is_no_change():
    """A single long plan full of one theme among ordinary ones does not count as a change of all."""
    ordinary = [(3, 30), (2, 30), (4, 30), (3, 30), (2, 30), (4, 30)]

    assert not differs(Rate.of(ordinary * 3), Rate.of([*ordinary, (110, 120)]))


def test_few_plans_say_nothing():
    """Below five plans a difference is not judged, however great."""
    assert not differs(Rate.of([(0, 30)] * 20), Rate.of([(30, 30)] * (FEWEST_PLANS - 1)))


def test_a_share_of_nothing_is_none():
    """Where there is nothing there is no share."""
    assert Rate().share is None
