"""What people said about the themes of tasks: every word of it kept, the last one of each author counting.

What is taken back is kept too, and no longer counts.

A label says whether a task has a theme, who said so and when, and what the model had answered until then.
Authors may differ; then the latest of all decides what the task is shown with, and `learning.agreement` lists
the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.store.clock import moment
from pipeline.store.database import Database
from pipeline.store.rows import dump, load, task_id
from pipeline.store.subjects import LIVE, Subjects


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody says about the task at a row: that it has a theme, or has it not."""

    row: int
    theme: str
    value: bool
    author: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A judgement as it is kept.

    Attributes
    ----------
    task : id of the task, None if it has gone.
    row : of the task in the corpus, None likewise.
    subject : what tells apart tasks that have gone.
    file, text : where the task stands and its words; of one that has gone, where and how it was seen last.
    at : UTC, ISO 8601.
    model : version whose answer was shown at that time, "" where there was none.
    probability : that answer, None where the model did not know the theme.
    id : by which it can be taken back.
    """

    task: str | None
    row: int | None
    subject: int
    file: str
    text: str
    theme: str
    value: bool
    author: str
    note: str
    at: str
    model: str
    probability: float | None
    id: int


Decisions = dict[int, dict[str, tuple[bool, str]]]
"""Row → theme → (what was decided last, by whom)."""

_ABOUT = (
    "SELECT s.id FROM tasks t JOIN documents d ON d.id = t.document "
    "JOIN subjects s ON s.sha256 = d.sha256 AND s.ordinal = t.ordinal WHERE t.row IN (SELECT value FROM json_each(?))"
)
_LABELS = (
    f"SELECT (SELECT t.row FROM {LIVE}), s.sha256, s.ordinal, s.id, s.file, s.text, "
    "l.theme, l.value, l.author, l.note, l.at, l.model, l.probability, l.id "
    "FROM labels l JOIN subjects s ON s.id = l.subject"
)
_COUNTS = "l.id NOT IN (SELECT label FROM withdrawals)"
_LAST = f"SELECT max(l.id) FROM labels l WHERE {_COUNTS} GROUP BY l.subject, l.theme, l.author"


class Labels:
    """The labels of one corpus."""

    def __init__(self, database: Database, subjects: Subjects) -> None:
        self._database = database
        self._subjects = subjects

    def add(self, judgements: Sequence[Judgement], model: str) -> list[Judgement]:
        """Keep judgements, given at this moment; return those that say something new.

        What the same author said last about the same task and theme is not written down twice. Judgements of
        tasks that have gone are left out.

        Parameters
        ----------
        model : version that gave the tasks the themes they are stored with.
        """
        rows = [judgement.row for judgement in judgements]
        subjects, answers = self._subjects.at(rows), self._answers(rows)
        last = {(label.row, label.theme, label.author): label.value for label in self.of(rows)}
        news: list[Judgement] = []
        for judgement in judgements:
            key = (judgement.row, judgement.theme, judgement.author)
            if judgement.row in subjects and last.get(key) is not judgement.value:
                last[key] = judgement.value
                news.append(judgement)
        at = moment()
        self._database.run_many(
            "INSERT INTO labels (subject, theme, value, author, note, at, model, probability) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (subjects[j.row], j.theme, j.value, j.author, j.note, at, model, answers[j.row].get(j.theme))
                for j in news
            ),
        )
        return news

    def history(self) -> Iterator[Label]:
        """Yield every label there ever was, the oldest first, those taken back too."""
        return self._labels("ORDER BY l.id")

    def current(self) -> list[Label]:
        """Return what each author said last about each task and theme, the oldest first."""
        return list(self._labels(f"WHERE l.id IN ({_LAST}) ORDER BY l.id"))

    def own_words(self) -> list[Label]:
        """Return what each author said last and has not taken back; what others have settled since is in it."""
        kept = (
            "SELECT max(l.id) FROM labels l WHERE NOT EXISTS "
            "(SELECT 1 FROM withdrawals w WHERE w.label = l.id AND w.author = l.author) "
            "GROUP BY l.subject, l.theme, l.author"
        )
        return list(self._labels(f"WHERE l.id IN ({kept}) ORDER BY l.id"))

    def of(self, rows: Iterable[int]) -> list[Label]:
        """Return what each author said last about the tasks at these rows, the oldest first."""
        found = self._labels(f"WHERE l.subject IN ({_ABOUT}) AND {_COUNTS} ORDER BY l.id", dump(sorted(set(rows))))
        return list({(label.subject, label.theme, label.author): label for label in found}.values())

    def words(self, row: int) -> list[tuple[str, str, str, bool | None, str]]:
        """Return every word on the themes of the task at a row, the oldest first, what was taken back too.

        Each is who spoke, when, the theme, its value (None: a label was taken back), and the note.
        """
        of_row = (
            "subjects s JOIN labels l ON l.subject = s.id JOIN documents d USING (sha256) "
            "JOIN tasks t ON t.document = d.id AND t.ordinal = s.ordinal AND t.row = ?1"
        )
        found = self._database.all(
            f"SELECT l.author, l.at, l.theme, l.value, l.note FROM {of_row} UNION ALL "
            f"SELECT w.author, w.at, l.theme, NULL, '' FROM {of_row} JOIN withdrawals w ON w.label = l.id ORDER BY at",
            [row],
        )
        return [
            (author, at, theme, None if value is None else bool(value), note)
            for author, at, theme, value, note in found
        ]

    def tally(self) -> dict[str, tuple[int, int]]:
        """Return how many labels in force say yes and no, by the theme they were given under."""
        counts: dict[str, tuple[int, int]] = {}
        for theme, yes, n in self._database.all(
            f"SELECT theme, sum(value), count(*) FROM labels WHERE id IN ({_LAST}) GROUP BY theme ORDER BY theme"
        ):
            counts[theme] = yes, n - yes
        return counts

    def judged_since(self, at: str, author: str | None = None) -> int:
        """Return of how many tasks somebody, or this author, has judged a theme since a moment (UTC, ISO 8601)."""
        return int(
            self._database.value(
                f"SELECT count(DISTINCT l.subject) FROM labels l WHERE {_COUNTS} AND l.at >= ? "
                "AND (?2 IS NULL OR l.author = ?2)",
                [at, author],
            )
        )

    def withdraw(self, ids: Iterable[int], author: str) -> list[int]:
        """Take labels back, as if they had never been given; return the rows of their tasks.

        Who did so and when is kept with them.
        """
        wanted = dump(sorted(set(ids)))
        at = moment()
        self._database.run(
            f"INSERT INTO withdrawals SELECT l.id, ?, ? FROM labels l WHERE {_COUNTS} "
            "AND l.id IN (SELECT value FROM json_each(?))",
            [author, at, wanted],
        )
        taken_back = self._labels("WHERE l.id IN (SELECT value FROM json_each(?)) ORDER BY l.id", wanted)
        return sorted({label.row for label in taken_back if label.row is not None})

    def rows(self) -> list[int]:
        """Return the rows of the tasks that somebody has judged, ascending."""
        found = self._database.all(
            "SELECT DISTINCT t.row FROM labels l JOIN subjects s ON s.id = l.subject "
            "JOIN documents d ON d.sha256 = s.sha256 JOIN tasks t ON t.document = d.id AND t.ordinal = s.ordinal "
            f"WHERE {_COUNTS} ORDER BY t.row"
        )
        return [row for (row,) in found]

    def decisions(self, rows: Iterable[int]) -> Decisions:
        """Return what was decided last about the tasks at these rows; those nobody judged are left out."""
        decided: Decisions = {}
        for row, theme, value, author in self._database.all(
            "SELECT t.row, coalesce((SELECT r.present FROM renamed r WHERE r.former = l.theme), l.theme), "
            "l.value, l.author FROM tasks t JOIN documents d ON d.id = t.document "
            "JOIN subjects s ON s.sha256 = d.sha256 AND s.ordinal = t.ordinal JOIN labels l ON l.subject = s.id "
            f"WHERE t.row IN (SELECT value FROM json_each(?)) AND {_COUNTS} ORDER BY l.id",
            [dump(sorted(set(rows)))],
        ):
            decided.setdefault(row, {})[theme] = (bool(value), author)
        return decided

    def _labels(self, condition: str, *parameters: str) -> Iterator[Label]:
        """Yield the labels that meet a condition."""
        for row, sha256, ordinal, *rest in self._database.all(f"{_LABELS} {condition}", parameters):
            subject, file, text, theme, value, *others = rest
            id = task_id(sha256, ordinal) if row is not None else None
            yield Label(id, row, subject, file, text, theme, bool(value), *others)

    def _answers(self, rows: Iterable[int]) -> dict[int, dict[str, float]]:
        """Return the probability that the model gave each theme of the tasks at these rows."""
        found = self._database.all(
            "SELECT row, themes FROM tasks WHERE row IN (SELECT value FROM json_each(?))", [dump(sorted(set(rows)))]
        )
        return {row: {score[0]: score[1] for score in load(themes)} for row, themes in found}
