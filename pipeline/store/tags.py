"""The themes that stored tasks are shown with and found by: the model's, overruled by people.

With the task the corpus keeps what the model said. What people said lies beside it (`labels`) and is laid
over it whenever a task is read; the links by which a filter finds tasks are written anew whenever either
changes, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.records import ThemeScore
from pipeline.store.database import Database
from pipeline.store.labels import Labels
from pipeline.store.names import linked, relink
from pipeline.store.rows import dump, dump_themes, load, load_themes

if TYPE_CHECKING:
    from pipeline.themes.features import Instance

_CHUNK = 5_000


def overrule(scores: Iterable[ThemeScore], decided: Mapping[str, tuple[bool, str]]) -> tuple[ThemeScore, ...]:
    """Return a model's scores with what people decided in their place: probability 1 or 0, and who said so.

    A decision on a theme that the model does not score (it was taken out of the taxonomy) waits.
    """
    return tuple(
        ThemeScore(score.theme, float(decided[score.theme][0]), *decided[score.theme])
        if score.theme in decided
        else score
        for score in scores
    )


class Tags:
    """The themes of the tasks of one corpus."""

    def __init__(self, database: Database, labels: Labels) -> None:
        self._database = database
        self._labels = labels

    @property
    def fingerprint(self) -> str:
        """What gave the tasks their themes, "" before anything did."""
        return str(self._database.value("SELECT fingerprint FROM tagger") or "")

    @property
    def version(self) -> str:
        """Version of the model that gave the tasks their themes."""
        return self.fingerprint.partition(" ")[0]

    def sign(self, fingerprint: str, renamed: Mapping[str, str]) -> None:
        """Note what is about to give all tasks their themes: the model, and which themes had another id before."""
        self._database.run("UPDATE tagger SET fingerprint = ?", [fingerprint])
        self._database.run("DELETE FROM renamed")
        self._database.run_many("INSERT INTO renamed VALUES (?, ?)", sorted(renamed.items()))

    def write(self, scores: Mapping[int, Sequence[ThemeScore]]) -> int:
        """Put a model's scores in the place of the earlier ones; return of how many tasks a tag has changed."""
        rows = sorted(scores)
        before = self._filed(rows)
        self._database.run_many(
            "UPDATE tasks SET themes = ? WHERE row = ?", ((dump_themes(scores[row]), row) for row in rows)
        )
        self.file(rows)
        after = self._filed(rows)
        return sum(before.get(row) != after.get(row) for row in rows)

    def scores(self) -> Iterator[tuple[int, tuple[ThemeScore, ...]]]:
        """Yield row and what the model says of every task, what people say left aside."""
        for row, themes in self._database.stream("SELECT row, themes FROM tasks ORDER BY row"):
            yield row, load_themes(themes)

    def instances(self) -> Iterator[dict[int, Instance]]:
        """Yield the tasks of one document after the other as a classifier sees them, by row."""
        from pipeline.themes.features import Instance

        for (document,) in self._database.all("SELECT id FROM documents ORDER BY id"):
            yield {
                row: Instance(text, tuple(words.split()), load(headings), load(lead))
                for row, text, words, headings, lead in self._database.all(
                    "SELECT row, text, words, headings, lead FROM tasks WHERE document = ? ORDER BY ordinal", [document]
                )
            }

    def file(self, rows: Iterable[int]) -> None:
        """Make the tasks at these rows findable by the themes they are shown with, and by no others."""
        for chosen in _chunks(sorted({int(row) for row in rows})):
            relink(self._database, self._shown(chosen), ["theme"])

    def misfiled(self) -> Iterator[int]:
        """Yield the rows of tasks that are found by other themes than they are shown with: none, if all is well."""
        rows = [row for (row,) in self._database.all("SELECT row FROM tasks ORDER BY row")]
        for chunk in _chunks(rows):
            shown, filed = self._shown(chunk), self._filed(chunk)
            yield from (row for row in chunk if shown[row] != filed[row])

    def _shown(self, rows: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
        """Return the themes that the tasks at these rows are shown with."""
        decided = self._labels.decisions(rows)
        return {
            row: {("theme", s.theme) for s in overrule(load_themes(themes), decided.get(row, {})) if s.tagged}
            for row, themes in self._database.all(
                "SELECT row, themes FROM tasks WHERE row IN (SELECT value FROM json_each(?))", [dump(list(rows))]
            )
        }

    def _filed(self, rows: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
        """Return the themes that the tasks at these rows are found by."""
        return linked(self._database, rows, ["theme"])


def _chunks(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the rows, so many at a time as may be held in memory with their tasks."""
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
