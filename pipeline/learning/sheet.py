"""Label files as rows of words: what all formats have in common, and CSV as spreadsheets leave it behind.

Nothing is judged here but the shape: whether a task exists and a theme is known is `intake`'s to say.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pipeline.errors import UsageFault

_REQUIRED = ("task_id", "theme", "value")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",;\t|"
_QUOTES = "\"'“”„‟‘’‚‛«»`"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEW_ROW = re.compile(r"\n[\"“]?[0-9a-f]{12}-\d+[\"”]?[,;\t|]")
_LONGEST_CELL = 1_000_000


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


def unquoted(cell: str) -> str:
    """Return a cell without blanks and quotation marks, straight or curly, around it."""
    return cell.strip().strip(_QUOTES).strip()


def rows_of_table(file: Path, table: Iterable[tuple[int, Sequence[str]]]) -> Iterator[SheetRow]:
    """Give the rows of a table whose first row names the columns, in any order; empty rows are skipped.

    Parameters
    ----------
    table : numbered rows of cells.

    Raises
    ------
    UsageFault
        A column that is needed is not there.
    """
    rows = iter(table)
    head = [unquoted(cell).lower() for cell in next(rows, (0, ()))[1]]
    missing = [name for name in _REQUIRED if name not in head]
    if missing:
        raise UsageFault(
            f"{file}: thiếu cột {', '.join(missing)} (missing columns); cần: {', '.join(COLUMNS)}; "
            f"dòng đầu có: {', '.join(head)[:200] or 'không có gì (nothing)'}."
        )
    places = {name: head.index(name) for name in COLUMNS if name in head}
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            found = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
            yield SheetRow(line, **{name: _unguarded(found.get(name, "")) for name in COLUMNS})


def read_csv(file: Path) -> Iterator[SheetRow]:
    """Read a CSV file: UTF-8 with or without a mark, UTF-16 or windows-1258; commas, semicolons or tabs.

    Raises
    ------
    UsageFault
        It cannot be read, or is no such table.
    """
    text = _decoded(_bytes(file))
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):  # Excel's own way to name the delimiter
        text, first = rest, rest.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
    return rows_of_table(file, _cells(file, text, delimiter))


def write_csv(file: Path, rows: Iterable[SheetRow]) -> None:
    """Write rows for spreadsheets: UTF-8 with a mark, and no cell that a spreadsheet takes for a formula.

    Raises
    ------
    UsageFault
        The file cannot be written.
    """
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows([_guarded(cell) for cell in astuple(row)[1:]] for row in rows)
    except OSError as error:
        raise unwritable(file, error) from error


def unwritable(file: Path, error: Exception) -> UsageFault:
    """Return the error that a file cannot be written."""
    return UsageFault(f"Không ghi được {file} (cannot be written): {error}; đóng tệp nếu đang mở rồi thử lại.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageFault(f"Không đọc được {file} (cannot be read): {error}") from error


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


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    """Return a cell as it was before `_guarded`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
