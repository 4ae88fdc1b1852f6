"""Learns the units of the static encoder from a corpus, and how they hang together.

A unit is a word (in Vietnamese: a syllable) or a pair of neighbouring words that occur together more
often than chance. Three spellings of a unit are kept: as written, with the tone mark at its other place
(hòa, hoà), and without diacritics. `features` tells training which of them share what they learn: "giải
quyết" is the sum of itself, of "giai quyet", and of its two words, which are sums again. So a rare pair
starts from what its words mean, and a hasty spelling from what its full spellings mean.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from pipeline.retrieval.units import BANDS, MARK, UNKNOWN, UNKNOWN_ID, words_and_stops
from pipeline.text.normalize import fold, match_form

_UNKNOWN_SCORE = -40.0  # below every unit, so that known letters are never given up
_MARKS = f"{MARK}▂▃"  # of a word, band by band
_STOP = "."  # where punctuation stood
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_TO_OLD = {
    unicodedata.normalize("NFC", a + b + t): unicodedata.normalize("NFC", a + t + b)
    for a, b in ("oa", "oe", "uy")
    for t in _TONES
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Units with their log probabilities, and the shared parts each is the sum of.

    Attributes
    ----------
    units : (unit, log probability); the first is the unknown unit.
    features : for every unit the numbers of its parts, 0 to n_features - 1; the unknown unit has none.
    n_features : how many parts there are.
    folded : for every unit the number of its spelling without diacritics.
    """

    units: tuple[tuple[str, float], ...]
    features: tuple[tuple[int, ...], ...]
    n_features: int
    folded: tuple[int, ...]


def learn_vocabulary(texts: Iterable[str], *, words: int, pairs: int, min_count: int = 5) -> Vocabulary:
    """Return the vocabulary of a corpus: at most so many words and pairs as written, and their spellings.

    Pairs are ranked by count times pointwise mutual information, log2 p(ab) / (p(a) p(b)) (Church and
    Hanks 1990, "Word association norms"), which favours pairs that are frequent *and* belong together.
    """
    singles, doubles = _count(texts)
    total = sum(singles.values())
    kept = {w for w, n in singles.most_common(words) if n >= min_count}
    probability = {w: singles[w] / total for w in kept}
    worth = {
        (a, b): n * math.log2(n / total / (probability[a] * probability[b]))
        for (a, b), n in doubles.items()
        if n >= 2 * min_count and a in kept and b in kept
    }
    best = sorted(worth, key=lambda pair: (-worth[pair], pair))[:pairs]
    counts: Counter[tuple[str, ...]] = Counter({(w,): singles[w] for w in kept})
    counts.update({pair: doubles[pair] for pair in best})
    return _assemble(counts, total)


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return the vocabulary as a tokenizer of the library that sentence-transformers uses.

    The library knows nothing of bands. So each band has a mark of its own before its words, and all units
    once more with that mark.
    """
    units, spoken = list(vocabulary.units), vocabulary.units[1:]
    units += [(unit.replace(MARK, mark), score) for mark in _MARKS[1:] for unit, score in spoken]
    tokenizer = Tokenizer(models.Unigram(units, unk_id=UNKNOWN_ID))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            _replace(r"[^\p{L}\p{N}]*[^\p{L}\p{N}\s][^\p{L}\p{N}]*", f"{_STOP} "),
            _replace(r"\s+", " "),
            _replace(rf"\A(?:{re.escape(_STOP)}? )?", MARK),
            _replace(" ", MARK),
            *(step for (start, _), mark in zip(BANDS[1:], _MARKS[1:], strict=True) for step in _marked(start, mark)),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(_STOP, "removed")
    return tokenizer


def _marked(start: int, mark: str) -> Iterator[normalizers.Normalizer]:
    r"""Yield what gives another mark to all words from `start` on: to the first one, and from each to the next.

    `\K` lets a match begin where it stands, `\G` is where the last one ended.
    """
    yield _replace(rf"\A(?:[{_MARKS}][^{_MARKS}]+){{{start}}}\K[{_MARKS}]", mark)
    yield _replace(rf"(?:{mark}|(?!\A)\G)[^{_MARKS}]*\K[{_MARKS}]", mark)


def _replace(pattern: str, content: str) -> normalizers.Normalizer:
    return normalizers.Replace(Regex(pattern), content)


def save_tokenizer(vocabulary: Vocabulary, file: Path) -> None:
    """Write `tokenizer.json` for a vocabulary."""
    build_tokenizer(vocabulary).save(str(file), pretty=False)


def _count(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    singles: Counter[str] = Counter()
    doubles: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = words_and_stops(match_form(text))
        singles.update(w for w in words if w[0].isalnum())
        doubles.update(p for p in pairwise(words) if p[0][0].isalnum() and p[1][0].isalnum())
    return singles, doubles


def _assemble(counts: Counter[tuple[str, ...]], total: int) -> Vocabulary:
    """Add the other spellings of each unit and number everything."""
    bare: Counter[tuple[str, ...]] = Counter()
    for words, n in counts.items():
        bare[tuple(fold(w) for w in words)] += n
    numbers: dict[tuple[str, ...], int] = {}
    units: list[tuple[str, float]] = [(UNKNOWN, _UNKNOWN_SCORE)]
    features: list[tuple[int, ...]] = [()]
    spelled: dict[tuple[str, ...], int] = {(): UNKNOWN_ID}
    for words, n in [*_ranked(counts), *(item for item in _ranked(bare) if item[0] not in counts)]:
        parts = _parts(words)
        shared = tuple(numbers.setdefault(part, len(numbers)) for part in parts)
        for spelling in {words: None, tuple(_old_placement(w) for w in words): None}:
            if spelling in spelled:
                continue
            spelled[spelling] = len(units)
            units.append(("".join(MARK + w for w in spelling), round(math.log(n / total), 3)))
            features.append(shared)
    folded = tuple(spelled[tuple(fold(w) for w in words)] for words in spelled)
    return Vocabulary(tuple(units), tuple(features), len(numbers), folded)


def _ranked(counts: Counter[tuple[str, ...]]) -> list[tuple[tuple[str, ...], int]]:
    """Return the counts, highest first, equal ones by name: the same in every process."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _parts(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what a unit is the sum of: itself, itself without diacritics, and the same of its words."""
    groups = [words] if len(words) == 1 else [words, *((w,) for w in words)]
    return list(dict.fromkeys(part for g in groups for part in (g, tuple(fold(w) for w in g))))


def _old_placement(word: str) -> str:
    """Return the word with its tone mark as in old spelling: hoà → hòa; most words stay as they are."""
    tail = _NEW_TO_OLD.get(word[-2:])
    return word[:-2] + tail if tail and not word.startswith("qu") else word
