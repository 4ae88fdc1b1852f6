"""From text to the units of the static encoder: words, and pairs of words that mean something together.

The units and their log probabilities stand in `tokenizer.json` for the `tokenizers` library and, three
times as quick to open, in `units.txt` and beside the weights for this reader. They are a Unigram model
(Kudo 2018, "Subword regularization") whose every unit is one or two whole words, each with "▁" before it.
For such a vocabulary the Viterbi search needs to look at word boundaries only, which makes this reader
short, quick to load, and equal to the `tokenizers` library on the same file (a test compares them). The
library itself would need 100 ms to load the vocabulary; one question needs 0.1 ms of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import ModelError, ModelMissing

MARK = "▁"
UNITS = "units.txt"
UNKNOWN = "[UNK]"
UNKNOWN_ID = 0

_WORD_OR_STOP = re.compile(r"[^\W_]+|[^\w\s]|_")


def words_and_stops(text: str) -> list[str]:
    """Return the lower-case words of a text and, between them, its punctuation, which no pair crosses.

    Examples
    --------
    >>> words_and_stops("Khiếu nại, tố cáo 217-QĐ/TW")
    ['khiếu', 'nại', ',', 'tố', 'cáo', '217', '-', 'qđ', '/', 'tw']
    """
    return _WORD_OR_STOP.findall(unicodedata.normalize("NFC", text).lower())


def read_units(file: Path) -> list[str]:
    """Return the units of a `units.txt`, one a line: the vocabulary of the `tokenizer.json` beside it.

    Raises
    ------
    ModelMissing
        The file is not there.
    ModelError
        It is no text.
    """
    try:
        return file.read_bytes().decode("utf-8").split("\n")
    except FileNotFoundError as error:
        raise ModelMissing(f"There is no {file}; an encoder folder holds one.") from error
    except ValueError as error:
        raise ModelError(f"{file} is damaged: {error}. Copy the model folder again.") from error


class UnitTokenizer:
    """Splits raw text into the most probable row of units.

    A word that is no unit is read as its longest beginning that is one ("inspectors" as "inspector")
    and an unknown rest; the text without any unit is one unknown unit.
    """

    def __init__(self, vocabulary: Sequence[tuple[str, float]]) -> None:
        self._ids = {unit: i for i, (unit, _) in enumerate(vocabulary)}
        self._scores = [score for _, score in vocabulary]

    def __len__(self) -> int:
        return len(self._ids)

    def encode(self, text: str) -> list[int]:
        """Return the ids of the text's units, never an empty list."""
        ids: list[int] = []
        run: list[str] = []
        for word in words_and_stops(text):
            unit = MARK + word
            if unit in self._ids:
                run.append(unit)
                continue
            if stem := self._known_beginning(unit):
                run.append(stem)
            ids += self._best_path(run)
            ids.append(UNKNOWN_ID)
            run = []
        return (ids + self._best_path(run)) or [UNKNOWN_ID]

    def _known_beginning(self, unit: str) -> str | None:
        return next((unit[:n] for n in range(len(unit) - 1, 1, -1) if unit[:n] in self._ids), None)

    def _best_path(self, run: list[str]) -> list[int]:
        """Return the best units for known words in a row; a pair wins a tie, as in the library."""
        best, chosen = [0.0], []
        for i, unit in enumerate(run):
            one = self._ids[unit]
            score, choice = best[i] + self._scores[one], (one, 1)
            two = self._ids.get(run[i - 1] + unit) if i else None
            if two is not None and best[i - 1] + self._scores[two] >= score:
                score, choice = best[i - 1] + self._scores[two], (two, 2)
            best.append(score)
            chosen.append(choice)
        path, at = [], len(run)
        while at:
            unit_id, length = chosen[at - 1]
            path.append(unit_id)
            at -= length
        return path[::-1]
