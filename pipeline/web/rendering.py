"""Pages from templates: the only file of this room that imports Jinja2."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.reports.citations import day_in_words, place, plan_name
from pipeline.web.clock import local_day, local_time
from pipeline.web.language import COOKIE, language_of, speaker
from pipeline.web.marking import marked, marked_phrases
from pipeline.web.visitors import visitor_of

Pairs = Sequence[tuple[str, str]]

_A_YEAR_S = 365 * 24 * 3600


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page.

    Its template has `t` for words in the reader's `language`, the `visitor`, how much is new in what they saved
    (`n_news()`), the job that is `working` behind, whether htmx asks for a `part` of the page only, and `here` and
    `there` for links; see `Links`.
    """
    links, language, visitor = Links(request), language_of(request), visitor_of(request)
    context = {
        "t": speaker(language), "language": language, "visitor": visitor, "path": request.url.path,
        "part": wants_part(request),
        "working": request.app.state.jobs.running, "n_news": partial(request.app.state.news.of, visitor.name), **values,
    }  # fmt: skip
    text = _environment().get_template(template).render(context, here=links.here, there=links.there)
    page = HTMLResponse(text, status)
    if "lang" in request.query_params:
        page.set_cookie(COOKIE, language, max_age=_A_YEAR_S, samesite="strict", httponly=True)
    return page


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page: not for the whole of it, which it has left behind and comes back to."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


class Links:
    """Makes links from the address of the page that was asked for, so that every state is one."""

    def __init__(self, request: Request) -> None:
        self._path = request.url.path
        asked = [pair for pair in request.query_params.multi_items() if pair[1]]
        self._asked = [(pair, _encoded(*pair)) for pair in asked]  # a page has many links, most keep all of it

    def here(self, *, more: Pairs = (), less: Pairs = (), **values: object) -> str:
        """Return a link to this page with other values; None takes one away, `more` are added to what is there.

        Of what may be there several times `less` takes away one.
        """
        return self.there(self._path, more=more, less=less, **values)

    def there(self, path: str, *, more: Pairs = (), less: Pairs = (), **values: object) -> str:
        """Return a link to another page with this page's values, changed as in `here`."""
        gone = {*more, *less}
        kept = [encoded for pair, encoded in self._asked if pair[0] not in values and pair not in gone]
        named = [*more, *((name, str(value)) for name, value in values.items() if value is not None)]
        query = "&".join([*kept, *(_encoded(*pair) for pair in named)])
        return f"{path}?{query}" if query else path


@lru_cache(maxsize=1 << 12)
def _encoded(name: str, value: str) -> str:
    """Return a pair as an address has it; the choices of facets come again on every page."""
    return urlencode([(name, value)])


def size(n_bytes: int) -> str:
    """Return a file's size as people here write it: the comma is the decimal sign.

    Examples
    --------
    >>> size(0), size(80_000), size(2_340_000)
    ('0 kB', '80 kB', '2,3 MB')
    """
    if n_bytes < 1_000_000:
        return f"{-(-n_bytes // 1_000)} kB"
    return f"{n_bytes / 1_000_000:.1f} MB".replace(".", ",")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = PackageLoader("pipeline.web", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip
    environment.filters.update(
        marked=marked, marked_phrases=marked_phrases, place=place, plan_name=plan_name, day=day_in_words,
        local_day=local_day, local_time=local_time, size=size,
    )  # fmt: skip
    return environment
