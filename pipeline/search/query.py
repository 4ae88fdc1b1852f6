"""Understanding a question: its conditions are read and taken out; what is left is looked up.

`kế hoạch nào giao Thanh tra giải quyết khiếu nại` asks for plans, wants the Thanh tra to answer for the
task, and is about `giải quyết khiếu nại`. Which stored names and codes mean what was asked, `matching` knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from pipeline.errors import QueryError
from pipeline.plans.references import code_key, find_references
from pipeline.records import Query
from pipeline.search import cues
from pipeline.search.draft import Draft
from pipeline.search.glossary import Glossary, shipped_glossary
from pipeline.search.language import STOP_WORDS, is_english
from pipeline.search.matching import theme_at
from pipeline.search.moments import DUE, find_moment
from pipeline.search.notes import note
from pipeline.search.roles import Asked, find_asked
from pipeline.search.spelling import Vocabulary, slips
from pipeline.text.normalize import clean, fold, squeeze
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

LONGEST_QUESTION = 600  # characters; a longer text is pasted, not asked, and is searched for as it stands
LONGEST_TEXT = 20_000  # characters that are looked at at all

_QUOTED = re.compile(r"[\"“”«»„]([^\"“”«»„]+)[\"“”«»„]")
_WORD = re.compile(r"[^\W_]")
_LETTERS = re.compile(r"[^\W_]+")


def parse_query(
    text: str,
    *,
    understand: bool = True,
    without: Collection[str] = (),
    glossary: Glossary | None = None,
    vocabulary: Vocabulary | None = None,
    taxonomy: Taxonomy | None = None,
) -> Query:
    """Read a question.

    Parameters
    ----------
    text : as typed, in Vietnamese (with or without diacritics) or English.
    understand : if off, only quotation marks mean something; every other word is looked up.
    without : keys of parts (`Understood.key`) whose words are to be looked up instead; others are ignored.
    glossary : the shipped one by default.
    vocabulary : of the plans that are searched; without it typing slips stay as they are.
    taxonomy : themes that can be named, the shipped ones by default.

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
    asked = squeeze(clean(text[:LONGEST_TEXT].encode("utf-8", "replace").decode()))  # half a surrogate pair is "?"
    if not _WORD.search(asked):
        raise QueryError(
            f"Câu hỏi {text[:60]!r} không có từ nào để tìm (no words to search for); hãy gõ ít nhất một từ, "
            "ví dụ: kế hoạch nào giao Thanh tra giải quyết khiếu nại."
        )
    draft = Draft.of(asked, frozenset(without))
    query = _quotes(draft, Query(asked, "", without=tuple(without)), understand)
    if understand and len(asked) <= LONGEST_QUESTION:
        query = _understood(draft, query, glossary or shipped_glossary(), vocabulary, taxonomy or load_taxonomy())
    return replace(query, words=_what_is_left(draft))


def _understood(
    draft: Draft, query: Query, glossary: Glossary, vocabulary: Vocabulary | None, taxonomy: Taxonomy
) -> Query:
    """Read every condition; each takes its words out of the draft."""
    english = is_english(query.text)
    query = _codes(draft, query)
    query = _theme(draft, query, taxonomy)
    query = _slips(draft, query, glossary, vocabulary) if vocabulary else query
    query = _moment(draft, query)
    query = _rhythm(draft, query)
    for said in (*draft.take_all(cues.WHO, "plans"), *draft.take_all(cues.PLANS, "plans")):
        query = _note(replace(query, plans_wanted=True), said, "plans")
    query = _agencies(draft, query, glossary, english)
    draft.take_all(cues.ASKING)
    if english and all(word.lower() in STOP_WORDS for word in _LETTERS.findall(draft.text)):
        draft.take(0, len(draft.text))
    return _wordings(draft, query, glossary, english)


def _slips(draft: Draft, query: Query, glossary: Glossary, vocabulary: Vocabulary) -> Query:
    """Put right what was mistyped; what was meant has no diacritics, so the others are of no use either."""
    found = [
        slip for slip in slips(draft.text, vocabulary, glossary) if draft.wants("slip", draft.text[slip[0] : slip[1]])
    ]
    text = "".join(_bare(letter) for letter in draft.text) if found else draft.text
    for start, end, meant in reversed(found):  # the last one first, so that places stay where they are
        text = f"{text[:start]}{meant}{text[end:]}"
    for start, end, meant in found:
        query = _note(query, draft.text[start:end], "slip", meant)
    draft.text, draft.folded = text, Draft.of(text).folded
    return query


def _bare(letter: str) -> str:
    return fold(letter).upper() if letter.isupper() else fold(letter)


def _wordings(draft: Draft, query: Query, glossary: Glossary, english: bool) -> Query:
    """Say how officials word what was said every day, in English or without diacritics."""
    words = _LETTERS.findall(draft.text)
    for found in glossary.find(words, english=english):
        said = " ".join(words[found.start : found.end])
        usual = found.entry.official[0]
        if found.side == "official":
            usual = glossary.spelled(found, said) or said
        told = any(part.said == said for part in query.understood)
        if usual.lower() != said.lower() and not told and draft.wants("words", said):
            query = _note(query, said, "words", usual)
    return query


def _theme(draft: Draft, query: Query, taxonomy: Taxonomy) -> Query:
    """Read a theme that is asked for as such: `chủ đề thanh tra`."""
    for cue in cues.THEME.finditer(draft.folded):
        if found := theme_at(draft.folded[cue.end() :], taxonomy):
            theme, length = found
            said = draft.text[cue.start() : cue.end() + length]
            if not draft.wants("theme", said):
                continue
            draft.take(cue.start(), cue.end() + length)
            filters = replace(query.filters, themes=(*query.filters.themes, theme))
            query = _note(replace(query, filters=filters), said, "theme", theme)
    return query


def _rhythm(draft: Draft, query: Query) -> Query:
    """Read how often; its words stay, because tasks say them too."""
    for rhythm, pattern in cues.RHYTHMS.items():
        match = pattern.search(draft.folded)
        if match and draft.wants("rhythm", said := draft.text[match.start() : match.end()]):
            query = replace(query, filters=replace(query.filters, rhythm=rhythm))
            return _note(query, said, "rhythm", rhythm)
    return query


def _quotes(draft: Draft, query: Query, understand: bool) -> Query:
    """Quoted words are required; a quoted code is a citation to be found."""
    for match in _QUOTED.finditer(draft.text):
        quoted = match[1].strip()
        kind = "cites" if understand and _is_code(quoted) else "phrase"
        if not draft.wants(kind, quoted):
            draft.take(match.start(), match.start(1))
            draft.take(match.end(1), match.end())
            continue
        draft.take(*match.span())
        if not _WORD.search(quoted):
            continue
        if kind == "cites":
            query = _cite(query, quoted)
        else:
            query = _note(replace(query, phrases=(*query.phrases, quoted)), quoted, "phrase")
    return query


def _is_code(text: str) -> bool:
    return any(code_key(found.code) == code_key(text) for found in find_references(text))


def _codes(draft: Draft, query: Query) -> Query:
    """Read codes of cited documents, with the kind of document before them."""
    for found in find_references(draft.text):
        if not draft.wants("cites", found.code):
            continue
        kind = cues.CODE_KIND.search(draft.folded[: found.start])
        draft.take(kind.start() if kind else found.start, found.end)
        query = _cite(query, found.code)
    return query


def _cite(query: Query, code: str) -> Query:
    filters = replace(query.filters, references=(*query.filters.references, code))
    return _note(replace(query, filters=filters), code, "cites")


def _moment(draft: Draft, query: Query) -> Query:
    """Read a time limit."""
    moment = find_moment(draft.folded)
    if moment is None:
        return query
    said = squeeze(draft.text[moment.start : moment.end])
    if not draft.wants("due", said):
        return query
    draft.take(moment.start, moment.end)
    draft.take_all(DUE)
    filters = replace(query.filters, due_from=moment.first, due_to=moment.last)
    return _note(replace(query, filters=filters), said, "due", moment.first or "…", moment.last or "…")


def _agencies(draft: Draft, query: Query, glossary: Glossary, english: bool) -> Query:
    """Read the agencies asked for; where the words ask for them plainly, the answer is plans."""
    for each in find_asked(draft.text, draft.folded, glossary, english=english):
        if not draft.wants(each.role, each.said):
            continue
        query = _wanted(query, each, draft)
        draft.take(each.start, each.end)
    return query


def _wanted(query: Query, asked: Asked, draft: Draft) -> Query:
    """Add agencies in a role to the wishes."""
    filters, names = query.filters, asked.names
    plans = asked.plainly and not any(key.startswith("plans:") for key in draft.without)
    if asked.role == "lead":
        filters = replace(filters, leads=filters.leads + names)
    else:
        filters = replace(filters, partners=filters.partners + names)
    query = replace(query, filters=filters, plans_wanted=query.plans_wanted or plans)
    return _note(query, asked.said, asked.role, ", ".join(names))


def _note(query: Query, said: str, kind: str, *details: str) -> Query:
    """Add what was understood, once however often it was said."""
    part = note(kind, said, *details, english=is_english(query.text))
    return replace(query, understood=tuple(dict.fromkeys((*query.understood, part))))


def _what_is_left(draft: Draft) -> str:
    """Return the words to look up, without stray punctuation at their ends."""
    return squeeze(re.sub(r"\(\s*\)", " ", draft.text)).strip(" ,.;:?!()-–/")
