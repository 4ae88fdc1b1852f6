"""`kehoach report`, `export` and `view`, typed as an analyst types them."""

import json
import re

import pytest


@pytest.fixture
def read(kehoach):
    """Return the commands in a workspace whose plans have been read."""
    kehoach("run")
    return kehoach


@pytest.mark.parametrize("form", ["docx", "xlsx", "html"])
def test_a_report_is_written_in_the_form_asked_for(read, tmp_path, form):
    """The summary is printed, the file is there, its name need not say what it is."""
    code = read("report", "--theme", "inspection", "--format", form, "--out", tmp_path / "ket-qua")

    assert code == 0, read.err
    assert "Phạm vi báo cáo gồm 2 nhiệm vụ trong 2 kế hoạch" in read.out
    assert (tmp_path / "ket-qua").read_bytes()[:2] == (b"<!" if form == "html" else b"PK")


def test_a_question_makes_a_report_too(read, tmp_path):
    """Its title is the question."""
    assert read("report", "giải quyết khiếu nại", "--out", tmp_path / "a.html") == 0
    assert "Tổng hợp nhiệm vụ theo yêu cầu “giải quyết khiếu nại”" in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "--theme", "không có"], "inspection"),
        (["report", "--lead", "Sở Nội Vu Tỉnh Khác"], "Không có nhiệm vụ nào"),
        (["report", "--lead", "Thanhtra tỉnh"], "có phải là: Thanh tra tỉnh?"),
        (["report", "--template", "khong-co.docx", "--theme", "inspection"], "khong-co.docx"),
        (["export", "--theme", "không có"], "inspection"),
    ],
)
def test_what_cannot_be_meant_is_said_with_what_can(read, tmp_path, arguments, said):
    """An unknown theme or agency, an empty selection or a missing template: exit code 1, nothing written."""
    ending = "csv" if arguments[0] == "export" else "docx"

    assert read(*arguments, "--out", tmp_path / f"a.{ending}") == 1
    assert said in read.err
    assert not list(tmp_path.glob("a.*"))


def test_a_form_that_does_not_exist_is_said_before_any_work(read, tmp_path):
    """The endings there are are listed."""
    assert read("report", "--out", tmp_path / "a.pdf") == 1
    assert "docx, xlsx, html" in read.err


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_an_export_says_how_many_tasks_it_holds(read, tmp_path, form):
    """All tasks without a filter."""
    assert read("export", "--out", tmp_path / f"a.{form}") == 0
    assert "Đã ghi 4 nhiệm vụ" in read.out


def test_exported_lines_are_the_tasks_as_parse_gives_them(read, tmp_path):
    """An exported task has the fields of the contract, and its document."""
    read("export", "--lead", "Thanh tra tỉnh", "--out", tmp_path / "a.jsonl")
    tasks = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]

    assert [task["lead"] for task in tasks] == [["Thanh tra tỉnh"]] * 2
    assert tasks[0]["document"]["symbol"] == "KH-UBND"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("agency-theme", r"Thanh tra tỉnh .* 2"),
        ("workload", r"Sở Nội vụ +0 +2"),
        ("overlaps", r"1  trùng nội dung"),
        ("lineage", r"37-QĐ/TW +Trung ương"),
        ("calendar", r"30/06/2025|31/12/2025"),
    ],
)
def test_a_view_is_a_table_on_the_terminal(read, name, said):
    """Every view prints what the two plans have in common."""
    assert read("view", name, "--due-from", "01/01/2025", "--due-to", "31/12/2025") == 0
    assert re.search(said, read.out), read.out


@pytest.mark.parametrize("target", ["a.ics", "a.xlsx", "a.csv"])
def test_a_view_is_written_to_a_file(read, tmp_path, target):
    """The calendar as appointments, and as a table."""
    assert (
        read("view", "calendar", "--due-from", "2025-01-01", "--due-to", "2025-12-31", "--out", tmp_path / target) == 0
    )
    assert (tmp_path / target).stat().st_size > 100


@pytest.mark.parametrize("name", ["agency-theme", "workload", "calendar", "overlaps", "lineage", "changes"])
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_view_is_drawn(read, tmp_path, name, ending):
    """As a chart, and as a page with chart and table; the agency or file that the table names is in both."""
    two = ["--file", "nội chính.txt", "--file", "cán bộ.txt"]
    days = ["--due-from", "2025-01-01", "--due-to", "2025-12-31"] if name == "calendar" else []
    assert read("view", name, *two, *days, "--out", tmp_path / f"a.{ending}") == 0, read.err
    text = (tmp_path / f"a.{ending}").read_text("utf-8")

    assert "<svg" in text
    assert {"calendar": "06/2025", "lineage": "37-QĐ/TW", "overlaps": "nội chính.txt", "changes": "Sửa đổi"}.get(
        name, "Thanh tra tỉnh"
    ) in text


def test_a_picture_of_a_view_that_shows_nothing_is_still_a_picture(read, tmp_path):
    """No task of that theme, no bar, no error."""
    assert read("view", "workload", "--theme", "mass_mobilization", "--out", tmp_path / "a.png") == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_what_changed_between_two_files_is_told(read):
    """The two plans differ in what is to be settled; two files are needed, and such as there are."""
    assert read("view", "changes", "--file", "nội chính.txt", "--file", "cán bộ.txt") == 0
    assert re.search(r"Sửa đổi +nội dung", read.out)
    assert "Giữ nguyên: 1 nhiệm vụ" in read.out
    assert read("view", "changes", "--file", "nội chính.txt") == 1
    assert "--file TRƯỚC --file SAU" in read.err
    assert read("view", "changes", "--file", "nội chính.txt", "--file", "can bo.txt") == 1
    assert "có phải là: cán bộ.txt?" in read.err


def test_tasks_are_followed_up_from_the_command_line(read, tmp_path):
    """Set one, take the sheet away, bring it back, list what was said, report only what is done."""
    read("export", "--out", tmp_path / "a.jsonl")
    id, other = (json.loads(line)["id"] for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()[:2])

    assert read("followup", "set", id, "Hoàn thành", "--note", "Báo cáo số 15", "--author", "An") == 0
    assert read("followup", "export", tmp_path / "theo-doi.xlsx") == 0
    assert read("followup", "import", tmp_path / "theo-doi.xlsx", "--author", "Bình") == 0
    assert "0 cập nhật mới (new), 4 dòng không đổi" in read.out
    (tmp_path / "b.csv").write_text(f"task_id,status\n{other},dang thuc hien\nx-1,done\n", encoding="utf-8")
    assert read("followup", "import", tmp_path / "b.csv", "--author", "Bình", "--json") == 0
    assert [json.loads(read.out)[key] for key in ("new", "unchanged")] == [1, 0]
    assert json.loads(read.out)["refused"][0]["line"] == 3
    assert read("followup", "list") == 0
    assert f"[{id}] Hoàn thành (An, " in read.out
    assert "Báo cáo số 15" in read.out
    assert read("export", "--status", "done", "--out", tmp_path / "xong.csv") == 0
    assert "Đã ghi 1 nhiệm vụ" in read.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["followup", "set", "ffffffffffff-0", "done"], 1, "no such task"),
        (["followup", "set", "ffffffffffff-0", "xong"], 2, "Hoàn thành"),
        (["followup", "set", "ffffffffffff-0", "overdue"], 2, "được tính từ thời hạn"),
        (["followup", "import", "khong-co.xlsx"], 1, "khong-co.xlsx"),
        (["followup", "export", "a.docx"], 1, ".xlsx"),
        (["view", "workload", "--status", "xong"], 2, "Quá hạn"),
    ],
)
def test_a_status_or_file_that_cannot_be_meant_is_said(read, arguments, code, said):
    """With what can."""
    assert read(*arguments) == code
    assert said in read.err


def test_nothing_read_yet_is_said(kehoach, tmp_path):
    """Without a corpus there is nothing to report."""
    assert kehoach("report", "--out", tmp_path / "a.docx") == 1
    assert "kehoach run" in kehoach.err
