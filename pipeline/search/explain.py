"""Why a task is an answer, in the analyst's words: Vietnamese, or English where the question was English."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from pipeline.plans.dates import falls_within
from pipeline.plans.references import code_key
from pipeline.records import Filters, Query, StoredTask
from pipeline.retrieval.lexical import words_of
from pipeline.search.language import is_english
from pipeline.search.matching import how_matches
from pipeline.search.topic import Topic
from pipeline.text.normalize import fold

_MOST_RUNS = 4  # matched pieces shown of one place
_CLOSE = 0.2  # cosine from which closeness is worth a word

_WORD = re.compile(r"[^\W_]+")

_Words = dict[str, str]
_VIETNAMESE: _Words = {
    "text": "lời nhiệm vụ có: {}",
    "heading": "đề mục có: {}",
    "title": "tên kế hoạch có: {}",
    "lead": "{} chủ trì",
    "partner": "{} phối hợp",
    "group": "{} (nhóm có {})",
    "succession": "{} (cơ quan trước hoặc sau của {})",
    "code": "viện dẫn {}",
    "due": "thời hạn: {}",
    "theme": "chủ đề: {}",
    "decided": " ({} xác nhận)",
    "phrase": "có nguyên văn “{}”",
    "meaning": "gần nghĩa: {:.2f}",
}
_ENGLISH: _Words = {
    "text": "the task says: {}",
    "heading": "the heading says: {}",
    "title": "the plan's title says: {}",
    "lead": "{} leads",
    "partner": "{} takes part",
    "group": "{} (a group with {})",
    "succession": "{} (predecessor or successor of {})",
    "code": "cites {}",
    "due": "time limit: {}",
    "theme": "theme: {}",
    "decided": " (decided by {})",
    "phrase": "contains “{}”",
    "meaning": "close in meaning: {:.2f}",
}


class Explainer:
    """Gives the reasons for the hits of one question.

    Parameters
    ----------
    query : the question as understood.
    given : conditions given by flags.
    topic : what the question is about.
    rarity : inverse document frequency of a folded word.
    """

    def __init__(self, query: Query, given: Filters, topic: Topic, rarity: Callable[[str], float]) -> None:
        self._say = _ENGLISH if is_english(query.text) else _VIETNAMESE
        self._conditions = (given, query.filters)
        self._phrases = query.phrases
        self._asked = _Asked(topic, rarity)

    def reasons(self, stored: StoredTask, cosine: float) -> tuple[str, ...]:
        """Return why this task is an answer, the strongest kind of reason first.

        Parameters
        ----------
        cosine : closeness in meaning, NaN where it was not looked at.
        """
        out = [*self._roles(stored), *self._codes(stored), *self._limits(stored), *self._themes(stored)]
        out += [self._say["phrase"].format(phrase) for phrase in self._phrases]
        out += self._words(stored)
        if not math.isnan(cosine) and cosine >= _CLOSE:
            out.append(self._say["meaning"].format(cosine))
        return tuple(dict.fromkeys(out))

    def _roles(self, stored: StoredTask) -> Iterator[str]:
        for condition in self._conditions:
            wanted = (*condition.leads, *condition.partners)
            yield from self._role("lead", wanted, stored.task.lead)
            yield from self._role("partner", wanted, stored.task.partners)

    def _role(self, role: Literal["lead", "partner"], wanted: Iterable[str], names: Iterable[str]) -> Iterator[str]:
        """Every wanted agency that one of the names answers, and through what."""
        for asked in wanted:
            for name in names:
                if match := how_matches(asked, name):
                    shown = self._say[match.how].format(name, asked) if match.how in self._say else name
                    yield self._say[role].format(shown)

    def _codes(self, stored: StoredTask) -> Iterator[str]:
        keys = {code_key(code) for condition in self._conditions for code in condition.references}
        for code in stored.task.references:
            if code_key(code) in keys:
                yield self._say["code"].format(code)

    def _limits(self, stored: StoredTask) -> Iterator[str]:
        for condition in self._conditions:
            if condition.due_from or condition.due_to:
                for deadline in stored.task.deadlines:
                    if falls_within(deadline, condition.due_from, condition.due_to):
                        yield self._say["due"].format(deadline.raw)

    def _themes(self, stored: StoredTask) -> Iterator[str]:
        wanted = {theme for condition in self._conditions for theme in condition.themes}
        for score in stored.themes:
            if score.theme in wanted and score.tagged:
                decided = self._say["decided"].format(score.author) if score.author else ""
                yield self._say["theme"].format(score.theme) + decided

    def _words(self, stored: StoredTask) -> Iterator[str]:
        """Give the words found, by where they stand."""
        task = stored.task
        places = {
            "text": (task.text, *task.attributes),
            "heading": task.headings,
            "title": (stored.header.title or "",),
        }
        for place, texts in places.items():
            if runs := self._asked.runs_in(texts):
                yield self._say[place].format(", ".join(f"“{run}”" for run in runs))


class _Asked:
    """The words looked for: pairs of neighbours, and wordings of a single word."""

    def __init__(self, topic: Topic, rarity: Callable[[str], float]) -> None:
        ways = {way for idea in topic.ideas for way, _ in idea.ways}
        # typed without diacritics: whatever reads the same without them was meant
        spelled = [words_of(way) for way in ways if not way.isascii()]
        folded = [words_of(way) for way in ways if way.isascii()]
        self._spelled_pairs = {pair for way in spelled for pair in itertools.pairwise(way)}
        self._folded_pairs = {pair for way in folded for pair in itertools.pairwise(way)}
        self._spelled_alone = {way[0] for way in spelled if len(way) == 1}
        self._folded_alone = {way[0] for way in folded if len(way) == 1}
        self._telling = {fold(word) for way in (*spelled, *folded) for word in way}
        self._runs_of: dict[str, list[str]] = {}  # headings and titles come again and again
        self._rarity = rarity

    def runs_in(self, texts: Iterable[str]) -> list[str]:
        """Return the pieces of the texts that were looked for, the most telling first, no nested ones."""
        found: dict[str, float] = {}
        for text in texts:
            if text not in self._runs_of:
                self._runs_of[text] = list(self._runs(text))
            for run in self._runs_of[text]:
                found.setdefault(run.lower(), sum(self._rarity(fold(word)) for word in words_of(run)))
        best: list[str] = []
        for run in sorted(found, key=lambda run: -found[run]):
            if len(best) < _MOST_RUNS and not any(run in longer for longer in best):
                best.append(run)
        return best

    def _runs(self, text: str) -> Iterator[str]:
        """Give chains of words of which every two neighbours were looked for together, as the text has them."""
        folded = _WORD.findall(fold(text))
        if self._telling.isdisjoint(folded):
            return
        spans = [match.span() for match in _WORD.finditer(text)]
        words = words_of(text)
        if not len(words) == len(folded) == len(spans):  # a letter that changes its length when lowered
            return
        start = 0
        for i, word in enumerate(words):
            if self._joined(words[i : i + 2], folded[i : i + 2]):
                continue
            if i > start or word in self._spelled_alone or folded[i] in self._folded_alone:
                yield text[spans[start][0] : spans[i][1]]
            start = i + 1

    def _joined(self, words: list[str], folded: list[str]) -> bool:
        """Whether two neighbours were looked for as such."""
        return tuple(words) in self._spelled_pairs or tuple(folded) in self._folded_pairs
