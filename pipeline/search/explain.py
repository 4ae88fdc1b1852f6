"""Why a task is an answer, in the analyst's words: Vietnamese or English, as wanted or as the question was."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal

from pipeline.plans.dates import falls_within
from pipeline.plans.references import code_key
from pipeline.records import Filters, Language, Query, StoredTask
from pipeline.retrieval.lexical import words_of
from pipeline.search.language import is_english
from pipeline.search.matching import how_matches, recurs
from pipeline.search.topic import Topic
from pipeline.text.normalize import fold, match_form
from pipeline.themes.taxonomy import Taxonomy

_MOST_RUNS = 3  # matched pieces shown of one place

_WORD = re.compile(r"[^\W_]+")

_Words = dict[str, str]
_Spelling = str | tuple[str, str]
_ANY: _Spelling = ""
_Known = dict[Any, set[_Spelling]]  # a folded word or pair, and as it may be spelled
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
    taxonomy : what the themes are called.
    language : of the reasons, None for that of the question.
    """

    def __init__(
        self,
        query: Query,
        given: Filters,
        topic: Topic,
        rarity: Callable[[str], float],
        taxonomy: Taxonomy,
        language: Language | None,
    ) -> None:
        in_english = language == "en" if language else is_english(query.text)
        self._say = _ENGLISH if in_english else _VIETNAMESE
        self._themes_called = taxonomy.names_in("en" if in_english else "vi")
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
                yield self._say["theme"].format(self._themes_called[score.theme]) + decided

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
        self._rarity = lru_cache(None)(rarity)
        self._pairs: _Known = {}
        self._alone: _Known = {}
        self._ideas: list[list[str]] = []
        for idea in topic.ideas:
            spelled = {way: words_of(way) for way, _ in idea.ways}
            self._ideas.append([_padded(map(_fold, words)) for words in spelled.values()])
            for way, words in spelled.items():
                # typed without diacritics: whatever reads the same without them was meant
                if len(words) == 1:
                    self._alone.setdefault(_fold(words[0]), set()).add(_ANY if way.isascii() else words[0])
                for left, right in itertools.pairwise(words):
                    known = self._pairs.setdefault((_fold(left), _fold(right)), set())
                    known.add(_ANY if way.isascii() else (left, right))
        self._runs_of: dict[str, dict[str, None]] = {}  # headings and titles come again and again

    def runs_in(self, texts: Iterable[str]) -> list[str]:
        """Return the pieces of the texts that were looked for, the most telling first, no nested ones.

        Where an idea is said in full, mere pieces of it are left out.
        """
        found: dict[str, None] = {}
        for text in texts:
            if text not in self._runs_of:
                self._runs_of[text] = dict.fromkeys(self._runs(text))
            found |= self._runs_of[text]
        if len(found) < 2:
            return list(found)
        words = {run: _padded(map(_fold, _WORD.findall(run))) for run in found}
        everything = "".join(words.values())  # two blanks keep the runs apart
        ways = [way for idea in self._ideas if any(way in everything for way in idea) for way in idea]
        known = set("".join(ways).split())
        best: list[str] = []
        worth = {run: sum(map(self._rarity, words[run].split())) for run in found}
        for run in sorted(found, key=lambda run: -worth[run]):
            piece = known.issuperset(words[run].split()) and not any(way in words[run] for way in ways)
            if not piece and not any(run in longer for longer in best):
                best.append(run)
            if len(best) == _MOST_RUNS:
                break
        return best

    def _runs(self, text: str) -> Iterator[str]:
        """Give chains of words of which every two neighbours were looked for together."""
        said = _WORD.findall(text)
        words = list(map(_fold, said))
        joined = [
            i
            for i, pair in enumerate(itertools.pairwise(words))
            if pair in self._pairs and _meant(self._pairs[pair], (_form(said[i]), _form(said[i + 1])))
        ]
        ends = {
            i: i + 1
            for i, word in enumerate(words if self._alone else ())
            if word in self._alone and _meant(self._alone[word], _form(said[i]))
        }
        for i in reversed(joined):
            ends[i] = ends.pop(i + 1, i + 2)
        if ends:
            spans = [match.span() for match in _WORD.finditer(text)]
        for first, end in sorted(ends.items()):
            yield text[spans[first][0] : spans[end - 1][1]].lower()


def _meant(spellings: set[_Spelling], spelled: _Spelling) -> bool:
    """Whether words that read as those looked for are spelled as they may be."""
    return _ANY in spellings or spelled in spellings


def _padded(words: Iterable[str]) -> str:
    """Return words as a line in which whole words are found as " words "."""
    return f" {' '.join(words)} "


# The words of answers come again from question to question.
_form = lru_cache(65536)(match_form)
_fold = lru_cache(65536)(fold)
