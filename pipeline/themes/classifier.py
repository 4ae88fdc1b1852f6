"""Which themes a task has, how sure that is, and which words say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import ThemeScore
from pipeline.themes.features import Encoder, Instance
from pipeline.themes.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a task has a theme or not.

    Attributes
    ----------
    probability, threshold : the task is tagged when the first is not below the second.
    provisional : whether the theme is judged by its definition only, no label of it having been learnt from.
    reasons : (words of the task, by how much the log odds fall when they are left out), weightiest first;
        headings and lead agencies come as one piece each.
    """

    theme: str
    probability: float
    threshold: float
    provisional: bool
    reasons: tuple[tuple[str, float], ...]


class Classifier:
    """Gives every theme of a taxonomy a calibrated probability for a task; plain numpy.

    Attributes
    ----------
    version : of the model: the name of its folder, made from its content.
    taxonomy : the themes it scores, in this order.
    provisional : ids of the themes that the model has learnt nothing about: they are judged by their
        definition, examples and phrases alone. A theme that the model knows and the taxonomy does not is left out.
    """

    version: str
    taxonomy: Taxonomy
    provisional: frozenset[str]

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, taxonomy: Taxonomy | None = None) -> Classifier:
        """Open a model folder (`models/themes/<version>`); without a taxonomy, for the package's.

        Raises
        ------
        ModelMissing
            The folder or one of its files is not there.
        ModelError
            Its files are damaged, or do not have the hashes that the manifest gives.
        ModelMismatch
            It was trained with another encoder.
        """
        raise NotImplementedError

    def tag(self, instances: Sequence[Instance]) -> list[tuple[ThemeScore, ...]]:
        """Return the scores of all themes, in the taxonomy's order, for every instance."""
        raise NotImplementedError

    def explain(self, instance: Instance, theme: str) -> Explanation:
        """Return why an instance has a theme or not."""
        raise NotImplementedError

    def band(self, theme: str) -> tuple[float, float]:
        """Return the probabilities between which the model would rather ask: too often wrong there."""
        raise NotImplementedError

    def abstains(self, score: ThemeScore) -> bool:
        """Return whether a score lies inside the band of its theme."""
        low, high = self.band(score.theme)
        return low < score.probability < high
