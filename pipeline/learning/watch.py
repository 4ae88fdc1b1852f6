"""Notices when plans begin to differ from those before: the watch over drift.

Each run leaves the rates of the plans it brought in; the last arrival is compared with all before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import add

from pipeline.plans.agency_names import identity
from pipeline.store.arrivals import Arrival
from pipeline.store.corpus import Corpus
from pipeline.themes.classifier import Classifier
from pipeline.themes.drift import Rate, differs

ASKED, STRANGERS, NEW_WORDS = "asked", "strangers", "new_words"
"""Tasks over which the model would rather ask; agencies outside the register; words it has never met."""
_THEME = "theme:"

_Counts = dict[str, tuple[int, int]]
"""Measure → (how many have it, of how many), in one plan."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rate of the last arrival beside what it was before; `differs` says that the change is clear."""

    measure: str
    before: float | None
    now: float | None
    differs: bool


def measure(corpus: Corpus, documents: Iterable[int], classifier: Classifier) -> dict[str, Rate]:
    """Return the rates of the plans with these keys; {} if none of them has a task."""
    plans = [_counts(corpus, document, classifier) for document in documents if corpus.task_count(document)]
    return {name: Rate.of(plan[name] for plan in plans) for name in (plans[0] if plans else ())}


def findings(arrivals: Sequence[Arrival]) -> list[Finding]:
    """Compare the last arrival with all before it; [] where there is nothing to compare."""
    if len(arrivals) < 2:
        return []
    *before, last = arrivals
    found = []
    for name, now in last.rates.items():
        then = reduce(add, (arrival.rates[name] for arrival in before if name in arrival.rates), Rate())
        found.append(Finding(name, then.share, now.share, differs(then, now)))
    return found


def theme_of(measure: str) -> str | None:
    """Return the theme whose rate a measure is, None for another."""
    return measure.removeprefix(_THEME) if measure.startswith(_THEME) else None


def _counts(corpus: Corpus, document: int, classifier: Classifier) -> _Counts:
    """Count in one plan."""
    rows = corpus.rows_in(document)
    tasks, words = corpus.tasks(rows), corpus.words(rows)
    tagged = Counter(score.theme for task in tasks for score in task.themes if score.tagged)
    asked = sum(any(not score.author and classifier.abstains(score) for score in task.themes) for task in tasks)
    agencies = [name for task in tasks for name in (*task.task.lead, *task.task.partners)]
    return {
        **{f"{_THEME}{theme}": (tagged[theme], len(tasks)) for theme in classifier.taxonomy.ids},
        ASKED: (asked, len(tasks)),
        STRANGERS: (sum(map(_is_stranger, agencies)), len(agencies)),
        NEW_WORDS: (sum(classifier.unknown(of_task) for of_task in words), sum(map(len, words))),
    }


@cache
def _is_stranger(agency: str) -> bool:
    """Whether a name says neither an agency of the register nor a group of agencies."""
    found = identity(agency)
    return not found.bases and not found.nouns
