"""Generations of the indexes: each is built whole in a folder of its own, then switched in at once.

`index/current` names the generation in use; replacing that small file is the switch. A reader keeps the
generation it opened; an old one is deleted when nobody has it open (on Windows the attempt fails until
then, and the next run repeats it). Everything here can be deleted and made again from the corpus.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.arrays import load_array
from pipeline.errors import CorpusError, CorpusMissing, ModelMismatch
from pipeline.retrieval.dense import DenseIndex
from pipeline.retrieval.encoder import Encoder
from pipeline.retrieval.lexical import LexicalIndex
from pipeline.retrieval.plans import PlanVectors
from pipeline.store.contents import Progress, lexical_rows, plans_of, write_vectors
from pipeline.store.corpus import Corpus
from pipeline.store.shelter import Shelter, open_lexical

_POINTER = "current"
_LAYOUT = 3
_ATTEMPTS, _PAUSE_S = 20, 0.05


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from.

    Attributes
    ----------
    encoder, fingerprint, dim : the encoder's name, what tells it from others, the length of its vectors.
    corpus, corpus_version : `Corpus.identity`, and its `version` at that time.
    tasks : how many it holds.
    layout : of its files; one of another program version is built again.
    """

    encoder: str
    fingerprint: str
    dim: int
    corpus: int
    corpus_version: int
    tasks: int
    layout: int


@dataclass(frozen=True, slots=True)
class Generation:
    """An index to be searched: position i of `dense`, `plans` and `lexical` is the task at `rows[i]` of the corpus.

    `shelter` is the folder in which the word index is open where its own allows no writing.
    """

    folder: Path
    manifest: Manifest
    rows: NDArray[np.int64]
    dense: DenseIndex
    plans: PlanVectors
    lexical: LexicalIndex
    shelter: Shelter | None = None

    def vectors(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the unit rows of the tasks at some positions, (n, dim)."""
        return _unit(load_array(self.folder / "vectors.npy", mapped=True)[positions])


class Generations:
    """The generations below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """Return the folder of the generation in use, None if there is none or the pointer is damaged."""
        try:
            name = (self._folder / _POINTER).read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        return self._folder / name if name.isdecimal() else None

    def manifest(self) -> Manifest | None:
        """Return what the generation in use was built from, None if there is none or it is damaged."""
        folder = self.current()
        return _read_manifest(folder) if folder else None

    def open_current(self, encoder: Encoder) -> Generation:
        """Open the generation in use.

        Raises
        ------
        CorpusMissing
            There is none.
        CorpusError
            It is damaged.
        ModelMismatch
            Another encoder built it, or another version of the program.
        """
        while True:
            folder = self.current()
            if folder is None:
                raise CorpusMissing(f"Chưa có chỉ mục tại {self._folder} (no index yet); hãy chạy `kehoach rebuild`.")
            try:
                return _open(folder, encoder)
            except (OSError, ValueError, CorpusError) as error:
                if self.current() == folder:
                    what = str(error).partition("\n")[0]
                    raise CorpusError(
                        f"Chỉ mục {folder} bị hỏng (damaged); hãy chạy `kehoach rebuild`. [{what}]"
                    ) from error

    def is_fresh(self, corpus: Corpus, encoder: Encoder) -> bool:
        """Whether the generation in use is what `refresh` would build."""
        manifest = self.manifest()
        return manifest is not None and manifest == _manifest_of(corpus, encoder, manifest.tasks)

    def refresh(self, corpus: Corpus, encoder: Encoder, *, afresh: bool = False, progress: Progress = _silent) -> bool:
        """Make the generation in use fit the corpus and the encoder; return whether one had to be built.

        Vectors of tasks that the old generation knew are taken over if the same encoder made them.

        Parameters
        ----------
        afresh : build in any case, and take nothing over.
        progress : called with how many tasks are in the index and how many there are.

        Raises
        ------
        CorpusError
            The disk is full or may not be written.
        """
        if not afresh and self.is_fresh(corpus, encoder):
            self._sweep()
            return False
        try:
            folder = self._next()
            self._build(folder, corpus, encoder, None if afresh else self.current(), progress)
            self._switch_to(folder)
        except OSError as error:
            raise CorpusError(
                f"Không ghi được chỉ mục vào {self._folder} (cannot be written): {error}. "
                "Kiểm tra chỗ trống và quyền ghi rồi chạy `kehoach rebuild`."
            ) from error
        self._sweep()
        return True

    def _next(self) -> Path:
        """Make the folder of a new generation, with a number that was not in use."""
        self._folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(path.name) for path in self._folder.iterdir() if path.name.isdigit()]
        folder = self._folder / str(max(numbers, default=0) + 1)
        folder.mkdir()
        return folder

    def _build(self, folder: Path, corpus: Corpus, encoder: Encoder, old: Path | None, progress: Progress) -> None:
        """Fill the folder; the manifest comes last."""
        manifest = _manifest_of(corpus, encoder, 0)
        rows = corpus.rows()
        np.save(folder / "rows.npy", rows)
        old_vectors = _vectors_of(old, manifest)
        vectors = write_vectors(folder, corpus, rows, encoder, old_vectors)
        DenseIndex.build(vectors).save(folder / "dense.faiss")
        PlanVectors.build(vectors, plans_of(corpus, rows)).save(folder)
        LexicalIndex.build(folder / "lexical", lexical_rows(corpus, rows, progress))
        text = json.dumps({**asdict(manifest), "tasks": len(rows)}, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8")

    def _switch_to(self, folder: Path) -> None:
        """Put a generation in use."""
        pointer = self._folder / f"{_POINTER}.new"
        with pointer.open("w", encoding="utf-8") as stream:
            stream.write(folder.name)
            stream.flush()
            os.fsync(stream.fileno())
        _replace(pointer, self._folder / _POINTER)

    def _sweep(self) -> None:
        """Delete every generation but the one in use, as far as the system lets us."""
        current = self.current()
        for path in self._folder.iterdir():
            if path.is_dir() and path != current:
                _remove(path)


def _manifest_of(corpus: Corpus, encoder: Encoder, tasks: int) -> Manifest:
    """Return what the manifest of a generation built now would say."""
    return Manifest(encoder.name, encoder.fingerprint, encoder.dim, corpus.identity, corpus.version, tasks, _LAYOUT)


def _read_manifest(folder: Path) -> Manifest | None:
    """Return a generation's manifest, None if it has none that can be read or an older program made it."""
    manifest = _manifest_in(folder)
    return manifest if manifest is not None and manifest.layout == _LAYOUT else None


def _manifest_in(folder: Path) -> Manifest | None:
    """Return a generation's manifest, whatever program made it; None if it has none that can be read."""
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _open(folder: Path, encoder: Encoder) -> Generation:
    """Open all parts of a generation."""
    manifest = _manifest_in(folder)
    if manifest is None:
        raise CorpusMissing(f"{folder / 'manifest.json'}: không đọc được (unreadable)")
    if manifest.layout != _LAYOUT:
        raise ModelMismatch(
            f"Chỉ mục {folder.name} do phiên bản khác của chương trình tạo (made by another version of the program); "
            "hãy chạy `kehoach rebuild`."
        )
    if manifest.fingerprint != encoder.fingerprint:
        raise ModelMismatch(
            f"Chỉ mục do bộ mã hóa {manifest.encoder!r} ({manifest.fingerprint}) tạo, nhưng đang dùng "
            f"{encoder.name!r} ({encoder.fingerprint}) (another encoder); hãy chạy `kehoach rebuild`."
        )
    rows = load_array(folder / "rows.npy")
    dense = DenseIndex.open(folder / "dense.faiss", load_array(folder / "vectors.npy", mapped=True))
    return Generation(folder, manifest, rows, dense, PlanVectors.open(folder), *open_lexical(folder / "lexical"))


def _vectors_of(folder: Path | None, wanted: Manifest) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return rows and vectors of an older generation, none if they are not this encoder's or not this corpus's."""
    nothing = np.empty(0, np.int64), np.empty((0, wanted.dim), np.float16)
    made = _read_manifest(folder) if folder else None
    if folder is None or made is None or (made.fingerprint, made.corpus) != (wanted.fingerprint, wanted.corpus):
        return nothing
    try:
        rows, vectors = load_array(folder / "rows.npy"), load_array(folder / "vectors.npy", mapped=True)
    except (OSError, ValueError):
        return nothing
    return (rows, vectors) if vectors.shape == (len(rows), wanted.dim) else nothing


def _unit(stored: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return stored vectors as unit rows again."""
    vectors = stored.astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return vectors


def _replace(source: Path, target: Path) -> None:
    """Rename over an existing file; on Windows that fails while somebody reads it, so try for a second."""
    for _ in range(_ATTEMPTS):
        try:
            return os.replace(source, target)
        except PermissionError:
            time.sleep(_PAUSE_S)
    return os.replace(source, target)


def _remove(folder: Path) -> None:
    """Delete a folder nobody has open: renaming it first fails on Windows if somebody has."""
    doomed = folder.with_name(f"{folder.name.removesuffix('.old')}.old")
    try:
        folder.rename(doomed)
    except OSError:
        return
    shutil.rmtree(doomed, ignore_errors=True)
