"""What is to be read: the folders that are followed, and the files in them that people have left out.

A folder is known by its root, a file by root and path, as in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.store.clock import moment
from pipeline.store.database import Database


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not taken in, who wanted it so, and when."""

    root: str
    file: str
    author: str
    at: str


class Folders:
    """The folders of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def followed(self) -> tuple[str, ...]:
        """Return the folders that are read whole, sorted."""
        return tuple(root for (root,) in self._database.all("SELECT root FROM folders ORDER BY root"))

    def follow(self, root: str, swallowed: Mapping[str, str]) -> None:
        """Note that a folder is read whole, in the place of those inside it.

        Parameters
        ----------
        swallowed : roots inside it with their paths below it; what was left out there stays left out.
        """
        self._database.run("INSERT OR IGNORE INTO folders VALUES (?)", [root])
        for inner, within in swallowed.items():
            self._database.run("DELETE FROM folders WHERE root = ?", [inner])
            self._database.run(
                "UPDATE OR REPLACE left_out SET root = ?, file = ? || '/' || file WHERE root = ?", [root, within, inner]
            )

    def unfollow(self, root: str) -> None:
        """Read a folder no more; what was read of it stays."""
        self._database.run("DELETE FROM folders WHERE root = ?", [root])

    def leave_out(self, root: str, file: str, author: str) -> None:
        """Take a file in no more."""
        at = moment()
        self._database.run("INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?)", [root, file, author, at])

    def take_back(self, root: str, file: str) -> None:
        """Take a file in again."""
        self._database.run("DELETE FROM left_out WHERE root = ? AND file = ?", [root, file])

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return the files that are not taken in, the last one first."""
        return tuple(
            LeftOut(*row)
            for row in self._database.all("SELECT root, file, author, at FROM left_out ORDER BY at DESC, file, root")
        )
