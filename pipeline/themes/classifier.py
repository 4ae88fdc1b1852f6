"""Which themes a task has, how sure that is, and which words say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelMismatch
from pipeline.records import ThemeScore
from pipeline.text.normalize import match_form
from pipeline.themes.evidence import Evidence
from pipeline.themes.features import Encoder, Instance
from pipeline.themes.model import Learnt, Model, Weights
from pipeline.themes.taxonomy import Taxonomy, Theme, load_taxonomy

_RISK = 0.2  # with calibrated probabilities a tag of .8 is wrong once in five
_UNKNOWN = Learnt(labels=0, positives=0, threshold=0.5, provisional=True)
_WORTH_SAYING = 0.25  # of the weightiest word; weaker ones are no reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a task has a theme or not.

    Attributes
    ----------
    probability, threshold : the task is tagged when the first is not below the second.
    provisional : whether too few labels of the theme are known: it is judged by its definition mostly.
    reasons : (words of the task, by how much the log odds fall when they are left out), weightiest first;
        a heading or the lead agencies come as one piece each.
    """

    theme: str
    probability: float
    threshold: float
    provisional: bool
    reasons: tuple[tuple[str, float], ...]


class Classifier:
    """Gives every theme of a taxonomy a calibrated probability for a task; plain numpy.

    A theme of the taxonomy that the model does not know is judged by its definition, examples and phrases; one
    that the model knows and the taxonomy does not is left out; one that was renamed keeps what was learnt.

    Attributes
    ----------
    version : name of the model's folder.
    taxonomy : the themes it scores, in this order.
    provisional : ids of the themes with too few labels to calibrate and measure, or none at all.
    """

    def __init__(self, version: str, model: Model, encoder: Encoder, taxonomy: Taxonomy) -> None:
        self.version = version
        self.taxonomy = taxonomy
        self._model = model
        self._encoder = encoder
        self._evidence = Evidence(taxonomy, encoder)
        self._learnt = {theme.id: model.themes.get(_source(model, theme), _UNKNOWN) for theme in taxonomy.themes}
        self._weights = _weights(model, taxonomy)
        self.provisional = frozenset(id for id, learnt in self._learnt.items() if learnt.provisional)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, taxonomy: Taxonomy | None = None) -> Self:
        """Open a model folder (`models/themes/<version>`); without a taxonomy, for the package's.

        Raises
        ------
        ModelMissing
            The folder or one of its files is not there.
        ModelError
            Its files are damaged, or are not those the manifest speaks of.
        ModelMismatch
            It was trained with another encoder.
        """
        model = Model.read(folder)
        if model.encoder != encoder.fingerprint:
            raise ModelMismatch(
                f"{folder}: mô hình chủ đề được học với bộ mã hóa {model.encoder}, không phải {encoder.fingerprint} "
                "(trained with another encoder); chạy kehoach train."
            )
        return cls(folder.name, model, encoder, taxonomy or load_taxonomy())

    def tag(self, instances: Sequence[Instance]) -> list[tuple[ThemeScore, ...]]:
        """Return the scores of all themes, in the taxonomy's order, for every instance."""
        if not instances:
            return []
        probabilities = np.round(1 / (1 + np.exp(-self._log_odds(instances).astype(np.float64))), 4)
        return [
            tuple(
                ThemeScore(id, float(p), bool(p >= learnt.threshold))
                for (id, learnt), p in zip(self._learnt.items(), row, strict=True)
            )
            for row in probabilities
        ]

    def explain(self, instance: Instance, theme: str) -> Explanation:
        """Return why an instance has a theme of the taxonomy or not.

        Every word is left out in turn; neighbours that matter are then left out together. What is named is
        therefore what the classifier rests on, be it by a phrase, by learnt words or by the meaning of the whole.
        """
        column = self.taxonomy.ids.index(theme)
        (score,) = (score for score in self.tag([instance])[0] if score.theme == theme)
        whole = [*range(len(instance.words))]
        alone = self._falls(instance, [[i] for i in whole], column)
        least = _WORTH_SAYING * max([0.0, *alone])
        runs = [list(run) for weighty, run in groupby(whole, key=lambda i: alone[i] > least) if weighty]
        reasons = [
            *zip((_spelt(instance.words, run) for run in runs), self._falls(instance, runs, column), strict=True),
            *self._context(instance, column),
        ]
        reasons.sort(key=lambda reason: -reason[1])
        learnt = self._learnt[theme]
        return Explanation(
            theme=theme,
            probability=score.probability,
            threshold=learnt.threshold,
            provisional=learnt.provisional,
            reasons=tuple((words, round(fall, 3)) for words, fall in reasons if fall > 0),
        )

    def band(self, theme: str) -> tuple[float, float]:
        """Return the probabilities between which the classifier would rather ask: a decision is too risky there."""
        threshold = self._learnt[theme].threshold
        return min(_RISK, threshold), max(1 - _RISK, threshold)

    def abstains(self, score: ThemeScore) -> bool:
        """Return whether a score lies inside the band of its theme."""
        low, high = self.band(score.theme)
        return low < score.probability < high

    def unknown(self, words: Sequence[str]) -> int:
        """Return how many of some segmented words it has never met in training."""
        known = self._model.vocabulary
        return sum(any(map(str.isalpha, word)) and match_form(word) not in known for word in words)

    def _log_odds(self, instances: Sequence[Instance]) -> NDArray[np.float32]:
        """Return (n_instances, n_themes)."""
        rows = self._model.vocabulary.rows([instance.bag() for instance in instances])
        vectors = self._encoder.encode([instance.text for instance in instances], role="document")
        return self._weights.log_odds(rows, vectors, self._evidence.of(instances, vectors))

    def _falls(self, instance: Instance, left_out: Sequence[Sequence[int]], column: int) -> list[float]:
        """Return by how much the log odds fall when the words at some positions are left out, for each choice."""
        everything = range(len(instance.words))
        kept = [everything, *(sorted({*everything} - {*positions}) for positions in left_out)]
        variants = [
            replace(instance, text=_spelt(instance.words, keep), words=tuple(instance.words[i] for i in keep))
            for keep in kept
        ]
        full, *others = self._log_odds(variants)[:, column].tolist()
        return [full - other for other in others]

    def _context(self, instance: Instance, column: int) -> list[tuple[str, float]]:
        """Return by how much the log odds fall without each heading, and without the lead agencies."""
        headings = instance.headings
        pieces = [(h, replace(instance, headings=headings[:i] + headings[i + 1 :])) for i, h in enumerate(headings)]
        if instance.lead:
            pieces.append(("; ".join(instance.lead), replace(instance, lead=())))
        full, *others = self._log_odds([instance, *(piece for _, piece in pieces)])[:, column].tolist()
        return [(words, full - other) for (words, _), other in zip(pieces, others, strict=True)]


def _source(model: Model, theme: Theme) -> str:
    """Return the id under which a model knows a theme; the theme's own where it does not."""
    return next((id for id in (theme.id, *theme.formerly) if id in model.themes), theme.id)


def _weights(model: Model, taxonomy: Taxonomy) -> Weights:
    """Return a column of weights for each theme; one that the model does not know gets a prior."""
    known, learnt = list(model.themes), model.weights
    terms, vector, evidence = [], [], []
    for theme in taxonomy.themes:
        if (source := _source(model, theme)) in known:
            column = known.index(source)
            terms.append(learnt.terms[:, column])
            vector.append(learnt.vector[:, column])
            evidence.append(learnt.evidence[:, column])
        else:
            intercept, *worth = model.priors[int(bool(theme.phrases))]
            terms.append(np.append(intercept, np.zeros(len(model.vocabulary) - 1)).astype(np.float32))
            vector.append(np.zeros(len(learnt.vector), np.float32))
            evidence.append(np.array(worth, np.float32))
    return Weights(*(np.stack(columns, axis=1) for columns in (terms, vector, evidence)))


def _spelt(words: Sequence[str], positions: Sequence[int]) -> str:
    return " ".join(words[i] for i in positions).replace("_", " ")
