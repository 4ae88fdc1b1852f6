"""Old Word, RTF and OpenDocument; files that are not what their names say; programs that hang or are missing."""

import os
import re
import shutil
import stat
import time
from collections import Counter
from pathlib import Path

import pytest
from rendering.parts import paragraph, word_file, zipped

from pipeline.errors import DamagedFile, PlanError, UnreadableFile
from pipeline.plans.reading import office, read
from pipeline.plans.reading.kinds import OLE, kind_of
from pipeline.plans.repair import repair
from pipeline.records import Line

needs_soffice = pytest.mark.skipif(office.soffice() is None, reason="LibreOffice is not installed")
on_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")
COMPOUND = OLE + b"\0" * 600
RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Times;}}\pard I. NHI\u7878?M V\u7908?\par - R\'e0 so\u225?t\par}"


def lines(raw: bytes, file: str) -> list[str]:
    """Return the words of the lines that a file shows."""
    return [block.text for block in read(raw, file).blocks if isinstance(block, Line) and block.text]


def utf_16(name: str) -> bytes:
    """Return a name as a compound file's directory has it."""
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7\n", ".pdf"), (b"\n\n%PDF-1.4", ".pdf"), (RTF, ".rtf"), (COMPOUND + utf_16("WordDocument"), ".doc"),
        (COMPOUND + utf_16("Workbook"), ".xls"), (word_file(""), ".docx"), (zipped({"xl/workbook.xml": ""}), ".xlsx"),
        (zipped({"KH 12.txt": "x"}), ".zip"), (b"PK\x03\x04 cut off", None), (b"\x89PNG\r\n\x1a\n", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"), (b"<!DOCTYPE html><p>", ".html"), (b"\xef\xbb\xbf <html xmlns:o='x'>", ".html"),
        (b"<?xml version='1.0'?>\n<html>", ".html"), (b"MIME-Version: 1.0\nContent-Type: multipart/related", ".mht"),
        (b"MIME-Version: 1.0\nTo: a@b.vn\n", None), ("KẾ HOẠCH".encode(), None), (b"", None),
    ],
)  # fmt: skip
def test_content_says_what_a_file_is(raw, kind):
    """The marks of the formats are recognised; plain text has none."""
    assert kind_of(raw, "a.bin") == kind


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (word_file(paragraph("KẾ HOẠCH")), "KẾ HOẠCH"),
        ("<html><body><p>KẾ HOẠCH</p></body></html>".encode(), "KẾ HOẠCH"),
        ("KẾ HOẠCH\n\n1. Sở Nội vụ".encode(), "KẾ HOẠCH"),
        (
            b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n'
            b"Content-Transfer-Encoding: quoted-printable\n\n<html><p>K=E1=BA=BE HO=E1=BA=A0CH</p></html>\n--b--\n",
            "KẾ HOẠCH",
        ),
    ],
    ids=["docx", "html", "text", "mht"],
)
def test_what_is_called_doc_but_is_none_is_read_as_what_it_is(raw, expected):
    """A ".doc" that is a .docx, a web page, plain text or a saved page reads without any program."""
    assert lines(raw, "KH 12.doc")[0] == expected


def test_a_damaged_doc_without_marks_is_no_text():
    """Bytes of nothing in particular under the name of a Word file are refused."""
    with pytest.raises(DamagedFile, match="not text"):
        read(bytes(range(256)) * 40, "KH 12.doc")


def test_a_doc_with_a_password_is_named_before_any_program_runs(monkeypatch):
    """The header of an old Word file says whether it is encrypted."""
    monkeypatch.setattr(office, "_converters", lambda ending: [pytest.fail])
    raw = OLE + b"\0" * 504 + b"\xec\xa5" + b"\0" * 9 + b"\x01" + utf_16("WordDocument")

    with pytest.raises(PlanError, match="có mật khẩu"):
        read(raw, "a.doc")


def test_without_a_program_the_message_says_what_to_install(monkeypatch):
    """On a machine without LibreOffice a .doc is unreadable for now, not damaged: a later run tries again."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_PLACES", ())

    for raw, ending in ((COMPOUND + utf_16("WordDocument"), ".doc"), (RTF, ".rtf")):
        with pytest.raises(UnreadableFile, match=rf"đọc {ending} .*cài LibreOffice"):
            read(raw, "a.doc")


@on_posix
class TestPrograms:
    @pytest.fixture
    def stand_in(self, tmp_path, monkeypatch):
        """Return a function that puts a shell script in the place of LibreOffice."""

        def install(script: str) -> None:
            program = tmp_path / "soffice"
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(program.stat().st_mode | stat.S_IEXEC)
            monkeypatch.setattr(office, "soffice", lambda: str(program))
            monkeypatch.setattr(office.shutil, "which", lambda name: None)

        return install

    def test_one_that_hangs_is_stopped_with_its_children(self, stand_in, tmp_path, monkeypatch):
        """When the time is up, the program and what it started are gone."""
        stand_in(f"sleep 300 & echo $! > {tmp_path}/child; wait")
        monkeypatch.setattr(office, "LIMIT_S", 1.0)

        with pytest.raises(PlanError, match="took too long"):
            read(RTF, "a.rtf")

        child = int((tmp_path / "child").read_text())
        assert _ends(child)

    def test_one_that_gives_nothing_is_reported(self, stand_in):
        """A program that ends without a result has not read the file; the message says what to do."""
        stand_in("exit 0")

        with pytest.raises(DamagedFile, match=r"cannot be converted.*mở bằng Word"):
            read(RTF, "a.rtf")

    def test_each_call_has_a_profile_of_its_own(self, stand_in, tmp_path):
        """Two calls never share a profile: LibreOffice would refuse or wait; macros are off in each."""
        stand_in(
            f'echo "$1" >> {tmp_path}/profiles\n'
            f'grep -c DisableMacrosExecution "${{1#*file://}}/user/registrymodifications.xcu" >> {tmp_path}/macros'
        )
        for _ in range(2):
            with pytest.raises(DamagedFile):
                read(RTF, "a.rtf")

        profiles = (tmp_path / "profiles").read_text().split()
        assert len(set(profiles)) == 2
        assert (tmp_path / "macros").read_text().split() == ["1", "1"]


def _ends(process: int) -> bool:
    """Whether a process is gone, or goes within some seconds."""
    for _ in range(100):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.05)
    return False


@needs_soffice
class TestLibreOffice:
    def test_rtf_reads_with_its_printed_numbers(self):
        """The numbers that the author's program printed are words; the list that it counted is not counted again."""
        listed = RTF.replace(rb"I. NHI", rb"{\listtext\pard\plain II.\tab}\ls1\ilvl0 NHI")

        assert lines(listed, "a.rtf") == ["II. NHIỆM VỤ", "- Rà soát"]
        assert lines(RTF, "rtf named.doc") == ["I. NHIỆM VỤ", "- Rà soát"]

    def test_odt_reads_with_its_numbers(self):
        """An OpenDocument text goes the same way; its lists are counted."""
        office_names = "urn:oasis:names:tc:opendocument:xmlns"
        spaces = " ".join(f'xmlns:{name}="{office_names}:{name}:1.0"' for name in ("office", "text", "style"))
        styles = '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="I" '
        styles += 'style:num-suffix="."/></text:list-style>'
        items = "".join(
            f"<text:list-item><text:p>{words}</text:p></text:list-item>" for words in ("MỤC TIÊU", "NHIỆM VỤ")
        )
        content = (
            f'<office:document-content {spaces} office:version="1.2"><office:automatic-styles>{styles}'
            f'</office:automatic-styles><office:body><office:text><text:list text:style-name="L">{items}</text:list>'
            "</office:text></office:body></office:document-content>"
        )
        kind = "application/vnd.oasis.opendocument.text"
        manifest = (
            f'<manifest:manifest xmlns:manifest="{office_names}:manifest:1.0" manifest:version="1.2"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" '
            'manifest:media-type="text/xml"/></manifest:manifest>'
        )
        raw = zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})

        assert kind_of(raw, "a") == ".odt"
        assert lines(raw, "a.odt") == ["I. MỤC TIÊU", "II. NHIỆM VỤ"]

    def test_the_start_of_a_word_file_is_damaged(self):
        """What LibreOffice cannot load is reported as such, be the directory at the end of the file cut off or not."""
        for raw in (COMPOUND + utf_16("WordDocument"), COMPOUND):
            with pytest.raises(DamagedFile, match="cannot be converted"):
                read(raw, "a.doc")

    @pytest.mark.long
    @pytest.mark.parametrize("number", [90, 122, 126, 130])
    def test_old_and_new_word_give_the_same_paragraphs(self, number, shared):
        """A document saved as .doc and as .docx has the same words in the same paragraphs."""
        old, new = (shared / "plans" / "office" / f"{n:03}.{e}" for n, e in ((number, "doc"), (number + 1, "docx")))
        before, after = (repair(read(path.read_bytes(), path.name)) for path in (old, new))

        assert _agreement(re.findall(r"\w+", before.text), re.findall(r"\w+", after.text)) >= 0.98
        assert _agreement([p.text for p in before.paragraphs], [p.text for p in after.paragraphs]) >= 0.98


@pytest.mark.skipif(shutil.which("antiword") is None, reason="antiword is not installed")
def test_antiword_stands_in_for_libreoffice(shared, monkeypatch):
    """Without LibreOffice an old Word file still gives its words, though not every number and table."""
    monkeypatch.setattr(office, "soffice", lambda: None)
    before, after = (
        repair(read((shared / "plans" / "office" / name).read_bytes(), name)) for name in ("090.doc", "091.docx")
    )

    assert _agreement(re.findall(r"\w+", before.text), re.findall(r"\w+", after.text)) >= 0.98


def _agreement(left: list[str], right: list[str]) -> float:
    """Return F1 of two bags of words."""
    return 2 * sum((Counter(left) & Counter(right)).values()) / (len(left) + len(right))
