"""Choosing the weights of a ranking on judged questions, without believing in luck.

Every weighting of a grid is measured, and so is the choice itself: for each fold of the questions the weighting
that is best on the others is used on it (Stone 1974, "Cross-validatory choice"). The weights in use stay unless
the choice gains clearly, that is, unless the bootstrap interval of the gain lies above zero. The lexical weight
is 1 throughout: only ratios matter. `python -m benchmarks.tuning` opens a workspace and prints the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from statistics import fmean

from pipeline.retrieval.metrics import interval
from pipeline.search.candidates import Weights
from pipeline.search.evaluation import DEPTH, MEASURES, Paragraphs, Question, measure
from pipeline.search.ranking import Searcher

GRID = tuple(
    Weights(dense=dense, plan=plan, best=best)
    for dense, plan, best in product((0.25, 0.35, 0.5, 0.7), (0.0, 0.2, 0.4, 0.6), (0.0, 0.25, 0.5, 0.75))
)
FOLDS = 9
_SHOWN = 8

Scores = Mapping[Weights, Mapping[str, float]]
"""nDCG@10 of each question, by the weights."""


def scores(searcher: Searcher, questions: Sequence[Question], paragraphs: Paragraphs | None) -> Scores:
    """Measure every weighting of the grid, and the one in use."""
    found = {}
    for weights in dict.fromkeys((Weights(), *GRID)):
        weighed = searcher.weighing(weights)
        figures = measure(questions, partial(weighed.search, k=DEPTH), paragraphs)
        found[weights] = {id_: measures[MEASURES[0]] for id_, measures in figures.items()}
    return found


def cross_validated(found: Scores, folds: int = FOLDS) -> dict[str, float]:
    """Return the score of each question with the weights that are best on the other folds."""
    ids = sorted(next(iter(found.values())))
    chosen: dict[str, float] = {}
    for fold in range(folds):
        others = [id_ for i, id_ in enumerate(ids) if i % folds != fold]
        best = max(found, key=lambda weights: fmean(found[weights][id_] for id_ in others))
        chosen |= {id_: found[best][id_] for i, id_ in enumerate(ids) if i % folds == fold}
    return chosen


def report(found: Scores, current: Weights) -> str:
    """Return the best weightings and the one in use, the cross-validated gain, and what follows from it."""
    means = {weights: fmean(of_one.values()) for weights, of_one in found.items()}
    best = sorted(means, key=lambda weights: -means[weights])[:_SHOWN]
    lines = [f"{means[weights]:.4f}  {weights}" for weights in best]
    lines.append(f"{means[current]:.4f}  in use: {current}")
    chosen = cross_validated(found)
    gains = [chosen[id_] - found[current][id_] for id_ in sorted(chosen)]
    low, high = interval(gains)
    verdict = "a clear gain: change the weights" if low > 0 else "no clear gain: the weights stay"
    lines.append(f"cross-validated against those in use: {fmean(gains):+.4f} [{low:+.4f}, {high:+.4f}]: {verdict}")
    return "\n".join(lines)
