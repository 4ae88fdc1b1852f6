"""How good the tags are: per theme and over all, with calibration, confusion, spread and learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.themes.classifier import Classifier
from pipeline.themes.examples import Example

FEWEST = 10
"""Positive and negative labels that a theme needs before a figure is given for it."""


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
    """What was measured of one theme; the figures are None where there are fewer than `FEWEST` labels.

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
    asked : share of tasks with a score inside the band in which the model would rather ask.
    """

    themes: tuple[ThemeFigures, ...]
    micro_f1: float | None
    macro_f1: float | None
    ece: float | None
    bins: tuple[Bin, ...]
    folds: tuple[float, ...]
    confused: tuple[tuple[str, str, int], ...]
    asked: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Micro and macro F1 on plans held out, after training on so many examples."""

    examples: int
    micro_f1: float
    macro_f1: float


def evaluate(classifier: Classifier, examples: Sequence[Example]) -> Evaluation:
    """Measure a model on examples it has not seen."""
    raise NotImplementedError
