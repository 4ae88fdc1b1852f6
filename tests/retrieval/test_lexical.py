"""The word index: exact before folded, phrases, codes, filters, and questions that try to be queries."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.errors import CorpusMissing
from pipeline.retrieval.lexical import LexicalIndex, LexicalRow

TEXTS = (
    "Sửa chữa đường liên xã trước mùa mưa",
    "Ông Dương được giao trực điện thoại",
    "Giải quyết khiếu nại, tố cáo của công dân đúng hạn",
    "Thực hiện Quyết định số 217 - QĐ/TW về giám sát",
    "Hoà giải mâu thuẫn ở cơ sở",
    "Báo cáo kết quả khiếu kiện, nại cớ kéo dài",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Give an index of seven short tasks."""
    rows = [LexicalRow(i, text) for i, text in enumerate(TEXTS)]
    rows.append(LexicalRow(6, "Tổng hợp số liệu", ("Công tác dân tộc",), "Kế hoạch miền núi", ("Thời hạn: quý II",)))
    return LexicalIndex.build(tmp_path_factory.mktemp("lexical"), rows)


def found(index, words, k=10, **options):
    """Return the positions found, best first."""
    return index.search(words, k, **options)[0].tolist()


def test_exact_spelling_outranks_folded(index):
    """`đường` finds the road before Mr Dương, and both."""
    assert found(index, "đường") == [0, 1]


def test_without_diacritics_the_same_rows_come(index):
    """A question typed without diacritics finds first what it finds with them."""
    assert found(index, "giai quyet khieu nai")[0] == found(index, "giải quyết khiếu nại")[0] == 2


def test_neighbouring_syllables_count(index):
    """The word `khiếu nại` beats its two syllables apart."""
    assert found(index, "khiếu nại") == [2, 5]


def test_tone_placement_and_decomposed_letters_do_not_matter(index):
    """`hòa`, `hoà` and the decomposed spelling are one word."""
    assert (
        found(index, "hòa giải")[0] == found(index, "hoà giải")[0] == found(index, "ho\u0061\u0300 gia\u0309i")[0] == 4
    )


@pytest.mark.parametrize("code", ["217-QĐ/TW", "217 -QĐ/ TW", "217/qđ-tw", "217-qd/tw"])
def test_a_code_is_a_phrase_in_any_spelling(index, code):
    """A document code required as a phrase finds exactly the rows that write it, however it is spelled."""
    assert index.holding([code]).tolist() == [3]


def test_headings_title_and_attributes_are_found(index):
    """What stands around a task finds it; its attribute lines are its own words."""
    assert found(index, "miền núi") == [6]
    assert index.holding(["thời hạn"]).tolist() == [6]
    assert index.holding(["dân tộc"]).tolist() == []


def test_a_term_of_several_wordings_counts_once(index):
    """What two wordings share scores as the heavier one says; saying a thing twice makes no task better."""
    alone = index.search([("khiếu nại", 1.0)], 1)[1][0]
    again = index.search([("khiếu nại", 1.0), ("khiếu nại", 0.5)], 1)[1][0]
    both = index.search([("khiếu nại", 1.0), ("tố cáo", 0.5)], 1)[1][0]

    assert again == pytest.approx(alone)
    assert both > alone


@pytest.mark.parametrize("kept", [[5], [0, 2], []])
def test_a_filter_keeps_only_its_rows(index, kept):
    """No row outside the filter is returned, and none inside is lost."""
    everything = found(index, "khiếu nại đường")

    assert found(index, "khiếu nại đường", keep=np.array(kept, np.int64)) == [p for p in everything if p in kept]


def test_a_large_filter_gives_what_a_small_one_would(tmp_path):
    """Filtering many rows after the search agrees with plain filtering of the full result."""
    texts = (f"giám sát việc số {i} {'bầu cử ' * (i % 3)}" for i in range(3000))
    index = LexicalIndex.build(tmp_path, (LexicalRow(i, text) for i, text in enumerate(texts)))
    keep = np.arange(1, 3000, 2)

    every, _ = index.search("bầu cử", 3000)
    some, scores = index.search("bầu cử", 40, keep=keep)

    assert some.tolist() == [p for p in every.tolist() if p % 2][:40]
    assert (np.diff(scores) <= 0).all()


def test_equal_rows_come_in_order_of_position(tmp_path):
    """Rows that say the same have the same score and stand in document order."""
    index = LexicalIndex.build(tmp_path, (LexicalRow(i, "cấp thẻ") for i in range(30)))

    assert found(index, "cấp thẻ", k=12) == list(range(12))


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "?!", '"'])
def test_no_words_find_nothing(index, text):
    """A text without letters and digits finds nothing and is no error."""
    assert found(index, text) == []


@pytest.mark.parametrize(
    "text",
    ['exact:[* TO *] OR "', "khiếu) AND (nại", "-- DROP TABLE tasks; khiếu nại", "+khiếu -nại^9 ~ *:*", "\x00khiếu"],
)
def test_query_syntax_is_only_words(index, text):
    """What looks like query syntax is read as words."""
    assert set(found(index, text)) <= set(range(7))


@pytest.mark.parametrize("text", ["khiếu nại " * 12_000, "a" * 100_000])
def test_a_very_long_text_is_answered(index, text):
    """100 kB of words, or of one word, get an answer."""
    assert set(found(index, text)) <= {2, 5}


def test_rare_words_weigh_more(index):
    """Rarity falls with the number of rows that have the word; an unknown word has none."""
    assert index.rarity("duong") < index.rarity("khieu_nai")
    assert index.rarity("xyz") == 0.0


def test_reopened_it_answers_the_same(tmp_path):
    """What was written is what is opened."""
    built = LexicalIndex.build(tmp_path / "Chỉ mục", [LexicalRow(0, "cải cách"), LexicalRow(1, "cải tạo")])
    opened = LexicalIndex.open(tmp_path / "Chỉ mục")

    assert len(opened) == 2
    assert found(opened, "cải tạo") == found(built, "cải tạo") == [1, 0]


def test_an_empty_index_finds_nothing(tmp_path):
    """An index of no rows can be built and searched."""
    index = LexicalIndex.build(tmp_path, [])

    assert found(index, "khiếu nại") == []
    assert index.holding(["khiếu nại"]).tolist() == []


def test_opening_what_is_not_there_says_what_to_do(tmp_path):
    """A folder without an index ends in a message that names the command."""
    with pytest.raises(CorpusMissing, match="kehoach rebuild"):
        LexicalIndex.open(tmp_path / "nothing")


def test_rows_that_hold_phrases(index):
    """All of them must stand in a row's own words, its syllables side by side; who asks for none gets every row."""
    assert index.holding(["khiếu nại"]).tolist() == [2]
    assert index.holding(["khiếu nại", "kéo dài"]).tolist() == []
    assert index.holding(["🙂"]).tolist() == index.holding([]).tolist() == list(range(7))


def test_rows_that_say_any_of_the_terms(index):
    """In the row's own words or above it; an unknown term is nobody's."""
    assert np.flatnonzero(index.saying_any(["khieu_nai", "mien_nui"])).tolist() == [2, 6]
    assert not index.saying_any(["xyz"]).any()
    assert not index.saying_any([]).any()


def test_which_rows_say_which_terms(index):
    """Words of a row and of the headings above it count, in any order of the rows asked for."""
    terms = ["xyz", "khieu_nai", "dan_toc", "nai"]

    told = index.saying(terms, np.array([6, 0, 2, 5]))

    assert told.tolist() == [
        [False, False, True, False],
        [False] * 4,
        [False, True, False, True],
        [False, False, False, True],
    ]
    assert index.saying([], np.array([0])).shape == (1, 0)
