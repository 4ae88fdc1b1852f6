"""What long work there is; how it runs is a matter of `jobs`.

A function here is done in a process of its own: it has to be importable, and knows nothing of the server's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageFault
from pipeline.web.job import Job, Step, Work
from pipeline.web.jobs import Jobs
from pipeline.web.lessons import LESSONS
from pipeline.web.orders import make
from pipeline.workspace import Workspace
from pipeline.workspace.documents import Place

if TYPE_CHECKING:
    from pipeline.ingest.ingest import Report

_NAMED = 3  # files that could not be read, the others are counted
_WHAT_BECAME = {
    "read": ("{} tệp đã đọc", "{} read"),
    "no-tasks": ("{} tệp không có nhiệm vụ nào", "{} without tasks"),
    "opened": ("{} tệp nén hoặc thư đã mở", "{} opened"),
    "unchanged": ("{} tệp không đổi", "{} unchanged"),
    "dropped": ("{} tệp không còn nữa", "{} gone"),
}


def _read(workspace: Workspace, job: Job, step: Step) -> str:
    """Bring the corpus up to date with a folder, or with all that it follows."""
    return _told_of(workspace, job, step, again=False)


def _read_again(workspace: Workspace, job: Job, step: Step) -> str:
    """Read a file, a folder or all of them again, also what has not changed."""
    return _told_of(workspace, job, step, again=True)


def _told_of(workspace: Workspace, job: Job, step: Step, *, again: bool) -> str:
    """Read what a job names, a path a line; a folder that is not there now keeps what was read of it."""
    workspace.raw.mkdir(parents=True, exist_ok=True)
    named = [workspace.home / path for path in filter(None, job.argument.split("\n"))]
    places = named or (workspace.documents.followed() if workspace.corpus_path.is_file() else [workspace.raw])
    gone = [str(place) for place in places if not place.exists()]
    if len(gone) == len(places):
        raise UsageFault(f"Không thấy {', '.join(gone)} (not there now); kiểm tra đường dẫn.")
    report = workspace.run([place for place in places if place.exists()], again=again, progress=step)
    return told(report) + (f"; không thấy {', '.join(gone)} (not there now)" if gone else "")


def _tidy(workspace: Workspace, job: Job, step: Step) -> str:
    """Drop what is derived from files that have gone."""
    workspace.documents.tidy(partial(step, "index"))
    counts = workspace.corpus().counts()
    plans, tasks = counts["documents"], counts["tasks"]
    return f"Trong kho có {plans} kế hoạch, {tasks} nhiệm vụ. ({plans} plans, {tasks} tasks.)"


def told(report: Report) -> str:
    """Return in words what became of the files."""
    said = list(_said(report))
    if not said:
        return "Không thấy tệp nào (no files)."
    return f"{'; '.join(vietnamese for vietnamese, _ in said)} ({', '.join(english for _, english in said)})"


def _said(report: Report) -> Iterator[tuple[str, str]]:
    """Give what there is to say, in Vietnamese and English."""
    counts = Counter(entry.status for entry in report.entries)
    for status, (vietnamese, english) in _WHAT_BECAME.items():
        if n := counts[status]:
            yield vietnamese.format(n), english.format(n)
    if failures := report.failures():
        named = ", ".join(failure.file for failure in failures[:_NAMED]) + (" …" if len(failures) > _NAMED else "")
        yield f"{len(failures)} tệp không đọc được: {named}", f"{len(failures)} could not be read"
    if n := len(report.orphans):
        yield f"{n} nhiệm vụ đã có nhãn không còn trong kế hoạch nào", f"{n} labelled tasks gone"


WORK: dict[str, Work] = {"read": _read, "again": _read_again, "tidy": _tidy, "paper": make, **LESSONS}


def reread(jobs: Jobs, workspace: Workspace, places: Sequence[Place], author: str) -> Job:
    """Have files, one or more, read again, and taken back where they were left out.

    Raises
    ------
    UsageFault
        One is neither known nor left out, or is not there any more.
    """
    documents = workspace.documents
    left_out = {(file.root, file.file) for file in documents.left_out()}
    paths = sorted({_from(workspace.home, documents.original(place)) for place in places})
    for place in left_out.intersection(places):
        documents.take_back(place)
    return jobs.start("again", author, "\n".join(paths))


def _from(home: Path, path: Path) -> str:
    """Return a path as it is called from the workspace, if it lies in it."""
    return str(path.relative_to(home) if path.is_relative_to(home) else path)
