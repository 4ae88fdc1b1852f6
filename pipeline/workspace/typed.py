"""What a person types into a form, read as plans are read: names of agencies, time limits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from pipeline.errors import QueryError
from pipeline.plans.agency_names import name_typed
from pipeline.plans.deadlines import read_limits
from pipeline.records import Deadline
from pipeline.store.corpus import Corpus
from pipeline.store.rows import Value
from pipeline.text.normalize import clean, fold, match_form, squeeze

_LONGEST = 300  # characters of a name or a time limit
_MOST = 60  # names or limits of one task
_UNTYPED = re.compile(r"[\x00-\x1f\x7f]")


def _typed(lines: Iterable[str], known: Collection[str]) -> list[str]:
    """Return what was typed, one thing each; several stand on lines of their own or with ";" between them."""
    parts = (part for line in lines for part in ([line] if line in known else re.split(r"[;\n]", line)))
    typed = list(dict.fromkeys(filter(None, map(line, parts))))
    if len(typed) > _MOST or any(len(part) > _LONGEST for part in typed):
        raise QueryError(
            f"Nhiều nhất {_MOST} mục, mỗi mục {_LONGEST} ký tự (too many, or too long); bớt đi rồi lưu lại."
        )
    return typed


def line(text: str) -> str:
    """Return what a person or a program sent as one line of letters, without what nobody can have typed."""
    return squeeze(clean(_UNTYPED.sub(" ", text).encode("utf-8", "replace").decode("utf-8")))


def names(corpus: Corpus, field: Literal["lead", "partner"], lines: Sequence[str], known: Sequence[Any]) -> Value:
    """Return the agencies that were typed, spelled as the task, the register or other plans spell them."""
    return tuple(dict.fromkeys(name if name in known else _name(corpus, field, name) for name in _typed(lines, known)))


def _name(corpus: Corpus, field: Literal["lead", "partner"], typed: str) -> str:
    """Return an agency as the register or other plans spell it; one that nobody knows as typed."""
    if name := name_typed(typed):
        return name
    form = fold if typed.isascii() else match_form
    return next((name for name in corpus.distinct(field) if form(name) == form(typed)), typed)


def limits(lines: Sequence[str], known: Sequence[Any], year: int | None) -> Value:
    """Return the time limits that were typed; words that the task had already mean what they meant."""
    found: list[Deadline] = []
    for words in _typed(lines, {deadline.raw for deadline in known}):
        same = [deadline for deadline in known if deadline.raw == words] or list(read_limits(words, year=year))
        if not same:
            raise QueryError(
                f"Không hiểu thời hạn {words!r} (no such time limit); viết như 30/6/2026, quý II/2026, hằng năm.",
                words,
            )
        found += same
    return tuple(dict.fromkeys(found))
