"""Typing slips, missing diacritics, themes and rhythms; notes in the language of the question."""

from __future__ import annotations

import pytest

from pipeline.records import Filters, Understood
from pipeline.search import parse_query
from pipeline.search.glossary import shipped_glossary
from pipeline.search.spelling import slips

KNOWN = {"giai": 9, "quyet": 9, "khieu": 5, "khien": 1, "thanh": 7, "truong": 3}


def read(question):
    """Return what a question means over plans that say the known words."""
    return parse_query(question, vocabulary=lambda word: KNOWN.get(word, 0))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("giải quyêtt", "quyet"), ("khieeu nại", "khieu"), ("trưonnwg học", None), ("handle complants", "complaints")],
)
def test_a_slip_becomes_the_word_one_keystroke_away(typed, meant):
    """A word nobody writes is read as the nearest one that plans or glossary have; two slips are too many."""
    found = [word for _, _, word in slips(typed, lambda word: KNOWN.get(word, 0), shipped_glossary())]

    assert found == ([meant] if meant else [])


@pytest.mark.parametrize("typed", ["Quảngg Ngãi", "blockchain", "tổ", "quảng", "thanh", "VNeIDD", "the complaints"])
def test_names_syllables_and_short_words_are_no_slips(typed):
    """What may be a name, a syllable that plans happen to lack, or a new word is left alone."""
    assert list(slips(typed, lambda word: KNOWN.get(word, 0), shipped_glossary())) == []


def test_a_slip_is_shown_and_put_right():
    """What was typed stands beside what was meant, and the question goes on with the latter."""
    query = read("giải quyêtt khiếu nại")

    assert query.words == "giai quyet khieu nai"
    assert query.understood[0] == Understood("slip:quyett", "quyêtt", "“quyet” (gõ nhầm)")


def test_missing_diacritics_are_shown_where_the_glossary_knows_them():
    """`bao ve du lieu ca nhan` is shown as it should be written; what is not clear is not guessed."""
    (part,) = read("bao ve du lieu ca nhan").understood

    assert part == Understood("words:bao-ve-du-lieu-ca-nhan", "bao ve du lieu ca nhan", "“bảo vệ dữ liệu cá nhân”")
    assert read("sua vao cum").understood == ()


@pytest.mark.parametrize("question", ["chủ đề thanh tra về khiếu nại", "chu de thanh tra ve khieu nai"])
def test_a_theme_named_as_such_is_a_condition(question):
    """After `chủ đề` a theme's name, or the beginning of it, keeps that theme's tasks."""
    assert read(question).filters.themes == ("inspection",)


@pytest.mark.parametrize("question", ["về chuyển đổi số", "chủ đề thể thao", "công tác thanh tra"])
def test_a_theme_in_passing_is_content(question):
    """Without `chủ đề` the words are looked up; an unknown theme is no condition either."""
    assert read(question).filters.themes == ()


def test_a_theme_named_keeps_its_tasks_only(searcher):
    """Every hit is tagged with the theme."""
    answer = searcher.search("theme inspection khiếu nại")

    assert [hit.task.task.text for hit in answer.hits] == [
        "Thanh tra tỉnh chủ trì giải quyết đơn khiếu nại, tố cáo còn tồn."
    ]


@pytest.mark.parametrize(
    ("question", "rhythm"),
    [
        ("báo cáo hằng tháng", "monthly"),
        ("bao cao hang quy", "quarterly"),
        ("which tasks require a report every month", "monthly"),
        ("họp hàng tuần", "weekly"),
        ("báo cáo tháng 4", None),
    ],
)
def test_rhythms(question, rhythm):
    """How often something is to be done is understood; a month is no rhythm."""
    assert read(question).filters.rhythm == rhythm


def test_a_rhythm_lifts_what_comes_round(searcher):
    """Tasks of that rhythm come first; as a filter it keeps only them."""
    asset = "Hướng dẫn cán bộ kê khai tài sản, thu nhập."

    assert searcher.search("cán bộ hằng quý").hits[0].task.task.text == asset
    assert [hit.task.task.text for hit in searcher.search(filters=Filters(rhythm="quarterly")).hits] == [asset]


def test_notes_are_english_for_an_english_question():
    """Whoever asks in English reads in English how it was taken."""
    asked = read("which plans assign Thanh tra to report every month by 31/12/2025")
    notes = {part.said: part.meaning for part in asked.understood}

    assert notes["which plans"] == "asking for plans"
    assert notes["Thanh tra"] == "Thanh tra leads"
    assert notes["every month"] == "recurring (monthly)"
    assert "time limit … – 2025-12-31" in notes.values()
