"""Units are read as the tokenizers library reads them from the same file."""

import json
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from pipeline.errors import ModelError, ModelMissing
from pipeline.retrieval.units import UNKNOWN_ID, UnitTokenizer, read_units, words_and_stops

SHIPPED = Path(__file__).parents[2] / "models" / "encoder" / "tokenizer.json"
UNITS = SHIPPED.with_name("units.txt")
WORDS = st.sampled_from(
    "thanh tra Thanh tỉnh giải quyết khiếu nại tố cáo hoà hòa ủy uỷ ban dân vận chuyển đổi số cán bộ giai "
    "quyet complaints inspectors xyzzyq 217 2026 QĐ TW x² ½ 漢字 _ , . - / ( “ … \u0301 % \n \t  ".split(" ")
)
LINES = st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "  ", "\n", "\u00a0"])), max_size=25).flatmap(
    lambda line: st.sampled_from([line, line * 6, line * 30])
)


def tiny():
    """Return a tokenizer of a few units."""
    units = [("[UNK]", -40.0), ("▁khiếu", -5.0), ("▁nại", -5.0), ("▁tố", -5.0), ("▁khiếu▁nại", -6.0)]
    return UnitTokenizer([*units, ("▁nại▁tố", -4.0)])


@settings(max_examples=300, deadline=None)
@given(LINES.map(lambda line: "".join(map("".join, line))), st.sampled_from(["NFC", "NFD"]))
def test_it_reads_as_the_library_does(text, form):
    """On the shipped vocabulary both give the same known units, in Unicode's composed and decomposed form."""
    text = unicodedata.normalize(form, text)
    ours = [i for i in shipped().encode(text) if i != UNKNOWN_ID]
    theirs = [i for i in library().encode(text, add_special_tokens=False).ids if i != UNKNOWN_ID]
    assert ours == theirs


@cache
def shipped():
    """Return the shipped tokenizer, opened once."""
    return UnitTokenizer(vocabulary()[: len(read_units(UNITS))])


def vocabulary():
    """Return the units of the library's file with their scores."""
    return json.loads(SHIPPED.read_bytes())["model"]["vocab"]


@cache
def library():
    """Return the same file as the library opens it, once."""
    return Tokenizer.from_file(str(SHIPPED))


def test_the_most_probable_row_wins():
    """The row "khiếu | nại tố" (-9) beats "khiếu nại | tố" (-11)."""
    assert tiny().encode("khiếu nại tố") == [1, 5]


def test_no_unit_crosses_punctuation():
    """A comma between two words keeps their pair from being read."""
    assert tiny().encode("Khiếu, nại") == [1, 0, 2]
    assert tiny().encode("khiếu  \n nại") == [4]


def test_an_unknown_word_is_read_by_its_beginning():
    """The known beginning counts, the rest is unknown; nothing joins across it."""
    assert tiny().encode("khiếux nại") == [1, 0, 2]


def test_a_text_without_units_is_one_unknown_unit():
    """There is always at least one unit, so a mean always exists."""
    assert tiny().encode("") == [UNKNOWN_ID]
    assert tiny().encode("  \n") == [UNKNOWN_ID]


def test_decomposed_letters_are_composed_first():
    """NFD and NFC text have the same words."""
    text = "Giải quyết tố cáo"
    assert words_and_stops(unicodedata.normalize("NFD", text)) == words_and_stops(text)


def test_both_files_hold_the_same_units():
    """The library's file holds the units of the quick list once for each band, told apart by their marks."""
    (unknown, *units), there = read_units(UNITS), [unit for unit, _ in vocabulary()]
    assert there == [unknown, *(unit.replace("▁", mark) for mark in "▁▂▃" for unit in units)]


def test_the_same_unit_further_down_is_another_token():
    """The first 24 words are of the first band, the next 72 of the second, all others of the third."""
    assert tiny().encode("tố " * 200) == [3] * 24 + [3 + 5] * 72 + [3 + 10] * 104


def test_no_unit_crosses_bands():
    """A pair whose words lie in two bands is read as two words."""
    assert tiny().encode("tố " * 23 + "khiếu, nại")[-3:] == [1, 0, 2 + 5]
    assert tiny().encode("tố " * 23 + "khiếu nại")[-2:] == [1, 2 + 5]
    assert tiny().encode("tố " * 24 + "khiếu nại")[-1:] == [4 + 5]


def test_without_bands_a_unit_is_the_same_everywhere():
    """Training cuts texts anew and asks for units alone."""
    assert tiny().units("tố " * 23 + "khiếu nại tố") == [3] * 23 + [1, 5]


def test_a_missing_or_foreign_file_is_said_in_words(tmp_path):
    """A file that is no text is refused, not misread."""
    with pytest.raises(ModelMissing):
        read_units(tmp_path / "units.txt")
    (tmp_path / "units.txt").write_bytes("▁mã".encode()[:-1])
    with pytest.raises(ModelError, match="damaged"):
        read_units(tmp_path / "units.txt")
