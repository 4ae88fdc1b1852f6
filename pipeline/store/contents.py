"""What the indexes are made of: the vectors, words and plans of all tasks, a chunk in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.retrieval.encoder import Encoder
from pipeline.retrieval.lexical import LexicalRow
from pipeline.store.corpus import Corpus, Passage

_CHUNK = 2_000  # tasks held in memory at a time
_MEANT = 20_000  # characters an encoder is given; a longer "task" is a file without paragraphs

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


def text_of(passage: Passage) -> str:
    """Return what an encoder is given of a task: the heading it stands under, its words, its attributes."""
    return "\n".join((*passage.headings[-1:], passage.text, *passage.attributes))[:_MEANT]


def write_vectors(
    folder: Path,
    corpus: Corpus,
    rows: NDArray[np.int64],
    encoder: Encoder,
    old: tuple[NDArray[np.int64], NDArray[Any]],
) -> NDArray[np.float16]:
    """Write the vectors of all rows and return them: (n_tasks, dim), unit rows."""
    old_rows, old_vectors = old
    stored = np.empty((len(rows), encoder.dim), np.float16)
    _, here, there = np.intersect1d(rows, old_rows, assume_unique=True, return_indices=True)
    stored[here] = old_vectors[there]
    missing = np.setdiff1d(np.arange(len(rows)), here, assume_unique=True)
    for start in range(0, len(missing), _CHUNK):
        positions = missing[start : start + _CHUNK]
        texts = [text_of(passage) for passage in corpus.passages(rows[positions])]
        stored[positions] = encoder.encode(texts, role="document")
    np.save(folder / "vectors.npy", stored)
    return stored


def lexical_rows(corpus: Corpus, rows: NDArray[np.int64], progress: Progress) -> Iterator[LexicalRow]:
    """Give every task as the word index wants it, a chunk in memory at a time."""
    for start in range(0, len(rows), _CHUNK):
        for position, passage in enumerate(corpus.passages(rows[start : start + _CHUNK]), start):
            yield LexicalRow(position, passage.text, passage.headings, passage.title, passage.attributes)
        progress(min(start + _CHUNK, len(rows)), len(rows))


def plans_of(corpus: Corpus, rows: NDArray[np.int64]) -> list[str | None]:
    """Return the plan of every task."""
    chunks = (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
    return [plan for chunk in chunks for plan in corpus.plans(chunk)]
