"""Labelled examples become a model; the only file of the themes that imports scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.themes.evaluation import CurvePoint, Evaluation
from pipeline.themes.examples import Example
from pipeline.themes.features import Encoder
from pipeline.themes.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Trained:
    """A new model and how good it is.

    Attributes
    ----------
    folder : where it lies, `<models>/themes/<version>`; its manifest holds the evaluation too.
    version : 12 hex digits made from its content: the same examples give the same version.
    evaluation : by cross-validation over plans.
    """

    folder: Path
    version: str
    evaluation: Evaluation


def train(examples: Sequence[Example], taxonomy: Taxonomy, encoder: Encoder, models: Path) -> Trained:
    """Learn from the shipped sentences and these examples, and write `models/themes/<version>`.

    What is in use stays untouched. A theme with too few labels is left provisional; `evaluation` says so.
    The same input gives the same bytes.

    Parameters
    ----------
    examples : besides the shipped sentences; labels of themes that the taxonomy lacks are left out.
    models : a `models/` folder.
    """
    raise NotImplementedError


def cross_validate(examples: Sequence[Example], taxonomy: Taxonomy, encoder: Encoder, *, folds: int = 5) -> Evaluation:
    """Train and measure once per fold of plans, every example being tested once; no plan is on both sides."""
    raise NotImplementedError


def learning_curve(
    examples: Sequence[Example],
    taxonomy: Taxonomy,
    encoder: Encoder,
    *,
    shares: Sequence[float] = (0.1, 0.25, 0.5, 1.0),
) -> tuple[CurvePoint, ...]:
    """Measure what a share of the plans teaches, on a fifth of the plans that is never trained on."""
    raise NotImplementedError
