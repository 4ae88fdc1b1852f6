"""Texts become vectors: what an encoder is, and the one that ships with the project.

The shipped encoder is *static*: every unit of the vocabulary (see `units`) has one row in a table, a text
is the mean of its units' rows, the first words counting most, scaled to length one. No network runs at
question time, numpy suffices, and a question takes well under a millisecond. The same folder loads as
`SentenceTransformer(folder)`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError, ModelMissing
from pipeline.retrieval.units import BANDS, UNITS, UnitTokenizer, read_units

Role = Literal["query", "document"]
SHIPPED = "encoder"
KIND = "static-word-units"
TABLE, MAPPING, WEIGHTS, SCORES = "embeddings", "mapping", "weights", "scores"
_TYPES = {"I8": "<i1", "I32": "<i4", "F16": "<f2", "F32": "<f4", "F64": "<f8"}
_UNITS_AT_ONCE = 8_000  # keeps their rows within a processor's cache


class Encoder(Protocol):
    """Anything that turns texts into unit vectors.

    Attributes
    ----------
    name : what people call it, for status pages and manifests.
    dim : length of its vectors.
    fingerprint : changes whenever its vectors would; an index remembers it.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def dim(self) -> int: ...  # noqa: D102

    @property
    def fingerprint(self) -> str: ...  # noqa: D102

    def encode(self, texts: Sequence[str], *, role: Role) -> NDArray[np.float32]:
        """Return one unit row per text, in order: (n, dim). Never NaN, not for an empty text either."""
        ...


@dataclass(frozen=True, slots=True)
class Wording:
    """How a model wants its texts.

    Attributes
    ----------
    query, document : what stands before a question and before a document; empty, the model's own prompts do.
    segmented : whether the syllables of a word are joined by "_".
    """

    query: str = ""
    document: str = ""
    segmented: bool = False


AS_IT_IS = Wording()


class StaticEncoder:
    """The shipped encoder in plain numpy: a vocabulary and a table with a row per unit.

    Parameters
    ----------
    folder : where it came from.
    tokenizer : the vocabulary.
    table : a row per unit, (n_units, dim), of any number type.
    mapping : the row of each token, (n_tokens,).
    weights : what it is to be multiplied with, (n_tokens,).
    """

    def __init__(
        self,
        folder: Path,
        tokenizer: UnitTokenizer,
        table: NDArray[Any],
        mapping: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        self._folder = folder
        self._tokenizer = tokenizer
        self._table, self._mapping, self._weights = table, mapping, weights

    @classmethod
    def open(cls, folder: Path) -> StaticEncoder:
        """Open an encoder folder; its table stays on disk until rows are asked for.

        Raises
        ------
        ModelMissing
            The folder or one of its files is not there.
        ModelError
            The files are damaged or do not belong together.
        """
        units = read_units(folder / UNITS)
        file = folder / "model.safetensors"
        table, mapping, weights, scores = _map_tensors(file, TABLE, MAPPING, WEIGHTS, SCORES)
        tokens = 1 + (len(units) - 1) * len(BANDS)
        if not (len(units) == len(table) == len(scores) and len(mapping) == len(weights) == tokens):
            raise ModelError(
                f"{folder} is damaged: {len(units)} units, {len(table)} rows; copy the whole folder again."
            )
        tokenizer = UnitTokenizer(list(zip(units, scores.tolist(), strict=True)))
        return cls(folder, tokenizer, table, mapping, weights)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._folder.name

    @property
    def dim(self) -> int:
        """Length of the vectors."""
        return int(self._table.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Hash of weights and vocabulary, as the manifest says, computed where there is no manifest."""
        manifest = self._folder / "manifest.json"
        if manifest.is_file():
            return str(json.loads(manifest.read_text(encoding="utf-8"))["fingerprint"])
        return fingerprint_of(self._folder)

    def encode(self, texts: Sequence[str], *, role: Role) -> NDArray[np.float32]:
        """Return unit rows (n, dim); queries and documents are treated alike.

        A text without any known word gets the direction of the unknown unit.
        """
        vectors = np.empty((len(texts), self.dim), np.float32)
        start, pending, size = 0, [], 0
        for i, text in enumerate(texts):
            pending.append(self._tokenizer.encode(text))
            size += len(pending[-1])
            if size >= _UNITS_AT_ONCE or i == len(texts) - 1:
                vectors[start : i + 1] = self._mean_rows(pending)
                start, pending, size = i + 1, [], 0
        return vectors

    def _mean_rows(self, units: list[list[int]]) -> NDArray[np.float32]:
        lengths = np.array([len(ids) for ids in units])
        ids = np.concatenate(units)
        rows = self._table[self._mapping[ids]] * self._weights[ids, np.newaxis]
        sums = np.add.reduceat(rows, np.cumsum(lengths) - lengths, axis=0)
        unit: NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit


def open_encoder(name_or_folder: str | Path, models_dirs: Sequence[Path], wording: Wording = AS_IT_IS) -> Encoder:
    """Open the encoder that a setting names.

    Parameters
    ----------
    name_or_folder : the name of a folder in one of `models_dirs` ("encoder" is the shipped one), any
        folder, or the name of a sentence-transformers model ("organisation/model").
    models_dirs : where to look for names; the first match wins.
    wording : how a sentence-transformers model wants its texts.

    Raises
    ------
    ModelMissing
        There is no such model here.
    ModelError
        There is one, but it cannot be used, or not with such a wording.
    """
    folders = [*(models / name_or_folder for models in models_dirs), Path(name_or_folder)]
    folder = next((f for f in folders if _is_model(f)), None)
    if folder is not None and is_static(folder):
        if wording != AS_IT_IS:
            raise ModelError(
                f"{folder} nhận văn bản nguyên dạng (takes texts as they are): bỏ query_prefix, document_prefix và "
                "segment_words khỏi kehoach.toml."
            )
        return StaticEncoder.open(folder)
    if folder is None and str(name_or_folder).count("/") != 1:
        looked = ", ".join(str(f) for f in folders)
        raise ModelMissing(f"There is no encoder {name_or_folder!s}. Looked in: {looked}.")
    from pipeline.retrieval.sentence_model import SentenceEncoder

    return SentenceEncoder.open(str(folder or name_or_folder), wording)


def _is_model(folder: Path) -> bool:
    return (folder / "modules.json").is_file() or (folder / "config.json").is_file()


def is_static(folder: Path) -> bool:
    """Return whether a folder holds an encoder of the shipped kind: raw text, whole-word units, a table."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return False
    return bool(json.loads(manifest.read_text(encoding="utf-8")).get("kind") == KIND)


def fingerprint_of(folder: Path) -> str:
    """Return the hash of what decides an encoder's vectors: first 16 hex digits of a SHA-256."""
    digest = hashlib.sha256()
    for name in ("tokenizer.json", UNITS, "model.safetensors", "modules.json"):
        digest.update(name.encode())
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _map_tensors(file: Path, *names: str) -> list[NDArray[Any]]:
    """Map tensors of a safetensors file: 8 bytes length, a JSON header, then the numbers.

    See https://github.com/huggingface/safetensors#format.
    """
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = json.loads(stream.read(length))
        return [_map_tensor(file, header[name], 8 + length) for name in names]
    except FileNotFoundError as error:
        raise ModelMissing(f"There is no {file}; an encoder folder holds one.") from error
    except (ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise ModelError(f"{file} is damaged: {error}. Copy the model folder again.") from error


def _map_tensor(file: Path, entry: dict[str, Any], start: int) -> NDArray[Any]:
    offset = start + entry["data_offsets"][0]
    mapped = np.memmap(file, _TYPES[entry["dtype"]], mode="r", offset=offset, shape=tuple(entry["shape"]))
    return np.asarray(mapped)  # a mapped file's own type is slow to take rows from
