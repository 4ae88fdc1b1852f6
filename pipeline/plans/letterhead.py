"""Which body issued a document: the letterhead, else the signature with the place line or the body's words.

Layout: Nghị định 30/2020/NĐ-CP (State) and Hướng dẫn 36-HD/VPTW (Party).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.plans.places import province, province_kind, province_names
from pipeline.plans.registry import longest, registry, words
from pipeline.records import Paragraph
from pipeline.text.normalize import fold

_LEVELS = "tỉnh|thành phố|tp|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu"
_LEVEL_LINE = re.compile(rf"(?:{_LEVELS})\.?\s", re.I)
_LEVEL = re.compile(rf"(?<!\w)({_LEVELS})\.?\s+(?=\w)", re.I)
_MOTTO = re.compile(
    r"C[ỘO]NG\s+H[ÒO][ÀA]?\s+X[ÃA]\s+H[ỘO]I.*|Đ[ộo]q?c\s+lập\s*[-–].*|ĐẢNG CỘNG SẢN VIỆT NAM.*|[-_*—–=.\s"
    r"|]{2,}",
    re.I | re.S,
)
_ACRONYM = re.compile(r"[^\W\d_aeiouy]{2,}|ub(?:nd|mttq|kt)")  # of a folded word
_SIGNS_FOR = re.compile(r"(?:TM|T/M)\s?[./]?\s*(?P<body>[^\W\d].*)")
_SPEAKS = re.compile(
    r"(?:(?:BỘ TRƯỞNG|CHỦ TỊCH|TỔNG THANH TRA|GIÁM ĐỐC)\s)?(?P<body>[^a-z\d:]{8,90}?)(?:\s+điện)?\s*:?"
)
_SUPERIOR = re.compile(r"(?:BỘ TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC)\s(?=BỘ|[ỦU][ỶY] BAN|SỞ|BAN)")
_NO_BODY = re.compile(r"PHỤ LỤC|DANH MỤC|MẪU|BIỂU|DỰ THẢO|BẢN SAO|HỎA TỐC|(?:TỐI |TUYỆT )?MẬT|KHẨN")
_PRIME_MINISTER = re.compile(r"(?:KT\. )?(?:PHÓ )?THỦ TƯỚNG(?: CHÍNH PHỦ)?")
_COMMITTEE = re.compile(r"(?<!\w)ủy ban nhân dân(?!\w)", re.I)
_PARTY_LEVEL = re.compile(r"(?<!\w)(?:tỉnh|thành|thị|huyện|quận) (?:ủy|uỷ)(?!\w)", re.I)
# "ỦY BAN NHÂN DÂN TỈNH X VĂN PHÒNG": a body and its organ joined into one line
_ORGAN = re.compile(
    r"^(\W*(?:[ỦU][ỶY] BAN NHÂN DÂN|UBND|(?:TỈNH|THÀNH|THỊ|HUYỆN|QUẬN|ĐẢNG) [ỦU][ỶY])\s.+?)\s"
    r"(?=(?:VĂN PHÒNG|THANH TRA|SỞ|BAN (?:DÂN TỘC|DÂN VẬN|NỘI CHÍNH|QUẢN LÝ|TÔN GIÁO|TỔ CHỨC|TUYÊN GIÁO))(?!\w))",
    re.M,
)
_NEEDS_PLACE = re.compile(r"ubnd|hđnd|hội đồng nhân dân|(?:tỉnh|thành|thị|huyện|quận) ủy|đảng ủy|mttq", re.I)
_ISSUES = re.compile(
    rf"(?:Ủy ban nhân dân|UBND)\s(?P<level>{_LEVELS})(?!\w)(?P<place>(?:\s[A-ZĐÀ-Ỹ][\wà-ỹ]*){{0,4}})[,\s]",
    re.I,
)
_PARTY_PLACE = re.compile(r"^((?:tỉnh|thành|thị|huyện|quận) (?:ủy|uỷ)\s)(\w[\w\s]*)$", re.I)
_UPPER = re.compile(r"[^\W\d_]")


def issuer_of(head: Sequence[str], paragraphs: Sequence[Paragraph], place: str | None) -> str | None:
    """Return the issuing body with its place, or None where nothing tells.

    Parameters
    ----------
    head : the lines before number and type.
    place : of the place line, in its right spelling.
    """
    bodies = _bodies(head)
    if bodies:
        if len(bodies) > 1 and bodies[-1] == "Ban Thường trực" and "MTTQ" in bodies[-2]:
            bodies.pop()  # the committee issues, its standing board signs
        own = bodies[-1]
        if len(bodies) > 1 and not _LEVEL.search(own) and not province(own):
            own = _with_parent_place(own, bodies[-2])
        return _with_place(own, paragraphs, place)
    return _from_signature(paragraphs, place) or _from_authority(paragraphs)


def _bodies(head: Iterable[str]) -> list[str]:
    """Return the names of the letterhead from the highest body to the issuing one."""
    out: list[str] = []
    for line in head:
        for name in _ORGAN.sub(r"\1\n", _MOTTO.sub("\n", line)).split("\n"):
            name = name.strip(" *-_|:.")
            if not _is_capitals(name) or _NO_BODY.match(name):
                continue
            if out and (_LEVEL_LINE.match(name) or name.startswith("VÀ ") or province(name) or _hangs(out[-1])):
                out[-1] += " " + name
            else:
                out.append(name)
    return [_cased(name) for name in out]


def _is_capitals(name: str) -> bool:
    """Say whether a line is set in capitals and long enough to be a name."""
    return len(_UPPER.findall(name)) > 4 and name.upper() == name and not any(c.isdigit() for c in name)


def _hangs(name: str) -> bool:
    """Say whether a name cannot end here: "BỘ VĂN HÓA, THỂ THAO VÀ"."""
    return bool(re.search(r"(?:,|\sVÀ|\sCỦA|\sNHÂN|\sBAN)$", name))


def _cased(name: str) -> str:
    """Return a name set in capitals as it is written in a sentence."""
    low = re.sub(r"\s+", " ", name).lower()
    tokens = low.split(" ")
    path = [(words(t) or [""])[0] for t in tokens]
    i = 0
    while i < len(tokens):
        agency, end = longest(registry().names, path, i)
        if agency and len(agency.name.split()) == end - i:
            tokens[i:end] = [a + t[len(a) :] for a, t in zip(agency.name.split(), tokens[i:end], strict=True)]
            i = end
        else:
            tokens[i] = tokens[i].upper() if _ACRONYM.fullmatch(fold(tokens[i])) else tokens[i]
            i += 1
    text = _COMMITTEE.sub("UBND", _places_cased(" ".join(tokens)))
    text = text.replace("việt nam", "Việt Nam")
    return text[:1].upper() + text[1:]


def _last_level(name: str) -> re.Match[str] | None:
    """Return the last word of level in a name: "tỉnh" of "Sở Y tế tỉnh Gia Lai"."""
    return next(iter(list(_LEVEL.finditer(name))[-1:]), None)


def _places_cased(text: str) -> str:
    """Return the text with the names of places capitalised: after their level, or if they are provinces."""
    for name in province_names():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name, text, flags=re.I)
    level = _last_level(text)
    if level is None or fold(text[level.end() :]).startswith("uy"):
        return _PARTY_PLACE.sub(lambda m: m[1] + m[2].title(), text)
    place = province(text[level.end() :]) or text[level.end() :].title()
    return f"{text[: level.start()]}{level[1].lower()} {place}".replace("tp ", "thành phố ")


def _with_parent_place(own: str, parent: str) -> str:
    """Return an organ with the body it belongs to: "Sở Nội vụ tỉnh Gia Lai", "Ban Thường trực UB MTTQ …"."""
    if parent == "Ban Chấp hành Trung ương":
        return f"{own} Trung ương Đảng" if own == "Văn phòng" else f"{own} Trung ương"
    if re.match(r"(?:ban thường|ban chỉ đạo|văn phòng|thường trực|ban chấp hành)", own, re.I):
        return f"{own} {parent}"
    level = _last_level(parent)
    if level and parent.startswith("UBND"):
        return f"{own} {parent[level.start() :]}"
    return f"{own} {parent}" if _PARTY_LEVEL.search(parent) else own


def _with_place(body: str, paragraphs: Sequence[Paragraph], place: str | None) -> str:
    """Return a body with its place, if it is of a kind that has one and does not name it."""
    if not _NEEDS_PLACE.search(body) or _names_place(body):
        return body
    level = None if _PARTY_LEVEL.search(body) or body.lower().startswith("đảng ủy") else _level(paragraphs, place)
    place = place or _place_in_body(paragraphs)
    tail = [] if _LEVEL.search(body + " x") and level in body.lower().split() else [level]
    return " ".join(filter(None, [body, *tail, place]))


def _names_place(body: str) -> bool:
    """Say whether a body names its place: a level with a name after it, or a province."""
    level = _LEVEL.search(body)
    if level and not _PARTY_LEVEL.match(body, level.start()):
        return True
    if _PARTY_PLACE.match(body):
        return True
    tail = body.split()
    return any(province(" ".join(tail[-n:])) for n in (2, 3, 4) if n < len(tail))


def _level(paragraphs: Sequence[Paragraph], place: str | None) -> str | None:
    """Return "tỉnh", "thị xã" … of the issuing committee: by its place, else as the text speaks of itself."""
    kind = province_kind(place) if place else None
    if kind:
        return kind
    found = Counter(m["level"].lower() for p in paragraphs for m in _ISSUES.finditer(p.text))
    return found.most_common(1)[0][0] if found else None


def _place_in_body(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the province of which the text speaks most."""
    names = "|".join(map(re.escape, province_names()))
    pattern = re.compile(rf"(?:tỉnh|thành phố|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Đảng bộ tỉnh)\s({names})(?!\w)")
    found = Counter(m[1] for p in paragraphs for m in pattern.finditer(p.text))
    return found.most_common(1)[0][0] if found else None


def _from_signature(paragraphs: Sequence[Paragraph], place: str | None) -> str | None:
    """Return the body for which the document is signed ("TM. ỦY BAN NHÂN DÂN"), with its place."""
    for i, paragraph in enumerate(paragraphs):
        signed = _SIGNS_FOR.match(paragraph.text)
        if signed:
            lines = [
                signed["body"],
                *(p.text for p in paragraphs[i + 1 : i + 2] if _LEVEL_LINE.match(p.text)),
            ]
            bodies = _bodies([_without_office(" ".join(lines))])
            if bodies:
                return _with_place(bodies[-1], paragraphs, place)
    if any(_ISSUES.search(p.text) for p in paragraphs):
        return _with_place("UBND", paragraphs, place)
    return None


def _from_authority(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the body that speaks: "THỦ TƯỚNG CHÍNH PHỦ điện:", or the Prime Minister by his office."""
    for paragraph in paragraphs[:12]:
        match = _SPEAKS.fullmatch(paragraph.text)
        if match and paragraph.text.endswith("điện:"):
            return next(iter(_bodies([_SUPERIOR.sub("", match["body"])])), None)
    signed = any(_PRIME_MINISTER.fullmatch(p.text) for p in paragraphs)
    return "Thủ tướng Chính phủ" if signed else None


_RANK = re.compile(
    r"(?:(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá) ?|(?:GS|PGS|TS|ThS|BS|BSCK ?I{1,2}|CK ?I{1,2})\.? ?){1,3}$"
)
_OFFICE = re.compile(r"\s(?:(?:KT|K/T|TL|T/L|Q)[./].*|(?:PHÓ\s)?(?:CHỦ TỊCH|BÍ THƯ|CHÁNH|TRƯỞNG BAN|GIÁM ĐỐC)\b.*)$")


def split_name(line: str) -> tuple[str, str]:
    """Return what stands before a person's name at the end of a line, and the name ("" if there is none).

    Examples
    --------
    >>> split_name("KT. CHỦ TỊCH Lê Thị Hoa"), split_name("PHÓ CHỦ TỊCH")
    (('KT. CHỦ TỊCH', 'Lê Thị Hoa'), ('PHÓ CHỦ TỊCH', ''))
    """
    parts = line.strip(" .").split()
    n = 0
    while n < min(5, len(parts)) and parts[-n - 1].istitle() and parts[-n - 1].isalpha():
        n += 1
    if n < 2 or len(line) > 160:
        return line, ""
    return _RANK.sub("", " ".join(parts[:-n])).strip(), " ".join(parts[-n:])


def _without_office(line: str) -> str:
    """Return a line of a signature without the office and name that were joined to it."""
    return _OFFICE.sub("", split_name(line)[0]).strip()
