"""The accounts of a workspace, opened: the roster, the keys, the log, and the way in."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Self

from pipeline.accounts.keys import Sessions, Tokens
from pipeline.accounts.log import Log
from pipeline.accounts.roster import Account, Clock, Roster
from pipeline.accounts.tables import ACCOUNTS
from pipeline.accounts.throttle import Throttle
from pipeline.errors import AccountError, CorpusError
from pipeline.store.database import Database, connect


class Accounts:
    """What `accounts.db` holds; a context manager that closes it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._throttle = Throttle(database, clock)
        self.roster = Roster(database, clock)
        self.sessions = Sessions(database, clock)
        self.tokens = Tokens(database, clock)
        self.log = Log(database, clock)

    @staticmethod
    def path(home: Path) -> Path:
        """Return where the accounts of a workspace lie."""
        return home.resolve() / "data" / "accounts.db"

    @classmethod
    def open(cls, home: Path, clock: Clock = time.time) -> Self:
        """Open the accounts of a workspace, making the file first where there is none.

        Raises
        ------
        CorpusError
            The file cannot be opened, is damaged or none of ours.
        """
        path = cls.path(home)
        _make_private(path)
        return cls(connect(path, create=True, tables=ACCOUNTS), clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def sign_in(self, name: str, password: str, *, address: str, browser: str, former: str = "") -> str:
        """Return the secret of a new session.

        Parameters
        ----------
        former : secret of the session that the browser had until now; it ends.

        Raises
        ------
        AccountError
            Name or password is wrong; it is not said which.
        TooManyAttempts
            There were too many wrong ones.
        """
        account = self.prove(name, password, address)
        self.sessions.leave(former)
        return self.sessions.begin(account, address, browser)

    def prove(self, name: str, password: str, address: str) -> Account:
        """Return the account whose name and password these are; raises as `sign_in` does."""
        self._throttle.attempt(name, address)
        account = self.roster.proven(name, password)
        if account is None:
            raise AccountError("Tên hoặc mật khẩu không đúng (wrong name or password).")
        self._throttle.succeeded(name)
        return account


def _make_private(path: Path) -> None:
    """Make an empty file that only its owner may read (on Windows the folder's rights decide), if there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise CorpusError(f"Không tạo được {path} (cannot be created): {error}") from error
