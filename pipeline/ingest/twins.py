"""Near-duplicates told: a draft and the signed plan, the same plan as .doc and .pdf.

Two documents are near-duplicates if the sets of three words running that their tasks use are nearly the same
(Jaccard similarity) and their headers do not contradict each other. The similarity is estimated from minima of
hashes (A. Broder, On the resemblance and containment of documents, 1997), which are kept: a new document is
compared without reading the others again. Which documents are linked follows from those that are there and from
nothing else, so that one which goes leaves no trace.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Header
from pipeline.store.corpus import Corpus
from pipeline.store.twins import Sketched
from pipeline.text.normalize import match_form

_ALIKE = 0.5  # pairs of one text: 1.0; one word in twenty changed: 0.7; different plans of one series: at most 0.17
_AS_LONG = 0.75  # share of the larger number of runs: an annex alone is no draft of the whole
_ENOUGH = 100  # runs, of half a page: short letters are often worded alike
_SAME_TITLE = 0.8  # share of the shorter title's words in the other
_RUN = 3  # words running
_MINIMA, _BAND = 128, 4  # bands of 4 equal minima make a pair worth comparing: 99 of 100 at 0.6
_COMPARED = 8  # documents of a shelf that others are compared with
_PRIME = np.uint64((1 << 31) - 1)
_CHANCE = random.Random(20251121)
_HASHES = [(np.uint64(_CHANCE.randrange(1, 1 << 31)), np.uint64(_CHANCE.randrange(1 << 31))) for _ in range(_MINIMA)]
_WEIGHTS = np.array([_CHANCE.randrange(1, 1 << 62, 2) for _ in range(_BAND)], np.uint64)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+|[ivx]+")

Sketch = NDArray[np.uint32]


def link_twins(corpus: Corpus) -> None:
    """Link every document to the one that stands for it, if there is one and anything has changed."""
    if corpus.twins.are_linked:
        return
    documents = corpus.twins.documents()
    with corpus.changing():
        sketches = {document.key: _sketch_of(corpus, document) for document in documents}
        corpus.twins.link(_originals(documents, sketches))


def sketch(texts: Iterable[str]) -> Sketch:
    """Return how many runs of words there are in some texts, and the minima of their hashes, shape (1 + 128,)."""
    hashes = np.unique(np.fromiter(map(_hash, _runs(texts)), np.uint64)) % _PRIME
    minima = [((hashes * factor + summand) % _PRIME).min() for factor, summand in _HASHES]
    return np.array([len(hashes), *minima], np.uint32)


def _runs(texts: Iterable[str]) -> Iterator[str]:
    """Give three words running of every text, all of its words where it has fewer."""
    for text in texts:
        words = _WORD.findall(match_form(text))
        yield from (" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))


def _hash(run: str) -> int:
    return zlib.crc32(run.encode())


def likeness(one: Sketch, other: Sketch) -> float:
    """Return how alike two sets of runs of words are, 0 to 1; 0 where one is much larger, or both too small to tell."""
    fewer, more = sorted((int(one[0]), int(other[0])))
    return float(np.mean(one[1:] == other[1:])) if fewer >= max(_ENOUGH, _AS_LONG * more) else 0.0


def agree(one: Header, other: Header) -> bool:
    """Whether two headers can be those of one plan: what both of them state is the same.

    A draft lacks number and day. Plans of one series differ in a number of their title: the year, the quarter.
    """
    stated = [(header.number, header.issuer, header.kind, (header.issued_on or "")[:4]) for header in (one, other)]
    if any(a and b and match_form(a) != match_form(b) for a, b in zip(*stated, strict=True)):
        return False
    words, others = ([*_WORD.findall(match_form(header.title or ""))] for header in (one, other))
    if not words or not others:
        return True
    same_numbers = set(filter(_NUMBER.fullmatch, words)) == set(filter(_NUMBER.fullmatch, others))
    common = len(set(words) & set(others))
    return same_numbers and common >= _SAME_TITLE * min(len(set(words)), len(set(others)))


def _sketch_of(corpus: Corpus, document: Sketched) -> Sketch:
    """Return the sketch of a document, drawn and kept if it has none yet."""
    if document.sketch is not None:
        return np.frombuffer(document.sketch, np.uint32)
    drawn = sketch(corpus.twins.texts(document.key))
    corpus.twins.draw(document.key, drawn.tobytes())
    return drawn


def _originals(documents: list[Sketched], sketches: dict[int, Sketch]) -> dict[int, int]:
    """Return which document stands for which: of those that are alike the most official one."""
    official = sorted(documents, key=_officialness, reverse=True)
    originals: dict[int, int] = {}
    for n_shown, n_other in _candidates([sketches[document.key] for document in official]):
        shown, other = official[n_shown], official[n_other]
        if shown.key in originals or other.key in originals or not agree(shown.header, other.header):
            continue
        if likeness(sketches[shown.key], sketches[other.key]) >= _ALIKE:
            originals[other.key] = shown.key
    return originals


def _candidates(sketches: Sequence[Sketch]) -> list[tuple[int, int]]:
    """Return the pairs of sketches, by their places, that agree in some band; in order.

    Of many that agree each is paired with the first few only.
    """
    if not sketches:
        return []
    minima = np.stack(sketches)[:, 1:].astype(np.uint64)
    pairs: set[tuple[int, int]] = set()
    for start in range(0, _MINIMA, _BAND):
        band = minima[:, start : start + _BAND] @ _WEIGHTS  # one number for all four; overflow only mixes
        order = np.argsort(band, kind="stable")
        for shelf in np.split(order, np.flatnonzero(np.diff(band[order])) + 1):
            for leader in shelf[: min(_COMPARED, len(shelf) - 1)]:
                pairs.update((int(leader), int(other)) for other in shelf if other > leader)
    return sorted(pairs)


def _officialness(document: Sketched) -> tuple[bool, bool, int, int, str]:
    """Return by what a document is preferred: number, signature, a full date, many tasks."""
    header = document.header
    return (
        header.number is not None, header.signer is not None, len(header.issued_on or ""), document.n_tasks,
        document.sha256,
    )  # fmt: skip
