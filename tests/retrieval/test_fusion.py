"""Adding up scores of different searches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.retrieval.fusion import align, fuse, zscores

SCORES = st.lists(st.floats(-1e3, 1e3, width=32), min_size=2, max_size=20)


@given(SCORES, st.floats(0.1, 100), st.floats(-100, 100))
def test_scale_and_offset_do_not_matter(values, scale, offset):
    """Scores on another scale have the same z-scores."""
    scores = np.array(values)
    if scores.std() < 1e-3:
        return

    assert zscores(scores * scale + offset) == pytest.approx(zscores(scores), abs=1e-4)


def test_equal_scores_say_nothing():
    """A search that gives every candidate the same score changes no order."""
    words, same = np.array([3.0, 1.0, 2.0]), np.full(3, 7.0)

    assert fuse([(words, 1.0), (same, 5.0)]).tolist() == zscores(words).tolist()


def test_no_candidates():
    """Nothing fused is nothing."""
    assert fuse([(np.empty(0), 1.0), (np.empty(0), 1.0)]).shape == (0,)


def test_the_weight_decides_between_two_opinions():
    """Of two opposite searches the heavier one gives the order."""
    up, down = np.array([0.0, 1.0]), np.array([1.0, 0.0])

    assert np.argmax(fuse([(up, 1.0), (down, 0.5)])) == 1
    assert np.argmax(fuse([(up, 0.5), (down, 1.0)])) == 0


def test_align_puts_scores_beside_their_candidates():
    """Every candidate gets its own score, whatever order the search had, and the missing value otherwise."""
    scores = align(np.array([1, 2, 3]), [(np.array([3, 1]), np.array([0.3, 0.1]))], -1.0)

    assert scores.tolist() == [0.1, -1.0, 0.3]
