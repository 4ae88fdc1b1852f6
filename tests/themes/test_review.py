"""What to ask next: the doubtful and frequent first, nothing twice, the same on every run."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.review import TWIN, choose, uncertainty


def unit(rows):
    """Return unit rows."""
    rows = np.asarray(rows, float)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


NOBODY = np.empty((0, 2))


@st.composite
def candidates(draw):
    """Give worths and unit vectors in the plane."""
    angles = draw(st.lists(st.floats(0, 3), min_size=1, max_size=12))
    worth = draw(st.lists(st.floats(0, 1), min_size=len(angles), max_size=len(angles)))
    return np.array(worth), np.array([[np.cos(angle), np.sin(angle)] for angle in angles])


@given(candidates(), st.integers(1, 6))
def test_no_two_chosen_are_twins(given_candidates, k):
    """Whatever there is to choose from, the chosen differ from each other, are worth something, and at most k."""
    worth, vectors = given_candidates
    chosen = choose(worth, vectors, k, NOBODY)

    assert len(chosen) == len(set(chosen)) <= k
    assert all(worth[i] > 0 for i in chosen)
    assert all(vectors[i] @ vectors[j] < TWIN for i in chosen for j in chosen if i < j)


@given(candidates())
def test_the_same_candidates_give_the_same_choice(given_candidates):
    """The choice depends on nothing else, and a longer one begins with the shorter."""
    worth, vectors = given_candidates

    assert choose(worth, vectors, 5, NOBODY)[:2] == choose(worth, vectors, 2, NOBODY)


def test_the_first_is_the_one_worth_most():
    """Without anything known the greatest worth decides, of equals the first."""
    assert choose(np.array([0.2, 0.9, 0.9]), unit([[1, 0], [0, 1], [1, 1]]), 1, NOBODY) == [1]


def test_what_lies_far_from_the_chosen_comes_before_its_neighbours():
    """The second best is a neighbour of the best; one that is worth less but elsewhere comes first."""
    vectors = unit([[1, 0], [1, 0.3], [0, 1]])

    assert choose(np.array([1.0, 0.9, 0.5]), vectors, 2, NOBODY) == [0, 2]


def test_what_people_have_judged_is_not_asked_again_under_another_name():
    """A twin of a judged task is never proposed, however doubtful."""
    assert choose(np.array([1.0, 0.1]), unit([[1, 0.01], [0, 1]]), 2, unit([[1, 0]])) == [1]


def test_doubt_is_greatest_at_one_half():
    """A probability near 0 or 1 leaves no doubt."""
    assert np.argsort(uncertainty(np.array([0.02, 0.5, 0.8]))).tolist() == [0, 2, 1]
