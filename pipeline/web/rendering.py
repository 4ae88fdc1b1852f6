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
from pipeline.web.clock import local_time
from pipeline.web.language import COOKIE, language_of, speaker
from pipeline.web.marking import marked, marked_phrases
from pipeline.web.visitors import visitor_of

Pairs = Sequence[tuple[str, str]]

_A_YEAR_S = 365 * 24 * 3600


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page.

    Its template has `t` for words in the reader's `language`, the `visitor`, how much is new in what they saved
    (`n_new()`), the job that is `working` behind, whether htmx asks for a `part` of the page only, and `here` and
    `there` for links; see `Links`.
    """
    links, language, visitor = Links(request), language_of(request), visitor_of(request)
    context = {
        "t": speaker(language), "language": language, "visitor": visitor, "path": request.url.path,
        "part": "hx-request" in request.headers and "hx-history-restore-request" not in request.headers,
        "working": request.app.state.jobs.running, "n_new": partial(request.app.state.news.of, visitor.name), **values,
    }  # fmt: skip
    text = _environment().get_template(template).render(context, here=links.here, there=links.there)
    page = HTMLResponse(text, status)
    if "lang" in request.query_params:
        page.set_cookie(COOKIE, language, max_age=_A_YEAR_S, samesite="strict", httponly=True)
    return page


class Links:
    """Makes links from the address of the page that was asked for, so that every state is one."""

    def __init__(self, request: Request) -> None:
        self._path = request.url.path
        self._asked = [(name, value) for name, value in request.query_params.multi_items() if value]

    def here(self, *, more: Pairs = (), less: Pairs = (), **values: object) -> str:
        """Return a link to this page with other values; None takes one away, `more` are added to what is there.

        Of what may be there several times `less` takes away one.
        """
        return self.there(self._path, more=more, less=less, **values)

    def there(self, path: str, *, more: Pairs = (), less: Pairs = (), **values: object) -> str:
        """Return a link to another page with this page's values, changed as in `here`."""
        gone = {*more, *less}
        kept = [(name, value) for name, value in self._asked if name not in values and (name, value) not in gone]
        named = [(name, str(value)) for name, value in values.items() if value is not None]
        query = urlencode([*kept, *more, *named])
        return f"{path}?{query}" if query else path


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = PackageLoader("pipeline.web", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        marked=marked, marked_phrases=marked_phrases, place=place, plan_name=plan_name, day=day_in_words,
        local_time=local_time,
    )  # fmt: skip
    return environment
