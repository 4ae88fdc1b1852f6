"""A view as a table: the one form in which the command line, a sheet, a page and a report print it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.records import Slice

Cell = str | int | float | date | None
Kind = Literal["text", "number", "share", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading in Vietnamese and English, and what stands in it.

    Attributes
    ----------
    kind : "text", "number" (int), "share" (0 to 1) or "date"; an empty cell is None in all of them.
    width : in characters, for sheets and pages.
    choices : what a sheet offers for this column, or the range of a sheet that lists it ("='Chủ đề'!$A$2:$A$9").
    """

    vi: str
    en: str
    kind: Kind = "text"
    width: int = 20
    choices: tuple[str, ...] | str = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; every row has a cell per column.

    Attributes
    ----------
    name : of the view, a word for file names and sheets ("coverage").
    vi, en : its title.
    note : what a reader has to know, "" for nothing.
    slices : for each row which tasks each of its cells counts, None where it counts none; () for a table that counts
        no tasks. A door that shows tasks makes them links.
    """

    name: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    slices: tuple[tuple[Slice | None, ...], ...] = ()


def shown(cell: Cell, column: Column) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:.0%}" if column.kind == "share" else str(cell)
