"""What the benchmarks read: the sample plans, the real ones where they are, and any number of invented ones."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pipeline.errors import PlanError
from pipeline.plans import parse

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
SHARED = Path(os.environ.get("KEHOACH_SHARED", ROOT.parent / "shared"))
_TEXTS = (".txt", ".md", ".htm")  # what can be read without any other program
_MARKS = ("a", "b", "c", "d", "đ", "e", "g", "h", "i", "k")
_LENGTHS = range(60, 601)  # characters of an invented task
_SEED = 2026

Plan = tuple[bytes, str]
"""A plan's bytes and its name."""


def sample_plans() -> list[Plan]:
    """Return the plans of `data/raw`."""
    return list(_tasks_of_plans(RAW))


def real_plans() -> list[Plan]:
    """Return the real plans beside the project (`KEHOACH_SHARED`), none where they are not."""
    return list(_tasks_of_plans(SHARED / "plans"))


def real_documents(ending: str) -> list[Plan]:
    """Return the real documents of a format beside the project, none where they are not."""
    paths = sorted((SHARED / "plans").rglob(f"*{ending}"))
    return [(path.read_bytes(), path.name) for path in paths]


def task_texts() -> tuple[str, ...]:
    """Return the different task texts of all the plans there are, in order."""
    both = (*_tasks_of_plans(RAW).values(), *_tasks_of_plans(SHARED / "plans").values())
    return tuple(dict.fromkeys(text for texts in both for text in texts))


@cache
def _tasks_of_plans(folder: Path) -> dict[Plan, list[str]]:
    """Return the plans below a folder, by path, each with the words of its tasks; leaves out what is none."""
    found: dict[Plan, list[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _TEXTS):
        plan = path.read_bytes(), path.name
        try:
            found[plan] = [task.text for task in parse(*plan)[1]]
        except PlanError:
            continue
    return found


def invented_texts(count: int, seed: int = _SEED) -> Iterator[str]:
    """Yield tasks that nobody ordered: the beginning of one, from a shared word on the middle of another, and an end.

    The words are those of real tasks, in about their frequencies, while the neighbourhoods of words are new:
    what remembers phrases gains no more from them than from so many other plans.
    """
    chance = random.Random(seed)
    tasks = [text.split() for text in task_texts()]
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, words in enumerate(tasks):
        for position, word in enumerate(words):
            places[word].append((number, position))
    while count:
        words = _spliced(_spliced(chance.choice(tasks), tasks, places, chance), tasks, places, chance)
        text = " ".join(words).rstrip(" .,:;/")
        if len(text) in _LENGTHS:
            yield f"{text}."
            count -= 1


def _spliced(
    words: Sequence[str],
    tasks: Sequence[Sequence[str]],
    places: dict[str, list[tuple[int, int]]],
    chance: random.Random,
) -> list[str]:
    """Follow a task to a word of its own, and go on where another says the same word."""
    cut = chance.randrange(len(words))
    number, position = chance.choice(places[words[cut]])
    return [*words[:cut], *tasks[number][position:]]


def invented_plans(count: int, tasks_each: int, seed: int = _SEED) -> Iterator[Plan]:
    """Yield plans in distinct words, ten tasks under a heading."""
    texts = invented_texts(count * tasks_each, seed)
    for number in range(1, count + 1):
        tasks = [next(texts) for _ in range(tasks_each)]
        yield _plan(number, tasks).encode("utf-8"), f"ke-hoach-{number:05}.txt"


def _plan(number: int, tasks: Sequence[str]) -> str:
    """Return a plan with these tasks."""
    lines = [
        "ỦY BAN NHÂN DÂN TỈNH TRƯỜNG LAM", f"Số: {number}/KH-UBND",
        f"Trường Lam, ngày {number % 28 + 1} tháng {number % 12 + 1} năm 2026",
        "KẾ HOẠCH", f"Triển khai nhóm nhiệm vụ thứ {number}", "I. NHIỆM VỤ VÀ GIẢI PHÁP",
    ]  # fmt: skip
    for i, task in enumerate(tasks):
        group, position = divmod(i, len(_MARKS))
        if position == 0:
            lines.append(f"{group + 1}. Nhóm nhiệm vụ {number}.{group + 1}")
        lines.append(f"{_MARKS[position]}) {task}")
    return "\n".join((*lines, "Nơi nhận:", "- Lưu: VT.", ""))


def write_plans(folder: Path, count: int, tasks_each: int) -> int:
    """Write invented plans into a folder and return their size in bytes."""
    folder.mkdir(parents=True)
    return sum((folder / name).write_bytes(raw) for raw, name in invented_plans(count, tasks_each))
