"""Typing slips: a word that nobody writes becomes the word one keystroke away that somebody does.

Only words are touched that can be no word at all: five letters or more, no name, no Vietnamese syllable,
unknown to plans and glossary. One slip is a letter too many, one missing, one wrong, or two exchanged
(Damerau 1964, "A technique for computer detection and correction of spelling errors").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.search.glossary import Glossary
from pipeline.search.language import STOP_WORDS, is_english, is_syllable
from pipeline.text.normalize import fold

Vocabulary = Callable[[str], int]
"""How many tasks say a folded word."""

_SHORTEST = 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[^\W\d_]+")


def slips(text: str, vocabulary: Vocabulary, glossary: Glossary) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and what was meant of every word with a slip.

    Where several words are one keystroke away, the most frequent one was meant, of equal ones the first.
    """
    english = is_english(text)

    def known(word: str) -> int:
        if english:
            return int(word in STOP_WORDS or glossary.has_english(word))
        return vocabulary(word)

    for match in _WORD.finditer(text):
        word = match[0]
        bare = fold(word)
        if len(word) < _SHORTEST or word != word.lower() or is_syllable(bare) or vocabulary(bare) or known(bare):
            continue
        if glossary.knows_english(bare) or bare in STOP_WORDS:
            continue
        best = max(sorted(_one_edit_away(bare)), key=known)
        if known(best):
            yield match.start(), match.end(), best


def _one_edit_away(word: str) -> set[str]:
    """Return every row of letters one slip away from a word."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in parts if right for letter in _LETTERS}
    longer = {left + letter + right for left, right in parts for letter in _LETTERS}
    return (shorter | swapped | other | longer) - {word}
