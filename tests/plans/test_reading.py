"""Bytes to lines and tables."""

import pytest

from pipeline.errors import DamagedFile, EmptyPlan, UnsupportedFormat
from pipeline.plans.reading import read
from pipeline.records import Line, Table

TEXT = "KẾ HOẠCH\n\n1. Sở Nội vụ chủ trì rà soát đội ngũ cán bộ; hoàn thành trước ngày 05/4/2022."


def lines(raw: bytes, file: str) -> list[str]:
    """Return the words of the lines that a file shows."""
    return [block.text for block in read(raw, file).blocks if isinstance(block, Line) and block.text]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_encodings_of_offices_give_the_same_lines(encoding):
    """A plan reads the same in every encoding that offices use."""
    import unicodedata

    text = unicodedata.normalize("NFD", TEXT) if encoding == "cp1258" else TEXT
    raw = text.encode(encoding, "ignore" if encoding == "cp1258" else "strict")

    if encoding == "cp1258":  # windows-1258 writes tones as combining marks after base letters with their hats
        base = unicodedata.normalize("NFC", "".join(c for c in text if c not in "\u0302\u0306\u031b"))
        assert lines(raw, "a.txt")[0][:2] == base[:2]
    else:
        assert lines(raw, "a.txt") == [line for line in TEXT.split("\n") if line]


def test_windows_1258_bytes_come_back_as_composed_letters():
    """Windows-1258 writes ấ as â and a combining acute; the reader composes them."""
    raw = "Thực hiện ".encode("cp1258", "replace") + bytes([0xE2, 0xEC]) + b"n " + "theo ".encode("cp1258") * 3

    assert "ấn" in lines(raw, "a.txt")[0]


def test_a_character_cut_at_the_end_is_dropped():
    """A file whose last character was cut in two still reads."""
    assert lines("Sở Y tế".encode()[:-1], "a.txt") == ["Sở Y t"]


@pytest.mark.parametrize("raw", [b"", b"  \n\n ", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(raw):
    """A file without text is reported as empty, by its name."""
    with pytest.raises(EmptyPlan, match=r"a\.txt: tệp không có chữ nào"):
        read(raw, "a.txt")


def test_binary_garbage_called_txt_is_named_as_such():
    """Bytes that are no text are refused whatever the file is called."""
    with pytest.raises(DamagedFile, match="not text"):
        read(bytes(range(256)) * 40, "a.txt")


def test_an_unknown_ending_lists_the_readable_ones():
    """A format without a reader is refused with the formats there are."""
    with pytest.raises(UnsupportedFormat, match=r"đọc được: .*\.docx, .*\.md, .*\.txt"):
        read(b"x", "a.xyz")


def test_pipe_soup_becomes_a_table_again():
    """One cell a line between lone bars: rows are found by the columns of the first row, empty cells too."""
    soup = "|\nSTT\n|\nNhiệm vụ\n|\nCơ quan chủ trì\n|\n|\nI. Dữ liệu\n|\n|\n1\n|\nSố hóa sổ bộ\n|\n|\n|\n2\n|\nMở cổng\n|\nSở Y tế\n|"

    (table,) = [block for block in read(soup.encode(), "a.md").blocks if isinstance(block, Table)]

    assert table.rows == (
        ("STT", "Nhiệm vụ", "Cơ quan chủ trì"),
        ("I. Dữ liệu", "", ""),
        ("1", "Số hóa sổ bộ", ""),
        ("2", "Mở cổng", "Sở Y tế"),
    )


def test_a_letterhead_in_a_table_is_lines_again():
    """A table that only lays out the page is taken apart."""
    soup = "|\n**UBND TỈNH A**\n|\n**CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM**\nĐộc lập - Tự do - Hạnh phúc\n|\n\nKẾ HOẠCH"

    assert lines(soup.encode(), "a.md")[0] == "UBND TỈNH A"
    assert lines(soup.encode(), "a.md")[-1] == "KẾ HOẠCH"


def test_word_html_names_its_charset_and_merged_cells_stand_once():
    """A page in windows-1252 with numeric entities reads as Vietnamese; a spanned cell keeps its place."""
    page = (
        '<html><head><meta charset="windows-1252"></head><body><p><b>K&#7870; HO&#7840;CH</b></p><table>'
        "<tr><td>STT</td><td>Nhi&#7879;m v&#7909;</td><td>Ch&#7911; tr&#236;</td></tr>"
        "<tr><td>1</td><td>M&#7903; l&#7899;p</td><td rowspan=2>S&#7903; Y t&#7871;</td></tr>"
        "<tr><td>2</td><td>Ki&#7875;m tra</td></tr></table></body></html>"
    )

    source = read(page.encode("cp1252"), "a.htm")

    assert [(b.text, b.bold) for b in source.blocks if isinstance(b, Line) and b.text] == [("KẾ HOẠCH", True)]
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    assert table.rows[1:] == (("1", "Mở lớp", "Sở Y tế"), ("2", "Kiểm tra", ""))


def test_marks_are_taken_off_and_bold_is_remembered():
    """Markdown marks vanish from the words; a wholly bold line is known as bold."""
    source = read("**II. NỘI\nDUNG**\n\n**1. **Sở Y tế *chủ trì*[1] thực hiện".encode(), "a.md")

    shown = [block for block in source.blocks if isinstance(block, Line) and block.text]
    assert [(line.text, line.bold) for line in shown] == [
        ("II. NỘI", True),
        ("DUNG", True),
        ("1. Sở Y tế chủ trì¹ thực hiện", False),
    ]


@pytest.mark.parametrize("charset", ["windows-1252", "utf-16", "UTF-8", "unicode"])
def test_a_page_that_names_a_wrong_charset_is_read_as_the_utf8_it_is(charset):
    """Letters that make good UTF-8 are UTF-8, whatever the page says of itself."""
    page = f'<html><meta charset="{charset}"><body><p>1. Sở Y tế chủ trì.</p></body></html>'

    assert lines(page.encode(), "a.html") == ["1. Sở Y tế chủ trì."]


def test_a_page_on_a_single_line_is_a_page():
    """The lines of a page's source mean nothing: minified pages are read, a text of one such line is not."""
    words = "<p>1. Sở Y tế rà soát hồ sơ.</p>" * 8_000

    assert len(lines(f"<html><body>{words}</body></html>".encode(), "a.html")) == 8_000
    with pytest.raises(DamagedFile, match="a line too long"):
        read(words.encode(), "a.txt")


@pytest.mark.parametrize("charset", ["hex", "punycode", "no-such"])
def test_a_charset_that_is_none_is_named(charset):
    """A page that cannot be decoded is damaged, not a defect of the program."""
    page = f'<html><meta charset="{charset}"><body>'.encode() + b"\xfftext</body></html>"

    with pytest.raises(DamagedFile, match="unknown charset"):
        read(page, "a.html")


def test_too_much_text_is_refused_whatever_its_charset():
    """The limit on size holds for pages in older charsets as well."""
    page = b'<html><meta charset="windows-1258"><body>' + b"<p>x</p>" * 1_100_000

    with pytest.raises(DamagedFile, match="too much text"):
        read(page, "a.html")
