"""Agencies in a question and the role in which they are asked for.

`giao Thanh tra …`, `Sở Tài chính phải làm gì`, `assign the police to …` ask for who answers; `phối hợp với
Công an tỉnh` for who takes part. In `công tác thanh tra, kiểm tra` nobody is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.plans.agency_names import find_agencies
from pipeline.records import Role
from pipeline.search import cues
from pipeline.search.glossary import Glossary

# An agency's name that is also what it does: `Thanh tra công vụ` asks for inspections, not for the agency.
_ACTIVITIES = {("Thanh tra",)}

_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """Agencies asked for together, with the words that ask.

    Attributes
    ----------
    said : the agencies as typed.
    start, end : where they and the words of their role stand.
    names : the agencies meant, of which any one will do.
    plainly : whether words of the question give the role; else the place at its beginning suggests it.
    """

    said: str
    start: int
    end: int
    names: tuple[str, ...]
    role: Role
    plainly: bool


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    names: tuple[str, ...]


def find_asked(text: str, folded: str, glossary: Glossary, *, english: bool) -> list[Asked]:
    """Find the agencies that a question asks for, in order.

    Parameters
    ----------
    folded : the text in lower case without diacritics, of the same length.
    english : an agency in an English question is asked for even without words that say so.
    """
    asked = []
    for group in _together(folded, _mentions(text, glossary, english=english)):
        start, end = group[0].start, group[-1].end
        role = _plain_role(folded[:start], folded[end:])
        plainly = role is not None
        names = tuple(dict.fromkeys(name for mention in group for name in mention.names))
        if role or english or (names not in _ACTIVITIES and _begins(text, folded, start, end)):
            span = _with_role_words(folded, start, end)
            asked.append(Asked(text[start:end].strip(), *span, names, role or "lead", plainly))
    return asked


def _mentions(text: str, glossary: Glossary, *, english: bool) -> list[_Mention]:
    """Find the agencies named; a common name (`ngành y tế`) may stand for several. The longest name counts."""
    words = list(_LETTERS.finditer(text))
    found = [
        _Mention(words[hit.start].start(), words[hit.end - 1].end(), hit.entry.official)
        for hit in glossary.find([word[0] for word in words], english=english)
        if hit.entry.agency and hit.side != "official"
    ]
    found += [_Mention(agency.start, agency.end, (agency.name,)) for agency in find_agencies(text)]
    kept: list[_Mention] = []
    for mention in sorted(found, key=lambda mention: mention.start - mention.end):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _together(folded: str, mentions: list[_Mention]) -> list[list[_Mention]]:
    """Group the mentions that share a role: joined by a comma, "và" or a bracket."""
    groups: list[list[_Mention]] = []
    for mention in mentions:
        between = folded[groups[-1][-1].end : mention.start] if groups else "."
        if cues.LISTED.match(between):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _plain_role(before: str, after: str) -> Role | None:
    """Tell the role that the words around agencies give them; None where they give none."""
    if cues.PARTNER_BEFORE.search(before) or cues.PARTNER_AFTER.search(after):
        return "partner"
    return "lead" if cues.LEAD_BEFORE.search(before) or cues.LEAD_AFTER.search(after) else None


def _begins(text: str, folded: str, start: int, end: int) -> bool:
    """Whether a question begins with an agency as its subject: `Mặt trận giám sát bầu cử`.

    A capital tells a name from a topic (`công an`), but not where all is typed in small letters.
    """
    alone = not re.search(r"\w", folded[:start])
    return alone and (text[start].isupper() or text.islower()) and re.match(r"\s+\w", folded[end:]) is not None


def _with_role_words(folded: str, start: int, end: int) -> tuple[int, int]:
    """Extend a span by the words that gave the role."""
    before = cues.ROLE_BEFORE.search(folded[:start])
    after = cues.ROLE_AFTER.match(folded[end:])
    return before.start() if before else start, end + (after.end() if after else 0)
