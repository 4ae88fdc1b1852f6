"""What a question is about: its ideas, the ways to say each, and how much of them a text says.

The word index looks the ideas up (`clauses`); "which plans …" asks whether a task truly speaks of them
(`coverage`). An English idea is looked up in its Vietnamese wordings only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.retrieval.lexical import Clause, pairs_of, words_of
from pipeline.search.glossary import Found, Glossary
from pipeline.search.language import STOP_WORDS
from pipeline.text.normalize import fold

_OFFICIAL, _ALSO = 0.8, 0.7  # a translated wording counts less than what was said …
_SAME, _RELATED = 0.0, 0.4  # … and a related one much less, where officials' own words were used


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea of a question.

    Attributes
    ----------
    said : the words of the question.
    ways : how a document may say it, each with a weight up to 1; the first is the best.
    """

    said: str
    ways: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The ideas of a question, and its words as they were asked ("" for an English question)."""

    words: str
    ideas: tuple[Idea, ...]

    def clauses(self) -> list[Clause]:
        """Return what the word index is to look up."""
        asked: list[Clause] = [[(self.words, 1.0)]] if self.words else []
        added = [[way for way in idea.ways if way[0] != idea.said] for idea in self.ideas]
        return asked + [ways for ways in added if ways]

    def coverage(self, texts: Iterable[str], rarity: Callable[[str], float]) -> float:
        """Return the share (0 to 1) of the ideas that the texts say, rare words weighing more.

        Parameters
        ----------
        rarity : inverse document frequency of a folded word or pair of words.
        """
        terms = set(_terms("\n".join(texts)))
        parts = [_best_share(idea, terms, rarity) for idea in self.ideas]
        total = sum(weight for _, weight in parts)
        return sum(share * weight for share, weight in parts) / total if total else 0.0


def topic_of(words: str, glossary: Glossary, *, english: bool) -> Topic:
    """Return what the words of a question are about.

    Parameters
    ----------
    words : the question without its conditions.
    english : whether it was asked in English.
    """
    split = _split(words)
    found = glossary.find(split, english=english)
    ideas = list(_english_ideas(split, found) if english else _vietnamese_ideas(split, found))
    if english and not ideas:
        ideas = [Idea(word, ((word, 1.0),)) for word in split if word.lower() not in STOP_WORDS]
    return Topic("" if english else words, tuple(ideas))


def _vietnamese_ideas(words: Sequence[str], found: Sequence[Found]) -> Iterator[Idea]:
    """Found entries and, between them, the words that the glossary does not know."""
    done = 0
    for hit in found:
        yield from _rest(words[done : hit.start])
        said = " ".join(words[hit.start : hit.end])
        usual, *others = hit.entry.official
        weights = (_SAME, _RELATED) if hit.side == "official" else (_OFFICIAL, _ALSO)
        ways = [(said, 1.0), (usual, weights[0]), *((other, weights[1]) for other in others)]
        yield Idea(said, tuple(way for way in ways if way[1] and (way[0] != said or way[1] == 1.0)))
        done = hit.end
    yield from _rest(words[done:])


def _english_ideas(words: Sequence[str], found: Sequence[Found]) -> Iterator[Idea]:
    """Found entries, and the words that no translation needs: Vietnamese ones, names, numbers, `5G`."""
    inside = {i for hit in found for i in range(hit.start, hit.end)}
    for hit in found:
        usual, *others = hit.entry.official
        ways = ((usual, 1.0), *((other, _ALSO) for other in others))
        yield Idea(" ".join(words[hit.start : hit.end]), ways)
    for i, word in enumerate(words):
        international = not word.isascii() or any(c.isdigit() for c in word) or word[1:].isupper()
        if i not in inside and international:
            yield Idea(word, ((word, 1.0),))


def _rest(words: Sequence[str]) -> Iterator[Idea]:
    if words:
        said = " ".join(words)
        yield Idea(said, ((said, 1.0),))


def _best_share(idea: Idea, terms: set[str], rarity: Callable[[str], float]) -> tuple[float, float]:
    """How much of the idea is said in its best way, and how much the idea weighs."""
    shares = []
    masses = []
    for text, weight in idea.ways:
        wanted = {term: rarity(term) for term in _terms(text)}
        mass = sum(wanted.values())
        masses.append(mass)
        present = sum(value for term, value in wanted.items() if term in terms)
        shares.append(weight * present / mass if mass else 0.0)
    return max(shares, default=0.0), max(masses, default=0.0) ** 0.5


def _terms(text: str) -> list[str]:
    """Folded words and pairs of neighbours."""
    words = [fold(word) for word in words_of(text)]
    return words + pairs_of(words)


def _split(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()
