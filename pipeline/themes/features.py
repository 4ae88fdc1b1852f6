"""What a classifier sees of a task, and how its words become numbers.

Words count in three groups: the task's own (segmented), those of its headings, and those of its lead
agencies; single words and pairs of neighbours, each weighed by its rarity (tf-idf with binary counts, Salton
and Buckley 1988), each group scaled to a fixed length so that none drowns the others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.text.normalize import match_form
from pipeline.text.words import segment
from pipeline.themes.phrases import words_of

CONSTANT = ""
"""The first term of a vocabulary: every task has it, with value 1; its weight is the intercept."""

_LENGTHS = (2.0, 0.5, 0.5)  # of the groups: own words, headings, lead
_MARKS = ("", "# ", "@ ")  # tell the groups apart in a vocabulary
_FEWEST = 2  # tasks in which a pair of words must occur; a single word is kept at once

Bag = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""The different terms of a task: own, of its headings, of its lead agencies."""


class Encoder(Protocol):
    """Anything that turns texts into unit vectors; `pipeline.retrieval.encoder` has one.

    Attributes
    ----------
    fingerprint : changes whenever its vectors would.
    """

    @property
    def fingerprint(self) -> str: ...  # noqa: D102

    def encode(self, texts: Sequence[str], *, role: Literal["document"]) -> NDArray[np.float32]:
        """Return one unit row per text, (n, dim)."""
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """A task as a classifier sees it.

    Attributes
    ----------
    text, headings, lead : as in `Task`.
    words : the text segmented, the syllables of a word joined by "_".
    """

    text: str
    words: tuple[str, ...]
    headings: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, headings: Sequence[str] = (), lead: Sequence[str] = ()) -> Instance:
        """Return the instance of a text whose words are not known yet."""
        words = tuple("_".join(word.split()) for word in segment(text))
        return cls(text, words, tuple(headings), tuple(lead))

    def bag(self) -> Bag:
        """Return the terms of the three groups, each once."""
        own = _terms([word for word in map(_form, self.words) if word])
        headings = [term for heading in self.headings for term in _heading_terms(heading)]
        lead = [term for agency in self.lead for term in _heading_terms(agency)]
        return tuple(dict.fromkeys(own)), tuple(dict.fromkeys(headings)), tuple(dict.fromkeys(lead))


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: row i has `values[k]` at column `ids[k]` for k from `starts[i]` up to the next start.

    No row is empty: each begins with the constant.
    """

    ids: NDArray[np.int32]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]

    def times(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return rows @ weights: (n_rows, n_columns of the weights)."""
        return np.add.reduceat(weights[self.ids] * self.values[:, np.newaxis], self.starts, axis=0)


class Vocabulary:
    """The terms that have a weight, and how rare each is.

    Parameters
    ----------
    terms : the constant first; those of headings and agencies carry the mark of their group.
    rarity : inverse document frequency of each term, (n_terms,).
    """

    def __init__(self, terms: Sequence[str], rarity: NDArray[np.float32]) -> None:
        self.terms = tuple(terms)
        self.rarity = rarity
        self._ids: tuple[dict[str, int], ...] = ({}, {}, {})
        for i, term in enumerate(terms):
            group = next((g for g, mark in enumerate(_MARKS) if mark and term.startswith(mark)), 0)
            self._ids[group][term.removeprefix(_MARKS[group])] = i

    def __len__(self) -> int:
        return len(self.terms)

    def __contains__(self, word: str) -> bool:
        return word in self._ids[0]

    @classmethod
    def learn(cls, bags: Sequence[Bag]) -> Vocabulary:
        """Return the vocabulary of some tasks."""
        counts = Counter(mark + term for bag in bags for mark, group in zip(_MARKS, bag, strict=True) for term in group)
        kept = sorted(term for term, n in counts.items() if n >= _FEWEST or " " not in term)
        n = len(bags)
        rarity = [1.0, *(math.log((1 + n) / (1 + counts[term])) + 1 for term in kept)]
        return cls([CONSTANT, *kept], np.array(rarity, np.float32))

    def rows(self, bags: Sequence[Bag]) -> Rows:
        """Return a row per task: (n_tasks, len(self)), sparse."""
        ids: list[int] = []
        lengths: list[float] = []
        groups: list[int] = []  # where each group begins, the constant being one
        starts: list[int] = []
        for bag in bags:
            starts.append(len(ids))
            groups.append(len(ids))
            lengths.append(1.0)
            ids.append(0)
            for known, length, terms in zip(self._ids, _LENGTHS, bag, strict=True):
                found = [known[term] for term in terms if term in known]
                if found:
                    groups.append(len(ids))
                    lengths.append(length)
                    ids += found
        values = self.rarity[ids]
        norms = np.sqrt(np.add.reduceat(values**2, groups))
        sizes = np.diff([*groups, len(ids)])
        scale = np.repeat(np.array(lengths, np.float32) / norms, sizes)
        return Rows(np.array(ids, np.int32), (values * scale).astype(np.float32), np.array(starts, np.int64))


@lru_cache(maxsize=50_000)
def _form(word: str) -> str:
    """Return the form in which spellings of a word compare, "" for numbers and punctuation."""
    return match_form(word) if any(map(str.isalpha, word)) else ""


@lru_cache(maxsize=5_000)
def _heading_terms(text: str) -> list[str]:
    """Return the terms of a heading or of an agency's name, which many tasks share."""
    return _terms(words_of(text))


def _terms(words: list[str]) -> list[str]:
    return [*words, *map(" ".join, pairwise(words))]
