"""How long a warm question takes over many tasks, and what each kind of question costs."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row, Table, interleaved, median_ratio, on_cores
from benchmarks.texts import invented_texts, real_plans, sample_plans
from pipeline import Workspace
from pipeline.ingest.reader import PlanReader
from pipeline.records import Filters, Task
from pipeline.store.corpus import Corpus, Reading
from pipeline.store.ledger import KnownFile

_FLOOR_MS = 10.0
_CORES = 2
_ROUNDS = 9
_SEED = 2026
_OWN_WORDS = 0.5  # share of invented tasks that keep the words of a real one, so that questions have answers
_DROPPED = 0.1  # share of its words that such a task lacks

QUESTIONS = (
    "đào tạo nhân lực bán dẫn",
    "dựng lại nhà cho bà con bị lũ cuốn",
    "bao ve du lieu ca nhan",
    "personal data protection",
    "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo",
    "which plans assign the police to protect personal data",
    "Sở Tài chính phải làm gì về chuyển đổi số",
    "nhiệm vụ hoàn thành trong quý IV năm 2025",
    "các việc theo Nghị quyết 57-NQ/TW về chuyển đổi số",
    "“chuyển đổi số” cho hộ kinh doanh",
)


def measure(tasks: int = 100_000, rounds: int = _ROUNDS) -> Table:
    """Ask the same questions of so many tasks again and again, on two cores."""
    with TemporaryDirectory() as folder, on_cores(_CORES):
        home = Path(folder)
        fill(home, tasks)
        with Workspace.open(home) as workspace:
            sides: dict[str, Callable[[], object]] = {each: partial(workspace.search, each) for each in QUESTIONS}
            sides["--lead “Sở Nội vụ” khiếu nại"] = partial(
                workspace.search, "khiếu nại", filters=Filters(leads=("Sở Nội vụ",))
            )
            interleaved(sides, 2)  # files come into memory
            seconds = interleaved(sides, rounds)
    every = [taken for of_one in seconds.values() for taken in of_one]
    first = seconds[QUESTIONS[0]]
    rows = [Row(name, 1e3 * median(taken), "ms", median_ratio(taken, first)) for name, taken in seconds.items()]
    whole = 1e3 * median(every)
    rows.append(Row("all questions", whole, "ms", None, f"≤ {_FLOOR_MS:g} ms", whole <= _FLOOR_MS))
    return Table(f"A warm question over {tasks:,} tasks, {_CORES} cores (ratio: to the first)", tuple(rows))


def fill(home: Path, tasks: int) -> None:
    """Make a workspace with so many tasks: fields of real ones, their words shuffled with those of others."""
    (home / "data" / "processed").mkdir(parents=True)
    with Workspace.open(home) as workspace, Corpus.open(workspace.corpus_path, create=True) as corpus:
        with corpus.changing():
            for number, reading in enumerate(readings(tasks)):
                sha256 = hashlib.sha256(str(number).encode()).hexdigest()
                key = corpus.put(sha256, "invented", reading)
                corpus.ledger.write(KnownFile("invented", f"{number:05}.txt", 0, 0, sha256, "invented", key, "read"))
        workspace.generations.refresh(corpus, workspace.encoder)


def readings(tasks: int) -> Iterator[Reading]:
    """Yield plans, again and again those there are, until there are so many tasks."""
    reader, chance, texts = PlanReader(Workspace.open().themes.model()), random.Random(_SEED), invented_texts(tasks)
    plans = [reader.read(*plan) for plan in (*sample_plans(), *real_plans())]
    for plan in itertools.cycle(plan for plan in plans if plan.tasks):
        new = tuple(_reworded(task, texts, chance) for task in plan.tasks[:tasks])
        bare = replace(plan.document, text="", anchors=())
        yield Reading(bare, new, tuple(() for _ in new), plan.themes[:tasks])
        tasks -= len(new)
        if not tasks:
            return


def _reworded(task: Task, texts: Iterator[str], chance: random.Random) -> Task:
    """Return the task without some of its words, or with invented ones instead."""
    if chance.random() > _OWN_WORDS:
        return replace(task, text=next(texts))
    return replace(task, text=" ".join(word for word in task.text.split() if chance.random() > _DROPPED))
