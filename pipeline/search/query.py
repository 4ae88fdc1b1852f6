"""Understanding a question: its conditions are read and taken out; what is left is looked up.

`kế hoạch nào giao Thanh tra giải quyết khiếu nại` asks for plans, wants the Thanh tra to answer for the
task, and is about `giải quyết khiếu nại`. Which stored names and codes mean what was asked, `matching` knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.errors import QueryError
from pipeline.plans.agency_names import find_agencies
from pipeline.plans.references import code_key, find_references
from pipeline.records import Query, Role
from pipeline.search import cues
from pipeline.search.glossary import Found, Glossary, shipped_glossary
from pipeline.search.language import STOP_WORDS, is_english
from pipeline.search.moments import find_moment
from pipeline.text.normalize import clean, fold, squeeze

LONGEST_QUESTION = 600  # characters; a longer text is pasted, not asked, and is searched for as it stands
LONGEST_TEXT = 20_000  # characters that are looked at at all

_QUOTED = re.compile(r"[\"“”«»„]([^\"“”«»„]+)[\"“”«»„]")
_WORD = re.compile(r"[^\W_]")
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Mention:
    """An agency named in a question."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """A question while it is being read: what was taken out is blank, so that places stay where they are."""

    text: str
    folded: str

    @classmethod
    def of(cls, text: str) -> _Draft:
        folded = fold(text)
        return cls(text, folded if len(folded) == len(text) else text.lower())

    def take(self, start: int, end: int) -> None:
        """Blank out a piece."""
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"
        self.folded = f"{self.folded[:start]}{' ' * (end - start)}{self.folded[end:]}"

    def take_all(self, pattern: re.Pattern[str]) -> list[str]:
        """Blank out whatever the pattern matches and return it."""
        places = [match.span() for match in pattern.finditer(self.folded)]
        taken = [self.text[start:end].strip() for start, end in places]
        for start, end in places:
            self.take(start, end)
        return taken


def parse_query(text: str, *, understand: bool = True, glossary: Glossary | None = None) -> Query:
    """Read a question.

    Parameters
    ----------
    text : as typed, in Vietnamese (with or without diacritics) or English.
    understand : if off, only quotation marks mean something; every other word is looked up.
    glossary : the shipped one by default.

    Raises
    ------
    QueryError
        There is not a single letter or digit in the text.

    Examples
    --------
    >>> query = parse_query("kế hoạch nào giao Thanh tra giải quyết khiếu nại")
    >>> query.plans_wanted, query.filters.leads, query.words
    (True, ('Thanh tra',), 'giải quyết khiếu nại')
    """
    asked = squeeze(clean(text[:LONGEST_TEXT]))
    if not _WORD.search(asked):
        raise QueryError(
            f"the question {text[:60]!r} has no words to search for; type some, in Vietnamese or English, "
            "for example: kế hoạch nào giao Thanh tra giải quyết khiếu nại"
        )
    draft = _Draft.of(asked)
    query = _quotes(draft, Query(asked, ""), understand)
    if understand and len(asked) <= LONGEST_QUESTION:
        query = _understood(draft, query, glossary or shipped_glossary())
    return replace(query, words=_what_is_left(draft))


def _understood(draft: _Draft, query: Query, glossary: Glossary) -> Query:
    """Read every condition; each takes its words out of the draft."""
    english = is_english(query.text)
    query = _codes(draft, query)
    query = _moment(draft, query)
    for said in (*draft.take_all(cues.WHO), *draft.take_all(cues.PLANS)):
        query = _note(replace(query, plans_wanted=True), said, "hỏi tìm kế hoạch")
    query = _agencies(draft, query, glossary, english)
    draft.take_all(cues.ASKING)
    if english and all(word.lower() in STOP_WORDS for word in _LETTERS.findall(draft.text)):
        draft.take(0, len(draft.text))
    return query


def _quotes(draft: _Draft, query: Query, understand: bool) -> Query:
    """Quoted words are required; a quoted code is a citation to be found."""
    for match in _QUOTED.finditer(draft.text):
        quoted = match[1].strip()
        draft.take(*match.span())
        if not _WORD.search(quoted):
            continue
        if understand and _is_code(quoted):
            query = _cite(query, quoted)
        else:
            query = _note(replace(query, phrases=(*query.phrases, quoted)), match[0], "phải có nguyên văn")
    return query


def _is_code(text: str) -> bool:
    return any(code_key(found.code) == code_key(text) for found in find_references(text))


def _codes(draft: _Draft, query: Query) -> Query:
    """Read codes of cited documents, with the kind of document before them."""
    for found in find_references(draft.text):
        kind = cues.CODE_KIND.search(draft.folded[: found.start])
        draft.take(kind.start() if kind else found.start, found.end)
        query = _cite(query, found.code)
    return query


def _cite(query: Query, code: str) -> Query:
    filters = replace(query.filters, references=(*query.filters.references, code))
    return _note(replace(query, filters=filters), code, "viện dẫn văn bản này")


def _moment(draft: _Draft, query: Query) -> Query:
    """Read a time limit."""
    moment = find_moment(draft.folded)
    if moment is None:
        return query
    said = squeeze(draft.text[moment.start : moment.end])
    draft.take(moment.start, moment.end)
    filters = replace(query.filters, due_from=moment.first, due_to=moment.last)
    return _note(replace(query, filters=filters), said, f"thời hạn {moment.first or '…'} – {moment.last or '…'}")


def _agencies(draft: _Draft, query: Query, glossary: Glossary, english: bool) -> Query:
    """Agencies asked for in a role; those without one stay among the words."""
    groups = _together(draft, _mentions(draft, glossary, english))
    asked = [(group, role) for group in groups if (role := _role(draft, group, english))]
    for group, role in asked:
        said = squeeze(draft.text[group[0].start : group[-1].end])
        names = tuple(dict.fromkeys(name for mention in group for name in mention.names))
        query = _wanted(query, role, names, said)
    for group, _ in reversed(asked):
        _take_with_role_words(draft, group[0].start, group[-1].end)
    return query


def _wanted(query: Query, role: Role, names: tuple[str, ...], said: str) -> Query:
    """Add agencies in a role to the wishes."""
    asked = query.filters
    if role == "lead":
        filters, meaning = replace(asked, leads=asked.leads + names), "chủ trì"
    else:
        filters, meaning = replace(asked, partners=asked.partners + names), "phối hợp"
    return _note(replace(query, filters=filters), said, f"{', '.join(names)} {meaning}")


def _mentions(draft: _Draft, glossary: Glossary, english: bool) -> list[_Mention]:
    """Find the agencies named; a common name (`ngành y tế`) may stand for several. The longest name counts."""
    words = list(_LETTERS.finditer(draft.text))
    found = [
        _Mention(words[hit.start].start(), words[hit.end - 1].end(), hit.entry.official)
        for hit in glossary.find([word[0] for word in words], english=english)
        if hit.entry.agency and not _is_official(hit, words)
    ]
    found += [_Mention(agency.start, agency.end, (agency.name,)) for agency in find_agencies(draft.text)]
    kept: list[_Mention] = []
    for mention in sorted(found, key=lambda mention: mention.start - mention.end):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _is_official(hit: Found, words: list[re.Match[str]]) -> bool:
    """Whether the words are an agency's own name rather than a common one."""
    said = fold(" ".join(word[0] for word in words[hit.start : hit.end]))
    same = any(fold(name) == said for name in hit.entry.official)
    return hit.side == "official" or (hit.side == "folded" and same)


def _together(draft: _Draft, mentions: list[_Mention]) -> list[list[_Mention]]:
    """Mentions that share a role: joined by a comma, "và" or a bracket."""
    groups: list[list[_Mention]] = []
    for mention in mentions:
        between = draft.folded[groups[-1][-1].end : mention.start] if groups else "."
        if cues.LISTED.match(between):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _role(draft: _Draft, group: list[_Mention], english: bool) -> Role | None:
    """Tell the role in which agencies are asked for; None where they only stand in the topic."""
    before, after = draft.folded[: group[0].start], draft.folded[group[-1].end :]
    if cues.PARTNER_BEFORE.search(before) or cues.PARTNER_AFTER.search(after):
        return "partner"
    if cues.LEAD_BEFORE.search(before) or cues.LEAD_AFTER.search(after):
        return "lead"
    begins = not re.search(r"\w", before) and draft.text[group[0].start].isupper() and re.search(r"\w", after)
    return "lead" if begins or english else None


def _take_with_role_words(draft: _Draft, start: int, end: int) -> None:
    """Take agencies out together with the words that gave them their role."""
    before = cues.ROLE_BEFORE.search(draft.folded[:start])
    after = cues.ROLE_AFTER.match(draft.folded[end:])
    draft.take(before.start() if before else start, end + (after.end() if after else 0))


def _note(query: Query, said: str, meaning: str) -> Query:
    return replace(query, understood=(*query.understood, (said, meaning)))


def _what_is_left(draft: _Draft) -> str:
    """Return the words to look up, without stray punctuation at their ends."""
    return squeeze(re.sub(r"\(\s*\)", " ", draft.text)).strip(" ,.;:?!()-–/")
