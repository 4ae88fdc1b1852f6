"""How good the tags are: per theme and over all, with calibration, confusion, spread and learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.themes.classifier import Classifier
from pipeline.themes.examples import Example
from pipeline.themes.features import Instance
from pipeline.themes.model import FEWEST

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores between two probabilities: how many, their mean, and the share that really had the theme."""

    low: float
    high: float
    n: int
    predicted: float
    actual: float


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """What was measured of one theme; the figures are None where fewer than `FEWEST` labels are yes, or no.

    Attributes
    ----------
    labels, positives : how many examples are judged, and how many of them have the theme.
    confusion : (true positives, false positives, false negatives, true negatives).
    ece : expected calibration error, 10 equal bins.
    bins : for the reliability plot; empty bins are left out.
    """

    theme: str
    labels: int
    positives: int
    confusion: tuple[int, int, int, int]
    precision: float | None
    recall: float | None
    f1: float | None
    ece: float | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured over all themes; `dataclasses.asdict` makes JSON of it.

    Attributes
    ----------
    themes : by theme, in the taxonomy's order.
    micro_f1 : over all judged pairs of example and theme.
    macro_f1 : mean F1 of the themes that have one.
    ece, bins : over all pairs.
    folds : micro F1 of each fold of plans; () when there was only one test set. Its spread is that of the figure.
    confused : (theme it had and was not given, theme it was given and had not, how many tasks), most frequent first.
    """

    themes: tuple[ThemeFigures, ...]
    micro_f1: float | None
    macro_f1: float | None
    ece: float | None
    bins: tuple[Bin, ...]
    folds: tuple[float, ...]
    confused: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Micro and macro F1 on plans held out, after training on so many examples."""

    examples: int
    micro_f1: float | None
    macro_f1: float | None


def evaluate(classifier: Classifier, examples: Sequence[Example]) -> Evaluation:
    """Measure a model on examples it has not seen; labels of themes it does not score are left out."""
    themes = classifier.taxonomy.ids
    scores = classifier.tag([Instance.of(example.text, example.headings, example.lead) for example in examples])
    labels = np.full((len(examples), len(themes)), np.nan)
    for row, example in enumerate(examples):
        for id, value in example.labels.items():
            if (current := classifier.taxonomy.current(id)) is not None:
                labels[row, themes.index(current)] = value
    probabilities = np.array([[score.probability for score in row] for row in scores]).reshape(labels.shape)
    given = np.array([[score.tagged for score in row] for row in scores], bool).reshape(labels.shape)
    return measure(themes, probabilities, given, labels)


def measure(
    themes: Sequence[str],
    probabilities: NDArray[np.float64],
    given: NDArray[np.bool_],
    labels: NDArray[np.float64],
    folds: Sequence[NDArray[np.intp]] = (),
) -> Evaluation:
    """Measure answers against labels (1, 0, NaN where nobody has judged); all three are (n_examples, n_themes)."""
    judged = ~np.isnan(labels)
    figures = tuple(
        _theme_figures(theme, probabilities[at, t], given[at, t], labels[at, t])
        for t, theme in enumerate(themes)
        for at in [judged[:, t]]
    )
    known = [theme.f1 for theme in figures if theme.f1 is not None]
    bins = reliability(probabilities[judged], labels[judged])
    return Evaluation(
        themes=figures,
        micro_f1=_f1(*_confusion(given[judged], labels[judged])[:3]) if known else None,
        macro_f1=float(np.mean(known)) if known else None,
        ece=calibration_error(bins) if known else None,
        bins=bins,
        folds=tuple(_f1(*_confusion(given[fold][judged[fold]], labels[fold][judged[fold]])[:3]) for fold in folds),
        confused=_confused(themes, given, labels),
    )


def reliability(probabilities: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[Bin, ...]:
    """Return what came true of the probabilities, in ten equal bins; empty ones are left out."""
    number = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return tuple(
        Bin(
            low=bin / _BINS,
            high=(bin + 1) / _BINS,
            n=int(inside.sum()),
            predicted=float(probabilities[inside].mean()),
            actual=float(labels[inside].mean()),
        )
        for bin in range(_BINS)
        for inside in [number == bin]
        if inside.any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance between what was predicted and what came true (Naeini et al. 2015)."""
    return sum(bin.n * abs(bin.predicted - bin.actual) for bin in bins) / sum(bin.n for bin in bins)


def _theme_figures(
    theme: str, probabilities: NDArray[np.float64], given: NDArray[np.bool_], labels: NDArray[np.float64]
) -> ThemeFigures:
    """Measure one theme on the examples that were judged for it."""
    confusion = _confusion(given, labels)
    right, wrong, missed, left = confusion
    enough = min(right + missed, wrong + left) >= FEWEST
    bins = reliability(probabilities, labels)
    return ThemeFigures(
        theme=theme,
        labels=len(labels),
        positives=right + missed,
        confusion=confusion,
        precision=right / max(1, right + wrong) if enough else None,
        recall=right / (right + missed) if enough else None,
        f1=_f1(right, wrong, missed) if enough else None,
        ece=calibration_error(bins) if enough else None,
        bins=bins,
    )


def _confusion(given: NDArray[np.bool_], labels: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Return how many are rightly given, wrongly given, missed, rightly left."""
    has = labels == 1
    cases = (given & has, given & ~has, ~given & has, ~given & ~has)
    right, wrong, missed, left = (int(case.sum()) for case in cases)
    return right, wrong, missed, left


def _f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / max(1, 2 * right + wrong + missed)


def _confused(
    themes: Sequence[str], given: NDArray[np.bool_], labels: NDArray[np.float64]
) -> tuple[tuple[str, str, int], ...]:
    """Return the pairs of a missed and a wrongly given theme of one example, most frequent first."""
    missed, wrong = ~given & (labels == 1), given & (labels == 0)
    counts = missed.T.astype(int) @ wrong.astype(int)
    pairs = [(a, b, int(counts[i, j])) for i, a in enumerate(themes) for j, b in enumerate(themes) if counts[i, j]]
    return tuple(sorted(pairs, key=lambda pair: -pair[2]))
