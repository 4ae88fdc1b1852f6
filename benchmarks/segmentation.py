"""Word segmentation: underthesea's weights evaluated by `pipeline.text`, next to underthesea itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median

from benchmarks.measuring import Row, Table, interleaved, median_ratio
from benchmarks.texts import invented_texts, task_texts
from pipeline.text.words import segment_all

Words = list[tuple[str, ...]]


def measure(count: int = 1_000, rounds: int = 6) -> Table:
    """Segment texts with both, other texts in every round, and compare every word.

    Parameters
    ----------
    count : texts in a round; the first round's are tasks of plans, the others' are invented.
    """
    from underthesea import word_tokenize

    word_tokenize("khởi động")
    batches = [list(task_texts()[:count]), *(list(invented_texts(count, seed)) for seed in range(1, rounds))]
    results = [_both(texts) for texts in batches]
    ours = [len(texts) / result[0] for texts, result in zip(batches, results, strict=True)]
    theirs = [len(texts) / result[1] for texts, result in zip(batches, results, strict=True)]
    alike, n_texts = sum(result[2] for result in results), sum(map(len, batches))
    rows = (
        Row("underthesea word_tokenize", median(theirs), "texts/s", 1.0),
        Row("segment_all", median(ours), "texts/s", median_ratio(ours, theirs)),
        Row("segment_all, first texts of a process, loading included", ours[0], "texts/s", ours[0] / theirs[0]),
        Row("texts cut alike", alike, f"of {n_texts:,}", alike / n_texts, "all", alike == n_texts),
    )
    return Table("Segmentation, one core, processor time (ratio: to underthesea)", rows)


def _both(texts: Sequence[str]) -> tuple[float, float, int]:
    """Return the seconds of ours and of theirs, and how many texts both cut alike."""
    from underthesea import word_tokenize

    ours: Words = []
    theirs: Words = []
    sides = {
        "ours": lambda: ours.extend(segment_all(texts)),
        "theirs": lambda: theirs.extend(tuple(word_tokenize(text)) for text in texts),
    }
    seconds = interleaved(sides, 1, time.process_time)
    return seconds["ours"][0], seconds["theirs"][0], sum(a == b for a, b in zip(ours, theirs, strict=True))
