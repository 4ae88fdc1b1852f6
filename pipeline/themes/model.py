"""A model folder: vocabulary, weights and a manifest that says what they are and how good."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.arrays import load_arrays
from pipeline.errors import ModelError, ModelMissing
from pipeline.themes.evidence import KINDS
from pipeline.themes.features import Rows, Vocabulary

MANIFEST, VOCABULARY, WEIGHTS = "manifest.json", "vocabulary.txt", "weights.npz"
KIND = "themes-one-vs-rest"
FEWEST = 10
"""Positive and negative labels that a theme needs to be calibrated and measured."""

_HEX = 12


@dataclass(frozen=True, slots=True)
class Weights:
    """What each number speaks for each theme, in log odds.

    Attributes
    ----------
    terms : of the vocabulary, the intercept first, (n_terms, n_themes).
    vector : of the encoder's vector, (dim, n_themes).
    evidence : of the theme's own evidence, (n_kinds, n_themes).
    """

    terms: NDArray[np.float32]
    vector: NDArray[np.float32]
    evidence: NDArray[np.float32]

    def log_odds(self, rows: Rows, vectors: NDArray[np.float32], evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (n, n_themes); `evidence` is (n, n_themes, n_kinds)."""
        return rows.times(self.terms) + vectors @ self.vector + np.einsum("ntk,kt->nt", evidence, self.evidence)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What training knows about a theme.

    Attributes
    ----------
    labels, positives : judged examples, and those of them that have it.
    threshold : a task is tagged from this probability on.
    provisional : whether the labels are too few to calibrate and to measure.
    """

    labels: int
    positives: int
    threshold: float
    provisional: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that prediction needs.

    Attributes
    ----------
    themes : by id, in the order of the columns of the weights.
    priors : weights of the kinds of evidence, the intercept first, for a theme nobody has labelled: one the
        taxonomy gives no phrases for, and one with phrases, (2, 1 + n_kinds).
    encoder : fingerprint of the encoder whose vectors it takes.
    """

    themes: dict[str, Learnt]
    vocabulary: Vocabulary
    weights: Weights
    priors: NDArray[np.float32]
    encoder: str

    def write(self, models: Path, record: dict[str, Any]) -> Path:
        """Write `<models>/themes/<version>` and return it.

        Parameters
        ----------
        record : what else the manifest is to say: data, configuration, figures, library versions.
        """
        stream = BytesIO()
        weights = self.weights
        np.savez_compressed(
            stream,
            terms=weights.terms,
            vector=weights.vector,
            evidence=weights.evidence,
            priors=self.priors,
            rarity=self.vocabulary.rarity,
        )
        contents = {VOCABULARY: "\n".join(self.vocabulary.terms).encode("utf-8"), WEIGHTS: stream.getvalue()}
        essence = {
            "kind": KIND,
            "evidence": KINDS,
            "encoder": self.encoder,
            "themes": {id: _learnt_json(learnt) for id, learnt in self.themes.items()},
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        }
        version = hashlib.sha256(json.dumps(essence, sort_keys=True).encode("utf-8")).hexdigest()[:_HEX]
        folder = models / "themes" / version
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        manifest = json.dumps(essence | record, ensure_ascii=False, indent=1) + "\n"
        (folder / MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")
        return folder

    @classmethod
    def read(cls, folder: Path) -> Model:
        """Read a model folder.

        Raises
        ------
        ModelMissing
            The folder or one of its files is not there.
        ModelError
            Its files are damaged, or are not those the manifest speaks of.
        """
        with _translated(folder):
            manifest = _manifest(folder)
            contents = {name: (folder / name).read_bytes() for name in (VOCABULARY, WEIGHTS)}
            for name, content in contents.items():
                if hashlib.sha256(content).hexdigest() != manifest["files"][name]:
                    raise ValueError(f"{name} không đúng như {MANIFEST} ghi (is not what the manifest says)")
            arrays = load_arrays(contents[WEIGHTS])
            return cls(
                themes={id: Learnt(**learnt) for id, learnt in manifest["themes"].items()},
                vocabulary=Vocabulary(contents[VOCABULARY].decode("utf-8").split("\n"), arrays["rarity"]),
                weights=Weights(arrays["terms"], arrays["vector"], arrays["evidence"]),
                priors=arrays["priors"],
                encoder=manifest["encoder"],
            )


def encoder_of(folder: Path) -> str:
    """Return the fingerprint of the encoder that a model folder was trained with; raises as `Model.read`."""
    with _translated(folder):
        return str(_manifest(folder)["encoder"])


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if (manifest["kind"], manifest["evidence"]) != (KIND, list(KINDS)):
        raise ValueError(f"loại (kind) {manifest['kind']!r}, {len(manifest['evidence'])} loại chứng cứ (evidence)")
    return manifest


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Say in our own terms what is wrong with a model folder."""
    try:
        yield
    except FileNotFoundError as error:
        raise ModelMissing(f"{folder}: thiếu tệp của mô hình chủ đề (no theme model): {error.filename}") from error
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"{folder}: mô hình chủ đề bị hỏng (damaged): {error}; chép lại cả thư mục (copy it again)."
        ) from error


def _learnt_json(learnt: Learnt) -> dict[str, Any]:
    return {name: getattr(learnt, name) for name in Learnt.__dataclass_fields__}
