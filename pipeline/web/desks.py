"""Workspaces for several readers at once: each request borrows one, and nobody else uses it meanwhile."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from anyio import Semaphore, sleep, to_thread
from fastapi import Depends, Request

from pipeline.errors import KehoachError
from pipeline.web.renewal import LOOK_S, Renewal
from pipeline.workspace import Workspace

_LOG = logging.getLogger(__name__)
_DESKS = 4  # more would only wait for the two cores of an office PC


class Desks:
    """Some workspaces over the same folder; they share the encoder, which is the heavy part."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._every = [Workspace.open(home) for _ in range(_DESKS)]
        self._free = list(self._every)
        self._turns = Semaphore(_DESKS)
        self._renewal = Renewal(self._free[0].generations)
        encoder = self._free[0].encoder
        for desk in self._free:
            desk.__dict__["encoder"] = encoder  # what the cached property would hold

    @asynccontextmanager
    async def borrowed(self, rather: Collection[Workspace] = ()) -> AsyncIterator[Workspace]:
        """Give a workspace for as long as the block lasts; who waits for one holds up no thread.

        Parameters
        ----------
        rather : one of these if it is free, else the one that was given back last.
        """
        async with self._turns:
            desk = next((free for free in self._free if free in rather), self._free[-1])
            self._free.remove(desk)
            try:
                yield desk
            finally:
                self._free.append(desk)

    async def read_ahead(self) -> None:
        """Have read what an overview begins with, whenever there are new indexes, so that nobody waits for it.

        One desk after the other, each at a moment when nobody asks for anything: this work takes seconds, and a
        thread of Python that works holds up all others.
        """
        behind: list[Workspace] = []
        while True:
            await sleep(LOOK_S)
            behind = list(self._every) if self._renewal.is_due() else behind
            if behind and len(self._free) == _DESKS:
                async with self.borrowed(rather=behind) as desk:
                    await to_thread.run_sync(_prepare, desk)
                    behind = [other for other in behind if other is not desk]

    def close(self) -> None:
        """Let go of all files; nothing may be borrowed any more."""
        while self._free:
            self._free.pop().close()


def _prepare(desk: Workspace) -> None:
    try:
        desk.overview.prepare()
    except KehoachError:  # told to whoever asks
        pass
    except Exception:  # a defect, no reason to end the server
        _LOG.exception("read ahead")


async def _desk(request: Request) -> AsyncIterator[Workspace]:
    """Lend a workspace to a request."""
    async with request.app.state.desks.borrowed() as workspace:
        yield workspace


Desk = Annotated[Workspace, Depends(_desk)]
"""A workspace for as long as a request is answered."""
