"""How many pages of Word documents a core reads in a second, next to what only takes the words out.

A page is 3,000 characters. The plans are set in Word as the tests set them: automatic numbering, letterhead
and signature in tables, footnotes, merged cells. Beside the reader run two that see none of this: python-docx
over the paragraphs of the body and of all cells, and the bare text of the XML (what docx2txt gives).
"""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from collections.abc import Sequence
from statistics import median

from benchmarks.measuring import Row, Table, interleaved, median_ratio
from benchmarks.texts import ROOT, Plan, invented_plans, real_documents, sample_plans
from pipeline.plans import parse
from pipeline.plans.reading.docx import read_docx
from pipeline.records import Table as DataTable

_PAGE = 3_000  # characters
_FLOOR = 30.0  # pages/s
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)|<(w:p)[ >]")


def measure(rounds: int = 5, n_plans: int = 12, tasks_each: int = 80) -> Table:
    """Read the sample plans and invented ones, others in every round, and the real Word documents where they are."""
    sets = {
        "sample plans": [_in_word(sample_plans())] * rounds,
        "invented plans": [_in_word(list(invented_plans(n_plans, tasks_each, seed))) for seed in range(rounds)],
        "real documents": [real_documents(".docx")] * rounds,
    }
    rows = [row for name, batches in sets.items() if batches[0] for row in _rows(name, batches)]
    return Table(f"Word documents, one core, pages of {_PAGE:,} characters (ratio: to python-docx)", tuple(rows))


def _in_word(plans: Sequence[Plan]) -> list[Plan]:
    """Set plans in Word, with the renderer of the tests."""
    if (folder := str(ROOT / "tests")) not in sys.path:
        sys.path.append(folder)
    from rendering.word import render_docx

    return [(render_docx(*plan), f"{plan[1]}.docx") for plan in plans]


def _rows(name: str, batches: Sequence[Sequence[Plan]]) -> list[Row]:
    """Return the rows of one set of documents, given batch by batch."""
    sides = {"kehoach": read_docx, "kehoach, tasks too": parse, "python-docx": _by_library, "bare text": _by_pattern}
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    pages = [sum(_length(document) for document in batch) / _PAGE for batch in batches]
    for batch in batches:
        turns = {side: lambda r=read, b=batch: [r(*document) for document in b] for side, read in sides.items()}
        for side, taken in interleaved(turns, 1, time.process_time).items():
            seconds[side] += taken
    speeds = {
        side: median(count / each for count, each in zip(pages, taken, strict=True)) for side, taken in seconds.items()
    }
    ratios = {side: median_ratio(seconds["python-docx"], taken) for side, taken in seconds.items()}
    first = f"{name}, {pages[0]:.0f} pages: kehoach"
    floored = Row(first, speeds["kehoach"], "pages/s", ratios["kehoach"], f"≥ {_FLOOR:g}", speeds["kehoach"] >= _FLOOR)
    others = list(sides)[1:]
    return [floored, *(Row(f"{name}: {side}", speeds[side], "pages/s", ratios[side]) for side in others)]


def _length(document: Plan) -> int:
    """Return how many characters a document shows."""
    blocks = read_docx(*document).blocks
    cells = (cell for block in blocks if isinstance(block, DataTable) for row in block.rows for cell in row)
    return sum(len(block.text) for block in blocks if not isinstance(block, DataTable)) + sum(map(len, cells))


def _by_library(raw: bytes, file: str) -> str:
    """Take the words out with python-docx: paragraphs of the body, then those of all cells."""
    from docx import Document

    document = Document(io.BytesIO(raw))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


def _by_pattern(raw: bytes, file: str) -> str:
    """Take the words out of the XML without looking at anything else."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    return "".join("\n" if match[2] else match[1] for match in _TEXT.finditer(xml))
