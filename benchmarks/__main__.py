"""Prints the tables that are asked for, all of them by default."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

NAMES = (
    "parsing", "office", "pdf", "segmentation", "encoding", "cold_start", "search", "ingest", "memory", "reports",
    "retrieval", "web",
)  # fmt: skip
SIZED = ("search", "memory", "reports", "web")  # their size is a number of tasks


def main() -> None:
    """Run the benchmarks named on the command line, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(NAMES)}; default all")
    parser.add_argument(
        "--tasks", type=int, help="size of search and web (default 100,000), memory (200,000), reports (10,000)"
    )
    parser.add_argument("--bench", type=Path, help="folder of the benchmarks of retrieval")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    for name in asked.names or NAMES:
        given: dict[str, Any] = {"tasks": asked.tasks} if asked.tasks and name in SIZED else {}
        if asked.bench and name == "retrieval":
            given["folder"] = asked.bench
        print(import_module(f"benchmarks.{name}").measure(**given).to_markdown(), flush=True)
        print()


if __name__ == "__main__":
    main()
