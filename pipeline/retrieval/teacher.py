"""What a teacher says of English sentences, for the sentences and their translations to learn.

A real language model knows which English sentences mean the same in other words; pulling both sides of a
translation towards its vector of the English side gives the table some of that (Reimers and Gurevych
2020, "Making monolingual sentence embeddings multilingual using knowledge distillation").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pipeline.retrieval.encoder import Encoder

_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Lessons:
    """Pair `pairs[i]` of the translations should lie at `targets[i]`, a unit row; both may be empty."""

    pairs: NDArray[np.int64]
    targets: NDArray[np.float32]


def no_lessons(dim: int) -> Lessons:
    """Return the lessons of no teacher."""
    return Lessons(np.empty(0, np.int64), np.empty((0, dim), np.float32))


def teach(teacher: Encoder, english: Sequence[str], *, count: int, dim: int) -> Lessons:
    """Ask a teacher about the `count` shortest sentences and project its answers onto `dim` directions.

    The longest half would take it most of the time and is cut by most teachers anyway.
    """
    by_length = sorted(range(len(english)), key=lambda i: len(english[i]))
    chosen = np.array(by_length[:count], np.int64)
    parts = tqdm(np.array_split(chosen, max(1, len(chosen) // _AT_ONCE)), desc="asking the teacher")
    answers = [teacher.encode([english[i] for i in part], role="document") for part in parts]
    return Lessons(chosen, principal_directions(np.concatenate(answers), dim))


def principal_directions(vectors: NDArray[np.float32], dim: int) -> NDArray[np.float32]:
    """Return unit rows projected onto the `dim` directions that keep most of their cosines.

    These are the eigenvectors of the uncentred covariance (principal components without the mean taken
    off, which would change the cosines); the rows come back with length one.
    """
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    projected = vectors @ directions[:, ::-1][:, :dim]
    unit: NDArray[np.float32] = projected / np.linalg.norm(projected, axis=1, keepdims=True)
    return unit
