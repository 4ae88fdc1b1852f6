"""What speaks for a theme before anything is learnt: the phrases of the taxonomy, its definition and examples.

A phrase inside a longer one or inside struck-out words does not count; what was struck out is evidence of its
own kind (boilerplate is rarely the work itself). The strongest phrase counts fully,
every other one by a third: a plain additive model of evidence (Good 1985, "Weight of evidence"), but bounded,
for a long task meets many phrases by chance. How much each kind of evidence is worth is learnt in training,
over all themes alike, so that it holds for a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.themes.features import Encoder, Instance
from pipeline.themes.phrases import PhraseIndex, words_of
from pipeline.themes.taxonomy import Taxonomy

PHRASES = ("phrases in the task", "phrases struck out of it", "phrases in the headings")
KINDS = (*PHRASES, "nearest example", "centre of the examples")
"""What the columns of the evidence are."""

_FURTHER = 1 / 3
_HEADINGS = (0.6, 0.3)  # the nearest heading, the one above it
_UNIT = 5.0  # weight of a phrase that is enough alone; brings phrases and cosines to one scale
_MOST = 1.3  # units that all phrases together come close to
_GAP = r"(?: \w+){0,8}?"
_MEMORY = 5_000  # headings


class Evidence:
    """Finds what speaks for each theme of a taxonomy."""

    def __init__(self, taxonomy: Taxonomy, encoder: Encoder) -> None:
        self._phrases = _Phrases(taxonomy)
        self._known: dict[str, list[float]] = {}
        texts = [(theme.definition, *theme.includes, *theme.examples) for theme in taxonomy.themes]
        self._examples = encoder.encode([text for group in texts for text in group], role="document")
        lengths = np.array([len(group) for group in texts])
        self._starts = np.cumsum(lengths) - lengths
        centres = np.add.reduceat(self._examples, self._starts)
        self._centres = centres / np.linalg.norm(centres, axis=1, keepdims=True)

    def of(self, instances: Sequence[Instance], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the evidence for each theme: (n_instances, n_themes, len(KINDS)).

        Parameters
        ----------
        vectors : of the instances' texts, unit rows.
        """
        own = np.array([self._phrases.weigh(instance.text) for instance in instances])
        above = np.array([self._above(instance.headings) for instance in instances])
        spoken = _MOST * np.tanh(np.stack([*own.swapaxes(0, 1), above], axis=2) / (_UNIT * _MOST))
        nearest = np.maximum.reduceat(vectors @ self._examples.T, self._starts, axis=1)
        alike = np.stack([nearest, vectors @ self._centres.T], axis=2)
        return np.concatenate([spoken, alike], axis=2).astype(np.float32)

    def _above(self, headings: Sequence[str]) -> list[float]:
        """Return the weight of what the headings say, the nearest first and no more than two."""
        total = [0.0] * len(self._starts)
        for share, heading in zip(_HEADINGS, reversed(headings), strict=False):
            if heading not in self._known:
                if len(self._known) >= _MEMORY:
                    self._known.clear()
                self._known[heading], _ = self._phrases.weigh(heading)
            total = [t + share * h for t, h in zip(total, self._known[heading], strict=True)]
        return total


class _Phrases:
    """The phrases of all themes, and the words that only look like them."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        themes = list(enumerate(taxonomy.themes))
        self._count = len(themes)
        self._phrases = PhraseIndex((p, (n, p, weight)) for n, theme in themes for p, weight in theme.phrases)
        self._excludes = PhraseIndex((e, n) for n, theme in themes for e in theme.excludes if "…" not in e)
        self._gapped = [_Gapped(e, n) for n, theme in themes for e in theme.excludes if "…" in e]

    def weigh(self, text: str) -> tuple[list[float], list[float]]:
        """Return for each theme the weight of what speaks for it in a text, and of what was struck out.

        Each phrase counts once.
        """
        words = words_of(text)
        struck = self._struck(words)
        counted: list[dict[str, float]] = [{} for _ in range(self._count)]
        left_out: list[dict[str, float]] = [{} for _ in range(self._count)]
        ends = [0] * self._count
        for start, end, (theme, phrase, weight) in self._phrases.find(words):
            if struck and any((theme, i) in struck for i in range(start, end)):
                left_out[theme][phrase] = weight
            elif start >= ends[theme]:
                ends[theme] = end
                counted[theme][phrase] = weight
        return [_sum_up(found) for found in counted], [_sum_up(found) for found in left_out]

    def _struck(self, words: list[str]) -> set[tuple[int, int]]:
        """Return (theme, position) of the words that do not count for a theme."""
        struck = {(n, i) for start, end, n in self._excludes.find(words) for i in range(start, end)}
        present = set(words)
        for exclude in self._gapped:
            if exclude.words <= present:
                struck.update((exclude.theme, i) for i in exclude.positions(words))
        return struck


class _Gapped:
    """Words to strike out that have others between them: "đôn đốc … thực hiện kế hoạch"."""

    def __init__(self, exclude: str, theme: int) -> None:
        parts = [" ".join(words_of(part)) for part in exclude.split("…")]
        self.theme = theme
        self.words = frozenset(" ".join(parts).split())
        self._pattern = re.compile(rf"\b{f'{_GAP} '.join(parts)}\b")

    def positions(self, words: Sequence[str]) -> Iterator[int]:
        """Yield the positions of all words from the first to the last of each occurrence."""
        line = " ".join(words)
        for match in self._pattern.finditer(line):
            start = line.count(" ", 0, match.start())
            yield from range(start, start + match[0].count(" ") + 1)


def _sum_up(phrases: dict[str, float]) -> float:
    if not phrases:
        return 0.0
    strongest = max(phrases.values())
    return strongest + _FURTHER * (sum(phrases.values()) - strongest)
