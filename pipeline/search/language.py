"""Telling an English question from a Vietnamese one, also when it is typed without diacritics.

A Vietnamese syllable has a fixed shape (onset, vowels, final); most English words do not fit it. That is
enough for questions, needs no model, and works on `thanh tra giai quyet khieu nai`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text.normalize import fold

# Onsets, rhymes and finals of Vietnamese spelling without tone marks (Quy tắc chính tả, any school grammar).
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    "(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oay|oe|oeo|oi|oo|u|ua|uay|uau|ue|ueu|ui|uo|uoi|uou|uu|uy"
    "|uya|uye|uyu|y|ye|yeu)(?:ch|ng|nh|[cmnpt])?"
)
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "s", "e", "y")
_SHORTEST_STEM = 3
_ENGLISH_SHARE = 0.34

STOP_WORDS = frozenset(
    "a about all also an and any are as at be been being by can could did do does doing each every find for "
    "from give gives had has have having her his how i if in into is it its just list made make makes many "
    "me more most must my need needs no not of on or our out over shall she should show so some such tell than "
    "that the their them there these they this those through to under up us was we were what when where "
    "which while who whom whose why will with within would you your plan plans task tasks document documents "
    "assign assigns assigned assigning ask asks asked require requires required responsible role roles "
    "province provincial duty duties work thing things please related "
    "responsibility responsibilities obligations involved regarding concerning".split()
)


@lru_cache(maxsize=256)  # every part understood of a question asks in which language to say so
def is_english(text: str) -> bool:
    """Return whether a question is asked in English.

    Examples
    --------
    >>> is_english("which plans assign Thanh tra to handle complaints")
    True
    >>> is_english("thanh tra giai quyet khieu nai"), is_english("khieeu nại")
    (False, False)
    """
    words = [word for word in _WORD.findall(text) if len(word) > 1 and word[1:] == word[1:].lower()]
    if not words:
        return False
    plain = [word for word in words if word.isascii()]
    foreign = [word for word in plain if not _SYLLABLE.fullmatch(fold(word))]
    if len(foreign) <= len(words) - len(plain) and not STOP_WORDS.intersection(map(str.lower, foreign)):
        return False  # as many words in Vietnamese spelling: the others are mistyped, or names
    return len(foreign) >= _ENGLISH_SHARE * len(words) and len(plain) > _ENGLISH_SHARE * len(words)


def is_syllable(word: str) -> bool:
    """Return whether a folded word has the shape of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def stem(word: str) -> str:
    """Return an English word without its ending, so that `handles` and `handling` agree.

    Examples
    --------
    >>> stem("handling") == stem("handle"), stem("complaints") == stem("complaint"), stem("5G")
    (True, True, '5g')
    """
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
