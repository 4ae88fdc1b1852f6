"""Nearest vectors by cosine; the only file that imports faiss.

Two looks: every vector that may compete is compared with its components rounded to whole numbers (a byte
each), then the best few hundred with the vectors themselves, in half precision. Rounding moves a cosine by
some .001, so what belongs to the best is practically never lost, and a filter makes it cheaper, not worse.
At a million vectors a question takes some 10 ms; beyond that another class with these methods can take this
one's place.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import CorpusError, CorpusMissing

Vectors = NDArray[np.float32]
Stored = NDArray[np.float16]
Positions = NDArray[np.int64]

_FURTHER, _AT_LEAST = 1.25, 64  # of the rounded vectors 1.25 k + 64 are looked at again
_EVENLY, _ENOUGH = 512, 64  # vectors that tell what chance is, at most and at least
_NORMAL = 1.4826  # makes a median deviation of normal values their standard deviation
_CHUNK = 1 << 16  # vectors in full precision at a time
_CELLS, _CELL_SIZE, _CELLS_LOOKED_AT = 1024, 80, 6  # of the approximate search in training


class DenseIndex:
    """Vectors by position: position i is row i of the matrix it was built from.

    Parameters
    ----------
    rounded : the vectors in whole numbers.
    vectors : the vectors themselves, unit rows, (n, dim); they may lie on disk.
    """

    def __init__(self, rounded: faiss.Index, vectors: Stored) -> None:
        self._rounded = rounded
        self._vectors = np.asarray(vectors)  # a mapped file's own type is slow to take rows from

    @classmethod
    def build(cls, vectors: NDArray[np.floating[Any]]) -> DenseIndex:
        """Build an index of unit rows (n, dim); n may be 0."""
        stored = np.asarray(vectors, np.float16)
        rounded = faiss.IndexScalarQuantizer(
            stored.shape[1], faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        chunks = [stored[start : start + _CHUNK] for start in range(0, len(stored), _CHUNK)]
        largest = max((float(np.abs(chunk).max()) for chunk in chunks), default=1.0)
        for chunk in chunks:
            rounded.add(_rounded(chunk, largest))
        return cls(rounded, stored)

    @classmethod
    def open(cls, file: Path, vectors: Stored) -> DenseIndex:
        """Open a saved index; where the system allows, it stays on disk until it is read.

        Parameters
        ----------
        vectors : those it was built from.

        Raises
        ------
        CorpusMissing
            There is no such file.
        CorpusError
            The file is no index, is damaged, or was built from other vectors.
        """
        if not file.is_file():
            raise CorpusMissing(f"There is no vector index {file}. Run `kehoach rebuild` to make it.")
        try:
            rounded = _read(file)
        except RuntimeError as error:
            raise CorpusError(f"The vector index {file} is damaged. Run `kehoach rebuild` to make it again.") from error
        if (rounded.ntotal, rounded.d) != vectors.shape:
            raise CorpusError(
                f"The vector index {file} holds {rounded.ntotal} vectors of length {rounded.d}, not "
                f"{' of length '.join(map(str, vectors.shape))}. Run `kehoach rebuild` to make it again."
            )
        return cls(rounded, vectors)

    def save(self, file: Path) -> None:
        """Write the rounded vectors to a file; the vectors themselves are the caller's to keep."""
        with file.open("wb") as stream:  # our own stream: faiss cannot open "Kế hoạch/…" on Windows
            faiss.write_index(self._rounded, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dim(self) -> int:
        """Length of the vectors."""
        return int(self._vectors.shape[1])

    def search(self, vectors: Vectors, k: int, *, keep: Positions | None = None) -> tuple[Positions, Vectors]:
        """Return the positions and cosines of the k nearest vectors, best first.

        Parameters
        ----------
        vectors : unit rows, (q, dim).
        k : how many; fewer come back where fewer there are.
        keep : only these positions compete; None lets all of them.

        Returns
        -------
        positions, scores : both (q, k'), k' = min(k, vectors that compete); equal scores by position.
        """
        chosen = None if keep is None else _mask(keep, len(self))
        competing = len(self) if chosen is None else int(chosen.sum())
        looked_at, k = min(int(_FURTHER * k) + _AT_LEAST, competing), min(k, competing)
        if k <= 0:
            return np.empty((len(vectors), 0), np.int64), np.empty((len(vectors), 0), np.float32)
        queries = np.ascontiguousarray(vectors, np.float32)
        if chosen is not None and looked_at == competing:
            found = np.tile(np.flatnonzero(chosen), (len(queries), 1))
        else:
            found = self._scan(queries, looked_at, chosen)
        scores = np.stack(
            [np.einsum("ij,j->i", self.rows(some), query) for query, some in zip(queries, found, strict=True)]
        )
        order = np.lexsort((found, -scores), axis=1)[:, :k]
        return np.take_along_axis(found, order, 1), np.take_along_axis(scores, order, 1)

    def rows(self, positions: Positions) -> Vectors:
        """Return the vectors at some positions, (n_positions, dim)."""
        return np.asarray(self._vectors[positions], np.float32)

    def chance(self, vector: Vectors) -> tuple[float, float]:
        """Return the middle and the spread of the cosines that a vector has with stored ones taken evenly.

        How near two texts are by chance differs from encoder to encoder and from question to question, so
        closeness is measured in spreads from there. Middle and spread are median and scaled median deviation,
        which a few near ones do not move (Rousseeuw and Croux 1993, "Alternatives to the median absolute
        deviation"); the spread is at least that of random directions, 1 / sqrt(dim). A few dozen vectors tell
        nothing about chance, then it is that of random directions.
        """
        if len(self) < _ENOUGH:
            return 0.0, self.dim**-0.5
        cosines = self._even @ vector.reshape(-1)
        middle = _median(cosines)
        return middle, max(_NORMAL * _median(np.abs(cosines - middle)), self.dim**-0.5)

    @cached_property
    def _even(self) -> Vectors:
        positions = np.unique(np.linspace(0, len(self) - 1, min(_EVENLY, len(self))).astype(np.int64))
        return self.rows(positions)

    def _scan(self, queries: Vectors, k: int, chosen: NDArray[np.bool_] | None) -> Positions:
        """Return the nearest of the rounded vectors, (q, k)."""
        # the threads of a pool cost one query more than they save it
        faiss.omp_set_num_threads(1 if len(queries) == 1 else os.cpu_count() or 1)
        queries = np.concatenate([_rounded(query, float(np.abs(query).max())) for query in queries[:, np.newaxis]])
        if chosen is None:
            return np.asarray(self._rounded.search(queries, k)[1])
        bits = np.packbits(chosen, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
        parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        return np.asarray(self._rounded.search(queries, k, params=parameters)[1])


def nearest_of_each(vectors: Vectors, count: int) -> tuple[Vectors, Positions]:
    """Return cosines and positions of the `count` nearest rows of each row, nearly exact; -1 where there are none.

    For training, where every row of a large corpus asks: an inverted file looks at a few cells only.
    """
    size, dim = vectors.shape
    cells = max(1, min(_CELLS, size // _CELL_SIZE))
    faiss.omp_set_num_threads(1)
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dim), dim, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 6
    index.cp.min_points_per_centroid = 1
    index.train(vectors[:: 2 if cells == _CELLS else 1])
    index.add(vectors)
    index.nprobe = _CELLS_LOOKED_AT
    cosines, found = index.search(vectors, count)
    return cosines, found


def _rounded(vectors: NDArray[np.floating[Any]], largest: float) -> Vectors:
    """Return the components in whole numbers up to 127, which the largest becomes."""
    return np.rint(vectors.astype(np.float32) * (127 / max(largest, 1e-9)))


def _median(values: NDArray[np.floating[Any]]) -> float:
    """Return the middle value; np.median takes longer than a few hundred values are worth."""
    return float(np.partition(values, len(values) // 2)[len(values) // 2])


def _mask(positions: Positions, size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, bool)
    mask[positions] = True
    return mask


def _read(file: Path) -> faiss.Index:
    if os.name == "nt":
        with file.open("rb") as stream:
            return faiss.read_index(faiss.PyCallbackIOReader(stream.read))  # type: ignore[attr-defined]
    return faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
