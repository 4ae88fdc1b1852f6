"""Records as rows of the corpus and back: the only place that knows which column holds what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from pipeline.records import Amendable, Anchor, Deadline, Header, StoredTask, Task, ThemeScore

HEADER_FIELDS = tuple(field.name for field in fields(Header))
TASK_FIELDS = tuple(field.name for field in fields(Task))
_LISTS = ("path", "headings", "attributes", "lead", "partners", "references")
ID_DIGITS = 12
# Made once: json.dumps and json.loads would look at their options a million times.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DECODE = json.JSONDecoder().decode

_QUOTED = [f'"{name}"' for name in TASK_FIELDS]  # "references" and "end" are SQL's words as well

# A document's key and hash, the themes, the task, the header.
STORED_TASK = (
    "SELECT t.row, t.document, d.sha256, t.themes, "
    + ", ".join([f"t.{name}" for name in _QUOTED] + [f"d.{name}" for name in HEADER_FIELDS])
    + " FROM tasks t JOIN documents d ON d.id = t.document"
)
PASSAGE = "SELECT t.row, d.title, t.headings, t.text, t.attributes FROM tasks t JOIN documents d ON d.id = t.document"
INSERT_TASK = (
    f"INSERT INTO tasks (document, words, themes, {', '.join(_QUOTED)}) VALUES (?, ?, ?{', ?' * len(TASK_FIELDS)})"
)


def task_id(sha256: str, ordinal: int) -> str:
    """Return a task's name: the first 12 hex digits of its document, "-", its ordinal."""
    return f"{sha256[:ID_DIGITS]}-{ordinal}"


def task_row(task: Task) -> tuple[Any, ...]:
    """Return a task in the order of `TASK_FIELDS`, lists as JSON."""
    values = {name: getattr(task, name) for name in TASK_FIELDS}
    values["deadlines"] = _plain(task.deadlines)
    return tuple(dump(value) if isinstance(value, tuple | list) else value for value in values.values())


def stored_task(row: tuple[Any, ...], files: Mapping[int, tuple[str, ...]]) -> StoredTask:
    """Return a row of `STORED_TASK` as the record it was; `files` are those of every document."""
    _, document, sha256, themes, *rest = row
    values = dict(zip(TASK_FIELDS, rest, strict=False))
    # one list of lists: nine times a short text would take twice as long as once a long one
    lists = _DECODE(f"[{themes},{values['deadlines']},{','.join([values[name] for name in _LISTS])}]")
    scores, deadlines, *others = lists
    values |= zip(_LISTS, map(tuple, others), strict=True)
    values["deadlines"] = tuple([Deadline(*parts) for parts in deadlines])
    return StoredTask(
        id=task_id(sha256, values["ordinal"]),
        document=sha256,
        files=files[document],
        header=Header(*rest[len(TASK_FIELDS) :]),
        task=Task(**values),
        themes=tuple([ThemeScore(*score) for score in scores]),
    )


Value = tuple[str, ...] | tuple[Deadline, ...]
"""What a field that people may correct says."""
FOUND_BY: dict[Amendable, str] = {"lead": "lead", "partners": "partner", "deadlines": "deadline"}
"""What these fields are called where tasks are found by them."""


def dump_value(value: Value) -> str:
    """Return what a field says as it is kept."""
    return dump(_plain(value))


def load_value(field: Amendable, text: str) -> Value:
    """Return what a field says."""
    return tuple(Deadline(*parts) for parts in load(text)) if field == "deadlines" else load(text)


def _plain(value: Value) -> list[Any]:
    return [(part.raw, part.kind, part.value) if isinstance(part, Deadline) else part for part in value]


def dump_themes(scores: Iterable[ThemeScore]) -> str:
    """Return what a model says about a task's themes as it is kept."""
    return dump([(score.theme, score.probability, score.tagged) for score in scores])


def load_themes(text: str) -> tuple[ThemeScore, ...]:
    """Return what a model said about a task's themes."""
    return tuple(ThemeScore(*score) for score in load(text))


def anchor_row(anchor: Anchor) -> tuple[Any, ...]:
    """Return an anchor as a list of JSON, short where the file has no places."""
    short = (anchor.start, anchor.offset, anchor.page)
    return (*short, anchor.box, anchor.confidence) if anchor.box else short


def stored_anchor(row: list[Any]) -> Anchor:
    """Return the anchor that was stored, be it by a version that knew no places."""
    start, offset, page, box, confidence = (*row, None, None)[:5]
    return Anchor(start, offset, page, tuple(box) if box else None, confidence)


def names_of(task: Task, themes: Iterable[ThemeScore]) -> set[tuple[str, str]]:
    """Return what a task can be found by, as (field, value)."""
    return {
        *(name for field in FOUND_BY for name in duty_names(field, getattr(task, field))),
        *(("reference", code) for code in task.references),
        *(("theme", score.theme) for score in themes if score.tagged),
    }


def duty_names(field: Amendable, value: Value) -> Iterator[tuple[str, str]]:
    """Give what a task can be found by of what one field says, as (field, value)."""
    for part in value:
        yield FOUND_BY[field], f"{part.kind} {part.value}" if isinstance(part, Deadline) else part


def deadline_of(filed: str) -> Deadline:
    """Return the deadline that a task is found by; its own words are not filed."""
    kind, _, value = filed.partition(" ")
    return Deadline(value, kind, value)  # type: ignore[arg-type]  # only known kinds are filed


def dump(value: object) -> str:
    """Return a value as compact JSON."""
    return _ENCODE(value) if value else "[]"


def load(text: str) -> tuple[Any, ...]:
    """Return a JSON list."""
    return tuple(_DECODE(text)) if text != "[]" else ()
