"""Task tables of annexes: rows to tasks, by the words of the head row.

Columns come in any order and wording (``STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian``);
tables of targets, points, budgets and measurements look the same and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.plans.attributes import Field
from pipeline.plans.roles import heading_agencies
from pipeline.records import Paragraph
from pipeline.text.normalize import match_form

Column = Literal["number", "task", "lead", "partners", "deadline", "product", "source", "other"]

# Tried in this order: a column "Đơn vị phối hợp thực hiện" is about partners before it is about doing.
_DOES = r"(?:được giao |chịu trách nhiệm )?(?:thực hiện|tham mưu|đầu mối)"
_COLUMNS: tuple[tuple[Column, str], ...] = (
    ("number", r"^(?:stt|tt|số tt|số thứ tự|s tt|no\.?)\.?$"),
    ("partners", r"phối hợp|phối kết hợp"),
    (
        "lead",
        rf"chủ trì|(?:đơn vị|cơ quan) {_DOES}|phân công|trách nhiệm|(?:người|bộ phận) thực hiện|^(?:đơn vị|cơ quan)$",
    ),
    ("deadline", r"thời gian|thời hạn|tiến độ|hạn hoàn thành|hoàn thành trước|lộ trình|^hạn\b"),
    ("product", r"sản phẩm|kết quả|đầu ra|hình thức văn bản"),
    ("source", r"văn bản giao|căn cứ|văn bản chỉ đạo|cơ sở pháp lý"),
    (
        "task",
        r"nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|phần việc|việc cần"
        r"|tên (?:đề án|chương trình|văn bản|dự án|kế hoạch|mô hình)",
    ),
)
_COLUMN_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
# Head words of tables of targets, points, budgets, measurements and persons.
_NOT_TASKS = re.compile(
    r"điểm|chỉ tiêu|đơn vị tính|đvt|kinh phí|dự toán|triệu đồng|tỷ đồng|số tiền|thành tiền|khối lượng|đơn giá"
    r"|tọa độ|toạ độ|thông số|tần suất|số lượng|tỷ lệ|diện tích|họ và tên|ngày sinh|chức vụ|vốn|ký hiệu mẫu"
    r"|mục tiêu đến|năm 20\d\d$"
)
_FIELDS: tuple[tuple[Column, Field], ...] = (
    ("lead", "lead"),
    ("partners", "partners"),
    ("deadline", "deadline"),
    ("product", "product"),
    ("source", "other"),
)
_GROUP = re.compile(r"((?:[IVXLC]{1,6}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\s?[.)\-/:]?)(?:\s+|$)(?=\S|$)")
_ROW_NUMBER = re.compile(r"(?:\d{1,3}|[IVXLC]{1,6})(?:\.\d{1,2}){0,3}\s?[.)]?")
_GROUP_MARKER = re.compile(r"(?:[IVXLC]{1,6}|[A-HĐ])\s?[.)\-/:]?")
_HEAD_ROWS = 4  # among which the head row stands
_DITTO = re.compile(r"[-–\s]*(?:n/?t|như trên|//|〃|[\"”“″'’]{1,2})[-–\s.]*", re.I)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row that orders something.

    Attributes
    ----------
    marker, group, headings : its number, the markers and the words of the group rows above it.
    text : its task cell.
    fields : the other cells by the attribute they fill.
    start, end : of number and task cell in the document's text.
    """

    marker: str
    group: tuple[str, ...]
    headings: tuple[str, ...]
    text: str
    fields: dict[Field, str]
    start: int
    end: int
    paragraph: Paragraph


def task_rows(rows: Sequence[Paragraph], columns: Sequence[Column]) -> Iterator[TaskRow]:
    """Yield the tasks of a table whose columns are known."""
    group: list[tuple[str, str]] = []
    above: dict[Column, str] = {}
    for row in rows:
        if read_columns(row):  # the head row, or its repetition on the next page
            continue
        row = _with_merged_number(row, columns)
        cells = _by_column(row, columns)
        heading = _group_heading(row, cells)
        if heading is not None:
            group = _nest(group, heading)
            above = {}
        elif cells.get("task", "").strip() and not _is_numbering(row) and not heading_agencies(cells["task"]):
            above = _carried(cells, above)
            yield _task_row(row, cells | above, columns, group)


def find_columns(rows: Sequence[Paragraph]) -> tuple[Column, ...] | None:
    """Return the columns of a task table by its head row, None for a table of another kind.

    A head row whose number cell was merged with the one above it lacks its first column; it is given back.
    """
    for i, row in enumerate(rows[:_HEAD_ROWS]):
        if columns := read_columns(row):
            columns = _with_second_line(columns, row, rows[i + 1 : i + 2])
            numbered = i + 1 < len(rows) and bool(_ROW_NUMBER.fullmatch(rows[i + 1].cells[0].strip()))
            short = "number" not in columns and columns[-1] == "other"
            return ("number", *columns[:-1]) if numbered and short else columns
    return None


def _with_second_line(columns: tuple[Column, ...], head: Paragraph, below: Sequence[Paragraph]) -> tuple[Column, ...]:
    """Return the columns of a head of two lines: "Cơ quan thực hiện" stands over "Chủ trì" and "Phối hợp"."""
    for row in below:
        cells = tuple(lower or upper for upper, lower in zip(head.cells, row.cells, strict=False))
        both = None if row.cells[0].strip() else read_columns(replace(head, cells=cells))
        if both and both.count("other") < columns.count("other"):
            return both
    return columns


def counts_on(before: Sequence[Paragraph], rows: Sequence[Paragraph]) -> bool:
    """Whether the numbers of a table follow those of the table before it: only a page end divides the two."""
    last, first = _numbers(before)[-1:], _numbers(rows)[:1]
    return bool(last and first) and first[0] == last[0] + 1


def _numbers(rows: Sequence[Paragraph]) -> list[int]:
    """Return the whole numbers in the first cells of rows."""
    firsts = (row.cells[0].strip(" .)") for row in rows)
    return [int(first) for first in firsts if first.isdecimal() and len(first) < 4]


def _with_merged_number(row: Paragraph, columns: Sequence[Column]) -> Paragraph:
    """Give a row whose number cell is merged with the one above its empty first cell back."""
    first = row.cells[0].strip()
    merged = columns[0] == "number" and len(first) > 20 and not row.cells[-1].strip() and sum(map(bool, row.cells)) > 1
    return replace(row, cells=("", *row.cells[:-1])) if merged and not _GROUP.match(first) else row


def read_columns(row: Paragraph) -> tuple[Column, ...] | None:
    """Return the columns that a head row names, None unless they are those of a task table."""
    words = [match_form(cell) for cell in row.cells]
    if any(len(word) > 120 for word in words):
        return None
    columns = tuple(_column(word) for word in words)
    found = set(columns)
    if "task" not in found or found.isdisjoint(("lead", "deadline", "partners")):
        return None
    if "number" not in found and len(found) < 3:
        return None
    strange = sum(
        bool(_NOT_TASKS.search(word))
        for word, column in zip(words, columns, strict=True)
        if column in ("other", "task")
    )
    return None if strange > 1 or (strange and "lead" not in found) else _one_task_column(columns)


def _column(word: str) -> Column:
    return next((name for name, pattern in _COLUMN_PATTERNS if pattern.search(word)), "other")


def _one_task_column(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Of two task columns the first holds the task; of two others the first counts too."""
    seen: set[Column] = set()
    out: list[Column] = []
    for column in columns:
        out.append("other" if column in seen else column)
        seen.add(column)
    return tuple(out)


def _by_column(row: Paragraph, columns: Sequence[Column]) -> dict[Column, str]:
    return {column: cell for column, cell in zip(columns, row.cells, strict=False) if column != "other"}


def _group_heading(row: Paragraph, cells: dict[Column, str]) -> tuple[str, str] | None:
    """Return marker and words of a group row: one filled cell, or a Roman number and a title without fields."""
    filled = [cell for cell in row.cells if cell.strip()]
    fields = any(cells.get(name, "").strip() for name in ("lead", "deadline", "partners", "product"))
    if fields or not filled:
        return None
    if len(filled) == 1:
        match = _GROUP.match(filled[0])
        unnumbered = "number" in cells and not cells["number"].strip()
        if match is None and cells.get("task", "").strip() == filled[0] and not (unnumbered or filled[0].isupper()):
            return None
        return (match[1].strip(), filled[0][match.end() :].strip()) if match else ("", filled[0])
    number = cells.get("number", "").strip(" *")
    if _GROUP_MARKER.fullmatch(number) or cells.get("task", "").isupper():
        return number, " ".join(filled[1:])
    return None


def _nest(group: list[tuple[str, str]], heading: tuple[str, str]) -> list[tuple[str, str]]:
    """Put a group row below the one that it refines: letters above Roman numbers above figures."""
    rank = _rank(heading[0])
    return [*(g for g in group if _rank(g[0]) < rank), heading]


def _rank(marker: str) -> int:
    word = marker.strip(" .)-/:")
    if re.fullmatch(r"[ABDEGHĐ]", word):
        return 0
    if re.fullmatch(r"[IVXLC]+", word):
        return 1
    return 2 + word.count(".") if word else 4


def _is_numbering(row: Paragraph) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    return all(re.fullmatch(r"\(?\d{1,2}\)?|", cell.strip()) for cell in row.cells)


def _carried(cells: dict[Column, str], above: dict[Column, str]) -> dict[Column, str]:
    """Cells merged with the one above (empty) or marked as the same ("nt") take its words."""
    out: dict[Column, str] = {}
    for name in ("number", "lead", "partners", "deadline"):
        cell = cells.get(name, "").strip()
        same = _DITTO.fullmatch(cell) if cell else name != "partners"
        out[name] = above.get(name, "") if same else cell  # type: ignore[index]
    return out


def _task_row(
    row: Paragraph, cells: dict[Column, str], columns: Sequence[Column], group: Sequence[tuple[str, str]]
) -> TaskRow:
    marker = cells.get("number", "").strip()
    text = cells["task"].strip()
    place = row.text.find(text)
    start = row.start + (row.text.find(marker) if marker and 0 <= row.text.find(marker) < place else max(place, 0))
    return TaskRow(
        marker,
        tuple(m for m, _ in group if m),
        tuple(words for _, words in group),
        text,
        {field: cells.get(column, "") for column, field in _FIELDS},
        start,
        row.start + max(place, 0) + len(text),
        row,
    )
