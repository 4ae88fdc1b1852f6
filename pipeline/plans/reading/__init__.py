"""One reader per format: bytes of a file to a `Source` of lines and tables.

A new format is a new row in `READERS`. What a file is, its content says first (`kinds`), then its name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from pipeline.errors import UnsupportedFormat
from pipeline.plans.reading.docx import read_docx
from pipeline.plans.reading.html import read_html, read_web_archive
from pipeline.plans.reading.kinds import OLE, kind_of
from pipeline.plans.reading.office import read_office
from pipeline.plans.reading.pdf import read_pdf
from pipeline.plans.reading.scan import read_picture
from pipeline.plans.reading.spreadsheet import read_spreadsheet
from pipeline.plans.reading.text import read_text
from pipeline.records import Source

Reader = Callable[[bytes, str], Source]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xlsx": read_spreadsheet,
    ".xlsm": read_spreadsheet,
    ".xlsb": read_spreadsheet,
    ".xls": read_spreadsheet,
    ".ods": read_spreadsheet,
    ".pdf": read_pdf,
    ".jpg": read_picture,
    ".jpeg": read_picture,
    ".png": read_picture,
    ".tif": read_picture,
    ".tiff": read_picture,
    ".mht": read_web_archive,
    ".mhtml": read_web_archive,
    ".docx": read_docx,
    ".docm": read_docx,
    ".dotx": read_docx,
    ".dotm": read_docx,
    ".doc": read_office,
    ".dot": read_office,
    ".rtf": read_office,
    ".odt": read_office,
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
    reader = READERS.get(ending)
    if reader is None:
        raise UnsupportedFormat(
            file, f"chưa đọc được loại {ending or 'không đuôi'} (no reader); đọc được: {', '.join(sorted(READERS))}"
        )
    kind = kind_of(raw, file)
    if kind is None and reader is read_office and not raw.startswith(OLE):
        reader = read_text  # nothing of an office file in it: text that was named so
    return READERS.get(kind or "", reader)(raw, file)
