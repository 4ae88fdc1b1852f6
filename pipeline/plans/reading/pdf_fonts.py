"""Letters that the table of a font names wrongly, told by the words they make and put right.

Some programs write a font whose bytes are Windows letters with the table of another system: "ng‡y 26 th·ng"
stands for "ngày 26 tháng". Which table was meant is measured for each font of a page: the one under which
its words become syllables of Vietnamese. Fonts of before Unicode (.VnTime, VNI-Times) say by their name what
their letters are. (Single letters damaged in the same way everywhere, such as "kǶ", are put right by
`pipeline.text.normalize`.)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.plans.reading.pdf_words import Word
from pipeline.text.legacy import from_font
from pipeline.text.syllables import is_syllable

_READ_AS = (("mac_roman", "cp1252"),)
"""A table that is used by mistake, and the one that was meant."""

_OLD_FONT = re.compile(r"(?:\.vn|vni-).*", re.I)
_GAIN = 4  # words that become syllables for each that is one no more


def repair_fonts(words: Sequence[Word]) -> list[Word]:
    """Return the words of a page in the letters that their fonts mean."""
    of_font: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if not word.text.isascii():
            of_font[word.font].append(word.text)
    meant = {font: pair for font, texts in of_font.items() for pair in _READ_AS if _gains(texts, pair)}
    return [_repaired(word, meant) for word in words]


def _repaired(word: Word, meant: Mapping[str, tuple[str, str]]) -> Word:
    old = _OLD_FONT.search(word.font)
    if old:
        return replace(word, text=from_font(word.text, old[0]))
    return replace(word, text=_reread(word.text, meant[word.font])) if word.font in meant else word


def _gains(texts: Sequence[str], pair: tuple[str, str]) -> bool:
    """Whether far more of these words are syllables when read with the other table."""
    gained = lost = 0
    for text in texts:
        before, after = _is_word(text), _is_word(_reread(text, pair))
        gained += after and not before
        lost += before and not after
    return gained > _GAIN * lost


def _reread(text: str, pair: tuple[str, str]) -> str:
    """Return a word read with another table, as it is where that has not all its letters."""
    try:
        return text.encode(pair[0]).decode(pair[1])
    except UnicodeError:
        return text


def _is_word(text: str) -> bool:
    """Whether a word, its punctuation left out, is a syllable in small letters, capitals, or begun by one."""
    bare = text.strip(".,;:!?()[]\"'“”/-…")
    return (bare.islower() or bare.isupper() or bare.istitle()) and is_syllable(bare)
