"""What was changed, by whom, when and from where. Lines are added and completed, never taken away.

A line is there before the change is made: what cannot be written down does not happen, and a change that a killed
server left half-way stands without an outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.accounts.roster import Clock
from pipeline.store.database import Database


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, or an attempt at one.

    Attributes
    ----------
    at : seconds since 1970.
    who : name of the account, "" of nobody who is signed in.
    address : of the computer, or "kehoach users" for the command line.
    what : the request's method and path, or the command.
    account : whom it concerns, where it is about accounts.
    outcome : status of the answer, "" if there was none.
    """

    id: int
    at: int
    who: str
    address: str
    what: str
    account: str
    outcome: str


class Log:
    """The changes of one workspace since it has accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, who: str, address: str, what: str, account: str = "") -> int:
        """Write down that somebody is about to change something; return the line's id."""
        line = self._database.run(
            "INSERT INTO log (at, who, address, what, account) VALUES (?, ?, ?, ?, ?)",
            (int(self._clock()), who, address, what, account),
        )
        return line.lastrowid or 0

    def end(self, id: int, outcome: str, account: str = "") -> None:
        """Add what came of it, and whom it concerned."""
        self._database.run(
            "UPDATE log SET outcome = ?, account = coalesce(nullif(?, ''), account) WHERE id = ?",
            (outcome, account, id),
        )

    def count(self) -> int:
        """Return how many lines there are."""
        return int(self._database.value("SELECT count(*) FROM log"))

    def entries(self, most: int, skip: int = 0) -> list[Entry]:
        """Return lines, the latest first."""
        rows = self._database.all(
            "SELECT id, at, who, address, what, account, outcome FROM log ORDER BY id DESC LIMIT ? OFFSET ?",
            (most, skip),
        )
        return [Entry(*row) for row in rows]
