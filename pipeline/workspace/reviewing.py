"""What people should judge next, worked out once for many answers."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.learning.proposals import Proposal, Question, propose, questions
from pipeline.themes.classifier import Classifier

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

_AT_ONCE = 60  # questions worked out together
_Key = tuple[str, str]
"""Id of a task, theme that is asked about."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Questions that were worked out together.

    Attributes
    ----------
    state : of the corpus, the model, the taxonomy and the index they were worked out from.
    asked_for : how many there might have been.
    """

    state: tuple[int, str, Path | None]
    asked_for: int
    proposals: tuple[Proposal, ...]
    rows: dict[str, int]
    classifier: Classifier


class Queue:
    """The questions for everybody who teaches, shared by all workspaces over a folder.

    Nobody gets a question that another person is looking at, that somebody has answered, or that they have put
    aside; while there is something else to ask.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._batches: dict[str | None, _Batch] = {}
        self._put_aside: dict[str, set[_Key]] = defaultdict(set)
        self._looked_at: dict[str, _Key] = {}
        self._answered: dict[str, list[_Key]] = defaultdict(list)

    def next(self, workspace: Workspace, name: str, theme: str | None = None) -> Question | None:
        """Return the question for a person, the same one until it is answered or put aside; None if all are."""
        with self._lock:
            batch = self._batch(workspace, theme, _AT_ONCE + len(self._put_aside[name]))
            left = self._left(workspace, batch, name)
            if not left and len(batch.proposals) >= batch.asked_for:
                self._batches.pop(theme)
                batch = self._batch(workspace, theme, _AT_ONCE + len(self._put_aside[name]))
                left = self._left(workspace, batch, name)
            for proposal in left:
                self._looked_at[name] = _key(proposal)
                if tasks := workspace.corpus().tasks([batch.rows[proposal.task.id]]):
                    return questions(workspace.corpus(), batch.classifier, [replace(proposal, task=tasks[0])])[0]
            self._looked_at.pop(name, None)
            return None

    def waiting(self, workspace: Workspace, k: int, theme: str | None = None) -> list[Question]:
        """Return the first questions, whoever may be looking at them."""
        with self._lock:
            batch = self._batch(workspace, theme, _AT_ONCE)
            return questions(workspace.corpus(), batch.classifier, self._left(workspace, batch, "")[:k])

    def put_aside(self, name: str, task: str, theme: str) -> None:
        """Ask a person something else."""
        with self._lock:
            self._put_aside[name].add((task, theme))

    def note(self, name: str, task: str, theme: str) -> None:
        """Remember that a person has answered, so that the answer can be undone."""
        with self._lock:
            self._answered[name].append((task, theme))

    def last(self, name: str) -> _Key | None:
        """Return the task and theme that a person answered last and has not undone."""
        with self._lock:
            return self._answered[name][-1] if self._answered[name] else None

    def undo(self, workspace: Workspace, name: str) -> bool:
        """Take back what a person said last here, with all that was said of that task at once; ask it again.

        Returns whether there was anything.
        """
        last = self.last(name)
        row = workspace.corpus().row_of(last[0]) if last else None
        if last is None or row is None:
            return False
        said = [label for label in workspace.corpus().labels.of([row]) if label.author == name]
        at = max((label.at for label in said if label.theme == last[1]), default="")
        workspace.themes.withdraw([label.id for label in said if label.at == at], name)
        with self._lock:
            self._answered[name].pop()
            self._looked_at[name] = last
        return True

    def _left(self, workspace: Workspace, batch: _Batch, name: str) -> Sequence[Proposal]:
        """Return what a person can be asked, first what they are looking at, last what others are."""
        decided = workspace.corpus().labels.decisions(batch.rows.values())
        others = {key for other, key in self._looked_at.items() if other != name}
        left = [
            proposal
            for proposal in batch.proposals
            if _key(proposal) not in self._put_aside[name]
            and proposal.theme not in decided.get(batch.rows[proposal.task.id], {})
        ]
        mine = self._looked_at.get(name)
        return sorted(left, key=lambda proposal: (_key(proposal) != mine, _key(proposal) in others))

    def _batch(self, workspace: Workspace, theme: str | None, k: int) -> _Batch:
        """Return the questions about a theme, worked out anew if what they rest on has changed."""
        corpus = workspace.corpus()
        state = (corpus.version, workspace.themes.model(corpus).fingerprint, workspace.generations.current())
        known = self._batches.get(theme)
        if known is None or known.state != state:
            classifier = workspace.themes.model(corpus).open()
            proposed = propose(corpus, workspace.generations.open_current(workspace.encoder), k, theme)
            proposals = tuple(p for p in proposed if p.theme in classifier.taxonomy.ids)  # the others await a new run
            rows = corpus.rows_of(proposal.task.id for proposal in proposals)
            known = self._batches[theme] = _Batch(state, k, proposals, rows, classifier)
        return known


def _key(proposal: Proposal) -> _Key:
    return proposal.task.id, proposal.theme
