"""What programs may call, for the people who write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from pipeline.store.wire import to_text
from pipeline.web.api.description import TAGS, examples, operations
from pipeline.web.rendering import render

router = APIRouter()

_CODE = re.compile(r"`([^`]+)`")


@router.get("/api")
def programs(request: Request) -> HTMLResponse:
    """Show every call of the API: what it takes, what it gives, and a real example."""
    document = request.app.openapi()
    calls = {tag: [call for call in operations(document) if tag in call[2].get("tags", ())] for tag in TAGS}
    shown = {name: (each["request"], to_text(each["response"], indent=2)) for name, each in examples().items()}
    return render(
        request, "programs.html", document=document, tags=TAGS, calls=calls, examples=shown,
        origin=str(request.base_url).rstrip("/"), values=values, said=said,
    )  # fmt: skip


def said(text: str) -> list[Markup]:
    r"""Return the paragraphs of a description as HTML, what stands in `backticks` as code.

    Examples
    --------
    >>> said("With `by=plan`\nplans.\n\nElse <tasks>.")
    [Markup('With <code>by=plan</code>\nplans.'), Markup('Else &lt;tasks&gt;.')]
    """
    code = Markup(r"<code>\1</code>")
    return [Markup(_CODE.sub(code, str(escape(paragraph)))) for paragraph in text.split("\n\n")]


def values(schema: Mapping[str, Any]) -> str:
    """Return what a parameter may be, and after "=" what it is when it is not given.

    Examples
    --------
    >>> values({"type": "integer", "minimum": 1, "maximum": 200, "default": 10}), values({"enum": ["task", "plan"]})
    ('integer 1–200 = 10', 'task | plan')
    >>> values({"type": "array", "items": {"type": "string"}}), values({"anyOf": [{"type": "null"}, {"enum": ["a"]}]})
    ('string, …', 'a')
    """
    given = f" = {schema['default']}" if schema.get("default") not in (None, "", []) else ""
    if choices := schema.get("anyOf"):
        return " | ".join(values(each) for each in choices if each.get("type") != "null") + given
    if schema.get("type") == "array":
        return f"{values(schema['items'])}, …{given}"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"])) + given
    limits = f" {schema['minimum']}–{schema['maximum']}" if "maximum" in schema and "minimum" in schema else ""
    return f"{schema.get('format', schema.get('type', ''))}{limits}{given}"
