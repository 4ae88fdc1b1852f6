"""Candidates for an answer, by words and by meaning, in one order; and how many answers there are in all.

A task is an answer if it matches in words (a content word of the question, or its form in the glossary), if
it is close in meaning, or if it cites the document asked for. Other conditions understood from the question
lift the answers that meet them; where a question is nothing but conditions, those that meet them all answer.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Query
from pipeline.retrieval.dense import DenseIndex
from pipeline.retrieval.encoder import Encoder
from pipeline.retrieval.fusion import align, fuse, zscores
from pipeline.retrieval.lexical import LexicalIndex
from pipeline.retrieval.plans import PlanVectors
from pipeline.search.topic import Topic
from pipeline.search.wishes import Positions, Scores, Wish, bonus

Chance = tuple[float, float]
"""Middle and spread of the cosines that a question has by chance."""

DEPTH = 200  # candidates taken from each search; fixed, so that the order does not depend on the page
_KNOWN = 500  # word scores that are known for candidates found by meaning; beyond, they count as zero
# Spreads above what a question's cosines are by chance (`DenseIndex.chance`), whatever the encoder: from there …
_CLOSE = 5.0  # … a task answers though it says none of the words
_WORTH_A_WORD = 2.0  # … closeness is a reason
_MODELS = 5  # best answers that others are compared with
_COMMON, _FEW = 0.1, 50  # share (and number) of tasks from which a word says too little to make an answer alone


class Index(Protocol):
    """A generation of the indexes: position i is the task at `rows[i]` of the corpus; rows ascend."""

    @property
    def rows(self) -> Positions: ...  # noqa: D102

    @property
    def dense(self) -> DenseIndex: ...  # noqa: D102

    @property
    def plans(self) -> PlanVectors: ...  # noqa: D102

    @property
    def lexical(self) -> LexicalIndex: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Weights:
    """What z-scores count: of the two searches, and of what else nearness in meaning says.

    The default was chosen on development questions.

    Attributes
    ----------
    plan : how near the whole plan is to the question.
    best : how near a task is to the best ones, which often say in officials' words what was asked in others'
        (pseudo-relevance feedback, Rocchio 1971).
    """

    lexical: float = 1.0
    dense: float = 0.5
    plan: float = 0.4
    best: float = 0.5

    @classmethod
    def only(cls, search: Literal["lexical", "dense"]) -> Self:
        """Return the weights of one of the two searches alone."""
        return cls(float(search == "lexical"), float(search == "dense"), 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Answers, best first, with their scores and cosines (NaN where closeness says nothing).

    Attributes
    ----------
    total : how many answers there are, also those that nobody ranked.
    """

    positions: Positions
    scores: Scores
    cosines: Scores
    total: int

    def without(self, position: int) -> Ranked:
        """Return the others."""
        return self.only(self.positions != position)

    def only(self, kept: NDArray[np.bool_]) -> Ranked:
        """Return some of the answers that were ranked."""
        total = self.total - int((~kept).sum())
        return Ranked(self.positions[kept], self.scores[kept], self.cosines[kept], total)


NOBODY = Ranked(np.empty(0, np.int64), np.empty(0), np.empty(0), 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the searches take it.

    Attributes
    ----------
    query, topic, wishes : what was understood.
    kept : positions that the filters allow, ascending; None for all.
    by_meaning : whether only tasks close in meaning answer: a whole text shares some word with every task.
    """

    query: Query
    topic: Topic
    wishes: tuple[Wish, ...]
    kept: Positions | None
    by_meaning: bool = False


class Ranker:
    """Ranks the tasks of one generation of the indexes."""

    def __init__(self, index: Index, encoder: Encoder, weights: Weights) -> None:
        self._index = index
        self._encoder = encoder
        self._weights = weights
        self._beside = ThreadPoolExecutor(max_workers=1)

    def rank(self, asked: Asked) -> Ranked:
        """Return the best answers in their order; all of them where only conditions were asked."""
        if asked.topic.ideas:
            return self._by_content(asked)
        pool = self._pool(asked)
        positions = np.arange(len(self._index.rows)) if pool is None else pool
        met = [wish.strengths[positions] for wish in asked.wishes]
        positions = positions[np.all(met, axis=0)] if met else positions
        cosines = np.full(len(positions), np.nan)
        return _ordered(positions, bonus(asked.wishes, positions), cosines, len(positions))

    def _pool(self, asked: Asked) -> Positions | None:
        """Return the positions that the filters allow and that hold the quoted words, ascending; None for all."""
        if not asked.query.phrases:
            return asked.kept
        return _both(self._index.lexical.holding(asked.query.phrases), asked.kept)

    def _by_content(self, asked: Asked) -> Ranked:
        """Find candidates by words and by meaning, among all and among those that meet what was understood."""
        pool = self._pool(asked)
        pools = [pool, *(_both(np.flatnonzero(wish.strengths), pool) for wish in asked.wishes)]
        vector = self._vector(asked)
        # the two searches need neither each other nor Python
        nearest = self._beside.submit(self._near, vector, pools)
        said, worth = self._said(asked, _KNOWN)
        meant = self._meant(asked, pool)
        found = [said[:DEPTH], *(said[wish.strengths[said] > 0][:DEPTH] for wish in asked.wishes)]
        near, close, chance = nearest.result()
        candidates = np.unique(np.concatenate([*found, *near]))
        scores, cosines = self._scores(asked, candidates, vector, (said, worth))
        cosines = _telling(cosines, chance)
        only_close = _members(close, len(meant)) & ~meant & (not asked.query.phrases)
        answers = (meant | only_close)[candidates]
        total = int(np.count_nonzero(meant) + np.count_nonzero(only_close))
        return _ordered(candidates[answers], scores[answers], cosines[answers], total)

    def _said(self, asked: Asked, most: int) -> tuple[Positions, NDArray[np.float32]]:
        """Return the best by words of the pool and their scores."""
        wordings, phrases = asked.topic.wordings(), asked.query.phrases
        return self._index.lexical.search(wordings, most, phrases=phrases, keep=asked.kept)

    def further(self, asked: Asked, best: Ranked) -> Ranked:
        """Return all answers: the best ones, and the others in an order of their own below them."""
        if len(best.positions) == best.total:
            return best
        pool = self._pool(asked)
        said, worth = self._said(asked, len(self._index.rows))
        others = np.setdiff1d(np.flatnonzero(self._meant(asked, pool)), best.positions)
        vector = self._vector(asked)
        scores, cosines = self._scores(asked, others, vector, (said, worth), best.positions)
        cosines = _telling(cosines, self._index.dense.chance(vector))
        if len(others) and len(best.scores):
            scores = np.minimum(scores - scores.max(), 0.0) + best.scores.min()
        rest = _ordered(others, scores, cosines, best.total)
        return Ranked(
            np.concatenate([best.positions, rest.positions]),
            np.concatenate([best.scores, rest.scores]),
            np.concatenate([best.cosines, rest.cosines]),
            best.total,
        )

    def everything(self, asked: Asked, best: Ranked | None = None) -> NDArray[np.bool_]:
        """Tell which tasks answer, (n_tasks,): who says or cites what was asked, and who is close in meaning.

        Parameters
        ----------
        best : what `rank` gave, if it is known.
        """
        if not asked.topic.ideas:
            return _members((best or self.rank(asked)).positions, len(self._index.rows))
        pool = self._pool(asked)
        answers = self._meant(asked, pool)
        if not asked.query.phrases:
            answers[self._near(self._vector(asked), [pool])[1] if best is None else best.positions] = True
        return answers

    def are_close(self, asked: Asked, ranked: Ranked) -> NDArray[np.bool_]:
        """Tell which answers are so close in meaning that they need say none of the words."""
        return np.asarray(ranked.cosines >= _close(self._index.dense.chance(self._vector(asked))))

    def _near(
        self, vector: NDArray[np.float32], pools: list[Positions | None]
    ) -> tuple[list[Positions], Positions, Chance]:
        """Return the positions nearest in meaning of each pool; those of the first that are close; what chance is."""
        found = [self._index.dense.search(vector, DEPTH, keep=pool) for pool in pools]
        (positions, cosines), chance = found[0], self._index.dense.chance(vector)
        return [nearest[0] for nearest, _ in found], positions[0][cosines[0] >= _close(chance)], chance

    def _scores(
        self,
        asked: Asked,
        positions: Positions,
        vector: NDArray[np.float32],
        said: tuple[Positions, NDArray[Any]],
        best: Positions | None = None,
    ) -> tuple[Scores, Scores]:
        """Return the scores of positions, by what the word search found and by meaning, and their cosines.

        Parameters
        ----------
        best : the best answers, if they are known already; else they are among the positions.
        """
        rows, weights = self._index.dense.rows(positions), self._weights
        cosines = _products(rows, vector[0])
        scores = bonus(asked.wishes, positions) + fuse(
            [
                (align(positions, [said], 0.0), weights.lexical),
                (cosines, weights.dense),
                (self._index.plans.cosines(vector, positions), weights.plan),
            ]
        )
        first = rows[np.argsort(-scores)[:_MODELS]] if best is None else self._index.dense.rows(best[:_MODELS])
        scores += weights.best * zscores(_products(rows, first.sum(axis=0, dtype=np.float64)))
        return scores, cosines

    def _meant(self, asked: Asked, pool: Positions | None) -> NDArray[np.bool_]:
        """Tell which tasks of the pool (None: of all) answer by what they say or cite, (n_tasks,)."""
        everybody = len(self._index.rows)
        allowed = np.ones(everybody, bool) if pool is None else _members(pool, everybody)
        if asked.query.phrases:  # whoever says the quoted words answers
            return allowed
        meant = self._index.lexical.saying_any(self._telling(asked))
        for wish in asked.wishes:
            if wish.answers:
                meant |= wish.strengths > 0
        return np.asarray(meant & allowed)

    def _telling(self, asked: Asked) -> list[str]:
        """Return the content words of the topic: rare enough to say something, if any is."""
        terms = [] if asked.by_meaning else asked.topic.content()
        most = max(_COMMON * len(self._index.rows), _FEW)
        return [term for term in terms if self._index.lexical.frequency(term) <= most] or terms

    def _vector(self, asked: Asked) -> NDArray[np.float32]:
        """Return the question as a unit row (1, dim): halfway between as asked and as officials word it."""
        texts = dict.fromkeys((asked.query.words, asked.topic.official()))
        mean = self._encoder.encode(list(texts), role="query").mean(axis=0, keepdims=True)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _close(chance: Chance) -> float:
    """Return the cosine from which a task answers though it says none of the words."""
    middle, spread = chance
    return min(middle + _CLOSE * spread, (middle + 1) / 2)  # with few dimensions, half way to the same text


def _telling(cosines: Scores, chance: Chance) -> Scores:
    """Return the cosines that are a reason, NaN for those that chance would give."""
    middle, spread = chance
    return np.where(cosines >= middle + _WORTH_A_WORD * spread, cosines, np.nan)


def _products(rows: NDArray[np.float32], vector: NDArray[np.floating[Any]]) -> Scores:
    """Return the product of each row with a vector, the same whatever rows stand beside it (BLAS's is not)."""
    return np.asarray(np.einsum("ij,j->i", rows, vector), np.float64)


def _members(positions: Positions, size: int) -> NDArray[np.bool_]:
    """Return which of so many positions are among these."""
    members = np.zeros(size, bool)
    members[positions] = True
    return members


def _both(positions: Positions, kept: Positions | None) -> Positions:
    return positions if kept is None else np.intersect1d(positions, kept, assume_unique=True)


def _ordered(positions: Positions, scores: Scores, cosines: Scores, total: int) -> Ranked:
    order = np.lexsort((positions, -scores))
    return Ranked(positions[order], scores[order], cosines[order], total)
