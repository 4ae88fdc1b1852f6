"""The corpus: documents and their tasks, kept whole and found by row, by name or by file.

Reading and writing go through `Corpus`; the files and what became of them are `ledger`'s, what people said about
tasks is `labels`', `corrections`' and `follow_up`'s, the themes they are shown with are `tags`', the indexes built
from the tasks are `generations`'. A caller groups its writes in `with corpus.changing():`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import TaskMissing
from pipeline.records import Anchor, Brief, Document, StoredTask, Task, ThemeScore
from pipeline.store.arrivals import Arrivals
from pipeline.store.briefs import Briefs
from pipeline.store.columns import Column, ColumnName, Columns
from pipeline.store.corrections import Amendment, Corrections, corrected, in_force
from pipeline.store.database import Database, connect
from pipeline.store.decisions import Decisions
from pipeline.store.folders import Folders
from pipeline.store.followup import FollowUp
from pipeline.store.labels import Judgement, Labels
from pipeline.store.ledger import Ledger
from pipeline.store.names import link
from pipeline.store.rows import (
    HEADER_FIELDS,
    ID_DIGITS,
    INSERT_TASK,
    PASSAGE,
    STORED_TASK,
    anchor_row,
    dump,
    dump_themes,
    load,
    names_of,
    stored_anchor,
    stored_task,
    task_id,
    task_row,
)
from pipeline.store.saved import ROWS_GIVEN, Saved
from pipeline.store.shelf import Arrival, Plan, Whole, latest, plans, whole
from pipeline.store.subjects import Subjects
from pipeline.store.tags import Tags, overrule
from pipeline.store.twins import Twins

Field = Literal["lead", "partner", "reference", "deadline", "theme", "issuer", "year", "kind", "file"]
Rows = Sequence[int] | NDArray[np.int64]

_AMONG = "IN (SELECT value FROM json_each(?))"
# What belongs to a whole document is not in `names`.
_ROWS_BY = {
    "issuer": f"SELECT t.row FROM tasks t JOIN documents d ON d.id = t.document WHERE d.issuer {_AMONG}",
    "year": f"SELECT t.row FROM tasks t JOIN documents d ON d.id = t.document WHERE substr(d.issued_on, 1, 4) {_AMONG}",
    "kind": f"SELECT t.row FROM tasks t JOIN documents d ON d.id = t.document WHERE d.kind {_AMONG}",
    "file": (
        "SELECT t.row FROM tasks t JOIN (SELECT coalesce(w.original, f.document) AS document FROM files f "
        f"LEFT JOIN twins w ON w.document = f.document WHERE f.file {_AMONG}) USING (document)"
    ),
}
_ROWS_BY_NAME = f"SELECT l.row FROM task_names l JOIN names n ON n.id = l.name WHERE n.value {_AMONG} AND n.field = ?"
_VALUES_OF = {
    "issuer": "SELECT DISTINCT issuer FROM documents WHERE issuer IS NOT NULL ORDER BY issuer",
    "file": "SELECT DISTINCT file FROM files WHERE document IS NOT NULL ORDER BY file",
}
_VALUES_OF_NAME = (
    "SELECT value FROM names n WHERE field = ? "
    "AND EXISTS (SELECT 1 FROM task_names l WHERE l.name = n.id) ORDER BY value"
)
_WITHOUT_FILE = "id NOT IN (SELECT document FROM files WHERE document IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document says and what was computed for its tasks; the last three run in parallel.

    Attributes
    ----------
    document : header, text, anchors.
    tasks : in the order of the document.
    words : each task's text as words; the syllables of one word are joined by "_".
    themes : each task's scores.
    """

    document: Document
    tasks: tuple[Task, ...]
    words: tuple[tuple[str, ...], ...]
    themes: tuple[tuple[ThemeScore, ...], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The words by which a task can be found: the document's title, and the task's as in `Task`."""

    title: str
    headings: tuple[str, ...]
    text: str
    attributes: tuple[str, ...]


class Corpus:
    """The documents and tasks in one SQLite file; a context manager that closes it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.ledger = Ledger(database)
        self.folders = Folders(database)
        self.subjects = Subjects(database)
        self.labels = Labels(database, self.subjects)
        self.follow_up = FollowUp(database, self.subjects)
        self.corrections = Corrections(database, self.subjects)
        self.decisions = Decisions(database)
        self.arrivals = Arrivals(database)
        self.tags = Tags(database, self.labels)
        self.twins = Twins(database)
        self.saved = Saved(database)
        self._columns = Columns(database)
        self._briefs = Briefs(database)

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Open the corpus at a path, making it first if `create`.

        Raises
        ------
        CorpusMissing
            There is none and `create` is off.
        CorpusError
            It cannot be opened, is damaged, or of another version.
        """
        return cls(connect(path.resolve(), create=create))

    def close(self) -> None:
        """Let go of the file; what was not committed is undone."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where the corpus lies."""
        return self._database.path

    @property
    def version(self) -> int:
        """A number that rises whenever a task appears or goes."""
        return int(self._database.value("SELECT value FROM counters WHERE name = 'version'"))

    @property
    def edition(self) -> int:
        """A number that rises whenever tasks can be found by something else: they appear, go, or are spoken of."""
        return int(self._database.value("SELECT sum(value) FROM counters WHERE name IN ('version', 'said')"))

    @property
    def progressed(self) -> int:
        """A number that rises whenever somebody says how far a task has come."""
        return int(self._database.value("SELECT max(id) FROM statuses") or 0)

    @property
    def identity(self) -> int:
        """A number that tells this corpus from any other, a copy of it excepted."""
        return int(self._database.value("SELECT value FROM counters WHERE name = 'identity'") or 0)

    def rows(self) -> NDArray[np.int64]:
        """Return the rows of all tasks to be found, ascending, shape (n_tasks,): none of a document with a stand-in."""
        shown = "document NOT IN (SELECT document FROM twins)"
        return _as_array(self._database.all(f"SELECT row FROM tasks WHERE {shown} ORDER BY row"))

    def tasks(self, rows: Rows) -> list[StoredTask]:
        """Return the tasks at these rows, in this order, leaving out those that have gone.

        A task has gone with the last file of its document, also while a run that found out has not yet
        come to `prune` (or was killed before).
        """
        wanted = [int(row) for row in rows]
        found = {row[0]: row for row in self._database.all(f"{STORED_TASK} WHERE t.row {_AMONG}", [dump(wanted)])}
        files = self._files_of({row[1] for row in found.values()})
        tasks = [(row, stored_task(found[row], files)) for row in wanted if row in found and files[found[row][1]]]
        if not self.subjects.exist():
            return [task for _, task in tasks]
        return self._as_people_say(tasks)

    def _as_people_say(self, tasks: Sequence[tuple[int, StoredTask]]) -> list[StoredTask]:
        """Return tasks, given with their rows, with what people say about them in the place of what was read."""
        rows = [row for row, _ in tasks]
        decided, said = self.labels.decisions(rows), self.follow_up.history(rows)
        amended = self.corrections.history(rows)
        return [
            replace(
                stored,
                task=corrected(stored.task, amended.get(row, ())),
                themes=overrule(stored.themes, decided.get(row, {})),
                progress=said[row][-1] if row in said else None,
                corrected=in_force(amended.get(row, ())),
            )
            if row in decided or row in said or row in amended
            else stored
            for row, stored in tasks
        ]

    def briefs(self) -> Mapping[int, Brief]:
        """Return what is counted of every task to be found, by row, ascending."""
        return self._briefs.all()

    def row_of(self, id: str) -> int | None:
        """Return the row of the task with this id, None if there is none."""
        digits, _, ordinal = id.partition("-")
        row: int | None = self._database.value(
            "SELECT t.row FROM tasks t JOIN documents d ON d.id = t.document "
            "WHERE d.sha256 BETWEEN ? AND ? AND t.ordinal = ?",
            (digits, f"{digits}g", ordinal),
        )
        return row

    def find(self, task_id: str) -> tuple[int, StoredTask]:
        """Return the task with an id, and its row.

        Raises
        ------
        TaskMissing
            There is none.
        """
        row = self.rows_of([task_id.strip()]).get(task_id.strip())
        found = self.tasks([row]) if row is not None else []
        if row is None or not found:
            raise TaskMissing(
                f"Không có nhiệm vụ {task_id[:40]!r} (no such task); `kehoach search` cho mã [trong ngoặc]."
            )
        return row, found[0]

    def rows_of(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the rows of the tasks with these ids; those that are not there are left out."""
        wanted = set(ids)
        documents = sorted({id.partition("-")[0] for id in wanted})
        found = self._database.all(
            "SELECT d.sha256, t.ordinal, t.row FROM tasks t JOIN documents d ON d.id = t.document "
            f"WHERE substr(d.sha256, 1, {ID_DIGITS}) {_AMONG} "
            "AND EXISTS (SELECT 1 FROM files f WHERE f.document = d.id)",
            [dump(documents)],
        )
        rows = {task_id(sha256, ordinal): row for sha256, ordinal, row in found}
        return {id: rows[id] for id in wanted if id in rows}

    def texts(self, rows: Rows | None = None) -> dict[int, str]:
        """Return the words of the tasks at these rows, or of all, by row."""
        if rows is None:
            return dict(self._database.all("SELECT row, text FROM tasks"))
        wanted = dump([int(row) for row in rows])
        return dict(self._database.all(f"SELECT row, text FROM tasks WHERE row {_AMONG}", [wanted]))

    def plans(self, rows: Rows) -> list[str | None]:
        """Return the first file of each row's document, in this order; None for a task that has gone."""
        wanted = [int(row) for row in rows]
        found = dict(
            self._database.all(
                "SELECT t.row, (SELECT min(f.file) FROM files f WHERE f.document = t.document) "
                f"FROM tasks t WHERE t.row {_AMONG}",
                [dump(wanted)],
            )
        )
        return [found.get(row) for row in wanted]

    def passages(self, rows: Rows) -> list[Passage]:
        """Return what the tasks at these rows can be found by, in this order, leaving out those that have gone."""
        wanted = [int(row) for row in rows]
        found = {row[0]: row[1:] for row in self._database.all(f"{PASSAGE} WHERE t.row {_AMONG}", [dump(wanted)])}
        return [
            Passage(title or "", load(headings), text, load(attributes))
            for title, headings, text, attributes in (found[row] for row in wanted if row in found)
        ]

    def words(self, rows: Rows) -> list[tuple[str, ...]]:
        """Return the words of the tasks at these rows, in this order; a row that has gone has none."""
        wanted = [int(row) for row in rows]
        found = dict(self._database.all(f"SELECT row, words FROM tasks WHERE row {_AMONG}", [dump(wanted)]))
        return [tuple(found.get(row, "").split()) for row in wanted]

    def distinct(self, field: Field) -> tuple[str, ...]:
        """Return the different values of a field, sorted; a deadline's is "kind value"."""
        if field in _VALUES_OF:
            return tuple(value for (value,) in self._database.all(_VALUES_OF[field]))
        return tuple(value for (value,) in self._database.all(_VALUES_OF_NAME, [field]))

    def select(self, conditions: Mapping[Field, Iterable[str]]) -> NDArray[np.int64]:
        """Return the rows that have, for every field given, one of its values exactly; ascending.

        No condition at all selects every task; a field without values selects none.
        """
        if not conditions:
            return self.rows()
        parts: list[str] = []
        parameters: list[str] = []
        for field, values in conditions.items():
            parts.append(_ROWS_BY.get(field, _ROWS_BY_NAME))
            parameters += [dump(list(values))] + ([] if field in _ROWS_BY else [field])
        return _as_array(self._database.all(" INTERSECT ".join(parts) + " ORDER BY 1", parameters), unique=True)

    def column(self, name: ColumnName) -> Column:
        """Return which task has which value of a field, of all tasks at once."""
        return self._columns.read(name)

    def document_key(self, sha256: str, reader: str) -> int | None:
        """Return the key of a document as this version of the reader read it, None if it is not there."""
        key: int | None = self._database.value(
            "SELECT id FROM documents WHERE sha256 = ? AND reader = ?", (sha256, reader)
        )
        return key

    def anchors(self, document: int) -> tuple[Anchor, ...]:
        """Return where each part of a document's text came from."""
        rows = self._database.value("SELECT anchors FROM documents WHERE id = ?", [document])
        return tuple(map(stored_anchor, load(rows)))

    def document_text(self, sha256: str) -> str | None:
        """Return a document's repaired text, into which its tasks' `start` and `end` point."""
        text: str | None = self._database.value("SELECT text FROM documents WHERE sha256 = ?", [sha256])
        return text

    def plan(self, sha256: str) -> Whole | None:
        """Return the plan with these bytes as it was read, None if no file holds it."""
        return whole(self._database, sha256)

    def shelf(self) -> list[Plan]:
        """Return the plans that files hold, by file."""
        return list(plans(self._database))

    def latest(self, most: int) -> list[Arrival]:
        """Return the plans that came in last, the newest first."""
        return latest(self._database, most)

    def plan_rows(self, sha256: str) -> NDArray[np.int64]:
        """Return the rows of the tasks of the document with these bytes, in its order; none if there is no such."""
        return _as_array(
            self._database.all(
                "SELECT t.row FROM tasks t JOIN documents d ON d.id = t.document WHERE d.sha256 = ? ORDER BY t.ordinal",
                [sha256],
            )
        )

    def rows_in(self, document: int) -> NDArray[np.int64]:
        """Return the rows of the tasks of the document with this key, in its order."""
        return _as_array(self._database.all("SELECT row FROM tasks WHERE document = ? ORDER BY ordinal", [document]))

    def arrived(self, since: int) -> NDArray[np.int64]:
        """Return the rows of the tasks of all documents that came in since `saved.now` was this."""
        return _as_array(
            self._database.all(
                "SELECT t.row FROM tasks t JOIN documents d ON d.id = t.document WHERE d.arrived >= ? ORDER BY t.row",
                [since],
            )
        )

    def documents_after(self, document: int) -> list[int]:
        """Return the keys of the documents that came in later than this one, ascending; 0 is before them all."""
        return [key for (key,) in self._database.all("SELECT id FROM documents WHERE id > ? ORDER BY id", [document])]

    def task_count(self, document: int) -> int:
        """Return how many tasks the document with this key has."""
        return int(self._database.value("SELECT count(*) FROM tasks WHERE document = ?", [document]))

    def counts(self) -> dict[str, int]:
        """Return how many documents, tasks and files with a document there are, and how many are not shown."""
        return {
            "documents": self._database.value("SELECT count(*) FROM documents"),
            "tasks": self._database.value("SELECT count(*) FROM tasks"),
            "files": self._database.value("SELECT count(*) FROM files WHERE document IS NOT NULL"),
            "near_duplicates": self._database.value("SELECT count(*) FROM twins"),
        }

    def faults(self) -> Iterator[str]:
        """Say everything that is wrong inside the file, nothing if it is sound."""
        for (line,) in self._database.all("PRAGMA integrity_check"):
            if line != "ok":
                yield f"SQLite: {line}"
        for table, row, parent, _ in self._database.all("PRAGMA foreign_key_check"):
            yield f"bảng {table}, dòng {row}: trỏ vào {parent} không có (dangling)"

    def documents_without_file(self) -> tuple[str, ...]:
        """Return the hashes of documents that no file refers to: what a killed run left for the next one."""
        found = self._database.all(f"SELECT sha256 FROM documents WHERE {_WITHOUT_FILE} ORDER BY sha256")
        return tuple(sha256 for (sha256,) in found)

    def changing(self) -> AbstractContextManager[None]:
        """Return a context in which changes are made all together or not at all."""
        return self._database.changing()

    def put(self, sha256: str, reader: str, reading: Reading) -> int:
        """Store a document and its tasks in the place of what was known of the same bytes; return its key.

        What people said about those tasks goes over to their successors.
        """
        spoken_of = self.subjects.of_document(sha256)
        old = self.subjects.places(sha256) if spoken_of else []
        self._database.run("DELETE FROM tasks WHERE document = (SELECT id FROM documents WHERE sha256 = ?)", [sha256])
        self.twins.forget(sha256)
        columns = ("sha256", "reader", *HEADER_FIELDS, "text", "anchors")
        header = (getattr(reading.document.header, name) for name in HEADER_FIELDS)
        anchors = dump([anchor_row(anchor) for anchor in reading.document.anchors])
        updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
        found = self._database.all(
            f"INSERT INTO documents ({', '.join(columns)}, arrived) VALUES ({'?, ' * len(columns)}({ROWS_GIVEN})) "
            f"ON CONFLICT (sha256) DO UPDATE SET {updates} RETURNING id",
            (sha256, reader, *header, reading.document.text, anchors),
        )
        document = int(found[0][0])
        parts = zip(reading.tasks, reading.words, reading.themes, strict=True)
        link(
            self._database,
            ((self._put_task(document, task, words, themes), names_of(task, themes)) for task, words, themes in parts),
        )
        if spoken_of:
            self.file(self.subjects.succeed(spoken_of, old, self.subjects.places(sha256)))
        self._count_change()
        return document

    def judge(self, judgements: Sequence[Judgement], model: str) -> list[Judgement]:
        """Keep what people say about themes, and let it count at once; see `Labels.add`."""
        news = self.labels.add(judgements, model)
        self.tags.file(judgement.row for judgement in news)
        return news

    def withdraw(self, labels: Iterable[int], author: str) -> None:
        """Take back labels, by their ids: at once tasks are shown as if they had never been given."""
        self.tags.file(self.labels.withdraw(labels, author))

    def correct(self, amendments: Sequence[Amendment]) -> list[Amendment]:
        """Keep what people put in the place of what was read, and let it count at once; see `Corrections.add`."""
        news = self.corrections.add(amendments)
        self.corrections.file(amendment.row for amendment in news)
        return news

    def file(self, rows: Sequence[int]) -> None:
        """Make the tasks at these rows findable by what people say of them."""
        self.tags.file(rows)
        self.corrections.file(rows)

    def misfiled(self) -> set[int]:
        """Return the rows of tasks that are found by others than they are shown with: none, if all is well."""
        return {*self.tags.misfiled(), *self.corrections.misfiled()}

    def drop(self, root: str, files: Iterable[str]) -> None:
        """Forget files of a root, and note that their tasks have lost them."""
        known = self.ledger.known(root)
        for file in (gone := [file for file in files if file in known]):
            self.subjects.mark(file, known[file].document)
        self.ledger.drop(root, gone)

    def doubt(self, root: str, files: Set[str]) -> None:
        """Have some files, with those in them, read again by the next run although they are the same."""
        lines = self.ledger.inside(root, files)
        documents = dump([line.document for line in lines if line.document is not None])
        self._database.run(f"UPDATE documents SET reader = '' WHERE id {_AMONG}", [documents])
        self.ledger.doubt(root, files)

    def follow(self) -> int:
        """Let what people said follow its tasks into the new contents of their files; return how many moved."""
        rows = self.subjects.follow()
        self.file(rows)
        return len(rows)

    def prune(self) -> int:
        """Remove the documents that no file refers to any more, with their tasks; return how many."""
        gone = self._database.all(f"DELETE FROM documents WHERE {_WITHOUT_FILE} RETURNING id")
        if gone:
            self._count_change()
        self._database.run("DELETE FROM names WHERE id NOT IN (SELECT name FROM task_names)")
        return len(gone)

    def settle(self) -> None:
        """Move the write-ahead log into the file, so that a disk without write access can be read."""
        self._database.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def snapshot(self, path: Path) -> None:
        """Write a whole copy of the corpus, as it is now, to a new file."""
        self._database.run("VACUUM INTO ?", [str(path)])

    def _put_task(self, document: int, task: Task, words: tuple[str, ...], themes: tuple[ThemeScore, ...]) -> int:
        """Insert one task and return its row."""
        row = (document, " ".join(words), dump_themes(themes), *task_row(task))
        inserted = self._database.run(INSERT_TASK, row)
        return int(inserted.lastrowid or 0)

    def _count_change(self) -> None:
        """Tell whoever keeps something derived from the tasks that they are not what they were."""
        self._database.run("UPDATE counters SET value = value + 1 WHERE name = 'version'")

    def _files_of(self, documents: set[int]) -> dict[int, tuple[str, ...]]:
        """Return the files of each document, sorted, then those of the documents that it stands for."""
        files: dict[int, list[str]] = {document: [] for document in documents}
        asked = dump(sorted(documents))
        for document, file, _ in self._database.all(
            f"SELECT document, file, 0 AS twin FROM files WHERE document {_AMONG} UNION "
            f"SELECT w.original, f.file, 1 FROM twins w JOIN files f USING (document) WHERE w.original {_AMONG} "
            "ORDER BY twin, file",
            [asked, asked],
        ):
            files[document].append(file)
        return {document: tuple(names) for document, names in files.items()}


def _as_array(rows: list[tuple[Any, ...]], *, unique: bool = False) -> NDArray[np.int64]:
    """Return one column as an array, in its order; without repetitions and ascending if `unique`."""
    column = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    return np.unique(column) if unique else column
