"""What somebody looks after for themselves: password, browsers that are signed in, tokens of programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.accounts import Accounts
from pipeline.accounts.keys import LONGEST_DAYS, TOKEN_DAYS
from pipeline.accounts.passwords import SHORTEST
from pipeline.errors import AccountError
from pipeline.web.pages.signing import Typed, browser_of, with_session
from pipeline.web.register import Book, address_of
from pipeline.web.rendering import render
from pipeline.web.visitors import Reader, Visitor

router = APIRouter(prefix="/account")


@router.get("")
def account(request: Request, book: Book, visitor: Reader, changed: bool = False) -> HTMLResponse:
    """Show what there is of somebody's own."""
    return _page(request, book, visitor, changed=changed)


@router.post("/password")
def change_password(
    request: Request, book: Book, visitor: Reader, present: Typed, new: Typed, again: Typed
) -> Response:
    """Change the password: every session ends, and this browser gets a new one."""
    request.state.concerns = visitor.name
    try:
        own = book.prove(visitor.name, present, address_of(request))
        if new != again:
            raise AccountError("Hai lần nhập mật khẩu mới không giống nhau (the new passwords differ).")
        if new == present:
            raise AccountError("Mật khẩu mới phải khác mật khẩu cũ (the new password is the old one).")
        book.roster.set_password(own, new)
    except AccountError as error:
        return _page(request, book, visitor, fault=str(error), status=400)
    secret = book.sessions.begin(own, address_of(request), browser_of(request))
    return with_session(RedirectResponse("/account?changed=true", 303), request, secret)


@router.post("/tokens")
def make_token(
    request: Request,
    book: Book,
    visitor: Reader,
    name: Annotated[str, Form()] = "",
    days: Annotated[int, Form(ge=1, le=LONGEST_DAYS)] = TOKEN_DAYS,
) -> HTMLResponse:
    """Make a token and show it, this once."""
    request.state.concerns = visitor.name
    token = book.tokens.make(book.roster.numbered(visitor.account), name, days)
    return _page(request, book, visitor, token=token)


@router.post("/tokens/{id}/revoke")
def revoke_token(request: Request, book: Book, visitor: Reader, id: int) -> Response:
    """Take a token away."""
    request.state.concerns = visitor.name
    book.tokens.revoke(book.roster.numbered(visitor.account), id)
    return RedirectResponse("/account", 303)


@router.post("/sessions/{id}/end")
def end_session(request: Request, book: Book, visitor: Reader, id: int) -> Response:
    """Sign another browser out."""
    request.state.concerns = visitor.name
    book.sessions.end(book.roster.numbered(visitor.account), id)
    return RedirectResponse("/account", 303)


def _page(request: Request, book: Accounts, visitor: Visitor, *, status: int = 200, **shown: Any) -> HTMLResponse:
    own = book.roster.numbered(visitor.account)
    values = {"changed": False, "fault": "", "token": ""} | shown
    return render(
        request, "account.html", status=status, own=own, sessions=book.sessions.of(own), tokens=book.tokens.of(own),
        shortest=SHORTEST, token_days=TOKEN_DAYS, longest_days=LONGEST_DAYS, **values,
    )  # fmt: skip
