"""Labelled tasks: the sentences that ship with the package, and what people add to them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pipeline.errors import ConfigError

_COLUMNS = ["plan", "section", "lead", "themes", "text"]
_SEVERAL = ";"


@dataclass(frozen=True, slots=True)
class Example:
    """A task somebody has judged.

    Attributes
    ----------
    text, headings, lead : as in `Task`.
    plan : what it belongs to; examples of one plan are never both in training and in test.
    labels : theme → whether the task has it. A theme that is not there was not judged; it is unknown, not no.
    """

    text: str
    headings: tuple[str, ...]
    lead: tuple[str, ...]
    plan: str
    labels: Mapping[str, bool]


def shipped_examples(file: Path | None = None) -> tuple[Example, ...]:
    """Read the sentences of the package (or another file of that form); all its themes are judged in each.

    Raises
    ------
    ConfigError
        The file cannot be read or lacks a column.
    """
    source = file or files("pipeline.themes") / "data" / "sentences.tsv"
    try:
        rows = list(
            csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        )
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source}: không đọc được (cannot be read): {error}") from error
    if not rows or list(rows[0]) != _COLUMNS:
        raise ConfigError(f"{source}: cần các cột (expected columns) {', '.join(_COLUMNS)}.")
    themes = sorted({theme for row in rows for theme in _names(row["themes"])})
    return tuple(
        Example(
            text=row["text"],
            headings=_names(row["section"]),
            lead=_names(row["lead"]),
            plan=row["plan"],
            labels={theme: theme in _names(row["themes"]) for theme in themes},
        )
        for row in rows
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(_SEVERAL) if name.strip())
