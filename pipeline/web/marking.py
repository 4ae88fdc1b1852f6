"""Words marked where they stand: those of a question (without diacritics too), those that speak for a theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from markupsafe import Markup, escape

from pipeline.text.normalize import fold, match_form
from pipeline.themes.phrases import PhraseIndex

_WORD = re.compile(r"\w+")
_SHORTEST = 2  # letters; shorter words say nothing


def marked(text: str, words: str) -> Markup:
    """Return a text as HTML, escaped, the words that a question has too inside <mark>.

    Examples
    --------
    >>> marked("Giải quyết <khiếu nại>", "giai quyet khieu"), marked("Kê khai, kế hoạch", "kế")
    (Markup('<mark>Giải quyết</mark> &lt;<mark>khiếu</mark> nại&gt;'), Markup('Kê khai, <mark>kế</mark> hoạch'))
    """
    form = fold if words.isascii() else match_form
    wanted = {form(word) for word in _WORD.findall(words) if len(word) >= _SHORTEST}
    if not wanted:
        return escape(text)
    out, end = Markup(), 0
    for start, stop in _runs(text, wanted, form):
        out += escape(text[end:start]) + Markup("<mark>") + escape(text[start:stop]) + Markup("</mark>")
        end = stop
    return out + escape(text[end:])


def marked_phrases(text: str, phrases: Iterable[str]) -> Markup:
    """Return a text as HTML, escaped, each of some phrases inside <mark> where it stands word for word.

    Examples
    --------
    >>> marked_phrases("Đối thoại, tiếp dân; thoại", ["đối thoại", "tiếp"])
    Markup('<mark>Đối thoại</mark>, <mark>tiếp</mark> dân; thoại')
    """
    spans = [found.span() for found in _WORD.finditer(text)]
    words = [match_form(text[start:stop]) for start, stop in spans]
    out, end = Markup(), 0
    for first, last, _ in PhraseIndex((phrase, None) for phrase in phrases if _WORD.search(phrase)).find(words):
        start, stop = spans[first][0], spans[last - 1][1]
        if start >= end:
            out += escape(text[end:start]) + Markup("<mark>") + escape(text[start:stop]) + Markup("</mark>")
            end = stop
    return out + escape(text[end:])


def _runs(text: str, wanted: set[str], form: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    """Give where wanted words stand, neighbours divided by one blank as one."""
    start = stop = -1
    for found in _WORD.finditer(text):
        if form(found[0]) not in wanted:
            continue
        if stop >= 0 and text[stop : found.start()] == " ":
            stop = found.end()
            continue
        if stop >= 0:
            yield start, stop
        start, stop = found.span()
    if stop >= 0:
        yield start, stop
