"""Which tasks are meant: the same selection whether it is counted, listed, reported or exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from pipeline.records import Filters, Slice, Status, StoredTask
from pipeline.reports.choosing import Reason, sieve
from pipeline.reports.deadlines import has_day
from pipeline.reports.slicing import within
from pipeline.reports.statuses import how_far

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

_CHUNK = 1_000  # tasks fetched at a time
ANSWERS = 200
"""How many tasks a free question selects: its best answers."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tasks are meant, and on what day they are looked at.

    Attributes
    ----------
    text : a question, "" for all tasks that meet the filters.
    statuses : any one of which suffices; () for any.
    secret : whether plans marked Mật or higher may be shown.
    today : by which tasks are overdue.
    only : the part of them that one number of a view counts.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    statuses: tuple[Status, ...] = ()
    secret: bool = False
    today: date = field(default_factory=date.today)
    only: Slice = field(default_factory=Slice)


def choose(workspace: Workspace, selection: Selection) -> Iterator[tuple[StoredTask, Reason | None]]:
    """Give the tasks of a selection, and with their reason those nearly in it; one after the other.

    Without a question all tasks that meet the filters, in the order of the corpus; with one its best answers.
    """
    filters, themes, secret = selection.filters, selection.filters.themes, selection.secret
    if selection.text.strip():
        found = tasks_at(workspace, _fitting(workspace, selection, _answers(workspace, selection)))
        yield from sieve(found, secret=secret)
        return
    whatever = replace(filters, themes=())
    rows = workspace.searcher().rows(whatever).tolist()
    yield from sieve(tasks_at(workspace, _fitting(workspace, selection, rows)), themes, secret=secret)
    undated = tasks_at(workspace, _fitting(workspace, selection, _undated(workspace, whatever)))
    yield from ((task, reason or "undated") for task, reason in sieve(undated, themes, secret=secret))


def rows_of(workspace: Workspace, selection: Selection) -> list[int]:
    """Return the rows of the tasks of a selection, ascending; those that answer a question best first."""
    if selection.text.strip():
        rows = _answers(workspace, selection)
    else:
        rows = workspace.searcher().rows(selection.filters).tolist()
    fitting = _fitting(workspace, selection, rows)
    return fitting if selection.secret else not_secret(workspace, fitting)


def not_secret(workspace: Workspace, rows: Iterable[int]) -> list[int]:
    """Return those rows whose plans are not marked Mật or higher."""
    briefs = workspace.corpus().briefs()
    return [row for row in rows if not briefs[row].secrecy]


def chosen_tasks(workspace: Workspace, selection: Selection) -> Iterator[StoredTask]:
    """Give the tasks of a selection."""
    return tasks_at(workspace, rows_of(workspace, selection))


def tasks_at(workspace: Workspace, rows: Iterable[int]) -> Iterator[StoredTask]:
    """Give the tasks at some rows, some thousand at a time."""
    coming = iter(rows)
    while some := list(islice(coming, _CHUNK)):
        yield from workspace.corpus().tasks(some)


def _answers(workspace: Workspace, selection: Selection) -> list[int]:
    """Return the rows of the best answers to a question."""
    ids = [hit.task.id for hit in workspace.search(selection.text, filters=selection.filters, k=ANSWERS).hits]
    rows = workspace.corpus().rows_of(ids)
    return [rows[id] for id in ids]


def _fitting(workspace: Workspace, selection: Selection, rows: Iterable[int]) -> list[int]:
    """Return those rows whose tasks are in the slice and have one of the statuses."""
    briefs, statuses, today = workspace.corpus().briefs(), selection.statuses, selection.today
    is_within = within(selection.only, today)
    return [
        row
        for row in rows
        if (task := briefs.get(row))
        and is_within(task)
        and (not statuses or how_far(task.said, task.deadlines, today) in statuses)
    ]


def _undated(workspace: Workspace, filters: Filters) -> list[int]:
    """Return the tasks that meet everything but the range of days, for they name no day at all."""
    if not (filters.due_from or filters.due_to):
        return []
    rows, briefs = workspace.searcher().rows, workspace.corpus().briefs()
    others = np.setdiff1d(rows(replace(filters, due_from=None, due_to=None)), rows(filters)).tolist()
    return [row for row in others if row in briefs and not has_day(briefs[row].deadlines)]


def known_themes(workspace: Workspace, filters: Filters) -> Filters:
    """Return filters whose themes are called as the taxonomy calls them.

    Raises
    ------
    QueryError
        There is no such theme; the message lists those there are.
    """
    from pipeline.search.matching import theme_id

    taxonomy = workspace.themes.taxonomy
    return replace(filters, themes=tuple(theme_id(name, taxonomy) for name in filters.themes))
