"""What people have said becomes a new version of the theme model, with everything one needs to judge it.

The version in use is not touched: the new one is made in a folder of its own, which appears whole under
`models/themes/` or not at all. Whether it is used is decided by `promotion`.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.errors import ModelError, ModelMissing
from pipeline.learning.report import write_report
from pipeline.learning.themes import Stage
from pipeline.store.clock import moment
from pipeline.store.corpus import Corpus
from pipeline.store.labels import Label
from pipeline.store.lock import writing
from pipeline.store.models import ThemeModel, ThemeModels, theme_encoders
from pipeline.themes.classifier import Classifier
from pipeline.themes.evaluation import CurvePoint, Evaluation, evaluate
from pipeline.themes.examples import Example, frozen_examples
from pipeline.themes.model import MANIFEST
from pipeline.themes.taxonomy import Taxonomy
from pipeline.themes.training import learning_curve, train

REPORT = "report.json"
_UNFINISHED = ".train-"
_SHOWN = 200  # tasks whose tag would change that the report lists; their number is given in full

Progress = Callable[[Stage, int, int], None]
"""Called with a stage, how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Change:
    """A task that would gain or lose a theme; the two probabilities are those before and after."""

    task: str
    file: str
    text: str
    theme: str
    gained: bool
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Changes:
    """The tasks whose tags would change: how many of each theme, and those whose probability moves furthest."""

    gained: dict[str, int]
    lost: dict[str, int]
    tasks: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A training: what it was given, what came of it.

    Attributes
    ----------
    version, previous : the new one, and the one in use meanwhile.
    labels : how many labels of people were learnt from, by theme.
    left_out : how many were not, because the taxonomy no longer has their theme, by theme.
    unlearnt : themes with too few labels, which stay judged by their definition.
    evaluation : by cross-validation over plans.
    frozen : on the shipped sentences that no version learns from.
    curve : how the figures grow with the number of examples.
    changes : of the stored tasks' tags, if the version were put in use.
    """

    version: str
    previous: str
    at: str
    author: str
    note: str
    labels: dict[str, int]
    left_out: dict[str, int]
    unlearnt: tuple[str, ...]
    evaluation: Evaluation
    frozen: Evaluation
    curve: tuple[CurvePoint, ...]
    changes: Changes


def teach(
    corpus: Corpus | None, models: ThemeModels, active: ThemeModel, *, author: str, note: str, progress: Progress
) -> tuple[ThemeModel, Lesson | None]:
    """Train a new version from the shipped sentences and the labels of a corpus, and write its report.

    Returns
    -------
    The version, and what is to be said of it; None where the same had been learnt from the same before.

    Raises
    ------
    ModelError
        The workspace cannot be written, or there is no encoder to learn with.
    CorpusBusy
        Another training is running.
    """
    taxonomy = active.taxonomy
    labels = corpus.labels.current() if corpus else []
    examples = list(_examples(corpus, labels, taxonomy)) if corpus else []
    encoder = next(iter(theme_encoders(models.home)), None)
    if encoder is None:
        raise ModelMissing("Không có bộ mã hóa để học (no encoder to learn with); cài lại kehoach.")
    try:
        with writing(models.trained_here.parent, what="train"), _staging(models.trained_here.parent) as staging:
            trained = train(examples, taxonomy, encoder, staging, progress=_stage(progress, "learn"))
            if known := models.learnt_before(trained.version):
                return models.model(known), None
            classifier = Classifier.open(trained.folder, encoder, taxonomy)
            lesson = Lesson(
                version=models.new_name(trained.version),
                previous=active.version,
                at=moment(),
                author=author,
                note=note,
                labels=dict(sorted(Counter(t for e in examples for t in e.labels).items())),
                left_out=dict(sorted(Counter(la.theme for la in labels if not taxonomy.current(la.theme)).items())),
                unlearnt=tuple(sorted(classifier.provisional)),
                evaluation=trained.evaluation,
                frozen=evaluate(classifier, frozen_examples()),
                curve=learning_curve(examples, taxonomy, encoder, progress=_stage(progress, "curve")),
                changes=changes(corpus, classifier, progress) if corpus else Changes({}, {}, ()),
            )
            text = json.dumps(asdict(lesson), ensure_ascii=False, indent=1)
            (trained.folder / REPORT).write_text(text, encoding="utf-8")
            write_report(lesson, taxonomy, trained.folder)
            return models.adopt(trained.folder, lesson.version), lesson
    except OSError as error:
        raise ModelError(f"Không ghi được {models.trained_here} (cannot be written): {error}.") from error


@contextmanager
def _staging(models: Path) -> Iterator[Path]:
    """Give a folder for a version that is not finished, and take away what a training that was killed left there."""
    for left in models.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=models, prefix=_UNFINISHED) as folder:
        yield Path(folder)


def lesson_of(model: ThemeModel) -> dict[str, Any]:
    """Return the report of a training as `Lesson` says it, {} for a version that was not trained here.

    Raises
    ------
    ModelError
        It cannot be read.
    """
    file = model.folder / REPORT
    try:
        lesson: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        return lesson
    except (OSError, ValueError) as error:
        raise ModelError(f"{file}: không đọc được (cannot be read): {error}; xóa thư mục này.") from error


def summary_of(model: ThemeModel) -> dict[str, Any]:
    """Return when, by whom and with which note a version was made, and its cross-validated figures.

    Raises
    ------
    ModelError
        Its manifest or report cannot be read.
    """
    try:
        evaluation = json.loads((model.folder / MANIFEST).read_text(encoding="utf-8"))["evaluation"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{model.folder}: không đọc được (cannot be read): {error}; xóa thư mục này.") from error
    lesson = lesson_of(model)
    figures = {name: evaluation[name] for name in ("micro_f1", "macro_f1", "ece")}
    return {name: lesson.get(name, "") for name in ("at", "author", "note")} | figures


def changes(corpus: Corpus, classifier: Classifier, progress: Progress) -> Changes:
    """Compare the tags that the stored tasks have by the model in use with those that another would give.

    What a person decided stays as it is and is left out.
    """
    found: list[tuple[int, str, bool, float, float]] = []
    total, done = corpus.counts()["tasks"], 0
    decided = corpus.labels.decisions(corpus.labels.rows())
    stored = dict(corpus.tags.scores())
    for instances in corpus.tags.instances():
        for row, scores in zip(instances, classifier.tag(list(instances.values())), strict=True):
            before = {score.theme: score for score in stored[row] if score.theme not in decided.get(row, {})}
            found += [
                (row, score.theme, score.tagged, before[score.theme].probability, score.probability)
                for score in scores
                if score.theme in before and before[score.theme].tagged is not score.tagged
            ]
        done += len(instances)
        progress("compare", done, total)
    furthest = sorted(found, key=lambda change: (-abs(change[4] - change[3]), change[0], change[1]))[:_SHOWN]
    tasks = {row: task for row in {row for row, *_ in furthest} for task in corpus.tasks([row])}
    return Changes(
        _count(theme for _, theme, gained, *_ in found if gained),
        _count(theme for _, theme, gained, *_ in found if not gained),
        tuple(
            Change(tasks[row].id, tasks[row].files[0], tasks[row].task.text, theme, gained, before, after)
            for row, theme, gained, before, after in furthest
            if row in tasks
        ),
    )


def _examples(corpus: Corpus, labels: Iterable[Label], taxonomy: Taxonomy) -> Iterator[Example]:
    """Give what was decided last about each task as an example; of a task that has gone only its words are left."""
    decided: dict[int, dict[str, bool]] = {}
    last: dict[int, Label] = {}
    for label in labels:
        theme = taxonomy.current(label.theme)
        if theme is not None:
            decided.setdefault(label.subject, {})[theme] = label.value
            last[label.subject] = label
    for subject, label in sorted(last.items()):
        stored = corpus.tasks([label.row]) if label.row is not None else []
        headings, lead = (stored[0].task.headings, stored[0].task.lead) if stored else ((), ())
        yield Example(label.text, headings, lead, label.file, decided[subject])


def _stage(progress: Progress, stage: Stage) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage, done, total)


def _count(themes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(themes).items()))
