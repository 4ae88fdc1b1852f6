"""Any sentence-transformers model as an `Encoder`; the only file that imports the library.

Loading it takes seconds and brings torch along, so `encoder.open_encoder` imports this file only where
the setting asks for such a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from pipeline.errors import ModelMissing
from pipeline.retrieval.encoder import Role


class SentenceEncoder:
    """A sentence-transformers model; its own query and document prompts are used."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self.name = name
        self._model = model

    @classmethod
    def open(cls, name_or_folder: str) -> SentenceEncoder:
        """Load a model from a folder, the local cache or, where the machine is online, the hub.

        Raises
        ------
        ModelMissing
            It cannot be loaded; the message carries the library's reason.
        """
        try:
            model = SentenceTransformer(name_or_folder, device="cpu")
        except (OSError, ValueError, RuntimeError, ImportError) as error:
            raise ModelMissing(
                f"sentence-transformers cannot load {name_or_folder!r}: {error}. Give a folder that holds a "
                "saved model, or a name that is in the local cache."
            ) from error
        return cls(Path(name_or_folder).name if Path(name_or_folder).is_dir() else name_or_folder, model)

    @cached_property
    def dim(self) -> int:
        """Length of the vectors."""
        return int(self._model.encode([""]).shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the model's weights, prompts and longest text."""
        digest = hashlib.sha256(f"{self._model.prompts} {self._model.max_seq_length}".encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().float().numpy().tobytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str], *, role: Role) -> NDArray[np.float32]:
        """Return unit rows (n, dim); a vector of zeros becomes the first axis."""
        if not texts:
            return np.empty((0, self.dim), np.float32)
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        vectors: NDArray[np.float32] = encode(list(texts), show_progress_bar=False, convert_to_numpy=True).astype(
            np.float32
        )
        np.nan_to_num(vectors, copy=False)  # what models in half precision say of no text
        norms = np.linalg.norm(vectors, axis=1)
        vectors[norms == 0, 0] = 1.0
        vectors /= np.where(norms == 0, 1.0, norms)[:, np.newaxis]
        return vectors
