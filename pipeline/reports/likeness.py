"""How alike the tasks of different plans are, by words and by meaning.

Two tasks are alike as the mean of two measures says: the cosine of their texts' vectors, and the share of
the words of the shorter one that stand in the longer one, each word weighted by its rarity (inverse document
frequency, Sparck Jones 1972). Words alone would miss other wordings, vectors alone would take two tasks of
one field for one. A text of common words only is like nothing: the share is taken of no less than what the
lightest texts weigh. A task about its own plan ("theo dõi việc thực hiện Kế hoạch này") is nobody else's.

How near the vectors of two unrelated tasks are, and how much that varies, differs from encoder to encoder. So
cosines are counted from their middle by chance and in its spread (`chance`), on the scale of the encoder with
which the two bounds were placed: just below the pairs of the real plans that a reader called the same task.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.plans.agency_names import identity
from pipeline.records import StoredTask
from pipeline.themes.examples import shipped_examples

ALIKE = 0.62
ALIKE_SAME_LEAD = 0.34  # where the same agency leads both, less says as much
_LEAST = 5  # percentile of the weights of texts
_MOST = 50  # tasks that one task is paired with
_BLOCK = 250  # tasks compared with all at a time
_SPREAD = 0.100  # of cosines by chance with the encoder with which the bounds were placed
_NORMAL = 1.4826  # makes a median deviation of normal values their standard deviation
_EVERY = 4  # of the shipped sentences that tell what chance is
_FEW = 5  # texts; that a word is rarer still says little more, or chance would outweigh the subject
_OPENING = 120  # characters in which a task says what it is about; a long one may close with its own plan
_OWN_PLAN = re.compile(
    r"\b(?:kế hoạch|chương trình|công văn|chỉ thị|công điện|quyết định|nghị quyết|đề án) này\b", re.I
)


@dataclass(frozen=True, slots=True)
class Chance:
    """Middle and spread of the cosines of unrelated tasks."""

    middle: float = 0.0
    spread: float = _SPREAD


def chance(encode: Callable[[list[str]], NDArray[np.float32]]) -> Chance:
    """Return what the cosines of unrelated tasks are, measured on shipped sentences of invented plans.

    Middle and spread are the median and the scaled median deviation, which a few pairs of the same subject do not
    move (Rousseeuw and Croux 1993, "Alternatives to the median absolute deviation").
    """
    vectors = encode([example.text for example in shipped_examples()[::_EVERY]])
    half = len(vectors) // 2
    cosines = vectors[:half] @ vectors[half:].T
    middle = float(np.median(cosines))
    return Chance(middle, max(_NORMAL * float(np.median(np.abs(cosines - middle))), 1e-3))


NO_ENCODER = Chance()


def alike(
    tasks: Sequence[StoredTask],
    words: Sequence[Sequence[str]],
    vectors: NDArray[np.float32],
    by_chance: Chance = NO_ENCODER,
) -> dict[tuple[int, int], float]:
    """Return how alike the pairs of tasks of different plans are that are alike enough.

    Parameters
    ----------
    words : of every task's own text, as segmented.
    vectors : of every task's own text (without titles and headings, which make all tasks of a plan alike), unit
        rows (n_tasks, dim).
    by_chance : what the cosines of unrelated tasks are.

    Returns
    -------
    Positions of two tasks, the first before the second → likeness.
    """
    own = [_OWN_PLAN.search(stored.task.text[:_OPENING]) for stored in tasks]
    bags = _weighted([() if mine else text for mine, text in zip(own, words, strict=True)])
    masses = np.asarray(bags.multiply(bags).sum(axis=1), np.float32).ravel()
    least = np.percentile(masses[masses > 0], _LEAST) if masses.any() else 1.0
    plans = np.unique([stored.document for stored in tasks], return_inverse=True)[1]
    agencies = _incidence([[base for name in t.task.lead for base in identity(name).bases] for t in tasks])
    found: dict[tuple[int, int], float] = {}
    for start in range(0, len(tasks), _BLOCK):
        block = slice(start, start + _BLOCK)
        cosines = np.minimum((vectors[block] @ vectors.T - by_chance.middle) * (_SPREAD / by_chance.spread), 1)
        shares = (bags[block] @ bags.T).toarray() / np.maximum(np.minimum.outer(masses[block], masses), least)
        scores = (cosines + shares) / 2
        scores[(plans[block, None] == plans) | (masses[block, None] == 0) | (masses == 0)] = -1
        same_lead = (agencies[block] @ agencies.T).toarray() > 0
        for row, others in _enough(scores, np.where(same_lead, ALIKE_SAME_LEAD, ALIKE)):
            i = start + row
            found |= {(min(i, j), max(i, j)): float(scores[row, j]) for j in others}
    return found


def _enough(scores: NDArray[np.float32], bounds: NDArray[np.float32]) -> Iterator[tuple[int, list[int]]]:
    """Give for every row the places of the scores that reach their bounds, of very many the highest."""
    reaching = scores >= bounds
    for row in np.flatnonzero(reaching.any(axis=1)).tolist():
        others = np.flatnonzero(reaching[row])
        best = np.argsort(-scores[row, others], kind="stable")[:_MOST]
        yield row, others[best].tolist()


def _weighted(words: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Return every text as a row of the square roots of its words' weights, so that products sum weights."""
    bags = _incidence([{word.lower() for word in text if any(map(str.isalpha, word))} for text in words])
    texts_with = np.asarray(bags.sum(axis=0)).ravel()
    weights = np.log((len(words) + 1 + _FEW) / (texts_with + _FEW))
    return (bags @ sparse.diags(np.sqrt(weights))).astype(np.float32)


def _incidence(found: Sequence[Collection[str]]) -> sparse.csr_matrix:
    """Return which row has which of the names, as ones of shape (rows, names)."""
    columns: dict[str, int] = {}
    cells = [
        (row, columns.setdefault(name, len(columns))) for row, names in enumerate(found) for name in sorted(set(names))
    ]
    rows, places = np.array(cells, np.int64).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, places)), shape=(len(found), max(len(columns), 1)))
