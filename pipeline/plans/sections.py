"""What a part of a plan is for: the vocabulary of section headings (``data/sections.toml``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.text.normalize import match_form

_PARTS = re.compile(r"\s*(?:[,;/:]|\s[-–]\s|\bvà\b|\bcủa\b)\s*")
_LONGEST_HEADING = 300  # characters; what is longer is a sentence


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A row of the vocabulary."""

    name: str
    bears_tasks: bool
    begins: tuple[str, ...]
    exact: frozenset[str]


@cache
def section_kinds() -> tuple[SectionKind, ...]:
    """Return the kinds of section, in the order of the file."""
    rows = tomllib.loads(files("pipeline.plans.data").joinpath("sections.toml").read_text("utf-8"))["kind"]
    return tuple(
        SectionKind(
            row["name"],
            row.get("bears_tasks", False),
            tuple(match_form(words) for words in row["begins"]),
            frozenset(match_form(words) for words in row["is"]),
        )
        for row in rows
    )


def bears_tasks(kind: str) -> bool:
    """Whether items of a part of this kind are tasks."""
    return any(row.bears_tasks for row in section_kinds() if row.name == kind)


def kind_of_heading(heading: str) -> str | None:
    """Return the kind that a heading names, None if its first part names none.

    Examples
    --------
    >>> kind_of_heading("MỤC ĐÍCH, YÊU CẦU"), kind_of_heading("Quan điểm, mục tiêu và nhiệm vụ")
    ('purpose', 'task')
    >>> kind_of_heading("Sở Nội vụ") is None
    True
    """
    if len(heading) > _LONGEST_HEADING:
        return None
    first: str | None = None
    for n, part in enumerate(_PARTS.split(match_form(heading).strip(" .:").removeprefix("về "))):
        kind = _kind_of_part(part)
        if kind is None and n == 0:
            return None
        if kind is not None and kind.bears_tasks:
            return kind.name
        first = first or (kind.name if kind else None)
    return first


def _kind_of_part(part: str) -> SectionKind | None:
    return next((row for row in section_kinds() if part in row.exact or part.startswith(row.begins)), None)
