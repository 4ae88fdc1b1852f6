"""A folder becomes a corpus, whatever is in the folder and whatever happens on the way."""

import os
import shutil
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from place import Place, plan
from plain import NextReader, ParentReader, PlainReader, StillbornReader

from pipeline.config import Config
from pipeline.errors import CorpusBusy, KehoachError, UsageFault
from pipeline.ingest import files as files_module
from pipeline.ingest import workers
from pipeline.ingest.ingest import ingest
from pipeline.ingest.scan import scan
from pipeline.store.lock import writing


@pytest.fixture
def place(tmp_path):
    """Give an empty workspace."""
    place = Place(tmp_path)
    yield place
    place.corpus.close()


@pytest.fixture
def processes(monkeypatch):
    """Read in processes however little there is."""
    monkeypatch.setattr(files_module, "_WORTH_PROCESSES", 0)


def test_a_folder_is_read_and_left_alone_the_next_time(place):
    """New files are read; a second run finds them unchanged without opening them."""
    place.write("a.txt", plan("một việc"))
    place.write("huyện/b.txt", plan("hai việc", "ba việc"))

    assert place.run() == {"a.txt": "read", "huyện/b.txt": "read"}
    assert place.run() == {"a.txt": "unchanged", "huyện/b.txt": "unchanged"}
    assert place.n_parsed == 0
    assert place.texts() == [
        (("a.txt",), 0, "một việc"),
        (("huyện/b.txt",), 0, "hai việc"),
        (("huyện/b.txt",), 1, "ba việc"),
    ]


def test_only_what_changed_is_read_again(place):
    """A changed file replaces its tasks; the rows of others stay."""
    place.write("a.txt", plan("một việc"))
    place.write("b.txt", plan("hai việc"))
    place.run()
    kept = place.corpus.select({"file": ["b.txt"]}).tolist()
    place.write("a.txt", plan("việc mới"), age=60)

    assert place.run() == {"a.txt": "read", "b.txt": "unchanged"}
    assert place.corpus.select({"file": ["b.txt"]}).tolist() == kept
    assert place.texts() == [(("a.txt",), 0, "việc mới"), (("b.txt",), 0, "hai việc")]


def test_a_touched_file_with_the_same_bytes_keeps_its_rows(place):
    """A new time alone means nothing: the bytes decide."""
    place.write("a.txt", plan("một việc"))
    place.run()
    rows = place.corpus.rows().tolist()
    place.write("a.txt", plan("một việc"), age=99)

    assert place.run() == {"a.txt": "unchanged"}
    assert place.corpus.rows().tolist() == rows


def test_a_change_within_the_clock_tick_is_not_missed(place):
    """A file as long as before, written again at once, is read although its time says nothing."""
    path = place.raw / "a.txt"
    now = time.time()
    path.write_text(plan("việc a"), encoding="utf-8")
    os.utime(path, (now, now))
    place.run()
    path.write_text(plan("việc b"), encoding="utf-8")
    os.utime(path, (now, now))

    assert place.run() == {"a.txt": "read"}
    assert place.texts() == [(("a.txt",), 0, "việc b")]


def test_a_better_reader_reads_everything_again(place):
    """A new reader version makes every document new."""
    place.write("a.txt", plan("một việc"))
    place.run()

    assert place.run(reader=NextReader) == {"a.txt": "read"}
    assert place.corpus.counts()["tasks"] == 1


def test_what_has_gone_is_dropped_only_under_the_folders_given(place):
    """A file that is not there any more goes, but not one outside the place that was looked at."""
    for name in ("xa/a.txt", "xa/b.txt", "tỉnh/c.txt", "tỉnh/d.txt"):
        place.write(name, plan(f"việc {name}"))
    place.run()
    (place.raw / "xa" / "a.txt").unlink()
    (place.raw / "tỉnh" / "c.txt").unlink()

    assert place.run(place.raw / "xa") == {"xa/a.txt": "dropped", "xa/b.txt": "unchanged"}
    assert [files for files, _, _ in place.texts()] == [("tỉnh/c.txt",), ("tỉnh/d.txt",), ("xa/b.txt",)]


def test_a_renamed_file_keeps_its_document(place):
    """The bytes are known: the new name is linked to the old rows."""
    path = place.write("cũ.txt", plan("một việc"))
    place.run()
    rows = place.corpus.rows().tolist()
    path.rename(path.with_name("mới.txt"))

    assert place.run() == {"cũ.txt": "dropped", "mới.txt": "read"}
    assert place.corpus.rows().tolist() == rows
    assert place.texts() == [(("mới.txt",), 0, "một việc")]


def test_the_same_file_twice_is_one_document(place):
    """Two names, one document, each task once; it stays until the last name has gone."""
    path = place.write("a.txt", plan("một việc"))
    place.write("b/a.txt", plan("một việc"))
    place.run()

    assert place.texts() == [(("a.txt", "b/a.txt"), 0, "một việc")]
    path.unlink()
    place.run()
    assert place.texts() == [(("b/a.txt",), 0, "một việc")]


def test_two_files_that_swap_their_bytes_keep_both_documents(place):
    """Names and bytes are told apart."""
    place.write("a.txt", plan("một"))
    place.write("b.txt", plan("hai"))
    place.run()
    place.write("a.txt", plan("hai"), age=9)
    place.write("b.txt", plan("một"), age=9)
    place.run()

    assert place.texts() == [(("a.txt",), 0, "hai"), (("b.txt",), 0, "một")]


BAD = {
    "rỗng.txt": (b"", "empty"),
    "trắng.txt": (b"  \n", "empty"),
    "rác.txt": (bytes(range(128, 256)) * 9, "damaged"),
    "cắt.txt": ("- việc thứ nhấ".encode() + "t".encode("utf-16")[:1], "damaged"),
    "lời.txt": ("Không giao việc gì".encode(), "no-tasks"),
    "ảnh.jpg": (b"\xff\xd8\xff", "unsupported"),
    "lỗi.txt": (b"DEFECT", "internal"),
}


@pytest.mark.parametrize("in_processes", [False, True])
def test_every_bad_file_gets_its_line_and_the_rest_goes_on(place, request, in_processes):
    """Whatever a file holds, the ledger says what became of it, now and in the next run."""
    if in_processes:
        request.getfixturevalue("processes")
    for name, (content, _) in BAD.items():
        place.write(name, content)
    place.write("tốt.txt", plan("một việc"))
    expected = {name: status for name, (_, status) in BAD.items()}

    assert place.run() == {**expected, "tốt.txt": "read"}
    assert place.run() == {**expected, "lời.txt": "unchanged", "tốt.txt": "unchanged"}
    assert {entry.file: bool(entry.reason) for entry in place.corpus.ledger.entries()} == {
        **dict.fromkeys(BAD, True), "tốt.txt": False,
    }  # fmt: skip
    assert list(place.corpus.faults()) == []


def test_hidden_files_and_editors_locks_are_not_plans(place):
    """What a person did not put there is not even in the ledger."""
    for name in ("~$kế hoạch.txt", ".ẩn.txt", ".git/a.txt", "tải.txt.part", "Thumbs.db"):
        place.write(name, plan("một việc"))

    assert place.run() == {}


def test_a_file_that_kills_or_holds_up_its_process_costs_only_itself(place, processes, monkeypatch):
    """A dead or endless reader process is that file's failure; every other file is read."""
    place.write("a.txt", plan("một việc"))
    place.write("chết.txt", "DIES")
    place.write("treo.txt", "HANGS")
    for n in range(6):
        place.write(f"việc {n}.txt", plan(f"việc {n}"))

    monkeypatch.setattr(workers, "_START_S", 3.0)

    statuses = place.run(file_limit_s=1)

    assert (statuses.pop("chết.txt"), statuses.pop("treo.txt")) == ("failed", "over-limit")
    assert set(statuses.values()) == {"read"}
    assert len(statuses) == 7


def test_a_process_that_cannot_start_stops_the_run_and_blames_no_file(place, processes):
    """Every file would fail the same way: one error says so, the ledger stays as it was."""
    for n in range(3):
        place.write(f"{n}.txt", plan("một việc"))

    with pytest.raises(KehoachError, match="while starting"):
        place.run(reader=StillbornReader)

    assert set(place.run().values()) == {"read"}


def test_processes_give_the_same_corpus_as_none(place, processes, tmp_path, monkeypatch):
    """Rows, ids and words do not depend on how many processes read."""
    for n in range(30):
        place.write(f"{n}.txt", plan(*(f"việc {n}.{i}" for i in range(n % 4))))
    alone = Place(tmp_path / "alone")
    shutil.copytree(place.raw, alone.raw, dirs_exist_ok=True)
    place.run(workers=3)
    monkeypatch.setattr(files_module, "_WORTH_PROCESSES", 10**9)
    alone.run()

    assert place.corpus.rows().tolist() == alone.corpus.rows().tolist()
    assert place.corpus.tasks(place.corpus.rows()) == alone.corpus.tasks(alone.corpus.rows())
    alone.corpus.close()


def test_a_file_that_vanishes_before_it_is_read_is_named_and_kept_until_it_is_gone_for_good(place):
    """The scan saw it, the reading did not: what was known stays until the next scan."""
    path = place.write("a.txt", plan("một việc"))
    place.run()
    place.write("a.txt", plan("việc mới"), age=9)
    scans = scan([place.raw], place.home, place.corpus.ledger.roots())
    path.unlink()

    report = ingest(place.corpus, scans, PlainReader, Config())

    assert [(entry.file, entry.status) for entry in report.entries] == [("a.txt", "unreadable")]
    assert place.texts() == [(("a.txt",), 0, "một việc")]
    assert place.run() == {"a.txt": "dropped"}


def test_a_file_that_takes_memory_without_end_costs_only_itself(place):
    """The limit is a setting; where it is raised the file is tried again, and only then."""
    place.write("tham.risky", "GROWS")
    place.write("tốt.risky", plan("một việc"))
    place.write("tốt.txt", plan("hai việc"))

    assert place.run(file_memory_mb=200, workers=1) == {
        "tham.risky": "over-limit",
        "tốt.risky": "read",
        "tốt.txt": "read",
    }
    assert place.run(file_memory_mb=200)["tham.risky"] == "over-limit"
    assert place.n_parsed == 0
    place.run(file_memory_mb=300)
    assert place.n_parsed == 1


def test_what_might_do_harm_is_read_in_a_process_of_its_own(place):
    """A file of a risky format that kills its reader leaves a small run standing; plain text needs no process."""
    place.write("chết.risky", "DIES")
    place.write("văn bản.risky", plan("hai việc"))
    place.write("thường.txt", plan("một việc"))

    assert place.run() == {"chết.risky": "failed", "văn bản.risky": "read", "thường.txt": "read"}


def test_plain_text_alone_starts_no_process(place, monkeypatch):
    """Starting a process takes longer than reading a few plain files."""
    monkeypatch.setattr(workers, "_Worker", None)
    place.write("a.txt", plan("một việc"))

    assert place.run() == {"a.txt": "read"}


def test_another_format_in_the_clothes_of_plain_text_is_not_read_here(place, monkeypatch):
    """What begins like an office file, a picture or a page goes to a process whatever its name."""
    monkeypatch.setattr(workers, "_Worker", None)
    place.write("a.txt", b"PK\x03\x04" + plan("một việc").encode())

    with pytest.raises(TypeError):
        place.run()


def is_running(pid):
    """Whether there is a process of this number (a dead one that nobody has asked about counts)."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system does not list its processes")
def test_a_process_takes_those_it_started_with_it(tmp_path, monkeypatch):
    """A converter that a reader started does not outlive it."""
    monkeypatch.setattr(workers, "_START_S", 2.0)
    found = tmp_path / "con.txt"
    with workers.Workers(partial(ParentReader, found), 1, workers.Limits(1.0, 500)) as readers:
        [(_, outcome)] = readers.read([workers.Job(0, "a.risky", b"x")])

    assert outcome.status == "over-limit"
    for _ in range(100):  # a signal takes its time
        if is_running(found.read_text()):
            time.sleep(0.05)
    assert not is_running(found.read_text())


def test_a_file_that_is_too_large_is_not_read(place):
    """The limit is a setting, and the ledger names it."""
    place.write("lớn.txt", plan("x" * 1_100_000))

    assert place.run(max_file_mb=1) == {"lớn.txt": "over-limit"}
    assert "max_file_mb" in next(place.corpus.ledger.entries()).reason


def test_a_path_that_is_not_there_is_refused_before_anything_is_dropped(place):
    """A mistyped folder (or an unplugged drive) does not empty the corpus."""
    place.write("a.txt", plan("một việc"))
    place.run()

    with pytest.raises(UsageFault, match="không-có"):
        place.run(place.raw, place.home / "không-có")
    assert place.corpus.counts()["tasks"] == 1


def test_a_root_swallows_the_roots_inside_it(place):
    """A file has one name, whichever folder was scanned first."""
    outside = place.home / "kho"
    for name in ("2024/a.txt", "2025/b.txt"):
        (outside / name).parent.mkdir(parents=True)
        (outside / name).write_text(plan(name), encoding="utf-8")
    place.run(outside / "2025")
    assert place.texts() == [(("b.txt",), 0, "2025/b.txt")]

    place.run(outside)
    place.run(outside / "2025", outside / "2024" / "a.txt")

    assert place.corpus.ledger.roots() == ("kho",)
    assert [files for files, _, _ in place.texts()] == [("2024/a.txt",), ("2025/b.txt",)]


def test_a_single_file_is_read_without_dropping_its_neighbours(place):
    """Naming one file says nothing about the others."""
    place.write("a.txt", plan("một"))
    place.write("b.txt", plan("hai"))
    place.run()

    assert place.run(place.raw / "a.txt") == {"a.txt": "unchanged"}
    assert place.corpus.counts()["files"] == 2


@given(order=st.permutations(["a.txt", "b.txt", "c/d.txt", "e.txt"]), cut=st.integers(0, 4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_files_does_not_matter(tmp_path_factory, order, cut):
    """Read in any order and in any number of runs, the corpus says the same."""
    contents = []
    for names in (order[:cut], order[cut:]), (sorted(order),):
        place = Place(tmp_path_factory.mktemp("place"))
        for part in names:
            for name in part:
                place.write(name, plan(f"việc của {name}", "việc chung"))
                place.run(place.raw / name)
        contents.append((place.texts(), list(place.corpus.ledger.entries())))
        place.corpus.close()

    assert contents[0] == contents[1]


def test_a_second_writer_is_told_to_wait(tmp_path):
    """The lock is held by one; the other gets a message, not a wait."""
    with writing(tmp_path / "data"), pytest.raises(CorpusBusy, match="another run"):
        writing(tmp_path / "data")
    with writing(tmp_path / "data"):
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_or_a_link_to_nothing_gets_its_line_and_holds_nothing_up(place):
    """What is no file is not opened, and its reason tells it from a file that has gone."""
    place.write("a.txt", "Kế hoạch\n- một việc")
    os.mkfifo(place.raw / "ống.txt")
    (place.raw / "liên kết.txt").symlink_to("không có.txt")

    assert place.run() == {"a.txt": "read", "ống.txt": "unreadable", "liên kết.txt": "unreadable"}
    reasons = {entry.file: entry.reason for entry in place.corpus.ledger.entries()}
    assert "a pipe or a device" in reasons["ống.txt"]
    assert "link to nothing" in reasons["liên kết.txt"]
