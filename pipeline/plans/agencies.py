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
from functools import lru_cache

from pipeline.plans.registry import (
    Found,
    Match,
    find_agencies,
    find_agency,
    longest,
    matches,
    registry,
)
from pipeline.text.normalize import match_form

__all__ = [
    "Found", "Match", "Mention", "find_agencies", "find_agency", "find_mentions", "matches", "plain",
    "split_agencies", "verb_at",
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


def _form(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is applied to `plain` text; it must not hold upper-case escapes."""
    return re.compile(match_form(pattern))


_UPPER = "".join(chr(i) for i in range(0x1EFA) if chr(i).isupper() and (i < 0x250 or i >= 0x1E00))
_WORD = re.compile(r"\w+")
_LEVEL = (
    r"(?:tỉnh(?! ủy| đoàn)|thành phố|tp|thị xã|thị trấn|huyện(?! ủy)|quận(?! ủy)|xã(?! hội)|phường|đặc khu"
    r"|địa phương|cơ sở|trung ương)\b"
)
_AND = r"(?:\s*[,/]\s*(?:và\s+)?|\s+(?:và|hoặc)\s+)"
_LEVELS = rf"(?:các\s+|cấp\s+|của\s+)*{_LEVEL}(?:{_AND}(?:các\s+)?{_LEVEL})*"
# what may follow a registered name: its level, its number, its superior
_TAIL = _form(
    rf"(?:\s+(?:{_LEVELS}|khu vực\s+(?:[ivx]+|\d+)\b|(?:các|cùng)\s+cấp\b|(?:trung ương|tw|tư)\b(?:\s+đảng\b)?"
    r"|(?:tỉnh|thành|huyện|thị|quận|đảng) ủy\b|việt nam\b|chi nhánh\b|trực thuộc\b))+"
)
_PLACE = re.compile(rf"\s+[{_UPPER}]\w*(?:(?:\s+-\s+|\s+)[{_UPPER}]\w*){{0,3}}")
_PLACES = re.compile(rf"\s*:\s*[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*)*(?:(?:\s*,\s*|\s+và\s+)[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*)*)+")
_TITLE_WORDS = (
    "thủ trưởng|người đứng|tổng giám|giám đốc|chủ tịch|chủ nhiệm|bộ trưởng|thứ trưởng|thống đốc|tổng cục|chi cục"
    "|cục trưởng|vụ trưởng|trưởng|bí thư|chánh|viện trưởng|hiệu trưởng|lãnh đạo|chỉ huy|tư lệnh|tổng biên|chính ủy|phó"
    "|phó chủ|phó giám|phó trưởng|phó bí|phó thủ|chánh văn|chánh thanh|chánh án|ủy viên|thành viên|thường trực|trưởng ban|trưởng phòng"
).split("|")
_TITLE = _form(
    r"(?:(?:các\s+)?đồng chí\s+)?(?:các\s+)?(?:"
    r"(?:phó\s+)?(?:thủ trưởng|người đứng đầu|tổng giám đốc|giám đốc|chủ tịch|chủ nhiệm|bộ trưởng|thứ trưởng|thống đốc"
    r"|tổng cục trưởng|chi cục trưởng|cục trưởng|vụ trưởng|trưởng ban|trưởng phòng|trưởng|bí thư|chánh án|viện trưởng"
    r"|hiệu trưởng|lãnh đạo|chỉ huy trưởng|tư lệnh|chánh|tổng biên tập|chính ủy)(?:\s+(?:phụ trách|thường trực))?"
    r"|phó|ủy viên|thành viên|thường trực)"
    r"(?:\s*[,/]\s*|\s+và\s+|\s+)(?:của\s+)?"
)
_ELLIPTIC = _form(
    r"(?:(?:các|những)\s+(sở|bộ|phòng|ban|cục|chi cục|hội|vụ|tổng công ty|công ty)(?:\s*:\s*|\s+)"
    r"|(sở|bộ|phòng|ban)\s*:\s*)"
)
# words that begin the predicate: what stands before them is the agency, what follows is the work
_VERBS = """
chủ trì|chủ động|chủ quản|phối hợp|tham mưu|tham gia|thực hiện|xây dựng|triển khai|tăng cường|tiếp tục|căn cứ|có trách nhiệm|chịu
|rà soát|báo cáo|hướng dẫn|đề xuất|đề nghị|tổ chức|nghiên cứu|ban hành|đôn đốc|đảm bảo|bảo đảm|cung cấp|thường xuyên
|chỉ đạo|kịp thời|khẩn trương|nghiêm túc|tập trung|lập|bố trí|cử|gửi|(?<!chương )(?<!quá )(?<!quy )(?<!công )(?<!lộ )(?<!tờ )trình|thẩm định|kiểm tra|giám sát|theo dõi
|đẩy mạnh|tuyên truyền|vận động|phát động|phát huy|quán triệt|quan tâm|ưu tiên|lồng ghép|cân đối|tổng hợp|đăng ký
|hỗ trợ|lựa chọn|lãnh đạo|nâng cao|đổi mới|cập nhật|tạo điều kiện|khuyến khích|xác định|yêu cầu|giao|phân công|cụ thể hóa
|định kỳ|hằng năm|hàng năm|hằng quý|hàng quý|trực tiếp|quản lý|tiến hành|thống nhất|duy trì|hoàn thành|hoàn thiện|xem xét|phê duyệt
|quyết định|giải quyết|xử lý|tiếp nhận|kiện toàn|phổ biến|giáo dục|đào tạo|bồi dưỡng|đề cao|ứng dụng|khai thác|công khai
|công bố|đánh giá|biểu dương|khen thưởng|động viên|thông tin|thông báo|phản ánh|nắm|huy động|tích cực|đưa|thành lập|lấy ý kiến|mở
|kết nối|chia sẻ|vận hành|thiết kế|thí điểm|sơ kết|tổng kết|tính toán|chuẩn bị|đầu tư|phát triển|làm|trao đổi|tiếp thu|góp ý
|tư vấn|giúp|là|được|phải|cần|sẽ|đã|đang|có|nghiêm|nhanh chóng|sớm|đồng thời|gắn|theo|trên cơ sở|trong
|khi|nếu|trước|sau|từ|đến|tại|trên|không|chưa|điều chỉnh|điều phối
|rút kinh nghiệm|kiểm soát|kiến nghị|thúc đẩy|mời|phân bổ|tập hợp|ký kết|thu hút|đổi|sử dụng|tìm kiếm|bám sát|chấp hành|tuân thủ
|truyền thông|thẩm tra|ngăn chặn|phòng ngừa|điều tra|truy tố|xét xử|khắc phục|bổ sung|sửa đổi|tiếp cận|tổ chức|tuyển dụng|quy định|tuyển chọn|cải cách|tự|rà|phân công
|cấp|dự báo|lắp đặt|xin ý kiến|xúc tiến|quảng bá|giới thiệu|hình thành|tham khảo|tránh|hạn chế|đấu tranh|phát hiện|thanh tra|thanh toán|thu
""".replace("\n", "").strip("|")
_VERB = _form(rf"(?:{_VERBS})\b")
_OPEN_STOP = frozenset(
    match_form("các những mọi mỗi từng và hoặc với cùng về do của ở thuộc bằng qua như vào cho mà thì nhằm để").split()
)
_HEADS = frozenset(
    match_form(
        "sở bộ cục chi_cục tổng_cục vụ ban phòng hội trung_tâm văn_phòng đảng_ủy ủy_ban liên_minh liên_hiệp liên_đoàn"
        " hiệp_hội hội_đồng báo đài công_ty tập_đoàn tổng_công_ty trường học_viện viện bệnh_viện ngân_hàng tòa_án kho_bạc"
        " công_an thanh_tra chi_nhánh đoàn đội tổ quỹ bưu_điện điện_lực hải_quan cảng_vụ cơ_quan mặt_trận nhà_xuất_bản"
        " bộ_chỉ_huy bộ_tư_lệnh ban_chỉ_huy ban_quản_lý ban_chỉ_đạo tiểu_ban cổng nhà_máy nhà_hát thư_viện bảo_tàng vườn"
        " đồn trạm tạp_chí cảnh_sát viễn_thông hạt ủy_viên xí_nghiệp trung_đoàn lữ_đoàn sư_đoàn quân_khu"
    ).split()
)
_QUALIFIER = (
    r"(?:\s+(?:(?:có\s+)?liên quan|khác|hữu quan|cùng cấp|các cấp|chức năng|chuyên môn|nghiệp vụ|trực thuộc|có thẩm quyền"
    r"|đóng(?: chân)? trên địa bàn|được giao(?: chủ trì| nhiệm vụ)?|được phân công(?: chủ trì| nhiệm vụ)?"
    rf"|(?:của\s+|thuộc\s+|trong\s+|ở\s+|toàn\s+)*{_LEVELS}))"
)


def plain(text: str) -> str:
    """Return the text in `match_form`, letter for letter: spans in one are spans in the other.

    The text must be NFC; the few letters whose lower case has another length become "?".
    """
    low = match_form(text)
    if len(low) == len(text):
        return low
    return match_form("".join(c if len(c.lower()) == 1 else "?" for c in text))


def verb_at(low: str, position: int) -> bool:
    """Whether a word that begins a predicate stands at a position of `plain` text."""
    return _VERB.match(low, position) is not None


@lru_cache(maxsize=1)
def _group() -> re.Pattern[str]:
    """The pattern of a group: determiner, nouns for kinds of agencies, qualifiers."""
    nouns = sorted(registry().nouns, key=len, reverse=True)
    noun = "|".join(re.escape(n) for n in nouns).replace(r"\ ", r"\s+").replace(r"\-", "[-–]")
    noun = rf"(?:{noun})\b(?!\s+(?:hành|nghị|thảo|viên|đồng|họp|máy|phận|tiêu|chỉ|nghề|hội\b|chức thực|chức triển|chức tốt|chức các))"
    return _form(
        rf"((?:(?:tất cả\s+|toàn thể\s+)?(?:các|những|mọi|mỗi|từng)\s+)?)({noun}(?:{_AND}{noun})*)"
        rf"({_QUALIFIER}*(?:{_AND}{_QUALIFIER.replace('s+', 's*', 1)})?)"
    )


@lru_cache(maxsize=1)
def _openings() -> dict[str, frozenset[str]]:
    """First words of names → the words that may follow; "" among them where the first word is a name alone."""
    out: dict[str, set[str]] = {}
    singles = set()
    for name in (*registry().nouns, *(h.replace("_", " ") for h in _HEADS), *_TITLE_WORDS):
        first, *rest = match_form(name).split()
        out.setdefault(first, set()).add(rest[0].strip(",") if rest else "")
        singles.add(first)
    for first, deeper in registry().names.items():
        out.setdefault(first, set()).update(deeper)
        singles.add(first)
    for determiner in ("các", "những", "mọi", "mỗi", "từng"):
        out[determiner] = singles
    out["đồng"] = {"chí"}
    out["tất"] = out["toàn"] = {"cả", "thể"}
    return {word: frozenset(match_form(n) for n in following) for word, following in out.items()}


class _Reader:
    """Reads the names in one text; positions are indices of its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = plain(text)
        self.spans = [m.span() for m in _WORD.finditer(self.low)]
        self.words = _WORD.findall(self.low)

    def mentions(self) -> list[Mention]:
        """Return all names, in order, not overlapping."""
        out: list[Mention] = []
        openings, end = _openings(), 0
        for i, word in enumerate(self.words):
            if word in openings and self.spans[i][0] >= end and self._may_open(i, openings[word]):
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
        return "" in following and (self.text[a].isupper() or self.low[b : b + 1] in ",/:" or self.low.startswith(" và", b))

    def word_at(self, position: int) -> int | None:
        """Return the word that begins at a position, or None."""
        i = bisect_left(self.spans, (position, position))
        return i if i < len(self.spans) and self.spans[i][0] == position else None

    def read(self, i: int, depth: int = 3) -> list[Mention]:
        """Return the name that begins at word `i`, several for an elliptic list, none if there is none."""
        start = self.spans[i][0]
        title = _TITLE.match(self.low, start)
        first = self.word_at(title.end()) if title else None
        if first is not None and depth and (inner := self._titled(first, start, depth - 1)):
            return inner
        end = self._registered(i)
        if end and self._shown(i, end):
            return [self._mention(start, end)]
        if several := self._elliptic(start):
            return several
        if found := self._grouped(start):
            return [found]
        end = self._unknown(i)
        return [self._mention(start, end)] if end else []

    def _titled(self, i: int, start: int, depth: int) -> list[Mention]:
        """The name at word `i` with the title that begins at `start`."""
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

    def _mention(self, start: int, end: int, generic: bool = False) -> Mention:
        return Mention(start, end, self.text[start:end], self.text[start:end], generic)

    def _shown(self, i: int, end: int) -> bool:
        """Whether a registered name is written as a name: capital letters, or long enough to be no accident."""
        start = self.spans[i][0]
        name = self.text[start:end]
        if self.spans[i][1] >= end:
            return len(name) < 8 and name.isupper() or (name[0].isupper() and " " in name)
        return name[0].isupper() or any(c.isupper() for c in name) or name.count(" ") >= 2

    def _registered(self, i: int, depth: int = 3) -> int:
        """Return where the registered name at word `i` ends with all that belongs to it, or 0."""
        agency, stop = longest(registry().names, self.words, i)
        while stop > i and not self._joined(i, stop):
            _, stop = longest(registry().names, self.words[: stop - 1], i)
        if agency is None or stop <= i or not self._spelled(i, stop, agency.name):
            return 0
        end = self.spans[stop - 1][1]
        tail = _TAIL.match(self.low, end)
        if tail:
            end = tail.end()
        elif depth and not agency.groups and stop < len(self.words) and self.low[end : self.spans[stop][0]] == " " and self.text[end + 1].isupper():
            further = self._registered(stop, depth - 1)
            if further:
                return further
        return self._place(end, self.text[self.spans[i][0] : end].isupper())

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
            places = _PLACES.match(self.text, end)
            if places and not self._starts_name(places.start()):
                return places.end()
        place = _PLACE.match(self.text, end)
        if not place or capitals:
            return end
        first = self.word_at(place.start() + len(place[0]) - len(place[0].lstrip()))
        if first is None or self._capital_verb(first):
            return end
        stop = end
        while first < len(self.spans) and self.spans[first][1] <= place.end():
            if self._starts_known(first):
                break
            stop = self.spans[first][1]
            first += 1
        return stop

    def _capital_verb(self, i: int) -> bool:
        return verb_at(self.low, self.spans[i][0])

    def _predicate(self, i: int) -> bool:
        """Whether the verb at word `i` has an object: one before a level or another verb is part of a name."""
        verb = _VERB.match(self.low, self.spans[i][0])
        if not verb or verb[0] in _ROLE_VERBS:
            return bool(verb)
        after = verb.end()
        if _TAIL.match(self.low, after) or self.low[after : after + 1] in ("", ",", ";", ".", ")", ":"):
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
            if "_".join(self.words[i : i + n]) in _HEADS and len(self.words) >= i + n:
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
        if not self.text[begin].isupper() or self.text[start : self.spans[first - 1][1]].isupper():
            return 0
        if self.text[self.spans[first - 1][1] : begin].strip():
            return 0
        end = self._words_of_name(first)
        tail = _TAIL.match(self.low, end)
        return self._place(tail.end(), False) if tail else end

    def _words_of_name(self, first: int) -> int:
        """Return where the words of an unknown name end that begin at word `first`."""
        end = self.spans[first][1]
        for j in range(first + 1, min(first + 12, len(self.spans))):
            a, b = self.spans[j]
            gap, capital = self.text[end:a], self.text[a].isupper()
            if gap.strip() not in ("", "&", "-", "–") or "\n" in gap:
                break
            if self.words[j] == "và":
                if j + 1 < len(self.spans) and self.text[self.spans[j + 1][0]].isupper() and not self._starts_known(j + 1):
                    continue
                break
            if self.words[j] in _OPEN_STOP or (not capital and (self._predicate(j) or _TAIL.match(self.low, end))):
                break
            end = b
        return end

    def _grouped(self, start: int, titled: bool = False) -> Mention | None:
        """The group of agencies that begins at `start`."""
        found = _group().match(self.low, start)
        if not found:
            return None
        nouns = [" ".join(noun.split()) for noun in _COMMA.split(found[2])]
        vague = " " not in nouns[0] or (nouns[0] in _VAGUE and not found[3])
        if not titled and not found[1] and len(nouns) == 1 and vague:
            return None
        end = found.end()
        generic = not any(_specific().get(n, True) for n in nouns) or set(nouns) <= _BROAD
        if "lĩnh vực" in nouns:
            return None
        if generic and len(nouns) == 1 or nouns[-1] in _OPENABLE and not found[3]:
            longer = self._open(end)
            generic = generic and longer == end
            end = longer
        end = self._superior(end)
        return self._mention(start, end, generic)

    def _open(self, end: int) -> int:
        """Return where free words that narrow a group end (`các doanh nghiệp bưu chính`): at a verb or a mark."""
        i, stop = bisect_left(self.spans, (end, end)), end
        for j in range(i, min(i + 8, len(self.spans))):
            a, b = self.spans[j]
            if self.low[stop:a].strip() or self._capital_verb(j) or self.words[j] in _OPEN_STOP or self.words[j].isdigit():
                break
            stop = b
        return stop

    def _superior(self, end: int) -> int:
        """Return where a group ends with its superior or its place (`thuộc UBND tỉnh`, `tỉnh Lào Cai`)."""
        belongs = _BELONGS.match(self.low, end)
        i = self.word_at(belongs.end()) if belongs else None
        if i is not None:
            last = self._registered(i)
            if last and self._shown(i, last) and self.text[self.spans[i][0]].isupper():
                return last
        return self._place(end, False) if self.low.endswith(("tỉnh", "phố", "xã", "phường", "huyện"), 0, end) else end

    def _elliptic(self, start: int) -> list[Mention]:
        """The members of an elliptic list (`các Sở: Nội vụ, Tài chính`), each with its full name."""
        opening = _ELLIPTIC.match(self.low, start)
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
            if out and not known and self._starts_known(i):
                break
            out.append(Mention(begin, end, self.text[begin:end], f"{head} {self.text[self.spans[i][0] : end]}"))
            comma = _LIST_COMMA.match(self.low, end)
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


_ROLE_VERBS = frozenset(["chủ trì", "phối hợp", "tham mưu", "có trách nhiệm", "căn cứ", "tiếp tục", "chủ động", "thường xuyên", "quy định"])
_COMMA = _form(_AND)
_BELONGS = _form(r"\s+(?:trực thuộc|thuộc|của)\s+|\s+")
_LIST_COMMA = _form(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s*;\s*")
_VAGUE = frozenset(["địa phương", "đơn vị", "cơ quan", "cá nhân", "tổ chức", "lực lượng", "doanh nghiệp", "thành phố", "thị xã",
    "đối tượng", "thành phần", "lĩnh vực", "thành viên", "trung tâm", "đầu mối", "chính quyền", "đảng bộ", "nhà trường",
    "chủ quản", "ngân hàng", "bệnh viện", "đặc khu", "thị trấn", "công ty", "hiệp hội", "tập đoàn", "học viện", "trường học",
    "tổ dân phố", "khu phố", "chi bộ", "hợp tác xã", "hộ kinh doanh", "phòng ban"])  # fmt: skip
_BROAD = _VAGUE | {"ngành", "cấp", "tỉnh", "huyện", "xã", "phường", "quận", "thôn"}  # name nobody on their own
_OPENABLE = frozenset(
    match_form("doanh nghiệp|lực lượng|chủ dự án|chủ đầu tư|cơ quan chủ quản|trường|công ty|hiệp hội|tổ chức").split("|")
)


@lru_cache(maxsize=1)
def _specific() -> dict[str, bool]:
    """Group words in `match_form` → whether they name anybody in particular."""
    return {match_form(noun): specific for noun, specific in registry().nouns.items()}


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Return the agencies and groups of agencies that a text names, in order, longest names first.

    Examples
    --------
    >>> [m.name for m in find_mentions("Sở Văn hóa, Thể thao và Du lịch và các Sở: Nội vụ, Tài chính họp.")]
    ['Sở Văn hóa, Thể thao và Du lịch', 'Sở Nội vụ', 'Sở Tài chính']
    """
    if unicodedata.is_normalized("NFC", text):
        return tuple(_Reader(text).mentions())
    origin = _origins(text)
    composed = unicodedata.normalize("NFC", text)
    found = _Reader(composed).mentions()
    return tuple(
        Mention(origin[m.start], origin[m.end], text[origin[m.start] : origin[m.end]], m.name, m.generic) for m in found
    )


def _origins(text: str) -> list[int]:
    """Return for each position of the composed text where it begins in the text given."""
    out, start = [], 0
    for cluster in re.finditer(r"[^\u0300-\u036f\u1ab0-\u1aff][\u0300-\u036f\u1ab0-\u1aff]*|[\u0300-\u036f]+", text, re.DOTALL):
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
