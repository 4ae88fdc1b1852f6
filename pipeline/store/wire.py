"""Records in the forms in which they leave the program, in one place: what `--json` and the API give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.plans.rectangles import seen
from pipeline.records import Correction, Deadline, Document, StoredTask, Task, ThemeScore
from pipeline.store.rows import Value, task_id

Json = dict[str, Any]


def document_json(document: Document) -> Json:
    """Return a document's header and repaired text."""
    return {**asdict(document.header), "text": document.text}


def task_json(task: Task, themes: Iterable[ThemeScore], sha256: str, corrections: Iterable[Correction] = ()) -> Json:
    """Return a task of the document with these bytes: what the plan says, and its themes.

    `themes` lists those it is tagged with, the most probable first; `theme_scores` has them all, 1 or 0 where a
    person decided, who then stands in `decided`. A field that somebody corrected stands in `corrected`.
    """
    scores = sorted(themes, key=lambda score: (-score.probability, score.theme))
    return {
        "id": task_id(sha256, task.ordinal),
        "marker": task.marker,
        "path": list(task.path),
        "text": task.text,
        "attributes": list(task.attributes),
        "lead": list(task.lead),
        "partners": list(task.partners),
        "deadlines": [asdict(deadline) for deadline in task.deadlines],
        "references": list(task.references),
        "themes": [score.theme for score in scores if score.tagged],
        "theme_scores": {score.theme: round(score.probability, 4) for score in scores},
        "decided": decided_json(scores),
        "corrected": corrected_json(corrections),
        "page": task.page,
        "start": task.start,
        "end": task.end,
    }


def decided_json(themes: Iterable[ThemeScore]) -> Json:
    """Return who decided, for each theme of a task that a person has judged."""
    return {score.theme: score.author for score in themes if score.author}


def stored_json(stored: StoredTask) -> Json:
    """Return a task of the corpus."""
    return task_json(stored.task, stored.themes, stored.document, stored.corrected)


def corrected_json(corrections: Iterable[Correction]) -> Json:
    """Return who corrected which field of a task when, and what it was shown with before."""
    return {c.field: {"author": c.author, "at": c.at, "before": value_json(c.before)} for c in corrections}


def value_json(value: Value) -> list[Any]:
    """Return what a field says."""
    return [asdict(part) if isinstance(part, Deadline) else part for part in value]


def parsed_json(
    sha256: str,
    document: Document,
    tasks: Sequence[Task],
    themes: Sequence[Sequence[ThemeScore]],
    corrections: Sequence[Sequence[Correction]],
) -> Json:
    """Return a plan that was read: its document and tasks; `themes` and `corrections` run in parallel with `tasks`.

    A task of a file with pages also says where it stands on them, one read from a picture how sure it is.
    """
    said = zip(tasks, themes, corrections, strict=True)
    return {
        "document": document_json(document),
        "tasks": [task_json(task, s, sha256, c) | _seen_json(document, task) for task, s, c in said],
    }


def _seen_json(document: Document, task: Task) -> Json:
    """Return the rectangles of a task on its pages, in points, and its confidence, as far as there are any."""
    look = seen(document.anchors, task.start, task.end)
    boxes = {"boxes": [{"page": page, "box": list(box)} for page, box in look.boxes]} if look.boxes else {}
    return boxes | ({} if look.confidence is None else {"confidence": round(look.confidence, 3)})


def to_text(value: object, *, indent: int | None = None) -> str:
    """Return JSON as people read it: letters unescaped, half a surrogate pair (an odd file name) as "?"."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode("utf-8")
