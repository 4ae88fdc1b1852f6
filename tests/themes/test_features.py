"""How the words of a task become numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.features import CONSTANT, Instance, Vocabulary

TASKS = [
    Instance.of("Kiểm tra công vụ, xử lý vi phạm.", ["Nhiệm vụ", "Thanh tra"], ["Sở Nội vụ"]),
    Instance.of("Kiểm tra công vụ năm 2026", ["Nhiệm vụ"], ["Thanh tra tỉnh", "Sở Nội vụ"]),
    Instance.of("Xây dựng trường học", [], []),
]
BAGS = [task.bag() for task in TASKS]


def dense(vocabulary, bags):
    """Return the sparse rows as a full table."""
    rows = vocabulary.rows(bags)
    table = np.zeros((len(bags), len(vocabulary)), np.float32)
    for i, (start, end) in enumerate(zip(rows.starts, [*rows.starts[1:], len(rows.ids)], strict=True)):
        table[i, rows.ids[start:end]] = rows.values[start:end]
    return table


def test_the_words_of_a_task_come_in_three_groups():
    """Own words are segmented, headings and agencies are not; pairs are neighbours; numbers do not count."""
    own, headings, lead = BAGS[1]
    assert own == ("kiểm_tra", "công_vụ", "năm", "kiểm_tra công_vụ", "công_vụ năm")
    assert headings == ("nhiệm", "vụ", "nhiệm vụ")
    assert lead == ("thanh", "tra", "tỉnh", "thanh tra", "tra tỉnh", "sở", "nội", "vụ", "sở nội", "nội vụ")


def test_a_word_is_kept_at_once_and_a_pair_when_it_comes_back():
    """The same word in another group is another term."""
    vocabulary = Vocabulary.learn(BAGS)
    assert vocabulary.terms[0] == CONSTANT
    assert {"xử_lý", "trường_học", "kiểm_tra công_vụ", "# nhiệm vụ", "@ nội vụ"} <= set(vocabulary.terms)
    assert not {"xử_lý vi_phạm", "# thanh tra", "thanh"} & set(vocabulary.terms)
    assert "kiểm_tra" in vocabulary
    assert "nhiệm" not in vocabulary  # a heading's word


def test_every_group_has_its_length():
    """However many words a group has, its row is as long; what is rarer weighs more; an empty group is nothing."""
    vocabulary = Vocabulary.learn(BAGS)
    table = dense(vocabulary, BAGS)
    mark = np.array([term[:2] if term[:2] in ("# ", "@ ") else "" for term in vocabulary.terms])
    own, headings, lead = ((mark == kind) & (np.array(vocabulary.terms) != CONSTANT) for kind in ("", "# ", "@ "))
    assert np.linalg.norm(table[:, own], axis=1) == pytest.approx(2)
    assert np.linalg.norm(table[:, headings], axis=1) == pytest.approx([0.5, 0.5, 0])
    assert np.linalg.norm(table[:, lead], axis=1) == pytest.approx([0.5, 0.5, 0])
    assert (table[:, 0] == 1).all()
    at = {term: i for i, term in enumerate(vocabulary.terms)}
    assert table[0, at["xử_lý"]] > table[0, at["kiểm_tra"]] > 0


@given(st.lists(st.lists(st.sampled_from(["kiểm_tra", "công_vụ", "lạ", "5", "."]), max_size=6), min_size=1, max_size=5))
def test_sparse_rows_multiply_like_a_full_table(words):
    """The product with weights is that of linear algebra, tasks without any known word included."""
    vocabulary = Vocabulary.learn(BAGS)
    bags = [Instance("", tuple(task)).bag() for task in words]
    weights = np.random.default_rng(0).normal(size=(len(vocabulary), 3)).astype(np.float32)
    assert vocabulary.rows(bags).times(weights) == pytest.approx(dense(vocabulary, bags) @ weights, abs=1e-4)
