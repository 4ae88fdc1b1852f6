"""What some people said; where they differ, and how far they agree beyond chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.store.labels import Label
from pipeline.themes.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Conflict:
    """A task and theme on which authors differ; `said` has what each said last."""

    task: str | None
    file: str
    text: str
    theme: str
    said: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two authors agree on a theme.

    Attributes
    ----------
    both : how many tasks both have judged; `same` of them alike.
    kappa : Cohen's, 1 for full agreement, 0 for what chance would bring; None where it is not defined.
    """

    theme: str
    authors: tuple[str, str]
    both: int
    same: int
    kappa: float | None


def chosen(labels: Sequence[Label], taxonomy: Taxonomy, theme: str, author: str) -> list[Label]:
    """Return the labels of a theme (under any of its ids) and an author, "" for any, the last first."""
    wanted = taxonomy.current(theme) or theme
    return [
        label
        for label in reversed(labels)
        if (not theme or (taxonomy.current(label.theme) or label.theme) == wanted) and author in ("", label.author)
    ]


def conflicts(labels: Iterable[Label]) -> list[Conflict]:
    """Return the tasks and themes on which authors differ, by file and words."""
    said: dict[tuple[int, str], list[Label]] = defaultdict(list)
    for label in labels:
        said[label.subject, label.theme].append(label)
    found = [
        Conflict(first.task, first.file, first.text, theme, tuple((label.author, label.value) for label in of_all))
        for (_, theme), of_all in said.items()
        for first in of_all[:1]
        if len({label.value for label in of_all}) > 1
    ]
    return sorted(found, key=lambda conflict: (conflict.file, conflict.text, conflict.theme))


def agreements(labels: Iterable[Label]) -> list[Agreement]:
    """Return how far each two authors who have judged the same tasks agree, by theme."""
    judged: dict[str, dict[str, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    for label in labels:
        judged[label.theme][label.author][label.subject] = label.value
    found = []
    for theme, by_author in sorted(judged.items()):
        for left, right in combinations(sorted(by_author), 2):
            common = sorted(by_author[left].keys() & by_author[right].keys())
            pairs = [(by_author[left][subject], by_author[right][subject]) for subject in common]
            if pairs:
                same = sum(a is b for a, b in pairs)
                found.append(Agreement(theme, (left, right), len(pairs), same, cohen_kappa(pairs)))
    return found


def cohen_kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return (p_o - p_e) / (1 - p_e), None where both only ever gave one and the same answer.

    p_o is the share of equal answers, p_e the share that two people who answer independently, each as often
    with yes as this one did, would give alike (Cohen 1960, "A coefficient of agreement for nominal scales").

    Examples
    --------
    >>> yes, no = (True, True), (False, False)
    >>> cohen_kappa([yes] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [no] * 15)
    0.4
    """
    n = len(pairs)
    observed = sum(left is right for left, right in pairs) / n
    left_yes, right_yes = sum(left for left, _ in pairs) / n, sum(right for _, right in pairs) / n
    expected = left_yes * right_yes + (1 - left_yes) * (1 - right_yes)
    return None if expected == 1 else round((observed - expected) / (1 - expected), 6)
