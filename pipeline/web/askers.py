"""Questions answered in processes beside the server, for one process of Python never keeps more than one core busy.

Each process has a pipe of its own, and whoever asks waits at the other end of it: the pools of the standard library
put two threads of the server between the two, which cost a question more than its way there and back.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from pipeline.errors import KehoachError
from pipeline.records import Answer
from pipeline.search import answer_json
from pipeline.search.facets import Facet
from pipeline.web.asking import Asked
from pipeline.web.renewal import LOOK_S, Renewal
from pipeline.workspace import Workspace

_T = TypeVar("_T")
_Work = Callable[[Asked, Workspace], _T]
_GRACE_S = 5.0


def in_full(asked: Asked, workspace: Workspace) -> tuple[Answer | None, tuple[Facet, ...]]:
    """Return the answer as a page shows it, None where nothing was asked, and by what it could be narrowed."""
    return None if asked.is_empty() else asked.answered(workspace, plans=False), asked.facets(workspace)


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
        self._every = [_Asker(home) for _ in range(processes)]
        self._free: SimpleQueue[_Asker] = SimpleQueue()
        for asker in self._every:
            self._free.put(asker)

    def ask(self, work: _Work[_T], asked: Asked, workspace: Workspace) -> _T:
        """Return what a function of a module makes of a question, done by whoever is free first.

        A process that died (memory, somebody's kill) is replaced, and the question answered at `workspace`.
        """
        if not self._every:
            return work(asked, workspace)
        asker = self._free.get()
        try:
            return asker.answer(work, asked)
        except _Gone:
            asker.end()
            asker.start(self._home)
            return work(asked, workspace)
        finally:
            self._free.put(asker)

    def close(self) -> None:
        """End the processes."""
        for asker in self._every:
            asker.end()


class _Gone(Exception):
    """Nobody is left at the other end of a pipe."""


class _Asker:
    """A process that answers one question after the other."""

    def __init__(self, home: Path) -> None:
        self.start(home)

    def start(self, home: Path) -> None:
        """Start the process."""
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_answer, args=(theirs, home), name="asker")
        self._process.start()
        theirs.close()

    def answer(self, work: _Work[_T], asked: Asked) -> _T:
        """Return what the process makes of a question, or raise what was raised there.

        Raises
        ------
        _Gone
            The process has died.
        """
        try:
            self._pipe.send((work, asked))
            made, error = self._pipe.recv()
        except (EOFError, OSError) as wrong:
            raise _Gone from wrong
        if error is not None:
            raise error
        return made  # type: ignore[no-any-return]

    def end(self) -> None:
        """End the process, as soon as it has answered."""
        self._pipe.close()
        self._process.join(_GRACE_S)
        self._process.kill()


def _answer(pipe: Connection, home: Path) -> None:
    """Answer until nobody can ask any more, which is when the server has gone: the life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server
    with suppress(EOFError, OSError), Workspace.open(home) as desk:
        with suppress(KehoachError):
            desk.searcher()  # opened before anybody asks, where there are indexes yet
        renewal, looked = Renewal(desk.generations), time.monotonic()
        while True:
            if time.monotonic() - looked > LOOK_S:
                _read_ahead(desk, renewal)
                looked = time.monotonic()
            if pipe.poll(LOOK_S):
                work, asked = pipe.recv()
                pipe.send(_answered(work, asked, desk))


def _answered(work: _Work[_T], asked: Asked, desk: Workspace) -> tuple[_T | None, Exception | None]:
    """Return what came of a question, or what was raised."""
    try:
        return work(asked, desk), None
    except Exception as error:  # whoever asked has to answer for it
        return None, error


def _read_ahead(desk: Workspace, renewal: Renewal) -> None:
    """Have counted what every page counts, whenever there are new indexes, so that nobody waits for it."""
    if renewal.is_due():
        with suppress(KehoachError):
            desk.facets()
