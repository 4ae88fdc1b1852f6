"""Workspaces for several readers at once: each request borrows one, and nobody else uses it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from typing import Annotated

from fastapi import Depends, Request

from pipeline.workspace import Workspace

_DESKS = 4  # more would only wait for the two cores of an office PC


class Desks:
    """Some workspaces over the same folder; they share the encoder, which is the heavy part."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._free: LifoQueue[Workspace] = LifoQueue()
        first = Workspace.open(home)
        for number in range(_DESKS):
            desk = first if number == 0 else Workspace.open(home)
            desk.__dict__["encoder"] = first.encoder  # what the cached property would hold
            self._free.put(desk)

    @contextmanager
    def borrowed(self) -> Iterator[Workspace]:
        """Give a workspace for as long as the block lasts; waits until one is free."""
        desk = self._free.get()
        try:
            yield desk
        finally:
            self._free.put(desk)

    def close(self) -> None:
        """Let go of all files; nothing may be borrowed any more."""
        for _ in range(_DESKS):
            self._free.get().close()


def _desk(request: Request) -> Iterator[Workspace]:
    """Lend a workspace to a request."""
    with request.app.state.desks.borrowed() as workspace:
        yield workspace


Desk = Annotated[Workspace, Depends(_desk)]
"""A workspace for as long as a request is answered."""
