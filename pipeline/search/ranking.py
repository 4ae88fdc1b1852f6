"""Meeting a question with the tasks: candidates by words and by meaning, one order, plans with their proof.

Conditions given by flags are kept strictly. What was understood from the words of a question (a role, a
code, a time limit) lifts the tasks that meet it; where nothing else was asked, only those are answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import QueryError
from pipeline.records import Answer, Filters, Hit, PlanHit, Query, StoredTask
from pipeline.retrieval.dense import DenseIndex
from pipeline.retrieval.encoder import Encoder
from pipeline.retrieval.fusion import align, fuse
from pipeline.retrieval.lexical import LexicalIndex
from pipeline.search.explain import Explainer
from pipeline.search.glossary import Glossary, shipped_glossary
from pipeline.search.language import is_english
from pipeline.search.matching import Matcher, Tasks
from pipeline.search.query import parse_query
from pipeline.search.topic import Topic, literal_topic, topic_of
from pipeline.search.wishes import DIRECT, Positions, Scores, Wish, Wishes, bonus

By = Literal["task", "plan"]

DEPTH = 200  # candidates taken from each search; fixed, so that totals do not depend on the page
_KNOWN = 1000  # word scores that are known for candidates found by meaning; beyond, they count as zero
_LEXICAL, _DENSE = 1.0, 0.5  # weights of the z-scores; chosen on development questions
_NEAR = 0.5  # a task that says none of the words is an answer if it is so near, relative to the nearest
_LOOKED_AT = 300  # best tasks among which those that prove a plan are looked for
_PROOFS = 5  # tasks shown as proof of one plan
_TOPIC = 0.45  # how much of the topic a proof says at least …
_TOPIC_OF_BEST = 0.5  # … and relative to the proof that says most


class Index(Protocol):
    """A generation of the indexes: position i is the task at `rows[i]` of the corpus; rows ascend."""

    @property
    def rows(self) -> Positions: ...  # noqa: D102

    @property
    def dense(self) -> DenseIndex: ...  # noqa: D102

    @property
    def lexical(self) -> LexicalIndex: ...  # noqa: D102


_Placed = tuple[int, StoredTask]  # a task and its 0-based place in the ranking


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Candidates, best first, with their scores and cosines (NaN where no vector was compared)."""

    positions: Positions
    scores: Scores
    cosines: Scores


class Searcher:
    """Answers questions over one generation of the indexes and the corpus it was built from."""

    def __init__(self, corpus: Tasks, index: Index, encoder: Encoder, *, glossary: Glossary | None = None) -> None:
        self._corpus = corpus
        self._index = index
        self._encoder = encoder
        self._glossary = glossary
        self._matcher = Matcher(corpus)
        self._wishes = Wishes(self._matcher, index.rows)

    def search(
        self,
        text: str = "",
        *,
        filters: Filters | None = None,
        k: int = 10,
        offset: int = 0,
        by: By = "task",
        understand: bool = True,
    ) -> Answer:
        """Answer a question.

        Parameters
        ----------
        text : the question; may be empty where filters are given, then tasks come in document order.
        filters : conditions that every hit meets.
        k, offset : the page: at most `k` hits (plans with `by="plan"`) after the first `offset`.
        understand : whether roles, codes, limits and everyday words in the question mean something.

        Returns
        -------
        The hits of the page, best first, equal ones in document order; `total` is the same for every page.
        For a question after plans or after an agency's duties, `plans` are only those that truly assign it.

        Raises
        ------
        QueryError
            Neither words nor a filter, or a page that cannot be.
        """
        given = filters or Filters()
        if k < 1 or offset < 0:
            raise QueryError(
                f"k={k}, offset={offset}: k phải từ 1, offset từ 0 (k must be 1 or more, offset 0 or more)."
            )
        query = self._read(text, given, understand)
        topic = self._topic(query) if understand else literal_topic(query.words)
        wishes = self._wishes.of(query)
        ranked = self._ranked(query, topic, wishes, self._kept(given, query.phrases))
        explainer = Explainer(query, given, topic, self._index.lexical.rarity)
        shown = _shown(query, given)
        if by == "plan":
            plans = self._plans(ranked, query, topic, wishes, explainer)
            page = plans[offset : offset + k]
            return Answer(shown, len(plans), tuple(hit for plan in page for hit in plan.hits), page)
        hits = self._hits(ranked, self._tasks(ranked, slice(offset, offset + k)), explainer)
        asked = query.plans_wanted
        plans = self._plans(ranked, query, topic, wishes, explainer) if asked else _grouped(hits)
        return Answer(shown, len(ranked.positions), hits, plans)

    def _read(self, text: str, given: Filters, understand: bool) -> Query:
        if not text.strip():
            if given == Filters():
                raise QueryError(
                    "Chưa hỏi gì (nothing was asked): cần một câu hỏi, một điều kiện lọc như --lead, hoặc cả hai."
                )
            return Query(text, "")
        return parse_query(text, understand=understand, glossary=self._words() if understand else None)

    def _topic(self, query: Query) -> Topic:
        return topic_of(query.words, self._words(), english=is_english(query.text))

    def _words(self) -> Glossary:
        self._glossary = self._glossary or shipped_glossary()
        return self._glossary

    def _kept(self, given: Filters, phrases: Sequence[str]) -> Positions | None:
        """Return the positions that the filters allow and that hold the quoted words; None for all."""
        rows = self._matcher.allowed(given)
        kept = None if rows is None else self._wishes.positions(rows)
        if phrases:
            found, _ = self._index.lexical.search("", len(self._index.rows), phrases=phrases, keep=kept)
            kept = np.sort(found)
        return kept

    def _ranked(self, query: Query, topic: Topic, wishes: Sequence[Wish], kept: Positions | None) -> _Ranked:
        """Return all answers in their order."""
        if topic.ideas:
            return self._by_content(query, topic, wishes, kept)
        positions = np.arange(len(self._index.rows)) if kept is None else kept
        met = [wish.strengths[positions] for wish in wishes]
        positions = positions[np.all(met, axis=0)] if met else positions
        return _ordered(positions, bonus(wishes, positions), np.full(len(positions), np.nan))

    def _by_content(self, query: Query, topic: Topic, wishes: Sequence[Wish], kept: Positions | None) -> _Ranked:
        """Candidates by words and by meaning, among all and among those that meet what was understood."""
        clauses, vector = topic.clauses(), self._vector(query, topic)
        pools = [kept, *(_both(np.flatnonzero(wish.strengths), kept) for wish in wishes)]
        said = [self._index.lexical.search(clauses, _KNOWN, keep=pool) for pool in pools]
        near = [self._index.dense.search(vector, DEPTH, keep=pool)[0][0] for pool in pools]
        candidates = np.unique(np.concatenate([*(positions[:DEPTH] for positions, _ in said), *near]))
        compared, nearness = self._index.dense.search(vector, len(candidates), keep=candidates)
        cosines = align(candidates, [(compared[0], nearness[0])], 0.0)
        lexical = align(candidates, said, 0.0)
        added = bonus(wishes, candidates)
        scores = fuse([(lexical, _LEXICAL), (cosines, _DENSE)]) + added
        answers = (lexical > 0) | (added > 0) | (cosines >= _NEAR * cosines.max(initial=0.0))
        return _ordered(candidates[answers], scores[answers], cosines[answers])

    def _vector(self, query: Query, topic: Topic) -> NDArray[np.float32]:
        """Return the question as a unit row (1, dim): halfway between as asked and as officials word it."""
        texts = dict.fromkeys((query.words, topic.official()))
        mean = self._encoder.encode(list(texts), role="query").mean(axis=0, keepdims=True)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)

    def _plans(
        self, ranked: _Ranked, query: Query, topic: Topic, wishes: Sequence[Wish], explainer: Explainer
    ) -> tuple[PlanHit, ...]:
        """Return the plans in the order of their best tasks, each with some of them as proof."""
        places = np.arange(len(ranked.positions))
        if query.plans_wanted:
            for wish in wishes:
                places = places[wish.strengths[ranked.positions[places]] >= DIRECT]
        tasks = self._tasks(ranked, places[:_LOOKED_AT])
        if query.plans_wanted and topic.ideas:
            tasks = self._on_topic(tasks, topic)
        by_file: dict[str, list[_Placed]] = {}
        for place, task in tasks:
            by_file.setdefault(task.files[0], []).append((place, task))
        proofs = [placed for of_plan in by_file.values() for placed in of_plan[:_PROOFS]]
        return _grouped(self._hits(ranked, proofs, explainer))

    def _on_topic(self, tasks: list[_Placed], topic: Topic) -> list[_Placed]:
        """Keep the tasks that truly speak of the topic."""
        rarity = lru_cache(maxsize=None)(self._index.lexical.rarity)
        shares = [topic.coverage(_said(task), rarity) for _, task in tasks]
        enough = max(_TOPIC, _TOPIC_OF_BEST * max(shares, default=0.0))
        return [placed for placed, share in zip(tasks, shares, strict=True) if share >= enough]

    def _hits(self, ranked: _Ranked, tasks: Sequence[_Placed], explainer: Explainer) -> tuple[Hit, ...]:
        """Return tasks as hits, with their reasons."""
        return tuple(
            Hit(task, float(ranked.scores[i]), i + 1, explainer.reasons(task, float(ranked.cosines[i])))
            for i, task in tasks
        )

    def _tasks(self, ranked: _Ranked, places: slice | NDArray[np.intp]) -> list[_Placed]:
        """Return the tasks at some places of the ranking; those that have left the corpus are left out."""
        numbers = np.arange(len(ranked.positions))[places].tolist()
        rows = self._index.rows[ranked.positions[places]]
        tasks = self._corpus.tasks(rows)
        if len(tasks) < len(rows):
            found = ((i, self._corpus.tasks(rows[n : n + 1])) for n, i in enumerate(numbers))
            return [(i, task) for i, some in found for task in some]
        return list(zip(numbers, tasks, strict=True))


def _both(positions: Positions, kept: Positions | None) -> Positions:
    return positions if kept is None else np.intersect1d(positions, kept, assume_unique=True)


def _ordered(positions: Positions, scores: Scores, cosines: Scores) -> _Ranked:
    order = np.lexsort((positions, -scores))
    return _Ranked(positions[order], scores[order], cosines[order])


def _said(stored: StoredTask) -> tuple[str, ...]:
    """All that a task says with what stands above it."""
    task = stored.task
    return task.text, *task.attributes, *task.headings, stored.header.title or ""


def _grouped(hits: Sequence[Hit]) -> tuple[PlanHit, ...]:
    """Plans in the order of their best hits."""
    by_file: dict[str, list[Hit]] = {}
    for hit in hits:
        by_file.setdefault(hit.task.files[0], []).append(hit)
    return tuple(
        PlanHit(file, of_plan[0].task.header, of_plan[0].score, rank, tuple(of_plan))
        for rank, (file, of_plan) in enumerate(by_file.items(), 1)
    )


def _shown(query: Query, given: Filters) -> Query:
    """Return the query with all its conditions: those given and those understood."""
    asked = query.filters
    return replace(
        query,
        filters=Filters(
            themes=given.themes,
            leads=given.leads + asked.leads,
            partners=given.partners + asked.partners,
            files=given.files,
            issuers=given.issuers,
            references=given.references + asked.references,
            due_from=given.due_from or asked.due_from,
            due_to=given.due_to or asked.due_to,
        ),
    )
