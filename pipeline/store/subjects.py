"""The tasks that somebody has said something about, and where they are now.

Labels (later: corrections, states of work) hang on a subject, never on a task: when a file gets other
contents, or another version of the reader reads it, the subject moves to the task's successor and takes
along whatever hangs on it. A subject whose task has gone without a successor is an orphan; it is kept, shown,
and comes back to life when the task does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.store.database import Database
from pipeline.store.rows import dump, load
from pipeline.store.succession import Place, successors

LIVE = (
    "documents d JOIN tasks t ON t.document = d.id WHERE d.sha256 = s.sha256 AND t.ordinal = s.ordinal "
    "AND EXISTS (SELECT 1 FROM files f WHERE f.document = d.id)"
)
"""Rest of a question for the task of a subject `s`, where there is one."""
_GONE = -1  # no task has this ordinal
_SEEN = "SELECT t.row, d.sha256, t.ordinal, t.path, t.marker, t.text FROM tasks t JOIN documents d ON d.id = t.document"
_OLD = "SELECT o.text FROM tasks o JOIN documents p ON p.id = o.document WHERE p.sha256 = ?"
_HEIR = (
    "SELECT n.document FROM tasks n WHERE n.document > (SELECT p.id FROM documents p WHERE p.sha256 = ?) "
    f"AND n.text IN ({_OLD}) GROUP BY n.document "
    f"HAVING 2 * count(DISTINCT n.text) >= (SELECT count(DISTINCT text) FROM ({_OLD})) "
    "ORDER BY count(DISTINCT n.text) DESC, n.document LIMIT 1"
)
_SUBJECT = "SELECT s.id, s.sha256, s.ordinal, s.path, s.marker, s.text, s.file FROM subjects s"


@dataclass(frozen=True, slots=True)
class Subject:
    """A task as it stood when it was last seen in `file`."""

    id: int
    sha256: str
    ordinal: int
    place: Place
    file: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A task that is in the corpus."""

    row: int
    sha256: str
    ordinal: int
    place: Place


class Subjects:
    """The subjects of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exist(self) -> bool:
        """Whether anybody has said anything about any task."""
        return bool(self._database.value("SELECT EXISTS (SELECT 1 FROM subjects)"))

    def at(self, rows: Sequence[int]) -> dict[int, int]:
        """Return the subject of the task at each row, made where there was none; rows that have gone are left out."""
        wanted = dump(sorted(set(rows)))
        self._database.run(
            "INSERT INTO subjects (sha256, ordinal, file, path, marker, text) "
            "SELECT d.sha256, t.ordinal, (SELECT min(f.file) FROM files f WHERE f.document = d.id), "
            "t.path, t.marker, t.text FROM tasks t JOIN documents d ON d.id = t.document "
            "WHERE t.row IN (SELECT value FROM json_each(?)) "
            "AND EXISTS (SELECT 1 FROM files f WHERE f.document = d.id) "
            "AND NOT EXISTS (SELECT 1 FROM subjects s WHERE s.sha256 = d.sha256 AND s.ordinal = t.ordinal) "
            "ORDER BY t.row",
            [wanted],
        )
        return dict(
            self._database.all(
                "SELECT t.row, min(s.id) FROM tasks t JOIN documents d ON d.id = t.document "
                "JOIN subjects s ON s.sha256 = d.sha256 AND s.ordinal = t.ordinal "
                "WHERE t.row IN (SELECT value FROM json_each(?)) GROUP BY t.row",
                [wanted],
            )
        )

    def of_document(self, sha256: str) -> list[Subject]:
        """Return the subjects whose task is, or was, in a document."""
        return self._subjects("WHERE s.sha256 = ?", sha256)

    def orphans(self) -> list[Subject]:
        """Return the subjects whose task has gone."""
        return self._subjects(f"WHERE NOT EXISTS (SELECT 1 FROM {LIVE})")

    def places(self, sha256: str) -> list[_Seen]:
        """Return the tasks of a document as far as they can be recognised."""
        return self._seen("WHERE d.sha256 = ?", sha256)

    def mark(self, file: str, left: int | None) -> None:
        """Note that a file no longer holds the document it had before, for `follow` to look into."""
        self._database.run(
            "UPDATE subjects SET moving = 1, file = ? WHERE sha256 = (SELECT sha256 FROM documents WHERE id = ?)",
            [file, left],
        )
        self._database.run("UPDATE subjects SET moving = 1 WHERE file = ?", [file])

    def follow(self) -> list[int]:
        """Move every subject that has lost its task to the successor in what its file holds now, or its heir.

        A task that is still there, in another file with the old contents, keeps its subject.

        Returns
        -------
        The rows of the tasks that subjects have moved to.
        """
        lost = self._subjects(f"WHERE s.moving AND NOT EXISTS (SELECT 1 FROM {LIVE})")
        rows: list[int] = []
        for file, group in groupby(sorted(lost, key=lambda subject: subject.file), key=lambda subject: subject.file):
            subjects = list(group)
            old = [seen for sha256 in sorted({s.sha256 for s in subjects}) for seen in self.places(sha256)]
            new = self._seen("WHERE d.id IN (SELECT f.document FROM files f WHERE f.file = ?)", file)
            rows += self.succeed(subjects, old, new or self._under_another_name(subjects))
        self._database.run("UPDATE subjects SET moving = 0 WHERE moving")
        return rows

    def _under_another_name(self, subjects: Sequence[Subject]) -> list[_Seen]:
        """Return the tasks of the plan that has taken the place of a file that has gone, [] if there is none.

        It came in later and says at least half of what the old one said word for word: sent again, changed a
        little, under another name.
        """
        return self._seen(f"WHERE d.id = ({_HEIR})", *[subjects[0].sha256] * _HEIR.count("?"))

    def succeed(self, subjects: Iterable[Subject], old: Sequence[_Seen], new: Sequence[_Seen]) -> list[int]:
        """Move subjects from tasks of an old reading to their successors in a new one; return the rows of these.

        A subject whose task is no longer known to `old` goes by what it remembers of it.
        """
        places = [seen.place for seen in old]
        known = {(seen.sha256, seen.ordinal): i for i, seen in enumerate(old)}
        positions: dict[int, int] = {}
        subjects = list(subjects)
        for subject in subjects:
            positions[subject.id] = known.get((subject.sha256, subject.ordinal), len(places))
            if positions[subject.id] == len(places):
                places.append(subject.place)
        heirs = successors(places, [seen.place for seen in new])
        read_anew = {seen.sha256 for seen in new}
        rows = []
        for subject in subjects:
            heir = heirs.get(positions[subject.id])
            if heir is not None:
                self._move(subject, new[heir])
                rows.append(new[heir].row)
            elif subject.sha256 in read_anew:  # its number may be another task's by now
                self._database.run("UPDATE subjects SET ordinal = ? WHERE id = ?", [_GONE, subject.id])
        return rows

    def _move(self, subject: Subject, task: _Seen) -> None:
        """Attach a subject to a task."""
        self._database.run(
            "UPDATE subjects SET sha256 = ?, ordinal = ?, path = ?, marker = ?, text = ? WHERE id = ?",
            [task.sha256, task.ordinal, dump(task.place.path), task.place.marker, task.place.text, subject.id],
        )

    def _subjects(self, where: str, *parameters: str) -> list[Subject]:
        """Return the subjects that meet a condition, by number."""
        return [
            Subject(id, sha256, ordinal, Place(load(path), marker, text), file)
            for id, sha256, ordinal, path, marker, text, file in self._database.all(
                f"{_SUBJECT} {where} ORDER BY s.id", parameters
            )
        ]

    def _seen(self, where: str, *parameters: str) -> list[_Seen]:
        """Return the tasks that meet a condition, in the order of their document."""
        return [
            _Seen(row, sha256, ordinal, Place(load(path), marker, text))
            for row, sha256, ordinal, path, marker, text in self._database.all(
                f"{_SEEN} {where} ORDER BY t.document, t.ordinal", parameters
            )
        ]
