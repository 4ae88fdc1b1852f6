"""A CRFsuite model of word segmentation, evaluated by n-gram instead of by position.

underthesea spends four fifths of its time writing out 43 features for every token and looking each up.
But a feature depends only on one, two or three neighbouring tokens and on where they stand, and n-grams
recur: so what an n-gram adds to the positions around it is computed once and remembered. The result is
the same best path (Viterbi) of the same weights; a test compares it with underthesea's own.

File format: http://www.chokkan.org/software/crfsuite/ (`crf1d_model.c`, `cqdb.c`), little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Sequence

_HEADER = struct.Struct("<4sI4s9I")
_FEATURE = struct.Struct("<IIId")
_SUFFIXES = ("", ".lower", ".isdigit", ".istitle", ".is_in_dict")
_SPANS = {1: ("-2", "-1", "0", "1", "2"), 2: ("-2,-1", "-1,0", "0,1", "1,2"), 3: ("-2,0", "-1,1", "0,2")}
_REMEMBERED = 400_000

Values = tuple[str, str, str, str, str]


class UnknownModel(ValueError):
    """The file is not a first-order CRF over the two labels B-W and I-W."""


class NgramTagger:
    """Says which tokens begin a word.

    Parameters
    ----------
    model : bytes of the CRFsuite file.
    dictionary : known words, lower case, syllables joined by blanks.
    describe : a token to the values of its five features: itself, lower case, and "True" or "False" for
        being digits, having a capital, and being in the dictionary.
    """

    def __init__(self, model: bytes, dictionary: Collection[str], describe: Callable[[str], Values]) -> None:
        self._weights, self._transitions = read_weights(model)
        self._dictionary = dictionary
        self._describe = describe
        self._values: dict[str, Values] = {}
        self._parts: dict[tuple[str, ...], tuple[float, ...]] = {}
        self._around: dict[tuple[str, ...], tuple[float, ...]] = {}
        self._edges = {(left, right): self._edge(left, right) for left in range(3) for right in range(3)}

    def begins(self, tokens: Sequence[str]) -> list[bool]:
        """Return for every token whether it begins a word; the first always does."""
        same, joined, apart, inside = self._transitions
        begin, go_on = 0.0, 0.0
        came_from: list[tuple[bool, bool]] = []
        for i, gain in enumerate(self._gains(tokens)):
            if i:
                to_begin, to_go_on = (begin + same, go_on + apart), (begin + joined, go_on + inside)
                came_from.append((to_begin[0] >= to_begin[1], to_go_on[0] >= to_go_on[1]))
                begin, go_on = max(to_begin), max(to_go_on) + gain
            else:
                go_on = gain
        path = [begin >= go_on] if tokens else []
        for from_begin, from_go_on in reversed(came_from):
            path.append(from_begin if path[-1] else from_go_on)
        path.reverse()
        return path

    def _gains(self, tokens: Sequence[str]) -> list[float]:
        """Return by how much each position speaks for going on with a word rather than beginning one."""
        n = len(tokens)
        sums = [0.0] * (n + 4)
        for j in range(n):
            ngram = tuple(tokens[j : j + 3])
            around = self._around.get(ngram) or self._look_around(ngram)
            sums[j] += around[0]
            sums[j + 1] += around[1]
            sums[j + 2] += around[2]
            sums[j + 3] += around[3]
            sums[j + 4] += around[4]
        for i in {0, 1, n - 2, n - 1} & set(range(n)):
            sums[i + 2] += self._edges[min(i, 2), min(n - 1 - i, 2)]
        return sums[2 : n + 2]

    def _look_around(self, ngram: tuple[str, ...]) -> tuple[float, ...]:
        """Return what an n-gram adds to the five positions from two before its first token to two after."""
        if len(self._around) >= _REMEMBERED:
            for memory in (self._around, self._parts, self._values):
                memory.clear()
        rows = [self._part(ngram[:size]) for size in range(1, len(ngram) + 1)]
        around = tuple(map(sum, zip(*rows, strict=True)))
        self._around[ngram] = around
        return around

    def _part(self, ngram: tuple[str, ...]) -> tuple[float, ...]:
        """Return what the features of exactly these tokens add, by position as in `_look_around`."""
        part = self._parts.get(ngram)
        if part is None:
            features = list(zip(_SUFFIXES, self._joined(ngram), strict=True))
            gains = [
                sum(self._weights.get(f"T[{span}]{suffix}={value}", 0.0) for suffix, value in features)
                for span in reversed(_SPANS[len(ngram)])
            ]
            part = self._parts[ngram] = tuple([0.0] * (5 - len(gains)) + gains)
        return part

    def _joined(self, ngram: tuple[str, ...]) -> Values:
        rows = [self._value(token) for token in ngram]
        if len(rows) == 1:
            return rows[0]
        lower = " ".join(row[1] for row in rows)
        title = str(all(row[3] == "True" for row in rows))
        return " ".join(ngram), lower, "False", title, str(lower in self._dictionary)

    def _value(self, token: str) -> Values:
        value = self._values.get(token)
        if value is None:
            value = self._values[token] = self._describe(token)
        return value

    def _edge(self, left: int, right: int) -> float:
        """Return what the text's ends add to a position with so many tokens (at most 2) on its sides."""
        total = 0.0
        for span in (span for spans in _SPANS.values() for span in spans):
            first, last = int(span.split(",")[0]), int(span.split(",")[-1])
            beyond = "BOS" if -first > left else "EOS" if last > right else ""
            if beyond:
                total += sum(self._weights.get(f"T[{span}]{suffix}={beyond}", 0.0) for suffix in _SUFFIXES)
        return total


def read_weights(model: bytes) -> tuple[dict[str, float], tuple[float, float, float, float]]:
    """Return the model's weights as differences, and its transitions.

    Returns
    -------
    weights : feature → weight for going on minus weight for beginning.
    transitions : begin → begin, begin → go on, go on → begin, go on → go on.

    Raises
    ------
    UnknownModel
        The file is of another kind.
    """
    try:
        magic, _, kind, _, _, n_labels, _, features, labels, attributes, _, _ = _HEADER.unpack_from(model)
        if (magic, kind, n_labels) != (b"lCRF", b"FOMC", 2):
            raise UnknownModel("not a CRFsuite model with two labels")
        begin = _strings(model, labels).index("B-W")
        names = _strings(model, attributes)
        (count,) = struct.unpack_from("<I", model, features + 8)
        rows = _FEATURE.iter_unpack(model[features + 12 : features + 12 + count * _FEATURE.size])
        weights: dict[str, float] = {}
        moves = {}
        for transition, source, label, weight in rows:
            if transition:
                moves[source == begin, label == begin] = weight
            else:
                name = names[source]
                weights[name] = weights.get(name, 0.0) + (-weight if label == begin else weight)
    except (struct.error, ValueError, IndexError) as error:
        raise UnknownModel(f"not a CRFsuite model that can be read: {error}") from error
    order = ((True, True), (True, False), (False, True), (False, False))
    same, joined, apart, inside = (moves.get(move, 0.0) for move in order)
    return weights, (same, joined, apart, inside)


def _strings(model: bytes, start: int) -> list[str]:
    """Return the strings of a constant database in the order of their numbers."""
    count, table = struct.unpack_from("<II", model, start + 16)
    strings = []
    for place in struct.unpack_from(f"<{count}I", model, start + table):
        (size,) = struct.unpack_from("<I", model, start + place + 4)
        strings.append(model[start + place + 8 : start + place + 7 + size].decode("utf-8"))
    return strings
