"""Where time limits stand in Vietnamese officialese: the expressions, and the words around them that decide.

All patterns are for lower-case text. `SCAN` finds every time expression; `binds` says whether one found in
running text limits a task or merely dates a cited document, names a programme, looks back, or describes a
thing (`đánh giá, xếp loại hằng năm`).

Source of the rules: NĐ 30/2020/NĐ-CP for the spelling of dates; the rest was read off some eighty plans.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.plans.dates import POINTS, Point, read_points

_LIMIT_WORD = (
    r"hoàn\sthành(?:\sviệc)?|thực\shiện|hoàn\sthiện|bảo\sđảm|xong|dự\skiến|định\skỳ|ngay|trong|trước"
    r"|chậm\snhất|"
    r"muộn\snhất|là|vào|đến|hết|cho|từ|kể|nay|bắt\sđầu|sau|khoảng|cuối|đầu|giữa|kết\sthúc|tới|giai\sđoạn"
    r"|thời\skỳ|dịp|"
    r"các|cả|\d{1,2}\s?(?:giờ|h)\s?(?:\d\d)?(?:\sphút)?,?"
)
_EVERY = r"(?:hằng|hàng|mỗi)\s(?:ngày|tuần|tháng|qu[ýí]|năm)(?!\w)"
_MONTHS = r"(?:0?[369]|ba|sáu|chín)\stháng(?:\s(?:một|01|1)\slần)?(?!\w)(?!\s(?:đầu|cuối)\snăm)"
_NEXT = r"(?:tháng|năm|qu[ýí])\s(?:tiếp\stheo|sau|trước\sđó|kế\stiếp|liền\skề)(?!\s?\d)"
_UNIT = r"(?:ngày|tuần|tháng|qu[ýí]|năm)"
# "02 lần/năm", "mỗi quý một lần", "hai năm một lần", "2 tuần/lần"
_TIMES = (
    rf"(?:\d{{1,2}}|một|hai|ba)\slần\s?(?:/|trong\s|mỗi\s)\s?(?:(?:0?1|một)\s)?{_UNIT}(?!\w)"
    rf"|(?:mỗi|hằng|hàng|\d{{1,2}}|một|hai|ba|năm)\s{_UNIT}\s?(?:/\s?|\s)(?:(?:0?1|một)\s)?lần(?!\w)"
)
_AGAIN = (
    rf"(?:\s?\(?,?\s?(?:của\s)?(?:{_EVERY}|{_NEXT})"
    r"|\s(?:của\s)?tháng\s(?:đầu|cuối)\s(?:tiên\s|cùng\s)?(?:của\s)?(?:(?:hằng|hàng"
    r"|mỗi)\s)?qu[ýí](?:\ssau)?(?!\s?[i\d]))"
)
_ONWARDS = r"\s(?:và\s)?(?:các|những)\snăm\s(?:tiếp\stheo|sau)"
_LIMIT = rf"(?:(?:{_LIMIT_WORD})\s){{0,6}}{POINTS}(?:{_AGAIN}|{_ONWARDS})?"
_MORE = rf"(?:{_EVERY}|{_MONTHS}|(?:cả\s|một\s|0?1\s)?năm(?!\s?\d)|qu[ýí](?!\s(?:i|\d)))(?!\w)"
_CHAIN = rf"(?:{_EVERY}|{_MONTHS})(?:(?:\s?[,/]\s?|,?\svà\s|\shoặc\s){_MORE}){{0,4}}"
_SINGLE = r"(?:tháng|tuần|qu[ýí]|(?:một\s|0?1\s)?năm)(?!\w)(?!\s?[\di])"
_REPEATED = rf"(?:theo\s)?định\skỳ\s(?:vào\s|\()?(?:{_CHAIN}|{_SINGLE}(?:(?:,\s|\svà\s){_CHAIN})?)|{_TIMES}|{_CHAIN}"
_ATTACHED = rf",?\s\(?(?=(?:vào|trước|chậm|muộn|từ|ngày|đến)\s){_LIMIT}\)?"
_TRIGGER = (
    r"(?:triển\skhai|ban\shành|văn\sbản|hướng\sdẫn|kế\shoạch|yêu\scầu|hiệu\slực|thông\squa|phê\sduyệt"
    r"|chỉ\sđạo|"
    r"kết\sthúc|quyết\sđịnh|hoàn\sthành)"
)
_UPON = (
    rf"ngay\s(?:sau\s)?khi\s(?:[^.;,]{{2,80}}(?:,\s[^.;,]{{2,80}}){{0,2}}?{_TRIGGER}[^.;,)]{{0,50}}"
    rf"|[^.;,(“\"]{{3,80}}?(?=[.;,(“\"]|\s(?:với|để|nhằm|theo|và)\s|$))"
    rf"|(?:(?<=[(]\s)|(?<=;\s)"
    rf"|(?<=\())(?:ngay\s)?(?:sau\s)?khi\s(?!được)[^().;]{{0,120}}?{_TRIGGER}[^().;]{{0,60}}(?=[);])"
    r"|(?<=\()(?:thực\shiện\s)?theo\s(?:kế\shoạch|lộ\strình|tiến\sđộ|thời\s(?:gian|hạn"
    r"|điểm))(?:\s[^();]{1,120})?(?=\))"
    r"|(?:trong|chậm\snhất|muộn\snhất|không\squá)\s(?:là\s|trong\s|sau\s|vòng\s|(?:thời\s)?(?:hạn"
    r"|gian)\s){0,3}"
    r"(?:không\squá\s|tối\sđa\s)?\d{1,3}(?:\s?[-–]\s?\d{1,3})?\s(?:\([\w\s]{2,20}\)\s)?(?:ngày|tháng|giờ|tuần"
    r"|năm)(?:\slàm\sviệc)?,?"
    r"\s(?:kể\stừ|từ\s(?:khi|ngày)|tính\stừ|sau\skhi|trước\s(?:khi|ngày))\s[^.;,()]{3,100}"
    r"|(?<=tổng\skết\s)(?:ngay\s)?sau\skhi\skết\sthúc\s[^.;,()]{2,60}"
)
#: Every time expression of lower-case text; the group that matched names its sort. The letters in the
#: look-ahead are those with which one can begin: most words are passed over at once.
SCAN = re.compile(
    rf"\b(?=[tđhcqnkgxsbmlvd\d])(?:(?P<upon>{_UPON})|(?P<repeated>(?:{_REPEATED})(?:{_ATTACHED})?)"
    rf"|(?P<limit>{_LIMIT})"
    r"|(?P<ongoing>(?:(?:được\s)?thực\shiện\s)?thường\sxuyên(?:,\sliên\stục)?)"
    r"|(?P<periodic>(?:theo\s)?định\skỳ))(?!\w)"
)
#: The label of a time value inside a text: "Thời gian thực hiện:".
LABEL = re.compile(
    r"(?<!\w)(?:thời\s(?:gian|hạn|điểm)|tiến\sđộ|hạn|lộ\strình)(?:\s(?:thực\shiện|hoàn\sthành|triển\skhai"
    r"|ban\shành|"
    r"trình|tổ\schức|báo\scáo|gửi|bắt\sđầu|kết\sthúc|xong|dự\skiến|cụ\sthể|và|thi\shành"
    r"|công\sviệc)){0,5}\s?:\s?"
)
#: The beginning of a value that states a condition instead of a date.
CONDITION = re.compile(
    r"(?:thực hiện |triển khai |hoàn thành )?(?:theo|khi|ngay|sau|đột xuất|tùy|tuỳ|trong|trước khi|"
    r"cho đến khi|đến khi|cùng với)(?!\w)"
)
#: Words by which the value of an attribute line states a condition further on.
WORDED = re.compile(r"(?<!\w)(?:theo|khi|ngay sau|tiến độ|lộ trình|kế hoạch)(?!\w)")
#: Something that comes round is spoken of shortly before a limit without a year.
REPEATS = re.compile(
    r"định kỳ|(?:hằng|hàng) (?:năm|quý|tháng)|[69] tháng|(?:báo cáo|tổng kết|sơ kết) (?:\w+ )?năm(?! \d)"
)

_LOOKS_BACK = re.compile(
    r"(?:hiệu lực(?: thi hành)?|tính|được (?:ban hành|cấp|ký|thành lập)|đã(?: \w+){1,4}|tồn tại|phát sinh"
    r"|mưa lũ"
    r"|bão|số liệu|sinh|ký|nhiệm kỳ|kh[óo][áa]|vận hành|kể|tính đến)\s?(?:từ |đến |kể từ |\()?$"
)
_CITED_DAY = re.compile(r"(?!\d{4}\s?-)(?:ngày\s)?[\d/.\-\s]+|(?:ngày\s)?\d+\stháng\s\d+\snăm\s\d+")
_NAME = re.compile(r"(?:tầm nhìn|định hướng|chiến lược|quy hoạch|chương trình|đề án|nghị quyết|luật|nhiệm kỳ)[ (]?$")
_OF_ITS_YEAR = re.compile(
    r"(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|nhiệm vụ|ngân sách|kinh phí|chương trình|luật|công tác"
    r"|so với|chỉ số)[^.;,]{0,40}$|(?:của|còn lại)\s$"
)
_OPENS = re.compile(r"(?:^|[.;:(•+]|[-–]\s)\s*$")
_PARENTHESIS = re.compile(
    r"\(\s?(?:(?:thời gian|thời hạn|dự kiến|thực hiện|hoàn thành|xuyên suốt|định kỳ|gửi|báo cáo)\s){0,4}$"
)
_CLOSES = re.compile(r"\s?(?:[);,.]|hoặc|và|$)")
_AIMS = re.compile(
    r"(?:phấn đấu|(?<!mức độ )(?<!không )(?<!tỷ lệ )hoàn thành|bảo đảm|đảm bảo|đạt(?: \w+){0,2} \d)[^.;]{0,60}$"
    r"|thời (?:gian|hạn)"
    r"(?: (?:thực hiện|hoàn thành|tổ chức|triển khai|dự kiến|kết thúc|bắt đầu)){0,2}\s?$"
)
_HAPPENED = re.compile(r",?\s(?:toàn \w+ )?(?:đã|chỉ còn|còn lại|mới có|đến nay)(?!\w)")
_TARGET = re.compile(
    r",?\s(?:đạt|có|phấn đấu|hoàn thành|tối thiểu|ít nhất|cơ bản|giảm|tăng|tất cả|trên \d|toàn bộ|duy trì"
    r"|bảo đảm|"
    r"đảm bảo|hình thành|trở thành|100|\d{1,3}(?:,\d+)?\s?%)"
)
_VERB = re.compile(
    r"\s(?:báo cáo|tổng hợp|tổ chức|sơ kết|tổng kết|rà soát|đánh giá|xây dựng|tham mưu|thực hiện|kiểm tra"
    r"|gửi|lập|"
    r"bố trí|cân đối|ban hành|công bố|tiến hành|xem xét|chủ trì|phối hợp|trình|cập nhật|chủ động|đăng ký"
    r"|đôn đốc)"
)
_REPORT_BEFORE = re.compile(r"(?:báo cáo|sơ kết|tổng kết)[^.;:]{0,130}$")
_REPORT_JUST_BEFORE = re.compile(r"(?:báo cáo|sơ kết)(?: kết quả| đánh giá)?\s?$")
_REPORT_AFTER = re.compile(r"[^.;]{0,30}?(?:báo cáo|sơ kết|tổng kết|tổng hợp|gửi)")
_REPORT_ENDS = re.compile(r"\s?(?:[.;)]|$|và\s|về\s|gửi\s|cho\s|để\s|theo\s|trong\s)|,\s(?:báo cáo|gửi|đột xuất)")
_ATTRIBUTE_NOUN = re.compile(
    r"(?:đánh giá|xếp loại|chất lượng|dự toán|ngân sách|chương trình|kế hoạch|kinh phí|công tác"
    r"|tài sản)(?: \w+){0,3}\s?$"
)
_OF_A_THING = re.compile(r"\s(?:của|đối với|được|cho)\s")
_STRONG = re.compile(r"(?<!\w)(?:trước|chậm|muộn|hết|xong|hoàn\sthành|trong|vào|dịp|kết\sthúc)(?!\w)")
_MEASURE = re.compile(r"\s(?:(?:từ|trên|dưới|khoảng|tối thiểu|ít nhất|tăng|giảm|đạt)\s){1,2}\d")
_ONWARDS_OF_YEARS = re.compile(rf"((?:19|20)\d\d){_ONWARDS}")
_QUOTA = ("quá ", "tối đa ")  # what comes round at most so often is no time limit
_PLAN_YEARS = re.compile(
    r"(?:chương trình|đề án|kế hoạch|chiến lược|nghị quyết|nhiệm kỳ|kh[óo][áa]|năm|tầm nhìn)[^.;]{0,80}$"
)
_SCOPE = re.compile(r"(?<!\w)(?:giai\sđoạn|thời\skỳ|các|cả)(?!\w)")
_FROM = re.compile(r"(?<!\w)(?:từ|sau)(?!\w)")
_TO = re.compile(r"(?<!\w)(?:đến|tới)(?!\w)")
_COMES_ROUND = re.compile(rf"{_EVERY}|{_NEXT}|(?:đầu|cuối)[\w\s]{{1,12}}qu[ýí](?!\s?[i\d])")


def binds(low: str, match: re.Match[str], year: int | None) -> bool:
    """Say whether a time expression that `SCAN` found in running text limits a task.

    Parameters
    ----------
    low : the lower-case text in which it was found.
    year : the document's year, if known; what ends before it is a look back.
    """
    before, after = low[max(0, match.start() - 160) : match.start()], low[match.end() : match.end() + 60]
    return _RULES[match.lastgroup or ""](match[0], before, after, year)


def _upon_binds(raw: str, before: str, after: str, year: int | None) -> bool:
    """Say yes: a condition binds where the pattern allows it to stand."""
    return True


def _repeated_binds(raw: str, before: str, after: str, year: int | None) -> bool:
    """`hằng năm` binds an act (`định kỳ`, `Hằng năm tổ chức`, a report), not when it describes a thing."""
    if "lần" in raw:
        return not before.endswith(_QUOTA)
    if "định" in raw or read_points(raw):
        return True
    if not _COMES_ROUND.search(raw):
        return _REPORT_JUST_BEFORE.search(before) is not None
    if _OF_A_THING.match(after):
        return False
    if _OPENS.search(before):
        return True
    if _ATTRIBUTE_NOUN.search(before):
        return False
    return bool(_VERB.match(after) or (_REPORT_BEFORE.search(before) and _REPORT_ENDS.match(after)))


def _limit_binds(raw: str, before: str, after: str, year: int | None) -> bool:
    """Say whether a limit binds: after a word of limit, alone in parentheses, or as the date of an aim."""
    if _CITED_DAY.fullmatch(raw):
        return False
    points = read_points(raw)
    if not points or _LOOKS_BACK.search(before[-50:]) or _NAME.search(before) or _HAPPENED.match(after):
        return False
    if year and points[-1].year and points[-1].year < year:
        return False
    named = _ONWARDS_OF_YEARS.sub(r"\1", raw)
    if _COMES_ROUND.search(named):
        return True
    if _SCOPE.search(named):
        return not before and not points[0].day
    if _STRONG.search(raw):
        return True
    coarse = not any(p.day or p.month or p.quarter or p.half for p in points)
    return (_year_binds if coarse else _day_binds)(raw, points, before, after)


def _year_binds(raw: str, points: tuple[Point, ...], before: str, after: str) -> bool:
    """`đến năm 2030` needs a target or an aim beside it; a bare year needs an aim before it."""
    alone = _stands_alone(before, after)
    if len(points) > 1:
        return alone and bool(_FROM.search(raw) or not _PLAN_YEARS.search(before))
    if _TO.search(raw):
        return bool(_TARGET.match(after) or _AIMS.search(before) or _OPENS.search(before))
    if _FROM.search(raw):
        return _OPENS.search(before) is not None
    if _MEASURE.match(after):
        return False
    return "năm" in raw and not _OF_ITS_YEAR.search(before) and (alone or bool(_AIMS.search(before)))


def _day_binds(raw: str, points: tuple[Point, ...], before: str, after: str) -> bool:
    """Say whether days bind: a span does, a month or quarter in its place."""
    if not points[-1].year:
        return False
    if _FROM.search(raw) and len(points) == 1:
        return _OPENS.search(before) is not None
    if _FROM.search(raw) or _TO.search(raw):
        return True
    return bool(_OPENS.search(before) or _AIMS.search(before) or _stands_alone(before, after))


def _ongoing_binds(raw: str, before: str, after: str, year: int | None) -> bool:
    """`thường xuyên` binds alone in parentheses; elsewhere it is a manner."""
    return _stands_alone(before, after)


def _periodic_binds(raw: str, before: str, after: str, year: int | None) -> bool:
    """Say whether a bare `định kỳ` speaks of a report."""
    return bool(_REPORT_AFTER.match(after) or _REPORT_BEFORE.search(before[-45:]))


def _stands_alone(before: str, after: str) -> bool:
    """Whether the expression is all that stands in its parentheses."""
    return bool(_PARENTHESIS.search(before) and _CLOSES.match(after))


_RULES: dict[str, Callable[[str, str, str, int | None], bool]] = {
    "upon": _upon_binds,
    "repeated": _repeated_binds,
    "limit": _limit_binds,
    "ongoing": _ongoing_binds,
    "periodic": _periodic_binds,
}
