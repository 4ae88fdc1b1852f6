"""The OpenAPI document: made from the routes, the words of the records' docstrings, and real answers as examples."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from pipeline.web.problems import Problem

Json = dict[str, Any]

TAGS = {
    "search": "Hỏi và tìm (questions and answers)",
    "plans": "Kế hoạch và nhiệm vụ (plans and tasks)",
    "documents": "Tệp (files)",
    "jobs": "Việc chạy trong nền (work in the background)",
    "corrections": "Sửa nhiệm vụ (tasks put right)",
    "views": "Tổng quan và theo dõi (views and follow-up)",
    "files": "Báo cáo và xuất dữ liệu (reports and exports)",
    "labels": "Nhãn và câu hỏi (labels and questions)",
    "models": "Mô hình và chủ đề (models and themes)",
}
_ATTRIBUTES = re.compile(r"\s*Attributes\n-+\n(.*)", re.S)
_FIELD = re.compile(r"^(\w[\w, ]*) : ", re.M)


def describe(app: FastAPI) -> None:
    """Make the app describe itself in this way."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes,
                tags=[{"name": name, "description": words} for name, words in TAGS.items()],
            )  # fmt: skip
            app.openapi_schema = _with_words(_with_examples(document))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


@lru_cache(maxsize=1)
def examples() -> dict[str, Json]:
    """Return what calls of the API give over the sample plans: name of the route → `request`, `response`.

    What `varies` depends on the day, or on what was done before.
    """
    text = (files("pipeline.web.data") / "examples.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def operations(document: Json) -> list[tuple[str, str, Json]]:
    """Return the operations of an OpenAPI document: method in capitals, path, what is said about it."""
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _with_examples(document: Json) -> Json:
    """Put the examples beside the answers that they are examples of."""
    for _, _, operation in operations(document):
        if example := examples().get(operation["operationId"]):
            first = next(iter(operation["responses"].values()))
            first["content"]["application/json"]["example"] = example["response"]
    return document


def _with_words(document: Json) -> Json:
    """Give the fields of records the words that the docstring of the record has for them."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = TypeAdapter(Problem).json_schema()
    for schema in schemas.values():
        if found := _ATTRIBUTES.search(schema.get("description", "")):
            schema["description"] = schema["description"][: found.start()]
            _, *parts = _FIELD.split(found[1])
            for names, words in zip(parts[::2], parts[1::2], strict=True):
                for name in names.split(", "):
                    schema["properties"][name] = {**schema["properties"][name], "description": " ".join(words.split())}
    return document
