"""How good the answers are, by questions whose right answers people have judged.

A judgement names a task by its id or, with a corpus of paragraphs, a paragraph: a hit whose words agree with
a paragraph of its file (token F1 >= .9) is that paragraph; any other hit stands for the paragraphs that it
contains, or that contain it, to .6 of the shorter one's pairs of neighbouring words. Of several hits on one
paragraph the first counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from statistics import fmean
from typing import Any

from pipeline.errors import UsageFault
from pipeline.records import Answer, Hit
from pipeline.retrieval.lexical import words_of
from pipeline.retrieval.metrics import interval, mrr, ndcg, recall
from pipeline.text.similarity import token_f1

MEASURES = ("nDCG@10", "Recall@50", "MRR@10")
DEPTH = 50
_TOP = 10
_SAME, _CONTAINED = 0.9, 0.6
_LABELS = ("group", "lang", "style")

Search = Callable[[str], Answer]
Figures = dict[str, dict[str, float]]
"""The measures of each question, by its id."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the labels by which results are broken down, and the grade of everything judged."""

    id: str
    text: str
    labels: tuple[str, ...]
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: the mean of a measure over some questions, with a 95 % interval.

    Attributes
    ----------
    label : of the questions, "" for all.
    """

    label: str
    n: int
    measure: str
    mean: float
    low: float
    high: float


class Paragraphs:
    """Paragraphs by file; finds those that a hit stands for."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._by_file: dict[str, list[tuple[str, list[str]]]] = {}
        for row in rows:
            self._by_file.setdefault(_stem(row["file"]), []).append((row["id"], words_of(row["text"])))
        self._covered: dict[str, set[str]] = {}  # the same tasks come for many questions and configurations

    def covered(self, hit: Hit) -> set[str]:
        """Return the ids of the paragraphs that a hit is, contains or is part of."""
        if hit.task.id not in self._covered:
            self._covered[hit.task.id] = self._covered_by(hit)
        return self._covered[hit.task.id]

    def _covered_by(self, hit: Hit) -> set[str]:
        words = words_of("\n".join((hit.task.task.text, *hit.task.task.attributes)))
        paragraphs = self._by_file.get(_stem(hit.task.files[0]), [])
        alike = {name: token_f1(words, other) for name, other in paragraphs}
        best = max(alike.values(), default=0.0)
        if best >= _SAME:
            return {name for name, score in alike.items() if score == best}
        return {name for name, other in paragraphs if _contained(words, other) >= _CONTAINED}


def read_questions(queries: Path, qrels: Path) -> list[Question]:
    """Read questions (rows {"id", "text"} and labels) with their grades (question, id, grade; tabs between).

    Questions without any right answer are left out: nothing can be measured on them.

    Raises
    ------
    UsageFault
        A file cannot be read or has another form, or no question is left.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(qrels):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 3 or not cells[2].isdecimal():
            if number > 1:
                raise UsageFault(f"{qrels}, dòng {number}: cần câu hỏi, mã, điểm (question, id, grade): {line[:80]}")
            continue
        grades.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    found = [
        Question(row["id"], row["text"], tuple(str(row[key]) for key in _LABELS if row.get(key)), grades[row["id"]])
        for row in read_json(queries, "id", "text")
        if any(grades.get(row["id"], {}).values())
    ]
    if not found:
        raise UsageFault(f"{queries}: không câu hỏi nào có đáp án trong {qrels} (no question has a right answer).")
    return found


def read_json(file: Path, *keys: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON-lines file that must have strings under these keys.

    Raises
    ------
    UsageFault
        The file cannot be read, or a line is no such row.
    """
    for number, line in _lines(file):
        try:
            row = json.loads(line)
            complete = all(isinstance(row[key], str) for key in keys)
        except (ValueError, KeyError, TypeError):
            complete = False
        if not complete:
            raise UsageFault(f"{file}, dòng {number}: cần các khóa {', '.join(keys)} (expected keys): {line[:80]}")
        yield row


def measure(questions: Sequence[Question], search: Search, paragraphs: Paragraphs | None = None) -> Figures:
    """Return the measures of every question.

    Parameters
    ----------
    search : gives at least the first 50 hits.
    paragraphs : what the judgements name; None if they name tasks.
    """
    return {question.id: _figures(question, search(question.text), paragraphs) for question in questions}


def report(questions: Sequence[Question], figures: Figures, against: Figures | None = None) -> list[Line]:
    """Return the means over all questions and over those of each label.

    Parameters
    ----------
    against : of another configuration; then the lines are differences, question by question.
    """
    labels = ["", *sorted({label for question in questions for label in question.labels})]
    lines = []
    for label in labels:
        some = [question.id for question in questions if not label or label in question.labels]
        for name in MEASURES:
            values = [figures[id_][name] - (against[id_][name] if against else 0.0) for id_ in some]
            lines.append(Line(label, len(some), name, fmean(values), *interval(values)))
    return lines


def _figures(question: Question, answer: Answer, paragraphs: Paragraphs | None) -> dict[str, float]:
    """Return the measures of one question."""
    grades, ranking = question.grades, list[str]()
    found: set[str] = set()
    for hit in answer.hits[:DEPTH]:
        covered = (paragraphs.covered(hit) if paragraphs else {hit.task.id}) & grades.keys()
        new = sorted(covered - found, key=lambda name: (-grades[name], name))
        ranking.append(new[0] if new else "")
        found |= covered
    relevant = {name for name, grade in grades.items() if grade}
    gains = {name: 2.0**grade - 1 for name, grade in grades.items()}
    values = (ndcg(ranking, gains, _TOP), recall(sorted(found), relevant, len(found)), mrr(ranking, relevant, _TOP))
    return dict(zip(MEASURES, values, strict=True))


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a text file that are not empty."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"Không đọc được {file} (cannot be read as UTF-8): {error}") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def _contained(left: Sequence[str], right: Sequence[str]) -> float:
    """Share of the shorter text's pairs of neighbours that the longer one has; of a single word, the word."""
    short, long = sorted((left, right), key=len)
    if len(short) < 2:
        return float(bool(short) and short[0] in long)
    pairs = Counter(pairwise(short))
    return (pairs & Counter(pairwise(long))).total() / pairs.total()
