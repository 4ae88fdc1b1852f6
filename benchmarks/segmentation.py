"""Word segmentation: underthesea's weights evaluated by `pipeline.text`, next to underthesea itself."""

from __future__ import annotations

import time

from benchmarks.measuring import Table, interleaved
from benchmarks.texts import invented_texts, task_texts
from pipeline.text.words import segment_all


def measure(count: int = 1_000, rounds: int = 5) -> Table:
    """Segment texts with both, other texts in every round, and compare every word.

    Parameters
    ----------
    count : texts in a round.
    """
    from underthesea import word_tokenize

    word_tokenize("khởi động")
    ours, theirs = [], []
    alike = 0
    for number in range(rounds):
        texts = list(task_texts()[:count] if number == 0 else invented_texts(count, seed=number))
        words: dict[str, list[tuple[str, ...]]] = {}
        seconds = interleaved(
            {
                "ours": lambda: words.update(ours=list(segment_all(texts))),  # noqa: B023
                "theirs": lambda: words.update(theirs=[tuple(word_tokenize(text)) for text in texts]),  # noqa: B023
            },
            1,
            time.process_time,
        )
        ours += seconds["ours"]
        theirs += seconds["theirs"]
        alike += sum(a == b for a, b in zip(words["ours"], words["theirs"], strict=True))
