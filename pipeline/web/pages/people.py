"""What admins look after: who has an account, and what was changed by whom."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.accounts import ROLES, Account, Accounts, Role
from pipeline.accounts.passwords import invented
from pipeline.errors import AccountError
from pipeline.web.register import Book
from pipeline.web.rendering import render
from pipeline.web.visitors import Admin, Visitor

router = APIRouter()

_LINES = 100  # of the log on a page


@router.get("/people")
def people(request: Request, book: Book, visitor: Admin) -> HTMLResponse:
    """Show the accounts."""
    return _page(request, book)


@router.post("/people")
def add(
    request: Request, book: Book, visitor: Admin, name: Annotated[str, Form()], role: Annotated[Role, Form()]
) -> HTMLResponse:
    """Add an account with a password that is shown this once and has to be changed at the first sign-in."""
    password = invented()
    try:
        account = book.roster.add(name, password, role, temporary=True)
    except AccountError as error:
        return _page(request, book, fault=str(error), status=400)
    request.state.concerns = account.name
    return _page(request, book, told=account, password=password)


@router.post("/people/{id}/role")
def set_role(request: Request, book: Book, visitor: Admin, id: int, role: Annotated[Role, Form()]) -> Response:
    """Let somebody do more or less."""
    book.roster.set_role(_other(request, book, visitor, id), role)
    return RedirectResponse("/people", 303)


@router.post("/people/{id}/password")
def reset_password(request: Request, book: Book, visitor: Admin, id: int) -> HTMLResponse:
    """Give somebody who forgot theirs another password; it has to be changed at the next sign-in."""
    account, password = _other(request, book, visitor, id), invented()
    book.roster.set_password(account, password, temporary=True)
    return _page(request, book, told=account, password=password)


@router.post("/people/{id}/remove")
def remove(request: Request, book: Book, visitor: Admin, id: int) -> Response:
    """Take an account away."""
    book.roster.remove(_other(request, book, visitor, id))
    return RedirectResponse("/people", 303)


@router.get("/log")
def log(
    request: Request, book: Book, visitor: Admin, skip: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0
) -> HTMLResponse:
    """Show what was changed, the latest first."""
    return render(
        request, "log.html", entries=book.log.entries(_LINES, skip), skip=skip, lines=_LINES, total=book.log.count()
    )


def _other(request: Request, book: Accounts, visitor: Visitor, id: int) -> Account:
    """Return the account that an admin wants to change: not their own, so that nobody locks themselves out."""
    if id == visitor.account:
        raise HTTPException(403, "Nhờ quản trị khác làm việc này cho tài khoản của mình (ask another admin).")
    account = book.roster.numbered(id)
    request.state.concerns = account.name
    return account


def _page(request: Request, book: Accounts, *, status: int = 200, **shown: Any) -> HTMLResponse:
    values = {"fault": "", "told": None, "password": ""} | shown
    return render(request, "people.html", status=status, accounts=book.roster.all(), roles=ROLES, **values)
