"""Web pages: what a browser or Word prints, in the order in which it prints it."""

import pytest

from pipeline.plans import parse
from pipeline.plans.reading import read
from pipeline.records import Line, Table


def lines(body: str) -> list[str]:
    """Return the words of the lines that a page shows."""
    page = f"<html><body>{body}</body></html>".encode()
    return [block.text for block in read(page, "a.html").blocks if isinstance(block, Line) and block.text]


@pytest.mark.parametrize(
    ("attributes", "printed"),
    [
        ("", ["1. a", "2. b"]), ("type=a", ["a. a", "b. b"]), ("type=I start=3", ["III. a", "IV. b"]),
        ("style='list-style-type: upper-alpha'", ["A. a", "B. b"]), ("style='list-style: none'", ["a", "b"]),
        ("start=x", ["1. a", "2. b"]), ("start=99999999999999999999", ["1. a", "2. b"]),
    ],
)  # fmt: skip
def test_items_of_a_list_have_the_numbers_that_a_browser_prints(attributes, printed):
    """Format and start of a list are those it names; damaged ones are ignored."""
    assert lines(f"<ol {attributes}><li>a</li><li><p>b</p></li></ol>") == printed


def test_lists_within_lists_and_numbers_typed_by_hand():
    """An inner list counts for itself, an item can set its number; what is typed is not numbered again."""
    inner = "<ul><li>Lập danh sách</li></ul>"
    assert lines(f"<ol><li>Rà soát{inner}</li><li value=5>Kiểm tra</li><li>Gửi</li></ol>") == [
        "1. Rà soát", "- Lập danh sách", "5. Kiểm tra", "6. Gửi",
    ]  # fmt: skip
    assert lines("<ul><li>- Rà soát</li><li><b>a)</b> Kiểm tra</li></ul>") == ["- Rà soát", "a) Kiểm tra"]


@pytest.mark.parametrize(
    ("mark", "printed"),
    [("1.", "1."), ("a)", "a)"), ("1", "1"), ("-", "-"), ("·", "•"), ("o", "•"), ("\xa7", "•"), ("+", "+")],
)
def test_numbers_that_word_would_count_again_are_the_printed_ones(mark, printed):
    """Word puts the number of an item where only other programs look; a bullet of a symbol font is a dot."""
    number = f"<![if !supportLists]><span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp; </span></span><![endif]>"

    assert lines(f"<p style='mso-list:l0 level1 lfo1'>{number}Rà soát</p>") == [f"{printed} Rà soát"]
    commented = number.replace("<![if !supportLists]>", "<!--[if !supportLists]-->").replace(
        "<![endif]>", "<!--[endif]-->"
    )
    assert lines(f"<p style='mso-list:l0 level1 lfo1'>{commented}Rà soát</p>") == [f"{printed} Rà soát"]


def test_what_a_page_hides_is_not_read():
    """Hidden words, deletions, page headers and comments of Word are in the file and not on the page."""
    hidden = (
        "<span style='display: none'>a</span><span style='mso-hide:all'>b</span><del>c</del>"
        "<span style='mso-element: comment'>d</span><!-- e --><script>f</script>"
    )
    assert lines(f"<div style='mso-element:header'><p>Trang 1</p></div><p>Rà soát{hidden}</p>") == ["Rà soát"]


def test_capitals_set_by_the_style_are_capitals():
    """A heading in small letters that is shown in capitals is read in capitals."""
    assert lines("<p style='text-transform:uppercase'>Mục <b>tiêu</b></p>") == ["MỤC TIÊU"]


def test_footnotes_of_word_belong_to_the_paragraphs_that_cite_them():
    """The note's text is no paragraph of the body, and the code it cites belongs to the task."""
    mark = "<a style='mso-footnote-id:ftn1' href='#_ftn1'><span><![if !supportFootnotes]>[1]<![endif]></span></a>"
    note = "<div style='mso-element:footnote-list'><div style='mso-element:footnote'><p><a href='#_ftnref1'>[1]</a> {}</p></div></div>"
    page = (
        f"<html><p>I. NHIỆM VỤ</p><p>1. Sở Nội vụ chủ trì rà soát đội ngũ{mark}; hoàn thành trong năm 2026.</p>"
        f"{note.format('Nghị quyết số 18-NQ/TW')}</html>"
    )
    document, (task,) = parse(page.encode(), "a.htm")

    assert task.text == "Sở Nội vụ chủ trì rà soát đội ngũ; hoàn thành trong năm 2026."
    assert task.references == ("18-NQ/TW",)
    assert document.text.endswith("¹ Nghị quyết số 18-NQ/TW\n")


def test_a_task_table_in_a_frame_stays_a_table():
    """Sites lay pages out in tables; the task table within is found."""
    inner = "<table><tr><td>STT<td>Nhiệm vụ<td>Chủ trì</tr><tr><td>1<td>Mở lớp<td>Sở Y tế</tr></table>"
    page = f"<html><table><tr><td><p>PHỤ LỤC</p>{inner}</td></tr></table></html>".encode()

    (table,) = [block for block in read(page, "a.html").blocks if isinstance(block, Table)]
    assert table.rows == (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Mở lớp", "Sở Y tế"))
