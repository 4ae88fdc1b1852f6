"""The accounts: names, roles, passwords. Where there are any, one at least is an admin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.accounts import passwords
from pipeline.errors import AccountError
from pipeline.store.database import Database

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = ("reader", "analyst", "admin")
"""Each may do what those before it may."""

Clock = Callable[[], float]

_NAME = re.compile(r"\w(?:[\w .@'-]{0,62}\w)?")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Attributes
    ----------
    temporary : whether the password was given by an admin and has to be changed first.
    made : seconds since 1970.
    """

    id: int
    name: str
    role: Role
    temporary: bool
    made: int


COLUMNS = "a.id, a.name, a.role, a.temporary, a.made"


def account_of(row: Sequence[Any]) -> Account:
    """Return the account in a row of `COLUMNS`."""
    id, name, role, temporary, made = row
    return Account(id, name, role, bool(temporary), made)


def spelling(name: str) -> str:
    """Return what two ways to write the same name have in common.

    Examples
    --------
    >>> spelling("  AN  Bình ") == spelling("an bi\u0300nh")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Roster:
    """The accounts of one workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def all(self) -> list[Account]:
        """Return every account, by name."""
        return [account_of(row) for row in self._database.all(f"SELECT {COLUMNS} FROM accounts a ORDER BY spelling")]

    def is_empty(self) -> bool:
        """Whether there are none."""
        return not self._database.value("SELECT EXISTS (SELECT 1 FROM accounts)")

    def named(self, name: str) -> Account:
        """Return the account of a name, however it is written.

        Raises
        ------
        AccountError
            There is none.
        """
        found = self.find(name)
        if found is None:
            names = ", ".join(account.name for account in self.all()) or "–"
            raise AccountError(f"Không có tài khoản {name!r} (no such account); có: {names}.")
        return found

    def find(self, name: str) -> Account | None:
        """Return the account of a name, None if there is none."""
        return self._one("a.spelling = ?", spelling(name))

    def numbered(self, id: int) -> Account:
        """Return the account with an id.

        Raises
        ------
        AccountError
            There is none.
        """
        found = self._one("a.id = ?", id)
        if found is None:
            raise AccountError(f"Không có tài khoản số {id} (no such account); có thể đã bị xóa.")
        return found

    def proven(self, name: str, password: str) -> Account | None:
        """Return the account of a name if this is its password; takes as long where there is no such name."""
        row = self._database.all("SELECT id, password FROM accounts WHERE spelling = ?", [spelling(name)])
        id, kept = row[0] if row else (0, passwords.nobodys())
        return self.numbered(id) if passwords.matches(password, kept) else None

    def add(self, name: str, password: str, role: Role | None = None, *, temporary: bool = False) -> Account:
        """Add an account.

        Parameters
        ----------
        role : default admin for the first account, analyst for the others.
        temporary : whether the password has to be changed at the first sign-in.

        Raises
        ------
        AccountError
            The name is taken or none, the password is easily guessed, or the first account is no admin.
        """
        name = " ".join(unicodedata.normalize("NFC", name).split())
        if not _NAME.fullmatch(name):
            raise AccountError(
                f"Tên tài khoản {name!r} không dùng được (unusable name); dùng chữ, số, dấu cách "
                "và . - _ @, nhiều nhất 64 ký tự."
            )
        passwords.check(password, name)
        kept = passwords.hashed(password)
        with self._database.changing():
            if self.find(name):
                raise AccountError(f"Đã có tài khoản {name!r} (the name is taken); chọn tên khác.")
            self._database.run(
                "INSERT INTO accounts (name, spelling, role, password, temporary, made) VALUES (?, ?, ?, ?, ?, ?)",
                (name, spelling(name), role or self._usual_role(), kept, temporary, int(self._clock())),
            )
            self._keep_an_admin()
        return self.named(name)

    def set_role(self, account: Account, role: Role) -> None:
        """Let somebody do more or less; counts at once.

        Raises
        ------
        AccountError
            Nobody would be admin any more.
        """
        with self._database.changing():
            self._database.run("UPDATE accounts SET role = ? WHERE id = ?", (role, account.id))
            self._keep_an_admin()

    def set_password(self, account: Account, password: str, *, temporary: bool = False) -> None:
        """Give somebody another password and end all their sessions.

        Raises
        ------
        AccountError
            The password is easily guessed.
        """
        passwords.check(password, account.name)
        kept = passwords.hashed(password)
        with self._database.changing():
            change = "UPDATE accounts SET password = ?, temporary = ? WHERE id = ?"
            self._database.run(change, (kept, temporary, account.id))
            self._database.run("DELETE FROM sessions WHERE account = ?", [account.id])

    def remove(self, account: Account) -> None:
        """Take an account away, its sessions and tokens with it; what was said under its name stays.

        Raises
        ------
        AccountError
            It is the only admin, and others are left.
        """
        with self._database.changing():
            self._database.run("DELETE FROM accounts WHERE id = ?", [account.id])
            self._keep_an_admin()

    def _one(self, condition: str, value: object) -> Account | None:
        rows = self._database.all(f"SELECT {COLUMNS} FROM accounts a WHERE {condition}", [value])
        return account_of(rows[0]) if rows else None

    def _usual_role(self) -> Role:
        return "admin" if self.is_empty() else "analyst"

    def _keep_an_admin(self) -> None:
        """Refuse a change after which there are accounts and no admin."""
        if not self.is_empty() and not self._one("a.role = ?", "admin"):
            raise AccountError("Phải còn ít nhất một quản trị (one admin must remain); cho người khác quyền này trước.")
