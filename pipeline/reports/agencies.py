"""One name per agency: `UBND tỉnh` and `Ủy ban nhân dân tỉnh` are counted together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from pipeline.plans.agency_names import Identity, identity
from pipeline.text.normalize import fold

_HEAD = re.compile(r"(?:các )?(?:đồng chí )?(?:thủ trưởng|người đứng đầu|chủ tịch|giám đốc|trưởng)\b", re.I)
NOBODY = "(chưa rõ cơ quan chủ trì)"  # as reports call tasks without a lead


class Names:
    """The names of agencies in some tasks, the spellings of one agency under its most frequent one."""

    def __init__(self, names: Iterable[str]) -> None:
        spellings: dict[object, Counter[str]] = {}
        for name in names:
            spellings.setdefault(_key(name), Counter())[name] += 1
        self._labels = {key: _label(found) for key, found in spellings.items()}

    def of(self, name: str) -> str:
        """Return the name under which an agency is counted."""
        return self._labels.get(_key(name), name)

    def of_all(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names of several agencies, each once, `NOBODY` for none."""
        return tuple(dict.fromkeys(map(self.of, names))) or (NOBODY,)


def names_agency(names: Iterable[str], agency: str) -> bool:
    """Whether an agency is one of those named, in whatever spelling; "" where nobody is."""
    names = tuple(names)
    return _key(agency) in map(_key, names) if agency else not names


def same_agencies(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two lists name the same agencies, in whatever spelling and order."""
    return set(map(_key, some)) == set(map(_key, others))


def _label(found: Counter[str]) -> str:
    """Return the most frequent spelling that is a body, not its head; of equals one not in capitals, the longest."""
    name = min(found, key=lambda name: (bool(_HEAD.match(name)), -found[name], name.isupper(), -len(name), name))
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=65536)
def _key(name: str) -> object:
    """Return what two spellings of one agency have in common."""
    singular = name.replace(" các ", " ")  # UBND (các) xã, phường
    known: Identity = identity(singular)
    return known if known.bases else fold(singular)
