"""Whether the text layer of a page can be trusted, or the page has to be read from its picture.

Three things are measured: letters that no text has (no character in the file, private use, control); how
much text there is for a page that is a picture; and how much of it is Vietnamese, by the grammar of the
syllable (`pipeline.text.syllables`) and by the share of syllables with marks, which a recogniser that knows
no Vietnamese loses. A page that was typeset, not scanned, is only
distrusted for strange letters and broken syllables: nothing that is good is replaced.
"""

from __future__ import annotations

import re

from pipeline.plans.reading.pdf_words import Page
from pipeline.text.normalize import clean
from pipeline.text.syllables import is_syllable

TRUSTED = 0.75
"""From this score on a text layer is used; whole pages of plans have .95 and more."""

_SCANNED = 0.5  # of the page under one picture
_LEAST_CHARS = 40  # on a scanned page; less is a stamp or a page number put on it
_DRAWN = 200  # shapes; a page of letters turned into outlines has thousands
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uefff\uf100-\uf8ff]")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED = 0.45  # share of syllables with a mark; in plans it is .70 to .85
_MOST_STRANGE = 0.02


def score(page: Page) -> float:
    """Return how far the words of a page can be trusted, 0 (not at all, or there are none) to 1."""
    text = clean(" ".join(word.text for word in page.words))
    n_chars = len(text.replace(" ", ""))
    scanned = page.pictured > _SCANNED
    if not n_chars or (scanned and n_chars < _LEAST_CHARS):
        return 0.0
    if len(_STRANGE.findall(text)) + page.n_unmapped > _MOST_STRANGE * n_chars:
        return 0.0
    words = [word.lower() for word in _WORD.findall(text) if not word.isupper() or len(word) > 5]
    if len(words) < 5:
        return 0.0 if scanned else 1.0
    marked = sum(not word.isascii() for word in words) / len(words)
    if not scanned and marked < 0.02:
        return 1.0  # not in Vietnamese, and typeset
    whole = sum(map(is_syllable, words)) / len(words)
    return whole * min(1.0, marked / _MARKED) if scanned else whole


def needs_picture(page: Page) -> bool:
    """Whether something on the page may hold letters that its text layer does not give."""
    has_content = page.pictured > 0.02 or page.n_drawn > _DRAWN or bool(page.words)
    return has_content and score(page) < TRUSTED
