"""One reader per format: bytes of a file to a `Source` of lines and tables.

A new format is a new row in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from pipeline.errors import UnsupportedFormat
from pipeline.plans.reading.html import read_html
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
}


def read(raw: bytes, file: str) -> Source:
    """Read a file by the ending of its name.

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
    return reader(raw, file)
