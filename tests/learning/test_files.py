"""Label files go out and come back whole, whatever a spreadsheet does to them on the way."""

import csv
import json
import unicodedata

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageFault
from pipeline.learning.files import read_rows, write_rows
from pipeline.learning.sheet import SheetRow
from pipeline.themes.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
ROW = SheetRow(2, "0123456789ab-3", "inspection", "1", "An", "rõ ràng", "Thanh tra việc kê khai tài sản, thu nhập")
HEAD = "task_id,theme,value,author,note,text"

cells = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
    .map(lambda cell: unicodedata.normalize("NFC", cell).strip())  # letters come back composed
    .filter(lambda cell: cell[:1] != "'")
)
rows = st.builds(
    SheetRow,
    st.just(2),
    st.from_regex(r"[0-9a-f]{12}-[0-9]{1,3}", fullmatch=True),
    st.sampled_from(TAXONOMY.ids),
    st.sampled_from(["0", "1"]),
    cells,
    cells,
    cells | st.sampled_from(["=HYPERLINK(1)", "-3 tháng", "+84", "@SUM(A1)", "a;b", 'nói "rõ"']),
)


def cp1258(letter):
    """Return a letter as windows-1258 has it: the tone mark, if need be, after the rest."""
    parts = unicodedata.normalize("NFD", letter)
    tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
    rest = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
    return (rest + "".join(tones)).encode("cp1258")


def without_line(row):
    """Return what a row says."""
    return (row.task_id, row.theme, row.value, row.author, row.note, row.text)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@given(given_rows=st.lists(rows, max_size=4))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(tmp_path, ending, given_rows):
    """Every cell comes back as it was, formulas, quotes and delimiters included."""
    file = tmp_path / f"nhãn{ending}"
    write_rows(file, given_rows, TAXONOMY)

    assert [without_line(row) for row in read_rows(file, TAXONOMY)] == [without_line(row) for row in given_rows]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(tmp_path, text):
    """Neither in CSV nor in a workbook does a spreadsheet run what stands in a task."""
    row = SheetRow(2, ROW.task_id, "inspection", "1", "An", "", text)
    write_rows(tmp_path / "a.csv", [row], TAXONOMY)
    write_rows(tmp_path / "a.xlsx", [row], TAXONOMY)

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1][-1].startswith("'")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["F2"].data_type == "s"


def test_a_workbook_offers_themes_and_values_to_choose_from(tmp_path):
    """Theme and value have lists, also in the empty rows below, and a second sheet says what the themes mean."""
    write_rows(tmp_path / "a.xlsx", [ROW], TAXONOMY)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in book["Nhãn"].data_validations.dataValidation}

    assert lists == {"B2": "'Chủ đề'!$A$2:$A$5", "C2": '"1,0"'}
    assert [cell.value for cell in book["Chủ đề"]["A"]][1:] == list(TAXONOMY.ids)


@pytest.mark.parametrize(
    "raw",
    [
        f"{HEAD}\n{{}}\n".encode(),
        f"\ufeff{HEAD}\r\n{{}}\r\n".encode(),
        f"{HEAD}\n{{}}\n".encode("utf-16"),
        f"sep=;\r\n{HEAD.replace(',', ';')}\r\n{{;}}\r\n".encode(),
        f"{HEAD.replace(',', ';')}\r\n{{;}}\r\n".encode(),
        f"{HEAD.replace(',', chr(9))}\n{{\t}}\n".encode(),
        f"“{HEAD.replace(',', '”,“').upper()}”\n{{}}\n".encode(),
    ],
    ids=["utf-8", "with a mark", "utf-16", "sep=", "semicolons", "tabs", "curly quotes and capitals"],
)
def test_csv_is_read_as_spreadsheets_write_it(tmp_path, raw):
    """Marks, delimiters and the spelling of the head make no difference."""
    utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16") if utf16 else raw.decode()
    mark = next((m for m in (";", "\t") if f"{{{m}}}" in text), ",")
    line = mark.join(["0123456789ab-3", "inspection", "1", "An", "rõ", '"Thanh tra, kiểm tra; giám sát"'])
    text = text.replace("{;}", line).replace("{\t}", line).replace("{}", line)
    (tmp_path / "a.csv").write_bytes(text.encode("utf-16" if utf16 else "utf-8"))

    (row,) = read_rows(tmp_path / "a.csv", TAXONOMY)

    assert without_line(row) == ("0123456789ab-3", "inspection", "1", "An", "rõ", "Thanh tra, kiểm tra; giám sát")


def test_windows_1258_is_read(tmp_path):
    """What an office PC saves as plain "CSV" keeps the letters that its code page has."""
    text = f"{HEAD}\n0123456789ab-3,inspection,1,Bình,,thanh tra việc kê khai tài sản\n"
    (tmp_path / "a.csv").write_bytes(b"".join(map(cp1258, text)))

    (row,) = read_rows(tmp_path / "a.csv", TAXONOMY)

    assert (row.task_id, row.author, row.text) == ("0123456789ab-3", "Bình", "thanh tra việc kê khai tài sản")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"id,label\n1,2\n", "missing columns"),
        ("a.csv", b"", "missing columns"),
        ("a.csv", b'task_id,theme,value\n0123456789ab-3,"inspection,1\n0123456789ab-4,inspection,1\n', "not closed"),
        ("a.xlsx", b"PK\x03\x04 broken", "not a readable workbook"),
        ("a.json", b'{"data": 1}', "not Label Studio JSON"),
        ("a.json", b"[[[", "not Label Studio JSON"),
        ("a.json", b'[{"data": {"text": "x"}, "annotations": []}]', "not Label Studio JSON"),
        ("a.pdf", b"", "expected one of these endings"),
    ],
)
def test_what_is_no_label_file_is_refused_with_the_reason(tmp_path, name, content, message):
    """The message says what was expected; nothing is read by halves."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UsageFault, match=message):
        list(read_rows(tmp_path / name, TAXONOMY))


def test_a_missing_file_and_a_place_that_cannot_be_written_are_told(tmp_path):
    """Both end in a message that names the file."""
    with pytest.raises(UsageFault, match="không-có"):
        list(read_rows(tmp_path / "không-có.csv", TAXONOMY))
    for ending in (".csv", ".xlsx", ".json"):
        with pytest.raises(UsageFault, match="cannot be written"):
            write_rows(tmp_path / "không-có" / f"a{ending}", [ROW], TAXONOMY)


def test_label_studio_gets_choices_and_gives_them_back(tmp_path):
    """Labels leave as annotations with choices, an annotation for each author, and come back the same."""
    said = [
        ROW,
        SheetRow(3, ROW.task_id, "personnel", "0", "An", "rõ ràng", ROW.text),
        SheetRow(4, ROW.task_id, "inspection", "0", "Bình", "", ROW.text),
    ]
    write_rows(tmp_path / "a.json", said, TAXONOMY)
    (task,) = json.loads((tmp_path / "a.json").read_text("utf-8"))

    assert task["data"] == {"task_id": ROW.task_id, "text": ROW.text}
    assert task["annotations"][0]["result"][0] == {
        "from_name": "themes", "to_name": "text", "type": "choices", "value": {"choices": ["inspection"]},
    }  # fmt: skip
    assert {without_line(row) for row in read_rows(tmp_path / "a.json", TAXONOMY)} == set(map(without_line, said))


def test_what_an_annotator_did_not_choose_is_not_so(tmp_path):
    """In a project with one list of themes, those left unchosen are judged no; a cancelled annotation says nothing."""
    result = [{"from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": ["Dân vận"]}}]
    tasks = [
        {
            "id": 7,
            "data": {"task_id": ROW.task_id, "text": "x"},
            "annotations": [{"completed_by": 3, "result": result}],
        },
        {"id": 8, "data": {"task_id": ROW.task_id}, "annotations": [{"was_cancelled": True, "result": result}]},
    ]
    (tmp_path / "a.json").write_text(json.dumps(tasks), encoding="utf-8")

    found = list(read_rows(tmp_path / "a.json", TAXONOMY))

    assert ("Dân vận", "1", "3") in {(row.theme, row.value, row.author) for row in found}
    assert {row.theme for row in found if row.value == "0"} == {*TAXONOMY.ids} - {"mass_mobilization"}
    assert {row.line for row in found} == {1}
