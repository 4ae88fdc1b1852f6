"""From text to the units of the static encoder: words, and pairs of words that mean something together.

The units and their log probabilities stand in `tokenizer.json` for the `tokenizers` library and, three
times as quick to open, in `units.txt` and beside the weights for this reader. They are a Unigram model
(Kudo 2018, "Subword regularization") whose every unit is one or two whole words, each with "▁" before it.
For such a vocabulary the Viterbi search needs to look at word boundaries only, which makes this reader
short, quick to load, and equal to the `tokenizers` library on the same file (a test compares them). The
library itself would need 100 ms to load the vocabulary; one question needs 0.1 ms of it.

A unit counts the less the further down a text it stands, for the first words of a text say what it is
about. Therefore a text is read in bands, and a unit has a token of its own in each band: token `u` in the
first one, `u + n` in the second, `u + 2n` in the third, where `n` is the number of units, the unknown one
not counted. All of them share one row of the table and differ in its weight alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.errors import ModelError, ModelMissing

MARK = "▁"
UNITS = "units.txt"
UNKNOWN = "[UNK]"
UNKNOWN_ID = 0
BANDS = ((0, 1.0), (24, 0.5), (96, 0.25))
"""From which word of a text on its units count how much; chosen on lay questions and titles of laws."""

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
        """Return the tokens of the text's units: which unit, in which band. Never an empty list."""
        per_band = len(self) - 1
        return [
            unit + band * per_band if unit != UNKNOWN_ID else UNKNOWN_ID
            for band, words in enumerate(_in_bands(words_and_stops(text)))
            for unit in self._units_of(words)
        ] or [UNKNOWN_ID]

    def units(self, text: str) -> list[int]:
        """Return the ids of the text's units as if it had no bands; may be empty."""
        return self._units_of(words_and_stops(text))

    def _units_of(self, words: Sequence[str]) -> list[int]:
        ids: list[int] = []
        run: list[str] = []
        for word in words:
            unit = MARK + word
            if unit in self._ids:
                run.append(unit)
                continue
            if stem := self._known_beginning(unit):
                run.append(stem)
            ids += self._best_path(run)
            ids.append(UNKNOWN_ID)
            run = []
        return ids + self._best_path(run)

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


def _in_bands(words: Sequence[str]) -> list[Sequence[str]]:
    """Cut a row of words and stops before the words with which a new band begins."""
    if len(words) <= BANDS[1][0]:
        return [words]
    places = [i for i, word in enumerate(words) if word[0].isalnum()]
    cuts = [places[start] for start, _ in BANDS[1:] if start < len(places)]
    return [words[begin:end] for begin, end in pairwise([0, *cuts, len(words)])]
