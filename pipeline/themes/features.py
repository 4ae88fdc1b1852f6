"""What a classifier sees of a task, and how that becomes numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Anything that turns texts into unit vectors; `pipeline.retrieval.encoder` has one.

    Attributes
    ----------
    fingerprint : changes whenever its vectors would.
    """

    @property
    def fingerprint(self) -> str: ...  # noqa: D102

    def encode(self, texts: Sequence[str], *, role: Literal["document"]) -> NDArray[np.float32]:
        """Return one unit row per text, (n, dim)."""
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """A task as a classifier sees it.

    Attributes
    ----------
    text, headings, lead : as in `Task`.
    words : the text segmented, the syllables of a word joined by "_".
    """

    text: str
    words: tuple[str, ...]
    headings: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, headings: Sequence[str] = (), lead: Sequence[str] = ()) -> Instance:
        """Return the instance of a text whose words are not known yet."""
        raise NotImplementedError
