"""The tasks that the rows of a spreadsheet speak of.

Spreadsheets damage what passes through them: ids lose leading zeros or become numbers such as 1.23E+11, one
column is sorted without the others. An id is repaired where that is certain (by zeros, or by the words that
stand in the same row); a row whose words are not those of its task is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.store.corpus import Corpus
from pipeline.store.rows import ID_DIGITS
from pipeline.text.normalize import fold, match_form, squeeze

_NUMBER = re.compile(r"[\d.,]+E\+?\d+|\d+[.,]\d+", re.I)
_WORD = re.compile(r"\w+")
_DAMAGE = re.compile("[?\ufffd]")
_SHARED = 0.5  # of the words in a row that its task has to say too


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one line of a file: why it was refused, or how it was taken."""

    line: int
    what: str


class Refusal(Exception):
    """Why a row cannot be meant; whoever checks rows makes a `Remark` of it."""


class Finder:
    """Finds the tasks that rows speak of.

    Parameters
    ----------
    ids : all that will be asked for.
    """

    def __init__(self, corpus: Corpus, ids: Iterable[str]) -> None:
        self._corpus = corpus
        asked = {form for id in ids for form in (id, _padded(id))}
        self._rows = corpus.rows_of(asked)
        self._texts = corpus.texts(sorted(self._rows.values()))
        self._by_text: dict[str, list[int]] | None = None

    def find(self, asked: str, words: str) -> tuple[int, str]:
        """Return the row of the task that is meant, and how it was found if not by its id as it stands.

        Parameters
        ----------
        asked : its id as the file has it.
        words : of the task, as the file repeats them; "" where it does not.

        Raises
        ------
        Refusal
            There is no such task, or the row's words are another's.
        """
        for id in (asked, _padded(asked)):
            if id in self._rows:
                task = self._rows[id]
                if not _same_words(words, self._texts[task]):
                    raise Refusal(
                        f"câu chữ trong dòng không phải của nhiệm vụ {id} (the words are another task's); "
                        "có thể một cột đã bị sắp xếp riêng"
                    )
                return task, "" if id == asked else f"mã {asked} mất số 0 ở đầu, hiểu là {id} (zeros lost)"
        found = self._saying(words)
        if len(found) == 1:
            return found[0], f"mã {asked!r} không dùng được, tìm theo câu chữ (found by its words)"
        why = "Excel đã đổi mã thành số (turned into a number)" if _NUMBER.fullmatch(asked) else "no such task"
        raise Refusal(f"không có nhiệm vụ {asked[:40]!r} ({why}); xem mã bằng `kehoach review`")

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
