"""A report says what the plans say, all of it and nothing else, in every form."""

import csv
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from shutil import which

import openpyxl
import pyarrow.parquet as pq
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from reports.made import PARTY, TASKS, stored

from pipeline.errors import UsageFault
from pipeline.paper.safe import CELL_LIMIT, fitting, no_formula, plain
from pipeline.paper.workbook import write_workbook
from pipeline.paper.writing import appearing
from pipeline.records import Filters, Header, ThemeScore
from pipeline.reports.appointments import write_appointments
from pipeline.reports.choosing import DOUBTFUL, sieve
from pipeline.reports.coverage import facets, values
from pipeline.reports.deadlines import calendar
from pipeline.reports.exports import export, tasks_sheet
from pipeline.reports.figures import figures
from pipeline.reports.names import REPORTS
from pipeline.reports.page import write_report_page
from pipeline.reports.taskrows import COLUMNS, task_rows
from pipeline.reports.thematic import NO_THEME, thematic_report
from pipeline.reports.word import write_word
from pipeline.reports.workload import workloads
from pipeline.store.briefs import brief_of
from pipeline.themes.taxonomy import load_taxonomy

TODAY = date(2026, 7, 1)
NAMES = load_taxonomy().names
SECRET = stored("Bảo vệ mục tiêu trọng yếu.", file="mat.txt", header=PARTY, lead=("Công an tỉnh",))
SECRET = SECRET.__class__(
    SECRET.id,
    SECRET.document,
    SECRET.files,
    PARTY.__class__("kế hoạch", "9", "KH/TU", secrecy="Tối mật"),
    SECRET.task,
    (),
)
HOSTILE = stored(
    "=cmd|' /C calc'!A0 <script>alert(1)</script> \x07 \ud800 & {{ 7*7 }} " + "dài " * 9000, file="<b>x</b>.txt", n=5,
    lead=("@SUM(1+1)*cmd",), partners=("<img src=x onerror=alert(1)>",), themes=(("inspection", 0.9, True),),
)  # fmt: skip


def report_of(tasks, themes=(), *, by="theme", secret=False, question=""):
    """Return the report of some tasks."""
    chosen = sieve(tasks, themes, secret=secret)
    asked = Filters(themes=tuple(themes))
    return thematic_report(chosen, taxonomy=load_taxonomy(), today=TODAY, asked=asked, question=question, by=by)


def words_of(path):
    """Return all text of a Word document, tables included."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    return re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml))


# What is in a report, and what is not


def test_tasks_of_a_theme_come_in_nearly_tagged_ones_are_named_with_their_reason():
    """A task whose theme is doubtful is not in the report but said to be left out."""
    report = report_of(TASKS, ["inspection"])

    assert [e.stored.id for e in report.entries] == ["an-phu.txt-0", "song-van.txt-0", "song-van.txt-1"]
    (left,) = report.left_out
    assert [task.id for task in left.tasks] == ["an-phu.txt-1"]
    assert report.title == "Tổng hợp nhiệm vụ về thanh tra, kiểm tra, giám sát"


def test_secret_plans_stay_out_unless_they_are_asked_for(tmp_path):
    """Not a word of them is written; with leave they are marked."""
    write_word(report_of([*TASKS, SECRET]), tmp_path / "a.docx")
    write_report_page(report_of([*TASKS, SECRET], secret=True), tmp_path / "b.html")

    hidden, shown = words_of(tmp_path / "a.docx"), (tmp_path / "b.html").read_text("utf-8")
    assert "mục tiêu trọng yếu" not in hidden
    assert "Văn bản mật, không đưa vào báo cáo: 1 nhiệm vụ" in hidden
    assert "[TỐI MẬT]</span> Bảo vệ mục tiêu trọng yếu." in shown


def test_agencies_with_as_many_tasks_stand_in_the_order_of_the_alphabet():
    """In the parts of the report, in its figures, in the rows of a matrix and of the workload."""
    names = [
        "Ban Dân vận",
        "Bưu điện tỉnh",
        "Công an tỉnh",
        "Đài Phát thanh",
        "Sở Y tế",
        "Ủy ban Mặt trận",
        "Văn phòng",
    ]
    tasks = [stored("Rà soát.", n=n, lead=(name,)) for n, name in enumerate(reversed(names))]
    briefs = [brief_of(task) for task in tasks]

    assert [part for part, _ in report_of(tasks).groups[0].parts] == names
    assert [name for name, _ in figures(tasks, TODAY).agencies] == names
    assert values(facets(briefs), "agency") == names
    assert [load.agency for load in workloads(briefs, TODAY)] == names


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Về việc ban hành Quy chế", "về việc ban hành Quy chế"), ("VỀ VIỆC NÂNG CAO", "về việc NÂNG CAO"),
        ("V/v tiếp công dân", "về việc tiếp công dân"), ("về chuyển đổi số", "về chuyển đổi số"),
        ("Vệ sinh môi trường", "về Vệ sinh môi trường"),
    ],
)  # fmt: skip
def test_the_plans_used_say_what_they_are_about_once(tmp_path, title, said):
    """A subject that begins with "về việc", in whatever case, is not told to be about it again."""
    report = report_of([stored("Tiếp công dân.", header=Header("kế hoạch", "5", "KH-UBND", title=title))])
    write_word(report, tmp_path / "a.docx")
    write_report_page(report, tmp_path / "a.html")

    assert f"\nKế hoạch số 5/KH-UBND {said}\n" in words_of(tmp_path / "a.docx")
    assert f"<li>Kế hoạch số 5/KH-UBND {said} <span" in (tmp_path / "a.html").read_text("utf-8")


def test_a_secret_task_is_secret_whatever_else_it_is(tmp_path):
    """Doubtful too, it is only counted; with leave it stands among the doubtful ones, marked, in every form."""
    doubtful = replace(SECRET, themes=(ThemeScore("inspection", 0.4, False),))
    hidden, shown = (report_of([*TASKS, doubtful], ["inspection"], secret=leave) for leave in (False, True))

    assert [(left.count, [task.id for task in left.tasks]) for left in hidden.left_out] == [
        (1, []), (1, ["an-phu.txt-1"]),
    ]  # fmt: skip
    for report, marks in ((hidden, 0), (shown, 1)):
        write_word(report, tmp_path / "a.docx")
        write_report_page(report, tmp_path / "a.html")
        page = re.sub(r"<[^>]+>", "", (tmp_path / "a.html").read_text("utf-8"))
        for words in (words_of(tmp_path / "a.docx"), page):
            assert words.count("Bảo vệ mục tiêu trọng yếu.") == words.count("[TỐI MẬT] Bảo vệ mục tiêu trọng") == marks


@pytest.mark.parametrize("form", REPORTS)
def test_no_form_of_a_report_has_a_word_of_a_secret_plan(tmp_path, kehoach_samples, form):
    """Of the sample plans one is secret and has tasks that nearly belong to a theme; neither they nor it are named."""
    secret = [task for task in kehoach_samples.tasks(secret=True) if task.header.secrecy]
    assert any(
        DOUBTFUL <= s.probability and not s.tagged for task in secret for s in task.themes if s.theme == "inspection"
    )

    target = tmp_path / f"a.{form}"
    kehoach_samples.report(target, filters=Filters(themes=("inspection",)), today=TODAY)

    words = target.read_text("utf-8") if form == "html" else ""
    if form != "html":
        with zipfile.ZipFile(target) as archive:
            words = "".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))
    words = unescape(re.sub(r"<[^>]+>", "\n", words))
    assert "Thanh tra" in words
    assert not [task.task.text for task in secret if task.task.text in words]
    assert not [task.files[0] for task in secret if task.files[0] in words]


@given(st.lists(st.sampled_from(TASKS), unique=True), st.sampled_from(["theme", "plan"]))
def test_every_task_stands_in_the_report_with_its_own_citation(tasks, by):
    """Grouped either way, the entries are the tasks, numbered from 1, and each citation is its task's."""
    report = report_of(tasks, by=by)
    shown = {entry.stored.id for group in report.groups for _, part in group.parts for entry in part}

    assert shown == {task.id for task in tasks}
    assert [entry.citation.number for entry in report.entries] == list(range(1, len(tasks) + 1))
    assert all(entry.citation.task == entry.stored.id for entry in report.entries)


@given(st.lists(st.sampled_from(TASKS), unique=True))
def test_every_figure_is_what_counting_the_tasks_gives(tasks):
    """Plans, leads, themes and deadlines counted one by one agree with the figures."""
    found = figures(tasks, TODAY)

    assert found.tasks == len(tasks)
    assert found.plans == len({task.files for task in tasks})
    assert found.without_lead == sum(not task.task.lead for task in tasks)
    assert dict(found.themes).get("inspection", 0) == sum(("inspection", True) in _tags(task) for task in tasks)
    assert found.with_deadline == sum(bool(task.task.deadlines) for task in tasks)


def _tags(task):
    return {(score.theme, score.tagged) for score in task.themes}


def test_the_summary_says_the_figures_and_nothing_that_was_not_counted():
    """Every number in the sentences is one of the figures."""
    report = report_of(TASKS)

    assert report.sentences[0] == "Phạm vi báo cáo gồm 5 nhiệm vụ trong 2 kế hoạch của 2 cơ quan ban hành."
    assert "Tính đến ngày 01/07/2026, 2 nhiệm vụ đã qua thời hạn mà chưa ghi nhận hoàn thành." in report.sentences
    assert report_of([]).sentences == ("Không có nhiệm vụ nào theo phạm vi đã chọn.",)


def test_charts_whose_bars_count_a_task_twice_say_so(tmp_path):
    """A task of two themes, or of two leads, is two in the bars: the line with the chart's name tells."""
    charts = {chart.name: chart for chart in report_of(TASKS).charts}
    write_word(report_of(TASKS), tmp_path / "a.docx")

    assert sum(row["n"] for row in charts["plan-theme"].spec["data"]["values"]) == 5  # themes of 4 tasks
    assert "nhiệm vụ có nhiều chủ đề được đếm ở mỗi chủ đề" in charts["plan-theme"].title
    assert "nhiệm vụ có nhiều cơ quan chủ trì được đếm ở mỗi cơ quan" in charts["agency"].title
    assert charts["plan-theme"].title in words_of(tmp_path / "a.docx")


@pytest.mark.parametrize(("by", "is_said"), [("theme", True), ("plan", False)])
def test_the_tables_say_what_their_numbers_are_and_why_a_task_stands_twice(tmp_path, by, is_said):
    """Before the first table: the number is that of the source; a task of two leads has the same at both."""
    report = report_of(TASKS, by=by)
    write_word(report, tmp_path / "a.docx")
    write_report_page(report, tmp_path / "a.html")

    for words in (words_of(tmp_path / "a.docx"), (tmp_path / "a.html").read_text("utf-8")):
        before, _, _ = words.partition("Chủ trì; phối hợp")
        assert "Cột “Chú dẫn” ghi số của nhiệm vụ trong phần “Chú dẫn nguồn”" in before
        assert ("do nhiều cơ quan chủ trì được ghi ở mỗi nơi với cùng một số" in before) == is_said


def test_a_task_of_no_theme_stands_under_a_heading_of_its_own_at_the_end():
    """Grouped by theme, what has none is not lost."""
    assert report_of(TASKS).groups[-1].title == NO_THEME


# Word


def test_the_word_report_is_an_official_paper(tmp_path):
    """Fonts, margins, letterhead, headings of Word's own, contents filled, heads that repeat, pictures described."""
    write_word(report_of(TASKS, ["inspection"]), tmp_path / "bao-cao.docx")
    word = Document(str(tmp_path / "bao-cao.docx"))
    text = words_of(tmp_path / "bao-cao.docx")
    section = word.sections[0]

    assert word.styles["Normal"].font.name == "Times New Roman"
    assert 13 <= word.styles["Normal"].font.size.pt <= 14
    assert (round(section.left_margin.cm, 1), round(section.page_width.cm, 1)) == (3.0, 21.0)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"][:2] == ["Tóm tắt", "Biểu đồ"]
    assert [p.text.split("\t")[0] for p in word.paragraphs if p.style.name == "TOC 1"] == [
        "1. Thanh tra, kiểm tra, giám sát (3 nhiệm vụ)"
    ]
    xml = word.element.xml
    assert xml.count("<w:tblHeader") == len(word.tables) - 2  # all but letterhead and signature
    assert xml.count("<w:cantSplit") == sum(len(table.rows) for table in word.tables[1:])
    assert 'descr="Biểu đồ thanh: số nhiệm vụ' in xml
    assert {shape._inline.get("distR") for shape in word.inline_shapes} == {"0"}
    assert "[1] Kế hoạch số 12/KH-UBND ngày 05/4/2025 của UBND tỉnh An Phú, mục II.1, trang 3 (an-phu.txt)" in text


def test_papers_of_party_bodies_have_the_party_s_letterhead(tmp_path):
    """Plans of a Tỉnh ủy make a Party paper; a flag decides otherwise."""
    report = report_of([stored("Quán triệt Nghị quyết.", header=PARTY)])
    write_word(report, tmp_path / "party.docx")
    write_word(report, tmp_path / "state.docx", party=False)

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words_of(tmp_path / "party.docx")
    assert "CỘNG HÒA XÃ HỘI" in words_of(tmp_path / "state.docx")


def test_links_and_page_references_lead_to_bookmarks_that_exist(tmp_path):
    """No citation and no line of the contents leads nowhere, no bookmark is set twice."""
    write_word(report_of(TASKS), tmp_path / "a.docx")
    xml = Document(str(tmp_path / "a.docx")).element.xml
    bookmarks = re.findall(r'<w:bookmarkStart [^>]*w:name="(\w+)"', xml)

    assert len(bookmarks) == len(set(bookmarks))
    assert {*re.findall(r'w:anchor="(\w+)"', xml), *re.findall(r"PAGEREF (\w+)", xml)} <= set(bookmarks)


def template(tmp_path, *lines):
    """Return a template of a user's with these lines."""
    word = Document()
    for line in lines:
        word.add_paragraph(line)
    word.save(str(tmp_path / "mau.docx"))
    return tmp_path / "mau.docx"


def test_a_template_of_the_user_s_keeps_its_words_around_the_parts(tmp_path):
    """Placeholders are replaced where they stand."""
    mine = template(tmp_path, "Văn phòng tôi", "{{tieu_de}}", "{{ tom_tat }}", "{{nhiem_vu}}", "Hết.")
    write_word(report_of(TASKS, ["inspection"]), tmp_path / "a.docx", template=mine)
    lines = [p.text for p in Document(str(tmp_path / "a.docx")).paragraphs if p.text]

    assert lines[:3] == ["Văn phòng tôi", "Tổng hợp nhiệm vụ về thanh tra, kiểm tra, giám sát", "Tóm tắt"]
    assert lines[-1] == "Hết."
    assert not any("{{" in line for line in lines)


@pytest.mark.parametrize(
    ("lines", "said"), [(["không có gì"], "không có chỗ điền"), (["{{ngay_thang}}"], "{{ngay_thang}}")]
)
def test_a_template_that_cannot_be_filled_says_which_names_there_are(tmp_path, lines, said):
    """Without a placeholder or with an unknown one nothing is written."""
    with pytest.raises(UsageFault, match=r"tom_tat") as error:
        write_word(report_of(TASKS), tmp_path / "a.docx", template=template(tmp_path, *lines))

    assert said in str(error.value)
    assert not (tmp_path / "a.docx").exists()


def test_a_template_that_is_no_word_document_is_refused(tmp_path):
    """A text file with another name is no template."""
    (tmp_path / "mau.docx").write_text("xin chào")

    with pytest.raises(UsageFault, match=r"mau\.docx"):
        write_word(report_of(TASKS), tmp_path / "a.docx", template=tmp_path / "mau.docx")


@pytest.mark.long
def test_the_pages_of_a_word_report_are_whole(tmp_path, kehoach_samples):
    """Set by LibreOffice, the contents have page numbers and no word of a task is cut off."""
    if not (which("soffice") and which("pdftotext")):
        pytest.skip("LibreOffice or poppler is not installed (apt install libreoffice-writer-nogui poppler-utils)")
    report = kehoach_samples.report(tmp_path / "a.docx", filters=Filters(themes=("inspection",)), today=TODAY)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "pdf", "a.docx"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", "a.pdf", "-"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    flowing = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, check=True, capture_output=True).stdout.decode()

    assert re.search(r"1\.1\. .+ \(\d+\)\.+\d+\n", text)
    printed = set(re.findall(r"\w+", flowing))
    assert not {word for e in report.entries for word in re.findall(r"\w+", e.stored.task.text)} - printed


# Excel, HTML, exports


def test_the_workbook_holds_the_tasks_as_texts_and_dates_with_statuses_to_choose(tmp_path):
    """Dates are dates, statuses come from a list, the head stays in sight, every row can be filtered."""
    write_workbook([tasks_sheet(task_rows(TASKS, TODAY, NAMES))], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Nhiệm vụ"]

    assert [cell.value for cell in sheet[1]] == [column.vi for column in COLUMNS]
    assert sheet["J2"].value.date() == date(2025, 6, 30)
    assert sheet["K2"].value == "Báo cáo kết quả"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:S6"
    (choice,) = sheet.data_validations.dataValidation
    assert str(choice.sqref) == "L2:L6"
    assert "Hoàn thành" in choice.formula1
    assert [row[11].value for row in sheet.iter_rows(min_row=2)].count("Quá hạn") == 2


def test_hostile_words_come_out_as_words(tmp_path):
    """Formulas, scripts, control characters and endless cells are shown, not worked out, and no file breaks."""
    report = report_of([HOSTILE], secret=True)
    write_word(report, tmp_path / "a.docx")
    write_report_page(report, tmp_path / "a.html")
    write_workbook([tasks_sheet(task_rows([HOSTILE], TODAY, NAMES))], tmp_path / "a.xlsx")
    for form in ("csv", "jsonl", "parquet", "xlsx"):
        export([HOSTILE], form, tmp_path / f"b.{form}", TODAY, NAMES)

    page = (tmp_path / "a.html").read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in page
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Nhiệm vụ"].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert max(len(str(cell.value)) for cell in cells) == CELL_LIMIT
    assert "=cmd|' /C calc'!A0 <script>alert(1)</script>" in words_of(tmp_path / "a.docx").replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    with (tmp_path / "b.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[1][5].startswith("'=cmd")
    assert json.loads((tmp_path / "b.jsonl").read_text("utf-8"))["lead"] == ["@SUM(1+1)*cmd"]
    assert pq.read_table(tmp_path / "b.parquet").num_rows == 1


@given(st.text(st.characters(exclude_categories=())))
def test_texts_made_harmless_keep_every_other_character(text):
    """Only what XML cannot hold goes; no cell begins like a formula or is longer than Excel allows."""
    assert plain(text) == "".join(c for c in text if plain(c))
    assert not no_formula(text).startswith(("=", "+", "-", "@"))
    assert len(fitting(text * 500)) <= CELL_LIMIT


def test_every_export_holds_every_task(tmp_path):
    """Four forms, the same tasks in the same order; CSV opens in Excel with its diacritics."""
    counts = {
        form: export(iter(TASKS), form, tmp_path / f"a.{form}", TODAY, NAMES)
        for form in ("csv", "jsonl", "parquet", "xlsx")
    }
    ids = [task.id for task in TASKS]

    assert set(counts.values()) == {len(TASKS)}
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["Mã nhiệm vụ"] for row in csv.DictReader(stream)] == ids
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["files"][0] for line in lines] == [task.files[0] for task in TASKS]
    assert pq.read_table(tmp_path / "a.parquet")["id"].to_pylist() == ids
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet["A"][1:]] == ids


def test_the_page_needs_no_network_and_repeats_itself_byte_for_byte(tmp_path):
    """No address is fetched, and the same tasks give the same page and the same workbook."""
    for name in ("a", "b"):
        write_report_page(report_of(TASKS), tmp_path / f"{name}.html")
    page = (tmp_path / "a.html").read_text("utf-8")

    assert page == (tmp_path / "b.html").read_text("utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'none'" in page


def test_the_calendar_opens_as_appointments(tmp_path):
    """Every day due is a whole-day appointment with its lead; the same deadlines give the same bytes."""
    found = calendar(TASKS, date(2026, 1, 1), date(2026, 12, 31))
    write_appointments(found, tmp_path / "a.ics")
    write_appointments(found, tmp_path / "b.ics")
    text = (tmp_path / "a.ics").read_bytes().decode("utf-8").replace("\r\n ", "")

    assert text.count("BEGIN:VEVENT") == len(found) == 3
    assert "DTSTART;VALUE=DATE:20260930" in text
    assert "SUMMARY:Thanh tra thị xã: Thanh tra thị xã tham mưu" in text
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


# Targets


def test_a_target_appears_whole_or_not_at_all(tmp_path):
    """What fails half-way leaves the old file as it was and no rubbish beside it."""
    target = tmp_path / "a.txt"
    target.write_text("cũ")

    def fail_half_way():
        with appearing(target) as unfinished:
            unfinished.write_text("nửa")
            raise MemoryError

    with pytest.raises(MemoryError):
        fail_half_way()

    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "cũ")]


@pytest.mark.parametrize("target", ["khong/co/thu-muc.docx", "."])
def test_a_target_that_cannot_be_written_is_named(tmp_path, target):
    """The message says which file and what to do."""
    with pytest.raises(UsageFault, match=r"Không ghi được|thư mục"), appearing(tmp_path / target) as unfinished:
        unfinished.write_text("x")


def test_a_target_that_is_open_in_another_program_stays_and_is_named(tmp_path, monkeypatch):
    """Windows lets nobody replace a file that Excel has open."""
    target = tmp_path / "a.xlsx"
    target.write_text("cũ")

    def refuse(source, destination):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(UsageFault, match="đóng tệp nếu đang mở"), appearing(target) as unfinished:
        unfinished.write_text("mới")

    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.xlsx", "cũ")]


def test_a_workbook_that_cannot_be_written_leaves_nothing(tmp_path):
    """XlsxWriter's own error is told as any other."""
    with pytest.raises(UsageFault, match="Không ghi được"), appearing(tmp_path / "a.xlsx"):
        write_workbook([], tmp_path / "đầy" / "a.xlsx")

    assert not list(tmp_path.iterdir())
