"""How long a question takes on the command line, from starting the process to its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row, Table, interleaved, median_ratio
from benchmarks.texts import RAW
from pipeline import Workspace

_QUESTION = "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo"
_FLOOR_S = 0.5


def measure(rounds: int = 7, library: str = "sentence_transformers") -> Table:
    """Ask a question of the demo corpus again and again, each time in a process of its own.

    Parameters
    ----------
    library : what importing it takes is shown beside.
    """
    with TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(RAW, home / "data" / "raw")
        with Workspace.open(home) as workspace:
            workspace.run()
        commands = {
            "python -c pass": ["-c", "pass"],
            'kehoach search "…"': ["-m", "pipeline.cli", "--home", str(home), "search", _QUESTION],
            f"python -c 'import {library}'": ["-c", f"import {library}"],
        }
        sides = {name: partial(_run, arguments) for name, arguments in commands.items()}
        interleaved(sides, 1)  # files come into memory, modules are compiled
        seconds = interleaved(sides, rounds)
    bare = seconds["python -c pass"]
    rows = [Row(name, median(taken), "s", median_ratio(taken, bare)) for name, taken in seconds.items()]
    ours = rows[1]
    rows[1] = Row(ours.what, ours.value, ours.unit, ours.ratio, f"< {_FLOOR_S} s", ours.value < _FLOOR_S)
    return Table(f"A question, whole process, median of {rounds} (ratio: to a bare Python)", tuple(rows))


def _run(arguments: list[str]) -> None:
    """Run Python as a user's machine would: what it has compiled it keeps."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
