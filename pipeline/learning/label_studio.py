"""Label files as Label Studio reads and writes them: tasks with annotations made of choices.

See https://labelstud.io/guide/task_format and .../guide/predictions. Two controls are used, both
`<Choices choice="multiple">`: `themes` holds the themes a task has, `not_themes` those it has not. Where a
project has only one control, a theme that was not chosen counts as "has it not": the annotator saw the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.errors import UsageFault
from pipeline.learning.sheet import SheetRow
from pipeline.themes.taxonomy import Taxonomy

_HAS, _HAS_NOT, _NOTE = "themes", "not_themes", "note"
Json = dict[str, Any]


def write_tasks(file: Path, rows: Iterable[SheetRow]) -> None:
    """Write rows as tasks, an annotation for each author; rows without a value become bare tasks to be annotated."""
    ordered = sorted(rows, key=lambda row: (row.task_id, row.author, row.theme))
    tasks = [_task(list(group)) for _, group in groupby(ordered, key=lambda row: row.task_id)]
    file.write_text(json.dumps(tasks, ensure_ascii=False, indent=1), encoding="utf-8")


def read_tasks(file: Path, taxonomy: Taxonomy) -> Iterator[SheetRow]:
    """Read tasks; an annotator chooses from the themes of the taxonomy, by id or name.

    Raises
    ------
    UsageFault
        The file cannot be read, or is no list of tasks with `data` and `annotations`.
    """
    try:
        tasks = json.loads(file.read_text(encoding="utf-8-sig"))
        return iter([row for number, task in enumerate(tasks, 1) for row in _rows(number, task, taxonomy)])
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"Không đọc được {file} (cannot be read as UTF-8): {error}") from error
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise UsageFault(
            f"{file}: không phải JSON của Label Studio (not Label Studio JSON): cần một danh sách "
            f'[{{"data": {{"task_id", "text"}}, "annotations": […]}}]; [{type(error).__name__}: {error}]'
        ) from error


def _task(rows: Sequence[SheetRow]) -> Json:
    """Return one task with what its rows say."""
    said = [row for row in rows if row.value]
    annotations = [_annotation(author, list(group)) for author, group in groupby(said, key=lambda row: row.author)]
    return {"data": {"task_id": rows[0].task_id, "text": rows[0].text}, "annotations": annotations}


def _annotation(author: str, rows: Sequence[SheetRow]) -> Json:
    """Return what one author says of a task."""
    results = [
        {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": chosen}}
        for name, value in ((_HAS, "1"), (_HAS_NOT, "0"))
        if (chosen := [row.theme for row in rows if row.value == value]) or name == _HAS_NOT
    ]
    if note := "; ".join(dict.fromkeys(row.note for row in rows if row.note)):
        results.append({"from_name": _NOTE, "to_name": "text", "type": "textarea", "value": {"text": [note]}})
    return {"completed_by": {"email": author}, "result": results}


@dataclass(frozen=True, slots=True)
class _Said:
    """What an annotation's results say, by control."""

    chosen: dict[str, list[str]]
    note: str

    @classmethod
    def of(cls, results: Sequence[Json]) -> _Said:
        chosen: dict[str, list[str]] = {}
        note: list[str] = []
        for result in results:
            if result.get("type") == "choices":
                chosen.setdefault(str(result.get("from_name")), []).extend(map(str, result["value"]["choices"]))
            elif result.get("type") == "textarea":
                note += map(str, result["value"]["text"])
        return cls(chosen, "; ".join(note))


def _rows(number: int, task: Json, taxonomy: Taxonomy) -> Iterator[SheetRow]:
    """Give a row for every theme that an annotation of a task speaks of."""
    data = task["data"]
    words = str(data["task_id"]), str(data.get("text", ""))
    for annotation in task.get("annotations") or ():
        if annotation.get("was_cancelled"):
            continue
        said, author = _Said.of(annotation["result"]), _author(annotation.get("completed_by"))
        against = said.chosen.pop(_HAS_NOT, None)
        has = [theme for chosen in said.chosen.values() for theme in chosen]
        known = {found.id for found in map(taxonomy.find, has) if found}
        has_not = against if against is not None else [theme for theme in taxonomy.ids if theme not in known]
        for value, names in (("1", has), ("0", has_not)):
            for theme in names:
                yield SheetRow(number, words[0], theme, value, author, said.note, words[1])


def _author(completed_by: Any) -> str:
    """Return who annotated: exports give an object with an e-mail address, or a number."""
    if isinstance(completed_by, dict):
        return str(completed_by.get("email") or completed_by.get("id") or "")
    return "" if completed_by is None else str(completed_by)
