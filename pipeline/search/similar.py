"""More like this: what a task or a pasted text is about, as a topic to search for."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from pipeline.records import StoredTask
from pipeline.retrieval.lexical import words_of
from pipeline.search.topic import Idea, Topic
from pipeline.text.normalize import fold

_MOST_PAIRS = 16  # the rarest words stand for a text; more cost time and change little
_COHESION = 0.3  # share of the tasks with the rarer of two neighbours that have both
_TASK_ID = re.compile(r"[0-9a-f]{12}-\d+")


def is_task_id(text: str) -> bool:
    """Return whether a text has the form of a task's id."""
    return _TASK_ID.fullmatch(text.strip()) is not None


def words_of_task(stored: StoredTask) -> str:
    """Return the words by which tasks like this one are found: its own and its nearest heading's."""
    task = stored.task
    return "\n".join((*task.headings[-1:], task.text, *task.attributes))


def telling_topic(text: str, frequency: Callable[[str], int], least: int = 1) -> Topic:
    """Return the rarest words of a text that some task says too, in their order.

    A word is two neighbours of which one is seldom seen without the other (`dữ liệu`, not `ánh kiến` in
    `phản ánh kiến nghị`).

    Parameters
    ----------
    frequency : how many tasks say a folded word or pair.
    least : how many must say a word; 2 for a stored task, whose own words would find nothing but itself.
    """
    words = words_of(text)
    told: dict[str, tuple[int, str]] = {}
    for left, right in pairwise(words):
        pair = f"{fold(left)}_{fold(right)}"
        together = frequency(pair)
        if together >= least and together >= _COHESION * min(frequency(fold(left)), frequency(fold(right))):
            told[pair] = (together, f"{left} {right}")
    best = set(sorted(told, key=lambda pair: told[pair][0])[:_MOST_PAIRS])
    ways = [way for pair, (_, way) in told.items() if pair in best] or words[:_MOST_PAIRS]
    return Topic("", tuple((Idea(way, ((way, 1.0),), way),) for way in ways))
