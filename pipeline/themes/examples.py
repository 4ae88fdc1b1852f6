"""Labelled tasks: the sentences that ship with the package, and what people add to them."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pipeline.errors import ConfigError

_COLUMNS = ["plan", "section", "lead", "themes", "text"]
_MARKER = re.compile(r"^(?:[IVX]+|[A-ZĐ]|\d+(?:\.\d+)*|[a-zđ])[.)]\s+")
_ONE_IN = 6


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
    """Read the sentences of the package, or of another file of that form.

    Columns, tab-separated: plan; section (headings, outermost first, " > " between them); lead (";" between
    several); themes ("," between several); text. Every theme that occurs in the file is judged in each row.

    Raises
    ------
    ConfigError
        The file cannot be read, lacks a column or has a row of another length.
    """
    source = file or files("pipeline.themes") / "data" / "sentences.tsv"
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source}: không đọc được (cannot be read): {error}") from error
    head, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if lines else [[]]
    if head != _COLUMNS:
        raise ConfigError(f"{source}: cần các cột (expected columns) {', '.join(_COLUMNS)}.")
    for number, row in enumerate(rows, 2):
        if len(row) != len(_COLUMNS):
            raise ConfigError(f"{source}, dòng (line) {number}: {len(row)} cột, cần (expected) {len(_COLUMNS)}.")
    themes = sorted({theme for row in rows for theme in _split(row[3], ",")})
    return tuple(
        Example(
            text=text,
            headings=tuple(_MARKER.sub("", heading) for heading in _split(section, " > ")),
            lead=_split(lead, ";"),
            plan=plan,
            labels={theme: theme in _split(names, ",") for theme in themes},
        )
        for plan, section, lead, names, text in rows
    )


def is_frozen(plan: str) -> bool:
    """Return whether the shipped sentences of a plan are kept for testing and never trained on: one plan in six."""
    return hashlib.sha256(plan.encode("utf-8")).digest()[0] % _ONE_IN == 0


def frozen_examples() -> tuple[Example, ...]:
    """Return the shipped sentences on which versions are compared; no version has been trained on them."""
    return tuple(example for example in shipped_examples() if is_frozen(example.plan))


def _split(cell: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(mark) if part.strip())
