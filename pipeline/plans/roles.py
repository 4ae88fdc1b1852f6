"""Who answers for a task and who takes part: the roles of agencies in it and around it.

A lead is looked for in this order: the words before `chủ trì`; the object of `giao / phân công / yêu cầu /
đề nghị`; an inline heading; the subject at the start; attribute lines; the nearest container that names
agencies. Partners follow `phối hợp (với)` and `cùng với`. Names come from `agencies.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.plans.agencies import find_mentions
from pipeline.plans.agency_words import form, plain
from pipeline.plans.clauses import Run, Sentence


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of the agencies that answer for a task and of those that take part, as given."""

    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


_ONLY_PARTNERS = form(
    r"(?:chủ trì\s*,?\s*)?phối hợp(?:\s+(?:chặt chẽ|với|cùng|cùng với))*(?:\s*(?:các"
    r"|những)?\s*(?:cơ quan|đơn vị|sở|ban|ngành|địa phương|có liên quan|liên quan|sau|như sau"
    r"|sau đây|,|và|\s))*[^a-zà-ỹ]*$"
)


def _names(runs: Iterable[Run]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for run in runs for name in run.names))


def assign_roles(
    text: str,
    *,
    headings: Sequence[str] = (),
    lead_lines: Sequence[str] = (),
    partner_lines: Sequence[str] = (),
) -> Roles:
    """Say who answers for a task and who takes part.

    Parameters
    ----------
    text : the task's own words without marker.
    headings : the texts of the items above it, outermost first.
    lead_lines, partner_lines : the values of its attribute lines or table cells.

    Examples
    --------
    >>> assign_roles("Phối hợp với Sở Y tế tổ chức tập huấn.", headings=["2. Sở Nội vụ:"])
    Roles(lead=('Sở Nội vụ',), partners=('Sở Y tế',))
    """
    sentence = Sentence(text)
    around = _containers(tuple(headings))
    subjects = sentence.subjects()
    if around.only_partners and subjects:
        own, partners = [], [n for run in subjects for n in run.names if not run.generic]
    else:
        own, partners = _own_leads(sentence, subjects), []
    if own and not sentence.opened_by(own[0]) and (lead_lines or (around.lead and own[0].plural)):
        own = []
    names = (_inline(sentence, own) if own == subjects else ()) or _names(own)
    generic = all(run.generic for run in own)
    lead = _first_particular(names, generic, _lines(lead_lines), around.lead, sentence)
    partners += [*sentence.partners(), *(sentence.helpers(own) if own and sentence.chairs() else [])]
    partners += [*_particular(partner_lines), *around.partners]
    return Roles(lead, tuple(name for name in dict.fromkeys(partners) if name not in lead))


def _inline(sentence: Sentence, subjects: list[Run]) -> tuple[str, ...]:
    """Return whom an inline heading describes where the subject read is less: `Các doanh nghiệp xuất khẩu: …`."""
    heading = _INLINE.match(sentence.text)
    if not (heading and subjects and subjects[0].plural and subjects[0].end < heading.end() - 2):
        return ()
    return heading_agencies(heading[0])


_INLINE = re.compile(r"[^.;:]{3,180}:(?=\s)")


def _own_leads(sentence: Sentence, subjects: list[Run]) -> list[Run]:
    """Return runs that the task's own words make responsible, by the first rule that finds any."""
    chairs = sentence.chairs()
    if chairs:
        return chairs
    ordered = sentence.ordered()
    if ordered:
        return ordered
    return subjects


def _first_particular(
    own: tuple[str, ...],
    generic: bool,
    lines: tuple[str, ...],
    above: tuple[str, ...],
    sentence: Sentence,
) -> tuple[str, ...]:
    """Choose the first source that names somebody; a generic subject yields to what is more particular."""
    if own and not generic:
        return own
    return lines or above or own or _names(sentence.later_subjects())


def _lines(values: Sequence[str]) -> tuple[str, ...]:
    out: list[str] = []
    for value in values:
        sentence = Sentence(value)
        runs = [*sentence.chairs(), *sentence.subjects()] if _WORK.search(sentence.low) else []
        runs = runs or list(sentence.runs)
        out += [sentence.text] if _described(sentence) else _names(runs) or _items(sentence.text)
    concerned = [name for name in out if "liên quan" not in plain(name)]
    return tuple(dict.fromkeys(concerned if len(concerned) > 0 and len(out) > 1 else out))


_SAYS_HOW = form(r"[,;:.(]|^\s+(?:theo|trong phạm vi|căn cứ|chủ động|liên quan|có liên quan)\b")


def _described(sentence: Sentence) -> bool:
    """Whether a value names many by what they are or have: `Các địa phương có đảo`."""
    runs = sentence.runs
    if len(runs) != 1 or runs[0].start or not runs[0].generic or _WORK.search(sentence.low):
        return False
    rest = sentence.low[runs[0].end :].rstrip(" .;")
    return not _SAYS_HOW.search(rest) and len(sentence.low.split()) <= 14


_WORK = form(r"\b(?:chủ trì|tham mưu|phối hợp|thực hiện|hướng dẫn|tổng hợp)\b")
_PARTY = form(
    r"(?:các\s+)?(?:doanh nghiệp|nhà|hợp tác xã|chủ|hộ|người|cộng đồng|tổ|viện|trường|cơ sở"
    r"|ban|bệnh viện|trạm)\b"
)


def _items(value: str, described: bool = False) -> list[str]:
    """Return the items of a list in which no agency stands: enterprises, investors, people.

    With `described` only those that say more than the bare kind (`các doanh nghiệp đầu tư hạ tầng`).
    """
    items = [item.strip(" .") for item in re.split(r"[,;]", value)]
    named = [item for item in items if _PARTY.match(plain(item)) and len(item) < 80]
    return [item for item in named if not described or (len(item.split()) > 3 and "liên quan" not in plain(item))]


def _particular(values: Sequence[str]) -> list[str]:
    """Particular names in attribute lines."""
    out: list[str] = []
    for value in values:
        found = find_mentions(unicodedata.normalize("NFC", value))
        names = [m.name for m in found if not m.generic]
        further = _items(unicodedata.normalize("NFC", value), bool(found))
        out += [*names, *(item for item in further if not any(name in item for name in names))]
    return out


@dataclass(frozen=True, slots=True)
class _Around:
    """What the containers say: who leads, who takes part, whether the items' subjects are partners."""

    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    only_partners: bool = False


@lru_cache(maxsize=4096)
def _containers(headings: tuple[str, ...]) -> _Around:
    """Read the containers, nearest first: the first that names a lead decides."""
    partners: list[str] = []
    nearest = _bare(headings[-1]) if headings else ""
    only_partners = bool(_ONLY_PARTNERS.match(plain(nearest)))
    for heading in reversed(headings):
        named, others = _container(heading)
        partners += others
        if named:
            return _Around(named, tuple(partners), only_partners)
    return _Around((), tuple(partners), only_partners)


@lru_cache(maxsize=4096)
def _container(heading: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who leads by a container's words, and who takes part."""
    named = heading_agencies(heading)
    if named:
        return named, ()
    sentence = Sentence(_bare(heading))
    return _names(_own_leads(sentence, sentence.subjects())), tuple(sentence.partners())


_MARKER = re.compile(
    r"^\s*(?:(?:[IVXLC]+|\d+(?:\.\d+)*|[A-ZĐa-zđ])[.)\-]+|\(?\d+\)|Điều \d+\.|\d+(?:\.\d+)+|[-–+*•])\s*"
)


def _bare(heading: str) -> str:
    """Return a heading without its marker."""
    return _MARKER.sub("", unicodedata.normalize("NFC", heading), count=1)


_LEAD_IN = form(
    r"(?:(?:đề nghị|giao|giao cho|phân công|phân công nhiệm vụ|nhiệm vụ|trách nhiệm|yêu cầu"
    r"|khuyến khích|đối với|của|cho|trách nhiệm chung)\s*:?\s*)*"
)
_HEADING_END = form(
    r"\s*(?:\([^)]*\)|\s-\s.{0,80}|trên địa bàn.{0,60}|có trách nhiệm|chịu trách nhiệm"
    r"|thực hiện(?: các nhiệm vụ)?(?: sau)?|có nhiệm vụ|như sau|sau đây)*\s*[.:;,]*\s*$"
)


@lru_cache(maxsize=4096)
def heading_agencies(text: str) -> tuple[str, ...]:
    """Return the agencies that a heading consists of, () if it is another kind of heading.

    Examples
    --------
    >>> heading_agencies("6. Đề nghị: Hội Nông dân tỉnh, Hội Luật gia tỉnh")
    ('Hội Nông dân tỉnh', 'Hội Luật gia tỉnh')
    >>> heading_agencies("2. Tăng cường phối hợp với Sở Nội vụ")
    ()
    """
    sentence = Sentence(_bare(text))
    lead_in = _LEAD_IN.match(sentence.low)
    start = lead_in.end() if lead_in else 0
    run = sentence.run_at(start)
    if run and _HEADING_END.match(sentence.low, run.end):
        listed = _LISTED.fullmatch(sentence.text, run.end)
        return _in_brackets(listed[1]) or run.names if listed and run.generic else run.names
    if run and len(run.mentions) == 1 and run.start == start and _MORE_FIELDS.match(sentence.text, run.end):
        return (sentence.text[start:].rstrip(" .:;"),)
    whole = _DUTY.sub("", sentence.text[start:]).rstrip(" .:;")
    listed = _LISTED.search(whole)
    if listed and (names := _in_brackets(listed[1])):
        return names if _PARTIES.match(plain(whole)) else ()
    whole = whole[: listed.start()] if listed else whole
    low = plain(whole)
    parties = _PARTIES.fullmatch(low) or ("trách nhiệm của" in sentence.low[:start] and _ONE.match(low))
    return (whole,) if parties and not _ORDERS.search(low) else ()


def _in_brackets(text: str) -> tuple[str, ...]:
    """Return the particular names that a bracket after a common name lists."""
    return tuple(m.name for m in find_mentions(text) if not m.generic)


# "Các cơ quan đăng ký đầu tư (Sở Tài chính, …)": who is meant stands in the bracket
_LISTED = re.compile(r"\s*\(([^()]*)\)\s*[.:;]*\s*$")
# "Trung tâm Xúc tiến đầu tư, thương mại và du lịch": a heading that is one name with its fields of work
_MORE_FIELDS = re.compile(r"(?:, [a-zà-ỹ]+(?: [a-zà-ỹ]+){0,2}){1,3} và [a-zà-ỹ]+(?: [a-zà-ỹ]+){0,2}\s*[.:;]*$")
_DUTY = re.compile(r"\s+(?:có|chịu)\s+(?:trách\s+nhiệm|nhiệm\s+vụ)\s*(?:như\s+sau|sau)?\s*[.:;]*\s*$", re.I)
_ONE = form(r"đối tượng\b[^.;:,]{0,80}$")


# "Các doanh nghiệp hoạt động trong lĩnh vực …": a heading that describes those it speaks to
_PARTIES = form(
    r"(?:các|những)\s+(?:doanh nghiệp|tổ chức|cơ sở|chủ đầu tư|chủ dự án|chủ|hộ|đơn vị"
    r"|hợp tác xã|nhà|sở|cơ quan|ngân hàng|trường|tập đoàn|tổng công ty|công ty|hiệp hội|đối tượng)\b"
    r"[^.;:]{0,160}"
)
_ORDERS = form(
    r"\b(?:chủ động|có trách nhiệm|căn cứ|phối hợp|tăng cường|tiếp tục|triển khai|đẩy mạnh"
    r"|nâng cao|thường xuyên|xây dựng kế hoạch|báo cáo"
    r"|tổ chức thực hiện|lĩnh vực khác|rà soát|nghiêm túc|phải|tập trung|được hưởng)\b"
)
