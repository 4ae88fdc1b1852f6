"""The measures agree with figures worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.retrieval.metrics import hit, interval, mrr, ndcg, recall


def test_ndcg_of_a_worked_example():
    """Gains 1, 0, 2 against the ideal 2, 1: (1 + 2/2) / (2 + 1/log2 3)."""
    expected = (1 + 2 / math.log2(4)) / (2 + 1 / math.log2(3))
    assert ndcg(["a", "x", "b"], {"a": 1, "b": 2}, 10) == pytest.approx(expected)


def test_ndcg_without_judged_answers_is_zero():
    """A question for which nothing is relevant cannot be answered well."""
    assert ndcg(["a"], {}, 10) == 0.0
    assert ndcg(["a"], {"a": 0}, 10) == 0.0


@given(st.permutations(["a", "b", "c", "d"]))
def test_no_order_beats_the_ideal_one(ranking):
    """The order by falling gain scores 1, and nothing scores more."""
    gains = {"a": 3.0, "b": 2.0, "c": 1.0}
    assert ndcg(ranking, gains, 4) <= ndcg(["a", "b", "c", "d"], gains, 4) == pytest.approx(1.0)


def test_ndcg_looks_at_the_first_k_only():
    """An answer at rank 3 does not count at k = 2."""
    assert ndcg(["x", "y", "a"], {"a": 1}, 2) == 0.0


def test_recall_counts_the_found_share():
    """One of two relevant ids within k is one half; nothing relevant is 0."""
    assert recall(["a", "x", "b"], ["a", "b"], 2) == 0.5
    assert recall(["a"], [], 5) == 0.0


def test_mrr_is_one_over_the_first_rank():
    """Only the first relevant id counts, and only within k."""
    assert mrr(["x", "a", "b"], {"a", "b"}, 10) == 0.5
    assert mrr(["x", "a"], {"a"}, 1) == 0.0


def test_hit_is_all_or_nothing():
    """A hit is 1 as soon as one relevant id is within k."""
    assert hit(["x", "a"], {"a"}, 2) == 1.0
    assert hit(["x", "a"], {"a"}, 1) == 0.0


def test_the_interval_holds_the_mean_and_is_the_same_each_time():
    """Fixed seed, mean inside, no width where all values are equal."""
    values = [0.1, 0.4, 0.9, 0.5, 0.3]
    low, high = interval(values)

    assert low < sum(values) / 5 < high
    assert (low, high) == interval(values)
    assert interval([0.25] * 4) == (0.25, 0.25)
