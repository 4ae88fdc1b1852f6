"""What somebody shows instead of a password: a browser its session, a program its token.

Both are 256 random bits; only their SHA-256 is kept, so whoever reads the file cannot use them.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from pipeline.accounts.roster import COLUMNS, Account, Clock, account_of
from pipeline.errors import AccountError
from pipeline.store.database import Database
from pipeline.text.normalize import squeeze

IDLE_S = 4 * 3600
"""After so long without a sign of life a session ends."""
LONGEST_S = 12 * 3600
"""After so long it ends in any case: people sign in once in a working day."""
TOKEN_DAYS = 365
"""How long a token is valid unless its owner says otherwise."""
LONGEST_DAYS = 3_650
TOKEN_MARK = "kehoach_"
"""What a token begins with, so that one left in a file is recognised."""

_NOTICE_S = 60  # when somebody was seen is written down no more often than this
_MOST_TOKENS = 50
_LONGEST_NAME = 80
_DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Key:
    """A session or a token, as its owner sees it.

    Attributes
    ----------
    name : of a token; of a session, what the browser calls itself.
    address : from which a session was begun, "" for tokens.
    made, seen : seconds since 1970; `seen` is None for a token never used.
    until : when a token ends, None if it does not.
    has_ended : whether that is past.
    """

    id: int
    name: str
    address: str
    made: int
    seen: int | None
    until: int | None = None
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A valid key that somebody has just shown.

    Attributes
    ----------
    key : id of the session or token.
    is_stale : whether it is time to write down that it was used.
    """

    account: Account
    key: int
    is_stale: bool


class Sessions:
    """Browsers that are signed in."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, account: Account, address: str, browser: str) -> str:
        """Sign a browser in and return its secret; sessions that have ended are cleared away."""
        secret, now = secrets.token_urlsafe(32), int(self._clock())
        self._database.run("DELETE FROM sessions WHERE made <= ? OR seen <= ?", (now - LONGEST_S, now - IDLE_S))
        self._database.run(
            "INSERT INTO sessions (secret, account, made, seen, address, browser) VALUES (?, ?, ?, ?, ?, ?)",
            (_kept(secret), account.id, now, now, address, browser[:_LONGEST_NAME]),
        )
        return secret

    def shown(self, secret: str) -> Shown | None:
        """Return whose session this is, None if there is none such or it has ended."""
        now = int(self._clock())
        rows = self._database.all(
            f"SELECT s.id, s.seen, {COLUMNS} FROM sessions s JOIN accounts a ON a.id = s.account "
            "WHERE s.secret = ? AND s.made > ? AND s.seen > ?",
            (_kept(secret), now - LONGEST_S, now - IDLE_S),
        )
        return _shown(rows[0], now) if rows else None

    def touch(self, id: int) -> None:
        """Write down that a session was used."""
        self._database.run("UPDATE sessions SET seen = ? WHERE id = ?", (int(self._clock()), id))

    def of(self, account: Account) -> list[Key]:
        """Return the sessions of somebody, the latest first."""
        now = int(self._clock())
        rows = self._database.all(
            "SELECT id, browser, address, made, seen FROM sessions "
            "WHERE account = ? AND made > ? AND seen > ? ORDER BY seen DESC, id DESC",
            (account.id, now - LONGEST_S, now - IDLE_S),
        )
        return [Key(*row) for row in rows]

    def end(self, account: Account, id: int) -> None:
        """End one session of somebody; of others nothing."""
        self._database.run("DELETE FROM sessions WHERE id = ? AND account = ?", (id, account.id))

    def leave(self, secret: str) -> None:
        """End the session with this secret."""
        self._database.run("DELETE FROM sessions WHERE secret = ?", [_kept(secret)])


class Tokens:
    """What programs show in `Authorization: Bearer`; they last for some time unless they are revoked."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def make(self, account: Account, name: str, days: int = TOKEN_DAYS) -> str:
        """Return a new token of somebody; it is not to be seen again. Those of theirs that have ended are cleared away.

        Parameters
        ----------
        days : how long it is valid, 1 to `LONGEST_DAYS`.

        Raises
        ------
        AccountError
            It has no name, cannot be valid for so long, or there are too many.
        """
        now = int(self._clock())
        name = squeeze(name)
        if not 0 < len(name) <= _LONGEST_NAME:
            raise AccountError(f"Mã truy cập cần có tên, nhiều nhất {_LONGEST_NAME} ký tự (a token needs a name).")
        if not 1 <= days <= LONGEST_DAYS:
            raise AccountError(f"Mã truy cập có hiệu lực 1 đến {LONGEST_DAYS} ngày (days that a token is valid).")
        self._database.run("DELETE FROM tokens WHERE account = ? AND until <= ?", (account.id, now))
        if len(self.of(account)) >= _MOST_TOKENS:
            raise AccountError(f"Đã có {_MOST_TOKENS} mã truy cập (too many tokens); thu hồi mã không dùng trước.")
        secret = TOKEN_MARK + secrets.token_urlsafe(32)
        self._database.run(
            "INSERT INTO tokens (secret, account, name, made, until) VALUES (?, ?, ?, ?, ?)",
            (_kept(secret), account.id, name, now, now + days * _DAY_S),
        )
        return secret

    def shown(self, secret: str) -> Shown | None:
        """Return whose token this is, None if there is none such or it has ended."""
        now = int(self._clock())
        rows = self._database.all(
            f"SELECT t.id, coalesce(t.seen, 0), {COLUMNS} FROM tokens t JOIN accounts a ON a.id = t.account "
            "WHERE t.secret = ? AND (t.until IS NULL OR t.until > ?)",
            (_kept(secret), now),
        )
        return _shown(rows[0], now) if rows else None

    def touch(self, id: int) -> None:
        """Write down that a token was used."""
        self._database.run("UPDATE tokens SET seen = ? WHERE id = ?", (int(self._clock()), id))

    def of(self, account: Account) -> list[Key]:
        """Return the tokens of somebody, the latest first."""
        now = int(self._clock())
        rows = self._database.all(
            "SELECT id, name, made, seen, until FROM tokens WHERE account = ? ORDER BY id DESC", [account.id]
        )
        return [
            Key(id, name, "", made, seen, until, until is not None and until <= now)
            for id, name, made, seen, until in rows
        ]

    def revoke(self, account: Account, id: int) -> None:
        """Take one token of somebody away.

        Raises
        ------
        AccountError
            They have none with this id.
        """
        gone = self._database.run("DELETE FROM tokens WHERE id = ? AND account = ?", (id, account.id))
        if not gone.rowcount:
            raise AccountError(f"{account.name} không có mã truy cập số {id} (no such token).")


def _kept(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _shown(row: tuple[Any, ...], now: int) -> Shown:
    key, seen, *account = row
    return Shown(account_of(account), key, seen + _NOTICE_S <= now)
