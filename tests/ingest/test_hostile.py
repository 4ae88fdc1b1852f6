"""Files made to do harm cost only themselves: the ledger says why, and the batch goes on. With the real reader."""

import io
import os
import zipfile
from functools import partial

import pytest
from packing import zipped
from place import Place

from pipeline import Workspace
from pipeline.ingest.reader import PlanReader

xlsxwriter = pytest.importorskip("xlsxwriter", reason="XlsxWriter makes the spreadsheets of these tests")

GOOD = "KẾ HOẠCH\n\nI. NHIỆM VỤ\n\n1. Sở Nội vụ rà soát đội ngũ cán bộ trong quý I/2025.\n"
HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def spreadsheet(**parts):
    """Return a workbook with a task, some of its parts (by their last name) replaced or added."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", HEAD)
        sheet.write_row("A2", (1, "Rà soát thủ tục hành chính", "Sở Nội vụ", "Quý I/2025"))
    with zipfile.ZipFile(stream) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    return zipped(members | {f"xl/{name}": content for name, content in parts.items()})


@pytest.fixture
def run(tmp_path):
    """Give a function that reads a folder of files and returns status and reason of each."""
    with Workspace.open(tmp_path) as workspace:
        model = workspace.themes.model()

    def read(files, **settings):
        place = Place(tmp_path)
        for name, content in files.items():
            place.write(name, content)
        place.run(reader=partial(PlanReader, model), **settings)
        entries = {entry.file: (entry.status, entry.reason) for entry in place.corpus.ledger.entries()}
        place.corpus.close()
        return entries

    return read


def test_files_that_are_not_what_they_seem(run):
    """Cut off, random or renamed: each has a line of its own, and the good ones are read."""
    good = spreadsheet()
    entries = run(
        {
            "cụt.xlsx": good[: len(good) // 2],
            "ngẫu nhiên.xlsx": b"PK\x03\x04" + bytes(range(256)) * 200,
            "ngẫu nhiên.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 200,
            "bảng tính.zip": good,
            "bảng.xls": good,
            "macro.xlsm": spreadsheet(**{"vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Shell" * 100}),
            "tốt.txt": GOOD,
        }
    )

    assert {file: status for file, (status, _) in entries.items()} == {
        "cụt.xlsx": "damaged", "ngẫu nhiên.xlsx": "damaged", "ngẫu nhiên.msg": "damaged", "bảng tính.zip": "damaged",
        "bảng.xls": "read", "macro.xlsm": "read", "tốt.txt": "read",
    }  # fmt: skip
    assert ".xlsx" in entries["bảng tính.zip"][1]


def test_files_that_take_what_they_can_get(run):
    """Cells at the far corners of a sheet, a page of boxes in boxes: bounded, told, and no defect of ours."""
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    corners = f'<worksheet xmlns="{MAIN}"><sheetData>{far}</sheetData></worksheet>'
    entries = run(
        {
            "góc.xlsx": spreadsheet(**{"worksheets/sheet1.xml": corners}),
            "hộp.html": b"<div>" * 5_000 + b"1. x",
            "tốt.xlsx": spreadsheet(),
        },
        file_memory_mb=600,
    )

    assert entries["góc.xlsx"][0] in ("failed", "over-limit")
    assert entries["hộp.html"] == ("damaged", entries["hộp.html"][1])
    assert entries["tốt.xlsx"][0] == "read"


def test_links_that_go_in_circles(run, tmp_path):
    """A link to itself is told, a folder that holds itself is walked once."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    os.symlink("vòng.txt", raw / "vòng.txt")
    os.symlink(".", raw / "chính nó")
    raw_place = {"tốt.txt": GOOD}

    entries = run(raw_place)

    assert {file: status for file, (status, _) in entries.items()} == {"vòng.txt": "unreadable", "tốt.txt": "read"}
