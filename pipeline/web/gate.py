"""Nobody comes in who has not signed in, where there are accounts; and who changes something is written down."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.errors import CorpusError
from pipeline.web.problems import answer
from pipeline.web.register import Register, address_of, is_for_programs
from pipeline.web.rendering import render
from pipeline.web.safety import changes
from pipeline.web.visitors import STRANGER, Visitor

SIGN_IN = "/sign-in"
_OPEN = (SIGN_IN, "/static/")
_BEFORE_A_PASSWORD = ("/account", "/sign-out")


class Gate:
    """Finds out who sends a request, turns strangers away, and logs changes."""

    def __init__(self, app: ASGIApp, register: Register) -> None:
        self._app = app
        self._register = register

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        request.state.visitor = STRANGER
        try:
            request.state.visitor = visitor = await self._register.visitor(request)
            refusal = _refusal(request, visitor)
            if refusal is not None:
                return await refusal(scope, receive, send)
            if not changes(request) or not self._register.is_used():
                return await self._app(scope, receive, send)
            line = await run_in_threadpool(self._begin, request, visitor)
        except CorpusError as error:
            return await answer(request, 503, str(error))(scope, receive, send)
        await self._logged(line, request, send)

    async def _logged(self, line: int, request: Request, send: Send) -> None:
        """Let a change through and write down what came of it."""
        outcome = "500"

        async def listening(message: Message) -> None:
            nonlocal outcome
            if message["type"] == "http.response.start":
                outcome = str(message["status"])
            await send(message)

        try:
            await self._app(request.scope, request.receive, listening)
        finally:
            await run_in_threadpool(self._end, line, outcome, getattr(request.state, "concerns", ""))

    def _begin(self, request: Request, visitor: Visitor) -> int:
        with self._register.borrowed() as accounts:
            return accounts.log.begin(visitor.name, address_of(request), f"{request.method} {request.url.path}")

    def _end(self, line: int, outcome: str, concerns: str) -> None:
        with self._register.borrowed() as accounts:
            accounts.log.end(line, outcome, concerns)


def _refusal(request: Request, visitor: Visitor) -> Response | None:
    """Return what a visitor gets who may not come in, None for all others."""
    path = request.url.path
    if path.startswith(_OPEN):
        return None
    if visitor is STRANGER:
        return _sign_in_first(request)
    if visitor.must_change and not path.startswith(_BEFORE_A_PASSWORD):
        if is_for_programs(request):
            return answer(request, 403, "Phải đổi mật khẩu tạm trước (change the temporary password first).")
        return RedirectResponse("/account", 303)
    return None


def _sign_in_first(request: Request) -> Response:
    """Send people to the page for signing in, and from there back; tell programs what they lack."""
    if is_for_programs(request):
        refused = answer(request, 401, "Cần đăng nhập hoặc mã truy cập (sign in, or send Authorization: Bearer TOKEN).")
        refused.headers["WWW-Authenticate"] = 'Bearer realm="kehoach"'
        return refused
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
        # A link in a web mail: the browser keeps the cookie back (SameSite=Strict), and sends it with the next step,
        # which then comes from a page of ours.
        return render(request, "onward.html", address=request.url.path + _query(request))
    if "hx-request" in request.headers:
        page = urlsplit(request.headers.get("hx-current-url", "/"))
        target = f"{page.path}?{page.query}" if page.query else page.path
        return Response(status_code=401, headers={"HX-Redirect": f"{SIGN_IN}?{urlencode({'next': target})}"})
    target = "/" if changes(request) else request.url.path + _query(request)
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': target})}" if target != "/" else SIGN_IN, 303)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""
