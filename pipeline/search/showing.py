"""An answer as it is shown: which page of it, its plans, and all conditions that it meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import QueryError
from pipeline.records import Filters, Hit, PlanHit, Query


def check_page(k: int, offset: int) -> None:
    """Refuse a page that cannot be.

    Raises
    ------
    QueryError
        It has no place for a hit, or begins before the first.
    """
    if k < 1 or offset < 0:
        raise QueryError(f"k={k}, offset={offset}: k phải từ 1, offset từ 0 (k must be 1 or more, offset 0 or more).")


def grouped(hits: Sequence[Hit], offset: int = 0) -> tuple[PlanHit, ...]:
    """Return plans in the order of their best hits, ranked from `offset` on."""
    by_file: dict[str, list[Hit]] = {}
    for hit in hits:
        by_file.setdefault(hit.task.files[0], []).append(hit)
    return tuple(
        PlanHit(file, of_plan[0].task.header, of_plan[0].score, rank, tuple(of_plan))
        for rank, (file, of_plan) in enumerate(by_file.items(), offset + 1)
    )


def shown(query: Query, given: Filters) -> Query:
    """Return the query with all its conditions: those given and those understood."""
    asked = query.filters
    return replace(
        query,
        filters=replace(
            given,
            themes=given.themes + asked.themes,
            leads=given.leads + asked.leads,
            partners=given.partners + asked.partners,
            references=given.references + asked.references,
            due_from=given.due_from or asked.due_from,
            due_to=given.due_to or asked.due_to,
            rhythm=given.rhythm or asked.rhythm,
        ),
    )
