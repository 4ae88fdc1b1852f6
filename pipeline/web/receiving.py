"""A form with files read as it comes in: one chunk in memory, one file open, whatever the number and the size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import from_thread
from fastapi import HTTPException, Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool

from pipeline.web.desks import Desks
from pipeline.web.uploads import MOST_FILES, Holding, Incoming, Limits, Received
from pipeline.workspace.documents import RAW, Place

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


_NAMED = 20  # files that the log names


async def take_in(request: Request, author: str) -> Received:
    """Keep the files of a request, and have them read in the background."""
    desks: Desks = request.app.state.desks
    async with desks.borrowed() as workspace:
        raw = workspace.raw
        limits = Limits(workspace.endings, workspace.config.max_file_mb * 1_000_000)

    async def known(sha256: str) -> list[Place]:
        async with desks.borrowed() as workspace:  # no longer than a question takes, however long the sending does
            return await run_in_threadpool(workspace.documents.holding, sha256)

    def holding(sha256: str) -> list[Place]:
        return from_thread.run(known, sha256)

    received = Received()
    try:
        await receive(request, raw, limits, holding, received)
    finally:
        request.state.concerns = "; ".join(received.kept[:_NAMED]) + (" …" if len(received.kept) > _NAMED else "")
        if received.kept:  # also where the rest did not come
            request.app.state.jobs.start("read", author, RAW)
    return received


async def receive(request: Request, raw: Path, limits: Limits, holding: Holding, received: Received) -> None:
    """Keep the files of a request, and note what became of each.

    Raises
    ------
    HTTPException
        It is no form with files (400), or brings too many or too much (413); what came before stays.
    """
    form = _Form(lambda name: Incoming(name, raw, limits), holding, received)
    try:
        parser = MultipartParser(_boundary(request), form.callbacks())
        async for chunk in request.stream():
            await run_in_threadpool(parser.write, chunk)
    except FormParserError as error:
        raise HTTPException(400, "Yêu cầu không phải biểu mẫu gửi tệp (malformed multipart/form-data).") from error
    finally:
        form.close()


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(400, "Cần biểu mẫu gửi tệp (multipart/form-data is expected).")
    return options[b"boundary"]


class _Form:
    """The parts of a form as the parser tells them; fields that are no files are let go."""

    def __init__(self, open_file: Callable[[str], Incoming], holding: Holding, received: Received) -> None:
        self._received = received
        self._open = open_file
        self._holding = holding
        self._file: Incoming | None = None
        self._name = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._n_files = 0

    def callbacks(self) -> MultipartCallbacks:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def close(self) -> None:
        """Let go of a file that was cut off."""
        if self._file is not None:
            self._file.discard()

    def _begin(self) -> None:
        self._headers = {}

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        name = options.get(b"filename", b"").decode("utf-8", "replace")
        if not name:
            return
        self._n_files += 1
        if self._n_files > MOST_FILES:
            raise HTTPException(413, f"Mỗi lần gửi nhiều nhất {MOST_FILES:,} tệp (too many files); chia làm nhiều lần.")
        self._file = self._open(name)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])

    def _end(self) -> None:
        if self._file is not None:
            self._file.finish(self._received, self._holding)
            self._file = None
