"""Pictures of pages for all readers: drawn one after the other in a process of its own, the last ones remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from anyio import Lock
from anyio.to_thread import run_sync

from pipeline.config import Config
from pipeline.errors import PlanError
from pipeline.ingest.pages import Painters
from pipeline.records import Box

_MOST_BYTES = 48_000_000  # some two hundred pages
_FAILED_BYTES = 10_000  # what a page that cannot be drawn counts for

Marks = tuple[Box, ...]


class Pictures:
    """The pictures of one workplace."""

    def __init__(self, config: Config) -> None:
        self._painters = Painters(config)
        self._turn = Lock()
        self._known: OrderedDict[Hashable, bytes | PlanError] = OrderedDict()
        self._bytes = 0

    def known(self, sha256: str, page: int, marks: Marks) -> bytes | None:
        """Return a picture that was drawn already.

        Raises
        ------
        PlanError
            It could not be.
        """
        found = self._known.get((sha256, page, marks))
        if isinstance(found, PlanError):
            raise found
        if found is not None:
            self._known.move_to_end((sha256, page, marks))
        return found

    async def draw(self, sha256: str, file: str, raw: bytes, page: int, marks: Marks) -> bytes:
        """Return a picture; who waits for others to be drawn holds up no thread.

        Raises
        ------
        PlanError
            There is no such page, or it cannot be drawn.
        """
        async with self._turn:
            if (known := self.known(sha256, page, marks)) is not None:
                return known
            try:
                drawn: bytes | PlanError = await run_sync(self._painters.paint, raw, file, page, marks)
            except PlanError as error:
                drawn = error
            self._keep((sha256, page, marks), drawn)
        if isinstance(drawn, PlanError):
            raise drawn
        return drawn

    def close(self) -> None:
        """End the process that draws."""
        self._painters.__exit__(None, None, None)

    def _keep(self, key: Hashable, drawn: bytes | PlanError) -> None:
        """Remember a picture, or that there is none, and forget the ones that nobody has asked for the longest."""
        self._known[key] = drawn
        self._bytes += _weight(drawn)
        while self._bytes > _MOST_BYTES:
            self._bytes -= _weight(self._known.popitem(last=False)[1])


def _weight(drawn: bytes | PlanError) -> int:
    return len(drawn) if isinstance(drawn, bytes) else _FAILED_BYTES
