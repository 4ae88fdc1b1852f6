"""How much two texts say the same, by the words they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.text.normalize import match_form

_WORD = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """Return the words of a text in the form in which spellings compare."""
    return _WORD.findall(match_form(text))


def token_f1(left: Sequence[str], right: Sequence[str]) -> float:
    """Return the harmonic mean of the shares of words that each text has in common with the other.

    A word counts as often as it stands in both (Rajpurkar et al. 2016, "SQuAD", section 6). 0 for a text
    without words.

    Examples
    --------
    >>> round(token_f1(tokens("Báo cáo kết quả quý I"), tokens("báo cáo kết quả quý II")), 2)
    0.83
    """
    shared = (Counter(left) & Counter(right)).total()
    return 2 * shared / (len(left) + len(right)) if shared else 0.0
