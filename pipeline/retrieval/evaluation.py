"""An encoder measured on benchmarks: folders with `corpus.jsonl.xz`, `queries.jsonl`, `qrels.tsv`.

`python -m pipeline.retrieval.evaluation ENCODER_DIR BENCH_DIR...` compares it alone, a plain BM25, and
the sum of their z-scores over all documents.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.retrieval.corpus import read_rows
from pipeline.retrieval.encoder import Encoder, open_encoder
from pipeline.retrieval.fusion import fuse
from pipeline.retrieval.metrics import hit, mrr
from pipeline.retrieval.overlap import plain_bm25

DEPTH = 10

Measure = Callable[[Sequence[str], set[str], int], float]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Judged questions over documents.

    Attributes
    ----------
    ids, texts : of the documents; a text begins with the document's title.
    questions : what is asked.
    wanted : the ids of the documents that answer each question.
    """

    name: str
    ids: list[str]
    texts: list[str]
    questions: list[str]
    wanted: list[set[str]]

    def mean(self, measure: Measure, scores: NDArray[np.floating], k: int = DEPTH) -> float:
        """Return the mean over the questions for scores (n_questions, n_documents), higher is better."""
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        rankings = [[self.ids[i] for i in row] for row in best]
        return float(np.mean([measure(*pair, k) for pair in zip(rankings, self.wanted, strict=True)]))


def read_benchmark(folder: Path) -> Benchmark:
    """Read a benchmark; questions that nobody judged are left out.

    Raises
    ------
    ConfigError
        A file of the benchmark is not there.
    """
    try:
        documents = list(read_rows(folder / "corpus.jsonl.xz"))
        lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        judged = (folder / "qrels.tsv").read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise ConfigError(f"{folder} is no benchmark folder: {error.filename} is not there.") from error
    relevant: dict[str, set[str]] = defaultdict(set)
    for query, document, _ in (line.split("\t") for line in judged if line):
        relevant[query].add(document)
    queries = [query for query in map(json.loads, lines) if query["id"] in relevant]
    return Benchmark(
        folder.name,
        ids=[document["id"] for document in documents],
        texts=[f"{document.get('title', '')}\n{document['text']}".strip() for document in documents],
        questions=[query["text"] for query in queries],
        wanted=[relevant[query["id"]] for query in queries],
    )


def cosines(encoder: Encoder, bench: Benchmark) -> NDArray[np.float32]:
    """Return what an encoder says of every document for every question: (n_questions, n_documents)."""
    return encoder.encode(bench.questions, role="query") @ encoder.encode(bench.texts, role="document").T


def summed(*parts: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the sum of the z-scores of several searches, question by question."""
    return np.array([fuse([(scores, 1.0) for scores in row]) for row in zip(*parts, strict=True)])


def evaluate(encoder: Encoder, folder: Path) -> dict[str, float]:
    """Return accuracy at 1, hit rate at 10 and mean reciprocal ranks at 10 over a benchmark's questions.

    `mrr@10` is the encoder's own, `bm25 mrr@10` that of words, `sum mrr@10` that of both z-scores added.

    Raises
    ------
    ConfigError
        A file of the benchmark is not there.
    """
    bench = read_benchmark(folder)
    own, words = cosines(encoder, bench), plain_bm25(bench.questions, bench.texts)
    return {
        "acc@1": bench.mean(hit, own, 1),
        "hit@10": bench.mean(hit, own),
        "mrr@10": bench.mean(mrr, own),
        "bm25 mrr@10": bench.mean(mrr, words),
        "sum mrr@10": bench.mean(mrr, summed(own, words)),
    }


@click.command()
@click.argument("encoder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("benchmarks", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(encoder: Path, benchmarks: tuple[Path, ...]) -> None:
    """Measure ENCODER on BENCHMARKS."""
    opened = open_encoder(encoder, [])
    for bench in benchmarks:
        figures = evaluate(opened, bench)
        click.echo(f"{bench.name}: " + ", ".join(f"{name} {value:.4f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
