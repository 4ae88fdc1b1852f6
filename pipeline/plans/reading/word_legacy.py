"""Words of Word documents that are written for the fonts of before Unicode (.VnTime, VNI-Times), converted in place."""

from __future__ import annotations

from pipeline.plans.reading.opc import Element
from pipeline.plans.reading.word_styles import W
from pipeline.text.legacy import Converted, from_font, to_unicode
from pipeline.text.syllables import vietnamese_share

_ENCODINGS = {".vn": "TCVN3", "vni": "VNI"}
_DOUBTFUL = 0.5  # share of syllables below which words in an old font are in its encoding too


def make_unicode(body: Element) -> tuple[str, ...]:
    """Convert the words of a document where they need it; return what to say of it.

    A run that names an old font is converted by it, unless its words are Unicode all the same; what names none (the
    font is that of a style) is told by its words.
    """
    texts = list(body.iter(W + "t"))
    old = [(text, font) for text in texts if (font := _font(text))[:3].lower() in _ENCODINGS]
    if old and vietnamese_share(" ".join(text.text or "" for text, _ in old))[0] < _DOUBTFUL:
        for text, font in old:
            text.text = from_font(text.text or "", font)
        encoding = _ENCODINGS[old[0][1][:3].lower()]
    else:
        encoding = None
    words = to_unicode("\n".join((text.text or "").replace("\n", " ") for text in texts))
    if words.encoding is not None:
        for text, converted in zip(texts, words.text.split("\n"), strict=True):
            text.text = converted
    return Converted("", words.encoding or encoding).warnings


def _font(text: Element) -> str:
    """Return the font that the run around some words names, "" if it names none."""
    fonts = text.getparent().find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
