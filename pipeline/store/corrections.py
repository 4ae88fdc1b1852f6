"""What people put in the place of what plans were read to say: every word of it kept, the last one counting.

A correction hangs on the task's subject, so that it follows the task into new contents of its file, and it is laid
over the task whenever that is read; the links by which a filter finds the task are written anew in the same
transaction. The indexes hold the words of the plan, which no correction changes: they stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.records import Amendable, Correction, Task
from pipeline.store.clock import moment
from pipeline.store.database import Database
from pipeline.store.names import linked, relink
from pipeline.store.rows import FOUND_BY, Value, dump, dump_value, duty_names, load_value
from pipeline.store.subjects import Subjects

FIELDS: tuple[Amendable, ...] = tuple(FOUND_BY)
_JOINED = (
    "tasks t JOIN documents d ON d.id = t.document "
    "JOIN subjects s ON s.sha256 = d.sha256 AND s.ordinal = t.ordinal JOIN corrections c ON c.subject = s.id"
)


@dataclass(frozen=True, slots=True)
class Amendment:
    """What somebody says that a field of the task at a row should be; None for what was read."""

    row: int
    field: Amendable
    value: Value | None
    author: str
    note: str = ""


def in_force(said: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return the last correction of each field, by field, leaving out the fields that were given back."""
    last = {correction.field: correction for correction in said}
    return tuple(last[field] for field in FIELDS if field in last and last[field].after is not None)


def corrected(task: Task, said: Iterable[Correction]) -> Task:
    """Return a task with what people put in the place of what was read."""
    changes = {correction.field: correction.after for correction in in_force(said)}
    return replace(task, **changes) if changes else task  # type: ignore[arg-type]  # a field has values of its own kind


class Corrections:
    """The corrections of one corpus."""

    def __init__(self, database: Database, subjects: Subjects) -> None:
        self._database = database
        self._subjects = subjects

    def add(self, amendments: Sequence[Amendment]) -> list[Amendment]:
        """Keep amendments, given at this moment; return those that change something.

        A field that is to say what was read is given back to it. Amendments of tasks that have gone are left out.
        """
        rows = [amendment.row for amendment in amendments]
        read, shown, subjects = self.as_read(rows), self.shown(rows), self._subjects.at(rows)
        at = moment()
        news = []
        for amendment in amendments:
            row, field = amendment.row, amendment.field
            if row not in subjects:
                continue
            wanted = read[row][field] if amendment.value is None else amendment.value
            before, after = shown[row][field], None if wanted == read[row][field] else dump_value(wanted)
            if wanted == before:
                continue
            shown[row][field] = wanted
            news.append(amendment)
            self._database.run(
                "INSERT INTO corrections (subject, field, before, after, author, note, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [subjects[row], field, dump_value(before), after, amendment.author, amendment.note, at],
            )
        return news

    def history(self, rows: Iterable[int]) -> dict[int, list[Correction]]:
        """Return all corrections of the tasks at these rows, the oldest first; tasks without any are left out."""
        found: dict[int, list[Correction]] = {}
        for row, field, before, after, *rest in self._database.all(
            f"SELECT t.row, c.field, c.before, c.after, c.author, c.note, c.at FROM {_JOINED} "
            "WHERE t.row IN (SELECT value FROM json_each(?)) ORDER BY c.id",
            [dump(sorted({int(row) for row in rows}))],
        ):
            said = load_value(field, before), None if after is None else load_value(field, after)
            found.setdefault(row, []).append(Correction(field, *said, *rest))
        return found

    def as_read(self, rows: Iterable[int]) -> dict[int, dict[Amendable, Value]]:
        """Return what was read from the plans, whatever people have put in its place."""
        return {
            row: {field: load_value(field, text) for field, text in zip(FIELDS, values, strict=True)}
            for row, *values in self._database.all(
                f"SELECT row, {', '.join(FIELDS)} FROM tasks WHERE row IN (SELECT value FROM json_each(?))",
                [dump(sorted({int(row) for row in rows}))],
            )
        }

    def shown(self, rows: Iterable[int]) -> dict[int, dict[Amendable, Value]]:
        """Return what the tasks at these rows are shown with."""
        values = self.as_read(rows)
        for row, said in self.history(values).items():
            values[row].update({c.field: c.after for c in in_force(said) if c.after is not None})
        return values

    def rows(self) -> list[int]:
        """Return the rows of the tasks that somebody has corrected, ascending."""
        return [row for (row,) in self._database.all(f"SELECT DISTINCT t.row FROM {_JOINED} ORDER BY t.row")]

    def file(self, rows: Iterable[int]) -> None:
        """Make the tasks at these rows findable by what they are shown with, and by nothing else."""
        if names := self._names(rows):
            relink(self._database, names, FOUND_BY.values())

    def misfiled(self) -> Iterator[int]:
        """Yield the rows of corrected tasks that are found by others than they are shown with: none, if all is well."""
        names = self._names(self.rows())
        filed = linked(self._database, names, FOUND_BY.values())
        yield from (row for row in names if names[row] != filed[row])

    def _names(self, rows: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
        """Return what the tasks at these rows are to be found by."""
        return {
            row: {name for field in FIELDS for name in duty_names(field, values[field])}
            for row, values in self.shown(rows).items()
        }
