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

Side = Literal["official", "everyday", "english", "folded"]
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
        self._phrases: dict[Side, dict[Key, Entry]] = {
            "official": {},
            "everyday": {},
            "english": {},
            "folded": {},
        }
        for table, entries in tables.items():
            for wording, sides in entries.items():
                if unknown := set(sides) - _KEYS:
                    raise ConfigError(f"glossary entry {wording!r} has {sorted(unknown)}; known are {sorted(_KEYS)}")
                self._add(Entry((wording, *sides.get("also", ())), agency=table == _AGENCIES), sides)
        self._longest = max((len(key) for keys in self._phrases.values() for key in keys), default=0)

    def find(self, words: Sequence[str], *, english: bool) -> list[Found]:
        """Find the entries that the words say, the longest first wherever two begin together.

        Parameters
        ----------
        words : as typed, without punctuation.
        english : whether the question is in English; its endings and small words are then ignored.
        """
        units = list(_english(words) if english else _vietnamese(words))
        sides: tuple[Side, ...] = ("english", "everyday") if english else ("everyday", "official")
        if not english and all(word.isascii() for word in words):
            sides = ("official", "folded", "everyday")
        found, i = [], 0
        while i < len(units):
            hit = self._at(units, i, sides)
            found += [hit[0]] if hit else []
            i = hit[1] if hit else i + 1
        return found

    def _at(self, units: list[tuple[int, str, str]], i: int, sides: tuple[Side, ...]) -> tuple[Found, int] | None:
        """Find the longest entry that begins at the i-th unit, and the unit after it."""
        for j in range(min(len(units), i + self._longest), i, -1):
            for side in sides:
                key = tuple(unit[1] for unit in units[i:j])
                shouted = tuple(unit[2] for unit in units[i:j])
                entry = self._phrases[side].get(shouted) or self._phrases[side].get(key)
                if entry:
                    return Found(units[i][0], units[j - 1][0] + 1, entry, side), j
        return None

    def _add(self, entry: Entry, sides: Mapping[str, Sequence[str]]) -> None:
        for phrase in sides.get("everyday", ()):
            self._learn("everyday", phrase, entry)
        for phrase in entry.official:
            self._learn("official", phrase, entry)
        for phrase in sides.get("english", ()):
            key = tuple(unit for _, unit, _ in _english(_split(phrase)))
            self._phrases["english"].setdefault((phrase,) if phrase.isupper() else key, entry)

    def _learn(self, side: Side, phrase: str, entry: Entry) -> None:
        """Make a phrase known as typed and, unless it is one syllable, without diacritics."""
        key = (phrase,) if phrase.isupper() else tuple(word for _, word, _ in _vietnamese(_split(phrase)))
        self._phrases[side].setdefault(key, entry)
        if len(key) > 1:
            self._phrases["folded"].setdefault(tuple(fold(word) for word in key), entry)


@lru_cache(maxsize=1)
def shipped_glossary() -> Glossary:
    """Return the glossary that comes with the project, read on first use."""
    file = resources.files("pipeline.search.data") / "glossary.toml"
    return Glossary(_tables(file.read_text(encoding="utf-8")))


def _tables(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigError(f"glossary.toml cannot be read: {wrong}; see the explanation at its top") from wrong


def _split(phrase: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in phrase).split()


def _vietnamese(words: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Each word's index, its compared form, and itself (for abbreviations, which keep their case)."""
    for index, word in enumerate(words):
        yield index, match_form(word), word


def _english(words: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Do the same for English: stems, small words left out."""
    for index, word in enumerate(words):
        if word.lower() not in STOP_WORDS:
            yield index, stem(match_form(word)), word
