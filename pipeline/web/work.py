"""What long work there is; how it runs is a matter of `jobs`.

A function here is done in a process of its own: it has to be importable, and knows nothing of the server's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.web.job import Job, Step, Work
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.ingest.ingest import Report

_NAMED = 3  # files that could not be read, the others are counted
_WHAT_BECAME = {
    "read": "{} tệp đã đọc",
    "no-tasks": "{} tệp không có nhiệm vụ nào",
    "opened": "{} tệp nén hoặc thư đã mở",
    "unchanged": "{} tệp không đổi",
    "dropped": "{} tệp không còn nữa",
}


def _read(workspace: Workspace, job: Job, step: Step) -> str:
    """Bring the corpus up to date with the folders it knows, `data/raw` among them."""
    workspace.raw.mkdir(parents=True, exist_ok=True)
    return told(workspace.run(progress=step))


def told(report: Report) -> str:
    """Return in words what became of the files."""
    return "; ".join(_told(report)) or "Không thấy tệp nào (no files)."


def _told(report: Report) -> Iterator[str]:
    counts = Counter(entry.status for entry in report.entries)
    yield from (words.format(counts[status]) for status, words in _WHAT_BECAME.items() if counts[status])
    if failures := report.failures():
        named = ", ".join(failure.file for failure in failures[:_NAMED])
        yield f"{len(failures)} tệp không đọc được: {named}{' …' if len(failures) > _NAMED else ''}"
    if report.orphans:
        yield f"{len(report.orphans)} nhiệm vụ đã có nhãn không còn trong kế hoạch nào"


WORK: dict[str, Work] = {"read": _read}
