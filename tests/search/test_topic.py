"""Glossary, language and what a question is about."""

from __future__ import annotations

import tomllib
from importlib import resources

import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.retrieval.lexical import pairs_of
from pipeline.search.glossary import Glossary, shipped_glossary
from pipeline.search.language import is_english, stem
from pipeline.search.topic import topic_of
from pipeline.text.normalize import fold

SMALL = Glossary(
    {
        "society": {
            "người cao tuổi": {"everyday": ["cụ già", "NCT"], "english": ["the elderly"]},
            "giải quyết khiếu nại": {"also": ["xử lý đơn"], "english": ["handle a complaint"]},
            "cho vay": {"english": ["lend"]},
        },
        "agency": {"Công an": {"english": ["police"]}},
    }
)


def ways(words, *, english=False):
    """Return what is looked up for each idea."""
    return [[text for text, _ in idea.ways] for idea in topic_of(words, SMALL, english=english).ideas]


def coverage(topic, text):
    """Return how much of a topic one text says, every word being equally rare."""
    words = fold(text).replace(".", "").split()
    said = {*words, *pairs_of(words)}
    return topic.coverage(np.array([[term in said for term in topic.terms()]]), flat)[0]


def flat(_):
    """Say that every word is equally rare."""
    return 1.0


@pytest.mark.parametrize(
    "text", ["which plans assign Thanh tra to handle complaints", "personal data protection", "rebuild houses"]
)
def test_english_is_recognised(text):
    """English questions are told by words that are no Vietnamese syllables, also around Vietnamese names."""
    assert is_english(text)


@pytest.mark.parametrize(
    "text", ["thanh tra giai quyet khieu nai", "mat bang dat tram 5g", "đào tạo AI, IoT", "VNeID", "217-QĐ/TW", ""]
)
def test_vietnamese_without_diacritics_is_not_english(text):
    """Bare syllables, acronyms and codes do not make a question English."""
    assert not is_english(text)


@pytest.mark.parametrize(("one", "other"), [("handling", "handles"), ("duties", "duty"), ("complaint", "complaints")])
def test_english_endings_do_not_matter(one, other):
    """Forms of one English word have one stem."""
    assert stem(one) == stem(other)


def test_everyday_words_are_also_looked_up_as_officials_write_them():
    """The official wording is added to what was said, which stays."""
    assert ways("thẻ cho cụ già") == [["thẻ"], ["cụ già", "người cao tuổi"]]
    assert ways("thẻ cho NCT") == [["thẻ"], ["NCT", "người cao tuổi"]]


def test_abbreviations_keep_their_case():
    """An abbreviation is not found in a word of the same letters."""
    assert ways("nct") == [["nct"]]


def test_english_is_looked_up_in_translation_only():
    """No English word reaches the word index; names and numbers do."""
    topic = topic_of("handling complaints of the elderly about 5G in Hà Nội", SMALL, english=True)

    assert topic.words == ""
    assert [idea.official for idea in topic.ideas] == ["giải quyết khiếu nại", "người cao tuổi", "5G", "Hà", "Nội"]


def test_unknown_english_is_looked_up_as_it_is():
    """Where the glossary knows nothing, the words themselves are the only hope."""
    assert ways("blockchain for logistics", english=True) == [["blockchain"], ["logistics"]]


def test_typed_without_diacritics_the_glossary_helps_too():
    """`nguoi cao tuoi` is the entry `người cao tuổi`."""
    assert "người cao tuổi" in ways("ho tro nguoi cao tuoi")[1]


def test_of_a_list_one_is_enough():
    """A text about lending covers `cho vay, lãi suất`; one about half of `A cho B` does not cover it."""
    listed = topic_of("cho vay, lãi suất", SMALL, english=False)
    joined = topic_of("cho vay cho cụ già", SMALL, english=False)

    assert coverage(listed, "Đẩy mạnh cho vay.") == 1.0
    assert coverage(joined, "Đẩy mạnh cho vay.") < 0.5
    assert coverage(joined, "Cho vay đối với người cao tuổi.") == 1.0


def test_the_shipped_glossary_is_sound():
    """Every entry says how officials write it and how else it is said, and names nothing twice in one entry."""
    text = (resources.files("pipeline.search.data") / "glossary.toml").read_text(encoding="utf-8")
    entries = [pair for table in tomllib.loads(text).values() for pair in table.items()]

    assert len(entries) >= 150
    for official, sides in entries:
        said = [phrase for phrases in sides.values() for phrase in phrases]
        assert said, official
        assert len(said) == len(set(said)), official
    assert shipped_glossary().find(["handling", "complaints"], english=True)


def test_an_unknown_key_is_refused():
    """A slip of whoever edits the glossary is named."""
    with pytest.raises(ConfigError, match="everyda"):
        Glossary({"society": {"người cao tuổi": {"everyda": ["cụ già"]}}})


def test_the_object_of_an_idea_is_only_a_mention():
    """Asked for handling complaints, a text that speaks of complaints and handles nothing covers half at most."""
    glossary = Glossary({"x": {"giải quyết khiếu nại": {"also": ["khiếu nại"], "english": ["handle complaints"]}}})
    asked = topic_of("handling complaints", glossary, english=True)

    assert coverage(asked, "Kết nối cơ sở dữ liệu về khiếu nại.") < 0.4
    assert coverage(asked, "Giải quyết dứt điểm khiếu nại.") > 0.6
    assert coverage(topic_of("khiếu nại", glossary, english=False), "Kết nối cơ sở dữ liệu về khiếu nại.") == 1.0
