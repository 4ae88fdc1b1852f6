"""When to read ahead what somebody would wait for otherwise: after the start, and when plans have been read."""

from __future__ import annotations

from pathlib import Path

from pipeline.store.generations import Generations

LOOK_S = 1.0
"""Seconds from one look to the next."""


class Renewal:
    """Tells of new indexes once they have been in use for a look: by then whoever made them has written the rest."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._seen: Path | None = None
        self._told: Path | None = None

    def is_due(self) -> bool:
        """Look whether there are indexes of which nothing has been told yet."""
        before, self._seen = self._seen, self._generations.current()
        if self._seen in (None, self._told) or self._seen != before:
            return False
        self._told = self._seen
        return True
