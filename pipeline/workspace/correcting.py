"""A task put right by a person: who does it, with whom, by when, what it is about, how far it has come.

What is typed is read as plans are read, so that a name or a day means the same whoever wrote it. All of an edit is
kept or none of it, and nobody overwrites unseen what somebody else has just said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import blake2s
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import Conflict
from pipeline.records import Amendable, Status, StoredTask
from pipeline.store.corpus import Corpus
from pipeline.store.corrections import Amendment
from pipeline.store.followup import Notice
from pipeline.store.labels import Judgement
from pipeline.store.rows import Value
from pipeline.store.wire import stored_json
from pipeline.workspace.typed import limits, line, names

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

Part = Literal["lead", "partners", "deadlines", "themes", "progress"]
PARTS: dict[Part, str] = {
    "lead": "Chủ trì", "partners": "Phối hợp", "deadlines": "Thời hạn", "themes": "Chủ đề", "progress": "Tình trạng",
}  # fmt: skip
"""What can be said about, and what it is called."""
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants a task to say.

    Attributes
    ----------
    lead, partners : agencies as typed; None leaves them as they are.
    deadlines : time limits as typed; None likewise.
    themes : theme → whether the task has it; the others stay.
    progress : how far the task has come, with a note; None as it is.
    undone : fields that go back to what was read from the plan.
    note : why.
    """

    lead: tuple[str, ...] | None = None
    partners: tuple[str, ...] | None = None
    deadlines: tuple[str, ...] | None = None
    themes: Mapping[str, bool] = field(default_factory=dict)
    progress: tuple[Status, str] | None = None
    undone: tuple[Amendable, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Something that somebody said about a task.

    Attributes
    ----------
    part : what it is about; for "themes", `theme` is which.
    before, after : values of the field; (True,) or (False,) of a theme, the status of a progress; `before` is ()
        where it was not kept, `after` None where the field went back to what was read, or a label was taken back.
    at : UTC, ISO 8601.
    """

    at: str
    author: str
    part: Part
    theme: str
    before: tuple[Any, ...]
    after: tuple[Any, ...] | None
    note: str


_SHOWN: dict[Part, Callable[[StoredTask], object]] = {
    "lead": attrgetter("task.lead"),
    "partners": attrgetter("task.partners"),
    "deadlines": attrgetter("task.deadlines"),
    "themes": lambda stored: sorted((score.theme, score.tagged) for score in stored.themes if score.author),
    "progress": lambda stored: stored.progress and (stored.progress.status, stored.progress.note),
}


def revision_of(stored: StoredTask) -> str:
    """Return what tells one state of a task from another: a short hash of each part that people change."""
    return "-".join(blake2s(repr(shown(stored)).encode(), digest_size=4).hexdigest() for shown in _SHOWN.values())


def state_json(corpus: Corpus, task_id: str) -> dict[str, Any]:
    """Return a task, its revision, and all that people said about it.

    Raises
    ------
    TaskMissing
        There is no such task.
    """
    row, stored = corpus.find(task_id)
    words = [asdict(word) for word in history_at(corpus, row)]
    return {**stored_json(stored), "revision": revision_of(stored), "history": words}


def changed_since(revision: str, stored: StoredTask) -> set[Part]:
    """Return the parts of a task that are not what they were in a revision; all of them if it is no revision."""
    then, now = revision.split("-"), revision_of(stored).split("-")
    if len(then) != len(now):
        return set(_SHOWN)
    return {part for part, old, new in zip(_SHOWN, then, now, strict=True) if old != new}


def correct(
    workspace: Workspace, task_id: str, edit: Edit, author: str, seen: str | None = None
) -> tuple[StoredTask, tuple[Part, ...]]:
    """Keep what somebody says about a task; return the task, and which parts of it have changed.

    Only a short transaction is made: whoever is reading plans meanwhile need not be waited for.

    Parameters
    ----------
    seen : `revision_of` the task as the author saw it; None if that does not matter.

    Raises
    ------
    TaskMissing
        There is no such task.
    QueryError
        There is no such theme, or a time limit cannot be understood.
    Conflict
        A part of it that the author changes is not what it was then; nothing was written.
    """
    corpus = workspace.corpus()
    themes = _themes(workspace, edit.themes)
    with corpus.changing():
        row, stored = corpus.find(task_id)
        amendments = list(_amendments(corpus, row, stored, edit, author))
        notices = (
            [Notice(row, edit.progress[0], author, line(edit.progress[1])[:_LONGEST_NOTE])] if edit.progress else []
        )
        touched: set[Part] = {amendment.field for amendment in amendments}
        touched |= {"themes"} if themes else set()
        touched |= {"progress"} if notices else set()
        if seen is not None and (lost := touched & changed_since(seen, stored)):
            raise _conflict(history_at(corpus, row), lost)
        corpus.correct(amendments)
        corpus.judge(
            [Judgement(row, *theme, author, line(edit.note)[:_LONGEST_NOTE]) for theme in themes.items()],
            corpus.tags.version,
        )
        corpus.follow_up.add(notices)
        (now,) = corpus.tasks([row])
    return now, tuple(part for part in _SHOWN if _SHOWN[part](now) != _SHOWN[part](stored))


def history(workspace: Workspace, task_id: str) -> list[Word]:
    """Return all that people said about a task, the oldest first.

    Raises
    ------
    TaskMissing
        There is no such task.
    """
    corpus = workspace.corpus()
    return history_at(corpus, corpus.find(task_id)[0])


def history_at(corpus: Corpus, row: int) -> list[Word]:
    """Return all that people said about the task at a row, the oldest first."""
    words = [
        Word(c.at, c.author, c.field, "", c.before, c.after, c.note)
        for c in corpus.corrections.history([row]).get(row, ())
    ]
    words += [
        Word(at, author, "themes", theme, (), None if value is None else (value,), note)
        for author, at, theme, value, note in corpus.labels.words(row)
    ]
    said = corpus.follow_up.history([row]).get(row, [])
    earlier = ["not_started", *(progress.status for progress in said)]
    words += [
        Word(p.at, p.author, "progress", "", (before,), (p.status,), p.note)
        for before, p in zip(earlier, said, strict=False)
    ]
    return sorted(words, key=attrgetter("at"))


def _conflict(words: Sequence[Word], lost: Iterable[Part]) -> Conflict:
    """Return the error that says who was faster, and with what."""
    parts = sorted(lost)
    faster = [word for word in words if word.part in lost][-1:]
    at = f" lúc {datetime.fromisoformat(faster[0].at).astimezone():%H:%M %d/%m/%Y}" if faster else ""
    who = f"{faster[0].author} vừa sửa" if faster else "Văn bản đã được đọc lại, nay khác"
    what = ", ".join(PARTS[part].lower() for part in parts)
    return Conflict(
        f"{who} {what}{at}; xem giá trị mới rồi lưu lại nếu vẫn muốn (changed meanwhile: {', '.join(parts)})."
    )


def _themes(workspace: Workspace, given: Mapping[str, bool]) -> dict[str, bool]:
    """Return themes as the taxonomy calls them."""
    from pipeline.search.matching import theme_id

    return {theme_id(name, workspace.themes.taxonomy): value for name, value in given.items()} if given else {}


def _amendments(corpus: Corpus, row: int, stored: StoredTask, edit: Edit, author: str) -> Iterator[Amendment]:
    """Give what an edit changes of the fields that were read from the plan."""
    shown, read = corpus.corrections.shown([row])[row], corpus.corrections.as_read([row])[row]
    year = int((stored.header.issued_on or "")[:4] or 0) or None
    wanted: dict[Amendable, Value] = {part: read[part] for part in edit.undone}
    if edit.lead is not None:
        wanted["lead"] = names(corpus, "lead", edit.lead, (*shown["lead"], *read["lead"]))
    if edit.partners is not None:
        wanted["partners"] = names(corpus, "partner", edit.partners, (*shown["partners"], *read["partners"]))
    if edit.deadlines is not None:
        wanted["deadlines"] = limits(edit.deadlines, (*shown["deadlines"], *read["deadlines"]), year)
    for part, value in wanted.items():
        if value != shown[part]:
            yield Amendment(row, part, value, author, line(edit.note)[:_LONGEST_NOTE])
