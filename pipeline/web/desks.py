"""Workspaces for several readers at once: each request borrows one, and nobody else uses it meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from anyio import Semaphore
from fastapi import Depends, Request

from pipeline.workspace import Workspace

_DESKS = 4  # more would only wait for the two cores of an office PC


class Desks:
    """Some workspaces over the same folder; they share the encoder, which is the heavy part."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._free = [Workspace.open(home) for _ in range(_DESKS)]
        self._turns = Semaphore(_DESKS)
        encoder = self._free[0].encoder
        for desk in self._free:
            desk.__dict__["encoder"] = encoder  # what the cached property would hold

    @asynccontextmanager
    async def borrowed(self) -> AsyncIterator[Workspace]:
        """Give a workspace for as long as the block lasts; who waits for one holds up no thread."""
        async with self._turns:
            desk = self._free.pop()
            try:
                yield desk
            finally:
                self._free.append(desk)

    def close(self) -> None:
        """Let go of all files; nothing may be borrowed any more."""
        while self._free:
            self._free.pop().close()


async def _desk(request: Request) -> AsyncIterator[Workspace]:
    """Lend a workspace to a request."""
    async with request.app.state.desks.borrowed() as workspace:
        yield workspace


Desk = Annotated[Workspace, Depends(_desk)]
"""A workspace for as long as a request is answered."""
