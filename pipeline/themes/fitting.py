"""Judged examples become weights and calibrated probabilities; the only file of the themes with scikit-learn.

One logistic regression per theme (one-vs-rest), so that a theme can be labelled where the others are not. An
example on which nobody has judged a theme takes part with a small weight, as what the theme's evidence makes
of it: a theme with few labels stays close to its definition, and leaves it as labels come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from pipeline.themes.evidence import KINDS, PHRASES, Evidence
from pipeline.themes.examples import Example, is_frozen, shipped_examples
from pipeline.themes.features import Bag, Encoder, Instance, Vocabulary
from pipeline.themes.model import FEWEST, Weights
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

SETTINGS: dict[str, float] = {
    "inverse_regularisation": 3.0,
    "vector_scale": 3.0,
    "evidence_scale": 4.0,
    "unjudged_together": 15.0,  # examples: so much those count together on which nobody has judged a theme
    "unjudged_each": 0.05,  # at most
    "people_weight": 3.0,  # of an example from the workspace against a shipped one
}
"""Chosen by cross-validation over the plans of the shipped sentences and, where that did not decide, by a sample
of real tasks; the weight of the unjudged by taking one theme's labels away but for 15 and 40 of them."""

_THRESHOLDS = np.arange(0.3, 0.61, 0.01).round(2)
_ROUNDS = 2_000


@dataclass(frozen=True, slots=True)
class Data:
    """Examples as numbers, all that does not depend on which of them are learnt from.

    Attributes
    ----------
    themes : ids, the columns of `labels`.
    vectors : (n, dim).
    evidence : (n, n_themes, n_kinds).
    labels : 1 or 0, NaN where nobody has judged, (n, n_themes).
    weights : how much each example counts, (n,).
    plans : of each example, (n,).
    priors : what evidence weighs without labels, see `Model`, (2, 1 + n_kinds).
    has_phrases : whether the taxonomy gives phrases, for each theme.
    """

    themes: tuple[str, ...]
    bags: tuple[Bag, ...]
    vectors: NDArray[np.float32]
    evidence: NDArray[np.float32]
    labels: NDArray[np.float64]
    weights: NDArray[np.float64]
    plans: NDArray[np.str_]
    priors: NDArray[np.float32]
    has_phrases: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Uncalibrated weights, and the vocabulary they belong to."""

    vocabulary: Vocabulary
    weights: Weights

    def log_odds(self, data: Data, at: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return those of some examples: (len(at), n_themes)."""
        rows = self.vocabulary.rows([data.bags[i] for i in at])
        return self.weights.log_odds(rows, data.vectors[at], data.evidence[at]).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Makes probabilities of one theme's log odds: Platt's sigmoid, and the threshold of a tag."""

    slope: float = 1.0
    shift: float = 0.0
    threshold: float = 0.5

    def probabilities(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return them, the same shape."""
        return 1 / (1 + np.exp(-(self.slope * log_odds + self.shift)))


def training_examples(people: Sequence[Example]) -> tuple[list[Example], list[float]]:
    """Return what is learnt from: the shipped sentences but for the frozen ones, then people's; and their weights."""
    shipped = [example for example in shipped_examples() if not is_frozen(example.plan)]
    return [*shipped, *people], [1.0] * len(shipped) + [SETTINGS["people_weight"]] * len(people)


def prepare(people: Sequence[Example], taxonomy: Taxonomy, encoder: Encoder) -> Data:
    """Return the shipped sentences and people's examples as numbers."""
    examples, weights = training_examples(people)
    bags, vectors, evidence = _numbers(examples, taxonomy, encoder)
    labels = np.full((len(examples), len(taxonomy.ids)), np.nan)
    for row, example in enumerate(examples):
        for id, value in example.labels.items():
            if (current := taxonomy.current(id)) is not None:
                labels[row, taxonomy.ids.index(current)] = value
    return Data(
        themes=taxonomy.ids,
        bags=bags,
        vectors=vectors,
        evidence=evidence,
        labels=labels,
        weights=np.array(weights),
        plans=np.array([example.plan for example in examples]),
        priors=_priors(encoder),
        has_phrases=tuple(bool(theme.phrases) for theme in taxonomy.themes),
    )


def fit(data: Data, at: NDArray[np.intp]) -> Fitted:
    """Learn from some of the examples."""
    vocabulary = Vocabulary.learn([data.bags[i] for i in at])
    rows = vocabulary.rows([data.bags[i] for i in at])
    ends = np.append(rows.starts, len(rows.ids))
    terms = sp.csr_array((rows.values, rows.ids, ends), shape=(len(at), len(vocabulary)))[:, 1:]
    shared = sp.hstack([terms, sp.csr_array(data.vectors[at] * SETTINGS["vector_scale"])])
    columns = []
    for theme in range(len(data.themes)):
        evidence = data.evidence[at, theme]
        features = sp.hstack([shared, sp.csr_array(evidence * SETTINGS["evidence_scale"])]).tocsr()
        guesses = _guess(evidence, data.priors[int(data.has_phrases[theme])])
        columns.append(_column(features, data.labels[at, theme], data.weights[at], guesses))
    weights = np.stack(columns, axis=1).astype(np.float32)
    last = len(weights) - len(KINDS)
    return Fitted(
        vocabulary,
        Weights(
            terms=weights[: len(vocabulary)],
            vector=weights[len(vocabulary) : last] * np.float32(SETTINGS["vector_scale"]),
            evidence=weights[last:] * np.float32(SETTINGS["evidence_scale"]),
        ),
    )


def calibrate(log_odds: NDArray[np.float64], labels: NDArray[np.float64]) -> Calibration:
    """Learn the probabilities of one theme from log odds of examples that were not learnt from.

    Platt (1999) "Probabilistic outputs for support vector machines". The threshold is that of the best F1 to be
    expected from the probabilities themselves (Lipton et al. 2014), steadier than the best of a few labels, but
    one half at least: real plans have fewer tasks with a theme than the shipped sentences. With fewer than
    `FEWEST` labels of either kind the log odds are taken as they are, and the threshold may be lower.
    """
    judged = ~np.isnan(labels)
    calibration, thresholds = Calibration(), _THRESHOLDS
    if min((labels == 1).sum(), (labels == 0).sum()) >= FEWEST:
        thresholds = _THRESHOLDS[_THRESHOLDS >= calibration.threshold]
        sigmoid = _regression(1.0e6).fit(log_odds[judged, np.newaxis], labels[judged])
        calibration = Calibration(float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0]))
    scores = calibration.probabilities(log_odds)
    return replace(calibration, threshold=float(max(thresholds, key=lambda least: _expected_f1(scores, least))))


def _numbers(
    examples: Sequence[Example], taxonomy: Taxonomy, encoder: Encoder
) -> tuple[tuple[Bag, ...], NDArray[np.float32], NDArray[np.float32]]:
    """Return bags, vectors and evidence of some examples."""
    instances = [Instance.of(example.text, example.headings, example.lead) for example in examples]
    vectors = encoder.encode([instance.text for instance in instances], role="document")
    return tuple(instance.bag() for instance in instances), vectors, Evidence(taxonomy, encoder).of(instances, vectors)


def _priors(encoder: Encoder) -> NDArray[np.float32]:
    """Learn what each kind of evidence is worth, over all themes of the shipped sentences alike."""
    taxonomy = load_taxonomy()
    examples, _ = training_examples(())
    _, _, evidence = _numbers(examples, taxonomy, encoder)
    truth = np.array([[example.labels.get(id, False) for id in taxonomy.ids] for example in examples]).ravel()
    with_phrases = evidence.reshape(-1, len(KINDS))
    without = with_phrases * [kind not in PHRASES for kind in KINDS]
    fitted = [_regression(100.0).fit(known, truth) for known in (without, with_phrases)]
    return np.array([np.append(each.intercept_, each.coef_[0]) for each in fitted], np.float32)


def _guess(evidence: NDArray[np.float32], prior: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the probabilities that evidence alone gives."""
    return Calibration().probabilities((prior[0] + evidence @ prior[1:]).astype(np.float64))


def _column(
    features: Any, labels: NDArray[np.float64], weights: NDArray[np.float64], guesses: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights of one theme, the intercept first: (1 + n_features,)."""
    judged, unjudged = np.flatnonzero(~np.isnan(labels)), np.flatnonzero(np.isnan(labels))
    each = min(SETTINGS["unjudged_together"] / max(1, len(unjudged)), SETTINGS["unjudged_each"])
    doubt = each * guesses[unjudged]
    regression = _regression(SETTINGS["inverse_regularisation"]).fit(
        sp.vstack([features[judged], features[unjudged], features[unjudged]]).tocsr(),
        np.concatenate([labels[judged], np.ones(len(unjudged)), np.zeros(len(unjudged))]),
        sample_weight=np.concatenate([weights[judged], doubt, each - doubt]),
    )
    return np.concatenate([regression.intercept_, regression.coef_[0]])


def _regression(inverse_regularisation: float) -> Any:
    """Return an untrained logistic regression."""
    return LogisticRegression(C=inverse_regularisation, max_iter=_ROUNDS)


def _expected_f1(scores: NDArray[np.float64], threshold: float) -> float:
    """Return the F1 to be expected if all that scores the threshold or more is tagged."""
    given = scores >= threshold
    return float(2 * scores[given].sum() / (given.sum() + scores.sum()))
