"""The trainable table: one row per part; a unit is the sum of its parts' rows, a text of its units'.

As in the encoder that is made of it, the units of a text count the less the further down they stand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from torch.nn import functional

from pipeline.retrieval.library import Units, counts
from pipeline.retrieval.units import BANDS, MARK
from pipeline.retrieval.vocabulary import Vocabulary

_STARTS, _WEIGHTS = (np.array(column, np.float32) for column in zip(*BANDS, strict=True))


class Table(torch.nn.Module):
    """Vectors of texts from rows of parts."""

    def __init__(self, vocabulary: Vocabulary, dim: int) -> None:
        super().__init__()
        self._parts = counts(vocabulary.features, vocabulary.n_features)
        self._words = np.array([unit.count(MARK) for unit, _ in vocabulary.units], np.int64)
        self.rows = torch.nn.Parameter(_informative_start(vocabulary, dim))

    def units(self) -> NDArray[np.float32]:
        """Return the rows of all units: (n_units, dim)."""
        return np.asarray(self._parts @ self.rows.detach().numpy(), np.float32)

    def encode(self, texts: list[Units]) -> NDArray[np.float32]:
        """Return what `forward` returns, for reading only."""
        with torch.no_grad():
            return np.asarray(self(texts).numpy())

    def forward(self, texts: list[Units]) -> torch.Tensor:
        """Return unit vectors of texts given as unit numbers: (n_texts, dim)."""
        units = np.concatenate(texts)
        starts = np.cumsum([0, *map(len, texts)]).astype(np.int32)
        distinct, columns = np.unique(units, return_inverse=True)
        bags = sparse.csr_matrix(
            (fading(self._words[units], starts), columns.astype(np.int32), starts), (len(texts), len(distinct))
        )
        sums: torch.Tensor = _SparseSum.apply(self.rows, bags, self._parts[distinct])  # type: ignore[no-untyped-call]
        unit: torch.Tensor = functional.normalize(sums, dim=1)
        return unit


def fading(words: NDArray[np.int64], starts: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return what each unit counts where it stands in its text: (n_units,).

    Parameters
    ----------
    words : of how many words each unit is, text after text: (n_units,).
    starts : where each text begins and, last, where all end: (n_texts + 1,).
    """
    before = np.cumsum(words) - words
    lengths = np.diff(starts)
    first = np.repeat(before[starts[:-1][lengths > 0]], lengths[lengths > 0])
    weights: NDArray[np.float32] = _WEIGHTS[np.searchsorted(_STARTS, before - first, side="right") - 1]
    return weights


class _SparseSum(torch.autograd.Function):
    """bags @ (parts @ rows): four times as quick as torch's embedding bags on one core."""

    @staticmethod
    def forward(ctx: Any, rows: torch.Tensor, bags: Any, parts: Any) -> torch.Tensor:
        ctx.matrices = bags, parts
        return torch.from_numpy(bags @ (parts @ rows.detach().numpy()))

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        bags, parts = ctx.matrices
        of_units = bags.T.tocsr() @ gradients[0].numpy()
        return torch.from_numpy(parts.T.tocsr() @ of_units), None, None


def _informative_start(vocabulary: Vocabulary, dim: int) -> torch.Tensor:
    """Return random rows, longer for rarer units: the start is a random projection of idf weights.

    The commonest words (log probability above -3) start at zero and the rare ones (below -11) at length
    .6, near where training takes them.
    """
    rarity = np.zeros(vocabulary.n_features, np.float32)
    for (_, score), features in zip(vocabulary.units, vocabulary.features, strict=True):
        if features:
            rarity[features[0]] = max(rarity[features[0]], -score - 3)
    lengths = torch.from_numpy(rarity.clip(0, 8) / 8 * 0.6)
    rows: torch.Tensor = torch.randn(len(rarity), dim) / dim**0.5 * lengths.unsqueeze(1)
    return rows
