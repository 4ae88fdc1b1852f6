"""Labelled examples become a model folder, and what is known of how good it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.themes.evaluation import CurvePoint, Evaluation, measure
from pipeline.themes.examples import Example
from pipeline.themes.features import Encoder
from pipeline.themes.fitting import SETTINGS, Calibration, Data, calibrate, fit, prepare, training_examples
from pipeline.themes.model import FEWEST, Learnt, Model, Weights
from pipeline.themes.taxonomy import Taxonomy

FOLDS = 5
_SEED = 7
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "underthesea")

Progress = Callable[[int, int], None]
"""Called with how many models have been fitted and how many there will be."""


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


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


def train(
    examples: Sequence[Example], taxonomy: Taxonomy, encoder: Encoder, models: Path, *, progress: Progress = _silent
) -> Trained:
    """Learn from the shipped sentences and these examples, and write `<models>/themes/<version>`.

    What is in use stays untouched. A theme with too few labels stays provisional. The same input gives the
    same bytes.

    Parameters
    ----------
    examples : besides the shipped sentences, counting more than those; labels of themes that the taxonomy
        does not have (any more) are left out.
    models : a `models/` folder.
    """
    data = prepare(examples, taxonomy, encoder)
    folds = _folds(data.plans)
    log_odds = _out_of_fold(data, folds, lambda done: progress(done, FOLDS + 1))
    calibrations = [calibrate(log_odds[:, t], data.labels[:, t]) for t in range(len(data.themes))]
    fitted = fit(data, np.arange(len(data.bags)))
    model = Model(
        themes={id: _learnt(data, t, calibrations[t]) for t, id in enumerate(data.themes)},
        vocabulary=fitted.vocabulary,
        weights=_calibrated(fitted.weights, calibrations),
        priors=data.priors,
        encoder=encoder.fingerprint,
    )
    evaluation = _evaluation(data, log_odds, folds)
    record = {
        "trained_on": trained_on(examples, taxonomy),
        "config": SETTINGS | {"folds": FOLDS, "seed": _SEED},
        "libraries": {name: version(name) for name in _LIBRARIES},
        "evaluation": asdict(evaluation),
    }
    folder = model.write(models, record)
    progress(FOLDS + 1, FOLDS + 1)
    return Trained(folder, folder.name, evaluation)


def trained_on(examples: Sequence[Example], taxonomy: Taxonomy) -> dict[str, Any]:
    """Return what a model is to remember of its examples: how many there were, and hashes of what they said."""
    used, _ = training_examples(examples)
    content = [
        (example.text, example.headings, example.lead, example.plan, sorted(example.labels.items())) for example in used
    ]
    return {
        "examples": len(used),
        "of_people": len(examples),
        "plans": len({example.plan for example in used}),
        "sha256": hashlib.sha256(repr(content).encode("utf-8")).hexdigest(),
        "taxonomy": hashlib.sha256(repr(taxonomy).encode("utf-8")).hexdigest(),
    }


def learning_curve(
    examples: Sequence[Example],
    taxonomy: Taxonomy,
    encoder: Encoder,
    *,
    shares: Sequence[float] = (0.1, 0.25, 0.5, 1.0),
    progress: Progress = _silent,
) -> tuple[CurvePoint, ...]:
    """Measure what a share of the plans teaches, on a fifth of the plans that is never learnt from."""
    data = prepare(examples, taxonomy, encoder)
    test, *others = _folds(data.plans)
    taught = np.concatenate(others)
    points = []
    for done, share in enumerate(shares, 1):
        at = taught[: max(1, round(share * len(taught)))]
        probabilities = Calibration().probabilities(fit(data, at).log_odds(data, test))
        figures = measure(data.themes, probabilities, probabilities >= Calibration().threshold, data.labels[test])
        points.append(CurvePoint(len(at), figures.micro_f1, figures.macro_f1))
        progress(done, len(shares))
    return tuple(points)


def _folds(plans: NDArray[np.str_]) -> list[NDArray[np.intp]]:
    """Return the examples of each fold: whole plans, dealt out in an order that does not change."""
    names = np.unique(plans)
    dealt = np.random.default_rng(_SEED).permutation(len(names)) % FOLDS
    fold_of = dict(zip(names.tolist(), dealt.tolist(), strict=True))
    of_example = np.array([fold_of[plan] for plan in plans.tolist()])
    return [np.flatnonzero(of_example == fold) for fold in range(FOLDS)]


def _out_of_fold(data: Data, folds: Sequence[NDArray[np.intp]], done: Callable[[int], None]) -> NDArray[np.float64]:
    """Return the log odds of every example by a model that knows nothing of its plan: (n, n_themes)."""
    log_odds = np.empty(data.labels.shape)
    for number, test in enumerate(folds, 1):
        others = np.setdiff1d(np.arange(len(data.bags)), test)
        log_odds[test] = fit(data, others).log_odds(data, test)
        done(number)
    return log_odds


def _evaluation(data: Data, log_odds: NDArray[np.float64], folds: Sequence[NDArray[np.intp]]) -> Evaluation:
    """Measure log odds out of fold; a fold's probabilities are calibrated on the other folds."""
    probabilities = np.empty_like(log_odds)
    given = np.empty(log_odds.shape, bool)
    for test in folds:
        others = np.setdiff1d(np.arange(len(log_odds)), test)
        for t in range(len(data.themes)):
            calibration = calibrate(log_odds[others, t], data.labels[others, t])
            probabilities[test, t] = calibration.probabilities(log_odds[test, t])
            given[test, t] = probabilities[test, t] >= calibration.threshold
    return measure(data.themes, probabilities, given, data.labels, folds)


def _learnt(data: Data, theme: int, calibration: Calibration) -> Learnt:
    labels = data.labels[:, theme]
    positives, negatives = int((labels == 1).sum()), int((labels == 0).sum())
    return Learnt(positives + negatives, positives, calibration.threshold, min(positives, negatives) < FEWEST)


def _calibrated(weights: Weights, calibrations: Sequence[Calibration]) -> Weights:
    """Return weights whose log odds are calibrated: Platt's sigmoid is linear in them."""
    slopes = np.array([calibration.slope for calibration in calibrations], np.float32)
    terms = weights.terms * slopes
    terms[0] += np.array([calibration.shift for calibration in calibrations], np.float32)
    return Weights(terms, weights.vector * slopes, weights.evidence * slopes)
