"""The order of names in a Vietnamese list."""

from __future__ import annotations

import unicodedata

from pipeline.text.normalize import match_form

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
_TONELESS = str.maketrans("", "", _TONES)
# Letters of their own, each behind all words that go on from the letter before it: "{" and "|" follow "z".
_LETTERS = str.maketrans({"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"})


def alphabetical(name: str) -> tuple[str, tuple[int, ...], str]:
    """Return the key by which a name is sorted: a ă â b c d đ e ê … o ô ơ … u ư …, in any case and Unicode form.

    Only where two names have the same letters do their tones decide, from the first syllable on: level, huyền, hỏi,
    ngã, sắc, nặng (Unicode CLDR, collation "vi").

    Examples
    --------
    >>> sorted(("Đài Phát thanh", "Ủy ban", "Sở Y tế", "Ban Tổ chức", "Bản Chiềng", "Ấp Bắc"), key=alphabetical)
    ['Ấp Bắc', 'Bản Chiềng', 'Ban Tổ chức', 'Đài Phát thanh', 'Sở Y tế', 'Ủy ban']
    """
    apart = unicodedata.normalize("NFD", match_form(name))
    letters = unicodedata.normalize("NFC", apart.translate(_TONELESS)).translate(_LETTERS)
    tones = tuple(max(map(_TONES.find, syllable), default=-1) for syllable in apart.split())
    return letters, tones, name
