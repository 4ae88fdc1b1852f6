"""Names of agencies: where they stand in a text, how lists split, and which two names mean one agency."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans.agencies import find_agencies, find_agency, find_mentions, matches, split_agencies
from pipeline.plans.agency_names import identity
from pipeline.plans.registry import registry

LISTS = {
    # commas and "và" inside a name do not split it
    "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế": ("Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"),
    "Sở Lao động – Thương binh và Xã hội và Công an tỉnh": (
        "Sở Lao động – Thương binh và Xã hội",
        "Công an tỉnh",
    ),
    # elliptic lists do
    "các Sở: Nội vụ, Tài chính, Giáo dục và Đào tạo": ("Sở Nội vụ", "Sở Tài chính", "Sở Giáo dục và Đào tạo"),
    "các Sở Nội vụ, Tư pháp; UBND cấp xã": ("Sở Nội vụ", "Sở Tư pháp", "UBND cấp xã"),
    "Bộ trưởng các Bộ: Công an, Quốc phòng": ("Bộ trưởng Bộ Công an", "Bộ trưởng Bộ Quốc phòng"),
    # groups are one name until a qualifier or a particular agency ends them
    "Các sở, ban, ngành tỉnh; UBND các xã, phường, đặc khu": (
        "Các sở, ban, ngành tỉnh",
        "UBND các xã, phường, đặc khu",
    ),
    "Thủ trưởng các sở, ngành; Chủ tịch UBND cấp xã": ("Thủ trưởng các sở, ngành", "Chủ tịch UBND cấp xã"),
    "các huyện ủy, thành ủy, đảng ủy trực thuộc": ("các huyện ủy, thành ủy, đảng ủy trực thuộc",),
    # places and levels belong to the name
    "Báo Lam Giang, Đài Phát thanh và Truyền hình Lam Giang": (
        "Báo Lam Giang",
        "Đài Phát thanh và Truyền hình Lam Giang",
    ),
    "Sở Y tế tỉnh Lào Cai, Thanh tra thị xã Nghĩa Lộ": ("Sở Y tế tỉnh Lào Cai", "Thanh tra thị xã Nghĩa Lộ"),
    "Chi cục Hải quan khu vực XI": ("Chi cục Hải quan khu vực XI",),
    "UBND các xã: Bình Minh, Tân Lập": ("UBND các xã: Bình Minh, Tân Lập",),
    "Báo và Phát thanh, Truyền hình Cần Thơ": ("Báo và Phát thanh, Truyền hình Cần Thơ",),
    "các tỉnh Sơn La, Lai Châu, Sở Y tế": ("các tỉnh Sơn La, Lai Châu", "Sở Y tế"),
    "UBND 03 xã: Tân Lập, Bình An": ("UBND 03 xã: Tân Lập, Bình An",),
    "UBND thành phố Huế, thành phố Đà Nẵng": ("UBND thành phố Huế, thành phố Đà Nẵng",),
    "Ban Quản lý Khu kinh tế Lam Hải và các Khu công nghiệp Lam Giang": (
        "Ban Quản lý Khu kinh tế Lam Hải và các Khu công nghiệp Lam Giang",
    ),
    "Ngân hàng Nhà nước Việt Nam - Chi nhánh khu vực 5": ("Ngân hàng Nhà nước Việt Nam - Chi nhánh khu vực 5",),
    # a name after group words is not swallowed by them; a title may end in the first word of a name
    "các sở, ngành, Bộ Chỉ huy Quân sự tỉnh": ("các sở, ngành", "Bộ Chỉ huy Quân sự tỉnh"),
    "Trưởng Ban Chỉ đạo tỉnh; Trưởng ban Tổ chức Tỉnh ủy": ("Trưởng Ban Chỉ đạo tỉnh", "Trưởng ban Tổ chức Tỉnh ủy"),
    "các bộ, ngành, Tập đoàn FPT": ("các bộ, ngành", "Tập đoàn FPT"),
    "các Tập đoàn VNPT, Viettel, Mobifone khẩn trương khắc phục": (
        "Tập đoàn VNPT",
        "Tập đoàn Viettel",
        "Tập đoàn Mobifone",
    ),
    "các tổ chức chính trị-xã hội tỉnh": ("các tổ chức chính trị-xã hội tỉnh",),
    # a common word belongs to the name
    "cơ quan Công an, ngành y tế, Mặt trận cơ sở": ("cơ quan Công an", "ngành y tế", "Mặt trận cơ sở"),
    # unknown names are read by grammar, misspelt ones too
    "Trung tâm Xúc tiến thương mại tỉnh, Sở Sây dựng": ("Trung tâm Xúc tiến thương mại tỉnh", "Sở Sây dựng"),
    "Viện Khoa học, Giáo dục và Du lịch Lam Giang": ("Viện Khoa học, Giáo dục và Du lịch Lam Giang",),
    "Viện Nghiên cứu phát triển Thành phố, Sở Nội vụ": ("Viện Nghiên cứu phát triển Thành phố", "Sở Nội vụ"),
    "Ban Quản lý dự án đầu tư xây dựng các công trình thủy lợi tỉnh": (
        "Ban Quản lý dự án đầu tư xây dựng các công trình thủy lợi tỉnh",
    ),
    # generic words stand only where nobody else does
    "Sở Tư pháp và các cơ quan, đơn vị có liên quan": ("Sở Tư pháp",),
    "Các cơ quan, đơn vị, địa phương": ("Các cơ quan, đơn vị, địa phương",),
}


@pytest.mark.parametrize(("text", "names"), LISTS.items())
def test_a_list_splits_into_its_agencies_as_given(text: str, names: tuple[str, ...]):
    """Every name comes out as written, elliptic ones completed, none torn at its own commas."""
    assert split_agencies(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Báo Trường Lam tăng thời lượng phản ánh kết quả xử lý.", "Báo Trường Lam"),
        ("Báo Trường Lam đăng tải kết quả hằng tuần.", "Báo Trường Lam"),
        ("Ban công tác Mặt trận các thôn, tổ dân phố gửi biên bản.", "Ban công tác Mặt trận các thôn, tổ dân phố"),
        ("Văn phòng Đăng ký đất đai rà soát hồ sơ.", "Văn phòng Đăng ký đất đai"),
    ],
)
def test_a_name_ends_where_its_agency_begins_to_act(text: str, name: str):
    """Neither does the verb belong to it, nor is what belongs to it an agency of its own."""
    assert [mention.name for mention in find_mentions(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Ban hành kế hoạch kiểm tra, giám sát trong tháng 5.",
        "Thanh tra, kiểm tra việc chấp hành pháp luật.",
        "Phòng, chống tham nhũng và tổ chức Hội nghị sơ kết.",
        "Thu ngân sách đạt dự toán; bộ máy tinh gọn.",
        "Rà soát các trường hợp chậm nộp hồ sơ.",
    ],
)
def test_words_that_only_look_like_heads_name_no_agency(text: str):
    """A verb or a common noun that begins like the name of an agency is not one."""
    assert find_mentions(text) == ()


ANSWERS = [
    ("so noi vu", "Giám đốc Sở Nội vụ", "same"),
    ("Sở KH&CN", "Sở Khoa học và Công nghệ", "same"),
    ("Ủy ban nhân dân tỉnh", "UBND tỉnh", "same"),
    ("Provincial Inspectorate", "Thanh tra tỉnh", "same"),
    ("Thanh tra", "Thanh tra thị xã", "level"),
    ("Công an", "Công an tỉnh", "level"),
    ("Sở Nội vụ", "các sở, ban, ngành tỉnh", "group"),
    ("Sở Nội vụ", "các sở, ban, ngành liên quan", "group"),
    ("Sở Nội vụ", "Cơ quan, đơn vị, địa phương", "group"),
    ("Công an tỉnh", "lực lượng Công an", "level"),
    ("Sở Nội vụ", "Sở Nội vự", "same"),  # a scan's mistake
    ("UBND xã Bình Minh", "UBND các xã, phường", "group"),
    ("Sở Tài chính", "Sở Kế hoạch và Đầu tư", "succession"),
    ("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ", "succession"),
    ("Ban Tuyên giáo và Dân vận Tỉnh ủy", "Ban Dân vận Tỉnh ủy", "succession"),
]


@pytest.mark.parametrize(("wanted", "name", "how"), ANSWERS)
def test_a_name_answers_the_wanted_agency_and_says_how(wanted: str, name: str, how: str):
    """Spelling, level, group and succession each lead to the agency that is meant."""
    match = matches(wanted, name)

    assert match is not None
    assert match.how == how


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Sở Nội vụ", "Bộ Nội vụ"),
        ("Thanh tra tỉnh", "Thanh tra Chính phủ"),
        ("UBND tỉnh", "UBND các xã, phường"),
        ("Sở Y tế tỉnh Lào Cai", "Sở Y tế tỉnh Sơn La"),
        ("Sở Y tế", "Sở Nội vụ"),
        ("Sở Nội vụ", "Sở Hoa quả"),
        ("Sở Y tế", "các cơ sở y tế"),
        ("Sở Y tế", "co so y te"),
        ("Sở Nội vụ", "Doanh nghiệp công nghệ số"),
        ("UBND quận", "UBND xã liên quan"),
    ],
)
def test_another_agency_does_not_answer(wanted: str, name: str):
    """A different head, level, place or field is a different agency."""
    assert matches(wanted, name) is None


def test_a_word_that_reads_like_an_abbreviation_is_none():
    """`cá` in `tổ chức, cá nhân` is not CA: the police are meant as everybody is, no more."""
    match = matches("Công an xã", "Tổ chức, cá nhân")

    assert match is not None
    assert match.how == "group"
    assert matches("Công an xã", "Đội CA xã")


def test_a_question_without_diacritics_names_its_agencies():
    """What a hasty typist or an English speaker writes is understood, with its level."""
    assert [f.name for f in find_agencies("ubnd xa va SO KHCN phai lam gi")] == [
        "Ủy ban nhân dân xã",
        "Sở Khoa học và Công nghệ",
    ]
    assert find_agency("tasks of the Department of Health") == "Sở Y tế"
    assert find_agency("trồng cây xanh") is None


def test_every_successor_in_the_register_is_an_agency_of_the_register():
    """Nobody inherits who does not exist."""
    agencies = registry().agencies

    assert [s for a in agencies.values() for s in a.successors if s not in agencies] == []


def test_decomposed_text_gives_the_same_names_at_its_own_places():
    """NFD text is read like NFC text, and its spans slice the text that was given."""
    text = unicodedata.normalize("NFD", "Giao Ủy ban nhân dân tỉnh và Sở Nội vụ thực hiện")

    found = find_mentions(text)

    assert [unicodedata.normalize("NFC", text[m.start : m.end]) for m in found] == [
        "Ủy ban nhân dân tỉnh",
        "Sở Nội vụ",
    ]


def test_both_tone_placements_are_one_spelling():
    """uỷ and ủy, hoá and hóa find the same agencies."""
    old, new = "Uỷ ban nhân dân xã, Sở Văn hoá và Thể thao", "Ủy ban nhân dân xã, Sở Văn hóa và Thể thao"

    spans = [[(m.start, m.end) for m in find_mentions(text)] for text in (old, new)]

    assert spans[0] == spans[1] != []


PIECES = ["Sở Nội vụ", "các Sở: ", "Y tế", ", ", " và ", "các sở, ban, ngành", "Chủ tịch ", "UBND xã", " chủ trì", "; ",
          "phối hợp với ", "Giao ", "(", ". ", "Ủy ban", " tỉnh", "Hà Nội", "İ", "\n", "cơ quan"]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@given(TEXTS)
def test_mentions_slice_back_in_order_for_any_text(text: str):
    """Whatever the text, mentions are its own slices, in order, not overlapping."""
    found = find_mentions(text)

    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(TEXTS, TEXTS)
def test_matching_never_fails_and_says_one_of_four_ways(wanted: str, name: str):
    """Any two strings can be compared."""
    match = matches(wanted, name)

    assert match is None or match.how in ("same", "level", "group", "succession")


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Sở Nông nghiệp và Môi trường tỉnh", "Sở Nông nghiệp và Môi trường"),
        ("Phó Giám đốc Sở Nội vụ", "Sở Nội vụ"),
    ],
)
def test_a_word_like_a_title_inside_a_name_belongs_to_the_name(name, agency):
    """Only what stands before a name is a title: "Thể" and "trường" are not "the" and "trưởng"."""
    assert identity(name).bases == (agency,)
    assert matches("Sở Tư pháp", name) is None
