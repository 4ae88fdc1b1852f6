"""What is said about a part of a question that was understood, and the key by which it can be left out."""

from __future__ import annotations

import re

from pipeline.records import Understood
from pipeline.text.normalize import fold

_LETTERS = re.compile(r"[^\W_]+")

_VIETNAMESE = {
    "plans": "hỏi tìm kế hoạch", "phrase": "phải có nguyên văn", "cites": "viện dẫn văn bản này",
    "due": "thời hạn {} – {}", "lead": "{} chủ trì", "partner": "{} phối hợp", "theme": "chủ đề {}",
    "rhythm": "việc định kỳ ({})", "slip": "“{}” (gõ nhầm)", "words": "“{}”",
}  # fmt: skip
_ENGLISH = {
    "plans": "asking for plans", "phrase": "must stand as written", "cites": "cites this document",
    "due": "time limit {} – {}", "lead": "{} leads", "partner": "{} takes part", "theme": "theme {}",
    "rhythm": "recurring ({})", "slip": "“{}” (mistyped)", "words": "“{}”",
}  # fmt: skip


def key_of(kind: str, said: str) -> str:
    """Return the key of a part: its kind and its words.

    Examples
    --------
    >>> key_of("lead", "Sở Nội vụ")
    'lead:so-noi-vu'
    """
    return f"{kind}:{'-'.join(_LETTERS.findall(fold(said)))}"


def note(kind: str, said: str, *details: str, english: bool) -> Understood:
    """Return what is said about a part, in the language of the question."""
    form = (_ENGLISH if english else _VIETNAMESE)[kind]
    return Understood(key_of(kind, said), said, form.format(*details))
