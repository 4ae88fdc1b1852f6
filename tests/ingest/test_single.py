"""One file is read within the limits of all files, and found again where it was read from."""

import tempfile
from functools import partial

import pytest
from packing import mailed, zipped
from plain import PlainReader

from pipeline import Workspace
from pipeline.config import Config
from pipeline.errors import EmptyPlan, PlanError, UnreadableFile, UnsupportedFormat
from pipeline.ingest.reader import PlanReader
from pipeline.ingest.single import original, read_one

HTML = """<p>KẾ HOẠCH</p><p>Công tác dân vận</p><p>I. NHIỆM VỤ</p>
<p>1. Sở Nội vụ chủ trì rà soát đội ngũ cán bộ, xong trước ngày 30/6/2025.</p>"""


def test_a_page_is_read_in_a_process_of_its_own(tmp_path):
    """What comes back is what the reader gives here, and an error is the same error."""
    with Workspace.open(tmp_path) as workspace:
        reader = partial(PlanReader, workspace.themes.model())
    reading = read_one(HTML.encode(), "kế hoạch.htm", Config(), reader)

    assert reading.document.header.title == "Công tác dân vận"
    assert [task.lead for task in reading.tasks] == [("Sở Nội vụ",)]
    assert len(reading.themes) == 1
    with pytest.raises(EmptyPlan, match="holds no text"):
        read_one(b"<p></p><p> </p><b></b>", "rỗng.htm", Config(), reader)


def test_a_file_that_takes_its_process_down_is_the_files_fault():
    """`kehoach parse` of a hostile file says what happened."""
    with pytest.raises(PlanError, match="the reader died on it"):
        read_one(b"DIES", "chết.risky", Config(), PlainReader)
    with pytest.raises(PlanError, match="file_memory_mb"):
        read_one(b"GROWS", "tham.risky", Config(file_memory_mb=200), PlainReader)


def test_a_container_is_not_one_plan():
    """`kehoach parse` reads one plan; an archive holds several files."""
    with pytest.raises(UnsupportedFormat, match="kehoach run"):
        read_one(zipped({}), "gửi.zip", Config(), PlainReader)


def test_the_original_of_a_task_is_its_file(tmp_path):
    """The first of the files that is still there."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "b.txt").write_text("b")

    assert original([("raw", "a.txt"), ("raw", "b.txt")], tmp_path) == tmp_path / "raw" / "b.txt"
    with pytest.raises(UnreadableFile, match=r"a\.txt"):
        original([("raw", "a.txt")], tmp_path)


def test_the_original_inside_a_mail_inside_an_archive_is_taken_out(tmp_path, monkeypatch):
    """The copy has the member's name and bytes, lies in a temporary folder, and is all that stays there."""
    temporary = tmp_path / "tạm"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    mail = mailed({"Kế hoạch.txt": b"one", "b.txt": b"two"})
    (tmp_path / "gửi.zip").write_bytes(zipped({"thư/m.eml": mail}))

    path = original([(".", "gửi.zip/thư/m.eml/Kế hoạch.txt")], tmp_path)
    with pytest.raises(UnreadableFile):
        original([(".", "gửi.zip/thư/m.eml/không có.txt")], tmp_path)

    assert (path.name, path.read_bytes()) == ("Kế hoạch.txt", b"one")
    assert sorted(temporary.rglob("*")) == [path.parent, path]
