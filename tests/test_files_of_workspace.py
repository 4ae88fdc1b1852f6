"""The files of a workspace: told, searched through, left out, taken back, read again."""

import os

import pytest
from packing import zipped
from place import LONG_AGO, plan
from plain import HashEncoder, PlainReader

from pipeline import Workspace
from pipeline.errors import UnreadableFile, UsageFault
from pipeline.store.labels import Judgement
from pipeline.workspace.documents import TROUBLE, UPLOADS

RAW = "data/raw"


class CountingReader(PlainReader):
    """Remembers what it has read, in this process."""

    read_now: list[str] = []  # noqa: RUF012

    def read(self, raw, file):
        """Read and remember."""
        self.read_now.append(file)
        return super().read(raw, file)


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace that has read some plans, among them a mail's and a damaged one."""
    raw = tmp_path / RAW
    write(raw / "Đối thoại.txt", plan("một", "hai"))
    write(raw / "xã" / "Khiếu nại.txt", plan("ba"))
    write(raw / "hỏng.txt", b"\xff\xfe\xfd")
    write(raw / "gói.zip", zipped({"trong.txt": plan("bốn"), "khác.txt": plan("năm")}))
    write(raw / UPLOADS / "gửi.txt", plan("sáu"))
    with Workspace.open(tmp_path) as workspace:
        workspace.__dict__["encoder"] = HashEncoder()
        run(workspace)
        yield workspace


def write(path, content):
    """Write a file of a day long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (LONG_AGO, LONG_AGO))


def run(workspace, *paths, **options):
    """Run, and return what was read and each file's status."""
    CountingReader.read_now.clear()
    report = workspace.run(paths, factory=CountingReader, **options)
    return sorted(CountingReader.read_now), {entry.file: entry.status for entry in report.entries}


def tasks(workspace):
    """Return the words of all tasks that can be found."""
    corpus = workspace.corpus()
    return sorted(stored.task.text for stored in corpus.tasks(corpus.rows()))


def test_a_page_of_the_ledger_tells_what_became_of_files(workspace):
    """Names are found without marks, statuses are counted among what was found, one page after the other is whole."""
    documents = workspace.documents

    assert [line.file for line in documents.page("doi THOAI").lines] == ["Đối thoại.txt"]
    assert [line.file for line in documents.page(status=TROUBLE).lines] == ["hỏng.txt"]
    assert documents.page(status="opened").lines[0].file == "gói.zip"
    everything = documents.page()
    assert everything.total == 7
    assert everything.statuses == {"read": 5, "damaged": 1, "opened": 1}
    pages = [documents.page(offset=n, limit=2).lines for n in (0, 2, 4, 6)]
    assert sum(pages, ()) == everything.lines


def test_a_line_of_the_ledger_has_what_a_person_asks_for(workspace):
    """Size, number of tasks, the plan to open; a file nobody knows is told so."""
    line = workspace.documents.line((RAW, "Đối thoại.txt"))

    assert (line.n_tasks, line.size, line.status) == (2, len(plan("một", "hai").encode()), "read")
    assert workspace.corpus().document_text(line.plan)
    with pytest.raises(UsageFault, match="không có"):
        workspace.documents.line((RAW, "không có.txt"))


def test_a_file_left_out_is_found_no_more_and_not_taken_in_again(workspace):
    """At once, after the next run, and when it is read anew; the file itself stays where it is."""
    workspace.documents.forget([(RAW, "Đối thoại.txt")], "An")

    assert tasks(workspace) == ["ba", "bốn", "năm", "sáu"]
    assert "Đối thoại.txt" not in run(workspace)[1]
    assert run(workspace, again=True)[1].keys() == {
        "xã/Khiếu nại.txt", "hỏng.txt", "gói.zip", "gói.zip/trong.txt", "gói.zip/khác.txt", f"{UPLOADS}/gửi.txt"
    }  # fmt: skip
    assert (workspace.raw / "Đối thoại.txt").is_file()
    assert [(file.file, file.author) for file in workspace.documents.left_out()] == [("Đối thoại.txt", "An")]


def test_a_file_taken_back_is_there_again(workspace):
    """By the list of what is left out, or by naming the file itself."""
    documents = workspace.documents
    documents.forget([(RAW, "Đối thoại.txt"), (RAW, "xã/Khiếu nại.txt")], "An")
    run(workspace)
    documents.take_back((RAW, "Đối thoại.txt"))

    assert run(workspace)[0] == ["Đối thoại.txt"]
    assert run(workspace, workspace.raw / "xã" / "Khiếu nại.txt")[0] == ["xã/Khiếu nại.txt"]
    assert documents.left_out() == ()


def test_a_file_inside_an_archive_is_left_out_and_taken_back_alone(workspace):
    """Its neighbour stays; an archive left out takes everything along."""
    documents = workspace.documents
    documents.forget([(RAW, "gói.zip/trong.txt")], "An")
    run(workspace, again=True)
    assert tasks(workspace) == ["ba", "hai", "một", "năm", "sáu"]

    documents.take_back((RAW, "gói.zip/trong.txt"))
    assert run(workspace)[0] == ["gói.zip/trong.txt"]
    documents.forget([(RAW, "gói.zip")], "An")
    assert tasks(workspace) == ["ba", "hai", "một", "sáu"]


def test_what_was_said_about_a_file_left_out_is_there_when_it_is_taken_back(workspace):
    """Labels wait as orphans and find their tasks again."""
    corpus = workspace.corpus()
    row = int(corpus.plan_rows(workspace.documents.line((RAW, "Đối thoại.txt")).plan)[0])
    with corpus.changing():
        corpus.judge([Judgement(row, "inspection", True, "An")], "")
    workspace.documents.forget([(RAW, "Đối thoại.txt")], "An")
    run(workspace)
    assert len(corpus.subjects.orphans()) == 1

    workspace.documents.take_back((RAW, "Đối thoại.txt"))
    run(workspace)
    assert corpus.subjects.orphans() == []


def test_what_is_left_out_stays_so_when_a_larger_folder_is_read(workspace):
    """The same file is then known by another root and path."""
    workspace.documents.forget([(RAW, "xã/Khiếu nại.txt")], "An")
    run(workspace, workspace.home / "data")

    assert "ba" not in tasks(workspace)
    assert [(file.root, file.file) for file in workspace.documents.left_out()] == [("data", "raw/xã/Khiếu nại.txt")]


def test_files_are_read_again_when_somebody_wants_it(workspace):
    """One file, one archive with all that is in it, everything; else nothing that has not changed."""
    assert run(workspace)[0] == []
    assert run(workspace, workspace.raw / "Đối thoại.txt", again=True)[0] == ["Đối thoại.txt"]
    assert run(workspace, workspace.raw / "gói.zip", again=True)[0] == ["gói.zip/khác.txt", "gói.zip/trong.txt"]
    assert len(run(workspace, again=True)[0]) == 6
    assert run(workspace)[0] == []


def test_only_uploads_that_are_left_out_can_be_deleted(workspace):
    """What lies elsewhere is its owner's, what is in the corpus is somebody's source."""
    documents, upload = workspace.documents, (RAW, f"{UPLOADS}/gửi.txt")
    with pytest.raises(UsageFault, match="Không xóa"):
        documents.delete(upload)
    documents.forget([upload, (RAW, "Đối thoại.txt")], "An")
    for elsewhere in ("Đối thoại.txt", f"{UPLOADS}/../Đối thoại.txt", f"{UPLOADS}/.."):
        with pytest.raises(UsageFault, match="Không xóa"):
            documents.delete((RAW, elsewhere))
    documents.delete(upload)

    assert not (workspace.home / RAW / UPLOADS / "gửi.txt").exists()
    assert [file.file for file in documents.left_out()] == ["Đối thoại.txt"]


def test_an_original_is_the_file_or_the_archive_that_it_came_in(workspace):
    """And a sentence where it has gone since, or was never known."""
    documents = workspace.documents
    assert documents.original((RAW, "Đối thoại.txt")).name == "Đối thoại.txt"
    assert documents.original((RAW, "gói.zip/trong.txt")).name == "gói.zip"
    (workspace.raw / "Đối thoại.txt").unlink()

    with pytest.raises(UnreadableFile, match="không còn"):
        documents.original((RAW, "Đối thoại.txt"))
    with pytest.raises(UsageFault, match="Không có tệp"):
        documents.original((RAW, "../../etc/passwd"))


def test_folders_that_were_read_whole_are_followed_and_can_be_dropped(workspace, tmp_path_factory):
    """A file that was named alone makes no folder; one that is dropped takes its files out of the corpus."""
    outside, alone = tmp_path_factory.mktemp("ngoài"), tmp_path_factory.mktemp("riêng")
    write(outside / "a.txt", plan("bảy"))
    write(alone / "b.txt", plan("tám"))
    run(workspace, outside, alone / "b.txt")
    root = outside.resolve().as_posix()

    assert [(folder.root, folder.n_files) for folder in workspace.documents.folders()] == [(root, 1), (RAW, 7)]
    workspace.documents.drop_folder(root)
    assert [folder.root for folder in workspace.documents.folders()] == [RAW]
    assert "bảy" not in tasks(workspace)
    assert "tám" in tasks(workspace)


def test_tidying_drops_what_is_derived_from_files_that_have_gone(workspace):
    """Without looking for new ones."""
    write(workspace.raw / "mới.txt", plan("chín"))
    workspace.documents.forget([(RAW, "Đối thoại.txt")], "An")
    workspace.documents.tidy(lambda done, total: None)

    assert workspace.corpus().counts()["documents"] == 4
    assert workspace.generations.manifest().tasks == 4
    assert tasks(workspace) == ["ba", "bốn", "năm", "sáu"]
