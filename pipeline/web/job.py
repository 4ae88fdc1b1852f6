"""A piece of long work as a record, and what the function that does it looks like."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipeline.workspace import Workspace

State = Literal["waiting", "running", "done", "failed", "stopped"]
MADE = "papers"
"""Folder of the store for the files that jobs make, a folder each by their ids."""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work.

    Attributes
    ----------
    kind : key of what is done, one of `work.WORK`.
    author : who wants it.
    argument : what it is done to, "" where there is nothing to choose.
    asked, started, ended : UTC, ISO 8601; "" for what has not happened yet.
    stage, done, total : how far it is.
    left_s : about how long its stage will still take, None while nobody can tell.
    message : what came of it.
    attempts : how many servers have begun it.
    """

    kind: str
    author: str
    argument: str
    asked: str
    state: State = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    started: str = ""
    ended: str = ""
    left_s: int | None = None
    attempts: int = 0
    id: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "stopped")

    @property
    def lasted_s(self) -> int:
        """How many seconds went by from its start, in whichever server, to its end."""
        return round((datetime.fromisoformat(self.ended) - datetime.fromisoformat(self.started)).total_seconds())


Step = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""
Work = Callable[[Workspace, Job, Step], str]
"""Does a job and returns in words what came of it; a function that another process can import."""


@dataclass(slots=True)
class Pace:
    """How fast a stage goes, measured from when it was first heard of: what was there before took no time."""

    _stage: str = ""
    _first: int = 0
    _since: float = field(default_factory=time.monotonic)

    def left_s(self, stage: str, done: int, total: int) -> int | None:
        """Return about how long the stage will still take, None while too little is known."""
        if stage != self._stage:
            self._stage, self._first, self._since = stage, done, time.monotonic()
        took = time.monotonic() - self._since
        if done <= self._first or took < _TOO_SOON_S:
            return None
        return round(took / (done - self._first) * max(0, total - done))


_TOO_SOON_S = 2.0
