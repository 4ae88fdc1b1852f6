"""Whether letters are Vietnamese: syllables built as the language builds them.

A syllable is an onset, a rime and a tone; a rime that ends in a stop (c, ch, p, t) takes only sắc or nặng. The
inventories are those of the written language (Đoàn Thiện Thuật, Ngữ âm tiếng Việt, 1977, chapters 4 to 6).
What is measured is the share of good syllables among the words that carry a letter beyond ASCII: bare words say
nothing about the encoding of a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ONSETS = frozenset(("", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split()))
_LONGEST_ONSET = 3
_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay oa oac oach oai oam oan oang oanh oao oap oat oay
    ăc ăm ăn ăng ăp ăt oăc oăm oăn oăng oăt âc âm ân âng âp ât âu ây uân uâng uât uây
    e ec em en eng eo ep et oe oen oeo oet ê êch êm ên êng ênh êp êt êu uê uêch uên uênh uêt
    i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu y yt ym yn ynh ych yêm yên yêng yêt yêu
    o oc oi om on ong op ot oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt uơ
    u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt uy uya uych uyn uynh uyp uyt uyu uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    """.split()
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPS = ("c", "ch", "p", "t")
_SHORT = (["\u0301"], ["\u0323"])
# A word ends at a blank, at ASCII that is no letter and at typographic punctuation; the letters of old
# encodings lie anywhere between U+00A0 and U+00FF.
_WORD = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]+")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether a word is one syllable as Vietnamese builds them, in any case and Unicode form.

    Examples
    --------
    >>> [is_syllable(word) for word in ("Nghị", "QUYẾT", "giữ", "tặc", "tàc", "ho¹ch", "Müller")]
    [True, True, True, True, False, False, False]
    """
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in _TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    if len(tones) > 1 or (bare.endswith(_STOPS) and tones not in _SHORT):
        return False
    return any(bare[:cut] in _ONSETS and bare[cut:] in _RIMES for cut in range(_LONGEST_ONSET + 1))


def vietnamese_share(text: str) -> tuple[float, int]:
    """Return which share of the words with a letter beyond ASCII are syllables, and how many such words there are.

    Examples
    --------
    >>> vietnamese_share("Kế hoạch công tác dân vận"), vietnamese_share("HiÖn ho¹ch c«ng t¸c d©n vËn")
    ((1.0, 6), (0.0, 6))
    """
    marked = [word for word in _WORD.findall(text) if not word.isascii()]
    return (sum(map(is_syllable, marked)) / len(marked) if marked else 0.0), len(marked)


def most_vietnamese(raw: bytes, encodings: Iterable[str]) -> str:
    """Return bytes as text in the encoding that makes most Vietnamese of them, the first of equal ones; NFC."""
    texts = [unicodedata.normalize("NFC", raw.decode(name, "replace")) for name in encodings]
    return max(texts, key=lambda text: vietnamese_share(text)[0])
