"""Long work that makes the themes better: training, putting versions in use, tagging anew."""

from __future__ import annotations

from functools import partial

from pipeline.text.normalize import squeeze
from pipeline.web.job import Job, Step, Work
from pipeline.workspace import Workspace

_FORCED = "!"


def order(version: str, why: str, *, force: bool = False) -> str:
    """Return the argument of a job that puts a version in use or takes it back; people read it too."""
    return f"{version}{_FORCED if force else ''}: {squeeze(why)}"


def _train(workspace: Workspace, job: Job, step: Step) -> str:
    """Train a version; the job's argument is the note on it."""
    model, lesson = workspace.themes.train(author=job.author, note=job.argument, progress=step)
    if lesson is None:
        return f"Không có gì mới để học: đã có phiên bản {model.version} từ đúng các câu này. (Nothing new to learn.)"
    return f"Có phiên bản mới {model.version}, chưa đưa vào dùng. (A new version, not in use yet.)"


def _promote(workspace: Workspace, job: Job, step: Step) -> str:
    """Put a version in use, unless a job that was cut off has done so already."""
    asked, _, why = job.argument.partition(": ")
    version = asked.removesuffix(_FORCED)
    if workspace.themes.model().version == version:
        return f"{version} đang được dùng. (In use.)"
    changed = workspace.themes.promote(
        version, author=job.author, why=why, force=asked.endswith(_FORCED), progress=partial(step, "tag")
    )
    return f"Đang dùng {version}; {changed} nhiệm vụ đổi chủ đề. (In use; tasks with other tags.)"


def _roll_back(workspace: Workspace, job: Job, step: Step) -> str:
    """Take a version back, unless a job that was cut off has done so already."""
    version, _, why = job.argument.partition(": ")
    used = workspace.themes.model().version
    if used != version:
        return f"{version} không còn được dùng; đang dùng {used}. (Not in use any more.)"
    before, changed = workspace.themes.rollback(author=job.author, why=why, progress=partial(step, "tag"))
    return f"Đã quay lại {before}; {changed} nhiệm vụ đổi chủ đề. (Rolled back.)"


def _retag(workspace: Workspace, job: Job, step: Step) -> str:
    """Give the stored tasks the tags of the themes in use, which is what opening the corpus for changes does."""
    with workspace.themes.writing(progress=partial(step, "tag")) as corpus:
        return f"Đã áp dụng các chủ đề cho {corpus.counts()['tasks']} nhiệm vụ. (Themes applied to all tasks.)"


LESSONS: dict[str, Work] = {"train": _train, "promote": _promote, "rollback": _roll_back, "retag": _retag}
"""Kinds of such work."""
