"""One sentence of a plan and the places that agencies hold in it: subject, object of an order, partner.

`roles.py` asks these questions of a task and of what stands around it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.plans.agencies import Mention, read_mentions
from pipeline.plans.agency_words import form, plain, verb_at

_JOIN = form(r"\s*(?:[,;/]|\s)\s*(?:(?:và|cùng với|cùng|hoặc|với)\b)?\s*(?:các\s+)?$")
# what may stand between a subject and "chủ trì"
_BEFORE_LEAD = form(
    r"\s*[,:]?\s*(?:(?:là|làm)\s+(?:cơ quan|đơn vị)\s+(?:thường trực|đầu mối)?\s*,?\s*"
    r"|(?:được giao|chịu trách nhiệm|có trách nhiệm"
    r"|khẩn trương|chủ động|trực tiếp|tiếp tục|thường xuyên|kịp thời|sẽ|và|tập trung"
    r"|\(.{0,60}?\))\s*,?\s*){0,3}$"
)
_LEADS = form(r"\b(?:chủ trì|làm đầu mối|(?:là|làm) (?:cơ quan|đơn vị) (?:đầu mối|thường trực|chủ trì))\b")
_ORDER = form(
    r"(?:(?:đồng thời|ngoài ra|trước mắt|riêng|đối với [^.;:]{2,80})\s*,?\s*)?"
    r"(?:giao(?: nhiệm vụ)?(?: cho)?|phân công(?: nhiệm vụ)?(?: cho)?|yêu cầu(?: đối với)?"
    r"|(?:trân trọng )?đề nghị|ủy quyền(?: cho)?|khuyến khích"
    r"|kính đề nghị|kiến nghị|nhiệm vụ của|trách nhiệm của|phân công trách nhiệm(?: của| cho)?)\b\s*:?\s*"
)
_ISSUER = form(
    r"(?:(?:phó )?chủ tịch\s+)?(?:uỷ ban nhân dân|ubnd|ban thường vụ|btv|thường trực|thủ tướng"
    r"|chính phủ|ban bí thư|bộ chính trị)"
)
_INTRO = form(
    r"(?:căn cứ|trên cơ sở|trong|định kỳ|hằng|hàng|theo|thực hiện|để|nhằm|khi|sau khi|từ|đến"
    r"|trước|quý|tháng|năm|ngoài|bên cạnh"
    r"|thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám)|đối với|đồng thời|hàng|tùy|chậm nhất|riêng|xuất phát"
    r"|giai đoạn|với|qua|tại|về|do)\b"
)
_PHRASE = form(r"\bphối hợp\b|\bcùng với\b|\bchủ trì,?\s+cùng\b")
_COOPERATE = form(
    r"\bphối hợp(?:,?\s+(?:chặt chẽ|thường xuyên|tốt|hiệu quả|có hiệu quả|kịp thời|đồng bộ"
    r"|liên ngành|nhịp nhàng|trao đổi|trao đổi thông tin"
    r"|cung cấp thông tin|chia sẻ thông tin|hướng dẫn|tham mưu|đôn đốc|kiểm tra|lồng ghép"
    r"|trao đổi, cung cấp thông tin|giám sát"
    r"|triển khai|tổ chức|thực hiện|xây dựng|rà soát|chỉ đạo|hỗ trợ"
    r"|tham gia)\b){0,3}\s*(?:,\s*)?(?:cùng với|cùng|với|và)?\s*(?:sự tham gia của\s+)?"
)
_TOGETHER = form(r"\b(?:chủ trì,?\s+)?cùng(?:\s+với)?\s+")
_NOT_ACT = form(
    r"(?:quy chế|chương trình|kế hoạch|cơ chế|sự|hội đồng|quy trình|quan hệ|hiệu quả|ký kết"
    r"|thỏa thuận|quy định|tinh thần)\s+$"
)
# what is said before a run that chairs somebody else's work, or that is only the object of another order
_NOT_OURS = form(
    r"\b(?:do|của|với|cùng|chỉ đạo|hướng dẫn|đôn đốc|để|cho|hỗ trợ|theo dõi|tham mưu|giúp"
    r"|kiểm tra|mời)\s+(?:các\s+)?$"
)
_MANY = form(
    r"(?:các|những|mọi|mỗi|từng)\s+"
    r"(?!(?:sở|bộ|ban|phòng|xã|cấp ủy|tỉnh ủy|thành ủy|huyện ủy|đảng ủy|chi bộ)\b)"
)
_ANYBODY = form(r"(?:người|chính quyền|tổ)\b")
_TOPIC = form(r"về\s[^.;:]{3,200}:\s+")  # "Về phủ sóng di động: đề nghị …"
_COLON = re.compile(r"\s*:")
_AFTER_SUBJECT = re.compile(r"\s*(?:\([^)]{0,80}\)\s*)?[,:]?\s*")
_ORDERED = form(r"\b(?:giao(?: nhiệm vụ)?(?: cho)?|phân công|yêu cầu|đề nghị|ủy quyền(?: cho)?|đối với|đồng thời)$")
_CONCERNING = form(r"đối với\s+")
_CLAUSE = re.compile(r"[.;](?=\s)|$")
_SENTENCE = re.compile(r"\.(?=\s+[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Run:
    """Agencies named one after the other: `start` and `end` in the text, and the mentions."""

    start: int
    end: int
    mentions: tuple[Mention, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names as a lead: without those who are merely concerned, unless there is nobody else."""
        named = tuple(m.name for m in self.mentions if not (m.generic and "liên quan" in m.name))
        return named or tuple(m.name for m in self.mentions)

    def since(self, n: int) -> Run:
        """Return the rest of the run from its mention `n` on."""
        return Run(self.mentions[n].start, self.end, self.mentions[n:]) if n else self

    @property
    def generic(self) -> bool:
        """Whether nobody in particular is named."""
        return all(m.generic for m in self.mentions)

    @property
    def plural(self) -> bool:
        """Whether many are meant: a generic run, or enterprises, schools, places … rather than agencies."""
        return self.generic or bool(_MANY.match(plain(self.mentions[0].name)))


class Sentence:
    """A text read once: its plain form, its runs of agencies, and the questions put to them."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.low = plain(self.text)
        self.runs = tuple(self._runs(read_mentions(self.text, self.low)))
        self.ends = [run.end for run in self.runs]
        self.clauses = tuple(self._clauses()) if self.runs else ()
        self.places = {m.start: (run, n) for run in self.runs for n, m in enumerate(run.mentions)}
        self.starts = sorted(self.places)

    def run_at(self, position: int) -> Run | None:
        """Return the run, or the rest of one, that begins at a position."""
        place = self.places.get(position)
        return place[0].since(place[1]) if place else None

    def _runs(self, mentions: Sequence[Mention]) -> Iterator[Run]:
        """Group mentions that only commas and conjunctions keep apart."""
        group: list[Mention] = []
        for mention in mentions:
            if group and not _JOIN.match(self.low[group[-1].end : mention.start]):
                yield Run(group[0].start, group[-1].end, tuple(group))
                group = []
            group.append(mention)
        if group:
            yield Run(group[0].start, group[-1].end, tuple(group))

    def chairs(self) -> list[Run]:
        """Return runs right before `chủ trì`, unless `do X chủ trì` speaks of somebody else's work."""
        out: list[Run] = []
        if not self.runs or not ("chủ trì" in self.low or "đầu mối" in self.low or "thường trực" in self.low):
            return out
        for cue in _LEADS.finditer(self.low):
            run = self._before(cue.start())
            if run and self._stands_first(run):
                out.append(run)
        return out

    def _stands_first(self, run: Run) -> bool:
        """Whether a run opens its clause, but for an opening phrase, an order (`giao`) or a label."""
        window = max(0, run.start - 400)
        start = max(self.low.rfind(mark, window, run.start) for mark in (". ", "; ", ": ", "("))
        if start < 0 and window:
            return False
        if start >= 0 and self.low[start] == "(":
            return ")" in self.low[start : run.start] and not _NOT_OURS.search(
                self.low[max(0, run.start - 20) : run.start]
            )
        before = self.low[start + 1 : run.start].strip()
        return not before or before.endswith(",") or bool(_ORDERED.search(before))

    def _before(self, position: int) -> Run | None:
        """Return the run that ends right before a position, but for adverbs."""
        i = bisect_right(self.ends, position) - 1
        if i >= 0 and position - self.ends[i] < 120 and _BEFORE_LEAD.match(self.low[self.ends[i] : position]):
            return self.runs[i]
        return None

    def _clauses(self) -> Iterator[tuple[int, bool]]:
        """Yield where clauses begin, and whether they belong to the first sentence."""
        start, first = 0, True
        for mark in _CLAUSE.finditer(self.low):
            yield self._skip(start, mark.start()), first
            first = first and self.low[mark.start() : mark.end()] != "."
            start = mark.end()

    def _skip(self, position: int, end: int) -> int:
        """Return the first letter or digit from a position on, but not beyond `end`."""
        while position < end and not self.low[position].isalnum():
            position += 1
        return position

    def ordered(self) -> list[Run]:
        """Return the objects of `giao`, `đề nghị` … at the start of a clause, or after the issuer."""
        out: list[Run] = []
        for start, first in self.clauses:
            topic = _TOPIC.match(self.low, start)
            order = _ORDER.match(self.low, topic.end() if topic else start)
            if not order and _ISSUER.match(self.low, start):
                issuer = self.run_at(start)
                order = _ORDER.match(self.low, self._skip(issuer.end, len(self.low))) if issuer else None
            run = self.run_at(order.end()) if order else None
            if order and run and self._weighs(order[0], run, start, first or not out):
                out.append(run)
        return out

    def _weighs(self, order: str, run: Run, start: int, early: bool) -> bool:
        """Whether an order says who leads: `khuyến khích` and orders to many only where nothing stands before."""
        if start == self.clauses[0][0]:
            return True
        return early and not order.startswith("khuyến khích") and not run.plural

    def subjects(self) -> list[Run]:
        """Return runs that are the subject of the first sentence and of its clauses."""
        out: list[Run] = []
        for start, first in self.clauses:
            run = self._subject(start) if first and not (start and "gồm: " in self.low[:start]) else None
            if run and (out or start == self.clauses[0][0] or not run.plural):
                out.append(run)
                if _COLON.match(self.low, run.end):
                    break
        return out

    def later_subjects(self) -> list[Run]:
        """Particular runs that are subjects of later sentences."""
        runs = [self._subject(start) for start, first in self.clauses if not first]
        named = [run for run in runs if run and not run.plural and self.text[run.start].isupper()]
        return [run for run in named if not _ANYBODY.match(self.low, run.start)]

    def opened_by(self, run: Run) -> bool:
        """Whether a run stands in the first clause: it is the subject of the whole."""
        return len(self.clauses) < 2 or run.start < self.clauses[1][0]

    def _subject(self, start: int) -> Run | None:
        """Return the subject of the clause at `start`, also after an opening phrase and a comma."""
        concerning = _CONCERNING.match(self.low, start)
        run = self.run_at(concerning.end() if concerning else start)
        if run:
            opens = not concerning and start == self.clauses[0][0] and len(self.low) > run.end + 20
            return run if opens or self._acts(run) else None
        if not _INTRO.match(self.low, start):
            return None
        stop = _CLAUSE.search(self.low, start)
        end = stop.start() if stop else len(self.low)
        for run in self.runs[bisect_right(self.ends, start) : bisect_left(self.ends, end)]:
            if self.low[run.end : run.end + 1] == " " and self._acts(run):
                if (
                    _NOT_OURS.search(self.low[max(0, run.start - 20) : run.start])
                    and "của" not in self.low[run.start - 5 : run.start]
                ):
                    return None
                return next((run.since(n) for n, m in enumerate(run.mentions) if self._after_comma(m.start)), None)
        return None

    def _after_comma(self, position: int) -> bool:
        return self.low[max(0, position - 3) : position].rstrip().endswith(",")

    def _acts(self, run: Run) -> bool:
        """Whether a predicate or a colon follows a run."""
        after = _AFTER_SUBJECT.match(self.low, run.end)
        return after is not None and (after[0].rstrip().endswith(":") or verb_at(self.low, after.end()))

    def partners(self) -> list[str]:
        """Particular names after `phối hợp (với)` and `cùng với`."""
        out: list[str] = []
        if not self.runs or not ("phối hợp" in self.low or "cùng " in self.low):
            return out
        for cue in _PHRASE.finditer(self.low):
            run = self._after(cue)
            if run and not _NOT_ACT.search(self.low[max(0, cue.start() - 20) : cue.start()]):
                out += [m.name for m in run.mentions if not m.generic]
        return out

    def _after(self, cue: re.Match[str]) -> Run | None:
        """Return the first run after `phối hợp` or `cùng với`, if nothing but particles stands between."""
        nearest = bisect_left(self.starts, cue.end())
        if nearest == len(self.starts) or self.starts[nearest] - cue.start() > 120:
            return None
        start = self.starts[nearest]
        words = _COOPERATE if cue[0].startswith("phối") else _TOGETHER
        return self.run_at(start) if words.fullmatch(self.low, cue.start(), start) else None

    def helpers(self, leads: Iterable[Run]) -> list[str]:
        """Return runs before `phối hợp` in a sentence in which somebody else chairs."""
        chairs = {run.start for run in leads}
        out: list[str] = []
        for cue in _COOPERATE.finditer(self.low):
            run = self._before(cue.start())
            if run and run.start not in chairs and not run.generic:
                out += [m.name for m in run.mentions if not m.generic]
        return out
