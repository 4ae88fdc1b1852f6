"""Which themes a task has, judged by the phrases of the taxonomy.

The odds of a theme grow with the phrases that speak for it: log odds = -3 + strongest phrase + a third of
every other phrase + a share of the same evidence in the headings above. A phrase inside a longer one or
inside struck-out words does not count. It is a plain additive model of evidence (Good 1985, "Weight of
evidence"), set by hand from the definitions, not fitted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.records import ThemeScore
from pipeline.themes.phrases import PhraseIndex, words_of
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

BIAS = -3.0
THRESHOLD = 0.5
_FURTHER = 1 / 3
_HEADINGS = (0.6, 0.3)  # the nearest heading, the one above it
_GAP = r"(?: \w+){0,8}?"


class Tagger:
    """Gives every theme of a taxonomy a probability for a task."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        themes = list(enumerate(taxonomy.themes))
        self._ids = taxonomy.ids
        self._phrases = PhraseIndex((p, (n, p, weight)) for n, theme in themes for p, weight in theme.phrases)
        self._excludes = PhraseIndex((e, n) for n, theme in themes for e in theme.excludes if "…" not in e)
        self._gapped = [_Gapped(e, n) for n, theme in themes for e in theme.excludes if "…" in e]

    @classmethod
    def open(cls) -> Tagger:
        """Open the tagger over the taxonomy of the package."""
        return cls(load_taxonomy())

    def tag(self, texts: Sequence[str], headings: Sequence[Sequence[str]]) -> list[tuple[ThemeScore, ...]]:
        """Return the scores of all themes, in the taxonomy's order, for every text.

        Parameters
        ----------
        texts : tasks' own words.
        headings : for every text the words of the items above it, outermost first; as many as texts.
        """
        known: dict[str, list[float]] = {}
        scores = []
        for text, above in zip(texts, headings, strict=True):
            total = self._evidence(text)
            for share, heading in zip(_HEADINGS, reversed(above), strict=False):
                if heading not in known:
                    known[heading] = self._evidence(heading)
                total = [t + share * h for t, h in zip(total, known[heading], strict=True)]
            scores.append(tuple(map(_score, self._ids, total)))
        return scores

    def _evidence(self, text: str) -> list[float]:
        """Return for each theme the weight of what speaks for it in a text; each phrase counts once."""
        words = words_of(text)
        struck = self._struck(words)
        weights: list[dict[str, float]] = [{} for _ in self._ids]
        ends = [0] * len(self._ids)
        for start, end, (theme, phrase, weight) in self._phrases.find(words):
            if start >= ends[theme] and not any((theme, i) in struck for i in range(start, end)):
                ends[theme] = end
                weights[theme][phrase] = weight
        return [_sum_up(found.values()) if found else 0.0 for found in weights]

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


def _sum_up(weights: Collection[float]) -> float:
    strongest = max(weights)
    return strongest + _FURTHER * (sum(weights) - strongest)


def _score(theme: str, evidence: float) -> ThemeScore:
    probability = 1 / (1 + math.exp(-(BIAS + evidence)))
    return ThemeScore(theme, round(probability, 4), probability >= THRESHOLD)
