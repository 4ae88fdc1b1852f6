"""Who a request comes from: the session of a browser, the token of a program, or the person at this machine.

Nothing is remembered between requests: one look into the file takes some 30 µs, and whoever is removed, signed out
or given another role is so at once, whichever process did it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool

from pipeline.accounts import Accounts
from pipeline.accounts.keys import Shown
from pipeline.web.visitors import STRANGER, Visitor, person_here

COOKIE = "kehoach_session"
_API = ("/api/", "/openapi.json")


class Register:
    """The accounts as the doors of the workplace need them.

    Parameters
    ----------
    closed : whether people must sign in even if there are no accounts yet, which nobody then can.
    """

    def __init__(self, home: Path, *, closed: bool = False) -> None:
        self._home = home
        self._path = Accounts.path(home)
        self._closed = closed
        self._accounts: Accounts | None = None

    async def visitor(self, request: Request) -> Visitor:
        """Return who sends a request.

        Raises
        ------
        CorpusError
            The accounts cannot be read; then nobody is let in.
        """
        accounts = self._opened()
        if accounts is None:
            return STRANGER if self._closed else person_here()
        secret, token = request.cookies.get(COOKIE), bearer(request)
        if token is not None and is_for_programs(request):
            shown = accounts.tokens.shown(token)
            return await self._seen(shown, is_session=False)
        if secret and (shown := accounts.sessions.shown(secret)):
            return await self._seen(shown, is_session=True)
        return STRANGER if self._closed or not accounts.roster.is_empty() else person_here()

    def is_used(self) -> bool:
        """Whether people have to sign in."""
        accounts = self._opened()
        return self._closed or (accounts is not None and not accounts.roster.is_empty())

    @contextmanager
    def borrowed(self) -> Iterator[Accounts]:
        """Give the accounts to be changed, for as long as the block lasts."""
        with Accounts.open(self._home) as accounts:
            yield accounts

    def close(self) -> None:
        """Let go of the file."""
        if self._accounts is not None:
            self._accounts.close()
            self._accounts = None

    def _opened(self) -> Accounts | None:
        """Return the accounts for looking, None where there is no file of them."""
        if self._accounts is None and self._path.is_file():
            self._accounts = Accounts.open(self._home)
        return self._accounts

    async def _seen(self, shown: Shown | None, *, is_session: bool) -> Visitor:
        if shown is None:
            return STRANGER
        if shown.is_stale:
            await run_in_threadpool(self._touch, shown.key, is_session)
        account = shown.account
        session = shown.key if is_session else 0
        return Visitor(account.name, account.role, account.id, session, account.temporary)

    def _touch(self, key: int, is_session: bool) -> None:
        with self.borrowed() as accounts:
            (accounts.sessions if is_session else accounts.tokens).touch(key)


def is_for_programs(request: Request) -> bool:
    """Whether a request goes to the API."""
    return request.url.path.startswith(_API)


def bearer(request: Request) -> str | None:
    """Return the token that a request shows, None if it shows none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def address_of(request: Request) -> str:
    """Return the address of the computer that sends a request."""
    return request.client.host if request.client else "?"


def _accounts(request: Request) -> Iterator[Accounts]:
    register: Register = request.app.state.register
    if not register.is_used():
        raise HTTPException(404, "Nơi này chưa dùng tài khoản (no accounts here); thêm bằng `kehoach users add`.")
    with register.borrowed() as accounts:
        yield accounts


Book = Annotated[Accounts, Depends(_accounts)]
"""The accounts for as long as a request is answered."""
