"""Text of before Unicode becomes Unicode, and text that is Unicode comes through as it is."""

import io
import unicodedata

import pytest
from conftest import sample_plans
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans.reading.docx import read_docx
from pipeline.plans.reading.encoding import decode
from pipeline.plans.reading.html import read_html
from pipeline.plans.reading.text import read_text
from pipeline.text import legacy
from pipeline.text.legacy import decode_eight_bit, from_font, from_tcvn3, from_viqr, from_vni, to_unicode
from pipeline.text.syllables import is_syllable, vietnamese_share

PLAN = """Kế hoạch thực hiện công tác dân vận chính quyền năm 2025
1. Sở Nội vụ chủ trì, phối hợp với Thanh tra tỉnh rà soát đội ngũ cán bộ, công chức, xong trước ngày 30/6/2025.
2. Ủy ban nhân dân các xã, phường tổ chức đối thoại với Nhân dân; giải quyết dứt điểm khiếu nại, tố cáo.
Đề nghị Mặt trận Tổ quốc Việt Nam tỉnh giám sát việc thực hiện."""
TCVN3 = {new: old for old, new in legacy._TCVN3.items()}
TONES = {
    "\u0301": "'",
    "\u0300": "`",
    "\u0309": "?",
    "\u0303": "~",
    "\u0323": ".",
    "\u0302": "^",
    "\u0306": "(",
    "\u031b": "+",
}
VNI_ALONE = {new: old for old, new in legacy._VNI_ALONE.items()}
VNI_MARKS = {marks: sign for sign, marks in legacy._VNI_MARKS.items()}
VOWELS = "aăâeêioôơuưy"
SYLLABLES = st.sampled_from(PLAN.replace("\n", " ").split())
UNICODE_LETTERS = st.sampled_from(
    [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in ["", *"\u0300\u0301\u0303\u0309\u0323"]]
)


def to_tcvn3(text):
    """Write a text in TCVN3, which has no capitals with a tone."""
    return "".join(TCVN3.get(letter, TCVN3.get(letter.lower(), letter)) for letter in text)


def to_vni(text):
    """Write a text in VNI."""
    return "".join(map(vni_letter, text))


def vni_letter(letter):
    """Write a letter in VNI: a base letter, and a sign for its marks."""
    small = letter.lower()
    base, *marks = shape_first(small)
    if "\u031b" in marks:
        base, marks = unicodedata.normalize("NFC", base + "\u031b"), [mark for mark in marks if mark != "\u031b"]
    old = VNI_ALONE.get(small) or VNI_ALONE.get(base, base) + (VNI_MARKS["".join(marks)] if marks else "")
    return old.upper() if letter.isupper() else old


def to_viqr(text):
    """Write a text in VIQR."""
    text = text.replace("đ", "dd").replace("Đ", "DD")
    return "".join(TONES.get(part, part) for letter in text for part in shape_first(letter))


def shape_first(letter):
    """Take a letter apart, its shape before its tone."""
    base, *marks = unicodedata.normalize("NFD", letter)
    return base + "".join(sorted(marks, key=lambda mark: mark not in "\u0302\u0306\u031b"))


@pytest.mark.parametrize("write", [to_tcvn3, to_vni, to_viqr], ids=["TCVN3", "VNI", "VIQR"])
def test_a_plan_of_before_unicode_is_told_and_converted(write):
    """A plan written in an old encoding comes out as it was meant, but for capitals with a tone in TCVN3."""
    converted = to_unicode(write(PLAN))

    assert converted.encoding == {to_tcvn3: "TCVN3", to_vni: "VNI", to_viqr: "VIQR"}[write]
    assert converted.text == (PLAN.replace("Ủy ban", "ủy ban") if write is to_tcvn3 else PLAN)


def test_utf8_taken_for_windows_1252_is_mended():
    """`Káº¿ hoáº¡ch` is what a program makes of UTF-8 that it takes for something else."""
    misread = "".join(
        chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode("cp1252") for b in PLAN.encode()
    )

    assert to_unicode(misread).text == PLAN


def test_files_in_old_encodings_are_read(tmp_path):
    """The bytes of a text file tell TCVN3, VNI and windows-1258 apart; the ledger hears of what was converted."""
    for raw, warned in (
        (to_tcvn3(PLAN).encode("latin-1"), "TCVN3"),
        (to_vni(PLAN).encode("latin-1"), "VNI"),
        (windows_1258(PLAN), ""),
    ):
        source = read_text(raw, "kế hoạch.txt")

        assert source.blocks[1].text.startswith("1. Sở Nội vụ chủ trì, phối hợp với Thanh tra tỉnh rà soát đội ngũ")
        assert warned in "".join(source.warnings)
        assert bool(source.warnings) == bool(warned)


def test_pages_in_old_encodings_are_read():
    """The letters of a page may be entities; a heading in .VnTimeH is in capitals."""
    letters = "".join(c if c.isascii() else f"&#{ord(c)};" for c in to_tcvn3(PLAN))
    body = "".join(f"<p>{line}</p>" for line in letters.split("\n"))
    heading = f'<font face=".VnTimeH">{to_tcvn3("kế hoạch công tác")}</font>'
    page = f'<meta charset="windows-1252"><h1>{heading}</h1>{body}'.encode("latin-1")

    source = read_html(page, "kế hoạch.htm")

    words = [line.text for line in source.blocks if line.text]
    assert words[:2] == ["KẾ HOẠCH CÔNG TÁC", PLAN.split("\n")[0]]
    assert "TCVN3" in source.warnings[0]


@pytest.mark.parametrize(
    ("font", "write"), [(".VnTime", to_tcvn3), ("VNI-Times", to_vni), (None, to_tcvn3), (".VnTime", str)]
)
def test_word_documents_in_old_fonts_are_read(font, write):
    """Runs are converted by their font, words whose font is that of a style by what they are, Unicode never."""
    docx = pytest.importorskip("docx", reason="python-docx makes the documents of these tests")
    book = docx.Document()
    heading = book.add_paragraph().add_run(
        to_tcvn3("kế hoạch") if font == ".VnTime" and write is not str else write("KẾ HOẠCH")
    )
    heading.font.name = ".VnTimeH" if font == ".VnTime" and write is not str else font
    for line in PLAN.split("\n"):
        book.add_paragraph().add_run(write(line)).font.name = font
    stream = io.BytesIO()
    book.save(stream)

    source = read_docx(stream.getvalue(), "kế hoạch.docx")

    words = [line.text for line in source.blocks if line.text]
    assert words[:2] == ["KẾ HOẠCH", PLAN.split("\n")[0]]
    assert bool(source.warnings) == (write is not str)


def windows_1258(text):
    """Write a text in windows-1258, whose tones stand apart."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            rest = "".join(m for m in marks if m not in tones)
            out += unicodedata.normalize("NFC", base + rest).encode("cp1258") + "".join(tones).encode("cp1258")
    return out


def test_a_line_of_capitals_gets_its_marked_letters_in_capitals():
    """TCVN3 has small letters with tones only; in a line of capitals they are meant as capitals."""
    assert from_tcvn3("KÕ HO¹CH\nc«ng t¸c CBCC") == "KẾ HOẠCH\ncông tác CBCC"


@given(st.lists(SYLLABLES, min_size=1, max_size=40).map(" ".join))
def test_the_tables_lead_there_and_back(text):
    """What is written in an old encoding and converted is the same text again."""
    assert from_vni(to_vni(text)) == text
    assert from_viqr(to_viqr(text.replace(".", ""))) == text.replace(".", "")
    assert from_tcvn3(to_tcvn3(text)).lower() == text.lower()


@given(st.lists(UNICODE_LETTERS, min_size=1, max_size=8).map("".join))
def test_every_letter_goes_through_the_tables_and_back(letters):
    """Each of the 72 vowels is in the tables of TCVN3 and VNI."""
    assert from_tcvn3(to_tcvn3(letters)) == letters
    assert from_font(to_vni(letters), "VNI-Times") == letters or legacy._UNICODE.search(to_vni(letters))


@given(st.text())
def test_whatever_is_not_full_of_vietnamese_is_left_alone(text):
    """Any text at all comes back unchanged unless many of its words become syllables."""
    converted = to_unicode(text)

    assert converted.text == text or vietnamese_share(converted.text)[1] >= 8


@given(
    st.lists(
        st.one_of(
            SYLLABLES, st.sampled_from("Société Générale München naïve façade “Đổi mới” a^2 C++ «oui» año".split())
        )
    ).map(" ".join)
)
def test_good_unicode_comes_through_unchanged(text):
    """Vietnamese in Unicode, composed or decomposed, with English, French and German words in it stays as it is."""
    for form in ("NFC", "NFD"):
        given_text = unicodedata.normalize(form, text)
        assert to_unicode(given_text) == legacy.Converted(given_text)


def test_the_sample_plans_are_all_unicode():
    """No sample plan is taken for one in an old encoding, whole or line by line."""
    for path in sample_plans():
        text = decode(path.read_bytes(), path.name)
        assert to_unicode(text) == legacy.Converted(text)
        for line in text.splitlines():
            assert to_unicode(line).text == line


def test_fonts_tell_what_a_run_is_written_in():
    """A run in .VnTimeH is in capitals; a run of another font is what it is."""
    assert from_font("céng hßa x· héi chñ nghÜa viÖt nam", ".VnTimeH") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert from_font("Société", "Times New Roman") == "Société"
    assert from_font("Độc lập", ".VnTime") == "Độc lập"


def test_syllables_are_told_from_other_words():
    """Stops take two tones only, and no syllable has two."""
    assert all(map(is_syllable, "nghiêng khuỷu quyển giếng ưỡn oẳn yểm Đắc gìn quốc".split()))
    assert not any(map(is_syllable, "tàp hếchh nghĩê Müller mảt aố".split()))


def test_bytes_that_are_nothing_known_are_taken_for_windows_1258():
    """Where nothing speaks for an old encoding, the code page of Windows is it."""
    assert decode_eight_bit("caf\xe9 cr\xe8me".encode("latin-1")).encoding is None
