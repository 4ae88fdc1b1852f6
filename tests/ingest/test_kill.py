"""A run killed at any moment leaves a store that the next run completes as if nothing had happened."""

import random
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from pipeline import Workspace
from pipeline.store.corpus import Corpus

VERBS = ("Rà soát", "Xây dựng", "Tổ chức", "Kiểm tra", "Hướng dẫn", "Tổng hợp")
THINGS = (
    "đội ngũ cán bộ",
    "cơ sở dữ liệu",
    "đối thoại với Nhân dân",
    "việc kê khai tài sản",
    "hồ sơ điện tử",
)
OFFICES = ("Sở Nội vụ", "Thanh tra tỉnh", "Sở Khoa học và Công nghệ", "Ủy ban nhân dân các xã, phường")


def write_plans(folder, n_plans, n_tasks, seed=5):
    """Write plans of an invented province, all different, some alike in bytes."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    for n in range(n_plans):
        lines = [f"KẾ HOẠCH\nCông tác đợt {n}\n\nI. NHIỆM VỤ TRỌNG TÂM\n"]
        for i in range(1, n_tasks + 1):
            office, verb, thing = chance.choice(OFFICES), chance.choice(VERBS), chance.choice(THINGS)
            day, month = chance.randint(1, 28), chance.randint(1, 12)
            lines.append(f"{i}. Giao {office} chủ trì {verb.lower()} {thing}, xong trước ngày {day}/{month}/2025.\n")
        (folder / f"kế hoạch {n}.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "bản sao.txt").write_bytes((folder / "kế hoạch 0.txt").read_bytes())
    (folder / "rỗng.txt").write_bytes(b"")


def start(home):
    """Start `kehoach run` as a person would."""
    command = [sys.executable, "-c", "import sys; from pipeline.cli import main; sys.exit(main())"]
    return subprocess.Popen(
        [*command, "--home", str(home), "run"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def finish(home):
    """Run to the end and return how long that took."""
    began = time.monotonic()
    process = start(home)
    message = process.communicate(timeout=300)[1]
    assert process.returncode == 0, message
    return time.monotonic() - began


def contents(home):
    """Return everything the store says, without times and row numbers."""
    workspace = Workspace.open(home)
    generation = workspace.generations.open_current(workspace.encoder)
    vectors = np.load(generation.folder / "vectors.npy")
    with Corpus.open(workspace.corpus_path) as corpus:
        tasks = corpus.tasks(generation.rows)
        words = corpus.words(generation.rows)
        indexed = sorted(
            ((task, word, vector.tobytes()) for task, word, vector in zip(tasks, words, vectors, strict=True)),
            key=lambda entry: entry[0].id,
        )
        ledger = [(entry.file, entry.status, entry.reason) for entry in corpus.ledger.entries()]
        names = {field: corpus.distinct(field) for field in ("lead", "deadline", "theme", "reference")}
        return indexed, ledger, names, corpus.counts()


def kill_and_complete(tmp_path, *, n_plans, n_tasks, n_kills):
    """Kill runs at random moments, each time looking at what is left, then compare with a calm run."""
    calm, hunted = tmp_path / "calm", tmp_path / "hunted"
    for home in (calm, hunted):
        write_plans(home / "data" / "raw", n_plans, n_tasks)
    duration = finish(calm)
    chance = random.Random(7)
    n_left = n_kills
    while n_left:
        if is_killed(start(hunted), chance.uniform(0.05, 0.9) * duration):
            n_left -= 1
        else:  # all is read: put other plans there
            for home in (calm, hunted):
                shutil.rmtree(home / "data" / "raw")
                write_plans(home / "data" / "raw", n_plans, n_tasks, seed=n_left)
        assert_sound(hunted)
    finish(calm)
    finish(hunted)

    assert contents(hunted) == contents(calm)
    assert Workspace.open(hunted).examine() == []


def is_killed(process, after_s):
    """Kill a process after some time; False if it has ended by then."""
    try:
        process.communicate(timeout=after_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    return False


def assert_sound(home):
    """Whatever there is of the store is whole, and what can be opened can be searched."""
    workspace = Workspace.open(home)
    if workspace.corpus_path.exists() and workspace.corpus_path.stat().st_size:
        with Corpus.open(workspace.corpus_path, create=True) as corpus:
            assert list(corpus.faults()) == []
    if workspace.generations.current() is not None:
        with workspace:
            workspace.search("rà soát đội ngũ cán bộ")


def test_a_few_kills(tmp_path):
    """Killed five times, the store becomes what it would have been."""
    kill_and_complete(tmp_path, n_plans=12, n_tasks=10, n_kills=5)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_fifty_kills(tmp_path):
    """Killed fifty times, with processes reading and whole folders exchanged, it still does."""
    kill_and_complete(tmp_path, n_plans=60, n_tasks=150, n_kills=50)
