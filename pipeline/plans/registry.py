"""The register of agencies: names, short names, levels, periods, heirs.

What stands in it is `data/agencies.tsv`, a table that a person edits. How names are compared is
`agency_names.py`, how they are found in running text `agencies.py`, who leads a task `roles.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.text.normalize import fold, match_form

Trie = dict[str, Any]  # word → deeper trie; "" → the Agency whose name ends here

_WORD = re.compile(r"\w+")


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
        _insert(
            out.folded,
            [w for w in fold(name.replace("'", "")).replace(",", " ").split() if w != "and"],
            agency,
        )


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
        if not path[i] or path[i] not in trie:
            break
        trie = trie[path[i]]
        if "" in trie:
            found, end = trie[""], i + 1
    return found, end
