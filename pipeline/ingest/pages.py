"""Pictures of pages, drawn in a process of its own: a file that hangs or crashes costs nobody but itself."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs

from pipeline.config import Config
from pipeline.errors import DamagedFile
from pipeline.ingest.reader import Failure
from pipeline.ingest.workers import Job, Limits, Workers
from pipeline.plans.reading.page_pictures import page_picture
from pipeline.records import Box

_LIMIT_S = 10.0  # a page takes a fifth of a second


class _Painter:
    """Draws the page that stands behind a file's name as RFC 8118 has it: "a.pdf#page=3&highlight=72,520,80,95"."""

    def read(self, raw: bytes, file: str) -> bytes:
        """Return the picture of a page."""
        name, _, fragment = file.rpartition("#")
        wanted = parse_qs(fragment)
        return page_picture(raw, name, int(wanted["page"][0]), [_box(mark) for mark in wanted.get("highlight", ())])


class Painters:
    """A process that draws pages, started when it is first needed; a context manager that ends it.

    One page is drawn after the other: whoever shares it sees to that.
    """

    def __init__(self, config: Config) -> None:
        self._workers: Workers[bytes] = Workers(_Painter, 1, Limits(_LIMIT_S, config.file_memory_mb))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.__exit__(kind, error, trace)

    def paint(self, raw: bytes, file: str, page: int, marked: Sequence[Box] = ()) -> bytes:
        """Return the picture of a page; see `page_picture`.

        Raises
        ------
        DamagedFile
            There is no such page, or it cannot be drawn within the limits.
        """
        marks = "".join(f"&highlight={left},{right},{top},{bottom}" for left, top, right, bottom in marked)
        [(_, outcome)] = self._workers.read([Job(0, f"{file}#page={page}{marks}", raw)])
        if isinstance(outcome, bytes):
            return outcome
        raise DamagedFile(file, outcome.reason if isinstance(outcome, Failure) else "không vẽ được (cannot be drawn)")


def _box(mark: str) -> Box:
    """Return a rectangle that is written as left, right, top, bottom."""
    left, right, top, bottom = map(float, mark.split(","))
    return left, top, right, bottom
