"""Why a task is an answer, in the analyst's words: Vietnamese, or English where the question was English."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Literal

from pipeline.plans.dates import falls_within
from pipeline.plans.references import code_key
from pipeline.records import Filters, Query, StoredTask
from pipeline.retrieval.lexical import words_of
from pipeline.search.language import is_english
from pipeline.search.matching import how_matches, recurs
from pipeline.search.topic import Topic
from pipeline.text.normalize import fold, match_form

_HEADING = 200  # characters, rarely more
_MOST_RUNS = 3  # matched pieces shown of one place

_WORD = re.compile(r"[^\W_]+")

_Words = dict[str, str]
_Chain = tuple[str, ...]
_ANY: _Chain = ()  # spelling
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
    "group": "{} (a group that includes {})",
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
        cosine : closeness in meaning, NaN where it says nothing.
        """
        out = [*self._roles(stored), *self._codes(stored), *self._limits(stored), *self._themes(stored)]
        out += [self._say["phrase"].format(phrase) for phrase in self._phrases]
        out += self._words(stored)
        if not math.isnan(cosine):
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
            limited = condition.due_from or condition.due_to
            for deadline in stored.task.deadlines:
                in_time = limited and falls_within(deadline, condition.due_from, condition.due_to)
                if in_time or (condition.rhythm and recurs(deadline, condition.rhythm)):
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
        self._pairs: dict[_Chain, set[_Chain]] = {}  # without diacritics, and as they may be spelled
        self._alone: dict[_Chain, set[_Chain]] = {}
        for way in {way for idea in topic.ideas for way, _ in idea.ways}:
            words = words_of(way)
            chains = itertools.pairwise(words) if len(words) > 1 else [tuple(words)]
            for chain in chains:
                known = self._pairs if len(words) > 1 else self._alone
                # typed without diacritics: whatever reads the same without them was meant
                known.setdefault(_folded(chain), set()).add(_ANY if way.isascii() else chain)
        self._ideas = [[tuple(map(fold, words_of(way))) for way, _ in idea.ways] for idea in topic.ideas]
        telling = {word for chain in (*self._pairs, *self._alone) for word in chain}
        self._worth = {word: rarity(word) for word in telling}
        self._telling = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, sorted(telling)))})(?![^\W_])")
        self._runs_of: dict[str, dict[str, float]] = {}  # headings and titles come again and again

    def runs_in(self, texts: Iterable[str]) -> list[str]:
        """Return the pieces of the texts that were looked for, the most telling first, no nested ones.

        Where an idea is said in full, mere pieces of it are left out.
        """
        found: dict[str, float] = {}
        for text in texts:
            if text not in self._runs_of:
                self._runs_of[text] = dict(self._runs(text))
            found |= self._runs_of[text]
        if len(found) < 2:
            return list(found)
        words = {run: f" {' '.join(words_of(fold(run)))} " for run in found}
        said = [idea for idea in self._ideas if any(_holds(run, way) for run in words.values() for way in idea)]
        known = {word for idea in said for way in idea for word in way}
        whole = {run for run in found if any(_holds(words[run], way) for idea in said for way in idea)}
        best: list[str] = []
        for run in sorted(found, key=lambda run: -found[run]):
            told = any(run in longer for longer in best) or (run not in whole and known.issuperset(words[run].split()))
            if len(best) < _MOST_RUNS and not told:
                best.append(run)
        return best

    def _runs(self, text: str) -> Iterator[tuple[str, float]]:
        """Give chains of words of which every two neighbours were looked for together, and how telling they are."""
        folded = _folded_heading(text) if len(text) <= _HEADING else fold(text)
        if len(folded) != len(text):  # a letter that changes its length when folded
            return
        runs: list[list[re.Match[str]]] = []
        for found in self._telling.finditer(folded):
            if runs and self._joined(text, runs[-1][-1], found):
                runs[-1].append(found)
            else:
                runs.append([found])
        for run in runs:
            if len(run) > 1 or self._asked(self._alone, text, run):
                yield text[run[0].start() : run[-1].end()].lower(), sum(self._worth[found[0]] for found in run)

    def _joined(self, text: str, left: re.Match[str], right: re.Match[str]) -> bool:
        """Whether two words stand side by side and were looked for as such."""
        return self._asked(self._pairs, text, [left, right]) and not _WORD.search(text, left.end(), right.start())

    def _asked(self, known: dict[_Chain, set[_Chain]], text: str, places: list[re.Match[str]]) -> bool:
        """Whether the words at these places of a text were looked for, as it spells them."""
        spellings = known.get(tuple(place[0] for place in places), ())
        return _ANY in spellings or (
            bool(spellings) and tuple(_form(text[place.start() : place.end()]) for place in places) in spellings
        )


@lru_cache(65536)
def _form(word: str) -> str:
    """Return a word as spellings compare; the words of answers come again from question to question."""
    return match_form(word)


@lru_cache(4096)
def _folded_heading(text: str) -> str:
    """Return a short text folded; headings and titles come again from question to question."""
    return fold(text)


def _holds(run: str, way: _Chain) -> bool:
    return f" {' '.join(way)} " in run


def _folded(chain: _Chain) -> _Chain:
    return tuple(map(fold, chain))
