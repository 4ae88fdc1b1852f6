"""Label files as rows of words: what all formats have in common.

Nothing is judged here but the shape: whether a task exists and a theme is known is `intake`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pipeline.paper.csvs import named_rows
from pipeline.paper.tables import Column
from pipeline.paper.workbook import Sheet
from pipeline.themes.taxonomy import Taxonomy

_REQUIRED = ("task_id", "theme", "value")
_WIDTHS = {"task_id": 18, "theme": 24, "value": 8, "author": 16, "note": 30, "text": 100}
_SPARE = 1_000  # empty rows below the last that have lists too


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a label file, every cell as text, without the blanks around it.

    Attributes
    ----------
    line : where it stands in the file, 1-based; in Label Studio's JSON the number of the task.
    value : "1" or "0" in the spelling of the file, "" where nothing was filled in.
    text : the task's words as the file repeats them.
    """

    line: int
    task_id: str
    theme: str
    value: str
    author: str = ""
    note: str = ""
    text: str = ""


COLUMNS = tuple(field.name for field in fields(SheetRow) if field.name != "line")


def rows_of_table(file: Path, table: Iterable[tuple[int, Sequence[str]]]) -> Iterator[SheetRow]:
    """Give the rows of a table whose first row names the columns, in any order; empty rows are skipped.

    Raises
    ------
    UsageFault
        A column that is needed is not there.
    """
    for line, cells in named_rows(file, table, dict(zip(COLUMNS, COLUMNS, strict=True)), _REQUIRED):
        yield SheetRow(line, **cells)


def cells_of(rows: Iterable[SheetRow]) -> Iterator[tuple[str, ...]]:
    """Give rows as cells under `COLUMNS`."""
    return (astuple(row)[1:] for row in rows)


def sheets_of(rows: Iterable[SheetRow], taxonomy: Taxonomy) -> Iterator[Sheet]:
    """Give rows as a sheet where themes and values are chosen from lists, and a sheet that explains the themes."""
    choices: dict[str, tuple[str, ...] | str] = {
        "theme": f"='Chủ đề'!$A$2:$A${len(taxonomy.themes) + 1}",
        "value": ("1", "0"),
    }
    columns = [Column(name, name, width=_WIDTHS[name], choices=choices.get(name, ())) for name in COLUMNS]
    yield Sheet("Nhãn", columns, cells_of(rows), spare=_SPARE)
    heads = (("theme", "theme", 26), ("Tên (name)", "name", 26), ("Định nghĩa (definition)", "definition", 110))
    explained = [(theme.id, theme.name_vi, theme.definition) for theme in taxonomy.themes]
    yield Sheet("Chủ đề", [Column(vi, en, width=width) for vi, en, width in heads], explained)
