"""Which tasks people should judge next, and why these.

What a label is worth = how much the model wavers x how many tasks of the corpus say nearly the same; the
choice among the most worthy keeps away from what was chosen and from what people have judged already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.errors import UsageFault
from pipeline.learning.sheet import SheetRow
from pipeline.records import StoredTask
from pipeline.store.corpus import Corpus
from pipeline.store.generations import Generation
from pipeline.store.tags import overrule
from pipeline.themes.classifier import Classifier
from pipeline.themes.features import Instance
from pipeline.themes.review import choose, uncertainty

_ALIKE = 0.85  # cosine from which a task would be decided by the same label
_LOOKED_AT = 50  # neighbours; more make a proposal no weightier
_TOLD = 4  # words that are shown as the reason of a tag
_POOL, _MOST_POOL = 20, 2_000  # candidates per proposal asked for, and at most


@dataclass(frozen=True, slots=True)
class Proposal:
    """A task to be judged.

    Attributes
    ----------
    theme, probability : what is asked about, and what the model thinks of it.
    alike : how many tasks of the corpus say nearly the same (50 and more count as 50).
    """

    task: StoredTask
    theme: str
    probability: float
    alike: int

    @property
    def why(self) -> str:
        """Why this one, in words."""
        share = f"{self.probability:.0%}"
        others = f"; {self.alike} nhiệm vụ khác nói gần như vậy (alike)" if self.alike else ""
        return f"mô hình cho {share}, chưa chắc (uncertain){others}"

    def row(self, line: int) -> SheetRow:
        """Return the proposal as a row of a label file, to be filled in; the model's view is not to sway anybody."""
        return SheetRow(line, self.task.id, self.theme, "", "", "", self.task.task.text)


def propose(corpus: Corpus, generation: Generation, k: int, theme: str | None = None) -> list[Proposal]:
    """Return at most `k` tasks to judge next, the most telling first; the same corpus gives the same ones.

    Parameters
    ----------
    theme : ask about this theme only; None about the one over which the model wavers most, task by task.

    Raises
    ------
    UsageFault
        The tasks have no scores for this theme.
    """
    rows, themes, probabilities = _open_questions(corpus, theme)
    if not len(rows):
        return []
    doubt = uncertainty(probabilities)
    column = doubt.argmax(axis=1)
    doubt = doubt.max(axis=1)
    positions = np.searchsorted(generation.rows, rows)
    indexed = positions < len(generation.rows)
    indexed[indexed] = generation.rows[positions[indexed]] == rows[indexed]
    pool = np.flatnonzero(indexed & (doubt > 0))
    pool = pool[np.argsort(-doubt[pool], kind="stable")][: min(max(_POOL * k, 200), _MOST_POOL)]
    vectors = generation.vectors(positions[pool])
    alike = _alike(generation, vectors)
    worth = doubt[pool] * np.log2(2 + alike)
    picked = choose(worth, vectors, k, _known(corpus, generation, theme))
    tasks = corpus.tasks(rows[pool[picked]])
    return [
        Proposal(task, themes[column[pool[i]]], float(probabilities[pool[i], column[pool[i]]]), int(alike[i]))
        for i, task in zip(picked, tasks, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked: a proposal, and the words for which the model gives the theme."""

    proposal: Proposal
    words: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """Return it as it leaves the program."""
        proposal = self.proposal
        return {
            "task_id": proposal.task.id,
            "file": proposal.task.files[0],
            "theme": proposal.theme,
            "probability": round(proposal.probability, 4),
            "alike": proposal.alike,
            "why": proposal.why,
            "words": list(self.words),
            "text": proposal.task.task.text,
        }


def questions(corpus: Corpus, classifier: Classifier, proposals: Iterable[Proposal]) -> list[Question]:
    """Return proposals with the words for which the model gives the themes."""
    return [Question(p, telling_words(corpus, classifier, p.task, p.theme)) for p in proposals]


def telling_words(corpus: Corpus, classifier: Classifier, task: StoredTask, theme: str) -> tuple[str, ...]:
    """Return the words of a task for which the model gives it a theme, the weightiest first; () if none do."""
    row = corpus.row_of(task.id)
    words = corpus.words([row])[0] if row is not None else ()
    instance = Instance(task.task.text, words, task.task.headings, task.task.lead)
    return tuple(words for words, _ in classifier.explain(instance, theme).reasons[:_TOLD])


def _open_questions(corpus: Corpus, theme: str | None) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Return rows (n,), themes, and probabilities (n, n_themes); 0 where a person has decided."""
    rows: list[int] = []
    probabilities: list[list[float]] = []
    themes: list[str] = []
    decided = corpus.labels.decisions(corpus.labels.rows())
    for row, scores in corpus.tags.scores():
        asked = [score for score in overrule(scores, decided.get(row, {})) if theme in (None, score.theme)]
        themes = [score.theme for score in asked]
        rows.append(row)
        probabilities.append([0.0 if score.author else score.probability for score in asked])
    if rows and not themes:
        raise UsageFault(f"Kho chưa có điểm cho chủ đề {theme!r} (no scores for this theme yet); chạy `kehoach run`.")
    return np.array(rows), themes, np.array(probabilities)


def _alike(generation: Generation, vectors: np.ndarray) -> np.ndarray:
    """Return how many other tasks are near each vector, (n,)."""
    _, cosines = generation.dense.search(vectors, _LOOKED_AT + 1)
    return np.maximum((cosines >= _ALIKE).sum(axis=1) - 1, 0)


def _known(corpus: Corpus, generation: Generation, theme: str | None) -> np.ndarray:
    """Return the vectors of the tasks that people have judged, (m, dim)."""
    judged = {la.row for la in corpus.labels.current() if la.row is not None and theme in (None, la.theme)}
    positions = np.flatnonzero(np.isin(generation.rows, np.array(sorted(judged), np.int64)))
    return generation.vectors(positions)
