"""The dense index is exact search with another memory layout."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import CorpusError, CorpusMissing
from pipeline.retrieval.dense import DenseIndex


def unit_rows(n, dim, seed):
    """Return random unit rows."""
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 80),
    queries=st.integers(1, 4),
    k=st.integers(1, 100),
    seed=st.integers(0, 999),
    kept=st.data(),
)
def test_it_agrees_with_plain_numpy(n, queries, k, seed, kept):
    """Scores are the k highest cosines among the kept rows, each the score of its position."""
    rows, asked = unit_rows(n, 16, seed), unit_rows(queries, 16, seed + 1)
    keep = kept.draw(st.none() | st.lists(st.integers(0, n - 1), max_size=n).map(lambda x: np.array(x, np.int64)))
    positions, scores = DenseIndex.build(rows).search(asked, k, keep=keep)
    allowed = np.arange(n) if keep is None else np.unique(keep)
    cosines = asked @ rows.T
    expected = -np.sort(-cosines[:, allowed], axis=1)[:, :k]
    assert positions.dtype == np.int64
    assert scores.dtype == np.float32
    assert positions.shape == scores.shape == (queries, min(k, len(allowed)))
    np.testing.assert_allclose(scores, expected, atol=2e-3)
    np.testing.assert_allclose(np.take_along_axis(cosines, positions, axis=1), scores, atol=2e-3)
    assert np.isin(positions, allowed).all()
    assert all(len(set(row)) == len(row) for row in positions.tolist())


def test_a_vector_is_its_own_nearest_neighbour():
    """Each stored row finds itself first, with cosine 1."""
    rows = unit_rows(300, 256, 3)
    positions, scores = DenseIndex.build(rows).search(rows, 1)
    assert positions[:, 0].tolist() == list(range(300))
    np.testing.assert_allclose(scores[:, 0], 1.0, atol=1e-3)


@pytest.mark.parametrize("dim", [64, 384])
def test_whole_numbers_lose_none_of_the_nearest(dim):
    """The nearest are those that comparing every stored vector in full would find, also among a few."""
    rows, asked = unit_rows(5_000, dim, 5).astype(np.float16), unit_rows(50, dim, 6)
    index, cosines = DenseIndex.build(rows), asked @ rows.astype(np.float32).T
    few = np.arange(0, 5_000, 3)
    for k, keep in itertools.product((1, 10, 200), (np.arange(5_000), few)):
        found = index.search(asked, k, keep=keep)[0]
        exact = keep[np.argsort(-cosines[:, keep], axis=1)[:, :k]]
        assert [set(row) for row in found.tolist()] == [set(row) for row in exact.tolist()]


def test_equal_scores_come_in_order_of_position():
    """The same vector stored three times is answered in the order it was stored."""
    row = unit_rows(1, 8, 1)
    positions, _ = DenseIndex.build(np.repeat(row, 3, axis=0)).search(row, 3)
    assert positions.tolist() == [[0, 1, 2]]


def test_it_is_the_same_after_saving_and_opening(tmp_path):
    """A saved index answers as before, also under a name with diacritics."""
    rows = unit_rows(40, 16, 2)
    index = DenseIndex.build(rows)
    file = tmp_path / "Chỉ mục kế hoạch.faiss"
    index.save(file)
    opened = DenseIndex.open(file, rows.astype(np.float16))
    assert (len(opened), opened.dim) == (40, 16)
    for before, after in zip(index.search(rows, 5), opened.search(rows, 5), strict=True):
        np.testing.assert_array_equal(before, after)


def test_an_empty_index_finds_nothing(tmp_path):
    """No vectors, no answers, no error; also from disk and with an empty filter."""
    nothing = np.empty((0, 16), np.float16)
    DenseIndex.build(nothing).save(tmp_path / "empty.faiss")
    positions, scores = DenseIndex.open(tmp_path / "empty.faiss", nothing).search(unit_rows(2, 16, 1), 5)
    assert positions.shape == scores.shape == (2, 0)
    full = DenseIndex.build(unit_rows(5, 16, 1))
    assert full.search(unit_rows(1, 16, 1), 5, keep=np.empty(0, np.int64))[0].shape == (1, 0)


def test_a_missing_or_damaged_file_is_said_in_words(tmp_path):
    """Both say which file and what to run; so does an index of other vectors."""
    vectors = unit_rows(3, 16, 1).astype(np.float16)
    with pytest.raises(CorpusMissing, match="kehoach rebuild"):
        DenseIndex.open(tmp_path / "none.faiss", vectors)
    broken = tmp_path / "broken.faiss"
    broken.write_bytes(b"not an index at all")
    with pytest.raises(CorpusError, match="damaged"):
        DenseIndex.open(broken, vectors)
    DenseIndex.build(vectors).save(broken)
    with pytest.raises(CorpusError, match="3 vectors of length 16, not 2 of length 16"):
        DenseIndex.open(broken, vectors[:2])


def test_chance_is_what_most_vectors_are_to_a_question():
    """A few near vectors move neither middle nor spread; random directions spread by 1 / sqrt(dim)."""
    asked = unit_rows(1, 64, 9)
    rows = np.concatenate([unit_rows(2_000, 64, 5), np.repeat(asked, 100, axis=0)])

    middle, spread = DenseIndex.build(rows).chance(asked)

    assert abs(middle) < 0.03
    assert spread == pytest.approx(64**-0.5, rel=0.2)
    assert DenseIndex.build(rows[:0]).chance(asked) == (0.0, 64**-0.5)
