"""Long work behind the pages: one job after the other, each in a process of its own, all of them remembered.

A job that was running or waiting when the server ended, however that was, is taken up by the next server: reading
files goes on where it stopped, so nothing is done twice.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from pipeline.errors import UsageFault
from pipeline.paper.writing import appearing
from pipeline.store.clock import moment
from pipeline.web.apart import STOPPED, Apart, Outcome
from pipeline.web.job import MADE, Job, Pace, State, Step, Work

__all__ = ["Job", "Jobs", "State", "Step", "Work"]

_LOG = logging.getLogger(__name__)
_MEMORY = "jobs.json"
_REMEMBERED = 50
_MOST_FILES = 20  # kept of those that jobs have made
_MOST_WAITING = 20
_MOST_ATTEMPTS = 3  # a job that takes the whole machine down must not do so for ever


class Jobs:
    """The jobs of a workspace: the one that runs, those that wait, and the last ones that have ended."""

    def __init__(self, home: Path, work: Mapping[str, Work]) -> None:
        self._home = home
        self._kinds = work
        self._memory = home / "data" / "processed" / _MEMORY
        self._made = home / "data" / "processed" / MADE
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = self._remembered()  # in the order in which they were asked for
        self._thread: threading.Thread | None = None
        self._apart: Apart | None = None
        self._is_closed = False

    @property
    def all(self) -> tuple[Job, ...]:
        """All jobs that are remembered, the last one that was asked for first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    @property
    def running(self) -> Job | None:
        """The job that runs."""
        return next((job for job in self.all if job.state == "running"), None)

    @property
    def job(self) -> Job | None:
        """The job that runs, or the last one; None before the first."""
        return self.running or next(iter(self.all), None)

    def find(self, id: str) -> Job | None:
        """Return a job by its id, None if nobody remembers it."""
        return self._jobs.get(id)

    def file_of(self, job: Job) -> Path | None:
        """Return the file that a job has made, None if it has made none or that is kept no longer."""
        return next((self._made / job.id).glob("*"), None) if job.state == "done" else None

    def resume(self) -> None:
        """Take up what the last server left undone."""
        with self._lock:
            for job in list(self._jobs.values()):
                if not job.has_ended:
                    self._jobs[job.id] = self._taken_up(job)
            self._wake()

    def start(self, kind: str, author: str, argument: str = "") -> Job:
        """Ask for a job and return it: it runs at once, or waits for those before it.

        One that waits already for the same person is not asked for twice.

        Raises
        ------
        UsageFault
            Too many are waiting.
        """
        with self._lock:
            waiting = [job for job in self._jobs.values() if job.state == "waiting"]
            for job in waiting:
                if (job.kind, job.author, job.argument) == (kind, author, argument):
                    return job
            if len(waiting) >= _MOST_WAITING:
                raise UsageFault(
                    f"Đã có {len(waiting)} việc đang chờ (too many jobs are waiting); chờ bớt rồi thử lại."
                )
            job = Job(kind, author, argument, moment(), id=os.urandom(6).hex())
            self._note(job)
            self._wake()
            return self._jobs[job.id]

    def stop(self, id: str | None = None) -> None:
        """End a job, by default the one that runs; what it has done so far stays."""
        with self._lock:
            job = self._jobs.get(id) if id else self.running
            if job is None or job.has_ended:
                return
            apart = self._apart if job.state == "running" else None
            if apart is None:
                self._note(replace(job, state="stopped", ended=moment(), message=STOPPED))
        if apart is not None:
            apart.end()

    def close(self) -> None:
        """End the running job with the server; the next server takes it up."""
        with self._lock:
            self._is_closed = True
            apart, thread = self._apart, self._thread
        if apart is not None:
            apart.end()
        if thread is not None:
            thread.join()

    def _taken_up(self, job: Job) -> Job:
        """Return a job that another server left, waiting again unless that is of no use."""
        if job.kind not in self._kinds:
            what = f"chương trình này không biết việc {job.kind!r} (unknown kind of work)"
        elif job.attempts >= _MOST_ATTEMPTS:
            what = f"đã bị cắt ngang {job.attempts} lần (cut off too often); bấm chạy lại nếu vẫn cần"
        else:
            return replace(job, state="waiting", left_s=None)
        return replace(job, state="failed", ended=moment(), message=f"Không làm tiếp: {what}.")

    def _wake(self) -> None:
        """See to it that somebody does what waits."""
        if self._thread is None and (begun := self._next()):
            self._thread = threading.Thread(target=self._work, args=begun, name="jobs", daemon=True)
            self._thread.start()

    def _next(self) -> tuple[Job, Apart] | None:
        """Begin the job that has waited longest, None if there is none."""
        job = next((job for job in self._jobs.values() if job.state == "waiting"), None)
        if job is None or self._is_closed:
            self._thread = self._apart = None
            return None
        job = replace(job, state="running", started=job.started or moment(), attempts=job.attempts + 1)
        self._note(job)
        self._apart = Apart(self._home, self._kinds[job.kind], job)
        return job, self._apart

    def _work(self, job: Job, apart: Apart) -> None:
        """Follow one job after the other until none waits."""
        while True:
            self._follow(job, apart)
            with self._lock:
                begun = self._next()
            if begun is None:
                return
            job, apart = begun

    def _follow(self, job: Job, apart: Apart) -> None:
        """Note how far a job is, and in the end what came of it."""
        pace = Pace()
        for news in apart.news():
            with self._lock:
                job = self._jobs[job.id]
                if not isinstance(news, Outcome):
                    left_s = pace.left_s(news.stage, news.done, news.total)
                    self._jobs[job.id] = replace(job, stage=news.stage, done=news.done, total=news.total, left_s=left_s)
                elif not (self._is_closed and news.state == "stopped"):
                    self._note(replace(job, state=news.state, message=news.message, ended=moment(), left_s=None))

    def _note(self, job: Job) -> None:
        """Remember a job beyond the life of the server; one that cannot be remembered is done all the same."""
        self._jobs[job.id] = job
        ended = [job.id for job in self._jobs.values() if job.has_ended]
        for id in ended[:-_REMEMBERED]:
            del self._jobs[id]
        self._tidy()
        text = json.dumps([asdict(job) for job in self._jobs.values()], ensure_ascii=False, indent=1)
        try:
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            with appearing(self._memory) as unfinished:
                unfinished.write_text(text, encoding="utf-8")
        except (OSError, UsageFault):
            _LOG.exception("jobs")

    def _tidy(self) -> None:
        """Delete the files of jobs that came to nothing or are forgotten, and all but the last ones."""
        useful = [job.id for job in self._jobs.values() if job.state not in ("failed", "stopped")]
        kept = [id for id in useful if (self._made / id).is_dir()][-_MOST_FILES:]
        for folder in self._made.glob("*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _remembered(self) -> dict[str, Job]:
        """Return the jobs that earlier servers noted, none if they cannot be read."""
        try:
            noted = [Job(**fields) for fields in json.loads(self._memory.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return {}
        return {job.id: job for job in noted}
