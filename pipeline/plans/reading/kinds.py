"""What a file is by its content: offices rename files freely, and a ".doc" is often RTF, a web page or a .docx.

The marks are those that the formats themselves ask for ("magic numbers").
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from pipeline.plans.reading.opc import locked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_STARTS = (
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
)
# Streams of a compound file by the UTF-16 names in its directory; an encrypted .docx is a compound file too.
_STREAMS = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("__properties_version", ".msg"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MEMBERS = (("word/", ".docx"), ("xl/", ".xlsx"))
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S)
_LETTER = re.compile(rb"^(?:To|Received|Message-ID):", re.I | re.M)  # what a mail has and a saved page has not
_PDF_WITHIN = 1024  # bytes in which "%PDF-" may stand (PDF 1.7, appendix H, note 13)


def kind_of(raw: bytes, file: str) -> str | None:
    """Return the ending that the content asks for, None where only the name can tell (plain text).

    Raises
    ------
    PlanError
        It is an office file with a password, which has no readable content.
    """
    if raw.startswith(OLE):
        return _compound(raw, file)
    if raw.startswith(_ZIP):
        return _zipped(raw)
    if b"%PDF-" in raw[:_PDF_WITHIN]:
        return ".pdf"
    text = raw.removeprefix(b"\xef\xbb\xbf")[:4000]
    if _PAGE.match(text):
        return ".html"
    if text.startswith(b"MIME-Version:") and not _LETTER.search(text):
        return ".mht"
    return next((ending for start, ending in _STARTS if raw.startswith(start)), None)


def _compound(raw: bytes, file: str) -> str | None:
    """Tell the programs apart that write compound files (old Word, Excel, Outlook)."""
    if _ENCRYPTED in raw:
        raise locked(file)
    return next((ending for name, ending in _STREAMS if name.encode("utf-16-le") in raw), None)


def _zipped(raw: bytes) -> str | None:
    """Tell office packages from plain archives; a broken one is left to the reader that its name chooses."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            declared = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return None
    if b"opendocument.text" in declared:
        return ".odt"
    for start, ending in _MEMBERS:
        if any(name.startswith(start) for name in names):
            return ending
    return ".zip"
