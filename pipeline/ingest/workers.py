"""Files read in processes of their own: one that kills its process or takes too much costs only itself.

Each process is handed one file at a time through a pipe of its own, so a death or an overrun is that file's
and nobody else's (a `ProcessPoolExecutor` would lose every pending file). Results come in the order of the
jobs, so that the same folder always gives the same corpus. A process is started when there is a file for it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Generic, Self, TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.errors import KehoachError
from pipeline.ingest.limits import confine, kill
from pipeline.ingest.reader import OVER_LIMIT, TOO_LARGE, Failure, Reads, attempt

_AHEAD = 16  # results per process that may wait for a slow file before them
_START_S = 60.0  # a new process loads its models before it looks at the first file
_BYTES_PER_S = 50_000  # a large file may take longer


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read.

    Attributes
    ----------
    raw : its bytes; None if it needs no reading and only keeps its place in the order.
    here : whether to read it in this process, because starting another takes longer.
    """

    number: int
    file: str
    raw: bytes | None
    here: bool = False


Result = TypeVar("Result")
_READY = "ready"  # said once, before the first answer


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds if it is small, megabytes of memory."""

    seconds: float
    memory_mb: int


class Workers(Generic[Result]):
    """Some processes that read files; a context manager that ends them.

    Parameters
    ----------
    factory : makes what reads a file; called in each process, so it has to be importable from there.
    count : at most so many processes.
    """

    def __init__(self, factory: Callable[[], Reads[Result]], count: int, limits: Limits) -> None:
        self._factory = factory
        self._limits = limits
        self._workers: list[_Worker[Result] | None] = [None] * count
        self._held: Job | None = None  # for which no process was free

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for worker in self._workers:
            if worker is not None:
                worker.end()

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Result | Failure | None]]:
        """Read all jobs and give their outcomes in the same order; few jobs are taken ahead of time.

        Raises
        ------
        KehoachError
            Every file would fail.
        """
        coming = iter(jobs)
        waiting: deque[Job] = deque()
        done: dict[int, Result | Failure | None] = {}
        more = True
        while more or waiting:
            while waiting and waiting[0].number in done:
                job = waiting.popleft()
                yield job, done.pop(job.number)
            more = more and self._hand_out(coming, waiting, done)
            done.update(self._collect())

    def _hand_out(self, coming: Iterator[Job], waiting: deque[Job], done: dict[int, Result | Failure | None]) -> bool:
        """Give every idle process a file, read what is to be read here; return whether there may be more files."""
        while len(waiting) < _AHEAD * len(self._workers):
            job, self._held = self._held or next(coming, None), None
            if job is None:
                return False
            if job.raw is None:
                done[job.number] = None
            elif job.here:
                done[job.number] = attempt(self._reader, job.raw, job.file)
            elif (idle := self._idle()) is None:
                self._held = job
                return True
            elif not self._give(idle, job):
                done[job.number] = Failure("internal", "không mở được tiến trình đọc (no process)")
            waiting.append(job)
        return True

    @cached_property
    def _reader(self) -> Reads[Result]:
        """What reads in this process."""
        return self._factory()

    def _idle(self) -> int | None:
        """Return a place where there is a process without a file, or one can be started."""
        free = [index for index, worker in enumerate(self._workers) if worker is None or worker.job is None]
        return min(free, key=lambda index: self._workers[index] is None, default=None)

    def _give(self, index: int, job: Job) -> bool:
        """Hand a file to a process, or to its successor if it is gone; False if that is gone as well."""
        worker = self._workers[index] or self._start(index)
        return worker.give(job) or self._start(index).give(job)

    def _start(self, index: int) -> _Worker[Result]:
        """Start a process, ending the one in its place."""
        if (old := self._workers[index]) is not None:
            old.end()
        worker = self._workers[index] = _Worker(self._factory, self._limits)
        return worker

    def _collect(self) -> dict[int, Result | Failure]:
        """Wait for the next outcomes, for at most as long as a file may still take."""
        busy = [worker for worker in self._workers if worker is not None and worker.job is not None]
        if not busy:
            return {}
        patience = max(0.0, min(worker.until for worker in busy) - time.monotonic())
        ready = wait([worker.pipe for worker in busy], timeout=patience)
        outcomes: dict[int, Result | Failure] = {}
        for index, worker in enumerate(self._workers):
            if worker is None or worker.job is None or not (worker.pipe in ready or worker.is_late()):
                continue
            number = worker.job.number
            answer = worker.take() if worker.pipe in ready else worker.too_late()
            if answer is None:
                continue
            if isinstance(answer, KehoachError):
                raise answer
            outcomes[number] = answer
            if worker.is_spent:
                self._workers[index] = None
                worker.end()
        return outcomes


class _Worker(Generic[Result]):
    """One process, the pipe to it, and the file it is reading."""

    def __init__(self, factory: Callable[[], Reads[Result]], limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, factory, limits.memory_mb), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.until = 0.0
        self.is_spent = False
        self._limits = limits
        self._is_ready = False
        self._start_s = _START_S

    def give(self, job: Job) -> bool:
        """Hand over a file; False if the process is gone."""
        try:
            self.pipe.send((job.raw, job.file))
        except OSError:
            return False
        self.job = job
        self.until = time.monotonic() + self._start_s + self._limits.seconds + len(job.raw or b"") / _BYTES_PER_S
        self._start_s = 0.0
        return True

    def take(self) -> Result | Failure | KehoachError | None:
        """Return what came back, None if the process has only just started.

        A process that dies is the fault of the file it read; before it was ready it is no file's.
        """
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return self._died()
        if answer == _READY:
            self._is_ready = True
            return None
        self.job = None
        self.is_spent = answer == TOO_LARGE  # what it had begun to load may be there by half
        return answer  # type: ignore[no-any-return]

    def _died(self) -> Failure | KehoachError:
        """Return whose fault it is that the process has ended."""
        self.job = None
        self.is_spent = True
        kill(self.process)
        self.process.join()
        code = self.process.exitcode
        if self._is_ready:
            what = "chương trình đọc dừng đột ngột vì tệp này (the reader died on it"
            return Failure("failed", f"{what}, code {code}); mở tệp bằng chương trình của nó, lưu lại rồi chạy lại")
        return KehoachError(
            f"Tiến trình đọc không khởi động được, mã {code} (a reader process died while starting). "
            "A program that calls `Workspace.run` must be a file and do so under "
            '`if __name__ == "__main__":`; otherwise see the messages above.'
        )

    def too_late(self) -> Failure:
        """Stop a process that takes too long over its file."""
        self.job = None
        self.is_spent = True
        return Failure(OVER_LIMIT, "đọc quá lâu nên đã dừng (took too long); chia nhỏ tệp, hoặc tăng `file_limit_s`")

    def is_late(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() >= self.until

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        kill(self.process)
        self.process.join()


def _serve(pipe: Connection, factory: Callable[[], Reads[Result]], memory_mb: int) -> None:
    """Read what comes through the pipe until it is closed: the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    confine(memory_mb)
    reader = factory()
    threadpool_limits(1)  # as many threads as cores in every process would wait for each other: half of all work
    pipe.send(_READY)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the last words of a library that dies help nobody
    while True:
        try:
            raw, file = pipe.recv()
            pipe.send(_answer(reader, raw, file))
        except (EOFError, OSError):  # the first process has ended or been killed
            return


def _answer(reader: Reads[Result], raw: bytes, file: str) -> Result | Failure | KehoachError:
    """Return what reading a file gives, or the error that every file would give."""
    try:
        return attempt(reader, raw, file)
    except KehoachError as error:
        return error
