"""How far teaching has come: what was answered, what each theme has, whether it is time to train."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.store.corpus import Corpus
from pipeline.store.models import ThemeModels
from pipeline.themes.taxonomy import Taxonomy

PAYS = 20
"""Tasks judged since the last training from which another one is worth the wait."""


@dataclass(frozen=True, slots=True)
class Headway:
    """How far teaching has come.

    Attributes
    ----------
    today : of how many tasks this author has judged a theme today, by local time.
    labels : theme of the taxonomy → how many labels in force say yes, and no.
    untrained : how many tasks were judged since a version was trained last.
    """

    today: int
    labels: dict[str, tuple[int, int]]
    untrained: int

    @property
    def pays(self) -> bool:
        """Whether it is time to train."""
        return self.untrained >= PAYS

    @property
    def missing(self) -> int:
        """How many more tasks should be judged before."""
        return max(0, PAYS - self.untrained)


def headway(corpus: Corpus, models: ThemeModels, taxonomy: Taxonomy, author: str) -> Headway:
    """Return how far teaching has come, with what an author did today."""
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    yes, no = Counter[str](), Counter[str]()
    for theme, (said_yes, said_no) in corpus.labels.tally().items():
        if current := taxonomy.current(theme):
            yes[current] += said_yes
            no[current] += said_no
    return Headway(
        corpus.labels.judged_since(midnight.isoformat(timespec="seconds"), author),
        {theme: (yes[theme], no[theme]) for theme in taxonomy.ids},
        corpus.labels.judged_since(models.last_trained()),
    )
