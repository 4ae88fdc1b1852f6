"""Codes of cited documents: `171/NQ-CP`, `21-NQ/TW`, `145/2020/NĐ-CP`, `72/2025/QH15`, `967/UBND-NC`.

Finds them in running text and spells them as they should be spelled; laws cited by name only are not
references. Which plan cites which code is decided by whoever holds the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.records import Reference
from pipeline.text.normalize import fold

# Abbreviations of document types: NĐ 30/2020/NĐ-CP, annex III; Party: Hướng dẫn 36-HD/VPTW; the rest is seen.
_TYPES = tuple(
    (
        "NQ QĐ CT QC QCh QyĐ QyC QĐi TC TB HD CTr CTrHĐ CTHĐ CTPH CTrPH KH KHPH KHLT KHLN PA ĐA DA BC BB "
        "TTr HĐ CĐ GM PC PG TT CV KL BS NQLT NQLN VBHN QĐNS QCPH LT TTLT NĐ PL SL L LCT HP GUQ KLTTr KLTT "
        "TBKL HDLN HDLT QTr ĐL TT-BC ĐGS"
    ).split()
)
# Issuers whose codes stand without a type or with a spelling that upper-casing destroys.
_ISSUERS = tuple(
    (
        "TW TU HU ThU QU ĐU ĐUK CB UBKTTW UBKTTU UBKT BTCTW BTCTU BTGTW BTGTU BTGDVTW BTGDVTU BDVTW BDVTU "
        "BNCTW BNCTU VPTW VPTU QUTW CP TTg CTN VPCP BNV BTC BKHĐT BTTTT BKHCN BNN BNNPTNT BNNMT BTNMT BXD "
        "BGTVT BLĐTBXH BYT BTP BCT BGDĐT BVHTTDL BQP BCA BNG UBDT BDTTG TTCP NHNN KTNN TANDTC VKSNDTC "
        "HĐND UBND SNV STC SXD STP SYT SKHCN SNNMT SNN STTTT SKHĐT SGDĐT SVHTTDL SCT SLĐTBXH SDTTG TTT "
        "BCĐ MTTQ MTTW VPQH QH UBTVQH BHXH TLĐ HĐBT VPUBND TCT TTr"
    ).split()
)

_DASH = "[-\u2010-\u2015\u2212]"
_SEGMENT = r"[^\W\d_]{1,14}(?:&[^\W\d_]{1,8})?\d{0,4}"
_CODE = re.compile(
    r"(?=\d)(?:(?<![\w/.&\-–])|(?<=[sS]ố)|(?<=SỐ))(?<!\d[,:])"
    r"(?P<number>\d{1,5}(?:\.\d{1,2})?[A-Da-d]?)\s?"
    rf"(?P<join>/|{_DASH})\s?"
    r"(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    rf"(?P<rest>{_SEGMENT}(?:\s?(?:/|{_DASH})\s?{_SEGMENT}){{0,5}})(?![\w&])"
)
# Without one of these a text cites no code; most texts end here.
_ANCHOR = re.compile(rf"\d[A-Da-d]?\s?(?:/|{_DASH})\s?[^\W_]")
_NAMED = re.compile(r"số(?: hiệu)?\s*:?\s*$", re.I)
# "các Quyết định số 217, 218-QĐ/TW": numbers that borrow the end of the code after them.
_ELLIPTIC = re.compile(r"số\s(?P<numbers>(?:\d{1,5}\s?(?:,|;|và)\s?){1,8})(?:số\s)?$", re.I)
_NATIONAL_ASSEMBLY = re.compile(r"(?P<body>(?:UBTV)?QH)(?P<term>1\d|20|\d)\d*$")
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(rf"\s?(/|{_DASH})\s?")
_NOT_KEY = re.compile(r"[\W_]+")


def _spellings(*names: tuple[str, ...]) -> dict[str, str]:
    """Lower-cased and unaccented spellings of codes, each to the right one; right spellings win."""
    known = [name for group in names for name in group]
    return {fold(x): x for x in reversed(known)} | {x.lower(): x for x in reversed(known)}


_TYPE = _spellings(_TYPES)
_ISSUER = _spellings(_ISSUERS)
_SPELLING = _ISSUER | _TYPE
# "27/CTTg", "171/NQCP": the hyphen was lost between type and issuer (and with it one of two equal letters).
_GLUED = {f"{t}{i}".lower(): f"{t}-{i}" for t in _TYPES for i in ("TTg", "CP", "UBND")} | {"cttg": "CT-TTg"}


def find_references(text: str) -> tuple[Reference, ...]:
    """Find the codes of cited documents, in the order of the text, each as often as it is cited.

    Blanks, dashes, letter case and a footnote digit glued to the end are repaired; the separators `/` and `-`
    are kept as the document has them.

    Examples
    --------
    >>> [r.code for r in find_references("Kết luận 114 -KL/TW; Chỉ thị 14/CT-TTG, 35/2023/UBTVQH153")]
    ['114-KL/TW', '14/CT-TTg', '35/2023/UBTVQH15']
    """
    found: list[Reference] = []
    if not _ANCHOR.search(text):
        return ()
    for match in _CODE.finditer(text):
        code = _repaired(match)
        if code is not None:
            found += _borrowers(text, match, code)
            found.append(Reference(code, match.start(), match.end()))
    return tuple(found)


def code_key(code: str) -> str:
    """Return the form in which all spellings of one code agree: letters and digits, folded, no leading zeros.

    Examples
    --------
    >>> code_key("27/NQ- TW") == code_key("27-nq/tw"), code_key("0125/KH-UBND")
    (True, '125khubnd')
    """
    return _NOT_KEY.sub("", fold(code)).lstrip("0")


def _repaired(match: re.Match[str]) -> str | None:
    """Return the code as it should be spelled, or None if the match is no code."""
    parts = _PARTS.split(match["rest"])
    segments, joins = parts[::2], ["/" if j == "/" else "-" for j in parts[1::2]]
    if len(segments) == 1 and segments[0].lower() in _GLUED:
        segments, joins = _GLUED[segments[0].lower()].split("-"), ["-"]
    if not _is_code(match, segments):
        return None
    segments = [_spelled(s) for s in segments[:-1]] + [_without_mark(segments[-1])]
    rest = segments[0] + "".join(j + s for j, s in zip(joins, segments[1:], strict=True))
    year = f"{match['year']}/" if match["year"] else ""
    return f"{match['number'].upper()}{'/' if match['join'] == '/' else '-'}{year}{rest}"


def _is_code(match: re.Match[str], segments: list[str]) -> bool:
    """Whether number and letters make a document code: known type, known issuer, or capitals after "số"."""
    head = segments[0]
    if head.lower() in _TYPE and len(segments) > 1:
        return True
    issuer = _DIGITS.sub("", head).lower() in _ISSUER
    if match["join"] != "/":
        return len(segments) > 1 and head.isupper() and _named(match)
    if match["year"] or len(segments) > 1:
        return issuer or (head.isupper() and len(head) > 2) or (head.isupper() and _named(match))
    return issuer and _named(match)


def _named(match: re.Match[str]) -> bool:
    """Whether the word "số" stands before the code."""
    return _NAMED.search(match.string, max(0, match.start() - 12), match.start()) is not None


def _spelled(segment: str) -> str:
    """Return a type or issuer in its right letter case: CTR → CTr, qđ → QĐ."""
    known = _SPELLING.get(segment.lower())
    return known or (segment.upper() if segment.islower() else segment)


def _without_mark(segment: str) -> str:
    """Return the last segment without the footnote digits glued to it: UBTVQH153 → UBTVQH15, TTg2 → TTg."""
    assembly = _NATIONAL_ASSEMBLY.match(segment.upper())
    if assembly:
        return assembly["body"] + assembly["term"]
    bare = _DIGITS.sub("", segment)
    return _spelled(bare if bare.lower() in _ISSUER else segment)


def _borrowers(text: str, match: re.Match[str], code: str) -> Iterator[Reference]:
    """Yield the numbers before a code that share its end: 217 in "số 217 và 218-QĐ/TW"."""
    start = max(0, match.start() - 60)
    chain = _ELLIPTIC.search(text, start, match.start())
    if chain is None:
        return
    ending = code[len(match["number"]) :]
    for number in _DIGITS.finditer(text, *chain.span("numbers")):
        yield Reference(number[0] + ending, number.start(), number.end())
