"""Which documents are near each other for the table as it is: the next steps' hard choices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.retrieval.dense import nearest_of_each
from pipeline.retrieval.library import Library, Units
from pipeline.retrieval.table import Table

_NEAR = 32
_TWIN = 0.96  # documents this close say the same: no wrong answers for each other
_HEAD, _BODY = 30, 200  # units
_AT_ONCE = 4_096


def near_documents(library: Library, table: Table) -> NDArray[np.int32]:
    """Return 32 near documents of each document, itself in place of its twins: (n_documents, 32)."""
    numbers = range(len(library.titles))
    texts = [_beginning(library, document) for document in numbers]
    vectors = np.concatenate([table.encode(texts[i : i + _AT_ONCE]) for i in numbers[::_AT_ONCE]])
    cosines, found = nearest_of_each(vectors, _NEAR)
    itself = np.arange(len(vectors))[:, np.newaxis]
    return np.where((cosines > _TWIN) | (found < 0), itself, found).astype(np.int32)


def _beginning(library: Library, document: int) -> Units:
    head = [library.topics[document][:_HEAD], library.titles[document][:_HEAD]]
    return np.concatenate([*head, library.text_of(document)[:_BODY]])
