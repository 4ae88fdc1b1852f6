"""Nearest vectors by cosine; the only file that imports faiss.

Exact search over vectors in half precision: every vector is looked at, none is lost, and a filter makes
it cheaper, not worse. Half precision moves a cosine by less than .001. At a million vectors a question
takes some 20 ms; beyond that another class with these five methods can take this one's place.
"""

from __future__ import annotations

import os
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import CorpusError, CorpusMissing

Vectors = NDArray[np.float32]
Positions = NDArray[np.int64]

_CELLS, _CELL_SIZE, _CELLS_LOOKED_AT = 1024, 80, 6  # of the approximate search in training


class DenseIndex:
    """Vectors by position: position i is row i of the matrix it was built from."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """Build an index of unit rows (n, dim); n may be 0."""
        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def open(cls, file: Path) -> DenseIndex:
        """Open a saved index; where the system allows, its vectors stay on disk until they are read.

        Raises
        ------
        CorpusMissing
            There is no such file.
        CorpusError
            The file is no index, or damaged.
        """
        if not file.is_file():
            raise CorpusMissing(f"There is no vector index {file}. Run `kehoach rebuild` to make it.")
        try:
            return cls(_read(file))
        except RuntimeError as error:
            raise CorpusError(f"The vector index {file} is damaged. Run `kehoach rebuild` to make it again.") from error

    def save(self, file: Path) -> None:
        """Write the index to a file."""
        with file.open("wb") as stream:  # our own stream: faiss cannot open "Kế hoạch/…" on Windows
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of the vectors."""
        return int(self._index.d)

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
        allowed = np.arange(0) if keep is None else np.unique(keep)
        k = min(k, len(self) if keep is None else len(allowed))
        if k <= 0:
            return np.empty((len(vectors), 0), np.int64), np.empty((len(vectors), 0), np.float32)
        queries = np.ascontiguousarray(vectors, np.float32)
        # the threads of a pool cost one query more than they save it
        faiss.omp_set_num_threads(1 if len(queries) == 1 else os.cpu_count() or 1)
        if keep is None:
            scores, positions = self._index.search(queries, k)
        else:
            chosen = np.zeros(len(self), bool)
            chosen[allowed] = True
            bits = np.packbits(chosen, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            scores, positions = self._index.search(queries, k, params=parameters)
        order = np.lexsort((positions, -scores), axis=1)
        return np.take_along_axis(positions, order, 1), np.take_along_axis(scores, order, 1)


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


def _read(file: Path) -> faiss.Index:
    if os.name == "nt":
        with file.open("rb") as stream:
            return faiss.read_index(faiss.PyCallbackIOReader(stream.read))  # type: ignore[attr-defined]
    return faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
