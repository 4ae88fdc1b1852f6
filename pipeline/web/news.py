"""How much is new in somebody's saved questions: read for every page, so it must cost nothing."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from pipeline.errors import KehoachError
from pipeline.workspace import Workspace


class News:
    """Looks the number up, over a workspace of its own: a page that is drawn may have lent the last of the others."""

    def __init__(self, home: Path) -> None:
        self._workspace = Workspace.open(home)
        self._lock = Lock()

    def of(self, owner: str) -> int:
        """Return how many new tasks answer somebody's questions, 0 where there is no corpus yet."""
        with self._lock:
            try:
                return self._workspace.saved.n_new(owner)
            except KehoachError:
                return 0

    def close(self) -> None:
        """Let go of the corpus."""
        with self._lock:
            self._workspace.close()
