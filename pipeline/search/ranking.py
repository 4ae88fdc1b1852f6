"""Meeting a question with the tasks: what is asked is understood, ranked and explained, plans with their proof.

Conditions given by flags are kept strictly. What was understood from the words of a question (a role, a
code, a time limit) lifts the tasks that meet it; where nothing else was asked, only those are answers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np

from pipeline.errors import QueryError
from pipeline.records import Answer, Filters, Hit, Language, Query, Question, StoredTask
from pipeline.retrieval.encoder import Encoder
from pipeline.search.candidates import NOBODY, Asked, Index, Ranked, Ranker, Weights
from pipeline.search.explain import Explainer
from pipeline.search.facets import Facet, Facets, beside
from pipeline.search.glossary import Glossary, shipped_glossary
from pipeline.search.language import is_english
from pipeline.search.matching import Matcher, Rows, Tasks, theme_id
from pipeline.search.query import LONGEST_QUESTION, parse_query
from pipeline.search.showing import check_page, grouped, shown
from pipeline.search.similar import is_task_id, telling_topic, words_of_task
from pipeline.search.topic import Topic, literal_topic, topic_of
from pipeline.search.wishes import DIRECT, Positions, Wishes
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

By = Literal["task", "plan"]

_LOOKED_AT = 300  # best tasks among which those that prove a plan are looked for
_PROOFS = 5  # tasks shown as proof of one plan
_TOPIC = 0.45  # how much of the topic a proof says at least …
_TOPIC_OF_BEST = 0.5  # … and relative to the proof that says most

_DEFAULT = Weights()
_Plan = tuple[str, list[int]]  # a plan's file and the places of its proofs in the ranking, best first


class Searcher:
    """Answers questions over one generation of the indexes and the corpus it was built from.

    Parameters
    ----------
    glossary : the shipped one by default.
    weights : of the two searches, for experiments.
    taxonomy : the themes that a question can name, the shipped ones by default.
    """

    def __init__(
        self,
        corpus: Tasks,
        index: Index,
        encoder: Encoder,
        *,
        glossary: Glossary | None = None,
        weights: Weights = _DEFAULT,
        taxonomy: Taxonomy | None = None,
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._encoder = encoder
        self._glossary = glossary
        self._taxonomy = taxonomy or load_taxonomy()
        self._matcher = Matcher(corpus, self._taxonomy)
        self._wishes = Wishes(self._matcher, index.rows)
        self._facets = Facets(corpus, self._wishes, self._taxonomy)
        self._last: tuple[object, Asked, Ranked] | None = None
        self._ranker = Ranker(index, encoder, weights)

    def search(
        self,
        text: str = "",
        *,
        filters: Filters | None = None,
        k: int = 10,
        offset: int = 0,
        by: By = "task",
        understand: bool = True,
        without: Collection[str] = (),
        language: Language | None = None,
        plans: bool = True,
    ) -> Answer:
        """Answer a question.

        Parameters
        ----------
        text : the question; may be empty where filters are given, then tasks come in document order.
        filters : conditions that every hit meets.
        k, offset : the page: at most `k` hits (plans with `by="plan"`) after the first `offset`.
        understand : whether roles, codes, limits and everyday words in the question mean something.
        without : keys of parts understood (`Understood.key`) that are to be taken for nothing but words.
        language : of the reasons, None for that of the question.
        plans : whether the plans come along with `by="task"`; who does not show them need not wait for them.

        Returns
        -------
        The hits of the page, best first, equal ones in document order. `total` is how many tasks (plans with
        `by="plan"`) answer, the same for every page: they say a content word of the question or its form in
        the glossary, are close in meaning, or meet what else was asked.
        For a question after plans or after an agency's duties, `plans` are only those that truly assign it;
        with `by="task"` each has its best proof alone, without reasons where that is not a hit of the page.

        Raises
        ------
        QueryError
            Neither words nor a filter, or a page that cannot be.
        """
        given = filters or Filters()
        check_page(k, offset)
        asked, best = self._ranked(text, given, understand, without)
        explainer = self._explainer(asked.query, given, asked.topic, language)
        query = shown(asked.query, given)
        if by == "plan":
            proven = self._plans(best, asked)
            page = [(file, places[:_PROOFS]) for file, places in proven[offset : offset + k]]
            hits = self._hits(best, [place for _, places in page for place in places], explainer)
            return Answer(query, len(proven), hits, grouped(hits, offset))
        ranked = best if offset + k <= len(best.positions) else self._ranker.further(asked, best)
        hits = self._hits(ranked, range(len(ranked.positions))[offset : offset + k], explainer)
        if not plans:
            return Answer(query, ranked.total, hits, ())
        if not asked.query.plans_wanted:
            return Answer(query, ranked.total, hits, grouped(hits))
        shown_already = {hit.rank - 1: hit for hit in hits}
        proving = [places[0] for _, places in self._plans(best, asked)]
        others = self._hits(best, [place for place in proving if place not in shown_already])
        proofs = shown_already | {hit.rank - 1: hit for hit in others}
        return Answer(query, ranked.total, hits, grouped([proofs[place] for place in proving if place in proofs]))

    def facets(
        self,
        text: str = "",
        *,
        filters: Filters | None = None,
        understand: bool = True,
        without: Collection[str] = (),
    ) -> tuple[Facet, ...]:
        """Return by what an answer could be narrowed; see `search.facets`, parameters as in `search`.

        Without words and filters the tasks of the whole corpus are counted.
        """
        given = filters or Filters()
        if not text.strip():
            return self._facets.of(self._facets.mask(beside(given), date.today()), given, date.today())
        asked, best = self._ranked(text, given, understand, without)
        if given == beside(given):
            return self._facets.of(self._ranker.everything(asked, best), given, date.today())
        whole = replace(asked, kept=self._kept(asked.query, beside(given)))
        return self._facets.of(self._ranker.everything(whole), given, date.today())

    def sure(self, question: Question, among: Rows, *, k: int = 10, offset: int = 0) -> Answer:
        """Return the tasks at some rows that answer a question without doubt, of the best few hundred there.

        They meet every condition understood (the agency itself, not a group it belongs to or a partner), and
        say as much of the topic as a proof of a plan has to, or are so close in meaning that they need not.
        That depends on no other task: none becomes sure because better ones have gone.

        Raises
        ------
        QueryError
            As for `search`.
        """
        asked = self._read(question.text, question.filters, question.understand, question.without)
        kept = np.sort(self._wishes.positions(among))
        if asked.kept is not None:
            kept = np.intersect1d(kept, asked.kept)
        ranked = self._ranker.rank(replace(asked, kept=kept)) if len(kept) else NOBODY
        for wish in asked.wishes:
            ranked = ranked.only(wish.strengths[ranked.positions] >= DIRECT)
        if asked.topic.ideas and len(ranked.positions):
            says = self._coverage(ranked.positions, asked.topic) >= _TOPIC
            ranked = ranked.only(says | self._ranker.are_close(asked, ranked))
        explainer = self._explainer(asked.query, question.filters, asked.topic)
        hits = self._hits(ranked, range(len(ranked.positions))[offset : offset + k], explainer)
        return Answer(shown(asked.query, question.filters), len(ranked.positions), hits, grouped(hits))

    def weighing(self, weights: Weights) -> Searcher:
        """Return a searcher over the same tasks with other weights."""
        return Searcher(
            self._corpus,
            self._index,
            self._encoder,
            glossary=self._glossary,
            weights=weights,
            taxonomy=self._taxonomy,
        )

    def rows(self, filters: Filters) -> Rows:
        """Return the rows of all tasks that meet some filters (of all tasks without any), in document order.

        Raises
        ------
        QueryError
            A theme that does not exist, or a range of days that cannot be.
        """
        positions = self._allowed(filters)
        return self._index.rows if positions is None else self._index.rows[positions]

    def like(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        k: int = 10,
        offset: int = 0,
        language: Language | None = None,
    ) -> Answer:
        """Return the tasks most like a given one, or like a text.

        Parameters
        ----------
        text : the id of a task, which is then left out; or any text, in Vietnamese or English.
        filters, k, offset, language : as in `search`.

        Raises
        ------
        QueryError
            There is no task with this id, the text has no words, or the page cannot be.
        """
        given = filters or Filters()
        check_page(k, offset)
        row = self._corpus.row_of(text.strip()) if is_task_id(text) else None
        own = self._corpus.tasks([row])[0] if row is not None else None
        if own is None and is_task_id(text):
            raise QueryError(f"Không có nhiệm vụ {text.strip()} (no such task); `kehoach search` cho mã [trong ngoặc].")
        query = parse_query(words_of_task(own) if own else text, understand=False)
        lexical, english = self._index.lexical, is_english(query.text)
        topic = self._topic(query) if english else telling_topic(query.words, lexical.frequency, 2 if own else 1)
        asked = Asked(replace(query, phrases=()), topic, (), self._allowed(given), by_meaning=True)
        ranked = self._ranker.rank(asked)
        if row is not None:
            for position in self._wishes.positions(np.array([row])):  # none if another document stands for its own
                ranked = ranked.without(int(position))
        explainer = self._explainer(query, given, topic, language)
        hits = self._hits(ranked, range(len(ranked.positions))[offset : offset + k], explainer)
        return Answer(shown(replace(query, text=text), given), ranked.total, hits, grouped(hits))

    def _read(self, text: str, given: Filters, understand: bool, without: Collection[str]) -> Asked:
        """Understand a question."""
        if text.strip():
            glossary = self._words() if understand else None
            vocabulary = self._index.lexical.frequency
            query = parse_query(
                text,
                understand=understand,
                without=without,
                glossary=glossary,
                vocabulary=vocabulary,
                taxonomy=self._taxonomy,
            )
        elif given != Filters():
            query = Query(text, "")
        else:
            raise QueryError(
                "Chưa hỏi gì (nothing was asked): cần một câu hỏi, một điều kiện lọc như --lead, hoặc cả hai."
            )
        pasted = len(query.text) > LONGEST_QUESTION and not is_english(query.text)
        if pasted:
            topic = telling_topic(query.words, self._index.lexical.frequency)
        else:
            topic = self._topic(query) if understand else literal_topic(query.words)
        return Asked(query, topic, tuple(self._wishes.of(query)), self._kept(query, given))

    def _ranked(self, text: str, given: Filters, understand: bool, without: Collection[str]) -> tuple[Asked, Ranked]:
        """Understand and rank a question; the last one is remembered, for whoever shows its hits counts them too."""
        key = (text, given, understand, tuple(without), self._matcher.edition, self._corpus.progressed, date.today())
        if self._last is None or self._last[0] != key:
            asked = self._read(text, given, understand, without)
            self._last = key, asked, self._ranker.rank(asked)
        return self._last[1:]

    def _kept(self, query: Query, given: Filters) -> Positions | None:
        """Return the positions that meet the filters and the themes that a question names; None for all."""
        kept = self._allowed(given)
        if not query.filters.themes:
            return kept
        named = self._allowed(Filters(themes=query.filters.themes))
        return named if kept is None or named is None else np.intersect1d(kept, named)

    def _allowed(self, filters: Filters) -> Positions | None:
        """Return the positions that meet the filters, ascending; None for all."""
        return self._facets.allowed(filters, date.today())

    def _explainer(self, query: Query, given: Filters, topic: Topic, language: Language | None = None) -> Explainer:
        themes = tuple(theme_id(name, self._taxonomy) for name in given.themes)
        rarity = self._index.lexical.rarity
        return Explainer(query, replace(given, themes=themes), topic, rarity, self._taxonomy, language)

    def _topic(self, query: Query) -> Topic:
        return topic_of(query.words, self._words(), english=is_english(query.text), without=query.without)

    def _words(self) -> Glossary:
        self._glossary = self._glossary or shipped_glossary()
        return self._glossary

    def _plans(self, ranked: Ranked, asked: Asked) -> list[_Plan]:
        """Return the plans in the order of their best tasks."""
        places = np.arange(len(ranked.positions))
        if asked.query.plans_wanted:
            for wish in asked.wishes:
                places = places[wish.strengths[ranked.positions[places]] >= DIRECT]
        places = places[:_LOOKED_AT]
        if asked.query.plans_wanted and asked.topic.ideas:
            places = places[self._on_topic(ranked.positions[places], asked.topic)]
        by_file: dict[str, list[int]] = {}
        files = self._corpus.plans(self._index.rows[ranked.positions[places]])
        for place, file in zip(places.tolist(), files, strict=True):
            if file is not None:
                by_file.setdefault(file, []).append(place)
        return list(by_file.items())

    def _on_topic(self, positions: Positions, topic: Topic) -> np.ndarray:
        """Tell which tasks truly speak of the topic."""
        shares = self._coverage(positions, topic)
        return shares >= max(_TOPIC, _TOPIC_OF_BEST * shares.max(initial=0.0))

    def _coverage(self, positions: Positions, topic: Topic) -> np.ndarray:
        """Return how much of the topic each task says, 0 to 1."""
        return topic.coverage(self._index.lexical.saying(topic.terms(), positions), self._index.lexical.rarity)

    def _hits(self, ranked: Ranked, places: Sequence[int], explainer: Explainer | None = None) -> tuple[Hit, ...]:
        """Return the tasks at some places of the ranking as hits; those that have left the corpus are left out."""
        found = zip(places, self._tasks(ranked.positions[list(places)]), strict=True)
        return tuple(
            Hit(
                task,
                float(ranked.scores[i]),
                i + 1,
                explainer.reasons(task, float(ranked.cosines[i])) if explainer else (),
            )
            for i, task in found
            if task is not None
        )

    def _tasks(self, positions: Positions) -> list[StoredTask | None]:
        """Return the tasks at some positions, None for those that have left the corpus."""
        rows = self._index.rows[positions]
        tasks = self._corpus.tasks(rows)
        if len(tasks) == len(rows):
            return list(tasks)
        return [next(iter(self._corpus.tasks([row])), None) for row in rows]
