"""The workbook that went out comes back filled in: what was changed is taken, the rest says nothing new."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from reports.made import TASKS

from pipeline import Workspace
from pipeline.errors import UsageFault
from pipeline.records import Progress
from pipeline.reports.statuses import check, is_overdue, status_of

TODAY = date(2026, 7, 1)
PLAN = """ỦY BAN NHÂN DÂN TỈNH AN BÌNH
Số: 45/KH-UBND
An Bình, ngày 12 tháng 02 năm 2025

KẾ HOẠCH
Công tác nội chính năm 2025

II. NHIỆM VỤ TRỌNG TÂM
1. Thanh tra tỉnh giải quyết các vụ khiếu nại kéo dài, báo cáo trước ngày 30/6/2025.
2. Sở Khoa học và Công nghệ xây dựng cơ sở dữ liệu dùng chung của tỉnh.
3. Sở Nội vụ rà soát đội ngũ cán bộ, công chức cấp xã.
"""


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace that has read one plan of three tasks."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.txt").write_text(PLAN, encoding="utf-8")
    with Workspace.open(tmp_path) as workspace:
        workspace.run()
        yield workspace


@pytest.fixture
def sent(workspace, tmp_path):
    """Give what writes the workbook, lets somebody fill it in ((row, heading) → cell), and brings it back."""

    def send_and_bring_back(filled, *, author="An", meanwhile=lambda: None):
        file = tmp_path / "theo-doi.xlsx"
        workspace.export(file, today=TODAY)
        meanwhile()
        book = openpyxl.load_workbook(file)
        heads = {cell.value: cell.column for cell in book.active[1]}
        for (row, heading), cell in filled.items():
            book.active.cell(row + 2, heads[heading]).value = cell
        book.save(file)
        return bring(workspace, file, author)

    return send_and_bring_back


def bring(workspace, file, author="An"):
    """Import a file; return what it said."""
    with workspace.writing() as corpus, corpus.changing():
        returned = check(file, corpus, author)
        corpus.follow_up.add(returned.notices)
    return returned


def statuses(workspace):
    """Return what is shown of every task, in order."""
    return [status_of(stored, TODAY) for stored in workspace.tasks()]


def test_a_task_is_overdue_until_it_is_done_or_no_longer_applies():
    """Its day has passed; what somebody said decides, but a task in progress is overdue all the same."""
    late = TASKS[0]

    def status(said):
        return status_of(replace(late, progress=Progress(said, "", "An", "")), TODAY)

    assert is_overdue(late, TODAY)
    assert [status(s) for s in ("not_started", "in_progress", "done", "not_applicable")] == [
        "overdue", "overdue", "done", "not_applicable",
    ]  # fmt: skip
    assert status_of(TASKS[1], TODAY) == "not_started"


def test_an_untouched_workbook_says_nothing(sent, workspace):
    """Neither "not started" nor "overdue" is written down because it stands in a cell."""
    returned = sent({})

    assert (returned.notices, returned.refused, returned.n_same) == ((), (), 3)
    assert statuses(workspace) == ["overdue", "not_started", "not_started"]


def test_what_was_filled_in_is_taken_with_note_and_author(sent, workspace):
    """Named in the row, else whoever brings the file."""
    sent(
        {
            (0, "Trạng thái"): "Hoàn thành",
            (0, "Ghi chú"): "Báo cáo số 15",
            (1, "Trạng thái"): "đang thực hiện",
            (1, "Người cập nhật"): "Bình",
        }
    )
    said = [stored.progress for stored in workspace.tasks()]

    assert statuses(workspace) == ["done", "in_progress", "not_started"]
    assert [(word.note, word.author) for word in said if word] == [("Báo cáo số 15", "An"), ("", "Bình")]
    sheet = openpyxl.load_workbook(export(workspace)).active
    assert [cell.value for cell in sheet["L"][1:]] == ["Hoàn thành", "Đang thực hiện", "Chưa thực hiện"]


def export(workspace):
    """Return the path of a new workbook."""
    workspace.export(workspace.home / "b.xlsx", today=TODAY)
    return workspace.home / "b.xlsx"


def test_a_change_in_a_row_that_names_the_last_speaker_is_the_importer_s(sent, workspace):
    """A name that was exported says who spoke before, not who speaks now."""
    sent({(2, "Trạng thái"): "Đang thực hiện"}, author="An")
    sent({(2, "Trạng thái"): "Hoàn thành"}, author="Bình")

    assert [(t.progress.status, t.progress.author) for t in workspace.tasks() if t.progress] == [("done", "Bình")]


def test_a_colleague_s_word_is_not_undone_by_an_older_workbook(sent, workspace, tmp_path):
    """Rows that were not touched leave it alone, a row that was is refused and says who spoke."""

    def meanwhile():
        (tmp_path / "b.csv").write_text(f"task_id,status\n{ids[1]},done\n{ids[2]},Hoàn thành\n", encoding="utf-8")
        bring(workspace, tmp_path / "b.csv", "Bình")

    ids = [task.id for task in workspace.tasks()]
    returned = sent({(1, "Trạng thái"): "Không áp dụng"}, meanwhile=meanwhile)

    assert statuses(workspace)[1:] == ["done", "done"]
    assert [remark.line for remark in returned.refused] == [3]
    assert "Bình đã cập nhật" in returned.refused[0].what


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({(0, "Trạng thái"): "xong rồi"}, "no such status"),
        ({(0, "Mã nhiệm vụ"): "ffffffffffff-0", (0, "Nội dung nhiệm vụ"): ""}, "no such task"),
        ({(0, "Nội dung nhiệm vụ"): "Trồng rừng phòng hộ ven biển đợt hai"}, "another task's"),
    ],
)
def test_a_row_that_cannot_be_meant_is_told_and_the_others_are_taken(sent, workspace, filled, said):
    """With its line and reason."""
    returned = sent({**filled, (2, "Trạng thái"): "Hoàn thành"})

    assert [remark.line for remark in returned.refused] == [2]
    assert said in returned.refused[0].what
    assert statuses(workspace)[2] == "done"


def test_an_id_that_a_spreadsheet_damaged_is_found_by_its_words(sent, workspace):
    """As label files are."""
    returned = sent({(1, "Mã nhiệm vụ"): "1.2E+11", (1, "Trạng thái"): "Hoàn thành"})

    assert statuses(workspace)[1] == "done"
    assert [remark.line for remark in returned.repaired] == [3]


def test_two_rows_that_say_different_things_of_one_task_are_told(workspace, tmp_path):
    """The first is kept."""
    id = next(iter(workspace.tasks())).id
    (tmp_path / "a.csv").write_text(f"Mã nhiệm vụ;Trạng thái\n{id};done\n{id};in_progress\n", encoding="utf-8")
    returned = bring(workspace, tmp_path / "a.csv")

    assert statuses(workspace)[0] == "done"
    assert [remark.line for remark in returned.refused] == [3]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "not a readable workbook"),
        ("a.csv", b"ten,viec\n1,2\n", "thi\u1ebfu c\u1ed9t id, status"),
        ("a.docx", b"", ".xlsx"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(workspace, tmp_path, name, content, said):
    """Nothing is written."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UsageFault, match=said):
        bring(workspace, tmp_path / name)
