"""Which task of a new reading is which task of the old one.

A plan is sent again with a date changed and a paragraph more; what a person said about a task has to find it
there. A task is the same if its words are; if it stands at the same place (path and marker) and says nearly
the same; or if it is the most similar one, with a token F1 of at least .9. All tasks of the old reading
compete, not only those somebody said something about: a task that stayed is nobody else's successor.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.similarity import token_f1, tokens

SAME_PLACE_F1 = 0.7
"""From here on two texts at the same place say "nearly the same"; siblings in a list rarely share as much."""
ELSEWHERE_F1 = 0.9


@dataclass(frozen=True, slots=True)
class Place:
    """A task as far as it can be recognised: the markers above it, its own marker, its words."""

    path: tuple[str, ...]
    marker: str
    text: str


def successors(old: Sequence[Place], new: Sequence[Place]) -> dict[int, int]:
    """Return for tasks of an old reading the task of the new one that each has become, as positions.

    Every task has one successor at most and is the successor of one at most; a task that has gone has none.
    Equally good pairs are taken in the order of the documents.
    """
    before, after = _candidates(old), _candidates(new)
    found: dict[int, int] = {}
    for pairs in (_in_turn(before, after, place=True), _in_turn(before, after, place=False)):
        _take(pairs, found, before, after)
    _take((pair[2:] for pair in sorted(_similar(before, after))), found, before, after)
    return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place with its words cut apart."""

    place: tuple[tuple[str, ...], str]
    words: tuple[str, ...]


_Candidates = dict[int, _Candidate]
"""By position those that have no partner yet, in order."""


def _candidates(places: Sequence[Place]) -> _Candidates:
    return {i: _Candidate((place.path, place.marker), tuple(tokens(place.text))) for i, place in enumerate(places)}


def _take(pairs: Iterable[tuple[int, int]], found: dict[int, int], old: _Candidates, new: _Candidates) -> None:
    """Make couples of the pairs whose both sides are still free, the first pair first."""
    for i, j in pairs:
        if i in old and j in new:
            found[i] = j
            del old[i], new[j]


def _in_turn(old: _Candidates, new: _Candidates, *, place: bool) -> Iterator[tuple[int, int]]:
    """Pair tasks that say the same, at the same place or anywhere: the first with the first, and so on."""

    def key(task: _Candidate) -> Hashable:
        return (task.words, task.place) if place else task.words

    saying: dict[Hashable, list[int]] = {}
    for j, task in reversed(list(new.items())):
        saying.setdefault(key(task), []).append(j)
    for i, task in list(old.items()):
        if same := saying.get(key(task)):
            yield i, same.pop()


def _similar(old: _Candidates, new: _Candidates) -> Iterator[tuple[float, int, int, int]]:
    """Pair tasks that say nearly the same at the same place (these come first), or are very much alike anywhere.

    Yields (minus the likeness, distance in order, old position, new position): the least is the best.
    """
    for i, task in old.items():
        for j, other in new.items():
            same_place = other.place == task.place
            least = SAME_PLACE_F1 if same_place else ELSEWHERE_F1
            lengths = len(task.words), len(other.words)
            if 2 * min(lengths) < least * sum(lengths):  # not even the shorter inside the longer would do
                continue
            alike = token_f1(task.words, other.words)
            if alike >= least:
                yield -alike - same_place, abs(i - j), i, j
