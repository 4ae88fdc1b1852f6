"""What training makes small: the distance of questions from their answers, and of lessons from their targets."""

from __future__ import annotations

import torch
from torch.nn import functional


def lesson_loss(vectors: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return how far both halves of `vectors` (2n, dim) are from the targets (n, dim): mean 1 - cosine."""
    return 1 - (vectors * target.repeat(2, 1)).sum(dim=1).mean()


def masked_logits(
    left: torch.Tensor, right: torch.Tensor, source: torch.Tensor, *, scale: float, twin: float
) -> torch.Tensor:
    """Return scaled cosines of unit rows (n, dim), with -10,000 where an answer is not surely wrong.

    That is where two pairs come from one source, or their left or right texts say nearly the same.
    """
    with torch.no_grad():
        same = (source[:, None] == source[None, :]) | (left @ left.T > twin) | (right @ right.T > twin)
        same.fill_diagonal_(False)
    return (left @ right.T * scale).masked_fill(same, -1e4)


def contrastive_loss(logits: torch.Tensor) -> torch.Tensor:
    """Return the symmetric InfoNCE loss of logits (n, n) whose right answers are on the diagonal."""
    target = torch.arange(len(logits))
    loss: torch.Tensor = functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)
    return loss / 2
