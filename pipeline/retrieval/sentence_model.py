"""Any sentence-transformers model as an `Encoder`; the only file that imports the library.

Loading it takes seconds and brings torch along, so `encoder.open_encoder` imports this file only where
the setting asks for such a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from pipeline.errors import ModelMissing
from pipeline.retrieval.encoder import AS_IT_IS, Role, Wording
from pipeline.text.words import segment


class SentenceEncoder:
    """A sentence-transformers model.

    Parameters
    ----------
    wording : prefixes in the place of the model's own prompts, and whether words are to be joined, which a model
        with PhoBERT's tokenizer wants in any case: it was trained on `khiếu_nại` (Nguyen and Nguyen 2020).
    """

    def __init__(self, name: str, model: SentenceTransformer, wording: Wording = AS_IT_IS) -> None:
        self.name = name
        self._model = model
        segmented = wording.segmented or type(model.tokenizer).__name__.startswith("Phobert")
        self._wording = replace(wording, segmented=segmented)

    @classmethod
    def open(cls, name_or_folder: str, wording: Wording = AS_IT_IS) -> SentenceEncoder:
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
        return cls(Path(name_or_folder).name if Path(name_or_folder).is_dir() else name_or_folder, model, wording)

    @cached_property
    def dim(self) -> int:
        """Length of the vectors."""
        return int(self._model.encode([""]).shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the model's weights, prompts, longest text, and of how it is given its texts."""
        wording = "" if self._wording == AS_IT_IS else f" {self._wording}"
        digest = hashlib.sha256(f"{self._model.prompts} {self._model.max_seq_length}{wording}".encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().float().numpy().tobytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str], *, role: Role) -> NDArray[np.float32]:
        """Return unit rows (n, dim); a vector of zeros becomes the first axis."""
        if not texts:
            return np.empty((0, self.dim), np.float32)
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        prefix = self._wording.query if role == "query" else self._wording.document
        given = [joined(text) for text in texts] if self._wording.segmented else list(texts)
        vectors: NDArray[np.float32] = encode(
            given, prompt=prefix or None, show_progress_bar=False, convert_to_numpy=True
        ).astype(np.float32)
        np.nan_to_num(vectors, copy=False)  # what models in half precision say of no text
        norms = np.linalg.norm(vectors, axis=1)
        vectors[norms == 0, 0] = 1.0
        vectors /= np.where(norms == 0, 1.0, norms)[:, np.newaxis]
        return vectors


def joined(text: str) -> str:
    """Return the text with the syllables of each word joined.

    Examples
    --------
    >>> joined("Thanh tra tỉnh giải quyết khiếu nại")
    'Thanh_tra tỉnh giải_quyết khiếu_nại'
    """
    return " ".join(word.replace(" ", "_") for word in segment(text))
