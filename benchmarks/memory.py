"""How much memory each process takes at most while many tasks are read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import Row, Table
from benchmarks.texts import ROOT, write_plans
from pipeline import Workspace

_TASKS_EACH = 100
_FLOOR_MB = 1_000
_PROC = Path("/proc/self/status")


def measure(tasks: int = 200_000, workers: int = 2) -> Table:
    """Read so many invented tasks in a process of its own and ask it what it took."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        size = write_plans(home / "data" / "raw", ceil(tasks / _TASKS_EACH), min(tasks, _TASKS_EACH))
        (home / "kehoach.toml").write_text(f"workers = {workers}\n", encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.memory", str(home)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT, text=True, encoding="utf-8")
        told: dict[str, Any] = json.loads(done.stdout)
        disk = sum(path.stat().st_size for path in (home / "data" / "processed").rglob("*") if path.is_file())
    peaks = {
        "first process, while reading": told["reading_mb"],
        "first process, with the indexes": told["indexing_mb"],
        f"largest of the {workers} reading processes": told["worker_mb"],
    }
    rows = [_peak(what, peak) for what, peak in peaks.items() if peak is not None]
    rows += [
        Row("reading", told["read"] / told["reading_s"], "tasks/s"),
        Row("reading and indexing", told["read"] / told["total_s"], "tasks/s"),
        Row("corpus and indexes on disk", disk / 1e6, "MB", disk / size),
    ]
    return Table(f"Memory at most, {told['read']:,} tasks in {size / 1e6:.0f} MB (ratio: to that size)", tuple(rows))


def _peak(what: str, megabytes: float) -> Row:
    """Return the row of one process."""
    return Row(what, megabytes, "MB", None, f"< {_FLOOR_MB:,} MB", megabytes < _FLOOR_MB)


def _watched_run(home: Path) -> dict[str, Any]:
    """Read the plans of a home and return what that took; a peak is None where the system does not tell."""
    told: dict[str, Any] = {}
    started = time.perf_counter()

    def watch(stage: str, done: int, total: int) -> None:
        if stage == "read" and done == total:
            told["reading_mb"] = own_peak_mb()
            told["reading_s"] = time.perf_counter() - started

    with Workspace.open(home) as workspace:
        workspace.run(progress=watch)
        told["total_s"] = time.perf_counter() - started
        told["read"] = workspace.generations.open_current(workspace.encoder).manifest.tasks
    return told | {"indexing_mb": own_peak_mb(), "worker_mb": children_peak_mb()}


def own_peak_mb() -> float | None:
    """Return the most memory that this process ever had, in MB.

    Linux's own count is asked first: what `getrusage` says there includes the process that started it.
    """
    if _PROC.exists():
        line = next(line for line in _PROC.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1_024 / 1e6
    return _rusage_mb("RUSAGE_SELF")


def children_peak_mb() -> float | None:
    """Return the most memory that any one ended process of ours ever had, in MB; None if there was none."""
    return _rusage_mb("RUSAGE_CHILDREN") or None


def _rusage_mb(who: str) -> float | None:
    """Ask `getrusage`, which counts in bytes on macOS and in KiB elsewhere; Windows has none."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1_024
    peak: int = resource.getrusage(getattr(resource, who)).ru_maxrss
    return peak * unit / 1e6


if __name__ == "__main__":
    print(json.dumps(_watched_run(Path(sys.argv[1]))))
