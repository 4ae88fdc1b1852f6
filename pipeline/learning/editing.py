"""The themes of a workspace are changed: written whole or not at all, and what was there before is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import Conflict
from pipeline.paper.writing import appearing
from pipeline.store.lock import writing
from pipeline.themes.editing import edited, mark, toml_of, without
from pipeline.themes.taxonomy import TAXONOMY_FILE, Taxonomy, Theme, load_taxonomy, workspace_taxonomy

KEPT = "taxonomies"
"""Folder of the workspace with the files that were in force before, by the time at which they ceased to be."""


def save_theme(home: Path, form: Mapping[str, str], id: str, seen: str) -> Theme:
    """Put what a form says in the place of a theme, or add it, and return it; the tasks are not tagged anew yet.

    Parameters
    ----------
    id : of the theme, "" for a new one.
    seen : its mark when the form was made; see `mark`.

    Raises
    ------
    ThemeFault
        Something in the form cannot be meant.
    Conflict
        Somebody has changed the theme since.
    UsageFault
        The file cannot be written.
    """
    new = _change(home, id, seen, lambda taxonomy, was: edited(form, taxonomy, was))
    return new.themes[-1] if not id else next(theme for theme in new.themes if id in (theme.id, *theme.formerly))


def remove_theme(home: Path, id: str, seen: str) -> None:
    """Take a theme out; what people said of it is kept. Raises as `save_theme`."""
    _change(home, id, seen, lambda taxonomy, was: without(taxonomy, was) if was else taxonomy)


def _change(home: Path, id: str, seen: str, changed: Callable[[Taxonomy, Theme | None], Taxonomy]) -> Taxonomy:
    """Change the taxonomy in force, unless the theme has become another one meanwhile."""
    file = home / TAXONOMY_FILE
    with writing(home / "data" / "processed", what="taxonomy"):
        taxonomy = workspace_taxonomy(home)
        was = next((theme for theme in taxonomy.themes if theme.id == id), None)
        if id and (was is None or mark(was) != seen):
            raise Conflict(f"Chủ đề {id!r} vừa được người khác sửa (was changed meanwhile); xem lại rồi lưu.")
        new = changed(taxonomy, was)
        if new == taxonomy:
            return new
        text = toml_of(new, file)
        with appearing(file) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
            load_taxonomy(unfinished)
            _keep(file)
    return new


def _keep(file: Path) -> None:
    """Put the file that is in force beside those that were before it."""
    if file.is_file():
        kept = file.parent / KEPT / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}.toml"
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(file.read_bytes())
