"""A version of the theme model is put in use, or taken back: all stored tasks change their tags with it, or none.

The decision, the tags and the links by which filters find tasks are written in one transaction; a kill in the
middle leaves everything as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.errors import ModelError
from pipeline.store.corpus import Corpus
from pipeline.store.models import ThemeModel, ThemeModels
from pipeline.themes.classifier import Classifier
from pipeline.themes.evaluation import Evaluation, evaluate
from pipeline.themes.examples import Example, frozen_examples
from pipeline.themes.features import Instance

_RESAMPLES, _SEED = 2_000, 2026
_CONFIDENCE = 0.95

Progress = Callable[[int, int], None]
"""Called with how many tasks have their new tags and how many there are."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions on the frozen test.

    Attributes
    ----------
    difference : micro F1 of the new one minus that of the old one.
    low, high : 95 % interval of the difference over plans.
    """

    old: Evaluation
    new: Evaluation
    difference: float
    low: float
    high: float

    @property
    def is_worse(self) -> bool:
        """Whether the new one is significantly worse: the whole interval lies below zero."""
        return self.high < 0


def compare(old: Classifier, new: Classifier, examples: Sequence[Example] | None = None) -> Comparison:
    """Compare two versions on the themes that both score; default on the frozen test.

    The interval is that of a paired bootstrap (Efron and Tibshirani 1993, "An introduction to the bootstrap",
    chapter 13; for such comparisons Berg-Kirkpatrick et al. 2012, "An empirical investigation of statistical
    significance in NLP"). Whole plans are drawn, since sentences of one plan resemble each other.
    """
    examples = frozen_examples() if examples is None else examples
    plans = sorted({example.plan for example in examples})
    common = set(old.taxonomy.ids) & set(new.taxonomy.ids)
    counts = np.array([_counts(classifier, examples, plans, common) for classifier in (old, new)])  # (2, plans, 3)
    drawn = np.random.default_rng(_SEED).integers(len(plans), size=(_RESAMPLES, len(plans)))
    differences = np.diff(_f1(counts[:, drawn].sum(axis=2)), axis=0)[0]
    low, high = np.quantile(differences, [(1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2])
    difference = float(np.diff(_f1(counts.sum(axis=1)))[0])
    return Comparison(evaluate(old, examples), evaluate(new, examples), difference, float(low), float(high))


def promote(
    corpus: Corpus, active: ThemeModel, model: ThemeModel, *, author: str, why: str, force: bool, progress: Progress
) -> int:
    """Put a version in use; return how many tasks have changed a tag.

    Raises
    ------
    ModelError
        It is in use already, or significantly worse than the one in use and not forced.
    """
    if model.version == active.version:
        raise ModelError(f"{model.version} đang được dùng rồi (is in use already).")
    classifier = model.open()
    found = compare(active.open(), classifier)
    if found.is_worse and not force:
        raise ModelError(
            f"{model.version} kém {active.version} rõ rệt (significantly worse): micro-F1 {found.difference:+.3f}, "
            f"khoảng tin cậy 95 % [{found.low:+.3f}, {found.high:+.3f}]. Thêm --force nếu vẫn muốn dùng."
        )
    with corpus.changing():
        corpus.decisions.add(
            "promote", model.version, active.version, author=author, forced=force and found.is_worse, why=why
        )
        return retag(corpus, model, classifier, progress)


def rollback(
    corpus: Corpus, models: ThemeModels, *, author: str, why: str, progress: Progress
) -> tuple[ThemeModel, int]:
    """Put the version before this one back in use; return it, and how many tasks have changed a tag.

    Raises
    ------
    ModelError
        No version has been promoted that could be taken back.
    """
    promoted = corpus.decisions.promoted()
    if not promoted:
        raise ModelError("Chưa có phiên bản nào được đưa vào dùng để quay lại (nothing to roll back).")
    before = models.in_use(promoted[:-1])
    classifier = before.open()
    with corpus.changing():
        corpus.decisions.add("rollback", before.version, promoted[-1], author=author, forced=False, why=why)
        return before, retag(corpus, before, classifier, progress)


def retag(corpus: Corpus, model: ThemeModel, classifier: Classifier, progress: Progress) -> int:
    """Give all stored tasks the tags of a version, within the caller's transaction; return how many have changed.

    A document at a time, as in reading: the same tasks get the same scores to the last digit.
    """
    total, done, changed = corpus.counts()["tasks"], 0, 0
    former = {old: theme.id for theme in model.taxonomy.themes for old in theme.formerly}
    corpus.tags.sign(model.fingerprint, former)
    for instances in corpus.tags.instances():
        scores = classifier.tag(list(instances.values()))
        changed += corpus.tags.write(dict(zip(instances, scores, strict=True)))
        done += len(instances)
        progress(done, total)
    return changed


def _counts(
    classifier: Classifier, examples: Sequence[Example], plans: Sequence[str], themes: set[str]
) -> list[list[int]]:
    """Return for each plan how many tags are right, wrong, missed."""
    scores = classifier.tag([Instance.of(example.text, example.headings, example.lead) for example in examples])
    counts = {plan: Counter[str]() for plan in plans}
    for example, row in zip(examples, scores, strict=True):
        truth = {classifier.taxonomy.current(theme): value for theme, value in example.labels.items()}
        for score in row:
            if score.theme in truth and score.theme in themes:
                counts[example.plan][_CASES[score.tagged, truth[score.theme]]] += 1
    return [[counts[plan][case] for case in ("right", "wrong", "missed")] for plan in plans]


_CASES = {(True, True): "right", (True, False): "wrong", (False, True): "missed", (False, False): "left"}


def _f1(counts: np.ndarray) -> np.ndarray:
    """Return micro F1 of (…, 3) counts of right, wrong, missed."""
    right, wrong, missed = np.moveaxis(counts, -1, 0)
    return 2 * right / np.maximum(1, 2 * right + wrong + missed)
