"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.errors import AccountError, TooManyAttempts
from pipeline.web.register import COOKIE, Book, address_of
from pipeline.web.rendering import render
from pipeline.web.visitors import visitor_of

router = APIRouter()

# Every browser also says that it is some older ones, so the order counts.
_BROWSERS = (
    ("coc_coc", "Cốc Cốc"), ("edg", "Edge"), ("opr", "Opera"), ("firefox", "Firefox"), ("chrome", "Chrome"),
    ("safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"), ("mac os", "macOS"),
    ("linux", "Linux"),
)  # fmt: skip

Typed = Annotated[str, Form(max_length=200)]
"""A name or a password; a longer one is nobody's."""


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:
    """Ask for name and password; who is signed in already goes on."""
    return RedirectResponse(inside(next), 303) if visitor_of(request).role else _form(request, next)


@router.post("/sign-in")
def sign_in(request: Request, book: Book, name: Typed, password: Typed, next: Annotated[str, Form()] = "/") -> Response:
    """Begin a session under a new secret; the one that the browser had before ends."""
    account = book.roster.find(name)
    request.state.concerns = account.name if account else ""
    try:
        secret = book.sign_in(
            name, password, address=address_of(request), browser=browser_of(request),
            former=request.cookies.get(COOKIE, ""),
        )  # fmt: skip
    except TooManyAttempts as error:
        page = _form(request, next, name, fault=str(error), status=429)
        page.headers["Retry-After"] = str(error.wait_s)
        return page
    except AccountError as error:
        return _form(request, next, name, fault=str(error), status=401)
    return with_session(RedirectResponse(inside(next), 303), request, secret)


@router.post("/sign-out")
def sign_out(request: Request, book: Book) -> Response:
    """End the session of this browser."""
    book.sessions.leave(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def with_session(response: Response, request: Request, secret: str) -> Response:
    """Return an answer that gives the browser its session: until it is closed, for requests of our own pages only."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=is_secure)
    return response


def browser_of(request: Request) -> str:
    """Return in short which browser somebody uses, on what kind of machine."""
    said = request.headers.get("user-agent", "").lower()
    named = (next((name for mark, name in names if mark in said), "?") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(named)


def inside(address: str) -> str:
    r"""Return an address if it leads to a page of ours, else that of the first page.

    Browsers read a backslash as a slash and skip control characters and blanks, so none is let through.

    Examples
    --------
    >>> inside("/plans?q=a#b"), inside("//evil.example"), inside("/\\evil.example"), inside("https://evil.example")
    ('/plans?q=a#b', '/', '/', '/')
    """
    is_ours = address.startswith("/") and not address.startswith("//")
    return address if is_ours and "\\" not in address and all(letter > " " for letter in address) else "/"


def _form(request: Request, next: str, name: str = "", *, fault: str = "", status: int = 200) -> HTMLResponse:
    return render(request, "sign_in.html", status=status, next=inside(next), name=name, fault=fault)
