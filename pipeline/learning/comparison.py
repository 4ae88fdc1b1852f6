"""Two versions of the theme model side by side on sentences that neither has learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.themes.classifier import Classifier
from pipeline.themes.evaluation import Evaluation, evaluate
from pipeline.themes.examples import Example, frozen_examples
from pipeline.themes.features import Instance

_RESAMPLES, _SEED = 2_000, 2026
_CONFIDENCE = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its 95 % interval over plans."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ThemeComparison:
    """F1 of one theme by both versions, and that of the new one minus that of the old one."""

    theme: str
    old: Measured
    new: Measured
    difference: Measured


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions on the frozen test.

    Attributes
    ----------
    difference : micro F1 of the new one minus that of the old one.
    low, high : 95 % interval of the difference over plans.
    themes : of the themes that both score and the test judges, in the order of the new one's taxonomy.
    """

    old: Evaluation
    new: Evaluation
    difference: float
    low: float
    high: float
    themes: tuple[ThemeComparison, ...]

    @property
    def is_worse(self) -> bool:
        """Whether the new one is significantly worse: the whole interval lies below zero."""
        return self.high < 0


def compare(old: Classifier, new: Classifier, examples: Sequence[Example] | None = None) -> Comparison:
    """Compare two versions on the themes that both score; default on the frozen test.

    The intervals are those of a paired bootstrap (Efron and Tibshirani 1993, "An introduction to the bootstrap",
    chapter 13; for such comparisons Berg-Kirkpatrick et al. 2012, "An empirical investigation of statistical
    significance in NLP"). Whole plans are drawn, since sentences of one plan resemble each other.
    """
    examples = frozen_examples() if examples is None else examples
    plans = sorted({example.plan for example in examples})
    themes = [theme for theme in new.taxonomy.ids if theme in old.taxonomy.ids]
    counts = np.stack([_counts(classifier, examples, plans, themes) for classifier in (old, new)])
    drawn = np.random.default_rng(_SEED).integers(len(plans), size=(_RESAMPLES, len(plans)))
    times = np.stack([np.bincount(draw, minlength=len(plans)) for draw in drawn])  # (resamples, plans)
    found, resampled = counts.sum(axis=1), np.einsum("rp,vptc->vrtc", times, counts)
    overall = _difference(_f1(found.sum(axis=1)), _f1(resampled.sum(axis=2)))
    f1, spread = _f1(found), _f1(resampled)  # (2, themes), (2, resamples, themes)
    judged = found.sum(axis=(0, 2)) > 0
    return Comparison(
        evaluate(old, examples), evaluate(new, examples), overall.value, overall.low, overall.high,
        tuple(
            ThemeComparison(
                theme, _measured(f1[0, t], spread[0, :, t]), _measured(f1[1, t], spread[1, :, t]),
                _difference(f1[:, t], spread[:, :, t]),
            )
            for t, theme in enumerate(themes)
            if judged[t]
        ),
    )  # fmt: skip


def _counts(classifier: Classifier, examples: Sequence[Example], plans: Sequence[str], themes: Sequence[str]) -> Floats:
    """Return how many tags are right, wrong, missed: (n_plans, n_themes, 3)."""
    scores = classifier.tag([Instance.of(example.text, example.headings, example.lead) for example in examples])
    counts = np.zeros((len(plans), len(themes), len(_CASES)))
    for example, row in zip(examples, scores, strict=True):
        truth = {classifier.taxonomy.current(theme): value for theme, value in example.labels.items()}
        for score in row:
            if score.theme in themes and (case := (score.tagged, truth.get(score.theme))) in _CASES:
                counts[plans.index(example.plan), themes.index(score.theme), _CASES.index(case)] += 1
    return counts


_CASES = ((True, True), (True, False), (False, True))
"""Given and true, given and not true, not given and true: right, wrong, missed."""


def _f1(counts: Floats) -> Floats:
    """Return micro F1 of (…, 3) counts of right, wrong, missed."""
    right, wrong, missed = np.moveaxis(counts, -1, 0)
    return 2 * right / np.maximum(1, 2 * right + wrong + missed)


def _difference(figures: Floats, resampled: Floats) -> Measured:
    """Return the second figure minus the first, (2,), with its interval from (2, resamples)."""
    return _measured(float(np.diff(figures)[0]), np.diff(resampled, axis=0)[0])


def _measured(value: float, resampled: Floats) -> Measured:
    low, high = np.quantile(resampled, [(1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2])
    return Measured(float(value), float(low), float(high))
