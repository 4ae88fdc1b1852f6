"""Writes an encoder folder that numpy and sentence-transformers read alike, with its manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from pipeline.retrieval.corpus import corpus_files
from pipeline.retrieval.encoder import KIND, MAPPING, SCORES, TABLE, WEIGHTS, StaticEncoder, fingerprint_of
from pipeline.retrieval.evaluation import evaluate
from pipeline.retrieval.units import BANDS, UNITS, UNKNOWN_ID
from pipeline.retrieval.vocabulary import Vocabulary, save_tokenizer

_MODULES = [
    {"idx": 0, "name": "0", "path": "",
     "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize",
     "type": "sentence_transformers.base.modules.normalize.Normalize"},
]  # fmt: skip
_SETTINGS: dict[str, Any] = {
    "model_type": "SentenceTransformer",
    "prompts": {},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}
_LARGEST = 127  # of a signed byte
_LIBRARIES = ("numpy", "safetensors", "sentence-transformers", "tokenizers", "torch")


def write_encoder(
    folder: Path,
    vocabulary: Vocabulary,
    rows: NDArray[np.float32],
    *,
    config: dict[str, Any],
    corpus: dict[str, str],
) -> None:
    """Write the folder: vocabulary, table in bytes, which row each token has and with what weight, manifest."""
    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    save_tokenizer(vocabulary, folder / "tokenizer.json")
    scales = np.abs(rows).max(axis=1) / _LARGEST
    table = np.rint(rows / scales[:, np.newaxis]).astype(np.int8)
    row_of = np.concatenate([[UNKNOWN_ID], *[np.arange(1, len(rows))] * len(BANDS)]).astype(np.int32)
    fading = np.concatenate([[1.0], *(np.full(len(rows) - 1, weight) for _, weight in BANDS)])
    scores = np.array([score for _, score in vocabulary.units], np.float64)
    (folder / UNITS).write_text("\n".join(unit for unit, _ in vocabulary.units), encoding="utf-8", newline="\n")
    weights = (scales[row_of] * fading).astype(np.float32)
    tensors = {TABLE: table, MAPPING: row_of, WEIGHTS: weights, SCORES: scores}
    (folder / "model.safetensors").write_bytes(save(tensors))
    _write_json(folder / "modules.json", _MODULES)
    _write_json(folder / "1_Normalize" / "config.json", {})
    _write_json(folder / "config_sentence_transformers.json", _SETTINGS)
    manifest = {
        "kind": KIND,
        "fingerprint": fingerprint_of(folder),
        "units": len(vocabulary.units),
        "config": config,
        "corpus": corpus,
        "libraries": {name: version(name) for name in _LIBRARIES},
        "metrics": {},
    }
    _write_json(folder / "manifest.json", manifest)


def measure(folder: Path, benchmarks: Sequence[Path]) -> None:
    """Measure an encoder folder on benchmarks and note the figures in its manifest."""
    encoder = StaticEncoder.open(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for bench in benchmarks:
        figures = evaluate(encoder, bench)
        manifest["metrics"][bench.name] = {name: round(value, 4) for name, value in figures.items()}
    _write_json(folder / "manifest.json", manifest)


def describe_corpus(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a corpus folder."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in corpus_files(folder)}


def _write_json(file: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")
