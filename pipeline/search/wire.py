"""An answer in the form in which it leaves the program: what `search --json`, `--batch` and the API give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pipeline.records import Answer, Hit, Query
from pipeline.search.facets import Facet
from pipeline.store.wire import corrected_json, decided_json

Json = dict[str, Any]


def answer_json(answer: Answer, id: str | None = None) -> Json:
    """Return an answer as one JSON object.

    Parameters
    ----------
    id : of the question in a batch; without it, the question itself stands there.

    Returns
    -------
    Keys `id`, `understood`, `total`, `hits`, `plans`; scores are rounded to four places, so that equal
    answers are equal bytes.
    """
    return {
        "id": answer.query.text if id is None else id,
        "understood": understood_json(answer.query),
        "total": answer.total,
        "hits": [hit_json(hit) for hit in answer.hits],
        "plans": [plan.file for plan in answer.plans],
    }


def understood_json(query: Query) -> Json:
    """Return what was understood of a question; conditions that were not asked are left out."""
    filters = {name: value for name, value in asdict(query.filters).items() if value}
    return {
        "words": query.words,
        "phrases": list(query.phrases),
        "filters": {name: list(v) if isinstance(v, tuple) else v for name, v in filters.items()},
        "plans_wanted": query.plans_wanted,
        "read": [asdict(part) for part in query.understood],
        "without": list(query.without),
    }


def hit_json(hit: Hit) -> Json:
    """Return a hit: where it stands, its words with its attribute lines, and why it is an answer."""
    task, header = hit.task.task, hit.task.header
    return {
        "task_id": hit.task.id,
        "file": hit.task.files[0],
        "also_in": list(hit.task.files[1:]),
        "text": "\n".join((task.text, *task.attributes)),
        "score": round(hit.score, 4),
        "rank": hit.rank,
        "why": list(hit.why),
        "title": header.title,
        "marker": task.marker,
        "path": list(task.path),
        "headings": list(task.headings),
        "page": task.page,
        "lead": list(task.lead),
        "partners": list(task.partners),
        "deadlines": [asdict(deadline) for deadline in task.deadlines],
        "references": list(task.references),
        "themes": [score.theme for score in hit.task.themes if score.tagged],
        "decided": decided_json(hit.task.themes),
        "corrected": corrected_json(hit.task.corrected),
    }


def facets_json(facets: Iterable[Facet]) -> Json:
    """Return facets as one JSON object: name → `choices` and how many `more` there are."""
    return {facet.name: {"choices": list(map(asdict, facet.choices)), "more": facet.more} for facet in facets}
