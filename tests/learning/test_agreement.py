"""Where people differ is listed, and how far they agree is measured as statisticians do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from pipeline.learning.agreement import agreements, cohen_kappa, conflicts
from pipeline.store.labels import Label


def label(subject, author, value, theme="inspection"):
    """Return what an author says of a task."""
    return Label(
        f"0123456789ab-{subject}",
        subject,
        subject,
        "a.txt",
        f"Việc {subject}",
        theme,
        value,
        author,
        "",
        "",
        "",
        0.5,
        1,
    )


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
@settings(deadline=None, max_examples=30)
def test_kappa_is_scikit_learns(pairs):
    """Our few lines agree with an independent implementation wherever kappa is defined."""
    kappa = cohen_kappa(pairs)

    if kappa is not None:
        assert kappa == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)), abs=1e-6)


def test_kappa_is_not_invented_where_there_is_nothing_to_compare():
    """Two people who only ever said yes agree, but not beyond chance: there is no figure."""
    assert cohen_kappa([(True, True)] * 5) is None


def test_conflicts_name_who_said_what():
    """Only tasks on which authors differ are listed."""
    labels = [label(1, "An", True), label(1, "Bình", False), label(2, "An", True), label(2, "Bình", True)]

    (conflict,) = conflicts(labels)
    (agreement,) = agreements(labels)

    assert (conflict.task, conflict.said) == ("0123456789ab-1", (("An", True), ("Bình", False)))
    assert (agreement.authors, agreement.both, agreement.same) == (("An", "Bình"), 2, 1)


def test_people_who_judged_different_tasks_are_not_compared():
    """Without a common task there is nothing to say."""
    assert agreements([label(1, "An", True), label(2, "Bình", False)]) == []
