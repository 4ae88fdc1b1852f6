"""What keeps other pages and other machines out: host names, headers, and the proof that a form is ours.

A page in the same browser can send requests to 127.0.0.1 (CSRF) and can make a name of its own point there
(DNS rebinding). Hence: only known Host names are answered; whatever changes something needs `Origin` or
`Sec-Fetch-Site` to say that it comes from our own page, or a program that sends neither (OWASP, "Cross-Site Request
Forgery Prevention"). Pages may load nothing from elsewhere (Content Security Policy level 3).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CHANGING = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Next = Callable[[Request], Awaitable[Response]]


def guard(hosts: Collection[str]) -> Callable[[Request, Next], Awaitable[Response]]:
    """Return the middleware that answers known hosts only and refuses changes that other pages ask for."""
    known = {host.lower() for host in (*LOOPBACK, *hosts)}

    async def guarded(request: Request, call_next: Next) -> Response:
        if _host_of(request) not in known:
            return PlainTextResponse("Máy chủ không nhận tên này (unknown host).", 421)
        if request.method in _CHANGING and not _is_own(request):
            return PlainTextResponse("Yêu cầu đến từ trang khác (cross-site request refused).", 403)
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def _host_of(request: Request) -> str:
    """Return the name that the browser thinks it speaks to, without its port."""
    return (urlsplit(f"//{request.headers.get('host', '')}").hostname or "").lower()


def _is_own(request: Request) -> bool:
    """Whether a request that changes something comes from our own page, or from a program that is no browser."""
    if (site := request.headers.get("sec-fetch-site")) is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def sits_here(request: Request) -> bool:
    """Whether a request comes from this machine itself and not through another that passes it on."""
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    client = request.client.host if request.client else ""
    return client in LOOPBACK and _host_of(request) in LOOPBACK and not passed_on
