"""The same program through Python, on whole files."""

import sqlite3
import sys

import pytest
from plain import HashEncoder

from pipeline import Workspace
from pipeline.errors import CorpusError, CorpusMissing, ModelMismatch, UnreadableFile, UsageFault
from pipeline.records import Filters
from pipeline.store.models import models_dirs, shipped_dirs

PLAN = """KẾ HOẠCH
Về công tác dân vận năm {n}

I. NHIỆM VỤ
1. Giao Sở Nội vụ chủ trì đối thoại với Nhân dân về việc thứ {n}, xong trước ngày 15/{n}/2025.
2. Thanh tra tỉnh kiểm tra việc công khai thứ {n}.
"""


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace with three plans that have not been read."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for n in (1, 2, 3):
        (raw / f"kế hoạch {n}.txt").write_text(PLAN.format(n=n), encoding="utf-8")
    with Workspace.open(tmp_path) as workspace:
        yield workspace


def files(answer):
    """Return the files of an answer's hits."""
    return [hit.task.files[0] for hit in answer.hits]


def test_run_then_search(workspace):
    """Two calls from a folder to an answer."""
    report = workspace.run()
    answer = workspace.search("đối thoại với Nhân dân về việc thứ 2", k=1)

    assert (report.n_read, report.failures(), report.has_internal_error) == (3, (), False)
    assert files(answer) == ["kế hoạch 2.txt"]


def test_a_question_after_another_run_meets_the_new_plans(workspace):
    """An open workspace notices a new generation; what has gone is found no more."""
    workspace.run()
    assert workspace.search("", filters=Filters(files=("kế hoạch 1.txt",))).total == 2
    (workspace.home / "data/raw/kế hoạch 1.txt").unlink()
    (workspace.home / "data/raw/mới.txt").write_text(PLAN.format(n=9), encoding="utf-8")
    workspace.run()

    assert workspace.search("", filters=Filters(files=("kế hoạch 1.txt",))).total == 0
    assert set(files(workspace.search("đối thoại với Nhân dân"))) >= {"mới.txt"}


def test_the_same_corpus_gives_the_same_answers_however_it_came_about(workspace, tmp_path):
    """Read at once or file by file, every hit and score is the same."""
    other = Workspace.open((tmp_path / "data").parent)
    workspace.run()
    at_once = [(hit.task.id, hit.score) for hit in workspace.search("kiểm tra công khai").hits]
    for path in workspace.processed.rglob("*"):
        if path.is_file():
            path.unlink()
    with other:
        for n in (3, 1, 2):
            other.run([workspace.home / f"data/raw/kế hoạch {n}.txt"])
        one_by_one = [(hit.task.id, hit.score) for hit in other.search("kiểm tra công khai").hits]

    assert sorted(at_once) == sorted(one_by_one)


def test_another_encoder_is_refused_by_search_and_taken_by_run(workspace):
    """The index knows who built it; `run` builds it again for the encoder that is now configured."""
    workspace.run()

    workspace.encoder = HashEncoder()
    workspace.close()
    with pytest.raises(ModelMismatch, match="kehoach rebuild"):
        workspace.search("đối thoại")
    workspace.run()

    assert workspace.search("đối thoại").total > 0


def test_a_damaged_store_is_named(workspace):
    """Garbage where the corpus was ends in a message, not in a traceback."""
    workspace.run()
    workspace.close()
    workspace.corpus_path.write_bytes(b"garbage" * 1000)

    with pytest.raises(CorpusError, match=r"corpus\.db"):
        workspace.search("đối thoại")
    with pytest.raises(CorpusError, match=r"corpus\.db"):
        workspace.run()


def test_a_store_of_a_later_version_is_refused(workspace):
    """An older program does not touch what a newer one wrote."""
    workspace.run()
    connection = sqlite3.connect(workspace.corpus_path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(CorpusError, match="99"):
        Workspace.open(workspace.home).run()


def test_a_place_that_cannot_be_written_is_named(workspace):
    """Where a folder is needed and a file stands, as on a disk that cannot be written, the message says so."""
    workspace.processed.parent.mkdir(exist_ok=True)
    workspace.processed.write_text("a file", encoding="utf-8")

    with pytest.raises(CorpusError, match="processed"):
        workspace.run()


def test_a_folder_that_is_not_there_is_an_empty_workspace(tmp_path):
    """Asking there says that nothing has been read, and makes nothing."""
    with pytest.raises(CorpusMissing, match="không-có"):
        Workspace.open(tmp_path / "không-có").search("đối thoại")
    assert not (tmp_path / "không-có").exists()


def test_a_file_is_no_workspace(tmp_path):
    """What is not a folder is refused at once."""
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    with pytest.raises(UsageFault, match="tệp"):
        Workspace.open(tmp_path / "tệp")


def test_parse_of_a_missing_file_names_it(workspace):
    """Reading one file that is not there is the input's fault."""
    with pytest.raises(UnreadableFile, match=r"không có\.txt"):
        workspace.parse("không có.txt")


def test_the_workspaces_own_models_come_first(tmp_path):
    """The shipped models serve when DIR has none."""
    own, *shipped = models_dirs(tmp_path)

    assert own == tmp_path / "models"
    assert tuple(shipped) == shipped_dirs()
    assert any((folder / "encoder").is_dir() for folder in shipped)


def test_importing_the_package_is_cheap():
    """`import pipeline` alone loads none of its parts."""
    import subprocess

    script = "import sys, pipeline; print([name for name in sys.modules if name.startswith('pipeline.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
