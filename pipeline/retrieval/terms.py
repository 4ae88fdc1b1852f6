"""Which rows have a word: for every word its rows, side by side in a file.

The word index hands its hits over one by one, each an object of Python. "How many rows say one of these words"
and "which of these few hundred rows do" ask for rows by the ten thousand; here those of a word are one slice of
an array. Words are kept as 32-bit checksums: that a word shares its own with one of a million others happens
once in some 4,000 times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.uint32]

_SUM, _END, _ROW, _KEY = "<u4", "<i8", "<u4", "<u8"
_SUMS, _ENDS, _ROWS, _KEYS = "sums", "ends", "rows", "keys"
_HALF = np.uint64(32)  # bits of a key that are the row; those above are the word
_AT_ONCE = 1 << 23  # words of rows that are sorted in memory at a time


class TermRows:
    """The rows of every word, in three files of a folder.

    Parameters
    ----------
    sums : of the words, ascending, (n_words,).
    ends : where the rows of each word end, after a zero, (n_words + 1,).
    rows : of one word after the other, ascending for each.
    """

    def __init__(self, sums: NDArray[np.uint32], ends: NDArray[np.int64], rows: Rows) -> None:
        self._sums = sums
        self._ends = ends
        self._rows = rows

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what a `TermWriter` has written; it stays on disk until it is asked for."""
        return cls(_mapped(folder / _SUMS, _SUM), _mapped(folder / _ENDS, _END), _mapped(folder / _ROWS, _ROW))

    def of(self, terms: Iterable[str]) -> list[Rows]:
        """Return the rows of each word, ascending; none for a word that no row has."""
        wanted = np.array(list(map(_checksum, terms)), _SUM)
        starts = self._ends[np.searchsorted(self._sums, wanted, "left")]
        ends = self._ends[np.searchsorted(self._sums, wanted, "right")]
        return [self._rows[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def having(self, terms: Sequence[str], positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which rows have which words: (n_positions, n_terms)."""
        told = np.zeros((len(positions), len(terms)), bool)
        asked = positions.astype(_ROW)
        for column, rows in enumerate(self.of(terms)):
            if len(rows):
                places = np.minimum(np.searchsorted(rows, asked), len(rows) - 1)
                told[:, column] = rows[places] == asked
        return told


class TermWriter:
    """Writes the words of row after row into a folder; a context manager, done when it is left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: BinaryIO = (folder / _KEYS).open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, wrong: object, *_: object) -> None:
        self._keys.close()
        if wrong is None:
            _by_word(self._folder)
        (self._folder / _KEYS).unlink()

    def add(self, row: int, terms: set[str]) -> None:
        """Write the words of a row."""
        keys = np.fromiter(map(_checksum, terms), _KEY, len(terms))
        self._keys.write((keys << _HALF | np.uint64(row)).tobytes())


def _by_word(folder: Path) -> None:
    """Write the rows of all words from the keys in a folder: as many words at a time as fit in memory."""
    keys = _mapped(folder / _KEYS, _KEY)
    written = 0
    with (folder / _SUMS).open("wb") as sums, (folder / _ENDS).open("wb") as ends, (folder / _ROWS).open("wb") as rows:
        ends.write(np.zeros(1, _END).tobytes())
        for part in _parts(keys):
            found, counts = np.unique(part >> _HALF, return_counts=True)
            sums.write(found.astype(_SUM).tobytes())
            ends.write((written + np.cumsum(counts)).astype(_END).tobytes())
            rows.write(part.astype(_ROW).tobytes())  # the lower half
            written += len(part)


def _parts(keys: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    """Yield all keys in order, part by part; checksums are spread evenly."""
    edges = np.linspace(0, 1 << 32, len(keys) // _AT_ONCE + 2).astype(np.uint64) << _HALF
    edges[-1] = np.iinfo(np.uint64).max  # above every key: no row has the highest number
    for low, high in pairwise(edges):
        chunks = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
        part = np.concatenate([keys[:0], *(chunk[(chunk >= low) & (chunk < high)] for chunk in chunks)])
        part.sort()
        yield part


def _mapped(file: Path, kind: str) -> np.ndarray:
    """Return the numbers in a file; an empty one cannot be mapped."""
    return np.asarray(np.memmap(file, kind, mode="r")) if file.stat().st_size else np.empty(0, kind)


def _checksum(term: str) -> int:
    return crc32(term.encode())
