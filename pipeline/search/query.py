"""Understanding a question: its conditions are read and taken out; what is left is looked up.

`kế hoạch nào giao Thanh tra giải quyết khiếu nại` asks for plans, wants the Thanh tra to answer for the
task, and is about `giải quyết khiếu nại`. Which stored names and codes mean what was asked, `matching` knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.errors import QueryError
from pipeline.plans.references import code_key, find_references
from pipeline.records import Query
from pipeline.search import cues
from pipeline.search.glossary import Glossary, shipped_glossary
from pipeline.search.language import STOP_WORDS, is_english
from pipeline.search.matching import theme_at
from pipeline.search.moments import find_moment
from pipeline.search.roles import Asked, find_asked
from pipeline.search.spelling import Vocabulary, slips
from pipeline.text.normalize import clean, fold, squeeze
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

LONGEST_QUESTION = 600  # characters; a longer text is pasted, not asked, and is searched for as it stands
LONGEST_TEXT = 20_000  # characters that are looked at at all

_QUOTED = re.compile(r"[\"“”«»„]([^\"“”«»„]+)[\"“”«»„]")
_WORD = re.compile(r"[^\W_]")
_LETTERS = re.compile(r"[^\W_]+")

_VIETNAMESE = {
    "plans": "hỏi tìm kế hoạch", "phrase": "phải có nguyên văn", "cites": "viện dẫn văn bản này",
    "due": "thời hạn {} – {}", "lead": "{} chủ trì", "partner": "{} phối hợp", "theme": "chủ đề {}",
    "rhythm": "việc định kỳ ({})", "slip": "“{}” (gõ nhầm)", "marks": "“{}”",
}  # fmt: skip
_ENGLISH = {
    "plans": "asking for plans", "phrase": "must stand as written", "cites": "cites this document",
    "due": "time limit {} – {}", "lead": "{} leads", "partner": "{} takes part", "theme": "theme {}",
    "rhythm": "recurring ({})", "slip": "“{}” (mistyped)", "marks": "“{}”",
}  # fmt: skip


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


def parse_query(
    text: str,
    *,
    understand: bool = True,
    glossary: Glossary | None = None,
    vocabulary: Vocabulary | None = None,
    taxonomy: Taxonomy | None = None,
) -> Query:
    """Read a question.

    Parameters
    ----------
    text : as typed, in Vietnamese (with or without diacritics) or English.
    understand : if off, only quotation marks mean something; every other word is looked up.
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
    asked = squeeze(clean(text[:LONGEST_TEXT]))
    if not _WORD.search(asked):
        raise QueryError(
            f"Câu hỏi {text[:60]!r} không có từ nào để tìm (no words to search for); hãy gõ ít nhất một từ, "
            "ví dụ: kế hoạch nào giao Thanh tra giải quyết khiếu nại."
        )
    draft = _Draft.of(asked)
    query = _quotes(draft, Query(asked, ""), understand)
    if understand and len(asked) <= LONGEST_QUESTION:
        query = _understood(draft, query, glossary or shipped_glossary(), vocabulary, taxonomy or load_taxonomy())
    return replace(query, words=_what_is_left(draft))


def _understood(
    draft: _Draft, query: Query, glossary: Glossary, vocabulary: Vocabulary | None, taxonomy: Taxonomy
) -> Query:
    """Read every condition; each takes its words out of the draft."""
    english = is_english(query.text)
    query = _codes(draft, query)
    query = _theme(draft, query, taxonomy)
    query = _slips(draft, query, glossary, vocabulary) if vocabulary else query
    query = _moment(draft, query)
    query = _rhythm(draft, query)
    for said in (*draft.take_all(cues.WHO), *draft.take_all(cues.PLANS)):
        query = _note(replace(query, plans_wanted=True), said, "plans")
    query = _agencies(draft, query, glossary, english)
    draft.take_all(cues.ASKING)
    if english and all(word.lower() in STOP_WORDS for word in _LETTERS.findall(draft.text)):
        draft.take(0, len(draft.text))
    return query if english else _marks(draft, query, glossary)


def _slips(draft: _Draft, query: Query, glossary: Glossary, vocabulary: Vocabulary) -> Query:
    """Put right what was mistyped; what was meant has no diacritics, so the others are of no use either."""
    found = list(slips(draft.text, vocabulary, glossary))
    text = "".join(_bare(letter) for letter in draft.text) if found else draft.text
    for start, end, meant in reversed(found):  # the last one first, so that places stay where they are
        text = f"{text[:start]}{meant}{text[end:]}"
    for start, end, meant in found:
        query = _note(query, draft.text[start:end], "slip", meant)
    draft.text, draft.folded = text, _Draft.of(text).folded
    return query


def _bare(letter: str) -> str:
    return fold(letter).upper() if letter.isupper() else fold(letter)


def _marks(draft: _Draft, query: Query, glossary: Glossary) -> Query:
    """Say how words typed without diacritics were taken, where the glossary knows them."""
    if not draft.text.isascii():
        return query
    words = _LETTERS.findall(draft.text)
    for found in glossary.find(words, english=False):
        said = " ".join(words[found.start : found.end])
        spelled = glossary.spelled(found, said)
        query = _note(query, said, "marks", spelled) if spelled and spelled.lower() != said.lower() else query
    return query


def _theme(draft: _Draft, query: Query, taxonomy: Taxonomy) -> Query:
    """Read a theme that is asked for as such: `chủ đề thanh tra`."""
    for cue in cues.THEME.finditer(draft.folded):
        if found := theme_at(draft.folded[cue.end() :], taxonomy):
            theme, length = found
            said = draft.text[cue.start() : cue.end() + length]
            draft.take(cue.start(), cue.end() + length)
            filters = replace(query.filters, themes=(*query.filters.themes, theme))
            query = _note(replace(query, filters=filters), said, "theme", theme)
    return query


def _rhythm(draft: _Draft, query: Query) -> Query:
    """Read how often; its words stay, because tasks say them too."""
    for rhythm, pattern in cues.RHYTHMS.items():
        if said := pattern.search(draft.folded):
            query = replace(query, filters=replace(query.filters, rhythm=rhythm))
            return _note(query, draft.text[said.start() : said.end()], "rhythm", rhythm)
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
            query = _note(replace(query, phrases=(*query.phrases, quoted)), match[0], "phrase")
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
    return _note(replace(query, filters=filters), code, "cites")


def _moment(draft: _Draft, query: Query) -> Query:
    """Read a time limit."""
    moment = find_moment(draft.folded)
    if moment is None:
        return query
    said = squeeze(draft.text[moment.start : moment.end])
    draft.take(moment.start, moment.end)
    filters = replace(query.filters, due_from=moment.first, due_to=moment.last)
    return _note(replace(query, filters=filters), said, "due", moment.first or "…", moment.last or "…")


def _agencies(draft: _Draft, query: Query, glossary: Glossary, english: bool) -> Query:
    """Read the agencies asked for; where the words ask for them plainly, the answer is plans."""
    for each in find_asked(draft.text, draft.folded, glossary, english=english):
        query = _wanted(query, each)
        draft.take(each.start, each.end)
    return query


def _wanted(query: Query, asked: Asked) -> Query:
    """Add agencies in a role to the wishes."""
    filters, names = query.filters, asked.names
    if asked.role == "lead":
        filters = replace(filters, leads=filters.leads + names)
    else:
        filters = replace(filters, partners=filters.partners + names)
    query = replace(query, filters=filters, plans_wanted=query.plans_wanted or asked.plainly)
    return _note(query, asked.said, asked.role, ", ".join(names))


def _note(query: Query, said: str, meaning: str, *details: str) -> Query:
    """Add what was understood, in the language of the question."""
    form = (_ENGLISH if is_english(query.text) else _VIETNAMESE)[meaning]
    return replace(query, understood=(*query.understood, (said, form.format(*details))))


def _what_is_left(draft: _Draft) -> str:
    """Return the words to look up, without stray punctuation at their ends."""
    return squeeze(re.sub(r"\(\s*\)", " ", draft.text)).strip(" ,.;:?!()-–/")
