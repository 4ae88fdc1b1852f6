"""How the versions of the theme model stand: what is known of each, and each beside the one in use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.learning.comparison import Comparison, compare
from pipeline.learning.teaching import summary_of
from pipeline.store.models import ThemeModel

if TYPE_CHECKING:
    from pipeline.learning.themes import Themes


def versions(themes: Themes) -> list[dict[str, Any]]:
    """Return of every version its name, whether it is in use, when, by whom and how well it was made; see `summary_of`.

    The one that ships first, then those trained here, the oldest first.
    """
    used, models = themes.model().version, themes.models
    return [
        {"version": version, "in_use": version == used, **summary_of(models.model(version))}
        for version in models.versions()
    ]


def beside_used(themes: Themes, version: str) -> Comparison:
    """Return a version compared with the one in use; measured once for as long as neither changes.

    Raises
    ------
    ModelError
        There is no such version, or it cannot be used.
    """
    used, model = themes.model(), themes.models.model(version)
    return _compared(used, model, used.fingerprint, model.fingerprint)


@lru_cache(maxsize=32)
def _compared(used: ThemeModel, model: ThemeModel, *fingerprints: str) -> Comparison:
    return compare(used.open(), model.open())
