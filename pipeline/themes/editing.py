"""A taxonomy changed theme by theme: what a form says becomes a theme, and all themes a file again."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

from pipeline.errors import ThemeFault
from pipeline.text.normalize import fold
from pipeline.themes.taxonomy import TAXONOMY_FILE, Taxonomy, Theme, theme_of

LINES = ("examples", "includes", "not_for", "excludes")
"""Entries that a form gives line by line."""
_EVEN_CHANCE = 3.0  # weight of a phrase that is given without one


def mark(theme: Theme) -> str:
    """Return what changes whenever a theme does."""
    return hashlib.sha256(repr(theme).encode("utf-8")).hexdigest()[:16]


def form_of(theme: Theme) -> dict[str, str]:
    """Return a theme as a form shows it; see `edited`."""
    words = {name: getattr(theme, name) for name in ("id", "name_vi", "name_en", "definition", "colour")}
    lines = {name: "\n".join(getattr(theme, name)) for name in LINES}
    return {**words, **lines, "phrases": "\n".join(f"{phrase} = {weight:.12g}" for phrase, weight in theme.phrases)}


def edited(form: Mapping[str, str], taxonomy: Taxonomy, was: Theme | None) -> Taxonomy:
    """Return a taxonomy with what a form says in the place of a theme, or after all others where there was none.

    A theme with another id keeps the labels given under the one it had.

    Parameters
    ----------
    form : words by entry; lists line by line; phrases as "words = weight", 3 where no weight is given.

    Raises
    ------
    ThemeFault
        Something cannot be meant, or another theme is called so.
    """
    phrases, faults = _phrases(form["phrases"])
    words = {name: _clean(form[name]) for name in ("id", "name_vi", "name_en", "definition", "colour")}
    lines = {name: [line for line in map(_clean, form[name].splitlines()) if line] for name in LINES}
    try:
        theme = theme_of({**words, **lines, "phrases": phrases})
    except ThemeFault as fault:
        raise ThemeFault(words["id"], fault.faults | faults) from None
    others = [other for other in taxonomy.themes if other is not was]
    faults |= dict(_clashes(theme, others))
    if faults:
        raise ThemeFault(theme.id, faults)
    if was is None:
        return Taxonomy((*taxonomy.themes, theme))
    had = [id for id in (*was.formerly, was.id) if id != theme.id]
    theme = replace(theme, formerly=tuple(dict.fromkeys(had)))
    return Taxonomy(tuple(theme if other is was else other for other in taxonomy.themes))


def without(taxonomy: Taxonomy, theme: Theme) -> Taxonomy:
    """Return a taxonomy without a theme.

    Raises
    ------
    ThemeFault
        It is the only one.
    """
    if len(taxonomy.themes) == 1:
        raise ThemeFault(theme.id, {"id": "là chủ đề duy nhất, không bỏ được (the only theme)"})
    return Taxonomy(tuple(other for other in taxonomy.themes if other is not theme))


def toml_of(taxonomy: Taxonomy, file: Path) -> str:
    """Return a taxonomy as a file, under the words at the top of the one that it takes the place of."""
    source = file if file.is_file() else files("pipeline.themes") / "data" / TAXONOMY_FILE
    head = takewhile(lambda line: line.startswith("#"), source.read_text(encoding="utf-8").splitlines())
    return "\n\n".join(["\n".join(head), *("\n".join(_entries(theme)) for theme in taxonomy.themes)]) + "\n"


def _entries(theme: Theme) -> Iterator[str]:
    """Give the lines of a theme."""
    yield "[[theme]]"
    for name in ("id", "name_vi", "name_en", "colour", "definition"):
        yield f"{name} = {_quoted(getattr(theme, name))}"
    for name in (*LINES, "formerly"):
        if texts := getattr(theme, name):
            yield "\n".join([f"{name} = [", *(f"    {_quoted(text)}," for text in texts), "]"])
        elif name == "examples":
            yield "examples = []"
    yield "[theme.phrases]"
    yield from (f"{_quoted(phrase)} = {weight:.12g}" for phrase, weight in theme.phrases)


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML 1.0, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _phrases(lines: str) -> tuple[dict[str, float], dict[str, str]]:
    """Return the weights of phrases, and what is wrong with the lines."""
    weights: dict[str, float] = {}
    for number, line in enumerate(lines.splitlines(), 1):
        phrase, equals, weight = map(str.strip, line.rpartition("=") if "=" in line else (line, "", ""))
        if not _clean(phrase):
            if equals:
                return weights, {"phrases": f"dòng {number}: cần dạng từ ngữ = số (expected words = weight)"}
            continue
        try:
            weights[_clean(phrase)] = float(weight.replace(",", ".")) if equals else _EVEN_CHANCE
        except ValueError:
            return weights, {"phrases": f"dòng {number}: {weight!r} không phải số (not a number)"}
    return weights, {}


def _clashes(theme: Theme, others: list[Theme]) -> Iterator[tuple[str, str]]:
    """Give the entries by which a theme would be taken for another one."""
    for other in others:
        if theme.id in (other.id, *other.formerly):
            yield "id", f"{theme.id!r} là của chủ đề {other.name_vi!r} (belongs to another theme)"
        known = {fold(name).replace("_", " ") for name in (other.id, other.name_vi, other.name_en)}
        for entry in ("name_vi", "name_en"):
            if fold(getattr(theme, entry)).replace("_", " ").strip() in known:
                yield entry, f"chủ đề {other.id!r} đã mang tên này (another theme is called so)"


def _clean(words: str) -> str:
    """Return words on one line, in one spelling."""
    return " ".join(unicodedata.normalize("NFC", words).split())
