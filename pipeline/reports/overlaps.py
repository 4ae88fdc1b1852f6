"""The same task in several plans: found by meaning, shown side by side, conflicts first.

Two tasks are alike as the mean of two measures says: the cosine of their texts' vectors, and the share of
the words of the shorter one that stand in the longer one, each word weighted by its rarity (inverse document
frequency, Sparck Jones 1972). Words alone would miss other wordings, vectors alone would take two tasks of
one field for one. A text of common words only is like nothing: the share is taken of no less than what the
lightest texts weigh. A task about its own plan ("theo dõi việc thực hiện Kế hoạch này") is nobody else's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.plans.agency_names import identity, matches
from pipeline.records import StoredTask
from pipeline.reports.citations import place
from pipeline.reports.deadlines import last_days
from pipeline.reports.tables import Column, Table

ALIKE = 0.66
ALIKE_SAME_LEAD = 0.38  # where the same agency leads both, less says as much
_LEAST = 5  # percentile of the weights of texts
_NEAREST = 50  # of other plans, by vectors, and of those with the same lead, among which the words decide
_BLOCK = 1000
_FEW = 5  # texts; that a word is rarer still says little more, or chance would outweigh the subject
_OPENING = 120  # characters in which a task says what it is about; a long one may close with its own plan
_OWN_PLAN = re.compile(
    r"\b(?:kế hoạch|chương trình|công văn|chỉ thị|công điện|quyết định|nghị quyết|đề án) này\b", re.I
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """One task as several plans give it, at most once per plan, in the order of the plans.

    Attributes
    ----------
    likeness : of the least like of them to the one that is most like all (0 to 1).
    leads_differ : whether two of them name different leads.
    deadlines_differ : whether two of them name different days.
    """

    tasks: tuple[StoredTask, ...]
    likeness: float
    leads_differ: bool
    deadlines_differ: bool

    @property
    def is_conflict(self) -> bool:
        """Whether the plans do not agree."""
        return self.leads_differ or self.deadlines_differ


def overlaps(
    tasks: Sequence[StoredTask], words: Sequence[Sequence[str]], vectors: NDArray[np.float32]
) -> tuple[Overlap, ...]:
    """Return the tasks that several plans have, conflicts first, then the most alike first.

    Parameters
    ----------
    words : of every task's own text, as segmented.
    vectors : of every task's own text (without titles and headings, which make all tasks of a plan alike), unit
        rows (n_tasks, dim).
    """
    likeness = _likeness(tasks, words, vectors)
    groups = _gather(tasks, likeness)
    found = [_overlap([tasks[i] for i in members], least) for members, least in groups]
    return tuple(sorted(found, key=lambda o: (not o.is_conflict, -o.likeness, o.tasks[0].id)))


def _likeness(
    tasks: Sequence[StoredTask], words: Sequence[Sequence[str]], vectors: NDArray[np.float32]
) -> dict[tuple[int, int], float]:
    """Return how alike the pairs of tasks of different plans are that are alike enough."""
    own = [_OWN_PLAN.search(stored.task.text[:_OPENING]) for stored in tasks]
    bags = _weighted([() if mine else text for mine, text in zip(own, words, strict=True)])
    masses = np.asarray(bags.multiply(bags).sum(axis=1)).ravel()
    least = np.percentile(masses[masses > 0], _LEAST) if masses.any() else 1.0
    plans = np.array([hash(stored.document) for stored in tasks])
    agencies = _incidence([[base for name in t.task.lead for base in identity(name).bases] for t in tasks])
    found: dict[tuple[int, int], float] = {}
    for start in range(0, len(tasks), _BLOCK):
        block = slice(start, start + _BLOCK)
        cosines = vectors[block] @ vectors.T
        cosines[(plans[block, None] == plans[None, :]) | (masses[block, None] == 0) | (masses[None, :] == 0)] = -1
        same_lead = (agencies[block] @ agencies.T).toarray() > 0
        for candidates in (cosines, np.where(same_lead, cosines, -1)):
            for row, others in enumerate(_highest(candidates)):
                i = start + row
                shared = (bags[others] @ bags[i].T).toarray().ravel()
                share = shared / np.maximum(np.minimum(masses[others], masses[i]), least)
                scores = (cosines[row, others] + share) / 2
                enough = scores >= np.where(same_lead[row, others], ALIKE_SAME_LEAD, ALIKE)
                found |= {(min(i, j), max(i, j)): float(s) for j, s in zip(others[enough], scores[enough], strict=True)}
    return found


def _highest(scores: NDArray[np.float32]) -> Iterator[NDArray[np.int64]]:
    """Give the places of the highest positive scores of every row."""
    for row, places in zip(scores, np.argsort(-scores, axis=1, kind="stable")[:, :_NEAREST], strict=True):
        yield places[row[places] > 0]


def _weighted(words: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Return every text as a row of the square roots of its words' weights, so that products sum weights."""
    bags = _incidence([{word.lower() for word in text if any(map(str.isalpha, word))} for text in words])
    texts_with = np.asarray(bags.sum(axis=0)).ravel()
    weights = np.log((len(words) + 1 + _FEW) / (texts_with + _FEW))
    return bags @ sparse.diags(np.sqrt(weights))


def _incidence(found: Sequence[Collection[str]]) -> sparse.csr_matrix:
    """Return which row has which of the names, as ones of shape (rows, names)."""
    columns: dict[str, int] = {}
    cells = [
        (row, columns.setdefault(name, len(columns))) for row, names in enumerate(found) for name in sorted(set(names))
    ]
    rows, places = np.array(cells, np.int64).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(rows)), (rows, places)), shape=(len(found), max(len(columns), 1)))


@lru_cache(maxsize=65536)
def _same_kind(one: str, other: str) -> bool:
    """Whether two names mean one agency, or one of its kind elsewhere (Thanh tra tỉnh, Thanh tra thị xã)."""
    return bool(set(identity(one).bases) & set(identity(other).bases))


def _leads_agree(one: StoredTask, other: StoredTask) -> bool:
    """Whether the leads of two tasks can be the same, one perhaps as a member of a group; or one has none."""
    leads = [(a, b) for a in one.task.lead for b in other.task.lead]
    return not leads or any(_same_kind(a, b) or matches(a, b) or matches(b, a) for a, b in leads)


def _gather(tasks: Sequence[StoredTask], likeness: dict[tuple[int, int], float]) -> list[tuple[list[int], float]]:
    """Put every task into at most one group, around the tasks that are like most; one task of a plan per group."""
    neighbours: dict[int, dict[int, float]] = {}
    for (i, j), score in likeness.items():
        neighbours.setdefault(i, {})[j] = score
        neighbours.setdefault(j, {})[i] = score
    groups = []
    taken: set[int] = set()
    for centre in sorted(neighbours, key=lambda i: (-len(neighbours[i]), -sum(neighbours[i].values()), i)):
        if centre in taken:
            continue
        members, plans, least = [centre], {tasks[centre].document}, 1.0
        for other, score in sorted(neighbours[centre].items(), key=lambda item: (-item[1], item[0])):
            if other not in taken and tasks[other].document not in plans:
                members.append(other)
                plans.add(tasks[other].document)
                least = min(least, score)
        if len(members) > 1:
            taken.update(members)
            groups.append((sorted(members), least))
    return groups


def _overlap(tasks: Sequence[StoredTask], likeness: float) -> Overlap:
    """Return a group of tasks with what they do not agree on."""
    pairs = list(combinations(tasks, 2))
    leads = not all(_leads_agree(a, b) for a, b in pairs)
    limits = any(set(last_days(a)) != set(last_days(b)) for a, b in pairs if last_days(a) and last_days(b))
    return Overlap(tuple(tasks), min(likeness, 1.0), leads, limits)


def overlap_table(found: Sequence[Overlap]) -> Table:
    """Return overlaps as a table, the tasks of one under each other."""
    columns = (
        Column("Nhóm", "Group", "number", 8),
        Column("Vấn đề", "Issue", width=24),
        Column("Nhiệm vụ", "Task", width=70),
        Column("Chủ trì", "Lead", width=30),
        Column("Thời hạn", "Deadline", width=22),
        Column("Vị trí", "Place", width=22),
        Column("Tệp", "File", width=26),
        Column("Độ giống", "Likeness", "share", 10),
    )
    rows = tuple(
        (
            number, _issue(overlap), stored.task.text, "; ".join(stored.task.lead),
            "; ".join(deadline.raw for deadline in stored.task.deadlines), place(stored), stored.files[0],
            overlap.likeness,
        )
        for number, overlap in enumerate(found, 1)
        for stored in overlap.tasks
    )  # fmt: skip
    return Table("overlaps", "Nhiệm vụ trùng lặp, mâu thuẫn", "Overlaps and conflicts", columns, rows)


def _issue(overlap: Overlap) -> str:
    issues = [("khác cơ quan chủ trì", overlap.leads_differ), ("khác thời hạn", overlap.deadlines_differ)]
    return ", ".join(words for words, is_so in issues if is_so) or "trùng nội dung"
