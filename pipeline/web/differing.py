"""Two wordings of one task side by side, what was taken out and what was put in marked word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_WORDS = re.compile(r"\s*\S+|\s+$")
_LONGEST = 1_500  # words; longer texts are marked as a whole


def differing(before: str, after: str) -> tuple[Markup, Markup]:
    """Return both texts as HTML, escaped; words that only one has stand inside <del> or <ins>.

    Examples
    --------
    >>> differing("Trước 30/6 báo cáo", "Trước 30/9 báo cáo")[1]
    Markup('Trước<ins> 30/9</ins> báo cáo')
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _LONGEST:
        return _marked("del", before), _marked("ins", after)
    left, right = Markup(), Markup()
    for how, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:n])
        left += escape(gone) if how == "equal" else _marked("del", gone)
        right += escape(come) if how == "equal" else _marked("ins", come)
    return left, right


def _marked(tag: str, text: str) -> Markup:
    """Return a text as an element, nothing for no text."""
    return Markup(f"<{tag}>") + escape(text) + Markup(f"</{tag}>") if text else Markup()
