"""The glossary: what people say, every day or in English, and how officials write it.

Reads `data/glossary.toml`, which anyone may edit, and finds its entries in a question. Which words are then
looked up, and how much they count, is `topic`'s decision.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from pipeline.errors import ConfigError
from pipeline.search.language import STOP_WORDS, stem
from pipeline.text.normalize import fold, match_form

Side = Literal["official", "everyday", "english"]
Key = tuple[str, ...]
_KEYS = {"also", "everyday", "english"}
_AGENCIES = "agency"


@dataclass(frozen=True, slots=True)
class Entry:
    """One idea of the glossary.

    Attributes
    ----------
    official : how documents write it; the first way is the usual one.
    agency : whether it names an agency.
    """

    official: tuple[str, ...]
    agency: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry found in a row of words: `words[start:end]` say it, on this side of the glossary."""

    start: int
    end: int
    entry: Entry
    side: Side


class Glossary:
    """Entries by what people say.

    Parameters
    ----------
    tables : as in the file: table → official wording → {"also", "everyday", "english"}.

    Raises
    ------
    ConfigError
        An entry has a key that is not known.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]) -> None:
        self._vietnamese: dict[Key, tuple[Entry, Side]] = {}
        self._without_marks: dict[Key, tuple[Entry, Side]] = {}
        self._english: dict[Key, tuple[Entry, Side]] = {}
        for table, entries in tables.items():
            for wording, sides in entries.items():
                if unknown := set(sides) - _KEYS:
                    raise ConfigError(
                        f"glossary.toml, {wording!r}: {sorted(unknown)} là khóa lạ (unknown); có {sorted(_KEYS)}."
                    )
                self._add(Entry((wording, *sides.get("also", ())), agency=table == _AGENCIES), sides)
        english = (word.lower() for e in tables.values() for sides in e.values() for word in _words(sides, "english"))
        self._english_words = frozenset(english)
        self._english_stems = frozenset(map(stem, self._english_words))
        self._longest: dict[str, int] = {}  # words of an entry, by the first of them
        for first, *others in filter(None, (*self._vietnamese, *self._without_marks, *self._english)):
            self._longest[first] = max(1 + len(others), self._longest.get(first, 1))

    def find(self, words: Sequence[str], *, english: bool) -> list[Found]:
        """Find the entries that the words say, the longest first wherever two begin together.

        Parameters
        ----------
        words : as typed, without punctuation; all without diacritics is understood too.
        english : whether the question is in English; its endings and small words are then ignored.
        """
        units = list(_english(words) if english else _vietnamese(words))
        phrases = self._vietnamese
        if english:
            phrases = self._english
        elif all(word.isascii() for word in words):
            phrases = self._without_marks
        found, i = [], 0
        while i < len(units):
            hit, i = self._at(units, i, phrases)
            found += [hit] if hit else []
        return found

    def knows_english(self, word: str) -> bool:
        """Return whether a word, in any of its forms, occurs on the English side."""
        return stem(word) in self._english_stems

    def has_english(self, word: str) -> bool:
        """Return whether a word occurs on the English side in just this form."""
        return word in self._english_words

    def spelled(self, found: Found, said: str) -> str | None:
        """Return how officials write what was said without diacritics, None if there is no such wording."""
        return next((way for way in found.entry.official if _key(way) == _key(said)), None)

    def _at(
        self, units: list[tuple[int, str, str]], i: int, phrases: dict[Key, tuple[Entry, Side]]
    ) -> tuple[Found | None, int]:
        """Find the longest entry that begins at the i-th unit, if any, and the unit to go on with."""
        longest = self._longest.get(units[i][1], 1)
        for j in range(min(len(units), i + longest), i, -1):
            known = phrases.get(tuple(unit[1] for unit in units[i:j]))
            if j == i + 1:  # an abbreviation is one word, and keeps its case
                known = phrases.get((units[i][2],), known)
            if known:
                return Found(units[i][0], units[j - 1][0] + 1, *known), j
        return None, i + 1

    def _add(self, entry: Entry, sides: Mapping[str, Sequence[str]]) -> None:
        for phrase in sides.get("everyday", ()):
            self._learn(phrase, entry, "everyday")
        for phrase in entry.official:
            self._learn(phrase, entry, "official")
        for phrase in sides.get("english", ()):
            key = tuple(unit for _, unit, _ in _english(_split(phrase)))
            self._english.setdefault((phrase,) if phrase.isupper() else key, (entry, "english"))

    def _learn(self, phrase: str, entry: Entry, side: Side) -> None:
        """Make a phrase known as typed and, unless it is one short syllable, without diacritics."""
        if phrase.isupper():
            for phrases in (self._vietnamese, self._without_marks, self._english):
                phrases.setdefault((phrase,), (entry, side))
            return
        key = tuple(word for _, word, _ in _vietnamese(_split(phrase)))
        self._vietnamese.setdefault(key, (entry, side))
        if len(key) > 1 or phrase.isascii():
            self._without_marks.setdefault(tuple(fold(word) for word in key), (entry, side))


@lru_cache(maxsize=1)
def shipped_glossary() -> Glossary:
    """Return the glossary that comes with the project, read on first use."""
    file = resources.files("pipeline.search.data") / "glossary.toml"
    return Glossary(_tables(file.read_text(encoding="utf-8")))


def _tables(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigError(
            f"Không đọc được glossary.toml (cannot be read): {wrong}; xem lời giải thích ở đầu tệp."
        ) from wrong


def _split(phrase: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in phrase).split()


def _words(sides: Mapping[str, Sequence[str]], side: str) -> list[str]:
    return [word for phrase in sides.get(side, ()) for word in _split(phrase)]


def _key(phrase: str) -> list[str]:
    return [fold(word) for word in _split(phrase)]


def _vietnamese(words: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Each word's index, its compared form, and itself (for abbreviations, which keep their case)."""
    for index, word in enumerate(words):
        yield index, match_form(word), word


def _english(words: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Do the same for English: stems, small words left out."""
    for index, word in enumerate(words):
        if word.lower() not in STOP_WORDS:
            yield index, stem(match_form(word)), word
