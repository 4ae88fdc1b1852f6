"""Letters that the table of a font names wrongly, told by the words they make and put right.

Some programs write a font whose bytes are Windows letters with the table of another system: "ng‡y 26 th·ng"
stands for "ngày 26 tháng". Which table was meant is measured for each font of a page: the one under which
its words become syllables of Vietnamese. (Single letters damaged in the same way everywhere, such as "kǶ",
are put right by `pipeline.text.normalize`.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.plans.reading.pdf_quality import is_syllable
from pipeline.plans.reading.pdf_words import Word

_READ_AS = (("mac_roman", "cp1252"),)
"""A table that is used by mistake, and the one that was meant."""

_GAIN = 4  # words that become syllables for each that is one no more


def repair_fonts(words: Sequence[Word]) -> list[Word]:
    """Return the words of a page, those of a font with the wrong table in the letters that were meant."""
    of_font: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if not word.text.isascii():
            of_font[word.font].append(word.text)
    meant = {font: pair for font, texts in of_font.items() for pair in _READ_AS if _gains(texts, pair)}
    if not meant:
        return list(words)
    return [replace(word, text=_reread(word.text, meant[word.font])) if word.font in meant else word for word in words]


def _gains(texts: Sequence[str], pair: tuple[str, str]) -> bool:
    """Whether far more of these words are syllables when read with the other table."""
    gained = lost = 0
    for text in texts:
        before, after = is_word(text), is_word(_reread(text, pair))
        gained += after and not before
        lost += before and not after
    return gained > _GAIN * lost


def _reread(text: str, pair: tuple[str, str]) -> str:
    """Return a word read with another table, as it is where that has not all its letters."""
    try:
        return text.encode(pair[0]).decode(pair[1])
    except UnicodeError:
        return text


def is_word(text: str) -> bool:
    """Whether a word, its punctuation left out, is a syllable in small letters, capitals, or begun by one."""
    bare = text.strip(".,;:!?()[]\"'“”/-…")
    return (bare.islower() or bare.isupper() or bare.istitle()) and is_syllable(bare.lower())
