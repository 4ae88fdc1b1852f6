"""Pages of PDF files read on one core, beside other readers of PDF; pages of scans on one core and on all.

The text layer is that of invented plans set page by page; with LibreOffice and Tesseract installed the
sample plans are also set by it, and scanned as the tests do it.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from statistics import median

from benchmarks.measuring import Row, Table, interleaved, median_ratio, on_cores
from benchmarks.texts import RAW, ROOT, invented_texts
from pipeline.plans.reading import read
from pipeline.plans.reading.pdf_engine import open_pdf
from pipeline.plans.reading.scan import program

sys.path.append(str(ROOT / "tests"))
from rendering.pdf import SOFFICE, render_pdfs
from rendering.scan import scan_to_pdf
from rendering.typeset import Sheet, pdf_of

_FLOOR = 30.0  # pages/s
_LEFT, _INDENT, _RIGHT, _ROWS = 85.0, 113.0, 535.0, 36
_SIZE = 13.0


def measure(pages: int = 12, rounds: int = 3, scanned: bool = True) -> Table:
    """Read the same pages in turns; then recognise a scanned plan on one core and on all, where that is possible."""
    raw = pdf_of(*_sheets(pages))
    sides: dict[str, Callable[[], object]] = {
        "read_pdf": partial(read, raw, "a.pdf"),
        "pdfplumber, words only": partial(_plumbed, raw),
        "pdfminer.six, text only": partial(_mined, raw),
    }
    for side in sides.values():
        side()  # what they import is not counted
    with on_cores(1):
        seconds = interleaved(sides, rounds, time.process_time)
    rows = [
        Row(f"{name}, one core", pages / median(taken), "pages/s", median_ratio(seconds["read_pdf"], taken))
        for name, taken in seconds.items()
    ]
    rows[0] = replace(rows[0], floor=f"≥ {_FLOOR:g}", holds=rows[0].value >= _FLOOR)
    return Table(
        f"{pages} pages of PDF, processor time; scans, elapsed (ratio: to the first of their kind)",
        (*rows, *(_scans() if scanned else ())),
    )


def _sheets(count: int) -> Iterator[Sheet]:
    """Give pages of invented tasks: rows of full width, the first of each task indented."""
    texts = invented_texts(count * 12)
    for _ in range(count):
        sheet, row = Sheet(), 0
        while row < _ROWS:
            x = _INDENT
            for word in next(texts).split():
                if x + len(word) * _SIZE / 2 > _RIGHT:
                    x, row = _LEFT, row + 1
                x = sheet.text(x, 70 + row * 20, word, size=_SIZE) + _SIZE / 4
            row += 1
        yield sheet


def _plumbed(raw: bytes) -> list[object]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(raw)) as pdf:
        return [page.extract_words() for page in pdf.pages]


def _mined(raw: bytes) -> str:
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(raw))


def _scans() -> Iterator[Row]:
    """Give how many scanned pages a minute are read, on one core and on all; nothing without the programs."""
    if program() is None or SOFFICE is None:
        return
    plan = min(RAW.rglob("*.txt"), key=lambda path: path.stat().st_size)
    raw = scan_to_pdf(render_pdfs([(plan.read_bytes(), plan.name)])[0])
    with open_pdf(raw, "scan.pdf") as pdf:
        pages = len(pdf)
    first = 0.0
    for count in sorted({1, os.cpu_count() or 1}):
        with on_cores(count):
            started = time.perf_counter()
            read(raw, "scan.pdf")
        rate = 60 * pages / (time.perf_counter() - started)
        first = first or rate
        yield Row(f"scanned pages, {count} core{'s' * (count > 1)}", rate, "pages/min", rate / first)
