"""A whole run, from files to indexes, next to what underthesea's segmentation alone takes for the same tasks."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row, Table, interleaved, median_ratio, on_cores
from benchmarks.texts import write_plans
from pipeline import Workspace
from pipeline.plans import parse

_FLOOR = 0.8
_AT_ONCE = 200  # texts given to a process at a time


def measure(n_plans: int = 80, tasks_each: int = 40, rounds: int = 3, cores: Sequence[int] = (1, 2)) -> Table:
    """Read invented plans with so many processes, and segment their tasks with as many, on as many cores."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        raw = home / "data" / "raw"
        write_plans(raw, n_plans, tasks_each)
        texts = [task.text for path in sorted(raw.iterdir()) for task in parse(path.read_bytes(), path.name)[1]]
        rows = [row for count in cores for row in _rows(home, texts, count, rounds)]
    return Table(f"Ingest of {n_plans:,} plans, {len(texts):,} tasks (ratio: to underthesea)", tuple(rows))


def _rows(home: Path, texts: Sequence[str], count: int, rounds: int) -> list[Row]:
    """Return what both sides do with so many processes on as many cores."""
    (home / "kehoach.toml").write_text(f"workers = {count}\n", encoding="utf-8")
    with on_cores(count), multiprocessing.get_context("spawn").Pool(count) as pool:
        alone = partial(pool.map, _segment, [texts[i : i + _AT_ONCE] for i in range(0, len(texts), _AT_ONCE)], 1)
        pool.map(_segment, [["khởi động"]] * count, 1)  # their start is not counted
        seconds = interleaved({"run": partial(_run, home), "alone": alone}, rounds)
    rate = {name: [len(texts) / s for s in taken] for name, taken in seconds.items()}
    ratio = median_ratio(rate["run"], rate["alone"])
    cores = f"{count} core{'s' if count > 1 else ''}"
    return [
        Row(f"underthesea word_tokenize alone, {cores}", median(rate["alone"]), "tasks/s", 1.0),
        Row(f"kehoach run, {cores}", median(rate["run"]), "tasks/s", ratio, f"≥ {_FLOOR:.2f}", ratio >= _FLOOR),
    ]


def _run(home: Path) -> None:
    """Read everything anew."""
    shutil.rmtree(home / "data" / "processed", ignore_errors=True)
    with Workspace.open(home) as workspace:
        workspace.run()


def _segment(texts: Sequence[str]) -> None:
    """Segment texts, in a process of its own."""
    from underthesea import word_tokenize

    for text in texts:
        word_tokenize(text)
