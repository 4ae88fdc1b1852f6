"""What a question is about: its ideas, the ways to say each, and how much of them a text says.

The word index looks the ideas up (`wordings`); "which plans …" asks whether a task truly speaks of them
(`coverage`). An English idea is looked up in its Vietnamese wordings only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.retrieval.lexical import Wording, pairs_of, words_of
from pipeline.search.glossary import Entry, Glossary
from pipeline.search.language import STOP_WORDS
from pipeline.search.notes import key_of
from pipeline.text.normalize import fold, match_form

_USUAL, _ALSO = 0.9, 0.9  # a translated wording counts little less than what was said …
_RELATED = 0.4  # … and a related one much less, where officials' own words were used
_WEIGHTY = 0.5  # an idea of common words ("người dân") may be missing; one so heavy relative to the heaviest not

_MENTIONED = 0.5  # what the object of an idea counts where its action is not said

_WORD = re.compile(r"[^\W_]+")
_JOINING = frozenset("và hoặc hay cùng and or".split())
_JOINING_FOLDED = frozenset(map(fold, _JOINING))
# Words between ideas. Without diacritics only those that cannot be anything else (`tu` may be `tư`).
_BETWEEN = frozenset("cho của về trong ở tại với để theo từ là được bị các những việc này do khi trên vào sau".split())
_SMALL = frozenset(map(fold, _BETWEEN - {"từ", "theo", "do", "sau", "vào"})) | _JOINING_FOLDED
_BETWEEN_FOLDED = frozenset("cho cua trong voi duoc cac nhung khi tren va hoac".split())


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea of a question.

    Attributes
    ----------
    said : the words of the question.
    ways : how a document may say it, each with a weight up to 1.
    official : the usual one of them.
    """

    said: str
    ways: tuple[tuple[str, float], ...]
    official: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The ideas of a question, and its words as they were asked ("" for an English question).

    Attributes
    ----------
    groups : ideas of one group stand in a list ("cho vay, lãi suất"): a text need say only one of them.
    """

    words: str
    groups: tuple[tuple[Idea, ...], ...]

    @property
    def ideas(self) -> tuple[Idea, ...]:
        """All ideas in order."""
        return tuple(idea for group in self.groups for idea in group)

    def official(self) -> str:
        """Return the question as officials would word it: translated ideas in their usual wording."""
        return " ".join(idea.official for idea in self.ideas)

    def wordings(self) -> list[Wording]:
        """Return what the word index is to look up: the words as they were asked, and all ways to say the ideas."""
        asked = [(self.words, 1.0)] if self.words else []
        return asked + [way for idea in self.ideas for way in idea.ways if way[0] != idea.said or not self.words]

    def content(self) -> list[str]:
        """Return the content words, in any wording: folded pairs of neighbours, or a word that stands alone."""
        found = [term for idea in self.ideas for way, _ in idea.ways for term in _content(way)]
        return list(dict.fromkeys(found))

    def terms(self) -> list[str]:
        """Return all folded words and pairs of all wordings."""
        return list(dict.fromkeys(term for idea in self.ideas for way, _ in idea.ways for term in _terms(way)))

    def coverage(self, told: NDArray[np.bool_], rarity: Callable[[str], float]) -> NDArray[np.float64]:
        """Return how much of the topic (0 to 1) texts say: half the mean of its ideas, half the least.

        Parameters
        ----------
        told : (n_texts, n_terms), which text says which of `terms()`.
        rarity : inverse document frequency of a folded word or pair of words.

        Returns
        -------
        (n_texts,)
        """
        column = {term: i for i, term in enumerate(self.terms())}
        worth = np.array([rarity(term) for term in column])
        shares, weights = [], []
        for group in self.groups:
            found = [_best_share(idea, told, worth, column) for idea in group]
            shares.append(np.max([share for share, _ in found], axis=0))
            weights.append(math.sqrt(max(mass for _, mass in found)))
        if not sum(weights):
            return np.zeros(len(told))
        mean = np.average(shares, axis=0, weights=weights)
        heavy = [share for share, weight in zip(shares, weights, strict=True) if weight >= _WEIGHTY * max(weights)]
        return np.asarray((mean + np.min(heavy, axis=0)) / 2.0, np.float64)


@dataclass(frozen=True, slots=True)
class _Piece:
    """`words[start:end]` of a question: an entry of the glossary, or words it does not know."""

    start: int
    end: int
    entry: Entry | None = None
    official: bool = False


def literal_topic(words: str) -> Topic:
    """Return the words as one idea, said in no other way."""
    return Topic(words, ((Idea(words, ((words, 1.0),), words),),) if words else ())


def topic_of(words: str, glossary: Glossary, *, english: bool, without: Collection[str] = ()) -> Topic:
    """Return what the words of a question are about.

    Parameters
    ----------
    words : the question without its conditions.
    english : whether it was asked in English.
    without : keys of words (`notes.key_of`) that are to be taken as they are.
    """
    spans = [match.span() for match in _WORD.finditer(words)]
    split = [words[start:end] for start, end in spans]
    found = glossary.find(split, english=english)
    known = [
        _Piece(hit.start, hit.end, hit.entry, hit.side == "official")
        for hit in found
        if key_of("words", " ".join(split[hit.start : hit.end])) not in without
    ]
    lists = {i for i, (start, _) in enumerate(spans) if i and "," in words[spans[i - 1][1] : start]}
    lists |= {i for i, word in enumerate(split) if match_form(word) in _JOINING}
    pieces = list(_all_pieces(split, known, lists))
    if english:
        pieces = _translatable(split, pieces)
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and _listed(groups[-1][-1].end, piece.start, lists, split):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    ideas = (tuple(_idea(split, piece, english=english) for piece in group) for group in groups)
    return Topic("" if english else words, tuple(dict.fromkeys(ideas)))


def _all_pieces(words: list[str], known: list[_Piece], lists: set[int]) -> Iterator[_Piece]:
    """Give the known pieces and, between them, stretches of unknown words, cut at commas and small words."""
    between = _BETWEEN_FOLDED if all(word.isascii() for word in words) else _BETWEEN
    starts = {piece.start: piece for piece in known}
    i, begun = 0, 0
    while i <= len(words):
        piece = starts.get(i)
        small = i < len(words) and (match_form(words[i]) in between or words[i].lower() in _JOINING)
        if (piece or small or i in lists or i == len(words)) and begun < i:
            yield _Piece(begun, i)
            begun = i
        if piece:
            yield piece
            i = begun = piece.end
            continue
        i += 1
        begun = i if small else begun


def _translatable(words: list[str], pieces: list[_Piece]) -> list[_Piece]:
    """Of an English question: what the glossary knows, and words that need no translation (`5G`, names).

    If nothing remains, all words but the smallest: they may stand in a plan as they are.
    """
    kept = [piece for piece in pieces if piece.entry]
    unknown = [i for piece in pieces if not piece.entry for i in range(piece.start, piece.end)]
    kept += [_Piece(i, i + 1) for i in unknown if _international(words[i])]
    kept = kept or [_Piece(i, i + 1) for i in unknown if words[i].lower() not in STOP_WORDS]
    return sorted(kept, key=lambda piece: piece.start)


def _international(word: str) -> bool:
    return not word.isascii() or any(c.isdigit() for c in word) or (word[1:].isupper() and len(word) > 1)


def _listed(end: int, start: int, lists: set[int], words: list[str]) -> bool:
    """Whether two neighbouring pieces stand in a list: a comma or "or" between them, and nothing else."""
    gap = range(end, start)
    return all(match_form(words[i]) in _JOINING for i in gap) and bool(lists & {*gap, start})


def _idea(words: list[str], piece: _Piece, *, english: bool) -> Idea:
    said = " ".join(words[piece.start : piece.end])
    if piece.entry is None:
        return Idea(said, ((said, 1.0),), said)
    usual, *others = piece.entry.official
    if english:
        return Idea(said, ((usual, 1.0), *((other, _ALSO) for other in others)), usual)
    if piece.official:
        related = [way for way in (usual, *others) if words_of(way) != words_of(said)]
        return Idea(said, ((said, 1.0), *((way, _RELATED) for way in related)), said)
    return Idea(said, ((said, 1.0), (usual, _USUAL), *((other, _ALSO) for other in others)), usual)


def _best_share(
    idea: Idea, told: NDArray[np.bool_], worth: NDArray[np.float64], column: dict[str, int]
) -> tuple[NDArray[np.float64], float]:
    """How much of the idea each text says in its best way, (n_texts,), and the weight of its words."""
    best, heaviest = np.zeros(len(told)), 0.0
    ways = [way for way, _ in idea.ways if way == idea.official or not _tail(idea.official, way)]
    for text in ways:
        wanted = [column[term] for term in dict.fromkeys(_terms(text))]
        mass = float(worth[wanted].sum())
        if mass:
            share = told[:, wanted] @ worth[wanted] / mass
            best = np.maximum(best, np.where(_acted(text, idea, told, column), share, _MENTIONED * share))
        heaviest = max(heaviest, mass)
    return best, heaviest


def _acted(text: str, idea: Idea, told: NDArray[np.bool_], column: dict[str, int]) -> NDArray[np.bool_]:
    """Which texts say what is to be done, where the wording is an action and its object.

    The object is a wording by itself: `khiếu nại, tố cáo` in `giải quyết khiếu nại, tố cáo`. A text that says
    the object alone only mentions it, as in `cơ sở dữ liệu về khiếu nại, tố cáo`.
    """
    words = words_of(text)
    actions = [words[: -len(words_of(way))] for way, _ in idea.ways if _tail(text, way)]
    if not actions:
        return np.ones(len(told), bool)
    longest = max((" ".join(action) for action in actions), key=len)
    needed = [column[term] for term in _content(longest)]
    return np.asarray(told[:, needed].any(axis=1))


def _tail(whole: str, part: str) -> bool:
    """Whether a wording is the end of a longer one."""
    long, short = words_of(whole), words_of(part)
    return len(short) < len(long) and long[-len(short) :] == short


def _content(text: str) -> list[str]:
    words = [fold(word) for word in words_of(text)]
    pairs = [f"{left}_{right}" for left, right in pairwise(words) if not {left, right} & _SMALL]
    return pairs or [word for word in words if word not in _SMALL] or words


def _terms(text: str) -> list[str]:
    """Folded words and pairs of neighbours."""
    words = _WORD.findall(fold(text))
    return words + pairs_of(words)
