"""Questions that people want to hear of again, and from when on documents are news to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pipeline.errors import UsageFault
from pipeline.records import Filters, Question, SavedQuestion
from pipeline.store.clock import moment
from pipeline.store.database import Database
from pipeline.text.normalize import squeeze

ROWS_GIVEN = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'tasks'"
"""How many rows of tasks were ever given, a number that never falls: the time by which documents arrive."""

_SAVED = "SELECT id, owner, name, question, at, seen, n_new FROM saved"
_LONGEST_NAME = 100


class Saved:
    """The saved questions of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def now(self) -> int:
        """The time by which documents arrive; see `Corpus.arrived`."""
        return int(self._database.value(ROWS_GIVEN))

    def of(self, owner: str) -> list[SavedQuestion]:
        """Return somebody's questions, by name."""
        return [_saved(row) for row in self._database.all(f"{_SAVED} WHERE owner = ? ORDER BY name", [owner])]

    def get(self, owner: str, id: int) -> SavedQuestion:
        """Return one of somebody's questions.

        Raises
        ------
        UsageFault
            They have none with this number.
        """
        rows = self._database.all(f"{_SAVED} WHERE owner = ? AND id = ?", [owner, id])
        if not rows:
            raise UsageFault(f"{owner} không lưu câu hỏi số {id} (no such saved question); xem `kehoach saved list`.")
        return _saved(rows[0])

    def n_new(self, owner: str) -> int:
        """Return how many new tasks answer somebody's questions."""
        return int(self._database.value("SELECT coalesce(sum(n_new), 0) FROM saved WHERE owner = ?", [owner]))

    def add(self, owner: str, name: str, question: Question) -> SavedQuestion:
        """Keep a question; what is there now is no news.

        Raises
        ------
        UsageFault
            Nothing is asked, or its owner has another one of this name.
        """
        if not question.text.strip() and question.filters == Filters():
            raise UsageFault("Chưa hỏi gì nên không có gì để lưu (nothing was asked); cần câu hỏi hoặc điều kiện lọc.")
        name, now = self._free_name(owner, name), self.now
        at, text = moment(), json.dumps(asdict(question), ensure_ascii=False)
        found = self._database.all(
            "INSERT INTO saved (owner, name, question, at, seen, checked) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            [owner, name, text, at, now, now],
        )
        return self.get(owner, found[0][0])

    def rename(self, saved: SavedQuestion, name: str) -> None:
        """Call a question otherwise.

        Raises
        ------
        UsageFault
            Its owner has another one of this name.
        """
        if name.strip() != saved.name:
            self._database.run("UPDATE saved SET name = ? WHERE id = ?", [self._free_name(saved.owner, name), saved.id])

    def remove(self, saved: SavedQuestion) -> None:
        """Forget a question."""
        self._database.run("DELETE FROM saved WHERE id = ?", [saved.id])

    def see(self, saved: SavedQuestion, until: int) -> None:
        """Note that its owner has looked at what had arrived by a time, at most what has by now."""
        until = max(saved.seen, min(until, self.now))
        # what came in after that is found by the next check
        self._database.run("UPDATE saved SET seen = ?, checked = ?, n_new = 0 WHERE id = ?", [until, until, saved.id])

    def unchecked(self) -> list[SavedQuestion]:
        """Return the questions of all people that were not asked of everything that has arrived."""
        return [_saved(row) for row in self._database.all(f"{_SAVED} WHERE checked < ({ROWS_GIVEN}) ORDER BY id")]

    def note(self, saved: SavedQuestion, n_new: int, checked: int) -> None:
        """Note how many new tasks answer a question, of what had arrived by a time."""
        self._database.run("UPDATE saved SET n_new = ?, checked = ? WHERE id = ?", [n_new, checked, saved.id])

    def _free_name(self, owner: str, name: str) -> str:
        """Return a name as it is kept, if there is one and it is not in use."""
        name = squeeze(name)[:_LONGEST_NAME]
        if not name:
            raise UsageFault("Câu hỏi được lưu cần một tên (a saved question needs a name).")
        if self._database.value("SELECT 1 FROM saved WHERE owner = ? AND name = ?", [owner, name]):
            raise UsageFault(f"Đã có câu hỏi được lưu với tên {name!r} (there is one of this name); chọn tên khác.")
        return name


def _saved(row: tuple[Any, ...]) -> SavedQuestion:
    id, owner, name, question, at, seen, n_new = row
    return SavedQuestion(id, owner, name, _question(json.loads(question)), at, seen, n_new)


def _question(stored: dict[str, Any]) -> Question:
    """Return the question that was stored, be it by a version that knew fewer filters."""
    filters = Filters(**dict(_tuples(stored["filters"])))
    return Question(stored["text"], filters, stored["understand"], tuple(stored["without"]))


def _tuples(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        yield name, tuple(value) if isinstance(value, list) else value
