"""Finds many phrases in a row of words at once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from pipeline.text.normalize import match_form

Payload = TypeVar("Payload")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return a text's words in the form in which spellings compare: lower case, one tone placement."""
    return list(map(_comparable, _WORD.findall(unicodedata.normalize("NFC", text))))


@lru_cache(maxsize=50_000)
def _comparable(word: str) -> str:
    return match_form(word)


class PhraseIndex(Generic[Payload]):
    """Phrases with something attached to each, looked up by their first two words."""

    def __init__(self, phrases: Iterable[tuple[str, Payload]]) -> None:
        self._single: dict[str, list[Payload]] = defaultdict(list)
        self._longer: dict[str, list[tuple[list[str], Payload]]] = defaultdict(list)
        for phrase, payload in phrases:
            words = words_of(phrase)
            if len(words) == 1:
                self._single[words[0]].append(payload)
            else:
                self._longer[" ".join(words[:2])].append((words, payload))
        for candidates in self._longer.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))
        self._first = {*self._single, *(start.split()[0] for start in self._longer)}

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, Payload]]:
        """Yield (start, end, payload) of every phrase in the words, by start, then the longest first."""
        starts = [i for i, word in enumerate(words) if word in self._first]
        for i in starts:
            for phrase, payload in self._longer.get(" ".join(words[i : i + 2]), ()):
                if words[i : i + len(phrase)] == phrase:
                    yield i, i + len(phrase), payload
            for payload in self._single.get(words[i], ()):
                yield i, i + 1, payload
