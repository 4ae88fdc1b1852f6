"""What a name of an agency means: its canonical name in a question, and whether two names mean one agency.

Comparison is on folded words, so a hasty spelling, an abbreviation, an English name or the old name of a
merged agency finds the same tasks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.plans.registry import Trie, longest, registry
from pipeline.text.normalize import fold, match_form

How = Literal["same", "level", "group", "succession"]

_WORD = re.compile(r"\w+")
_LEVELS = {
    "tỉnh": ("province",), "provincial": ("province",), "thành phố": ("province", "district"),
    "tp": ("province", "district"), "city": ("province", "district"), "municipal": ("province", "district"),
    "huyện": ("district",), "thị xã": ("district",), "quận": ("district",), "district": ("district",),
    "town": ("district",), "xã": ("commune",), "phường": ("commune",), "đặc khu": ("commune",),
    "thị trấn": ("commune",), "commune": ("commune",), "ward": ("commune",), "communal": ("commune",),
    "trung ương": ("central",), "tw": ("central",), "việt nam": ("central",), "central": ("central",),
    "khu vực": ("regional",), "regional": ("regional",), "tỉnh ủy": ("province",),
    "thành ủy": ("province", "district"), "huyện ủy": ("district",), "thị ủy": ("district",),
    "quận ủy": ("district",), "đảng ủy": ("commune",),
}  # fmt: skip
_TITLE = re.compile(
    r"^(?:(?:cac|dong chi|d c|pho|thu truong|nguoi dung dau|tong giam doc|giam doc|chu tich"
    r"|bo truong|thong doc"
    r"|cuc truong|truong ban|truong phong|bi thu|chanh an|vien truong|hieu truong|lanh dao|chi huy truong"
    r"|chanh|truong|director of|head of|chief of|chairman of|the) )+(?!nuoc\b)"
)


@dataclass(frozen=True, slots=True)
class Match:
    """How a name answers a wanted one.

    Attributes
    ----------
    how : "same" agency; same agency on a "level" that only one of the two states; member of a "group";
        predecessor or successor ("succession").
    note : the agency or group through which it was found.
    """

    how: How
    note: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a name says: agencies it is made of, level, place, and the nouns of a group (all folded)."""

    bases: tuple[str, ...]
    levels: frozenset[str]
    rest: tuple[str, ...]
    nouns: frozenset[str]
    plural: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An agency read in a question: `text[start:end]` names it, `name` is its canonical name."""

    start: int
    end: int
    name: str


def find_agencies(text: str) -> tuple[Found, ...]:
    """Return the agencies a question names: any spelling, without diacritics, or English.

    Examples
    --------
    >>> [f.name for f in find_agencies("nhiem vu cua thanh tra tinh va so noi vu")]
    ['Thanh tra tỉnh', 'Sở Nội vụ']
    """
    spans = [m.span() for m in _WORD.finditer(text)]
    path = [fold(text[a:b]) for a, b in spans]
    out, i = [], 0
    while i < len(path):
        agency, end = longest(registry().folded, path, i)
        if agency is None or not (end - i > 1 or _acronym(text[slice(*spans[i])])):
            i += 1
            continue
        first = i - 1 if i and path[i - 1] in _LEVEL_BEFORE else i
        stop = _level_end(path, end, _spellings()[1].levels)
        level = " ".join(path[end:stop]) or (path[first] if first < i else "")
        out.append(Found(spans[first][0], spans[stop - 1][1], f"{agency.name} {_LEVEL_NAMES.get(level, '')}".strip()))
        i = stop
    return tuple(out)


_NO_SYLLABLE = re.compile(r"(?!ngh)[bcdfghjklmnpqrstvwxz]{3}")
_LEVEL_BEFORE = frozenset(["provincial", "district", "commune", "city", "municipal", "ward", "town", "central"])


def _acronym(word: str) -> bool:
    """Whether one word can stand for an agency: capitals, or letters that make no syllable (`ubnd`)."""
    return word.isupper() or bool(_NO_SYLLABLE.search(fold(word)))


_LEVEL_NAMES = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "thi xa": "thị xã", "quan": "quận",
    "xa": "xã", "phuong": "phường", "dac khu": "đặc khu", "tinh uy": "Tỉnh ủy", "thanh uy": "Thành ủy",
    "trung uong": "Trung ương", "city": "thành phố", "municipal": "thành phố", "ward": "phường", "town": "thị xã",
    "central": "Trung ương", "tp": "thành phố", "quan uy": "Quận ủy", "dang uy": "Đảng ủy", "tw": "Trung ương",
    "provincial": "tỉnh", "district": "huyện", "commune": "xã",
    "huyen uy": "Huyện ủy", "thi uy": "Thị ủy",
}  # fmt: skip


def _level_end(path: Sequence[str], i: int, levels: Mapping[str, tuple[str, ...]]) -> int:
    """Return the word after a level that begins at word `i`, or `i`."""
    for n in (2, 1):
        if " ".join(path[i : i + n]) in levels:
            return min(i + n, len(path))
    return i


def find_agency(text: str) -> str | None:
    """Return the canonical name of the first agency that a question names, or None.

    Examples
    --------
    >>> find_agency("viec cua So Noi vu"), find_agency("Provincial Inspectorate"), find_agency("cây xanh")
    ('Sở Nội vụ', 'Thanh tra tỉnh', None)
    """
    found = find_agencies(text)
    return found[0].name if found else None


def name_typed(text: str) -> str | None:
    """Return the canonical name of the agency that is all a hasty typist wrote, None for any other text.

    What is typed with diacritics was meant as it stands.

    Examples
    --------
    >>> name_typed("stnmt"), name_typed("so noi vu"), name_typed("Sở Nội vụ"), name_typed("ubnd cac xa")
    ('Sở Tài nguyên và Môi trường', 'Sở Nội vụ', None, None)
    """
    found = find_agencies(text) if text.isascii() else ()
    return found[0].name if len(found) == 1 and text[: found[0].start] + text[found[0].end :] == "" else None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How the words of a name are compared with those that are known: as they are written, or without diacritics."""

    form: Callable[[str], str]
    agencies: Trie
    levels: Mapping[str, tuple[str, ...]]
    nouns: frozenset[str]


@lru_cache(maxsize=1)
def _spellings() -> tuple[_Spelling, _Spelling]:
    """Return the two ways, the one that looks at diacritics first."""
    known = registry()

    def by(form: Callable[[str], str], agencies: Trie) -> _Spelling:
        nouns = frozenset(" ".join(_WORD.findall(form(noun))) for noun in known.nouns)
        return _Spelling(form, agencies, {form(level): where for level, where in _LEVELS.items()}, nouns)

    return by(match_form, known.names), by(fold, known.folded)


@lru_cache(maxsize=4096)
def identity(name: str) -> Identity:
    """Return what a name says, however it is spelled.

    What is written with diacritics is meant as it stands (`liên quan` names no `quận`, `cơ sở` no `sở`); only where
    nobody is known by that name are they left aside, for those of a scan may be wrong.
    """
    written, folded = _spellings()
    found = None if name.isascii() else _identity(name, written)
    return found if found and (found.bases or found.nouns) else _identity(name, folded)


def _identity(name: str, spelling: _Spelling) -> Identity:
    words = _named_words(name)
    path = [spelling.form(word[0]) for word in words]
    short = {spelling.form(word[0]) for word in words if _acronym(word[0])}
    bases: list[str] = []
    levels: set[str] = set()
    rest: list[str] = []
    i = 0
    while i < len(path):
        level_end = _level_end(path, i, spelling.levels)
        agency, end = longest(spelling.agencies, path, i)
        is_word = end - i == 1 and rest and path[i] not in short  # `cá` in `tổ chức, cá nhân` is not CA
        if is_word or list(map(fold, path[max(0, i - 1) : i + 1])) == ["co", "so"]:  # nor has a `cơ sở y tế` a Sở
            agency, end = None, i
        if agency and not (bases and level_end > i):
            bases.append(agency.name)
        elif level_end > i:
            levels.update(spelling.levels[" ".join(path[i:level_end])])
            end = level_end
        else:
            rest.append(fold(path[i]))
        i = max(end, i + 1)
    plural = any(fold(word) == "cac" for word in _WORD.findall(name))
    nouns = frozenset() if bases else _group_nouns(name, words, path, spelling, plural=plural)
    return Identity(tuple(bases), frozenset(levels), tuple(w for w in rest if w not in _EMPTY), nouns, plural)


def _named_words(name: str) -> list[re.Match[str]]:
    """Return the words of a name, without titles before it and without `có liên quan`."""
    name = _CONCERNED.sub(lambda found: " " * len(found[0]), name.replace("'", ""))
    words = list(_WORD.finditer(name))
    text = fold(" ".join(word[0] for word in words))
    named = text if text.startswith("chu tich nuoc") else _TITLE.sub("", text)
    return words[len(text.split()) - len(named.split()) :]


_CONCERNED = re.compile(r"\b(?:liên quan|lien quan)\b", re.IGNORECASE)
_EMPTY = frozenset("cac cap va cua thuoc co lien quan tren dia ban truc the of".split())


def _group_nouns(
    name: str, words: Sequence[re.Match[str]], path: Sequence[str], spelling: _Spelling, *, plural: bool
) -> frozenset[str]:
    """Return the registered kinds of agencies that a group names, folded; `Sở Hoa quả` is one agency, no group."""
    found: set[str] = set()
    i = 0
    while i < len(path):
        end = _noun_end(path, i, spelling)
        if end > i:
            if not plural and _goes_on(name, words[end - 1 : end + 1], spelling):
                return frozenset()
            noun = fold(" ".join(path[i:end]))
            found |= {noun, *_parts(noun)}
        i = max(end, i + 1)
    return frozenset(found)


def _noun_end(path: Sequence[str], i: int, spelling: _Spelling) -> int:
    """Return the word after the longest kind of agencies that begins at word `i`, or `i`."""
    ends = range(min(len(path), i + _LONGEST_NOUN), i, -1)
    return next((j for j in ends if " ".join(path[i:j]) in spelling.nouns), i)


_LONGEST_NOUN = 9  # words


def _goes_on(name: str, words: Sequence[re.Match[str]], spelling: _Spelling) -> bool:
    """Whether the noun that ends with the first of two words is the beginning of a proper name."""
    if len(words) < 2 or name.isupper() or not words[1][0][0].isupper():
        return False
    between = words[0].string[words[0].end() : words[1].start()]
    after = spelling.form(words[1][0])
    is_known = any(known.split()[0] == after for known in (*spelling.nouns, *spelling.levels))
    return between.isspace() and not is_known


def _parts(noun: str) -> frozenset[str]:
    """Return the nouns that a noun is a list of: `sở ban ngành` of three, `cơ sở y tế` of none."""
    for first in _folded_nouns():
        if noun.startswith(f"{first} "):
            others = noun.removeprefix(f"{first} ")
            if parts := _parts(others) or frozenset({others} & _folded_nouns().keys()):
                return parts | {first}
    return frozenset()


@lru_cache(maxsize=1)
def _folded_nouns() -> dict[str, bool]:
    """Return the group words folded → whether they are specific."""
    return {" ".join(_WORD.findall(fold(noun))): specific for noun, specific in registry().nouns.items()}


def matches(wanted: str, name: str) -> Match | None:
    """Say how an agency named in a task answers the one that is wanted, or None if it does not.

    Examples
    --------
    >>> matches("so noi vu", "Giám đốc Sở Nội vụ").how, matches("Thanh tra", "Thanh tra tỉnh").how
    ('same', 'level')
    >>> matches("Sở Nội vụ", "các sở, ban, ngành tỉnh").how
    'group'
    >>> matches("Sở Tài chính", "Sở Kế hoạch và Đầu tư").how
    'succession'
    """
    asked, given = identity(wanted), identity(name)
    if how := _same(asked, given):
        return Match(how, name)
    if asked.bases and given.nouns:
        return Match("group", name) if _member(asked, given) else None
    if _heirs(asked, given) or _heirs(given, asked):
        return Match("succession", name)
    return None


def _same(asked: Identity, given: Identity) -> How | None:
    """Compare agency, level and place; what one of the two leaves open agrees with anything."""
    if asked.bases != given.bases or asked.nouns != given.nouns or not _agree(asked, given):
        return None
    if not asked.bases:
        return "same" if asked.rest == given.rest and (asked.nouns or asked.rest) else None
    if given.plural and not asked.plural:
        return "group"
    several = len(registry().agencies[asked.bases[0]].levels) > 1
    return "level" if several and bool(asked.levels) != bool(given.levels) else "same"


def _agree(asked: Identity, given: Identity) -> bool:
    """Whether levels and places do not contradict each other."""
    levels = not asked.levels or not given.levels or bool(asked.levels & given.levels)
    return levels and (not asked.rest or not given.rest or asked.rest == given.rest)


def _member(asked: Identity, given: Identity) -> bool:
    """Whether the wanted agency is one of those that a group names; generic groups hold everybody."""
    if not any(_folded_nouns()[noun] for noun in given.nouns):
        return True
    agency = registry().agencies[asked.bases[0]]
    kinds = {fold(kind).replace("- ", "") for kind in agency.groups} | {
        fold(agency.name),
        fold(agency.name).split()[0],
    }
    levels = asked.levels or frozenset(agency.levels)
    return bool(kinds & given.nouns) and (not given.levels or bool(levels & given.levels))


def _heirs(old: Identity, new: Identity) -> bool:
    """Whether the work of one agency passed, at once or through others, to the other."""
    if len(old.bases) != 1 or len(new.bases) != 1 or new.bases[0] not in _heirs_of(old.bases[0]):
        return False
    return _agree(old, new)


@lru_cache(maxsize=1024)
def _heirs_of(name: str) -> frozenset[str]:
    """Return a registered agency and those to which its work passed, at once or through others."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        agency = registry().agencies.get(waiting.pop())
        if agency and agency.name not in seen:
            seen.add(agency.name)
            waiting.extend(agency.successors)
    return frozenset(seen)
