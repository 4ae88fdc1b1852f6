"""Choosing the weights of the two searches: `python -m pipeline.search.tuning HOME QUERIES QRELS [CORPUS]`.

Every weight of the dense search on a grid is measured on judged questions, and the choice itself is measured
by leaving questions out: for each fold the weight that is best on the others is used on it (Stone 1974,
"Cross-validatory choice"). The weights in use stay unless the choice gains clearly, that is, unless the
bootstrap interval of the gain lies above zero. The lexical weight is 1: only the ratio of the two matters.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean

import click

from pipeline.retrieval.metrics import interval
from pipeline.search.candidates import Weights
from pipeline.search.evaluation import DEPTH, MEASURES, Paragraphs, Question, measure, read_json, read_questions
from pipeline.search.ranking import Searcher

GRID = (0.0, 0.15, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0)
FOLDS = 9

Scores = Mapping[float, Mapping[str, float]]
"""nDCG@10 of each question, by the weight of the dense search."""


def scores(searcher: Searcher, questions: Sequence[Question], paragraphs: Paragraphs | None) -> Scores:
    """Measure every weight of the grid."""
    found = {}
    for weight in GRID:
        weighed = searcher.weighing(Weights(dense=weight))
        figures = measure(questions, partial(weighed.search, k=DEPTH), paragraphs)
        found[weight] = {id_: measures[MEASURES[0]] for id_, measures in figures.items()}
    return found


def cross_validated(found: Scores, folds: int = FOLDS) -> dict[str, float]:
    """Return the score of each question with the weight that is best on the other folds."""
    ids = sorted(next(iter(found.values())))
    chosen: dict[str, float] = {}
    for fold in range(folds):
        others = [id_ for i, id_ in enumerate(ids) if i % folds != fold]
        best = max(found, key=lambda weight: fmean(found[weight][id_] for id_ in others))
        chosen |= {id_: found[best][id_] for i, id_ in enumerate(ids) if i % folds == fold}
    return chosen


def report(found: Scores, current: float) -> str:
    """Return the table of the grid, the cross-validated gain, and what follows from it."""
    lines = [f"{weight:5.2f}  {fmean(of_one.values()):.4f}" for weight, of_one in found.items()]
    chosen = cross_validated(found)
    gains = [chosen[id_] - found[current][id_] for id_ in sorted(chosen)]
    low, high = interval(gains)
    verdict = "a clear gain: change the weights" if low > 0 else "no clear gain: the weights stay"
    lines.append(f"cross-validated against {current}: {fmean(gains):+.4f} [{low:+.4f}, {high:+.4f}]: {verdict}")
    return "\n".join(lines)


def main(home: str, queries: str, qrels: str, corpus: str | None = None) -> None:
    """Print the report."""
    from pipeline.retrieval.encoder import SHIPPED, open_encoder
    from pipeline.store.corpus import Corpus
    from pipeline.store.generations import Generations
    from pipeline.store.models import models_dirs

    processed = Path(home) / "data" / "processed"
    encoder = open_encoder(SHIPPED, models_dirs(Path(home)))
    questions = read_questions(Path(queries), Path(qrels))
    paragraphs = Paragraphs(read_json(Path(corpus), "id", "file", "text")) if corpus else None
    with Corpus.open(processed / "corpus.db") as opened:
        searcher = Searcher(opened, Generations(processed / "index").open_current(encoder), encoder)
        click.echo(report(scores(searcher, questions, paragraphs), Weights().dense))


if __name__ == "__main__":
    main(*sys.argv[1:])
