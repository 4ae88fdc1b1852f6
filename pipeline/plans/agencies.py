"""Names of agencies in running text: where they stand, where they end, how a list of them splits.

A name is found by the register (`registry.py`), by the words that make groups (`các sở, ban, ngành`), by
titles (`Giám đốc Sở …`), or, when the register does not know it, by the grammar of Vietnamese names: a head
(`Chi cục`, `Trung tâm`) followed by words of which the first is capitalised, up to a verb or punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from pipeline.plans.agency_names import Found, Match, find_agencies, find_agency, matches
from pipeline.plans.agency_words import (
    BELONGS,
    BROAD,
    COMMA,
    ELLIPTIC,
    FIELDS,
    HEADS,
    LIST_COMMA,
    MORE_PLACES,
    NEXT_PLACE,
    OPEN_STOP,
    OPENABLE,
    PLACE,
    PLACED,
    PLACES,
    PLURAL,
    ROLE_VERBS,
    TAIL,
    TITLE,
    VAGUE,
    VERB,
    WORD,
    ZONES,
    group_pattern,
    openings,
    plain,
    specific_nouns,
    verb_at,
)
from pipeline.plans.registry import longest, registry
from pipeline.text.normalize import match_form

__all__ = [
    "Found", "Match", "Mention", "find_agencies", "find_agency", "find_mentions", "matches", "read_mentions",
    "split_agencies",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of an agency or of a group of agencies in a text.

    Attributes
    ----------
    start, end, text : `searched[start:end] == text`.
    name : the name as given; for a member of an elliptic list completed (`các Sở: Nội vụ` → `Sở Nội vụ`).
    generic : whether it names nobody in particular (`các cơ quan, đơn vị có liên quan`).
    """

    start: int
    end: int
    text: str
    name: str
    generic: bool = False


_ALSO_VERBS = frozenset(["thanh tra", "thống kê"])  # at the start of a sentence an order, not an agency


class _Reader:
    """Reads the names in one text; positions are indices of its words."""

    def __init__(self, text: str, low: str) -> None:
        self.text = text
        self.low = low
        self.spans = [m.span() for m in WORD.finditer(self.low)]
        self.words = [low[a:b] for a, b in self.spans]

    def mentions(self) -> list[Mention]:
        """Return all names, in order, not overlapping."""
        out: list[Mention] = []
        following, end = openings(), 0
        for i, word in enumerate(self.words):
            if word in following and self.spans[i][0] >= end and self._may_open(i, following[word]):
                found = self.read(i)
                if found:
                    out += found
                    end = out[-1].end
        return out

    def _may_open(self, i: int, following: frozenset[str]) -> bool:
        """Whether a name can begin at word `i`, judged by its next word: cheap, and nearly always right."""
        if i + 1 < len(self.words) and self.words[i + 1] in following:
            return True
        a, b = self.spans[i]
        return "" in following and (
            self.text[a].isupper() or self.low[b : b + 1] in ",/:" or self.low.startswith(" và", b)
        )

    def word_at(self, position: int) -> int | None:
        """Return the word that begins at a position, or None."""
        i = bisect_left(self.spans, (position, position))
        return i if i < len(self.spans) and self.spans[i][0] == position else None

    def read(self, i: int, depth: int = 3) -> list[Mention]:
        """Return the name that begins at word `i`, several for an elliptic list, none if there is none."""
        start = self.spans[i][0]
        title = TITLE.match(self.low, start)
        first = self.word_at(title.end()) if title and depth else None
        # "Trưởng Ban Chỉ đạo": the last word of a title may be the first of the name
        for begin in (first, first - 1) if first is not None else ():
            if begin > i and (inner := self._titled(begin, start, depth - 1)):
                return inner
        end = self._registered(i)
        if end and self._shown(i, end):
            return [self._mention(start, end)]
        if several := self._elliptic(start):
            return several
        found = self._grouped(start)
        end = self._organ(i) or self._unknown(i)
        if found and end <= found.end:
            return [found]
        return [self._mention(start, end)] if end else []

    def _titled(self, i: int, start: int, depth: int) -> list[Mention]:
        """Return the name at word `i` with the title that begins at `start`."""
        inner = self.read(i, depth)
        if not inner and (group := self._grouped(self.spans[i][0], titled=True)):
            inner = [group]
        if not inner:
            return []
        title = self.text[start : self.spans[i][0]]
        if len(inner) == 1:
            # "Lãnh đạo Hội đồng nhân dân …" may be an order to lead it: any better source is believed first
            weak = inner[0].generic or self.low.startswith("lãnh đạo", start)
            return [self._mention(start, inner[0].end, weak)]
        head = re.sub(r"^[Cc]ác\s+", "", title)
        first = Mention(start, inner[0].end, self.text[start : inner[0].end], head + inner[0].name)
        return [first, *(Mention(m.start, m.end, m.text, head + m.name) for m in inner[1:])]

    def _organ(self, i: int) -> int:
        """Return where `cơ quan Công an`, `lực lượng Công an` ends: a common word with a registered name."""
        first = i + 2
        if " ".join(self.words[i:first]) not in ("cơ quan", "lực lượng") or first >= len(self.words):
            return 0
        end = self._registered(first) if self.text[self.spans[first][0]].isupper() else 0
        return end if end and self._shown(first, end) else 0

    def _mention(self, start: int, end: int, generic: bool = False) -> Mention:
        return Mention(start, end, self.text[start:end], self.text[start:end], generic)

    def _shown(self, i: int, end: int) -> bool:
        """Whether a registered name is written as a name: in capitals, or too long for an accident."""
        start = self.spans[i][0]
        name = self.text[start:end]
        if self.low[start:end] in _ALSO_VERBS and (not start or self.low[start - 2] in ".;:"):
            return False
        if self.spans[i][1] >= end:
            return (len(name) < 8 and name.isupper()) or (name[0].isupper() and " " in name)
        return name[0].isupper() or any(c.isupper() for c in name) or name.count(" ") >= 2

    def _registered(self, i: int, depth: int = 3) -> int:
        """Return where the registered name at word `i` ends with all that belongs to it, or 0."""
        agency, stop = longest(registry().names, self.words, i)
        while stop > i and not self._joined(i, stop):
            _, stop = longest(registry().names, self.words[: stop - 1], i)
        if agency is None or stop <= i or not self._spelled(i, stop, agency.name):
            return 0
        end = self.spans[stop - 1][1]
        tail = TAIL.match(self.low, end)
        if tail:
            end = tail.end()
        elif (
            depth
            and not agency.groups
            and stop < len(self.words)
            and self.low[end : self.spans[stop][0]] == " "
            and self.text[end + 1].isupper()
        ):
            further = self._registered(stop, depth - 1)
            if further:
                return further
        end = self._place(end, self.text[self.spans[i][0] : end].isupper())
        zones = ZONES.match(self.text, end) if agency.name.startswith("Ban Quản lý") else None
        return self._place(zones.end(), False) if zones else end

    def _spelled(self, i: int, stop: int, name: str) -> bool:
        """Whether a one-word name is itself (`Báo`) or an acronym in capitals: `TU`, not `tu`."""
        start, end = self.spans[i][0], self.spans[stop - 1][1]
        return stop > i + 1 or self.text[start:end].isupper() or self.low[start:end] == match_form(name)

    def _joined(self, i: int, stop: int) -> bool:
        """Whether nothing but blanks, commas and hyphens stands between the words of a name."""
        return all(
            self.low[self.spans[n][1] : self.spans[n + 1][0]].strip() in ("", ",", "-", "–", "&", ", -")
            for n in range(i, stop - 1)
        )

    def _place(self, end: int, capitals: bool) -> int:
        """Return where a place name after a name ends (`Báo Hưng Yên`, `các xã: Gia Thuận, Tân Điền`)."""
        if self.low.endswith(("xã", "phường", "phố", "huyện", "tỉnh", "khu"), 0, end):
            places = PLACES.match(self.text, end)
            if places and not self._starts_name(places.start()):
                return places.end()
            if PLURAL.search(self.low, max(0, end - 30), end):
                return self._listed_places(end)
        place = PLACE.match(self.text, end)
        if not place or capitals:
            return end
        first = self.word_at(place.start() + len(place[0]) - len(place[0].lstrip()))
        if first is None or (self._capital_verb(first) and not self._capital(first + 1)):
            return end
        stop = end
        while first < len(self.spans) and self.spans[first][1] <= place.end():
            if self._starts_known(first):
                break
            stop = self.spans[first][1]
            first += 1
        if stop == place.end():
            while more := MORE_PLACES.match(self.text, stop):
                stop = more.end()
        return stop

    def _listed_places(self, end: int) -> int:
        """Return where the places of `các tỉnh Nghệ An, Quảng Ngãi` end: before the first that is no place."""
        while (place := NEXT_PLACE.match(self.text, end)) and not self._starts_name(place.start(1) - 2):
            first = self.word_at(place.start(1))
            if first is None or (self._capital_verb(first) and not self._capital(first + 1)):
                break
            end = place.end()
        return end

    def _capital(self, i: int) -> bool:
        """Whether word `i` begins with a capital (Cần Thơ: its first word looks like a verb)."""
        return i < len(self.spans) and self.text[self.spans[i][0]].isupper()

    def _capital_verb(self, i: int) -> bool:
        return verb_at(self.low, self.spans[i][0])

    def _predicate(self, i: int) -> bool:
        """Whether the verb at word `i` has an object; before a level or a verb it is part of a name."""
        verb = VERB.match(self.low, self.spans[i][0])
        if not verb or verb[0] in ROLE_VERBS:
            return bool(verb)
        after = verb.end()
        if TAIL.match(self.low, after) or self.low[after : after + 1] in ("", ",", ";", ".", ")", ":"):
            return False
        return not (self.low[after] == " " and verb_at(self.low, after + 1))

    def _starts_known(self, i: int) -> bool:
        """Whether a registered name or a head begins at word `i`."""
        return self._head(i) > 0 or longest(registry().names, self.words, i)[1] > i

    def _starts_name(self, position: int) -> bool:
        i = self.word_at(position + 2)
        return i is not None and self._starts_known(i)

    def _head(self, i: int) -> int:
        """Return how many words the head of a name at word `i` has (0 to 3)."""
        for n in (3, 2, 1):
            if "_".join(self.words[i : i + n]) in HEADS and len(self.words) >= i + n:
                return n
        return 0

    def _unknown(self, i: int) -> int:
        """Return where a name that only grammar knows ends, or 0 if there is none at word `i`."""
        n = self._head(i)
        first = i + n
        start = self.spans[i][0]
        if not n or first >= len(self.spans) or not self.text[start].isupper():
            return 0
        begin = self.spans[first][0]
        # "Ban Quản lý dự án …": three words are head enough for a name that goes on in small letters
        named = self.text[begin].isupper() or (n == 3 and self.words[first] in ("dự", "các", "rừng", "khu"))
        if not named or self.text[start : self.spans[first - 1][1]].isupper():
            return 0
        if self.text[self.spans[first - 1][1] : begin].strip():
            return 0
        end = self._words_of_name(first, comma=True)
        tail = TAIL.match(self.low, end)
        return self._place(tail.end(), False) if tail else end

    def _words_of_name(self, first: int, comma: bool = False) -> int:
        """Return where the words of an unknown name end that begin at word `first`.

        With `comma`, fields of work may be listed in it: `Viện Văn hóa, Nghệ thuật và Du lịch`.
        """
        end = self.spans[first][1]
        listed = comma and FIELDS.match(self.text, self.spans[first][0])
        for j in range(first + 1, min(first + 14, len(self.spans))):
            a, b = self.spans[j]
            gap, capital = self.text[self.spans[j - 1][1] : a], self.text[a].isupper()
            if gap.strip() == "," and capital and listed and not self._starts_known(j):
                end = b
                continue
            if gap.strip() not in ("", "&", "-", "–") or "\n" in gap:
                break
            if self.words[j] == "và":
                if (
                    j + 1 < len(self.spans)
                    and self.text[self.spans[j + 1][0]].isupper()
                    and not self._starts_known(j + 1)
                ):
                    continue
                break
            if self.words[j] in OPEN_STOP and self.words[j : j + 3] != ["các", "công", "trình"]:
                break
            if not capital and (self._predicate(j) or TAIL.match(self.low, end)):
                break
            end = b
        return end

    def _grouped(self, start: int, titled: bool = False) -> Mention | None:
        """Return the group of agencies that begins at `start`."""
        found = group_pattern().match(self.low, start)
        if not found:
            return None
        stop = self._before_names(found.start(2), found.end(2))
        nouns = [" ".join(noun.split()) for noun in COMMA.split(self.low[found.start(2) : stop])]
        vague = " " not in nouns[0] or (nouns[0] in VAGUE and not found[3])
        if not titled and not found[1] and len(nouns) == 1 and vague:
            return None
        end = found.end() if stop == found.end(2) else stop
        generic = not any(specific_nouns().get(n, True) for n in nouns) or set(nouns) <= BROAD
        if "lĩnh vực" in nouns:
            return None
        if (generic and len(nouns) == 1) or (nouns[-1] in OPENABLE and not found[3]):
            longer = self._place(end, False) if nouns[-1] in PLACED else self._open(end)
            generic = generic and longer == end
            end = longer
        end = self._superior(end)
        return self._mention(start, end, generic)

    def _before_names(self, start: int, end: int) -> int:
        """Return where the nouns of a group end: before one that begins a name (`các sở, Bộ Tài chính`)."""
        for comma in COMMA.finditer(self.low, start, end):
            i = self.word_at(comma.end())
            if i is not None and i + 1 < len(self.spans) and self._capital(i):
                name = self._registered(i) or self._unknown(i)
                if name > self.spans[i + 1][0]:
                    return comma.start()
        return end

    def _open(self, end: int) -> int:
        """Return where free words that narrow a group end (`các trường dạy nghề`): at a verb or a mark."""
        i, stop = bisect_left(self.spans, (end, end)), end
        for j in range(i, min(i + 8, len(self.spans))):
            a, b = self.spans[j]
            if (
                self.low[stop:a].strip()
                or self._capital_verb(j)
                or self.words[j] in OPEN_STOP
                or self.words[j].isdigit()
            ):
                break
            stop = b
        return stop

    def _superior(self, end: int) -> int:
        """Return where a group ends with its superior or its place (`thuộc UBND tỉnh`, `tỉnh Lào Cai`)."""
        belongs = BELONGS.match(self.low, end)
        i = self.word_at(belongs.end()) if belongs else None
        if i is not None:
            last = self._registered(i)
            if last and self._shown(i, last) and self.text[self.spans[i][0]].isupper():
                return last
        return self._place(end, False) if self.low.endswith(("tỉnh", "phố", "xã", "phường", "huyện"), 0, end) else end

    def _elliptic(self, start: int) -> list[Mention]:
        """Return the members of an elliptic list (`các Sở: Nội vụ, Tài chính`), each with its full name."""
        opening = ELLIPTIC.match(self.low, start)
        i = self.word_at(opening.end()) if opening else None
        if not opening or i is None or not self.text[opening.end()].isupper():
            return []
        part = 1 if opening[1] else 2
        head = self.text[opening.start(part) : opening.end(part)]
        head = head[0].upper() + head[1:]
        out: list[Mention] = []
        begin = start
        while i is not None and self.text[self.spans[i][0]].isupper():
            end, known = self._member_end(head, i)
            # "các Tập đoàn VNPT, Viettel": an enterprise that the register knows is still a member
            begins = self._head(i) > 0 if head.lower() == "tập đoàn" else self._starts_known(i)
            if out and not known and begins:
                break
            out.append(Mention(begin, end, self.text[begin:end], f"{head} {self.text[self.spans[i][0] : end]}"))
            comma = LIST_COMMA.match(self.low, end)
            i = self.word_at(comma.end()) if comma else None
            begin = self.spans[i][0] if i is not None else 0
        return out if len(out) > 1 or ":" in opening[0] else []

    def _member_end(self, head: str, i: int) -> tuple[int, bool]:
        """Return where a member of an elliptic list ends, and whether the register knows it."""
        path = [*match_form(head).split(), *self.words[i : i + 10]]
        skip = len(path) - len(self.words[i : i + 10])
        _, stop = longest(registry().names, path, 0)
        if stop > skip and self._joined(i, i + stop - skip):
            return self.spans[i + stop - skip - 1][1], True
        return self._words_of_name(i), False


def read_mentions(text: str, low: str) -> tuple[Mention, ...]:
    """Return what `find_mentions` returns, for an NFC text whose `plain` form is at hand."""
    return tuple(_Reader(text, low).mentions())


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Return the agencies and groups of agencies that a text names, in order, longest names first.

    Examples
    --------
    >>> [m.name for m in find_mentions("Sở Văn hóa, Thể thao và Du lịch và các Sở: Nội vụ, Tài chính họp.")]
    ['Sở Văn hóa, Thể thao và Du lịch', 'Sở Nội vụ', 'Sở Tài chính']
    """
    if unicodedata.is_normalized("NFC", text):
        return read_mentions(text, plain(text))
    origin = _origins(text)
    composed = unicodedata.normalize("NFC", text)
    found = read_mentions(composed, plain(composed))
    return tuple(
        Mention(origin[m.start], origin[m.end], text[origin[m.start] : origin[m.end]], m.name, m.generic) for m in found
    )


def _origins(text: str) -> list[int]:
    """Return for each position of the composed text where it begins in the text given."""
    out, start = [], 0
    for cluster in re.finditer(
        r"[^\u0300-\u036f\u1ab0-\u1aff][\u0300-\u036f\u1ab0-\u1aff]*|[\u0300-\u036f]+", text, re.DOTALL
    ):
        start = cluster.start()
        out += [start] * len(unicodedata.normalize("NFC", cluster[0]))
    return [*out, len(text)]


def split_agencies(text: str) -> tuple[str, ...]:
    """Return the agencies in the value of an attribute line, a table cell or a heading, as given.

    Generic names stand only if nothing more particular does.

    Examples
    --------
    >>> split_agencies("Sở Tư pháp; các cơ quan, đơn vị có liên quan.")
    ('Sở Tư pháp',)
    >>> split_agencies("Các cơ quan, đơn vị, địa phương")
    ('Các cơ quan, đơn vị, địa phương',)
    """
    found = find_mentions(unicodedata.normalize("NFC", text))
    particular = [m.name for m in found if not m.generic]
    return tuple(dict.fromkeys(particular or [m.name for m in found]))
