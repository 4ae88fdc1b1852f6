"""The register of agencies: names, short names, levels, periods, heirs; and whether two names mean one agency.

What stands in it is `data/agencies.tsv`, a table that a person edits. How names are found in running text
is `agencies.py`; who leads a task is `roles.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from pipeline.text.normalize import fold, match_form

How = Literal["same", "level", "group", "succession"]
Trie = dict[str, Any]  # word → deeper trie; "" → the Agency whose name ends here

_WORD = re.compile(r"\w+")
_LEVELS = {
    "tinh": ("province",), "provincial": ("province",), "thanh pho": ("province", "district"),
    "tp": ("province", "district"), "city": ("province", "district"), "municipal": ("province", "district"),
    "huyen": ("district",), "thi xa": ("district",), "quan": ("district",), "district": ("district",),
    "town": ("district",), "xa": ("commune",), "phuong": ("commune",), "dac khu": ("commune",),
    "thi tran": ("commune",), "commune": ("commune",), "ward": ("commune",), "communal": ("commune",),
    "trung uong": ("central",), "tw": ("central",), "viet nam": ("central",), "central": ("central",),
    "khu vuc": ("regional",), "regional": ("regional",), "tinh uy": ("province",),
    "thanh uy": ("province", "district"), "huyen uy": ("district",), "thi uy": ("district",),
    "quan uy": ("district",), "dang uy": ("commune",),
}  # fmt: skip
_TITLE = re.compile(
    r"(?:(?:cac|dong chi|d c|pho|thu truong|nguoi dung dau|tong giam doc|giam doc|chu tich|bo truong|thong doc"
    r"|cuc truong|truong ban|truong phong|bi thu|chanh an|vien truong|hieu truong|lanh dao|chi huy truong"
    r"|chanh|truong|director of|head of|chief of|chairman of|the) )+(?!nuoc\b)"
)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the register.

    Attributes
    ----------
    name : without its place ("Sở Nội vụ", "Ủy ban nhân dân").
    levels : where it exists: central, province, district, commune, regional.
    since, until : "YYYY-MM" in which it began or ended, "" where it always was or still is.
    successors : names of those that took over its work.
    groups : words for the groups it belongs to ("sở", "ngành").
    """

    name: str
    levels: tuple[str, ...]
    since: str
    until: str
    successors: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """The register: agencies by name, names as tries, and the words that make groups.

    Attributes
    ----------
    names : trie over the words of names and aliases in `match_form`.
    folded : the same without diacritics, with English names.
    nouns : words for kinds of agencies → whether they name anybody in particular.
    """

    agencies: dict[str, Agency]
    names: Trie
    folded: Trie
    nouns: dict[str, bool]


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


def words(text: str) -> list[str]:
    """Return the words of a text in `match_form`, punctuation dropped."""
    return _WORD.findall(match_form(text))


@lru_cache(maxsize=1)
def registry() -> Registry:
    """Return the register as the data file has it (read once)."""
    out = Registry({}, {}, {}, {})
    for row in _rows():
        _READ[row["kind"]](out, row)
    return out


def _rows() -> Iterator[dict[str, str]]:
    """Yield the rows of the data file by column name."""
    text = files("pipeline.plans.data").joinpath("agencies.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=False))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _read_agency(out: Registry, row: dict[str, str]) -> None:
    """Enter an agency under its name, its aliases and its English names."""
    parts = {column: _split(row[column]) for column in ("levels", "successors", "groups")}
    agency = Agency(row["name"], since=row["since"], until=row["until"], **parts)
    out.agencies[agency.name] = agency
    for name in (agency.name, *_split(row["aliases"])):
        _insert(out.names, words(name), agency)
        _insert(out.folded, fold(" ".join(_WORD.findall(name))).split(), agency)
    for name in _split(row["english"]):
        _insert(out.folded, [w for w in fold(name.replace("'", "")).replace(",", " ").split() if w != "and"], agency)


_FIELD_HEADS = {  # head → level, letter of its acronyms, English head
    "Bộ": ("central", "B", "Ministry of"), "Sở": ("province", "S", "Department of"),
    "Phòng": ("district;commune", "P", "Division of"),
}  # fmt: skip


def _read_field(out: Registry, row: dict[str, str]) -> None:
    """Enter a field of work as the agencies that it makes with its heads."""
    for head in _split(row["levels"]):
        level, letter, english = _FIELD_HEADS[head]
        short = _split(row["aliases"])
        acronyms = [letter + s.replace("&", "").replace("-", "") for s in short if s.isupper() and " " not in s]
        aliases = [f"{head} {s}" for s in short] + (acronyms if head != "Phòng" else [])
        heirs = [f"{head} {s}" for s in _split(row["successors"])]
        _read_agency(
            out,
            row
            | {
                "name": f"{head} {row['name']}",
                "levels": level,
                "aliases": ";".join(aliases),
                "english": ";".join(f"{english} {e}" for e in _split(row["english"])),
                "successors": ";".join(heirs),
                "groups": head.lower(),
            },
        )


def _read_noun(out: Registry, row: dict[str, str]) -> None:
    """Enter a word for a kind of agency."""
    for name in (row["name"], *_split(row["aliases"])):
        out.nouns[name] = row["kind"] == "noun"


_READ = {"agency": _read_agency, "field": _read_field, "noun": _read_noun, "generic": _read_noun}


def _insert(trie: Trie, path: Sequence[str], agency: Agency) -> None:
    """Enter a path of words; the first agency to claim a path keeps it."""
    for word in path:
        trie = trie.setdefault(word, {})
    trie.setdefault("", agency)


def longest(trie: Trie, path: Sequence[str], start: int) -> tuple[Agency | None, int]:
    """Return the agency with the longest name that begins at a word, and the word after it."""
    found, end = None, start
    for i in range(start, len(path)):
        trie = trie.get(path[i])
        if trie is None:
            break
        if "" in trie:
            found, end = trie[""], i + 1
    return found, end


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
        if agency and (end - i > 1 or text[spans[i][0] : spans[i][1]].isupper()):
            stop = _level_end(path, end)
            level = text[spans[end][0] : spans[stop - 1][1]] if stop > end else ""
            name = f"{agency.name} {_LEVEL_NAMES.get(fold(level), level)}".strip()
            out.append(Found(spans[i][0], spans[stop - 1][1], name))
            end = stop
        i = max(end, i + 1)
    return tuple(out)


_LEVEL_NAMES = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "thi xa": "thị xã", "quan": "quận", "xa": "xã",
    "phuong": "phường", "dac khu": "đặc khu", "tinh uy": "Tỉnh ủy", "thanh uy": "Thành ủy", "trung uong": "Trung ương",
    "huyen uy": "Huyện ủy", "thi uy": "Thị ủy",
}  # fmt: skip


def _level_end(path: Sequence[str], i: int) -> int:
    """Return the word after a level that begins at word `i`, or `i`."""
    for n in (2, 1):
        if " ".join(path[i : i + n]) in _LEVELS:
            return min(i + n, len(path))
    return i


def find_agency(text: str) -> str | None:
    """Return the canonical name of the first agency that a question names, or None.

    Examples
    --------
    >>> find_agency("viec cua So Noi vu"), find_agency("Provincial Inspectorate"), find_agency("cây xanh")
    ('Sở Nội vụ', 'Thanh tra', None)
    """
    found = find_agencies(text)
    return found[0].name if found else None


@lru_cache(maxsize=4096)
def identity(name: str) -> Identity:
    """Return what a name says, however it is spelled."""
    text = " ".join(w for w in _WORD.findall(fold(name.replace("'", ""))))
    plural = text.startswith("cac ") or " cac " in text
    path = _TITLE.sub("", text, count=1).split() if not text.startswith("chu tich nuoc") else text.split()
    bases, levels, rest, i = [], set(), [], 0
    while i < len(path):
        level_end = _level_end(path, i)
        agency, end = longest(registry().folded, path, i)
        if agency and not (bases and level_end > i):
            bases.append(agency.name)
        elif level_end > i:
            levels.update(_LEVELS[" ".join(path[i:level_end])])
            end = level_end
        else:
            rest.append(path[i])
        i = max(end, i + 1)
    nouns = _group_nouns(text) if not bases else frozenset()
    return Identity(tuple(bases), frozenset(levels), tuple(w for w in rest if w not in _EMPTY), nouns, plural)


_EMPTY = frozenset("cac cap va cua thuoc co lien quan tren dia ban truc the of".split())


def _group_nouns(text: str) -> frozenset[str]:
    """Return the registered kinds of agencies that a folded group names."""
    return frozenset(noun for noun in _folded_nouns() if re.search(rf"\b{noun}\b", text))


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
    kinds = {fold(kind).replace("- ", "") for kind in agency.groups} | {fold(agency.name), fold(agency.name).split()[0]}
    levels = asked.levels or frozenset(agency.levels)
    return bool(kinds & given.nouns) and (not given.levels or bool(levels & given.levels))


def _heirs(old: Identity, new: Identity) -> bool:
    """Whether the work of one agency passed, at once or through others, to the other."""
    if len(old.bases) != 1 or len(new.bases) != 1 or not _agree(old, new):
        return False
    seen: set[str] = set()
    waiting = [old.bases[0]]
    while waiting:
        agency = registry().agencies.get(waiting.pop())
        if agency and agency.name not in seen:
            seen.add(agency.name)
            waiting.extend(agency.successors)
    return new.bases[0] in seen
