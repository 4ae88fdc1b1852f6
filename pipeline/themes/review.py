"""What to ask people about next: where the model wavers, what stands for much, and nothing twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TWIN = 0.97
"""From this cosine on two tasks are the same sentence with another name or date in it."""

Floats = NDArray[np.floating]


def uncertainty(probabilities: Floats) -> Floats:
    """Return 1 for a probability of one half, 0 for 0 and 1: the margin between yes and no.

    Settles 2009, "Active learning literature survey", section 3.1.

    Examples
    --------
    >>> uncertainty(np.array([0.0, 0.5, 0.9])).round(2).tolist()
    [0.0, 1.0, 0.2]
    """
    return 1 - np.abs(2 * probabilities - 1)


def choose(worth: Floats, vectors: Floats, k: int, known: Floats) -> list[int]:
    """Return the positions of at most `k` candidates, worth most and unlike each other, the best first.

    Greedy: the next one is that of the greatest worth times distance (1 - cosine) to its nearest neighbour
    among those chosen and known, as in farthest-first traversal (Gonzalez 1985) and k-center active learning
    (Sener and Savarese 2018). Twins of what is chosen or known are never chosen. Equal ones go by position.

    Parameters
    ----------
    worth : (n,), 0 and more; a candidate of no worth is not chosen.
    vectors : of the candidates, unit rows (n, dim).
    known : of what people have judged already, unit rows (m, dim); m may be 0.
    """
    nearest = (vectors @ known.T).max(axis=1) if len(known) else np.zeros(len(vectors))
    worth = np.array(worth, float)
    chosen: list[int] = []
    while len(chosen) < k:
        gain = np.where(nearest < TWIN, worth * np.clip(1 - nearest, 0, 1), 0.0)
        if not len(gain) or gain.max() <= 0:
            break
        best = int(gain.argmax())
        chosen.append(best)
        nearest = np.maximum(nearest, vectors @ vectors[best])
        worth[best] = 0.0
    return chosen
