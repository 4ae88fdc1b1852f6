"""Who issued what, when: the header of a document, read from its paragraphs.

Copes with a missing head, a blank number, letterheads taken apart into lines or joined into one, and with the
layouts of State, Party and mass organisations. Of a decision that promulgates a plan the decision is the
header. Which body issued it is the work of `letterhead`.

Layout: Nghị định 30/2020/NĐ-CP, annexes I and III (State); Hướng dẫn 36-HD/VPTW (Party).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.plans.letterhead import issuer_of, split_name
from pipeline.plans.places import province
from pipeline.records import Header, Paragraph

_KINDS = (
    "kế hoạch|công văn|chỉ thị|công điện|quyết định|nghị quyết|kết luận|thông báo|hướng dẫn|báo cáo|tờ trình|"
    "quy định|quy chế|quy ước|chương trình hành động|chương trình công tác|chương trình|đề án|nghị định"
    "|thông tư|"
    "thông tri|phương án|giấy mời|dự án|thông cáo|luật|pháp lệnh|quy trình|phiếu trình|điện báo"
)
_KIND_LINE = re.compile(rf"\W*({_KINDS})\W*", re.I)
_KIND_START = re.compile(rf"\W*({_KINDS.upper()})(?P<rest>\s+\S.*)", re.S)
_KIND_CODE = re.compile(rf"({_KINDS})\s+số\s*:?\s*(?P<code>\d[\w/.-]+)\W*", re.I)
_KIND_OF_SYMBOL = {
    "KH": "kế hoạch", "CT": "chỉ thị", "CĐ": "công điện", "QĐ": "quyết định", "NQ": "nghị quyết",
    "KL": "kết luận", "TB": "thông báo", "HD": "hướng dẫn", "BC": "báo cáo", "TTr": "tờ trình",
    "QC": "quy chế", "CTr": "chương trình",
    "ĐA": "đề án", "PA": "phương án", "NĐ": "nghị định", "TT": "thông tư", "CV": "công văn", "GM": "giấy mời",
}  # fmt: skip
_NUMBER = re.compile(
    r"(?:^|[\s|])[Ss]ố\s*:?\s*(?P<number>\d{1,5}[a-zđ]?(?:/(?:19|20)\d\d)?|(?:[.…_]+\s*)?(?:/(?:19"
    r"|20)\d\d)?)\s*[-/–]\s*"
    r"(?P<symbol>[A-ZĐ][^\W\d_]*\d{0,3}(?: ?[-/–] ?[A-ZĐ][^\W\d_]*\d{0,3})*)"
)
_ENCLOSED = re.compile(
    r"\(?\s*(?:ban hành )?kèm theo (?P<kind>[^\d(]{3,30}?) số\s*:?\s*(?P<code>\d[\w/-]*)\s*,?\s*"
    r"(?P<date>ngày [^()]{6,30})?",
    re.I,
)
_ENCLOSED_BY = re.compile(r"\scủa\s([^\d(),;]{3,100})\)")
_ANNEX = re.compile(r"\W*phụ lục\b", re.I)
_DAY = re.compile(
    r"(?P<place>[^\W\d_][^\d,;:()]{1,40}),\s*(?:hồi[^,]{0,30}?,?\s*)?ng[àa]y\s*(?P<d>\d{0,2})[\s.…_]*th[áa]ng\s*(?P<m>\d{0,2})"
    r"[\s.…_]*n[ăa]m\s*(?P<y>\d{4})?",
    re.I,
)
_SLASHED = re.compile(
    r"(?P<place>[^\W\d_][^\d,;:()]{1,40}),\s*ngày\s*(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\W*", re.I
)
_DATE = re.compile(r"ngày\s*(?P<d>\d{1,2})\s*(?:/|tháng)\s*(?P<m>\d{1,2})\s*(?:/|năm)\s*(?P<y>\d{4})", re.I)
_ABOUT = re.compile(r"\W*v\s?/\s?v\s*:?\s*", re.I)
_ADDRESSED = re.compile(r"\W*kính gửi\b", re.I)
_PREAMBLE = re.compile(r"(?:-\s*)?(?:căn cứ|thực hiện|theo|để|nhằm|triển khai|xét|trên cơ sở|tại|trong)\s", re.I)
_NO_TITLE = re.compile(
    r"(?:-\s*)?căn cứ\s|kính gửi|\(|[IVX]{1,4}\s?[.-]\s|\d+\s?[.)]\s|điều \d|[-_*=]{2,}|số\s*:"
    r"|chương [IVX\d]|phần (?:thứ|I)|cộng h(?:òa|oà|oa) xã hội|độc lập\s*[-–]|đảng cộng sản việt nam\W*$",
    re.I,
)
_AUTHORITY = re.compile(
    r"(?:THỦ TƯỚNG|CHÍNH PHỦ|BỘ TRƯỞNG|CHỦ TỊCH|[ỦU][ỶY] BAN|HỘI ĐỒNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHÁNH|QUỐC HỘI"
    r"|TRƯỞNG BAN|CỤC TRƯỞNG"
    r"|TỔNG CỤC|THỐNG ĐỐC|BAN (?:THƯỜNG VỤ|CHẤP HÀNH|BÍ THƯ|CHỈ ĐẠO)|BỘ CHÍNH TRỊ|TỔNG THANH TRA"
    r"|HIỆU TRƯỞNG|CHỦ NHIỆM|VIỆN TRƯỞNG)"
)
_MARKS = {
    "secrecy": re.compile(r"\W*(?:độ mật\s*:\s*)?(tuyệt mật|tối mật|mật)\W*", re.I),
    "urgency": re.compile(r"\W*(?:độ khẩn\s*:\s*)?(hỏa tốc(?: hẹn giờ)?|hoả tốc|thượng khẩn|khẩn)\W*", re.I),
}
_SIGNING = re.compile(r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L|T/U/Q|Q/)\s?[./]?\s+\S|(?:TM|KT|TL|TUQ)\.\S")
_OFFICE = re.compile(
    r"(?:PHÓ |Q\. ?|QUYỀN )?(?:TỔNG )?(?:CHỦ TỊCH|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|CHÁNH|(?:\w+ )?TRƯỞNG"
    r"|BÍ THƯ|CHỦ NHIỆM"
    r"|THỦ TƯỚNG|THỐNG ĐỐC|ỦY VIÊN|THANH TRA|THƯ KÝ)(?!\w)"
)
_SIGNED_MARK = re.compile(r"[\[(]?\s*(?:đã ký|ký tên.*|ký số.*)\s*[\])]?\.?", re.I)
_HEAD = 40  # paragraphs within which a letterhead with its recipients ends
_LOOK_AHEAD = 8  # lines between the office and the name: stamp marks, blank cells


def read_header(paragraphs: Sequence[Paragraph]) -> Header:
    """Read number, issuer, date, kind, title and signer of a document.

    Parameters
    ----------
    paragraphs : all of the document in order, head first; a letterhead set in two columns is expected as one
        paragraph per line of a cell.

    Returns
    -------
    A header whose fields are None where the document does not state them.
    """
    kind_at, kind, rest = _kind_line(paragraphs)
    head = [line for p in paragraphs[: _head_end(paragraphs, kind_at)] for line in (p.cells or (p.text,))]
    own = paragraphs[kind_at].text if kind_at is not None else ""
    number, symbol = _number([*head, own] if _KIND_CODE.fullmatch(own.strip()) else head)
    place, issued_on = _place_line(head, paragraphs)
    if kind is None:
        kind = _kind_without_line(head, symbol)
    issuer = issuer_of(_before_number(head), paragraphs, place)
    is_annex = bool(paragraphs and _ANNEX.match(paragraphs[0].text))
    if (number is None or is_annex) and (enclosed := _enclosed(paragraphs, kind)):
        if is_annex:  # it has no letterhead, and the days in it are those of examples
            issued_on, issuer = enclosed[2:]
        if number is None:
            number, symbol, issued_on = enclosed[0], symbol or enclosed[1], issued_on or enclosed[2]
    return Header(
        kind=kind,
        number=number,
        symbol=symbol,
        issuer=issuer,
        issued_on=issued_on,
        title=_title(paragraphs, kind_at, rest),
        signer=_signer(paragraphs),
        secrecy=_mark("secrecy", head),
        urgency=_mark("urgency", head),
    )


def _kind_line(paragraphs: Sequence[Paragraph]) -> tuple[int | None, str | None, str]:
    """Return where the type word stands, the type, and what of the title stands on the same line."""
    for i, paragraph in enumerate(paragraphs[:_HEAD]):
        text = paragraph.text.strip()
        whole = _KIND_LINE.fullmatch(text)
        if whole and (text.upper() == text or paragraph.bold):
            return i, whole[1].lower(), ""
        coded = _KIND_CODE.fullmatch(text)
        if coded and (text.upper() == text or paragraph.bold):
            return i, coded[1].lower(), ""
        start = _KIND_START.match(text)
        if start and not text.endswith((":", ";")) and not _ADDRESSED.match(text):
            return i, start[1].lower(), start["rest"].strip()
        if _ADDRESSED.match(text) or re.match(r"(?:I|1)\s?[.-]\s", text):
            break
    return None, None, ""


def _head_end(paragraphs: Sequence[Paragraph], kind_at: int | None) -> int:
    """Return where the head ends: at the type word, else where recipients or running text begin."""
    if kind_at is not None:
        return kind_at
    for i, paragraph in enumerate(paragraphs[:_HEAD]):
        if _ADDRESSED.match(paragraph.text) or len(paragraph.text) > 250 or _PREAMBLE.match(paragraph.text):
            return i
    return min(len(paragraphs), _HEAD)


def _number(head: Sequence[str]) -> tuple[str | None, str | None]:
    """Return number and symbol of the line "Số: 617/KH-UBND"; the number None where it is blank."""
    match = _NUMBER.search("\n".join(head))
    if match is None:
        return None, None
    number = match["number"].strip(" .…_")
    symbol = re.sub(r" ?[-–] ?", "-", re.sub(r" ?/ ?", "/", match["symbol"]))
    return (number if number[:1].isdigit() else None), symbol


def _before_number(head: Sequence[str]) -> list[str]:
    """Return the lines of the letterhead: no number, date, subject or addressee."""
    kept = []
    for line in head:
        if _ABOUT.match(line) or _ADDRESSED.match(line):
            break
        number = _NUMBER.search(line)
        line = line[: number.start()] if number else line
        kept.append(_DAY.sub("", line))
    return kept


def _place_line(head: Sequence[str], paragraphs: Sequence[Paragraph]) -> tuple[str | None, str | None]:
    """Return place and date of "Đồng Tháp, ngày 01 tháng 12 năm 2025", as far as it is filled in."""
    found = next((m for line in head for m in (_SLASHED.search(line) or _DAY.search(line),) if m), None)
    if found is None:
        lines = (p.text for p in paragraphs if len(p.text) < 80)
        found = next((m for line in lines for m in (_SLASHED.fullmatch(line) or _DAY.fullmatch(line),) if m), None)
    if found is None:
        return None, None
    place = _NUMBER.sub("", found["place"]).strip(" *_-|")
    return province(place) or place, _iso(found)


def _iso(found: re.Match[str]) -> str | None:
    """Return a date as far as it is given; no day without a month, no month without a year."""
    if not found["y"]:
        return None
    parts = [found["y"]]
    for part in (found["m"], found["d"]):
        if not part or not 1 <= int(part) <= 31:
            break
        parts.append(f"{int(part):02}")
    return "-".join(parts)


def _kind_without_line(head: Sequence[str], symbol: str | None) -> str | None:
    """Return the type of a document without a type line: by its symbol, or a letter by its "V/v"."""
    if symbol and (kind := _KIND_OF_SYMBOL.get(re.split(r"[-/]", symbol)[0])):
        return kind
    return "công văn" if symbol or any(_ABOUT.match(line) for line in head) else None


def _enclosed(
    paragraphs: Sequence[Paragraph], kind: str | None
) -> tuple[str, str | None, str | None, str | None] | None:
    """Return number, symbol, date and issuer that an annex gives: "(Kèm theo Kế hoạch số 179/KH-UBND ngày … của …)"."""
    for paragraph in paragraphs:
        match = _ENCLOSED.match(paragraph.text)
        if match and kind and match["kind"].lower() == kind:
            number, _, symbol = re.sub(r"^(\d+)[-/]", r"\1 ", match["code"]).partition(" ")
            date = _DATE.match(match["date"] or "")
            issuer = _ENCLOSED_BY.search(paragraph.text, match.end("code"))
            return number, symbol or None, _iso(date) if date else None, issuer[1].strip() if issuer else None
    return None


def _title(paragraphs: Sequence[Paragraph], kind_at: int | None, rest: str) -> str | None:
    """Return the subject: what follows the type word, or what a letter's "V/v" says."""
    if kind_at is None:
        return _subject(paragraphs)
    lines = [(rest, True)] if rest else []
    for paragraph in paragraphs[kind_at + 1 : kind_at + 8]:
        text = paragraph.text.strip()
        if sum(map(bool, paragraph.cells)) > 1 or _NO_TITLE.match(text) or (_AUTHORITY.match(text) and len(text) < 120):
            break
        if lines and not _continues_title(lines[-1], text, paragraph.bold):
            break
        lines.append((text, paragraph.bold))
    title = _ABOUT.sub("", " ".join(text for text, _ in lines), count=1)
    return _ADDRESSED.split(title)[0].strip(" -_*:") or None


def _continues_title(last: tuple[str, bool], text: str, bold: bool) -> bool:
    """Say whether a line goes on with the title: set like the line before, or in mid-phrase."""
    before, was_bold = last
    if text.endswith((":", ";")) or len(text) > 400:
        return False
    if before.upper() == before:
        return text.upper() == text
    return text[:1].islower() or (was_bold and bold and not _PREAMBLE.match(text))


def _subject(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return what a letter is about: the lines from "V/v" on, up to the addressees."""
    lines: list[str] = []
    for paragraph in paragraphs[:_HEAD]:
        text = paragraph.text.strip()
        if not lines and not _ABOUT.match(text):
            continue
        if _ADDRESSED.match(text) or len(text) > (120 if _PREAMBLE.match(text) else 300):
            break
        if not _DAY.search(text) and not _NO_TITLE.match(text):
            lines.append(text)
    return _ABOUT.sub("", " ".join(lines), count=1).strip() or None


def _signer(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the name under the first signature."""
    texts = [p.text.strip() for p in paragraphs]
    for i, text in enumerate(texts):
        if len(text) < 200 and (_SIGNING.match(text) or _is_office(text)):
            name = _name_below(texts[i : i + _LOOK_AHEAD])
            if name:
                return name
    return None


def _is_office(line: str) -> bool:
    """Say whether a line in capitals names an office: "KT. CHỦ TỊCH", "PHÓ GIÁM ĐỐC"."""
    return line.upper() == line and bool(_SIGNING.match(line) or _OFFICE.match(line))


def _is_capital_name(line: str) -> bool:
    """Say whether a line below an office is a name set in capitals."""
    named = line.replace(" ", "").isalpha() and line.upper() == line and 2 <= len(line.split()) <= 4
    return named and not (_is_office(line) or _AUTHORITY.match(line))


def _name_below(lines: Sequence[str]) -> str | None:
    """Return the name in the lines of a signature, the office first."""
    for n, line in enumerate(lines):
        office, name = split_name(line)
        if name and (not office or n == 0 or office.upper() == office or _SIGNED_MARK.search(office)):
            return name
        if n and line.upper() != line and not _SIGNED_MARK.fullmatch(line):
            return None
        if n and _is_capital_name(line):
            return line.title()
    return None


def _mark(name: str, head: Sequence[str]) -> str | None:
    """Return a mark of secrecy or urgency that stands alone in the head."""
    for line in head:
        match = _MARKS[name].fullmatch(line)
        if match:
            return match[1].capitalize()
    return None
