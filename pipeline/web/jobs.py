"""Long work behind the pages: one job at a time, with progress, a way to stop it, and a memory of what was cut off.

A job that was running when the server was killed is started again with the next server: reading files takes
up where it stopped, so nothing is done twice.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pipeline.errors import KehoachError, UsageFault
from pipeline.workspace import Workspace

State = Literal["running", "done", "failed", "stopped"]

_LOG = logging.getLogger(__name__)
_MEMORY = "job.json"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work.

    Attributes
    ----------
    kind : key of what is done, one of `work.WORK`.
    author : who wants it.
    argument : what it is done to, "" where there is nothing to choose.
    started : UTC, ISO 8601.
    stage, done, total : how far it is.
    message : what came of it.
    """

    kind: str
    author: str
    argument: str
    started: str
    state: State = "running"
    stage: str = ""
    done: int = 0
    total: int = 0
    message: str = ""


Step = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""
Work = Callable[[Workspace, Job, Step], str]
"""Does a job and returns in words what came of it."""


class _Stop(Exception):
    """Somebody wants the job to end."""


class Jobs:
    """The job that runs over a workspace, or the last one that did."""

    def __init__(self, home: Path, work: Mapping[str, Work]) -> None:
        self._home = home
        self._kinds = work
        self._memory = home / "data" / "processed" / _MEMORY
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._job: Job | None = self._remembered()

    @property
    def job(self) -> Job | None:
        """The job that runs, or the last one; None before the first."""
        return self._job

    def resume(self) -> None:
        """Start again what a killed server left undone."""
        if self._job is not None and self._job.state == "running":
            self._begin(self._job)

    def start(self, kind: str, author: str, argument: str = "") -> None:
        """Start a job.

        Raises
        ------
        UsageFault
            Another one is running.
        """
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise UsageFault("Đang có việc khác chạy (another job is running); chờ xong hoặc dừng việc đó.")
            self._begin(Job(kind, author, argument, datetime.now(UTC).isoformat(timespec="seconds")))

    def stop(self, *, wait: bool = False) -> None:
        """End the running job at its next step; what it has done so far stays."""
        self._stopping.set()
        if wait and self._thread is not None:
            self._thread.join()

    def _begin(self, job: Job) -> None:
        self._stopping.clear()
        self._note(job)
        self._thread = threading.Thread(target=self._work, args=(job,), name=f"job-{job.kind}", daemon=True)
        self._thread.start()

    def _work(self, job: Job) -> None:
        try:
            with Workspace.open(self._home) as workspace:
                self._end("done", self._kinds[job.kind](workspace, job, self._step))
        except _Stop:
            self._end("stopped", "Đã dừng theo yêu cầu; lần sau sẽ làm tiếp. (Stopped; the next run goes on.)")
        except KehoachError as error:
            self._end("failed", str(error))
        except Exception as error:  # a defect ends the job, not the server
            _LOG.exception("job")
            self._end("failed", f"Lỗi của chương trình (internal error): {error}")

    def _step(self, stage: str, done: int, total: int) -> None:
        """Note how far the job is; ends it if somebody wants so."""
        if self._stopping.is_set():
            raise _Stop
        if self._job is not None:
            self._job = replace(self._job, stage=stage, done=done, total=total)

    def _end(self, state: State, message: str) -> None:
        if self._job is not None:
            self._note(replace(self._job, state=state, message=message))

    def _note(self, job: Job) -> None:
        """Remember a job beyond the life of the server."""
        self._job = job
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._memory.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(self._memory)

    def _remembered(self) -> Job | None:
        try:
            return Job(**json.loads(self._memory.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
