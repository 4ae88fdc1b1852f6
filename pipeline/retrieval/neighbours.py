"""Which documents are near each other for the table as it is: the next steps' hard choices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.retrieval.dense import nearest_of_each
from pipeline.retrieval.library import Library

_NEAR = 32
_TWIN = 0.96  # documents this close say the same: no wrong answers for each other
_HEAD, _BODY = 30, 200  # units


def near_documents(library: Library, rows: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return 32 near documents of each document, itself in place of its twins: (n_documents, 32)."""
    vectors = _document_vectors(library, rows)
    cosines, found = nearest_of_each(vectors, _NEAR)
    itself = np.arange(len(vectors))[:, np.newaxis]
    return np.where((cosines > _TWIN) | (found < 0), itself, found).astype(np.int32)


def _document_vectors(library: Library, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    vectors = np.zeros((len(library.titles), rows.shape[1]), np.float32)
    for document in range(len(vectors)):
        head = [library.topics[document][:_HEAD], library.titles[document][:_HEAD]]
        units = np.concatenate([*head, library.text_of(document)[:_BODY]])
        vectors[document] = rows[units].sum(axis=0)
    unit: NDArray[np.float32] = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return unit
