"""Plans read in several processes: a file that kills its process or takes too long costs only itself.

Each process is handed one file at a time through a pipe of its own, so a death or an overrun is that file's
and nobody else's (a `ProcessPoolExecutor` would lose every pending file). Results come in the order of the
jobs, so that the same folder always gives the same corpus.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

from pipeline.errors import KehoachError
from pipeline.ingest.reader import Failure, Reader, attempt
from pipeline.store.corpus import Reading

_AHEAD = 16  # results per process that may wait for a slow file before them
_START_S = 60.0  # a new process loads its models before it looks at the first file
_BYTES_PER_S = 50_000  # a large file may take longer


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read; one without `raw` needs no reading and only keeps its place in the order."""

    number: int
    file: str
    raw: bytes | None


Outcome = Reading | Failure | None
_READY = "ready"  # said once, before the first answer
_Answer = Reading | Failure | KehoachError


class Workers:
    """Some processes that read files; a context manager that ends them."""

    def __init__(self, factory: Callable[[], Reader], count: int, limit_s: float) -> None:
        self._factory = factory
        self._limit_s = limit_s
        self._workers = [_Worker(factory) for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for worker in self._workers:
            worker.end()

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Outcome]]:
        """Read all jobs and give their outcomes in the same order; few jobs are taken ahead of time.

        Raises
        ------
        KehoachError
            Every file would fail.
        """
        coming = iter(jobs)
        waiting: deque[Job] = deque()
        done: dict[int, Outcome] = {}
        more = True
        while more or waiting:
            while waiting and waiting[0].number in done:
                job = waiting.popleft()
                yield job, done.pop(job.number)
            more = more and self._hand_out(coming, waiting, done)
            done.update(self._collect())

    def _hand_out(self, coming: Iterator[Job], waiting: deque[Job], done: dict[int, Outcome]) -> bool:
        """Give every idle process a file; return whether there may be more files."""
        for index in range(len(self._workers)):
            while self._workers[index].job is None and len(waiting) < _AHEAD * len(self._workers):
                job = next(coming, None)
                if job is None:
                    return False
                waiting.append(job)
                if job.raw is None:
                    done[job.number] = None
                elif not self._give(index, job):
                    done[job.number] = Failure("internal", "không mở được tiến trình đọc (no process)")
        return True

    def _give(self, index: int, job: Job) -> bool:
        """Hand a file to a process, or to its successor if it is gone; False if that is gone as well."""
        if self._workers[index].give(job, self._limit_s):
            return True
        self._workers[index] = self._workers[index].successor()
        return self._workers[index].give(job, self._limit_s)

    def _collect(self) -> dict[int, Outcome]:
        """Wait for the next outcomes, for at most as long as a file may still take."""
        busy = [worker for worker in self._workers if worker.job is not None]
        if not busy:
            return {}
        patience = max(0.0, min(worker.until for worker in busy) - time.monotonic())
        ready = wait([worker.pipe for worker in busy], timeout=patience)
        outcomes: dict[int, Outcome] = {}
        for index, worker in enumerate(self._workers):
            if worker.job is not None and (worker.pipe in ready or worker.is_late()):
                number = worker.job.number
                answer = worker.take() if worker.pipe in ready else worker.too_late()
                if answer is None:
                    continue
                if isinstance(answer, KehoachError):
                    raise answer
                outcomes[number] = answer
                if worker.is_spent:
                    self._workers[index] = worker.successor()
        return outcomes


class _Worker:
    """One process, the pipe to it, and the file it is reading."""

    def __init__(self, factory: Callable[[], Reader]) -> None:
        context = multiprocessing.get_context("spawn")
        self._factory = factory
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, factory), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.until = 0.0
        self.is_spent = False
        self._is_ready = False
        self._start_s = _START_S

    def give(self, job: Job, limit_s: float) -> bool:
        """Hand over a file; False if the process is gone."""
        try:
            self.pipe.send((job.raw, job.file))
        except OSError:
            self.is_spent = True
            return False
        self.job = job
        self.until = time.monotonic() + self._start_s + limit_s + len(job.raw or b"") / _BYTES_PER_S
        self._start_s = 0.0
        return True

    def take(self) -> _Answer | None:
        """Return what came back, None if the process has only just started.

        A process that dies is the fault of the file it read; before it was ready it is no file's.
        """
        try:
            answer = self.pipe.recv()
            if answer == _READY:
                self._is_ready = True
                return None
            self.job = None
            return answer  # type: ignore[no-any-return]
        except (EOFError, OSError):
            self.job = None
            self.is_spent = True
            self.process.join()
            code = self.process.exitcode
            if not self._is_ready:
                return KehoachError(
                    f"Tiến trình đọc không khởi động được, mã {code} (a reader process died while starting). "
                    "A program that calls `Workspace.run` must be a file and do so under "
                    '`if __name__ == "__main__":`; otherwise see the messages above.'
                )
            return Failure("internal", f"tiến trình đọc tệp bị dừng đột ngột (reader process died, {code})")

    def too_late(self) -> Failure:
        """Stop a process that takes too long over its file."""
        self.job = None
        self.is_spent = True
        self.process.kill()
        return Failure("failed", "đọc quá lâu nên đã dừng (took too long)")

    def is_late(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() >= self.until

    def successor(self) -> _Worker:
        """End this process and return a new one."""
        self.end()
        return _Worker(self._factory)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection, factory: Callable[[], Reader]) -> None:
    """Read what comes through the pipe until it is closed: the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    reader = factory()
    pipe.send(_READY)
    while True:
        try:
            raw, file = pipe.recv()
            pipe.send(_answer(reader, raw, file))
        except (EOFError, OSError):  # the first process has ended or been killed
            return


def _answer(reader: Reader, raw: bytes, file: str) -> _Answer:
    """Return what reading a file gives, or the error that every file would give."""
    try:
        return attempt(reader, raw, file)
    except KehoachError as error:
        return error
