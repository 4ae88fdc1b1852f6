"""A job in a process of its own: the pages stay quick, its memory goes with it, and it can be ended at any moment.

The process ends with the server, however that ends: then nobody is left at the other end of its pipe.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from pipeline.errors import CorpusBusy, KehoachError
from pipeline.web.job import Job, State, Step, Work
from pipeline.workspace import Workspace

_LOG = logging.getLogger(__name__)
_BEHIND = 10  # of POSIX's 19 steps of politeness: who asks a question goes first
_GRACE_S = 5.0
_AGAIN_S = 1.0
_QUIET_S = 0.1  # between two words on how far a stage is; a file of 100,000 tasks has as many steps
STOPPED = "Đã dừng theo yêu cầu; những gì đã vào kho vẫn còn. (Stopped; what is stored already stays.)"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job."""

    state: State
    message: str


class Apart:
    """A job that is being done in another process."""

    def __init__(self, home: Path, work: Work, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_carry_out, args=(theirs, home, work, job), name=f"job-{job.kind}")
        self._process.start()
        theirs.close()
        self._is_ended = False

    def news(self) -> Iterator[Progress | Outcome]:
        """Give what the process tells, an outcome last, however it ends."""
        outcome = None
        while not isinstance(outcome, Outcome):
            try:
                outcome = self._pipe.recv()
            except (EOFError, OSError):
                self._process.join()
                outcome = self._cut_off()
            yield outcome
        self._process.join(_GRACE_S)
        self._process.kill()

    def end(self) -> None:
        """End the process: what it is doing is undone, what it has done stays."""
        self._is_ended = True
        self._process.terminate()
        if not wait([self._process.sentinel], _GRACE_S):
            self._process.kill()

    def _cut_off(self) -> Outcome:
        """Return what to say of a process that has ended without a word."""
        if self._is_ended:
            return Outcome("stopped", STOPPED)
        code = self._process.exitcode
        return Outcome(
            "failed", f"Tiến trình dừng đột ngột, mã {code} (the process died); kiểm tra bộ nhớ, rồi chạy lại."
        )


class _End(BaseException):
    """The process is to end; no code that catches exceptions may stand in the way."""


def _carry_out(pipe: Connection, home: Path, work: Work, job: Job) -> None:
    """Do a job and tell how it goes: the life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the server's to answer
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with_server, args=(pipe,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_BEHIND)

    last_stage, last_time = "", 0.0

    def step(stage: str, done: int, total: int) -> None:
        nonlocal last_stage, last_time
        now = time.monotonic()
        if stage != last_stage or done == total or now - last_time >= _QUIET_S:
            last_stage, last_time = stage, now
            pipe.send(Progress(stage, done, total))

    with suppress(_End, BrokenPipeError):
        pipe.send(_outcome(home, work, job, step))


def _outcome(home: Path, work: Work, job: Job, step: Step) -> Outcome:
    """Do a job, as soon as nobody else is writing to the corpus."""
    while True:
        try:
            with Workspace.open(home) as workspace:
                return Outcome("done", work(workspace, job, step))
        except CorpusBusy:
            step("wait", 0, 0)
            time.sleep(_AGAIN_S)
        except KehoachError as error:
            return Outcome("failed", str(error))
        except Exception as error:  # a defect ends the job, not the server
            _LOG.exception("job %s", job.kind)
            return Outcome("failed", f"Lỗi của chương trình (internal error): {type(error).__name__}: {error}")


def _end(*_: object) -> None:
    raise _End


def _end_with_server(pipe: Connection) -> None:
    """Wait until the server has gone, which never says anything, then end this process."""
    try:
        pipe.recv()
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE_S)
        os._exit(1)
