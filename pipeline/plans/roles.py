"""Who answers for a task and who takes part: the roles of agencies in a sentence and in what stands around it.

A lead is looked for in this order: the words before `chủ trì`; the object of `giao / phân công / yêu cầu /
đề nghị`; an inline heading; the subject at the start; attribute lines; the nearest container that names
agencies. Partners follow `phối hợp (với)` and `cùng với`. Names come from `agencies.py`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.plans.agencies import Mention, find_mentions, plain, verb_at
from pipeline.text.normalize import match_form


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of the agencies that answer for a task and of those that take part, as given."""

    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


def _form(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is applied to `plain` text; it must not hold upper-case escapes."""
    return re.compile(match_form(pattern))


_JOIN = _form(r"\s*(?:[,;/]|\s)\s*(?:(?:và|cùng với|cùng|hoặc|với)\b)?\s*(?:các\s+)?$")
# what may stand between a subject and "chủ trì"
_BEFORE_LEAD = _form(
    r"\s*[,:]?\s*(?:(?:là|làm)\s+(?:cơ quan|đơn vị)\s+(?:thường trực|đầu mối)?\s*,?\s*|(?:được giao|chịu trách nhiệm|có trách nhiệm"
    r"|khẩn trương|chủ động|trực tiếp|tiếp tục|thường xuyên|kịp thời|sẽ|và|tập trung|\(.{0,60}?\))\s*,?\s*){0,3}$"
)
_LEADS = _form(r"\b(?:chủ trì|làm đầu mối|(?:là|làm) (?:cơ quan|đơn vị) (?:đầu mối|thường trực|chủ trì))\b")
_ORDER = _form(
    r"(?:(?:đồng thời|ngoài ra|trước mắt|riêng|đối với [^.;:]{2,80})\s*,?\s*)?"
    r"(?:giao(?: nhiệm vụ)?(?: cho)?|phân công(?: nhiệm vụ)?(?: cho)?|yêu cầu(?: đối với)?|đề nghị|ủy quyền(?: cho)?|khuyến khích"
    r"|kính đề nghị|kiến nghị|nhiệm vụ của|trách nhiệm của|phân công trách nhiệm(?: của| cho)?)\b\s*:?\s*"
)
_ISSUER = _form(r"(?:(?:phó )?chủ tịch\s+)?(?:uỷ ban nhân dân|ubnd|ban thường vụ|btv|thường trực|thủ tướng|chính phủ|ban bí thư|bộ chính trị)")
_INTRO = _form(
    r"(?:căn cứ|trên cơ sở|trong|định kỳ|hằng|hàng|theo|thực hiện|để|nhằm|khi|sau khi|từ|đến|trước|quý|tháng|năm|ngoài|bên cạnh"
    r"|đối với|đồng thời|hàng|tùy|chậm nhất|riêng|xuất phát|giai đoạn|với|qua|tại|về|do)\b"
)
_COOPERATE = _form(
    r"\bphối hợp(?:,?\s+(?:chặt chẽ|thường xuyên|tốt|hiệu quả|có hiệu quả|kịp thời|đồng bộ|liên ngành|nhịp nhàng|trao đổi|trao đổi thông tin"
    r"|cung cấp thông tin|chia sẻ thông tin|hướng dẫn|tham mưu|đôn đốc|kiểm tra|lồng ghép|trao đổi, cung cấp thông tin|giám sát"
    r"|triển khai|tổ chức|thực hiện|xây dựng|rà soát|chỉ đạo|hỗ trợ|tham gia)\b){0,3}\s*(?:,\s*)?(?:cùng với|cùng|với|và)?\s*(?:sự tham gia của\s+)?"
)
_TOGETHER = _form(r"\bcùng với\s+")
_NOT_ACT = _form(r"(?:quy chế|chương trình|kế hoạch|cơ chế|sự|hội đồng|quy trình|quan hệ|hiệu quả|ký kết|thỏa thuận|quy định|tinh thần)\s+$")
# what is said before a run that chairs somebody else's work, or that is only the object of another order
_NOT_OURS = _form(r"\b(?:do|của|với|cùng|chỉ đạo|hướng dẫn|đôn đốc|để|cho|hỗ trợ|theo dõi|tham mưu|giúp|kiểm tra|mời)\s+(?:các\s+)?$")
_COLON = re.compile(r"\s*:")
_AFTER_SUBJECT = re.compile(r"\s*(?:\([^)]{0,80}\)\s*)?[,:]?\s*")
_ORDERED = _form(r"\b(?:giao(?: nhiệm vụ)?(?: cho)?|phân công|yêu cầu|đề nghị|ủy quyền(?: cho)?|đối với|đồng thời)$")
_CONCERNING = _form(r"đối với\s+")
_CLAUSE = re.compile(r"[.;](?=\s)|$")
_SENTENCE = re.compile(r"\.(?=\s+[^\W\d_a-z])")
_ONLY_PARTNERS = _form(r"(?:chủ trì\s*,?\s*)?phối hợp(?:\s+(?:chặt chẽ|với|cùng|cùng với))*(?:\s*(?:các|những)?\s*(?:cơ quan|đơn vị|sở|ban|ngành|địa phương|có liên quan|liên quan|sau|như sau|sau đây|,|và|\s))*[^a-zà-ỹ]*$")


@dataclass(frozen=True, slots=True)
class _Run:
    """Agencies named one after the other: `start` and `end` in the text, and the mentions."""

    start: int
    end: int
    mentions: tuple[Mention, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names as a lead: without those who are merely concerned, unless there is nobody else."""
        named = tuple(m.name for m in self.mentions if not (m.generic and "liên quan" in m.name))
        return named or tuple(m.name for m in self.mentions)

    def since(self, position: int) -> _Run:
        """The rest of the run from the mention on that begins at a position."""
        return _Run(position, self.end, tuple(m for m in self.mentions if m.start >= position))

    @property
    def generic(self) -> bool:
        return all(m.generic for m in self.mentions)


class _Sentence:
    """A text read once: its plain form, its runs of agencies, and the questions put to them."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.low = plain(self.text)
        self.runs = tuple(self._runs(find_mentions(self.text)))
        self.ends = [run.end for run in self.runs]
        self.clauses = tuple(self._clauses())
        self.starts = {m.start: run.since(m.start) for run in self.runs for m in run.mentions}

    def _runs(self, mentions: Sequence[Mention]) -> Iterator[_Run]:
        """Group mentions that only commas and conjunctions keep apart."""
        group: list[Mention] = []
        for mention in mentions:
            if group and not _JOIN.match(self.low[group[-1].end : mention.start]):
                yield _Run(group[0].start, group[-1].end, tuple(group))
                group = []
            group.append(mention)
        if group:
            yield _Run(group[0].start, group[-1].end, tuple(group))

    def chairs(self) -> list[_Run]:
        """Runs right before `chủ trì`, unless `do X chủ trì` speaks of somebody else's work."""
        out: list[_Run] = []
        if not self.runs:
            return out
        for cue in _LEADS.finditer(self.low):
            run = self._before(cue.start())
            if run and self._stands_first(run):
                out.append(run)
        return out

    def _stands_first(self, run: _Run) -> bool:
        """Whether a run opens its clause, but for an opening phrase, an order (`giao`) or a label."""
        window = max(0, run.start - 400)
        start = max(self.low.rfind(mark, window, run.start) for mark in (". ", "; ", ": ", "("))
        if start < 0 and window:
            return False
        if start >= 0 and self.low[start] == "(":
            return ")" in self.low[start : run.start] and not _NOT_OURS.search(self.low[max(0, run.start - 20) : run.start])
        before = self.low[start + 1 : run.start].strip()
        return not before or before.endswith(",") or bool(_ORDERED.search(before))

    def _before(self, position: int) -> _Run | None:
        """The run that ends right before a position, but for adverbs."""
        i = bisect_right(self.ends, position) - 1
        if i >= 0 and position - self.ends[i] < 120 and _BEFORE_LEAD.match(self.low[self.ends[i] : position]):
            return self.runs[i]
        return None

    def _clauses(self) -> Iterator[tuple[int, bool]]:
        """Yield where clauses begin, and whether they belong to the first sentence."""
        start, first = 0, True
        for mark in _CLAUSE.finditer(self.low):
            yield self._skip(start), first
            first = first and self.low[mark.start() : mark.end()] != "."
            start = mark.end()

    def _skip(self, position: int) -> int:
        while position < len(self.low) and not self.low[position].isalnum():
            position += 1
        return position

    def ordered(self) -> list[_Run]:
        """Runs that are the object of `giao`, `đề nghị` … at the start of a clause, or after the issuer."""
        out = []
        for start, _ in self.clauses:
            order = _ORDER.match(self.low, start)
            if not order and _ISSUER.match(self.low, start):
                issuer = self.starts.get(start)
                order = _ORDER.match(self.low, self._skip(issuer.end)) if issuer else None
            if order and order.end() in self.starts:
                out.append(self.starts[order.end()])
        return out

    def subjects(self) -> list[_Run]:
        """Runs that are the subject of the first sentence and of its clauses."""
        out: list[_Run] = []
        for start, first in self.clauses:
            run = self._subject(start) if first else None
            if run:
                out.append(run)
                if _COLON.match(self.low, run.end):
                    break
        return out

    def later_subjects(self) -> list[_Run]:
        """Particular runs that are subjects of later sentences."""
        runs = [self._subject(start) for start, first in self.clauses if not first]
        return [run for run in runs if run and not run.generic and not self.low.startswith("người", run.start)]

    def _subject(self, start: int) -> _Run | None:
        """The run that is the subject of the clause at `start`, also after an opening phrase and a comma."""
        concerning = _CONCERNING.match(self.low, start)
        run = self.starts.get(concerning.end() if concerning else start)
        if run:
            opens = not concerning and start == self.clauses[0][0] and len(self.low) > run.end + 20
            return run if opens or self._acts(run) else None
        if not _INTRO.match(self.low, start):
            return None
        stop = _CLAUSE.search(self.low, start)
        end = stop.start() if stop else len(self.low)
        for run in self.runs[bisect_right(self.ends, start) : bisect_left(self.ends, end)]:
            if self.low[run.end : run.end + 1] == " " and self._acts(run):
                if _NOT_OURS.search(self.low[max(0, run.start - 20) : run.start]) and "của" not in self.low[run.start - 5 : run.start]:
                    return None
                after_comma = [m.start for m in run.mentions if self.low[max(0, m.start - 3) : m.start].rstrip().endswith(",")]
                return run.since(after_comma[0]) if after_comma else None
        return None

    def _acts(self, run: _Run) -> bool:
        """Whether a predicate or a colon follows a run."""
        after = _AFTER_SUBJECT.match(self.low, run.end)
        return bool(after) and (after[0].endswith((":", ": ")) or verb_at(self.low, after.end()))

    def partners(self) -> list[str]:
        """Particular names after `phối hợp (với)` and `cùng với`."""
        out: list[str] = []
        if not self.runs:
            return out
        for cue in (*_COOPERATE.finditer(self.low), *_TOGETHER.finditer(self.low)):
            run = self.starts.get(cue.end())
            if run and not _NOT_ACT.search(self.low[max(0, cue.start() - 20) : cue.start()]):
                out += [m.name for m in run.mentions if not m.generic]
        return out

    def helpers(self, leads: Iterable[_Run]) -> list[str]:
        """Runs before `phối hợp` in a sentence in which somebody else chairs."""
        chairs = {run.start for run in leads}
        out: list[str] = []
        for cue in _COOPERATE.finditer(self.low):
            run = self._before(cue.start())
            if run and run.start not in chairs and not run.generic:
                out += [m.name for m in run.mentions if not m.generic]
        return out


def _names(runs: Iterable[_Run]) -> tuple[str, ...]:
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
    sentence = _Sentence(text)
    around = _containers(tuple(headings))
    subjects = sentence.subjects()
    if around.only_partners and subjects:
        own, partners = [], [n for run in subjects for n in run.names if not run.generic]
    else:
        own, partners = _own_leads(sentence, subjects), []
    lead = _first_particular(
        _names(own), all(run.generic for run in own), _lines(lead_lines), around.lead, sentence, bool(own)
    )
    partners += [*sentence.partners(), *(sentence.helpers(own) if own and sentence.chairs() else [])]
    partners += [*_particular(partner_lines), *around.partners]
    return Roles(lead, tuple(name for name in dict.fromkeys(partners) if name not in lead))


def _own_leads(sentence: _Sentence, subjects: list[_Run]) -> list[_Run]:
    """Runs that the task's own words make responsible, by the first rule that finds any."""
    chairs = sentence.chairs()
    if chairs:
        return chairs
    ordered = sentence.ordered()
    if ordered:
        return ordered
    return subjects


def _first_particular(
    own: tuple[str, ...], generic: bool, lines: tuple[str, ...], above: tuple[str, ...], sentence: _Sentence, any_: bool
) -> tuple[str, ...]:
    """Choose the first source that names somebody; a generic subject yields to what is more particular."""
    if any_ and not generic:
        return own
    return lines or above or own or _names(sentence.later_subjects())


def _lines(values: Sequence[str]) -> tuple[str, ...]:
    out: list[str] = []
    for value in values:
        sentence = _Sentence(value)
        runs = [*sentence.chairs(), *sentence.subjects()] if _WORK.search(sentence.low) else []
        out += _names(runs or sentence.runs) or _items(sentence.text)
    return tuple(dict.fromkeys(out))


_WORK = _form(r"\b(?:chủ trì|tham mưu|phối hợp|thực hiện|hướng dẫn|tổng hợp)\b")
_PARTY = _form(r"(?:các\s+)?(?:doanh nghiệp|nhà|hợp tác xã|chủ|hộ|người|cộng đồng|tổ|viện|trường|cơ sở|ban|bệnh viện|trạm)\b")


def _items(value: str) -> list[str]:
    """The items of a list in which no agency stands: enterprises, investors, people."""
    items = [item.strip(" .") for item in re.split(r"[,;]", value)]
    return [item for item in items if _PARTY.match(plain(item)) and len(item) < 80]


def _particular(values: Sequence[str]) -> list[str]:
    """Particular names in attribute lines."""
    out: list[str] = []
    for value in values:
        found = find_mentions(unicodedata.normalize("NFC", value))
        out += [m.name for m in found if not m.generic] or ([] if found else _items(unicodedata.normalize("NFC", value)))
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
        named = heading_agencies(heading)
        if not named:
            sentence = _Sentence(_bare(heading))
            named = _names(_own_leads(sentence, sentence.subjects()))
            partners += sentence.partners()
        if named:
            return _Around(named, tuple(partners), only_partners)
    return _Around((), tuple(partners), only_partners)


_MARKER = re.compile(r"^\s*(?:(?:[IVXLC]+|\d+(?:\.\d+)*|[A-ZĐa-zđ])[.)\-]+|\(?\d+\)|Điều \d+\.|\d+(?:\.\d+)+|[-–+*•])\s*")


def _bare(heading: str) -> str:
    """Return a heading without its marker."""
    return _MARKER.sub("", unicodedata.normalize("NFC", heading), count=1)


_LEAD_IN = _form(
    r"(?:(?:đề nghị|giao|giao cho|phân công|phân công nhiệm vụ|nhiệm vụ|trách nhiệm|yêu cầu|khuyến khích|đối với|của|cho|trách nhiệm chung)\s*:?\s*)*"
)
_HEADING_END = _form(
    r"\s*(?:\([^)]*\)|\s-\s.{0,80}|trên địa bàn.{0,60}|có trách nhiệm|chịu trách nhiệm|thực hiện(?: các nhiệm vụ)?(?: sau)?|có nhiệm vụ|như sau|sau đây)*\s*[.:;,]*\s*$"
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
    sentence = _Sentence(_bare(text))
    start = _LEAD_IN.match(sentence.low)
    run = sentence.starts.get(start.end() if start else 0)
    if run and _HEADING_END.match(sentence.low, run.end):
        return run.names
    whole = sentence.text[start.end() if start else 0 :].rstrip(" .:;")
    return (whole,) if _PARTIES.fullmatch(plain(whole)) and not _ORDERS.search(plain(whole)) else ()


# "Các doanh nghiệp hoạt động trong lĩnh vực …": a heading that describes those it speaks to
_PARTIES = _form(
    r"(?:các|những)\s+(?:doanh nghiệp|tổ chức|cơ sở|chủ đầu tư|chủ dự án|chủ|hộ|đơn vị|hợp tác xã|nhà|sở|cơ quan|ngân hàng|trường)\b"
    r"[^.;:]{0,160}"
)
_ORDERS = _form(
    r"\b(?:chủ động|có trách nhiệm|căn cứ|phối hợp|tăng cường|tiếp tục|triển khai|đẩy mạnh|nâng cao|thường xuyên|xây dựng kế hoạch|báo cáo"
    r"|tổ chức thực hiện|lĩnh vực khác|rà soát|nghiêm túc|phải|tập trung|được hưởng)\b"
)
