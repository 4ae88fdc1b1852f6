"""Proof that the corpus is sound and that the indexes hold exactly its tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.errors import CorpusError, ModelMismatch
from pipeline.retrieval.encoder import Encoder
from pipeline.store.corpus import Corpus
from pipeline.store.generations import Generation, Generations


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and the command that mends it."""

    what: str
    remedy: str


_MEND_CORPUS = "kehoach restore TỆP_SAO_LƯU"
_MEND_INDEX = "kehoach rebuild"
_READ_AGAIN = "kehoach run"


def examine(corpus: Corpus, generations: Generations, encoder: Encoder, tagger: str = "") -> list[Finding]:
    """Return everything that is wrong, [] if nothing is.

    Parameters
    ----------
    tagger : fingerprint of the theme model in use, which should have given the stored tasks their themes.
    """
    findings = [Finding(fault, _MEND_CORPUS) for fault in corpus.faults()]
    findings += [
        Finding(f"văn bản {sha256} không thuộc tệp nào (document without a file)", _READ_AGAIN)
        for sha256 in corpus.documents_without_file()
    ]
    if corpus.tags.fingerprint != tagger:
        given = corpus.tags.fingerprint or "mô hình cũ (an older one)"
        what = f"chủ đề trong kho do {given} gắn, đang dùng {tagger} (tags of another model or taxonomy)"
        findings.append(Finding(what, _READ_AGAIN))
    if n := len(corpus.misfiled()):
        what = f"{n} nhiệm vụ được lọc khác với những gì hiển thị (filters and what is shown disagree)"
        findings.append(Finding(what, _MEND_INDEX))
    try:
        generation = generations.open_current(encoder)
    except (CorpusError, ModelMismatch) as error:
        return [*findings, Finding(str(error), _MEND_INDEX)]
    return [*findings, *(Finding(fault, _MEND_INDEX) for fault in _index_faults(corpus, generation))]


def _index_faults(corpus: Corpus, generation: Generation) -> Iterator[str]:
    """Say in what the index differs from the corpus."""
    rows = corpus.rows()
    missing, gone = np.setdiff1d(rows, generation.rows), np.setdiff1d(generation.rows, rows)
    if len(missing) or len(gone):
        yield f"chỉ mục thiếu {len(missing)} và thừa {len(gone)} nhiệm vụ (missing and surplus tasks)"
    elif (generation.manifest.corpus, generation.manifest.corpus_version) != (corpus.identity, corpus.version):
        yield "chỉ mục cũ hơn kho, hoặc của kho khác (index older than the corpus, or of another one)"
    held = {"rows": len(generation.rows), "dense": len(generation.dense), "lexical": len(generation.lexical)}
    if set(held.values()) != {generation.manifest.tasks}:
        counts = ", ".join(f"{name} {n}" for name, n in held.items())
        yield f"chỉ mục ghi {generation.manifest.tasks} nhiệm vụ nhưng có (counts differ): {counts}"
