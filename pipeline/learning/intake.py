"""Rows of a label file become judgements of tasks that are there: what cannot be meant is told, line by line.

Spreadsheets damage what passes through them: ids lose leading zeros or become numbers such as 1.23E+11, one
column is sorted without the others. An id is repaired where that is certain (by zeros, or by the words that
stand in the same row); a row whose words are not those of its task is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.learning.sheet import SheetRow, unquoted
from pipeline.store.corpus import Corpus
from pipeline.store.labels import Judgement
from pipeline.store.rows import ID_DIGITS
from pipeline.text.normalize import fold, match_form, squeeze
from pipeline.themes.taxonomy import Taxonomy

_VALUES = {
    **dict.fromkeys(("1", "1.0", "1,0", "true", "yes", "co", "dung", "x"), True),
    **dict.fromkeys(("0", "0.0", "0,0", "false", "no", "khong", "sai"), False),
}
_NUMBER = re.compile(r"[\d.,]+E\+?\d+|\d+[.,]\d+", re.I)
_WORD = re.compile(r"\w+")
_DAMAGE = re.compile("[?\ufffd]")
_SHARED = 0.5  # of the words in a row that its task has to say too
_LONGEST_NAME, _LONGEST_NOTE = 100, 2_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one line: why it was refused, or how it was taken."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a label file says.

    Attributes
    ----------
    judgements : those that can be meant, each once.
    refused : the lines that cannot.
    repaired : lines that were taken although a spreadsheet had damaged them.
    n_blank : rows without a value: nobody has judged them yet.
    """

    judgements: tuple[Judgement, ...]
    refused: tuple[Remark, ...]
    repaired: tuple[Remark, ...]
    n_blank: int


class _Refusal(Exception):
    """Why a row cannot be meant; never leaves this file."""


def check(rows: Iterable[SheetRow], corpus: Corpus, taxonomy: Taxonomy, author: str) -> Intake:
    """Sort the rows of a label file into what can be meant and what cannot.

    Parameters
    ----------
    author : who is speaking where a row names nobody.
    """
    rows = list(rows)
    given = [replace(row, task_id=unquoted(row.task_id)) for row in rows if unquoted(row.value)]
    tasks = _Tasks(corpus, given)
    accepted: list[tuple[int, Judgement]] = []
    refused: list[Remark] = []
    repaired: list[Remark] = []
    for row in given:
        try:
            task, how = tasks.of(row)
            theme = _theme(row, taxonomy)
            name, note = unquoted(row.author)[:_LONGEST_NAME] or author, row.note[:_LONGEST_NOTE]
            accepted.append((row.line, Judgement(task, theme, _value(row), name, note)))
        except _Refusal as refusal:
            refused.append(Remark(row.line, str(refusal)))
            continue
        if how:
            repaired.append(Remark(row.line, how))
    judgements, contradictions = _without_contradictions(accepted)
    refused = sorted([*refused, *contradictions], key=lambda remark: remark.line)
    return Intake(judgements, tuple(refused), tuple(repaired), len(rows) - len(given))


def _value(row: SheetRow) -> bool:
    value = _VALUES.get(fold(unquoted(row.value)))
    if value is None:
        raise _Refusal(f"value = {row.value[:40]!r}: cần 1 hoặc 0 (expected 1 or 0)")
    return value


def _theme(row: SheetRow, taxonomy: Taxonomy) -> str:
    name = unquoted(row.theme)
    theme = taxonomy.find(name)
    current = theme.id if theme else taxonomy.current(name)
    if current is None:
        raise _Refusal(f"không có chủ đề {row.theme[:60]!r} (no such theme); có: {', '.join(taxonomy.ids)}")
    return current


class _Tasks:
    """Finds the tasks that rows speak of."""

    def __init__(self, corpus: Corpus, rows: Sequence[SheetRow]) -> None:
        self._corpus = corpus
        asked = {form for row in rows for form in (row.task_id, _padded(row.task_id))}
        self._rows = corpus.rows_of(asked)
        self._texts = corpus.texts(sorted(self._rows.values()))
        self._by_text: dict[str, list[int]] | None = None

    def of(self, row: SheetRow) -> tuple[int, str]:
        """Return the row of the task that is meant, and how it was found if not by its id as it stands.

        Raises
        ------
        _Refusal
            There is no such task, or the row's words are another's.
        """
        for id in (row.task_id, _padded(row.task_id)):
            if id in self._rows:
                task = self._rows[id]
                if not _same_words(row.text, self._texts[task]):
                    raise _Refusal(
                        f"câu chữ trong dòng không phải của nhiệm vụ {id} (the words are another task's); "
                        "có thể một cột đã bị sắp xếp riêng"
                    )
                return task, "" if id == row.task_id else f"mã {row.task_id} mất số 0 ở đầu, hiểu là {id} (zeros lost)"
        found = self._saying(row.text)
        if len(found) == 1:
            return found[0], f"mã {row.task_id!r} không dùng được, tìm theo câu chữ (found by its words)"
        why = "Excel đã đổi mã thành số (turned into a number)" if _NUMBER.fullmatch(row.task_id) else "no such task"
        raise _Refusal(f"không có nhiệm vụ {row.task_id[:40]!r} ({why}); xem mã bằng `kehoach review`")

    def _saying(self, text: str) -> list[int]:
        """Return the tasks with exactly these words."""
        if not text:
            return []
        if self._by_text is None:
            self._by_text = defaultdict(list)
            for task, words in self._corpus.texts().items():
                self._by_text[_plain(words)].append(task)
        return self._by_text.get(_plain(text), [])


def _padded(id: str) -> str:
    """Return an id with the zeros at its beginning that a spreadsheet has taken away."""
    digits, dash, ordinal = id.partition("-")
    return digits.rjust(ID_DIGITS, "0") + dash + ordinal


def _plain(text: str) -> str:
    return squeeze(match_form(text))


def _same_words(given: str, text: str) -> bool:
    """Whether a row's words can be its task's: cut short or with letters lost they still can."""
    if not given or given == text:
        return True
    words = _WORD.findall(fold(given))
    if len(_DAMAGE.findall(given)) * 30 > len(given):
        return True
    said = set(_WORD.findall(fold(text)))
    return sum(word in said for word in words) >= _SHARED * len(words)


def _without_contradictions(accepted: Sequence[tuple[int, Judgement]]) -> tuple[tuple[Judgement, ...], list[Remark]]:
    """Return the judgements, each once, without those in which an author says both yes and no of the same."""
    lines: dict[tuple[int, str, str], list[tuple[int, Judgement]]] = defaultdict(list)
    for line, judgement in accepted:
        lines[judgement.row, judgement.theme, judgement.author].append((line, judgement))
    judgements, contradictions = [], []
    for same in lines.values():
        if len({judgement.value for _, judgement in same}) == 1:
            judgements.append(same[-1][1])
            continue
        numbers = [line for line, _ in same]
        for line, judgement in same:
            others = ", ".join(str(number) for number in numbers if number != line)
            what = (
                f"mâu thuẫn với dòng {others}: {judgement.author} ghi cả 1 và 0 cho {judgement.theme} (contradictory)"
            )
            contradictions.append(Remark(line, what))
    return tuple(judgements), contradictions
