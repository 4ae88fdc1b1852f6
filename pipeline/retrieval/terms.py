"""Which words each row has, to be asked for a few hundred rows at once.

The word index goes from words to rows; answering "which of these rows say one of these words" with it means
looking every row up. Here a row's words lie side by side, as 32-bit checksums: two of them agree by chance
once in a billion times.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_ENDS = "<i8"  # of a row among all words
_SUM = "<u4"


class TermSets:
    """The words of every row, in two files of a folder.

    Parameters
    ----------
    sums : of the words of all rows, one row after the other.
    ends : where each row ends among them, after a zero: (n_rows + 1,).
    """

    def __init__(self, sums: NDArray[np.uint32], ends: NDArray[np.int64]) -> None:
        self._sums = sums
        self._ends = ends

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what a `TermWriter` has written; the words stay on disk until they are asked for."""
        ends = np.fromfile(folder / "ends", _ENDS)
        sums = np.memmap(folder / "sums", _SUM, mode="r") if ends[-1] else np.empty(0, _SUM)
        return cls(np.asarray(sums), ends)

    def having(self, terms: Sequence[str], positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which rows have which words: (n_positions, n_terms)."""
        told = np.zeros((len(positions), len(terms)), bool)
        if not told.size:
            return told
        starts, ends = self._ends[positions], self._ends[positions + 1]
        sums = np.concatenate([self._sums[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)])
        row = np.repeat(np.arange(len(positions)), ends - starts)
        for column, term in enumerate(terms):
            told[row[sums == _checksum(term)], column] = True
        return told


class TermWriter:
    """Writes the words of row after row into a folder; a context manager that closes its files."""

    def __init__(self, folder: Path) -> None:
        self._sums: BinaryIO = (folder / "sums").open("wb")
        self._ends: BinaryIO = (folder / "ends").open("wb")
        self._written = 0
        self._ends.write(np.zeros(1, _ENDS).tobytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sums.close()
        self._ends.close()

    def add(self, terms: set[str]) -> None:
        """Write the next row."""
        self._written += len(terms)
        self._sums.write(np.fromiter(map(_checksum, sorted(terms)), _SUM, len(terms)).tobytes())
        self._ends.write(np.array([self._written], _ENDS).tobytes())


def _checksum(term: str) -> int:
    return crc32(term.encode())
