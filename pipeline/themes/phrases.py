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
        self._by_start: dict[str, list[tuple[list[str], Payload]]] = defaultdict(list)
        self._first: set[str] = set()
        for phrase, payload in phrases:
            words = words_of(phrase)
            self._first.add(words[0])
            self._by_start[" ".join(words[:2])].append((words, payload))
        for candidates in self._by_start.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, Payload]]:
        """Yield (start, end, payload) of every phrase in the words: by start, the longest of a start first."""
        by_start = self._by_start
        for i, word in enumerate(words):
            if word not in self._first:
                continue
            for key in (" ".join(words[i : i + 2]), word):
                for phrase, payload in by_start.get(key, ()):
                    if words[i : i + len(phrase)] == phrase:
                        yield i, i + len(phrase), payload
                if i + 1 == len(words):
                    break
