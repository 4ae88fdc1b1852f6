"""Questions that people want to hear of again: kept, asked of what is new, and looked at.

Small changes that touch no task: they wait for their turn, but need no lock against a run that is reading plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.records import Answer, Question, SavedQuestion
from pipeline.store.saved import Saved

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace


class SavedQuestions:
    """The saved questions of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of(self, owner: str) -> list[SavedQuestion]:
        """Return somebody's questions, by name."""
        return self._store.of(owner)

    def get(self, owner: str, id: int) -> SavedQuestion:
        """Return one of somebody's questions.

        Raises
        ------
        UsageFault
            They have none with this number.
        """
        return self._store.get(owner, id)

    def n_new(self, owner: str) -> int:
        """Return how many new tasks answer somebody's questions, as found when plans were read last."""
        return self._store.n_new(owner)

    def add(self, owner: str, name: str, question: Question) -> SavedQuestion:
        """Keep a question; what is there now is no news.

        Raises
        ------
        UsageFault
            Nothing is asked, it cannot be asked, or its owner has another one of this name.
        """
        if question != Question():
            self._ask(question, self._store.now)
        with self._workspace.corpus().changing():
            return self._store.add(owner, name, question)

    def rename(self, owner: str, id: int, name: str) -> None:
        """Call a question otherwise."""
        with self._workspace.corpus().changing():
            self._store.rename(self._store.get(owner, id), name)

    def remove(self, owner: str, id: int) -> None:
        """Forget a question."""
        with self._workspace.corpus().changing():
            self._store.remove(self._store.get(owner, id))

    def news(self, owner: str, id: int, *, k: int = 50, offset: int = 0) -> tuple[SavedQuestion, Answer, int]:
        """Return one of somebody's questions, the new tasks that answer it, and up to when they arrived; see `see`."""
        saved = self._store.get(owner, id)
        return saved, *self.since(saved.question, saved.seen, k=k, offset=offset)

    def since(self, question: Question, since: int, *, k: int = 50, offset: int = 0) -> tuple[Answer, int]:
        """Return the tasks that came in since a time and surely answer a question, and the time by now.

        Parameters
        ----------
        since : a time that was returned before, 0 for the beginning; see `Corpus.arrived`.

        Raises
        ------
        QueryError
            Nothing was asked, or something impossible.
        """
        now = self._store.now
        return self._ask(question, since, k=k, offset=offset), now

    def see(self, owner: str, id: int, until: int | None = None) -> None:
        """Note that its owner has looked at the news.

        Parameters
        ----------
        until : what `news` gave with them; what has arrived since then stays new. By default all is seen.
        """
        with self._workspace.corpus().changing():
            self._store.see(self._store.get(owner, id), self._store.now if until is None else until)
        self.check()

    def check(self) -> int:
        """Ask everybody's questions of what has arrived since they were asked last; return how many have news."""
        store, news = self._store, 0
        for saved in store.unchecked():
            now = store.now
            try:
                n_new = self._ask(saved.question, saved.seen, k=1).total
            except UsageFault:  # a theme has gone since it was saved: told when the question is opened
                n_new = 0
            store.note(saved, n_new, now)
            news += bool(n_new)
        return news

    def _ask(self, question: Question, since: int, *, k: int = 1, offset: int = 0) -> Answer:
        among = self._workspace.corpus().arrived(since)
        return self._workspace.searcher().sure(question, among, k=k, offset=offset)

    @property
    def _store(self) -> Saved:
        return self._workspace.corpus().saved
