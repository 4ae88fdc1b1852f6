"""What a word search would say of a batch: BM25 between its questions and its answers.

Training adds these scores to the table's own in one of its losses, so that the table learns most where
words alone are wrong (Gao et al. 2021, "Complement lexical retrieval model with semantic residual
embeddings").
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.retrieval.library import Units, counts
from pipeline.retrieval.units import MARK
from pipeline.retrieval.vocabulary import Vocabulary

_K1, _B = 1.2, 0.75
_WORD = re.compile(r"\w+")
_COMMONEST = 3.0  # minus the log probability of words that weigh nothing


class WordOverlap:
    """BM25 over single words, with rarity taken from the vocabulary's probabilities."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        number = {unit: i for i, (unit, _) in enumerate(vocabulary.units)}
        words = [[MARK + word for word in unit.split(MARK)[1:]] for unit, _ in vocabulary.units]
        singles = [[number[w] for w in unit if w in number] or [i] for i, unit in enumerate(words)]
        self._singles = counts(singles, len(number))
        self._rarity = np.array([-score for _, score in vocabulary.units], np.float32).clip(_COMMONEST) - _COMMONEST

    def scores(self, questions: list[Units], answers: list[Units]) -> NDArray[np.float32]:
        """Return BM25 of every answer for every question, in standard deviations: (n_questions, n_answers)."""
        size = self._singles.shape[0]
        asked, said = counts(questions, size) @ self._singles, counts(answers, size) @ self._singles
        found = bm25(asked, said, self._rarity)
        spread: NDArray[np.float32] = found / (found.std(axis=1, keepdims=True) + 1)
        return spread


def plain_bm25(questions: list[str], documents: list[str]) -> NDArray[np.float32]:
    """Return BM25 of lower-case words (in Vietnamese: syllables): (n_questions, n_documents).

    k1 = 1.2, b = 0.75, rarity log(1 + (n - df + .5) / (df + .5)) as in Lucene.
    """
    numbers: dict[str, int] = {}
    said_words = [[numbers.setdefault(w, len(numbers)) for w in _WORD.findall(d.lower())] for d in documents]
    asked_words = [[numbers[w] for w in _WORD.findall(q.lower()) if w in numbers] for q in questions]
    said, asked = (counts(words, len(numbers)) for words in (said_words, asked_words))
    having = np.bincount(said.indices, minlength=len(numbers))
    rarity = np.log1p((len(documents) - having + 0.5) / (having + 0.5)).astype(np.float32)
    return bm25(asked, said, rarity)


def bm25(asked: Any, said: Any, rarity: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return BM25 (Robertson and Zaragoza 2009, "The probabilistic relevance framework").

    Parameters
    ----------
    asked, said : how often each word stands in each question and document, sparse (n, n_words).
    rarity : (n_words,), what a word weighs.
    """
    said = said.copy()
    length = np.asarray(said.sum(axis=1)).ravel()
    brake = _K1 * (1 - _B + _B * length / length.mean())
    said.data = said.data * (_K1 + 1) / (said.data + np.repeat(brake, np.diff(said.indptr)))
    said.data *= rarity[said.indices]
    return np.asarray((asked @ said.T).toarray(), np.float32)
