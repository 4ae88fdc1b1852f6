"""Tasks as rows, with the columns that systems which follow up on tasks ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.records import StoredTask
from pipeline.reports.citations import code_of, place
from pipeline.reports.deadlines import is_overdue, last_days
from pipeline.reports.tables import Cell, Column

STATUSES = ("Chưa thực hiện", "Đang thực hiện", "Hoàn thành", "Quá hạn", "Không áp dụng")

COLUMNS = (
    Column("Mã nhiệm vụ", "Task id", width=17),
    Column("Số/ký hiệu", "Number", width=18),
    Column("Ngày ban hành", "Issued on", width=13),
    Column("Cơ quan ban hành", "Issuer", width=26),
    Column("Trích yếu", "Subject", width=40),
    Column("Nội dung nhiệm vụ", "Task", width=80),
    Column("Đơn vị chủ trì", "Lead", width=30),
    Column("Đơn vị phối hợp", "Partners", width=30),
    Column("Thời hạn", "Deadline as written", width=24),
    Column("Hạn cuối", "Last day", "date", 12),
    Column("Sản phẩm", "Product", width=24),
    Column("Trạng thái", "Status", width=16),
    Column("Chủ đề", "Themes", width=26),
    Column("Văn bản căn cứ", "References", width=22),
    Column("Vị trí", "Place", width=22),
    Column("Tệp", "File", width=26),
)
STATUS_COLUMN = next(n for n, column in enumerate(COLUMNS) if column.vi == "Trạng thái")

# "Sản phẩm: Báo cáo", "Kết quả: …"
_PRODUCT = re.compile(r"^(?:sản phẩm|kết quả)[^:]{0,30}:\s*", re.I)


def task_rows(tasks: Iterable[StoredTask], today: date) -> Iterator[tuple[Cell, ...]]:
    """Give tasks as rows under `COLUMNS`, one after the other."""
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
            max(last_days(stored), default=None),
            "; ".join(_PRODUCT.sub("", line) for line in task.attributes if _PRODUCT.match(line)),
            STATUSES[3] if is_overdue(stored, today) else STATUSES[0],
            "; ".join(score.theme for score in stored.themes if score.tagged),
            "; ".join(task.references),
            place(stored),
            stored.files[0],
        )
