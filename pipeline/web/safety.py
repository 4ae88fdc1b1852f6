"""What keeps other pages and other machines out: host names, headers, sizes, and the proof that a form is ours.

A page in the same browser can send requests to 127.0.0.1 (CSRF) and can make a name of its own point there
(DNS rebinding). Hence: only known Host names are answered; whatever changes something needs `Origin` or
`Sec-Fetch-Site` to say that it comes from our own page, or a program that sends neither (OWASP, "Cross-Site Request
Forgery Prevention"). Pages may load nothing from elsewhere (Content Security Policy level 3).
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import PlainTextResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LOOKING = frozenset(["GET", "HEAD", "OPTIONS"])
_FORM_BYTES = 10_000_000  # of a request that brings no files: a form, the labels of a program
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SANDBOXED = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; frame-ancestors 'self'"
)
"""The policy of a file that is shown as a page: a page of nobody that has all it needs in itself and loads nothing."""
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers send "Origin: null" from our own forms too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Answers known hosts only, refuses changes that other pages ask for and requests that are too large.

    Parameters
    ----------
    hosts : names besides those of this machine itself under which it may be called.
    upload_bytes : the most that a request with files may bring.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], upload_bytes: int) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        most = self._most(request)
        app = self._refusal(request, most) or self._app
        await app(scope, _measured(receive, most), _protected(send, request.url.path))

    def _refusal(self, request: Request, most: int) -> PlainTextResponse | None:
        if _host_of(request) not in self._hosts:
            return PlainTextResponse("Máy chủ không nhận tên này (unknown host).", 421)
        if changes(request) and not _is_own(request):
            return PlainTextResponse("Yêu cầu đến từ trang khác (cross-site request refused).", 403)
        if _announced_bytes(request) > most:
            return PlainTextResponse(_too_large(most), 413)
        return None

    def _most(self, request: Request) -> int:
        brings_files = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
        return self._upload_bytes if brings_files else _FORM_BYTES


def changes(request: Request) -> bool:
    """Whether a request may change something."""
    return request.method not in _LOOKING


def protect(headers: MutableHeaders, path: str) -> None:
    """Add to an answer what tells browsers to be careful with it, where it says nothing of its own."""
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith("/static/"):
        headers["Cache-Control"] = "no-cache"  # kept by the browser, which asks whether it is still the same


def _protected(send: Send, path: str) -> Send:
    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            protect(MutableHeaders(scope=message), path)
        await send(message)

    return protected


def _measured(receive: Receive, most: int) -> Receive:
    """Return what receives a request and stops where it is larger than allowed, whatever it announced."""
    received = 0

    async def measured() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413, _too_large(most))
        return message

    return measured


def _too_large(most: int) -> str:
    return f"Gửi nhiều hơn {most // 1_000_000} MB một lần (too large); chia nhỏ rồi gửi lại."


def _announced_bytes(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length[:20]) if length.isascii() and length.isdigit() else 0


def _host_of(request: Request) -> str:
    """Return the name that the browser thinks it speaks to, without its port; "" if there is no telling."""
    given = request.headers.getlist("host")
    try:
        return (urlsplit(f"//{given[0]}").hostname or "").lower() if len(given) == 1 else ""
    except ValueError:
        return ""


def _is_own(request: Request) -> bool:
    """Whether a request that changes something comes from our own page, or from a program that is no browser."""
    if (site := request.headers.get("sec-fetch-site")) is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.lower().partition("://")[2] == request.headers["host"].lower()


def sits_here(request: Request) -> bool:
    """Whether a request comes from this machine itself and not through another that passes it on."""
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    client = request.client.host if request.client else ""
    return client in LOOPBACK and _host_of(request) in LOOPBACK and not passed_on
