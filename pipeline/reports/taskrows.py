"""Tasks as rows, with the columns that systems which follow up on tasks ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pipeline.paper.tables import Cell, Column
from pipeline.records import StoredTask
from pipeline.reports.citations import code_of, place
from pipeline.reports.deadlines import last_days
from pipeline.reports.statuses import FIELDS, SAYABLE, STATUSES, status_of

COLUMNS = (
    Column(FIELDS["id"], "Task id", width=17),
    Column("Số/ký hiệu", "Number", width=18),
    Column("Ngày ban hành", "Issued on", width=13),
    Column("Cơ quan ban hành", "Issuer", width=26),
    Column("Trích yếu", "Subject", width=40),
    Column(FIELDS["text"], "Task", width=80),
    Column("Đơn vị chủ trì", "Lead", width=30),
    Column("Đơn vị phối hợp", "Partners", width=30),
    Column("Thời hạn", "Deadline as written", width=24),
    Column("Hạn cuối", "Last day", "date", 12),
    Column("Sản phẩm", "Product", width=24),
    Column(FIELDS["status"], "Status", width=16, choices=tuple(SAYABLE.values())),
    Column(FIELDS["note"], "Note", width=30),
    Column(FIELDS["author"], "Updated by", width=16),
    Column(FIELDS["at"], "Updated at", width=24),
    Column("Chủ đề", "Themes", width=26),
    Column("Văn bản căn cứ", "References", width=22),
    Column("Vị trí", "Place", width=22),
    Column("Tệp", "File", width=26),
)

# "Sản phẩm: Báo cáo", "Kết quả: …"
_PRODUCT = re.compile(r"^(?:sản phẩm|kết quả)[^:]{0,30}:\s*", re.I)


def task_rows(tasks: Iterable[StoredTask], today: date, theme_names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    """Give tasks as rows under `COLUMNS`, one after the other.

    Parameters
    ----------
    today : the day by which a task is overdue.
    theme_names : id → what a theme is called.
    """
    for stored in tasks:
        task, header = stored.task, stored.header
        yield (
            stored.id,
            code_of(header),
            header.issued_on or "",
            header.issuer or "",
            (f"[{header.secrecy.upper()}] " if header.secrecy else "") + (header.title or ""),
            task.text,
            "; ".join(task.lead),
            "; ".join(task.partners),
            "; ".join(deadline.raw for deadline in task.deadlines),
            max(last_days(stored.task.deadlines), default=None),
            "; ".join(_PRODUCT.sub("", line) for line in task.attributes if _PRODUCT.match(line)),
            STATUSES[status_of(stored, today)],
            *((said.note, said.author, said.at) if (said := stored.progress) else ("", "", "")),
            "; ".join(theme_names.get(score.theme, score.theme) for score in stored.themes if score.tagged),
            "; ".join(task.references),
            place(stored),
            stored.files[0],
        )
