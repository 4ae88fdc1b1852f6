"""How far a task has come, as somebody said or as its deadline shows; and what comes back in the workbook.

A workbook that was exported is filled in by others and imported again. A row that still says what was exported
says nothing new; one that was changed on the strength of a state that is no longer the last one is refused, so
that a colleague's word is not undone unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from pipeline.errors import UsageFault
from pipeline.paper.csvs import named_rows, read_csv, unquoted
from pipeline.paper.workbook import read_workbook
from pipeline.records import OPEN, Deadline, Progress, SaidStatus, Status, StoredTask
from pipeline.reports.deadlines import last_days
from pipeline.store.corpus import Corpus
from pipeline.store.finding import Finder, Refusal, Remark
from pipeline.store.followup import Notice
from pipeline.text.normalize import fold

STATUSES: dict[Status, str] = {
    "not_started": "Chưa thực hiện",
    "in_progress": "Đang thực hiện",
    "done": "Hoàn thành",
    "overdue": "Quá hạn",
    "not_applicable": "Không áp dụng",
}
"""What can be the status of a task, and what reports call it."""
SAYABLE: dict[Status, str] = {id: name for id, name in STATUSES.items() if id in get_args(SaidStatus)}
"""Those that a person gives."""

FIELDS = {"id": "Mã nhiệm vụ", "text": "Nội dung nhiệm vụ", "status": "Trạng thái", "note": "Ghi chú",
          "author": "Người cập nhật", "at": "Cập nhật lúc"}  # fmt: skip
"""Field of a row → heading of its column."""

_HEADINGS = (
    {"task_id": "id"} | {name: name for name in FIELDS} | {heading.lower(): name for name, heading in FIELDS.items()}
)
_KNOWN = {fold(word): id for id, name in STATUSES.items() for word in (id, id.replace("_", " "), name)}
_LONGEST_NAME, _LONGEST_NOTE = 100, 2_000


def status_of(stored: StoredTask, today: date) -> Status:
    """Return how far a task has come; see `how_far`."""
    return how_far(stored.progress.status if stored.progress else None, stored.task.deadlines, today)


def how_far(said: Status | None, deadlines: Iterable[Deadline], today: date) -> Status:
    """Return what was said last of a task, "overdue" if all its days are over and it is not done."""
    if said is not None and said not in OPEN:
        return said
    ends = last_days(deadlines)
    return "overdue" if ends and max(ends) < today else said or "not_started"


def is_overdue(stored: StoredTask, today: date) -> bool:
    """Whether all that a task was given a day for should have been done before today, and is not."""
    return status_of(stored, today) == "overdue"


def status_named(word: str) -> Status | None:
    """Return the status that a word means, by id or Vietnamese name, without diacritics too.

    Examples
    --------
    >>> status_named("done"), status_named("dang thuc hien"), status_named("xong")
    ('done', 'in_progress', None)
    """
    return _KNOWN.get(fold(unquoted(word)))


@dataclass(frozen=True, slots=True)
class Returned:
    """What a workbook that came back says.

    Attributes
    ----------
    notices : what is said anew.
    refused, repaired : lines that cannot be meant; lines that were taken although they were damaged.
    n_same : rows that say nothing new.
    """

    notices: tuple[Notice, ...]
    refused: tuple[Remark, ...]
    repaired: tuple[Remark, ...]
    n_same: int


def check(file: Path, corpus: Corpus, author: str) -> Returned:
    """Sort the rows of an .xlsx or .csv file into what is said anew, what is not, and what cannot be meant.

    Parameters
    ----------
    author : who is speaking in rows that name nobody else than the one who spoke last.

    Raises
    ------
    UsageFault
        The file cannot be read, or has no columns for task and status.
    """
    rows = list(named_rows(file, _table(file), _HEADINGS, ("id", "status")))
    finder = Finder(corpus, (unquoted(row["id"]) for _, row in rows))
    notices: dict[int, tuple[int, Notice]] = {}
    refused, repaired, n_same = [], [], 0
    for line, row in rows:
        try:
            task, how = finder.find(unquoted(row["id"]), row.get("text", ""))
            notice = _notice(task, row, corpus.follow_up.history([task]).get(task, []), author)
            if notice is None:
                n_same += 1
                continue
            first, other = notices.setdefault(task, (line, notice))
            if other != notice:
                raise Refusal(f"mâu thuẫn với dòng {first} về cùng một nhiệm vụ (contradictory); dòng {first} được giữ")
        except Refusal as refusal:
            refused.append(Remark(line, str(refusal)))
            continue
        if how:
            repaired.append(Remark(line, how))
    return Returned(tuple(notice for _, notice in notices.values()), tuple(refused), tuple(repaired), n_same)


def _table(file: Path) -> Iterable[tuple[int, Sequence[str]]]:
    match file.suffix.lower():
        case ".xlsx":
            return read_workbook(file)
        case ".csv":
            return read_csv(file)
    raise UsageFault(f"{file}: cần tệp .xlsx hoặc .csv (expected one of these endings).")


def _notice(task: int, row: Mapping[str, str], history: Sequence[Progress], author: str) -> Notice | None:
    """Return what a row says about a task, None if that is what was said when the row was written.

    Raises
    ------
    Refusal
        There is no such status, or somebody has spoken since.
    """
    last = history[-1] if history else None
    seen = next((said for said in reversed(history) if said.at == row["at"]), None) if "at" in row else last
    before, note_before = (seen.status, seen.note) if seen else ("not_started", "")
    status = status_named(row["status"]) if row["status"].strip() else before
    if status is None:
        raise Refusal(f"không có trạng thái {row['status'][:40]!r} (no such status); có: {', '.join(SAYABLE.values())}")
    if status == "overdue":  # nobody says that
        status = before
    note = row.get("note", note_before)[:_LONGEST_NOTE]
    if (status, note) == (before, note_before):
        return None
    if last != seen and last is not None:
        raise Refusal(f"{last.author} đã cập nhật sau khi bảng này được xuất (updated since, {last.at}); xuất lại bảng")
    named = unquoted(row.get("author", ""))[:_LONGEST_NAME]
    return Notice(task, status, author if not named or (last and named == last.author) else named, note)
