"""Which version of the theme model was put in use, when, by whom and why; the lines say which one is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.store.clock import moment
from pipeline.store.database import Database

Action = Literal["promote", "rollback"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of the version in use.

    Attributes
    ----------
    at : UTC, ISO 8601.
    version, previous : in use from then on, and until then.
    forced : whether it was taken although the version is significantly worse.
    """

    at: str
    action: Action
    version: str
    previous: str
    author: str
    forced: bool
    why: str


class Decisions:
    """The decisions of one corpus: a stack, to which `promote` adds a version and from which `rollback` takes one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Decision]:
        """Return every decision, the oldest first."""
        rows = self._database.all(
            "SELECT at, action, version, previous, author, forced, why FROM decisions ORDER BY id"
        )
        return [
            Decision(at, action, now, before, by, bool(forced), why)
            for at, action, now, before, by, forced, why in rows
        ]

    def promoted(self) -> list[str]:
        """Return the versions put in use and not taken back, the one in use last; [] means the shipped one."""
        stack: list[str] = []
        for decision in self.all():
            if decision.action == "promote":
                stack.append(decision.version)
            elif stack:
                stack.pop()
        return stack

    def add(self, action: Action, version: str, previous: str, *, author: str, forced: bool, why: str) -> None:
        """Record a decision, taken at this moment."""
        self._database.run(
            "INSERT INTO decisions (at, action, version, previous, author, forced, why) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (moment(), action, version, previous, author, forced, why),
        )
