"""An encoder measured on benchmarks: folders with `corpus.jsonl.xz`, `queries.jsonl`, `qrels.tsv`."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from pipeline.errors import ConfigError
from pipeline.retrieval.encoder import Encoder
from pipeline.retrieval.metrics import hit, mrr
from pipeline.retrieval.pairs import read_rows

DEPTH = 10


def evaluate(encoder: Encoder, folder: Path) -> dict[str, float]:
    """Return accuracy at 1, hit rate at 10 and mean reciprocal rank at 10 over a benchmark's questions.

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
    rankings = _rank(encoder, documents, [query["text"] for query in queries])
    pairs = [(ranking, relevant[query["id"]]) for ranking, query in zip(rankings, queries, strict=True)]
    return {
        "acc@1": float(np.mean([hit(ranking, wanted, 1) for ranking, wanted in pairs])),
        "hit@10": float(np.mean([hit(ranking, wanted, DEPTH) for ranking, wanted in pairs])),
        "mrr@10": float(np.mean([mrr(ranking, wanted, DEPTH) for ranking, wanted in pairs])),
    }


def _rank(encoder: Encoder, documents: list[dict[str, str]], queries: list[str]) -> list[list[str]]:
    texts = [f"{d.get('title', '')}\n{d['text']}".strip() for d in documents]
    scores = encoder.encode(queries, role="query") @ encoder.encode(texts, role="document").T
    return [[documents[i]["id"] for i in row] for row in np.argsort(-scores, kind="stable")[:, :DEPTH]]
