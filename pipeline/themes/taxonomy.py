"""The themes as people wrote them down in `data/taxonomy.toml`, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, ThemeFault
from pipeline.records import Language
from pipeline.text.normalize import fold

TAXONOMY_FILE = "taxonomy.toml"
MAX_WEIGHT = 10.0
_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_WORDS = ("id", "name_vi", "name_en", "definition", "colour")
_LISTS = ("examples", "includes", "not_for", "excludes", "formerly")
_REQUIRED = {*_WORDS, "examples"}
_KNOWN = {*_WORDS, *_LISTS, "phrases"}


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the taxonomy; what the fields mean stands at the top of the file.

    Attributes
    ----------
    id : its name in programs and exports.
    phrases : (words that speak for it, weight between 0 and 10).
    formerly : ids it had before; labels given under one of them are its own.
    """

    id: str
    name_vi: str
    name_en: str
    definition: str
    colour: str
    includes: tuple[str, ...]
    not_for: tuple[str, ...]
    excludes: tuple[str, ...]
    examples: tuple[str, ...]
    phrases: tuple[tuple[str, float], ...]
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All themes, in the order of the file."""

    themes: tuple[Theme, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The themes' names in programs, in order."""
        return tuple(theme.id for theme in self.themes)

    @property
    def names(self) -> dict[str, str]:
        """What the themes are called in Vietnamese, by id."""
        return self.names_in("vi")

    def names_in(self, language: Language) -> dict[str, str]:
        """Return what the themes are called in a language, by id."""
        return {theme.id: theme.name_en if language == "en" else theme.name_vi for theme in self.themes}

    def find(self, name: str) -> Theme | None:
        """Return the theme that somebody names by its id or a name, in capitals or without diacritics too."""
        wanted = fold(name).replace("_", " ").strip()
        for theme in self.themes:
            if wanted in {fold(known).replace("_", " ") for known in (theme.id, theme.name_vi, theme.name_en)}:
                return theme
        return None

    def current(self, id: str) -> str | None:
        """Return what a theme is called now; None if no theme has this id or had it before."""
        if id in self.ids:
            return id
        return next((theme.id for theme in self.themes if id in theme.formerly), None)


def workspace_taxonomy(home: Path) -> Taxonomy:
    """Read the taxonomy in a workspace's folder, that of the package if it has none."""
    own = home / TAXONOMY_FILE
    try:
        found = own.stat()
    except OSError:
        return _loaded(None)
    return _loaded(own, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=8)
def _loaded(file: Path | None, *stamp: int) -> Taxonomy:
    """Read a taxonomy once for as long as its file stays the same."""
    return load_taxonomy(file)


def load_taxonomy(file: Path | None = None) -> Taxonomy:
    """Read a taxonomy; without a file the one that ships with the package.

    Raises
    ------
    ConfigError
        The file is missing or not TOML, or a theme lacks something or says something impossible.
    """
    source = file or files("pipeline.themes") / "data" / "taxonomy.toml"
    try:
        content = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The taxonomy {source} cannot be read: {error}") from error
    themes = tuple(theme_of(row) for row in content.get("theme", []))
    ids = [theme.id for theme in themes]
    if not ids or len(set(ids)) < len(ids):
        raise ConfigError(f"{source}: expected [[theme]] entries with different ids, found {ids}.")
    return Taxonomy(themes)


def theme_of(row: Mapping[str, Any]) -> Theme:
    """Return the theme that the entries of a file, or of a form, say.

    Raises
    ------
    ThemeFault
        Something is missing, unknown or impossible.
    """
    if found := dict(_faults(row)):
        raise ThemeFault(str(row.get("id", "?")), found)
    fields: dict[str, Any] = {name: row[name] for name in _WORDS}
    fields |= {name: tuple(row.get(name, ())) for name in _LISTS}
    return Theme(**fields, phrases=tuple((phrase, float(weight)) for phrase, weight in row.get("phrases", {}).items()))


def _faults(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the entries with which something is wrong, and what."""
    for name in sorted((_REQUIRED - set(row)) | (set(row) - _KNOWN)):
        yield name, "thiếu hoặc không có mục này (missing or unknown)"
    for name in _WORDS:
        if name in row and not (isinstance(row[name], str) and row[name].strip()):
            yield name, f"cần chữ (expected words), không phải (not) {row[name]!r}"
    if isinstance(row.get("id"), str) and row["id"].strip() and not _ID.fullmatch(row["id"]):
        yield "id", f"{row['id']!r}: cần chữ cái không dấu, số, gạch dưới, không quá 60 (expected a-z, 0-9, _)"
    for name in _LISTS:
        texts = row.get(name, [])
        if not isinstance(texts, list | tuple) or not all(isinstance(text, str) and text for text in texts):
            yield name, "cần một danh sách các câu (expected a list of texts)"
    if isinstance(row.get("colour"), str) and not _COLOUR.fullmatch(row["colour"]):
        yield "colour", f"{row['colour']!r}: cần dạng như #4C78A8 (expected a colour like that)"
    for phrase, weight in row.get("phrases", {}).items():
        if not isinstance(weight, int | float) or not 0 < weight <= MAX_WEIGHT:
            yield "phrases", f"{phrase!r} = {weight!r}: cần lớn hơn 0, không quá {MAX_WEIGHT:g} (out of range)"
