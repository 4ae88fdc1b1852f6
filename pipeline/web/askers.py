"""Questions answered in processes beside the server, for one process of Python never keeps more than one core busy."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import KehoachError
from pipeline.records import Answer
from pipeline.search import answer_json
from pipeline.search.facets import Facet
from pipeline.web.asking import Asked
from pipeline.web.renewal import LOOK_S, Renewal
from pipeline.workspace import Workspace

_T = TypeVar("_T")


def in_full(asked: Asked, workspace: Workspace) -> tuple[Answer | None, tuple[Facet, ...]]:
    """Return the answer, None where nothing was asked, and by what it could be narrowed."""
    return None if asked.is_empty() else asked.answered(workspace), asked.facets(workspace)


def as_json(asked: Asked, workspace: Workspace) -> dict[str, Any]:
    """Return the answer as it leaves the program."""
    return answer_json(asked.answered(workspace))


class Askers:
    """Processes that answer questions, each at a workspace of its own.

    Parameters
    ----------
    processes : how many; with none whoever asks does it at the workspace at hand.
    """

    def __init__(self, home: Path, processes: int) -> None:
        self._home = home
        self._processes = processes
        self._pool = self._opened()

    def ask(self, work: Callable[[Asked, Workspace], _T], asked: Asked, workspace: Workspace) -> _T:
        """Return what a function of a module makes of a question, done by whoever is free.

        A process that died (memory, somebody's kill) is replaced, and the question answered at `workspace`.
        """
        if (pool := self._pool) is None:
            return work(asked, workspace)
        try:
            return pool.submit(_at_desk, work, asked).result()
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = self._opened()
            return work(asked, workspace)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _opened(self) -> ProcessPoolExecutor | None:
        if not self._processes:
            return None
        pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _sit_down, (self._home,))
        for _ in range(self._processes):
            pool.submit(_ready)  # started now, not with the first question
        return pool


_desk: Workspace  # of a process that answers
_at_work = threading.Lock()  # held by whoever uses it


def _sit_down(home: Path) -> None:
    """Open the workspace of a process, which ends when the server does, however that ends."""
    global _desk
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server
    threading.Thread(target=_leave_with_server, daemon=True).start()
    _desk = Workspace.open(home)
    threading.Thread(target=_read_ahead, daemon=True).start()


def _ready() -> None:
    """Have the indexes opened, where there are any yet."""
    with _at_work, suppress(KehoachError):
        _desk.searcher()


def _read_ahead() -> None:
    """Have counted what every page counts, whenever there are new indexes, so that nobody waits for it."""
    renewal = Renewal(_desk.generations)
    while True:
        time.sleep(LOOK_S)
        if renewal.is_due():
            with _at_work, suppress(KehoachError):
                _desk.facets()


def _at_desk(work: Callable[[Asked, Workspace], _T], asked: Asked) -> _T:
    with _at_work:
        return work(asked, _desk)


def _leave_with_server() -> None:
    if (server := parent_process()) is not None:
        server.join()
        os._exit(1)
