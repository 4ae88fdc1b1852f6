"""The training corpus as unit numbers, so that every step can cut what it asks from numbers alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.retrieval.corpus import Document
from pipeline.retrieval.units import UNKNOWN_ID, UnitTokenizer

Units = NDArray[np.int32]


class Pool:
    """Many texts as unit numbers in one row; unknown words are left out."""

    def __init__(self, texts: Iterable[Sequence[int]]) -> None:
        found = [np.array([u for u in text if u != UNKNOWN_ID], np.int32) for text in texts]
        self.units: Units = np.concatenate([np.empty(0, np.int32), *found])
        self.starts: NDArray[np.int64] = np.cumsum([0, *map(len, found)])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> Units:
        return self.units[self.starts[i] : self.starts[i + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many units each text has: (n,)."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that is learned from.

    Attributes
    ----------
    clauses : of all documents, in order; document d has those from `first[d]` to `first[d + 1]`.
    owner : the document of each clause.
    titles, topics : one per document, empty where there is none.
    english, vietnamese : the two sides of the translations, in the files' order.
    """

    clauses: Pool
    first: NDArray[np.int64]
    owner: NDArray[np.int64]
    titles: Pool
    topics: Pool
    english: Pool
    vietnamese: Pool

    def text_of(self, document: int) -> Units:
        """Return all units of a document."""
        starts = self.clauses.starts
        return self.clauses.units[starts[self.first[document]] : starts[self.first[document + 1]]]


def as_units(
    documents: Sequence[Document], translations: Sequence[tuple[str, str]], tokenizer: UnitTokenizer
) -> Library:
    """Return documents and translations as unit numbers."""
    lengths = [len(document.clauses) for document in documents]
    return Library(
        clauses=Pool(tokenizer.units(c) for d in documents for c in d.clauses),
        first=np.cumsum([0, *lengths]),
        owner=np.repeat(np.arange(len(documents)), lengths),
        titles=Pool(tokenizer.units(d.title) for d in documents),
        topics=Pool(tokenizer.units(d.topic) for d in documents),
        english=Pool(tokenizer.units(en) for en, _ in translations),
        vietnamese=Pool(tokenizer.units(vi) for _, vi in translations),
    )


def counts(texts: Sequence[Sequence[int] | Units], n_columns: int) -> sparse.csr_matrix:
    """Return how often each number stands in each text: (n_texts, n_columns)."""
    lengths = [len(text) for text in texts]
    columns = np.concatenate([np.empty(0, np.int32), *(np.asarray(text, np.int32) for text in texts)])
    starts = np.cumsum([0, *lengths]).astype(np.int32)
    matrix = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), (len(lengths), n_columns))
    matrix.sum_duplicates()
    return matrix
