"""Figures that can be checked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.evaluation import calibration_error, evaluate, measure, reliability
from pipeline.themes.examples import Example

THEMES = ("personnel", "inspection")


def test_precision_recall_and_confusion_are_those_of_the_counts():
    """Of 20 tasks that have a theme 15 are found, 5 others are tagged wrongly; the figures follow."""
    labels = np.array([[1.0]] * 20 + [[0.0]] * 20)
    given = np.array([[True]] * 15 + [[False]] * 5 + [[True]] * 5 + [[False]] * 15)
    (figures,) = measure(("personnel",), given * 1.0, given, labels).themes
    assert figures.confusion == (15, 5, 5, 15)
    assert (figures.precision, figures.recall, figures.f1) == (0.75, 0.75, 0.75)
    assert (figures.labels, figures.positives) == (40, 20)
    assert figures.ece == pytest.approx(0.25)


def test_what_nobody_judged_counts_nowhere():
    """An unknown label is neither right nor wrong, whatever the answer."""
    labels = np.array([[1.0, np.nan]] * 10 + [[0.0, np.nan]] * 10)
    given = np.array([[True, True]] * 10 + [[False, True]] * 10)
    result = measure(THEMES, given * 1.0, given, labels)
    assert result.micro_f1 == 1
    assert result.themes[1].labels == 0


def test_too_few_labels_give_no_figure():
    """Nine positive labels are not enough, and without any figure there is no mean of figures."""
    labels = np.array([[1.0]] * 9 + [[0.0]] * 30)
    result = measure(("personnel",), labels, labels == 1, labels)
    (figures,) = result.themes
    assert figures.f1 is figures.precision is figures.recall is figures.ece is None
    assert result.micro_f1 is result.macro_f1 is result.ece is None
    assert figures.confusion == (9, 0, 0, 30)


def test_folds_and_mistaken_themes_are_listed():
    """Each fold has its F1; a task that got another theme than its own is counted as a pair."""
    labels = np.array([[1.0, 0.0]] * 12 + [[0.0, 1.0]] * 12)
    given = labels == 1
    given[0] = [False, True]
    folds = [np.arange(0, 24, 2), np.arange(1, 24, 2)]
    result = measure(THEMES, given * 1.0, given, labels, folds)
    assert result.confused == (("personnel", "inspection", 1),)
    assert result.folds == (pytest.approx(11 / 12), 1.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_the_bins_hold_every_score_once(scores):
    """Whatever the scores, the bins hold them all and the error is a share."""
    bins = reliability(np.array([p for p, _ in scores]), np.array([float(y) for _, y in scores]))
    assert sum(bin.n for bin in bins) == len(scores)
    assert all(bin.low - 1e-9 <= bin.predicted <= bin.high + 1e-9 for bin in bins)
    assert 0 <= calibration_error(bins) <= 1


def test_probabilities_that_come_true_have_no_error():
    """Of ten scores of .3 three are right."""
    assert calibration_error(reliability(np.full(10, 0.3), np.array([1.0] * 3 + [0.0] * 7))) == pytest.approx(0)


def test_a_model_is_measured_on_examples_of_known_and_unknown_themes(classifier):
    """Labels of a theme that the model does not score are left out; no examples, no figures."""
    examples = [Example("Thanh tra đất đai.", (), (), "a", {"inspection": True, "weather": True})]
    result = evaluate(classifier, examples)
    assert [figures.labels for figures in result.themes] == [0, 1, 0, 0]
    assert evaluate(classifier, []).micro_f1 is None
