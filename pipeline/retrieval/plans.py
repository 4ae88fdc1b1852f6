"""What whole plans are about: the middle of the vectors of their tasks.

A task that says "complete before June" means little alone; that it stands in a plan on rebuilding houses says
the rest. Whoever asks for rebuilding houses finds it through the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from pipeline.arrays import load_array

Vectors = NDArray[np.float32]


class PlanVectors:
    """A unit vector for every plan.

    Parameters
    ----------
    plan_of : the plan of every task by position, (n_tasks,).
    middles : (n_plans, dim), unit rows.
    """

    def __init__(self, plan_of: NDArray[np.int32], middles: NDArray[np.float16]) -> None:
        self._plan_of = plan_of
        self._middles = middles

    @classmethod
    def build(cls, vectors: NDArray[np.floating[Any]], plans: Sequence[object]) -> Self:
        """Build them from the vectors of tasks (n_tasks, dim) and the plan each belongs to; plans come one by one."""
        begins = [i for i in range(len(plans)) if not i or plans[i] != plans[i - 1]]
        middles = np.empty((len(begins), vectors.shape[1]), np.float16)
        plan_of = np.empty(len(plans), np.int32)
        for plan, (start, end) in enumerate(pairwise([*begins, len(plans)])):
            whole = vectors[start:end].astype(np.float32).sum(axis=0)
            middles[plan] = whole / max(float(np.linalg.norm(whole)), 1e-9)
            plan_of[start:end] = plan
        return cls(plan_of, middles)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `save` has written."""
        return cls(load_array(folder / "plan_of.npy"), np.asarray(load_array(folder / "plans.npy", mapped=True)))

    def save(self, folder: Path) -> None:
        """Write them into a folder."""
        np.save(folder / "plan_of.npy", self._plan_of)
        np.save(folder / "plans.npy", self._middles)

    def cosines(self, vector: Vectors, positions: NDArray[np.int64]) -> Vectors:
        """Return how near the plans of some tasks are to a unit vector, (n_positions,)."""
        plans, place = np.unique(self._plan_of[positions], return_inverse=True)
        near = np.einsum("ij,j->i", self._middles[plans].astype(np.float32), vector.reshape(-1))
        return np.asarray(near[place], np.float32)
