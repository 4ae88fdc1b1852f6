"""How good a ranking is.

All functions take the ids of a ranking, best first, and the judged ids of the question; each returns a
number from 0 to 1 for one question. Means over questions are the caller's; `interval` says how far to trust
them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np


def ndcg(ranking: Sequence[str], gains: Mapping[str, float], k: int) -> float:
    """Return the normalised discounted cumulative gain of the first `k`.

    DCG = sum of gain / log2(1 + rank), divided by the DCG of the ideal order (Järvelin and Kekäläinen
    2002, "Cumulated gain-based evaluation of IR techniques", in the form with linear gains that
    trec_eval uses). A question without positive gains scores 0.
    """
    ideal = _dcg(sorted(gains.values(), reverse=True)[:k])
    return _dcg([gains.get(item, 0.0) for item in ranking[:k]]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return the share of the relevant ids that stand among the first `k` (Manning et al. 2008, ch. 8)."""
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def hit(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return 1 if any relevant id stands among the first `k`, else 0; for k = 1 this is accuracy."""
    return float(any(item in relevant for item in ranking[:k]))


def mrr(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return 1 / rank of the first relevant id within `k`, else 0 (Voorhees 1999, TREC-8 QA track)."""
    return next((1 / rank for rank, item in enumerate(ranking[:k], 1) if item in relevant), 0.0)


def interval(
    values: Sequence[float], *, confidence: float = 0.95, resamples: int = 2_000, seed: int = 2026
) -> tuple[float, float]:
    """Return the bounds between which the mean of such values lies, by the percentile bootstrap.

    Questions are drawn anew with replacement, and the outer means cut off (Efron 1979, "Bootstrap methods";
    for rankings Sakai 2006, "Evaluating evaluation metrics based on the bootstrap"). For two configurations
    give the differences question by question: the bounds are then those of a paired comparison.

    Parameters
    ----------
    values : one per question, at least one.
    seed : the same values and seed have the same bounds.
    """
    drawn = np.random.default_rng(seed).choice(np.asarray(values, float), (resamples, len(values)))
    low, high = np.quantile(drawn.mean(axis=1), [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(1 + rank) for rank, gain in enumerate(gains, 1))
