"""Cuts questions and answers out of the library, a batch at a time.

A question is a title, a clause, an English sentence, or a clause in everyday words; the answer is the
text around it, a translation, or the text around the translation. Words of a question are lost at
random, some come without diacritics, some are asked in the frame of a question, so that the table learns
what a question may do without. The answers of the other questions of a batch are the wrong ones; they come
in groups of near documents, which makes them hard to tell apart (Xiong et al. 2021,
"Approximate nearest neighbor negative contrastive learning").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.retrieval.everyday import Everyday
from pipeline.retrieval.library import Library, Units

Pair = tuple[Units, Units, int]

_GROUP = 8
_STORY = 5  # sentences between translations of one group: near, yet not the same
_LONGEST_QUESTION = 40
_SHORTEST = 3
_HEAD = 30  # units of a title above an answer
_TOPIC = 12
_KEPT = 0.3  # share of the answers that still hold the clause they are asked by
_SUFFIXES = (
    "được quy định như thế nào?", "như thế nào?", "là gì?", "là ai?", "gồm những gì?", "khi nào?",
    "bao nhiêu?", "ở đâu?", "đúng hay sai?", "có đúng không?", "bao gồm những nội dung nào sau đây?",
    "thì bị xử lý thế nào?", "trong bao lâu?", "thuộc về cơ quan nào?", "có được không?", "phải làm gì?",
)  # fmt: skip
_PREFIXES = (
    "Theo quy định của pháp luật,", "Ai có thẩm quyền", "Cơ quan nào", "Mức phạt đối với", "Trường hợp nào",
    "Khi nào", "Làm thế nào để", "Tôi muốn hỏi về", "Những kế hoạch nào giao", "Điều kiện để", "Ông A",
)  # fmt: skip
_ENGLISH = (
    "what is the", "what did", "who was", "how many", "which", "when did", "where does", "why is",
    "which plans", "what was the name of", "how does", "what type of", "in what year", "who is responsible for",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions and answers as unit numbers; equal `source` means the other answers are not wrong."""

    left: list[Units]
    right: list[Units]
    source: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frames:
    """Beginnings and ends of questions as unit numbers."""

    prefixes: list[Units]
    suffixes: list[Units]
    english: list[Units]

    @classmethod
    def of(cls, split: Callable[[str], list[int]]) -> Frames:
        """Return the frames, split into units."""
        groups = (_PREFIXES, _SUFFIXES, _ENGLISH)
        return cls(*([np.array(split(text), np.int32) for text in group] for group in groups))


class Batches:
    """Draws batches.

    Parameters
    ----------
    library : what is learned from.
    frames : of questions.
    everyday : clauses in other words; may be empty.
    folded : for every unit the number of its spelling without diacritics.
    hasty : share of the questions that come without diacritics.
    longest : units of an answer, more than 60.
    seed : of every choice.

    Attributes
    ----------
    near : near documents of each document, (n_documents, any); None while nothing is known of them.
    random : every choice; its state decides what comes next.
    """

    def __init__(
        self,
        library: Library,
        frames: Frames,
        everyday: Everyday,
        folded: Units,
        *,
        hasty: float,
        longest: int,
        seed: int,
    ) -> None:
        self.random = np.random.default_rng(seed)
        self.near: NDArray[np.int32] | None = None
        self._library, self._frames, self._everyday, self._folded = library, frames, everyday, folded
        self._hasty, self._longest = hasty, longest
        lengths = np.diff(library.clauses.starts[library.first])
        self._titled = (library.titles.lengths >= _SHORTEST) & (lengths >= 10)
        self._long = lengths >= 30
        self._kinds: dict[str, Callable[[int], Iterator[Pair]]] = {
            "title": self._titles,
            "clause": self._clauses,
            "neighbour": self._neighbours,
            "everyday": self._everyday_words,
            "translation": self._translations,
            "context": self._contexts,
        }

    def draw(self, numbers: Mapping[str, int]) -> Batch:
        """Return a batch with about so many pairs of each kind; a kind the library has nothing for is left out."""
        drawn = [pair for kind, n in numbers.items() for pair in self._kinds[kind](n)]
        pairs = [pair for pair in drawn if len(pair[0]) and len(pair[1])]
        hasty = self.random.random(len(pairs)) < self._hasty
        left = [self._folded[asked] if h else asked for (asked, _, _), h in zip(pairs, hasty, strict=True)]
        return Batch(left, [answer for _, answer, _ in pairs], np.array([source for *_, source in pairs], np.int64))

    def _titles(self, n: int) -> Iterator[Pair]:
        for document in self._choose(self._titled, n):
            title, topic = self._library.titles[document][:_LONGEST_QUESTION], self._library.topics[document][:_TOPIC]
            title = self._lossy(np.concatenate([title, topic]) if self._maybe(0.3) else title, 0.3)
            body = self._library.text_of(document)[: self._some_length()]
            yield (
                self._framed(title) if self._maybe(0.5) else title,
                np.concatenate([topic, body]) if self._maybe(0.3) else body,
                document,
            )

    def _clauses(self, n: int) -> Iterator[Pair]:
        first = self._library.first
        for document in self._choose(self._long, n):
            clause = int(self.random.integers(first[document], first[document + 1]))
            asked = self._library.clauses[clause][:_LONGEST_QUESTION]
            if len(asked) < _SHORTEST:
                asked = np.concatenate([self._library.topics[document][:_TOPIC], asked])
            asked = self._lossy(asked, 0.6)
            asked = self._framed(asked) if self._maybe(0.4) else asked
            yield asked, self._around(clause, document, keep=self._maybe(_KEPT)), document

    def _neighbours(self, n: int) -> Iterator[Pair]:
        for document in self._choose(self._long, n):
            text = self._library.text_of(document)
            size = min(int(self.random.integers(30, 90)), len(text) // 2)
            at = int(self.random.integers(0, len(text) - 2 * size + 1))
            yield text[at : at + size], text[at + size : at + 2 * size], document

    def _everyday_words(self, n: int) -> Iterator[Pair]:
        """Yield clauses in other words; the answer is the clause itself or what stands around it."""
        there = len(self._everyday.texts)
        for i in self.random.integers(there, size=n).tolist() if there else ():
            clause = int(self._everyday.clause[i])
            document = int(self._library.owner[clause])
            asked = self._lossy(self._everyday.texts[i][:_LONGEST_QUESTION], 0.5)
            alone = self._maybe(0.5)
            yield asked, self._library.clauses[clause] if alone else self._around(clause, document, keep=True), document

    def _translations(self, n: int) -> Iterator[Pair]:
        for i in self._stories(n):
            yield self._library.english[i][:96], self._library.vietnamese[i][:96], -1 - i

    def _contexts(self, n: int) -> Iterator[Pair]:
        """Yield English sentences; the answer is the translation among the sentences around it."""
        vietnamese = self._library.vietnamese
        for i in self._stories(n):
            asked = self._lossy(self._library.english[i][:_LONGEST_QUESTION], 0.8)
            if self._maybe(0.5):
                asked = np.concatenate([self._pick(self._frames.english), asked])
            first = max(0, i - int(self.random.integers(0, 3)))
            last = min(len(vietnamese), i + 1 + int(self.random.integers(0, 3)))
            yield asked, vietnamese.units[vietnamese.starts[first] : vietnamese.starts[last]][:200], -1 - i

    def _around(self, clause: int, document: int, *, keep: bool) -> Units:
        """Return a part of a document that holds a clause, or held it, half of the time below its title."""
        text = self._library.text_of(document)
        start = self._library.clauses.starts[self._library.first[document]]
        begin, end = (int(self._library.clauses.starts[c] - start) for c in (clause, clause + 1))
        longest = self._some_length()
        low = max(0, min(begin - int(self.random.integers(0, longest)), len(text) - longest))
        high = max(low + longest, end)
        without = len(text[low:high]) - (end - begin) >= 10 and not keep
        parts = [text[low:begin], text[end:high]] if without else [text[low:high]]
        if self._maybe(0.5):
            parts = [self._library.topics[document][:_TOPIC], self._library.titles[document][:_HEAD], *parts]
        return np.concatenate(parts)

    def _choose(self, allowed: NDArray[np.bool_], n: int) -> list[int]:
        """Return documents, in groups of near ones where these are known."""
        among = np.flatnonzero(allowed)
        if not len(among) or not n:
            return []
        if self.near is None:
            return self._seeds(among, n).tolist()
        seeds = self._seeds(among, max(1, n // _GROUP))
        picked = self.near[seeds][:, self.random.permutation(self.near.shape[1])[: _GROUP - 1]]
        chosen = np.unique(np.concatenate([seeds, picked.ravel()]))
        chosen = chosen[allowed[chosen]][:n]
        return np.concatenate([chosen, self._seeds(among, n - len(chosen))]).tolist()

    def _seeds(self, among: NDArray[np.int64], n: int) -> NDArray[np.int64]:
        """Return documents, every second one by its length: short laws are many, long reports are few."""
        by_length = self._library.owner[self.random.integers(len(self._library.owner), size=n)]
        fits = np.isin(by_length, among) & (self.random.random(n) < 0.5)
        return np.where(fits, by_length, self.random.choice(among, n))

    def _stories(self, n: int) -> list[int]:
        """Return translations in groups out of one text, or single ones where there are few."""
        there = len(self._library.english)
        if there <= _GROUP * _STORY:
            return self.random.integers(there, size=n).tolist() if there else []
        seeds = self.random.integers(there - _GROUP * _STORY, size=n // _GROUP)
        return np.unique(seeds[:, np.newaxis] + _STORY * np.arange(_GROUP)).tolist()

    def _lossy(self, units: Units, share: float) -> Units:
        """Return the units without some of them in that share of the cases; a short text stays whole."""
        if len(units) < 2 * _SHORTEST or not self._maybe(share):
            return units
        kept = units[self.random.random(len(units)) > self.random.random() * 0.6]
        return kept if len(kept) >= _SHORTEST else units

    def _framed(self, units: Units) -> Units:
        if self._maybe(0.5):
            return np.concatenate([self._pick(self._frames.prefixes), units])
        return np.concatenate([units, self._pick(self._frames.suffixes)])

    def _pick(self, frames: list[Units]) -> Units:
        return frames[int(self.random.integers(len(frames)))]

    def _some_length(self) -> int:
        return int(self.random.integers(60, self._longest))

    def _maybe(self, share: float) -> bool:
        return bool(self.random.random() < share)
