"""A version of the theme model is put in use, or taken back: all stored tasks change their tags with it, or none.

The decision, the tags and the links by which filters find tasks are written in one transaction; a kill in the
middle leaves everything as it was. What takes long, giving the tags, comes before it: a task never changes, so that
meanwhile people may say what they want.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.errors import ModelError
from pipeline.learning.comparison import compare
from pipeline.records import ThemeScore
from pipeline.store.corpus import Corpus
from pipeline.store.models import ThemeModel, ThemeModels
from pipeline.themes.classifier import Classifier

Progress = Callable[[int, int], None]
"""Called with how many tasks have their new tags and how many there are."""
Scores = Mapping[int, Sequence[ThemeScore]]
"""What a version says of the tasks of a document, by row."""


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
    tagged = tag(corpus, classifier, progress)
    with corpus.changing():
        corpus.decisions.add(
            "promote", model.version, active.version, author=author, forced=force and found.is_worse, why=why
        )
        return retag(corpus, model, tagged, progress)


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
    tagged = tag(corpus, before.open(), progress)
    with corpus.changing():
        corpus.decisions.add("rollback", before.version, promoted[-1], author=author, forced=False, why=why)
        return before, retag(corpus, before, tagged, progress)


def tag(corpus: Corpus, classifier: Classifier, progress: Progress) -> list[Scores]:
    """Return what a version says of all stored tasks, for a caller who lets nobody else read plans meanwhile.

    A document at a time, as in reading: the same tasks get the same scores to the last digit.
    """
    total, done, tagged = corpus.counts()["tasks"], 0, list[Scores]()
    for instances in corpus.tags.instances():
        tagged.append(dict(zip(instances, classifier.tag(list(instances.values())), strict=True)))
        done += len(instances)
        progress(done, total)
    return tagged


def retag(corpus: Corpus, model: ThemeModel, tagged: Sequence[Scores], progress: Progress) -> int:
    """Give all stored tasks the tags of a version, within the caller's transaction; return how many have changed."""
    former = {old: theme.id for theme in model.taxonomy.themes for old in theme.formerly}
    corpus.tags.sign(model.fingerprint, former)
    changed, total = sum(map(corpus.tags.write, tagged)), corpus.counts()["tasks"]
    progress(total, total)
    return changed
