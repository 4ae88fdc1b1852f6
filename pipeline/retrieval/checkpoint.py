"""Notes where a training run stands, so that a stopped one goes on with the same result."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from pipeline.retrieval.batches import Batches

_EVERY = 500  # steps


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file with table, optimizer, near documents and random state; `file` None keeps nothing."""

    file: Path | None

    @classmethod
    def at(cls, work: Path | None, *made_of: object) -> Checkpoint:
        """Return the checkpoint in a work folder of what is made of all this."""
        return cls(work / f"training-{key_of(*made_of)}.pt" if work else None)

    def restore(self, table: torch.nn.Module, optimizer: torch.optim.Optimizer, batches: Batches) -> int:
        """Bring everything to where it stood; return the number of steps that are done."""
        if self.file is None or not self.file.is_file():
            return 0
        noted: dict[str, Any] = torch.load(self.file, weights_only=False)
        table.load_state_dict(noted["table"])
        optimizer.load_state_dict(noted["optimizer"])
        batches.near = noted["near"]
        batches.random.bit_generator.state = noted["random"]
        return int(noted["step"])

    def note(self, step: int, table: torch.nn.Module, optimizer: torch.optim.Optimizer, batches: Batches) -> None:
        """Note where things stand after every 500 steps."""
        if self.file is None or step % _EVERY:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        torch.save(
            {
                "step": step,
                "table": table.state_dict(),
                "optimizer": optimizer.state_dict(),
                "near": batches.near,
                "random": batches.random.bit_generator.state,
            },
            fresh,
        )
        os.replace(fresh, self.file)


def key_of(*made_of: object) -> str:
    """Return a name for what is made of all this: another one whenever how any of it prints is another."""
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:12]
