"""Chooses the weights of the ranking: `python -m benchmarks.tuning HOME QUERIES QRELS [CORPUS]`.

HOME is a workspace that has read the plans; its settings hold, the encoder's as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline import Workspace
from pipeline.search.candidates import Weights
from pipeline.search.evaluation import Paragraphs, read_json, read_questions
from pipeline.search.tuning import report, scores


def main(home: str, queries: str, qrels: str, corpus: str | None = None) -> None:
    """Print the report."""
    questions = read_questions(Path(queries), Path(qrels))
    paragraphs = Paragraphs(read_json(Path(corpus), "id", "file", "text")) if corpus else None
    with Workspace.open(Path(home)) as workspace:
        print(report(scores(workspace.searcher(), questions, paragraphs), Weights()))


if __name__ == "__main__":
    main(*sys.argv[1:])
