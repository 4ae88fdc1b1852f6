"""How long reports over many tasks take, and how much memory an export needs."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row, Table, on_cores
from benchmarks.memory import own_peak_mb
from benchmarks.search import readings
from benchmarks.texts import ROOT, sample_plans
from pipeline import Workspace
from pipeline.plans import parse
from pipeline.records import Filters, StoredTask
from pipeline.reports.exports import export
from pipeline.reports.names import EXPORTS
from pipeline.store.corpus import Corpus
from pipeline.store.ledger import KnownFile

_FLOORS = {"xlsx": 20.0, "html": 10.0, "docx": 20.0}  # seconds
_WORD_TASKS = 500
_CORES = 2
_FEW, _MANY = 10_000, 100_000  # exported tasks
_GROWTH_MB = 50  # that ten times as many tasks may cost
_DAY = date(2026, 1, 1)


def measure(tasks: int = 10_000) -> Table:
    """Make each kind of report over so many tasks, a Word document over 500, and export many."""
    with TemporaryDirectory() as folder, on_cores(_CORES):
        home = Path(folder)
        files = fill(home, tasks)
        with Workspace.open(home) as workspace:
            workspace.searcher()
            rows = [_report(workspace, form, tasks, Filters()) for form in ("xlsx", "html")]
            some = Filters(files=tuple(_until(files, _WORD_TASKS)))
            rows.append(_report(workspace, "docx", _WORD_TASKS, some))
    rows += [_growth(form) for form in EXPORTS]
    return Table(f"Reports over {tasks:,} tasks, {_CORES} cores", tuple(rows))


def _report(workspace: Workspace, form: str, tasks: int, filters: Filters) -> Row:
    """Make one report and take its time."""
    started = time.perf_counter()
    workspace.report(workspace.home / f"report.{form}", filters=filters, today=_DAY)
    taken = time.perf_counter() - started
    return Row(f"{form} of {tasks:,} tasks", taken, "s", None, f"≤ {_FLOORS[form]:g} s", taken <= _FLOORS[form])


def fill(home: Path, tasks: int) -> dict[str, int]:
    """Make a workspace with so many tasks; return how many each of its files has."""
    (home / "data" / "processed").mkdir(parents=True)
    files: dict[str, int] = {}
    with Workspace.open(home) as workspace, Corpus.open(workspace.corpus_path, create=True) as corpus:
        with corpus.changing():
            for number, reading in enumerate(readings(tasks)):
                words = tuple(tuple(task.text.split()) for task in reading.tasks)
                sha256, file = hashlib.sha256(str(number).encode()).hexdigest(), f"{number:05}.txt"
                key = corpus.put(sha256, "invented", replace(reading, words=words))
                corpus.ledger.write(KnownFile("invented", file, 0, 0, sha256, "invented", key, "read"))
                files[file] = len(reading.tasks)
        workspace.generations.refresh(corpus, workspace.encoder)
    return files


def _until(files: dict[str, int], tasks: int) -> Iterator[str]:
    """Give files until they have so many tasks."""
    for file, n in files.items():
        if tasks <= 0:
            return
        tasks -= n
        yield file


def _growth(form: str) -> Row:
    """Export few and many tasks, each in a process of its own, and compare what they took at most."""
    few, many = (_peak(form, n) for n in (_FEW, _MANY))
    grown = many - few
    what = f"memory of an export as {form}: {_MANY:,} tasks over {_FEW:,}"
    return Row(what, grown, "MB", many / few, f"≤ {_GROWTH_MB} MB", grown <= _GROWTH_MB)


def _peak(form: str, tasks: int) -> float:
    command = [sys.executable, "-m", "benchmarks.reports", form, str(tasks)]
    return float(subprocess.run(command, check=True, capture_output=True, cwd=ROOT, text=True).stdout)


def _tasks(count: int) -> Iterator[StoredTask]:
    """Yield the tasks of the sample plans again and again."""
    read = [(name, *parse(raw, name)) for raw, name in sample_plans()]
    every = [(name, document.header, task) for name, document, tasks in read for task in tasks]
    for n, (name, header, task) in enumerate(itertools.islice(itertools.cycle(every), count)):
        yield StoredTask(f"{n:012x}-{task.ordinal}", name, (name,), header, task, ())


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        export(_tasks(int(sys.argv[2])), sys.argv[1], Path(place) / "a", _DAY, {})
    print(own_peak_mb())
