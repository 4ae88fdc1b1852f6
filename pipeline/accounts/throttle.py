"""Passwords cannot be guessed by trying: so many wrong ones, and a name or an address has to wait.

Attempts lie in the file, so a restart forgets none. An attempt counts before its password is looked at: many at
the same time are no way around. Names are kept as hashes only, for people type passwords into the wrong field.
"""

from __future__ import annotations

import hashlib

from pipeline.accounts.roster import Clock, spelling
from pipeline.errors import TooManyAttempts
from pipeline.store.database import Database

WINDOW_S = 15 * 60
PER_NAME, PER_ADDRESS = 10, 30
"""Wrong passwords within the window; an address may be that of a whole office."""


class Throttle:
    """The attempts to sign in of late."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def attempt(self, name: str, address: str) -> None:
        """Count an attempt to sign in.

        Raises
        ------
        TooManyAttempts
            There were too many before it; then it is not counted.
        """
        now, key = int(self._clock()), _key(name)
        with self._database.changing():
            self._database.run("DELETE FROM attempts WHERE at <= ?", [now - WINDOW_S])
            for column, value, most in (("name", key, PER_NAME), ("address", address, PER_ADDRESS)):
                times = self._database.all(f"SELECT at FROM attempts WHERE {column} = ? ORDER BY at DESC", [value])
                if len(times) >= most:
                    raise TooManyAttempts(times[most - 1][0] + WINDOW_S - now)
            self._database.run("INSERT INTO attempts (at, name, address) VALUES (?, ?, ?)", (now, key, address))

    def succeeded(self, name: str) -> None:
        """Forget the wrong passwords of a name: its owner has come. Those for other names stay counted."""
        self._database.run("DELETE FROM attempts WHERE name = ?", [_key(name)])


def _key(name: str) -> bytes:
    return hashlib.sha256(spelling(name).encode("utf-8", "surrogatepass")).digest()
