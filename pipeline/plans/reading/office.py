"""Old Word, RTF and OpenDocument: LibreOffice, or Word on Windows, makes a .docx of them, antiword a plain text.

The programs are optional. Each call has a folder and a LibreOffice profile of its own, so that several can
run at once, and is stopped with all that it started when it takes too long.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import DamagedFile, PlanError, UnreadableFile
from pipeline.plans.reading.docx import read_docx
from pipeline.plans.reading.kinds import OLE
from pipeline.plans.reading.opc import locked
from pipeline.plans.reading.text import read_text
from pipeline.records import Source

LIMIT_S = 60.0
_MEMORY_KB = 4_000_000
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# Neither macros nor anything that the document points to outside itself.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
# Word is called without alerts and macros; a wrong password makes it fail where it would ask for one.
_WORD = """
$word = New-Object -ComObject Word.Application
try {
  $word.DisplayAlerts = 0; $word.AutomationSecurity = 3
  $document = $word.Documents.Open($env:KEHOACH_PLAN, $false, $true, $false, 'none')
  $document.SaveAs2($env:KEHOACH_DOCX, 16); $document.Close(0)
} finally { $word.Quit(0) }
"""
# RTF carries each number twice: as a list to be counted, which few programs write alike, and as printed.
_PRINTED_NUMBER = re.compile(rb"\{\\(?:listtext|pntext)(?![a-z])")
_COUNTED_NUMBER = re.compile(rb"\\ls\d{1,5}(?![a-z\d]) ?|\\pn(?=\\)")
_Converter = Callable[[Path, str], Source | None]
"""Reads the file at a path, given the name to put into messages; None if the program could not."""


def read_office(raw: bytes, file: str) -> Source:
    """Read a ``.doc``, ``.rtf`` or ``.odt`` with the first program that can.

    Raises
    ------
    UnreadableFile
        No program for it is installed; the message says which to install.
    DamagedFile, PlanError
        None of them can read it, it has a password, or it takes longer than `LIMIT_S`.
    """
    if _has_password(raw):
        raise locked(file)
    ending = ".doc" if raw.startswith(OLE) else ".rtf" if raw.startswith(b"{") else ".odt"
    converters = list(_converters(ending))
    if not converters:
        raise UnreadableFile(
            file,
            f"máy chưa có chương trình đọc {ending} (nothing installed reads it): cài LibreOffice rồi chạy lại, "
            "hoặc mở bằng Word và lưu thành .docx",
        )
    with TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True) as folder:
        plan = Path(folder, f"plan{ending}")
        plan.write_bytes(_with_printed_numbers(raw) if ending == ".rtf" else raw)
        for convert in converters:
            if (source := convert(plan, file)) is not None:
                return source
    raise DamagedFile(
        file, "không chuyển được sang .docx, tệp hỏng hoặc có mật khẩu (cannot be converted); mở bằng Word rồi lưu lại"
    )


def soffice() -> str | None:
    """Return where LibreOffice is, None if it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _has_password(raw: bytes) -> bool:
    """Whether an old Word file says that it is encrypted (MS-DOC 2.5.2: bit 8 of the flags in its header)."""
    header = raw[512:524]
    return raw.startswith(OLE) and header.startswith(b"\xec\xa5") and bool(header[11] & 1)


def _with_printed_numbers(rtf: bytes) -> bytes:
    """Make ordinary text of the numbers that the author's program printed, and lists of paragraphs no more."""
    rtf, found = _PRINTED_NUMBER.subn(b"{", rtf)
    return _COUNTED_NUMBER.sub(b"", rtf) if found else rtf


def _converters(ending: str) -> Iterator[_Converter]:
    """Return the programs that are there, the best first."""
    if soffice():
        yield _by_libreoffice
    if sys.platform == "win32" and shutil.which("powershell"):
        yield _by_word
    if ending == ".doc" and shutil.which("antiword"):
        yield _by_antiword


def _by_libreoffice(plan: Path, file: str) -> Source | None:
    profile = plan.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [
        soffice() or "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(plan.parent), str(plan),
    ]  # fmt: skip
    run_limited(command, file)
    return _converted(plan, file)


def _by_word(plan: Path, file: str) -> Source | None:
    names = {"KEHOACH_PLAN": str(plan), "KEHOACH_DOCX": str(plan.with_suffix(".docx"))}
    run_limited(["powershell", "-NoProfile", "-NonInteractive", "-Command", _WORD], file, names)
    return _converted(plan, file)


def _by_antiword(plan: Path, file: str) -> Source | None:
    text = run_limited(["antiword", "-w", "0", "-m", "UTF-8.txt", str(plan)], file)
    return read_text(text.replace(b"[pic]", b""), file) if text.strip() else None


def _converted(plan: Path, file: str) -> Source | None:
    docx = plan.with_suffix(".docx")
    return read_docx(docx.read_bytes(), file) if docx.is_file() else None


def run_limited(command: list[str], file: str, environment: dict[str, str] | None = None) -> bytes:
    """Run a program and return what it prints; it and its children have `LIMIT_S` seconds and 4 GB.

    Raises
    ------
    PlanError
        Its time is up; it was stopped.
    """
    posix = os.name == "posix"
    if posix:  # a limit of the system holds even if this process is killed first
        limits = f'ulimit -t {LIMIT_S:.0f}; ulimit -v {_MEMORY_KB}; exec "$@"'
        command = ["/bin/sh", "-c", limits, "sh", *command]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ | (environment or {}), start_new_session=posix,
    )  # fmt: skip
    try:
        return process.communicate(timeout=LIMIT_S)[0]
    except subprocess.TimeoutExpired as late:
        raise PlanError(file, f"chuyển đổi quá {LIMIT_S:.0f} giây nên đã dừng (conversion took too long)") from late
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program together with what it started; does nothing where all has ended."""
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    elif process.poll() is None:
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    process.wait()
