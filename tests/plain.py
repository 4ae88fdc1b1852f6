"""Stand-ins that are real small classes: a reader of one-line tasks and an encoder by hashing.

A plan for `PlainReader` has a title line, then lines such as
`- Rà soát đội ngũ | lead=Sở Nội vụ | due=date 2025-06-30 | ref=37-QĐ/TW`.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline import Workspace
from pipeline.errors import DamagedFile, EmptyPlan
from pipeline.records import Anchor, Deadline, Document, Header, Task, ThemeScore
from pipeline.store.corpus import Reading


class PlainReader:
    """Reads lines; some words stand for what can go wrong."""

    version = "plain-1"
    endings = frozenset({".txt", ".risky"})

    def read(self, raw: bytes, file: str) -> Reading:
        """Return the tasks of a plain plan."""
        text = _decoded(raw, file)
        if "DIES" in text:
            os._exit(9)
        if "HANGS" in text:
            time.sleep(600)
        if "GROWS" in text:
            hoard = [bytearray(10_000_000)]
            while True:
                hoard.append(bytearray(len(hoard[-1])))
        if "DEFECT" in text:
            raise ZeroDivisionError("a defect")
        lines = [line for line in text.split("\n") if line.startswith("- ")]
        tasks = tuple(_task(text, ordinal, line) for ordinal, line in enumerate(lines))
        words = tuple(tuple(task.text.split()) for task in tasks)
        themes = tuple((ThemeScore("inspection", 0.75, "thanh tra" in task.text),) for task in tasks)
        header = Header(kind="kế hoạch", title=text.split("\n")[0], issuer="UBND tỉnh An Bình")
        return Reading(Document(header, text, (), (Anchor(0, 0, None),)), tasks, words, themes)


class NextReader(PlainReader):
    """The same reader after an improvement."""

    version = "plain-2"


class StillbornReader(PlainReader):
    """A reader whose process ends before it can read."""

    def __init__(self) -> None:
        if multiprocessing.parent_process() is not None:
            os._exit(3)


class ParentReader(PlainReader):
    """A reader that starts another program, notes its number in a file and waits for it."""

    def __init__(self, note: Path) -> None:
        self._note = note

    def read(self, raw: bytes, file: str) -> Reading:
        """Wait for the other program."""
        child = subprocess.Popen(["sleep", "600"])
        self._note.write_text(str(child.pid))
        child.wait()
        return super().read(raw, file)


@contextmanager
def having_read(home, plan):
    """Give a workspace that has read one plain plan, `a.txt`."""
    (home / "data" / "raw").mkdir(parents=True)
    (home / "data" / "raw" / "a.txt").write_text(plan, encoding="utf-8")
    with Workspace.open(home) as workspace:
        workspace.run(factory=PlainReader)
        yield workspace


def _decoded(raw: bytes, file: str) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DamagedFile(file, "not UTF-8") from error
    if not text.strip():
        raise EmptyPlan(file, "no text")
    return text


def _task(text: str, ordinal: int, line: str) -> Task:
    words, *fields = [part.strip() for part in line.removeprefix("- ").split("|")]
    given: dict[str, list[str]] = {"lead": [], "partner": [], "due": [], "ref": []}
    for field in fields:
        name, _, value = field.partition("=")
        given[name].append(value)
    start = text.index(line)
    return Task(
        ordinal=ordinal, marker="-", path=("I.",), headings=("Nhiệm vụ",), text=words, attributes=(),
        lead=tuple(given["lead"]), partners=tuple(given["partner"]),
        deadlines=tuple(Deadline(due, *due.split(" ", 1)) for due in given["due"]),
        references=tuple(given["ref"]), page=None, start=start, end=start + len(line),
    )  # fmt: skip


@dataclass
class HashEncoder:
    """Counts hashed words; remembers how many texts it was given."""

    name: str = "hash"
    fingerprint: str = "hash-16"
    dim: int = 16
    n_encoded: int = 0

    def encode(self, texts: list[str], *, role: str) -> np.ndarray:
        """Return unit rows (n, 16)."""
        self.n_encoded += len(texts)
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for word in ["", *text.lower().split()]:
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % self.dim] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
