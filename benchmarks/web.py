"""How long pages and calls take while several people ask at once, and whether the server's memory stays flat.

A real server in a process of its own; whoever asks is in this one, on the same two cores.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks.measuring import Row, Table, on_cores
from benchmarks.search import fill
from benchmarks.texts import RAW, task_texts
from pipeline import Workspace

_CORES = 2
_USERS = 8
_PAGE_MS, _PER_S, _GROWTH = 150.0, 200.0, 1.05
_ASKED = 400  # pages, after as many that nobody counts
_STEPS = (1_000, 5_000, 20_000)  # requests after which memory is looked at
_SEED = 2026
_WORDS = range(3, 9)  # of a task, in a question
_FORMS = (
    "{}", "kế hoạch nào giao Thanh tra {}", "Sở Tài chính phải làm gì về {}", "{} trong quý IV năm 2025",
    "“chuyển đổi số” {}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    port: int
    pid: int

    def megabytes(self) -> float | None:
        """Return what it and its processes hold in memory now, what they share counted each time.

        None where the system does not tell.
        """
        found = [path.read_text(encoding="utf-8").splitlines() for path in self._files("status")]
        sizes = [int(line.split()[1]) for lines in found for line in lines if line.startswith("VmRSS")]
        return sum(sizes) * 1_024 / 1e6 if sizes else None

    def worked_s(self) -> float | None:
        """Return the seconds that it and its processes have kept a core busy, None where the system does not tell."""
        found = [path.read_text(encoding="utf-8").rpartition(")")[2].split() for path in self._files("stat")]
        ticks = [int(user) + int(system) for user, system in (fields[11:13] for fields in found)]
        return sum(ticks) / os.sysconf("SC_CLK_TCK") if ticks else None

    def _files(self, name: str) -> list[Path]:
        """Return where the system tells of the server and of the processes it started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        pids = [str(self.pid), *children.read_text(encoding="utf-8").split()] if children.exists() else []
        return [path for pid in pids if (path := Path(f"/proc/{pid}/{name}")).exists()]


def measure(tasks: int = 100_000, asked: int = _ASKED, steps: Sequence[int] = _STEPS) -> Table:
    """Ask a large workspace as eight people do, then a small one as programs do."""
    with TemporaryDirectory() as folder, on_cores(_CORES):
        large, small = Path(folder) / "large", Path(folder) / "small"
        fill(large, tasks)
        with Workspace.open(small) as workspace:
            workspace.run([RAW])
        rows = [*waited(large, asked), *kept_up(small, steps)]
    return Table(f"{_USERS} people at once, {tasks:,} tasks, {_CORES} cores for server and load", tuple(rows))


def waited(home: Path, asked: int) -> Iterator[Row]:
    """Give how long the page of an answer and the same answer of the API take."""
    with served(home) as server:
        for what, path in (("page of an answer", "/"), ("/api/v1/search", "/api/v1/search")):
            addresses = asking(path)
            answered(server, itertools.islice(addresses, asked))
            before = server.worked_s()
            seconds = answered(server, itertools.islice(addresses, asked))
            after = server.worked_s()
            cut = [1e3 * each for each in quantiles(seconds, n=100)]
            yield Row(f"{what}, p50", cut[49], "ms")
            yield Row(f"{what}, p95", cut[94], "ms", None, f"≤ {_PAGE_MS:g} ms", cut[94] <= _PAGE_MS)
            yield Row(f"{what}, p99", cut[98], "ms")
            if before is not None and after is not None:
                yield Row(f"{what}, work of a core", 1e3 * (after - before) / asked, "ms")


def kept_up(home: Path, steps: Sequence[int]) -> Iterator[Row]:
    """Give how many calls a second a small workspace answers, and what the server holds after so many."""
    with served(home) as server:
        addresses, done, held, rates = asking("/api/v1/search"), 0, [], []
        for step in steps:
            started = time.perf_counter()
            answered(server, itertools.islice(addresses, step - done))
            rates.append((step - done) / (time.perf_counter() - started))
            done = step
            held.append(server.megabytes())
        yield Row("calls of a small workspace", median(rates), "/s", None, f"≥ {_PER_S:g} /s", median(rates) >= _PER_S)
        for step, megabytes in zip(steps, held, strict=True):
            if megabytes is not None and held[0]:
                grown = megabytes / held[0]
                yield Row(f"memory after {step:,} calls", megabytes, "MB", grown, f"× ≤ {_GROWTH}", grown <= _GROWTH)


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """Serve a workspace as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "pipeline.cli", "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL)
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        process.kill()
        process.wait()


def asking(path: str, seed: int = _SEED) -> Iterator[str]:
    """Yield addresses with questions, hardly ever the same twice: words of tasks, in the forms in which people ask."""
    chance, texts = random.Random(seed), [text.split() for text in task_texts()]
    for form in itertools.cycle(_FORMS):
        words = chance.choice(texts)
        start = chance.randrange(len(words))
        question = form.format(" ".join(words[start : start + chance.choice(_WORDS)]))
        yield f"{path}?{urlencode({'q': question})}"


def answered(server: Server, addresses: Iterable[str]) -> list[float]:
    """Return the seconds that each address took, asked by several people at once.

    Raises
    ------
    RuntimeError
        One was not answered.
    """
    every = list(addresses)
    with ThreadPoolExecutor(_USERS) as people:
        waits = people.map(partial(_person, server.port), [every[number::_USERS] for number in range(_USERS)])
        return [seconds for of_person in waits for seconds in of_person]


def _person(port: int, addresses: Sequence[str]) -> list[float]:
    """Ask one after the other over a connection that stays open, as a browser does; return the seconds."""
    seconds = []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for address in addresses:
        started = time.perf_counter()
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
    connection.close()
    return seconds
