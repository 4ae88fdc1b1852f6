"""Names stand in the order of the Vietnamese alphabet."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.alphabet import alphabetical

ALPHABET = "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y".split()
TONES = "ma mà mả mã má mạ".split()


def test_letters_stand_in_the_order_of_the_alphabet():
    """Also with other letters behind them, and in capitals."""
    assert sorted(reversed(ALPHABET), key=alphabetical) == ALPHABET
    assert sorted(["Ăn", "Az", "ân", "AN", "ba"], key=alphabetical) == ["AN", "Az", "Ăn", "ân", "ba"]


def test_tones_decide_only_between_names_of_the_same_letters():
    """An earlier tone does not outweigh a later letter."""
    assert sorted(reversed(TONES), key=alphabetical) == TONES
    assert sorted(["mạ non", "ma túy", "mà cả"], key=alphabetical) == ["mà cả", "mạ non", "ma túy"]


def test_agencies_stand_as_a_reader_looks_for_them():
    """Đ between D and E, Ủ with U, whichever way its tone is placed."""
    names = ["Ban Tổ chức", "Các sở", "Đài Phát thanh", "Phòng Nội vụ", "Sở Y tế", "Uỷ ban A", "Ủy ban B", "Văn phòng"]
    assert sorted(sorted(names), key=alphabetical) == names


@given(st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=4).map("".join))
def test_case_and_unicode_form_do_not_count(name):
    """Only names that are otherwise alike are parted by them."""
    for other in (name.upper(), unicodedata.normalize("NFD", name)):
        assert alphabetical(other)[:2] == alphabetical(name)[:2]
