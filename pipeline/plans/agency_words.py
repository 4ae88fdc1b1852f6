"""The words of which names of agencies are made: levels, titles, heads, and the verbs that end them.

Patterns here are applied to `plain` text. `agencies.py` reads names with them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.plans.registry import registry
from pipeline.text.normalize import match_form


def form(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is applied to `plain` text; it must not hold upper-case escapes."""
    return re.compile(match_form(pattern))


_UPPER = "".join(chr(i) for i in range(0x1EFA) if chr(i).isupper() and (i < 0x250 or i >= 0x1E00))
WORD = re.compile(r"\w+")
_LEVEL = (
    r"(?:tỉnh(?! ủy| đoàn)|thành phố|tp|thị xã|thị trấn|huyện(?! ủy)|quận(?! ủy)|xã(?! hội)|phường|đặc khu"
    r"|địa phương|cơ sở|trung ương)\b"
)
_AND = r"(?:\s*[,/]\s*(?:và\s+)?|\s+(?:và|hoặc)\s+)"
_LEVELS = rf"(?:các\s+|cấp\s+|của\s+|\d{{1,3}}\s+)*{_LEVEL}(?:{_AND}(?:các\s+)?{_LEVEL})*"
# below the communes only the Front has boards of its own: "Ban công tác Mặt trận các thôn, tổ dân phố"
_HAMLET = r"(?:thôn|bản|ấp|buôn|khóm|khu phố|tổ dân phố|khu dân cư)\b"
_HAMLETS = rf"(?<=mặt trận)\s+(?:ở\s+)?(?:các\s+)?{_HAMLET}(?:{_AND}(?:các\s+)?{_HAMLET})*"
# what may follow a registered name: its level, its number, its superior
TAIL = form(
    rf"(?:{_HAMLETS}|\s+(?:{_LEVELS}|khu vực\s+(?:[ivx]+|\d+)\b|(?:các|cùng)\s+cấp\b|(?:trung ương|tw"
    rf"|(?<!đầu )tư)\b(?:\s+đảng\b)?"
    r"|(?:tỉnh|thành|huyện|thị|quận|đảng) ủy\b|việt nam\b|(?:[-–]\s+)?chi nhánh\b|trực thuộc\b))+"
)
PLACE = re.compile(rf"\s+[{_UPPER}]\w*(?:(?:\s+-\s+|\s+)[{_UPPER}]\w*){{0,3}}")
PLACES = re.compile(
    rf"\s*:\s*[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*)*(?:(?:\s*,\s*|\s+và\s+)[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*)*)+"
)
_NAME_OF_PLACE = rf"[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*){{0,3}}"
NEXT_PLACE = re.compile(rf"(?:\s*,\s*|\s+và\s+|\s+)({_NAME_OF_PLACE})")
# "thành phố Hà Nội, thành phố Huế": the name of the agency is not said again
MORE_PLACES = re.compile(rf"(?:\s*,\s*|\s+và\s+)(?:tỉnh|[Tt]hành phố|xã|phường|huyện|thị xã)\s+{_NAME_OF_PLACE}")
ZONES = re.compile(r"(?:\s+và|,)?\s+(?:các\s+)?[Kk]hu\s+(?:[Cc]ông nghiệp|[Cc]ông nghệ cao|[Kk]inh tế|[Cc]hế xuất)")
FIELDS = re.compile(rf"[{_UPPER}]\w*(?:\s\w+){{0,3}}(?:,\s[{_UPPER}]\w*(?:\s\w+){{0,3}})+\s+và\s+[{_UPPER}]")
_TITLE_WORDS = (
    "thủ trưởng|người đứng|tổng giám|giám đốc|chủ tịch|chủ nhiệm|bộ trưởng|thứ trưởng|thống đốc"
    "|tổng cục|chi cục|cục trưởng|vụ trưởng|trưởng|bí thư|chánh|viện trưởng|hiệu trưởng|lãnh đạo"
    "|chỉ huy|tư lệnh|tổng biên|chính ủy|phó|phó chủ|phó giám|phó trưởng|phó bí|phó thủ|chánh văn"
    "|chánh thanh|chánh án|ủy viên|thành viên|thường trực|trưởng ban|trưởng phòng"
).split("|")
TITLE = form(
    r"(?:(?:các\s+)?đồng chí\s+)?(?:các\s+)?(?:"
    r"(?:phó\s+)?(?:thủ trưởng|người đứng đầu|tổng giám đốc|giám đốc|chủ tịch|chủ nhiệm"
    r"|bộ trưởng|thứ trưởng|thống đốc"
    r"|tổng cục trưởng|chi cục trưởng|cục trưởng|vụ trưởng|trưởng ban|trưởng phòng|trưởng"
    r"|bí thư|chánh án|viện trưởng"
    r"|hiệu trưởng|lãnh đạo|chỉ huy trưởng|tư lệnh|chánh|tổng biên tập"
    r"|chính ủy)(?:\s+(?:phụ trách|thường trực))?"
    r"|phó|ủy viên|thành viên|thường trực)"
    r"(?:\s*[,/]\s*|\s+và\s+|\s+)(?:của\s+)?"
)
PLURAL = form(rf"\b(?:các|\d{{1,3}})\s+{_LEVEL}$")
ELLIPTIC = form(
    r"(?:(?:các|những)\s+(sở|bộ|phòng|ban|cục|chi cục|hội|vụ|tập đoàn|tổng công ty|công ty)(?:\s*:\s*|\s+)"
    r"|(sở|bộ|phòng|ban)\s*:\s*)"
)
# words that begin the predicate: what stands before them is the agency, what follows is the work
_VERBS = """
chủ trì|chủ động|chủ quản|phối hợp|tham mưu|tham gia|thực hiện|(?<!đầu tư )xây dựng|triển khai|tăng cường
|tiếp tục|căn cứ|có trách nhiệm|chịu
|rà soát|báo cáo|hướng dẫn|đề xuất|đề nghị|tổ chức|nghiên cứu|ban hành|đôn đốc|đảm bảo|bảo đảm
|cung cấp|thường xuyên
|chỉ đạo|kịp thời|khẩn trương|nghiêm túc|tập trung|lập|bố trí|cử|gửi
|(?<!chương )(?<!quá )(?<!quy )(?<!công )(?<!lộ )(?<!tờ )trình|thẩm định|kiểm tra|giám sát|theo dõi
|đẩy mạnh|tuyên truyền|vận động|phát động|phát huy|quán triệt|quan tâm|ưu tiên|lồng ghép|cân đối
|tổng hợp|đăng ký
|hỗ trợ|lựa chọn|lãnh đạo|nâng cao|đổi mới|cập nhật|tạo điều kiện|khuyến khích|xác định|yêu cầu|giao(?! thông| dịch)
|phân công|cụ thể hóa
|định kỳ|hằng năm|hàng năm|hằng quý|hàng quý|trực tiếp|quản lý|tiến hành|thống nhất|duy trì
|hoàn thành|hoàn thiện|xem xét|phê duyệt
|quyết định|giải quyết|xử lý|tiếp nhận|kiện toàn|phổ biến|giáo dục|đào tạo|bồi dưỡng|đề cao|(?<!nông nghiệp )ứng dụng
|khai thác|công khai
|công bố|đánh giá|biểu dương|khen thưởng|động viên|thông tin|thông báo|phản ánh|nắm|huy động
|tích cực|đưa|đăng(?= tin| tải|, phát)|tăng(?= thời lượng)|thành lập|lấy ý kiến|mở
|kết nối|chia sẻ|vận hành|thiết kế|thí điểm|sơ kết|tổng kết|tính toán|chuẩn bị|(?<!dự án )đầu tư|phát triển|làm
|trao đổi|tiếp thu|góp ý
|tư vấn|giúp|là|được|phải|cần|sẽ|đã|đang|có|nghiêm|nhanh chóng|sớm|đồng thời|gắn|theo|trên cơ sở|trong
|khi|nếu|trước|sau|từ|đến|tại|trên|không|chưa|điều chỉnh|điều phối
|rút kinh nghiệm|kiểm soát|kiến nghị|thúc đẩy|mời|phân bổ|tập hợp|ký kết|thu hút|đổi|sử dụng
|tìm kiếm|bám sát|chấp hành|tuân thủ
|truyền thông|thẩm tra|ngăn chặn|phòng ngừa|điều tra|truy tố|xét xử|khắc phục|bổ sung|sửa đổi
|tiếp cận|họp|tuyển dụng|quy định|tuyển chọn|cải cách|tự|rà|phân công
|cấp|dự báo|lắp đặt|xin ý kiến|xúc tiến|quảng bá|giới thiệu|hình thành|tham khảo|tránh|hạn chế
|đấu tranh|phát hiện|thanh tra|thanh toán|thu
""".replace("\n", "").strip("|")
VERB = form(rf"(?:{_VERBS})\b")
_VERB_STARTS = frozenset(match_form(verb).split()[0] for verb in re.sub(r"\(\?[^)]*\)", "", _VERBS).split("|"))
OPEN_STOP = frozenset(
    match_form("các những mọi mỗi từng và hoặc với cùng về do của ở thuộc bằng qua như vào cho mà thì nhằm để").split()
)
HEADS = frozenset(
    match_form(
        "sở bộ cục chi_cục tổng_cục vụ ban phòng hội trung_tâm văn_phòng đảng_ủy ủy_ban liên_minh"
        " liên_hiệp liên_đoàn hiệp_hội hội_đồng báo đài công_ty tập_đoàn tổng_công_ty trường học_viện"
        " viện bệnh_viện ngân_hàng tòa_án kho_bạc công_an thanh_tra chi_nhánh đoàn đội tổ quỹ"
        " bưu_điện điện_lực hải_quan cảng_vụ cơ_quan mặt_trận nhà_xuất_bản bộ_chỉ_huy bộ_tư_lệnh"
        " ban_chỉ_huy ban_quản_lý ban_chỉ_đạo tiểu_ban cổng nhà_máy nhà_hát thư_viện bảo_tàng vườn"
        " đồn trạm tạp_chí cảnh_sát viễn_thông hạt ủy_viên xí_nghiệp trung_đoàn lữ_đoàn sư_đoàn"
        " quân_khu"
    ).split()
)
_QUALIFIER = (
    r"(?:\s+(?:(?:có\s+)?liên quan|khác|hữu quan|cùng cấp|các cấp|chức năng|chuyên môn"
    r"|nghiệp vụ|trực thuộc|có thẩm quyền"
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
    word = WORD.match(low, position)
    return word is not None and word[0] in _VERB_STARTS and VERB.match(low, position) is not None


@lru_cache(maxsize=1)
def group_pattern() -> re.Pattern[str]:
    """Return the pattern of a group: determiner, nouns for kinds of agencies, qualifiers."""
    nouns = sorted(registry().nouns, key=len, reverse=True)
    noun = "|".join(re.escape(n) for n in nouns).replace(r"\ \-\ ", r"\s*[-–]\s*").replace(r"\ ", r"\s+")
    noun = noun.replace(r"|tổ\s+chức|", rf"|tổ\s+chức(?!\s+(?:{_VERBS}|các|hội nghị|tốt|lễ)\b(?!\s+liên quan))|")
    noun = rf"(?:{noun})\b(?!\s+(?:hành|nghị|thảo|viên|đồng|họp|hợp|máy|phận|tiêu|chỉ|nghề|hội)\b)"
    return form(
        rf"((?:(?:tất cả\s+|toàn thể\s+)?(?:các|những|mọi|mỗi|từng)\s+)?)({noun}(?:{_AND}{noun}){{0,20}})"
        rf"({_QUALIFIER}*(?:{_AND}{_QUALIFIER.replace('s+', 's*', 1)})?)"
    )


@lru_cache(maxsize=1)
def openings() -> dict[str, frozenset[str]]:
    """Return the first words of names → the words that may follow; "" among them for a name of one word."""
    out: dict[str, set[str]] = {}
    singles = set()
    for name in (*registry().nouns, *(h.replace("_", " ") for h in HEADS), *_TITLE_WORDS):
        first, *rest = match_form(name).split()
        out.setdefault(first, set()).add(rest[0].strip(",") if rest else "")
        singles.add(first)
    for first, deeper in registry().names.items():
        out.setdefault(first, set()).update(deeper)
        singles.add(first)
    singles |= {"đồng", "tất", "toàn"}
    for determiner in ("các", "những", "mọi", "mỗi", "từng"):
        out[determiner] = singles
    out["đồng"] = {"chí"}
    out["tất"] = out["toàn"] = {"cả", "thể"}
    return {word: frozenset(match_form(n) for n in following) for word, following in out.items()}


ROLE_VERBS = frozenset(
    [
        "chủ trì",
        "phối hợp",
        "tham mưu",
        "có trách nhiệm",
        "căn cứ",
        "tiếp tục",
        "chủ động",
        "thường xuyên",
        "quy định",
        "khẩn trương",
        "nghiêm túc",
        "kịp thời",
        "tích cực",
    ]
)
COMMA = form(_AND)
BELONGS = form(r"\s+(?:trực thuộc|thuộc|của)\s+|\s+")
LIST_COMMA = form(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s*;\s*")
VAGUE = frozenset(
    match_form(
        "địa phương|đơn vị|cơ quan|cá nhân|tổ chức|lực lượng|doanh nghiệp|thành phố|thị xã|đối tượng|"
        "thành phần|lĩnh vực|thành viên|trung tâm|đầu mối|chính quyền|đảng bộ|nhà trường|chủ quản|"
        "ngân hàng|bệnh viện|đặc khu|thị trấn|công ty|hiệp hội|tập đoàn|học viện|trường học|"
        "tổ dân phố|khu phố|chi bộ|hợp tác xã|hộ kinh doanh|phòng ban"
    ).split("|")
)
PLACED = frozenset(match_form("tỉnh|thành phố|huyện|thị xã|quận|xã|phường|đặc khu|thị trấn").split("|"))
BROAD = VAGUE | {"ngành", "cấp", "tỉnh", "huyện", "xã", "phường", "quận", "thôn"}  # name nobody on their own
OPENABLE = frozenset(
    match_form(
        "doanh nghiệp|lực lượng|chủ dự án|chủ đầu tư|cơ quan chủ quản|trường|công ty|hiệp hội|tổ chức"
        "|cơ sở giáo dục|cơ sở y tế"
    ).split("|")
)


@lru_cache(maxsize=1)
def specific_nouns() -> dict[str, bool]:
    """Group words in `match_form` → whether they name anybody in particular."""
    return {match_form(noun): specific for noun, specific in registry().nouns.items()}
