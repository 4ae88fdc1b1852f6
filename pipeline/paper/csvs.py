"""CSV for spreadsheets, and as spreadsheets leave it behind; rows by the names of their columns."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.errors import UsageFault
from pipeline.paper.safe import no_formula, plain, with_formula
from pipeline.paper.tables import Cell

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",;\t|"
_QUOTES = "\"'“”„‟‘’‚‛«»`"
_NEW_ROW = re.compile(r"\n[\"“]?[0-9a-f]{12}-\d+[\"”]?[,;\t|]")
_LONGEST_CELL = 1_000_000


def write_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]], target: Path) -> None:
    """Write rows as they come: UTF-8 with the mark without which Excel takes it for something else, no formulas."""
    with target.open("w", encoding="utf-8-sig", newline="", errors="replace") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for row in rows:
            writer.writerow([no_formula(plain(cell)) if isinstance(cell, str) else cell for cell in row])


def read_csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the numbered rows of a CSV file, in UTF-8, UTF-16 or windows-1258; with commas, semicolons or tabs.

    Raises
    ------
    UsageFault
        It cannot be read, or a quotation mark is left open.
    """
    try:
        text = _decoded(file.read_bytes())
    except OSError as error:
        raise UsageFault(f"Không đọc được {file} (cannot be read): {error}") from error
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):  # Excel's own way to name the delimiter
        text, first = rest, rest.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
    return _cells(file, text, delimiter)


def named_rows(
    file: Path, table: Iterable[tuple[int, Sequence[str]]], names: Mapping[str, str], required: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows of a table whose first row names the columns, in any order; empty rows are skipped.

    Parameters
    ----------
    table : numbered rows of cells.
    names : heading in lower case → name of the field; other columns are not looked at.
    required : fields that there must be a column for.

    Returns
    -------
    Number of the row, and name → cell for every field that has a column.

    Raises
    ------
    UsageFault
        A column that is needed is not there.
    """
    rows = iter(table)
    head = [unquoted(cell).lower() for cell in next(rows, (0, ()))[1]]
    places = {names[cell]: place for place, cell in reversed(list(enumerate(head))) if cell in names}
    if missing := [name for name in required if name not in places]:
        known = ", ".join(dict.fromkeys(names.values()))
        raise UsageFault(
            f"{file}: thiếu cột {', '.join(missing)} (missing columns); cần: {known}; "
            f"dòng đầu có: {', '.join(head)[:200] or 'không có gì (nothing)'}."
        )
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            found = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
            yield line, {name: with_formula(found.get(name, "")) for name in places}


def unquoted(cell: str) -> str:
    """Return a cell without blanks and quotation marks, straight or curly, around it."""
    return cell.strip().strip(_QUOTES).strip()


def _decoded(raw: bytes) -> str:
    """Return the text of a file by its mark, else as UTF-8, else as an office PC in Vietnam saves "CSV"."""
    marked = next((name for mark, name in _BOMS if raw.startswith(mark)), None)
    try:
        text = raw.decode(marked or "utf-8", "replace" if marked else "strict")
    except UnicodeDecodeError:
        text = raw.decode("cp1258", "replace")
    return unicodedata.normalize("NFC", text)  # windows-1258 writes most tone marks apart


def _cells(file: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the numbered rows of a CSV text; a quotation mark left open ends the reading with an error."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if any(_NEW_ROW.search(cell) for cell in cells):
                raise csv.Error("dấu ngoặc kép mở mà không đóng (a quotation mark is not closed)")
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageFault(f"{file}, dòng {line}: không phải CSV (not CSV): {error}; không có gì được ghi.") from error
