"""Vietnamese or English: which one a reader wants, and the words of the pages in both."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from fastapi import Request

from pipeline.records import Language

COOKIE = "language"


def language_of(request: Request) -> Language:
    """Return the language chosen on this page, else before, else Vietnamese."""
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return "en" if chosen == "en" else "vi"


def speaker(language: Language) -> Callable[..., str]:
    """Return what gives the words of a page: by key, with values for the places in braces.

    English words that speak of `n` things may have another wording, `one`, for a single one; Vietnamese needs none.
    """
    words = _words()

    def say(key: str, **values: object) -> str:
        said = words[key]
        is_one = language == "en" and values.get("n") in (1, "1")
        return (said.get("one", said["en"]) if is_one else said[language]).format(**values)

    return say


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    """Return the words of all pages: key → language, or `one` → words; each area has a file of them."""
    words: dict[str, dict[str, str]] = {}
    for file in (files("pipeline.web.data") / "words").iterdir():
        if file.name.endswith(".toml"):
            words |= tomllib.loads(file.read_text(encoding="utf-8"))
    return words
