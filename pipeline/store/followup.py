"""How far people say that tasks have come: every word of it kept, the last one about a task counting.

What was said hangs on the task's subject, so that it follows the task into new contents of its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import Progress, Status
from pipeline.store.clock import moment
from pipeline.store.database import Database
from pipeline.store.rows import dump
from pipeline.store.subjects import LIVE, Subjects

_SAID = "s.status, s.note, s.author, s.at"
_OF_ROWS = (
    f"SELECT t.row, {_SAID} FROM tasks t JOIN documents d ON d.id = t.document "
    "JOIN subjects u ON u.sha256 = d.sha256 AND u.ordinal = t.ordinal JOIN statuses s ON s.subject = u.id "
    "WHERE t.row IN (SELECT value FROM json_each(?)) ORDER BY s.id"
)
_ORPHANS = (
    f"SELECT s.file, s.text, p.status, p.note, p.author, p.at FROM statuses p JOIN subjects s ON s.id = p.subject "
    f"WHERE p.id IN (SELECT max(id) FROM statuses GROUP BY subject) AND NOT EXISTS (SELECT 1 FROM {LIVE}) ORDER BY p.id"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody says about the task at a row; any status but "overdue"."""

    row: int
    status: Status
    author: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Orphan:
    """What was said last about a task that has gone: where it stood, its words, how far it had come."""

    file: str
    text: str
    progress: Progress


class FollowUp:
    """The states of the tasks of one corpus."""

    def __init__(self, database: Database, subjects: Subjects) -> None:
        self._database = database
        self._subjects = subjects

    def add(self, notices: Sequence[Notice]) -> list[Notice]:
        """Keep notices, given at this moment; return those that say something new.

        A status and note that were the last ones already are not written down twice; notices of tasks that
        have gone are left out.
        """
        rows = [notice.row for notice in notices]
        subjects = self._subjects.at(rows)
        last = {row: (said[-1].status, said[-1].note) for row, said in self.history(rows).items()}
        news = []
        for notice in notices:
            if notice.row in subjects and last.get(notice.row) != (notice.status, notice.note):
                last[notice.row] = (notice.status, notice.note)
                news.append(notice)
        at = moment()
        self._database.run_many(
            "INSERT INTO statuses (subject, status, note, author, at) VALUES (?, ?, ?, ?, ?)",
            ((subjects[n.row], n.status, n.note, n.author, at) for n in news),
        )
        return news

    def history(self, rows: Iterable[int]) -> dict[int, list[Progress]]:
        """Return all that was said about the tasks at these rows, the oldest first; silence is left out."""
        found: dict[int, list[Progress]] = {}
        for row, *said in self._database.all(_OF_ROWS, [dump(sorted(set(rows)))]):
            found.setdefault(row, []).append(Progress(*said))
        return found

    def orphans(self) -> list[Orphan]:
        """Return what was said last about every task that has gone."""
        return [Orphan(file, text, Progress(*said)) for file, text, *said in self._database.all(_ORPHANS)]
