"""Words marked where they stand: those of a question (without diacritics too), those that speak for a theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from pipeline.text.normalize import fold, match_form
from pipeline.themes.phrases import PhraseIndex

_WORD = re.compile(r"\w+")
_SHORTEST = 2  # letters; shorter words say nothing

Form = Callable[[str], str]
_folded, _matched = (lru_cache(maxsize=1 << 15)(form) for form in (fold, match_form))  # words come again and again


def marked(text: str, words: str) -> Markup:
    """Return a text as HTML, escaped, the words that a question has too inside <mark>.

    Examples
    --------
    >>> marked("Giải quyết <khiếu nại>", "giai quyet khieu"), marked("Kê khai, kế hoạch", "kế")
    (Markup('<mark>Giải quyết</mark> &lt;<mark>khiếu</mark> nại&gt;'), Markup('Kê khai, <mark>kế</mark> hoạch'))
    """
    form, wanted = _wanted(words)
    return _with_marks(text, _runs(text, wanted, form)) if wanted else escape(text)


def marked_phrases(text: str, phrases: Iterable[str]) -> Markup:
    """Return a text as HTML, escaped, each of some phrases inside <mark> where it stands word for word.

    Examples
    --------
    >>> marked_phrases("Đối thoại, tiếp dân; thoại", ["đối thoại", "tiếp"])
    Markup('<mark>Đối thoại</mark>, <mark>tiếp</mark> dân; thoại')
    """
    spans = [found.span() for found in _WORD.finditer(text)]
    words = [match_form(text[start:stop]) for start, stop in spans]
    found = PhraseIndex((phrase, None) for phrase in phrases if _WORD.search(phrase)).find(words)
    return _with_marks(text, ((spans[first][0], spans[last - 1][1]) for first, last, _ in found))


def _with_marks(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Return a text as HTML, these parts of it marked; a part that begins inside the one before it is left out."""
    out, end = [], 0
    for start, stop in spans:
        if start >= end:
            out += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
            end = stop
    return Markup("".join([*out, escape(text[end:])]))


@lru_cache(maxsize=64)
def _wanted(words: str) -> tuple[Form, frozenset[str]]:
    """Return the words of a question in the form in which they are compared, and what gives that form."""
    form = _folded if words.isascii() else _matched
    return form, frozenset(form(word) for word in _WORD.findall(words) if len(word) >= _SHORTEST)


def _runs(text: str, wanted: frozenset[str], form: Form) -> Iterator[tuple[int, int]]:
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
