"""How well questions find their documents: three kinds of BM25, a small transformer, and ours alone and beside words.

All of them rank the same texts in the same run. A benchmark is a folder with `corpus.jsonl.xz`, `queries.jsonl`
and `qrels.tsv`; the benchmarks lie in `bench/` beside the real plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.encoding import minilm_folder
from benchmarks.texts import ROOT, SHARED
from pipeline.retrieval.dense import DenseIndex
from pipeline.retrieval.encoder import SHIPPED, Encoder, open_encoder
from pipeline.retrieval.evaluation import Benchmark, cosines, read_benchmark, summed
from pipeline.retrieval.lexical import LexicalIndex, LexicalRow
from pipeline.retrieval.metrics import hit, mrr
from pipeline.retrieval.overlap import plain_bm25
from pipeline.retrieval.plans import PlanVectors
from pipeline.search.candidates import Asked, Ranker, Weights
from pipeline.search.glossary import shipped_glossary
from pipeline.search.language import is_english
from pipeline.search.query import parse_query
from pipeline.search.topic import topic_of
from pipeline.text.normalize import fold
from pipeline.text.words import segment_all

Scores = NDArray[np.floating]
Ranking = tuple[str, Callable[[], Scores | None]]

_MOST_SLOW = 3_000  # documents that a transformer is asked about: it reads some fifty in a second
_LEFT_OUT = "–"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each ranking reached: `cells[ranking]` has one cell per column; the notes say what is missing and why."""

    columns: tuple[str, ...]
    cells: dict[str, list[str]]
    notes: tuple[str, ...]

    def to_markdown(self) -> str:
        """Return heading, table and notes."""
        lines = ["### Retrieval, MRR@10 (hit@10)", ""]
        if self.columns:
            lines += [f"| ranking | {' | '.join(self.columns)} |", "|---|" + "---:|" * len(self.columns)]
            lines += [f"| {ranking} | {' | '.join(row)} |" for ranking, row in self.cells.items()]
        return "\n".join((*lines, *(f"\n{note}" for note in self.notes)))


def measure(folder: Path | None = None, most_slow: int = _MOST_SLOW) -> Comparison:
    """Measure all rankings on all benchmarks of a folder.

    Parameters
    ----------
    folder : holds a folder per benchmark; by default the one beside the real plans.
    most_slow : documents beyond which the transformer is left out.
    """
    folder = folder or SHARED / "bench"
    benches = [read_benchmark(path.parent) for path in sorted(folder.glob("*/qrels.tsv"))]
    if not benches:
        return Comparison((), {}, (f"Skipped: {folder} holds no benchmarks; name a folder with `--bench`.",))
    cells: dict[str, list[str]] = {}
    for bench in benches:
        for ranking, scores in _rankings(bench, most_slow):
            cells.setdefault(ranking, []).append(_cell(bench, scores()))
    columns = tuple(f"{b.name}: {len(b.questions):,} questions, {len(b.ids):,} documents" for b in benches)
    note = f"{_LEFT_OUT}: not measured; the transformer is asked about {most_slow:,} documents at most."
    return Comparison(columns, cells, (note,) if any(_LEFT_OUT in row for row in cells.values()) else ())


def _cell(bench: Benchmark, scores: Scores | None) -> str:
    if scores is None:
        return _LEFT_OUT
    return f"{bench.mean(mrr, scores):.3f} ({bench.mean(hit, scores):.3f})"


def _rankings(bench: Benchmark, most_slow: int) -> Iterator[Ranking]:
    """Yield every ranking with what scores all documents for all questions."""
    ours = open_encoder(ROOT / "models" / SHIPPED, [])
    own, words = cosines(ours, bench), plain_bm25(bench.questions, bench.texts)
    yield "BM25, syllables", lambda: words
    yield "BM25, words of underthesea", partial(_bm25_of, bench, _segmented)
    yield "BM25, without diacritics", partial(_bm25_of, bench, partial(map, fold))
    yield "all-MiniLM-L6-v2", partial(_transformer, bench, most_slow)
    yield "ours", lambda: own
    yield "ours + BM25, syllables (sum of z-scores)", lambda: summed(own, words)
    yield "kehoach (its word index, its fusion)", partial(_hybrid, bench, ours)


def _bm25_of(bench: Benchmark, reworded: Callable[[Sequence[str]], Iterable[str]]) -> Scores:
    return plain_bm25(list(reworded(bench.questions)), list(reworded(bench.texts)))


def _segmented(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts whose words are one string each: "giải_quyết khiếu_nại"."""
    return (" ".join(word.replace(" ", "_") for word in words) for words in segment_all(texts))


def _transformer(bench: Benchmark, most: int) -> Scores | None:
    folder = minilm_folder()
    if folder is None or len(bench.ids) > most:
        return None
    return cosines(open_encoder(folder, []), bench)


@dataclass(frozen=True, slots=True)
class _Index:
    """The two indexes of a benchmark's documents as the ranking of tasks takes them."""

    rows: NDArray[np.int64]
    dense: DenseIndex
    lexical: LexicalIndex
    plans: PlanVectors


def _hybrid(bench: Benchmark, encoder: Encoder) -> Scores:
    """Rank as `kehoach search` does; the first document of n gets n points, those not found none."""
    scores = np.zeros((len(bench.questions), len(bench.ids)))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        lexical = LexicalIndex.build(Path(folder), (LexicalRow(i, text) for i, text in enumerate(bench.texts)))
        vectors = encoder.encode(bench.texts, role="document")
        plans = PlanVectors.build(vectors, [0] * len(vectors))  # of articles, no plan is nearer than another
        index = _Index(np.arange(len(bench.ids)), DenseIndex.build(vectors), lexical, plans)
        ranker = Ranker(index, encoder, Weights())
        for row, question in zip(scores, bench.questions, strict=True):
            found = ranker.rank(_asked(question)).positions
            row[found] = np.arange(len(found), 0, -1)
    return scores


def _asked(question: str) -> Asked:
    """Take every word of a question as content, in the glossary's words too."""
    query = parse_query(question, understand=False)
    return Asked(query, topic_of(query.words, shipped_glossary(), english=is_english(query.text)), (), None)
