"""One reader per format: bytes of a file to a `Source` of lines and tables.

A new format is a new row in `READERS`. What a file is, its content says first (`kinds`), then its name. A reader is
imported when there is a file for it: most of them bring a large library along.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from pipeline.errors import UnsupportedFormat
from pipeline.plans.reading.kinds import OLE, kind_of
from pipeline.records import Source

Reader = Callable[[bytes, str], Source]

# By the ending of the name: the file here and the function in it.
READERS = {
    ".txt": "text.read_text",
    ".md": "text.read_text",
    ".markdown": "text.read_text",
    ".html": "html.read_html",
    ".htm": "html.read_html",
    ".mht": "html.read_web_archive",
    ".mhtml": "html.read_web_archive",
    ".docx": "docx.read_docx",
    ".docm": "docx.read_docx",
    ".dotx": "docx.read_docx",
    ".dotm": "docx.read_docx",
    ".doc": "office.read_office",
    ".dot": "office.read_office",
    ".rtf": "office.read_office",
    ".odt": "office.read_office",
    ".pdf": "pdf.read_pdf",
    ".jpg": "scan.read_picture",
    ".jpeg": "scan.read_picture",
    ".png": "scan.read_picture",
    ".tif": "scan.read_picture",
    ".tiff": "scan.read_picture",
    ".xlsx": "spreadsheet.read_spreadsheet",
    ".xlsm": "spreadsheet.read_spreadsheet",
    ".xlsb": "spreadsheet.read_spreadsheet",
    ".xls": "spreadsheet.read_spreadsheet",
    ".ods": "spreadsheet.read_spreadsheet",
}


def read(raw: bytes, file: str) -> Source:
    """Read a file by what it is, whatever its name; the name decides what the content leaves open.

    Raises
    ------
    UnsupportedFormat
        There is no reader for the ending; the message lists those there are.
    EmptyPlan, DamagedFile
        The file holds no text, or is not what its name says.
    """
    ending = PurePosixPath(file.replace("\\", "/")).suffix.lower()
    if ending not in READERS:
        raise UnsupportedFormat(
            file, f"chưa đọc được loại {ending or 'không đuôi'} (no reader); đọc được: {', '.join(sorted(READERS))}"
        )
    kind = kind_of(raw, file)
    if kind is None and READERS[ending] == READERS[".doc"] and not raw.startswith(OLE):
        kind = ".txt"  # nothing of an office file in it: text that was named so
    return _reader(READERS.get(kind or "", READERS[ending]))(raw, file)


def _reader(place: str) -> Reader:
    """Return a reader, imported by now."""
    module, _, name = place.partition(".")
    reader: Reader = getattr(import_module(f"{__name__}.{module}"), name)
    return reader
