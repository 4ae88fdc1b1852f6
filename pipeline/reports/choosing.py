"""Which tasks come into a report, and why others do not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from pipeline.records import StoredTask

Reason = Literal["secret", "doubtful", "undated"]

# A theme that is not given but nearly: probable enough that a reader would want to look.
DOUBTFUL = 0.3


def sieve(
    tasks: Iterable[StoredTask], themes: Collection[str] = (), *, secret: bool = False
) -> Iterator[tuple[StoredTask, Reason | None]]:
    """Give the tasks that a report is about, and with their reason those that are nearly left in.

    A task of a secret plan is secret whatever else it is, so that nobody prints it for another reason.

    Parameters
    ----------
    tasks : that meet every condition but the themes.
    themes : of which a task needs one; () for any task.
    secret : whether plans marked Mật or higher may be shown.
    """
    for task in tasks:
        scores = [score for score in task.themes if score.theme in themes]
        is_sure = not themes or any(score.tagged for score in scores)
        if not is_sure and not any(score.probability >= DOUBTFUL for score in scores):
            continue
        if task.header.secrecy and not secret:
            yield task, "secret"
        else:
            yield task, None if is_sure else "doubtful"
