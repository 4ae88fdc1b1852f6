"""An encoder measured on benchmarks: folders with `corpus.jsonl.xz`, `queries.jsonl`, `qrels.tsv`.

`python -m pipeline.retrieval.evaluation ENCODER_DIR BENCH_DIR...` compares it alone, a plain BM25, and
the sum of their z-scores over all documents.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
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


def evaluate(encoder: Encoder, folder: Path) -> dict[str, float]:
    """Return accuracy at 1, hit rate at 10 and mean reciprocal ranks at 10 over a benchmark's questions.

    `mrr@10` is the encoder's own, `bm25 mrr@10` that of words, `sum mrr@10` that of both z-scores added.

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
    texts = [f"{d.get('title', '')}\n{d['text']}".strip() for d in documents]
    asked = [query["text"] for query in queries]
    wanted = [relevant[query["id"]] for query in queries]
    own = encoder.encode(asked, role="query") @ encoder.encode(texts, role="document").T
    words = plain_bm25(asked, texts)
    both = np.array([fuse([(a, 1.0), (b, 1.0)]) for a, b in zip(own, words, strict=True)])
    ids = [document["id"] for document in documents]
    rankings = _rankings(own, ids)
    return {
        "acc@1": _mean(hit, rankings, wanted, 1),
        "hit@10": _mean(hit, rankings, wanted, DEPTH),
        "mrr@10": _mean(mrr, rankings, wanted, DEPTH),
        "bm25 mrr@10": _mean(mrr, _rankings(words, ids), wanted, DEPTH),
        "sum mrr@10": _mean(mrr, _rankings(both, ids), wanted, DEPTH),
    }


def _mean(
    measure: Callable[[list[str], set[str], int], float], rankings: list[list[str]], wanted: list[set[str]], k: int
) -> float:
    return float(np.mean([measure(ranking, found, k) for ranking, found in zip(rankings, wanted, strict=True)]))


def _rankings(scores: NDArray[np.floating], ids: list[str]) -> list[list[str]]:
    return [[ids[i] for i in np.argsort(-row, kind="stable")[:DEPTH]] for row in scores]


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
