"""Themes by phrases: what counts, what does not, and how sure it is."""

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.phrases import PhraseIndex, words_of
from pipeline.themes.tagger import Tagger
from pipeline.themes.taxonomy import load_taxonomy

SHARED = Path(os.environ.get("KEHOACH_SHARED", Path(__file__).parents[3] / "shared"))
TAGGER = Tagger.open()


def themes(text, *headings):
    """Return the themes a text is tagged with."""
    return {score.theme for score in TAGGER.tag([text], [headings])[0] if score.tagged}


def probability(theme, text, *headings):
    """Return the probability of one theme."""
    return next(s.probability for s in TAGGER.tag([text], [headings])[0] if s.theme == theme)


@pytest.mark.parametrize(
    ("theme", "example"), [(t.id, example) for t in load_taxonomy().themes for example in t.examples]
)
def test_the_examples_of_a_theme_have_it(theme, example):
    """Every example sentence of the taxonomy is tagged with its theme."""
    assert theme in themes(example)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nâng cấp tuyến đường liên xã và hệ thống thoát nước.", set()),
        ("Phòng Kinh tế theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này.", set()),
        ("Theo dõi, hướng dẫn, kiểm tra, giám sát các đơn vị triển khai thực hiện Kế hoạch.", set()),
        ("Đẩy mạnh tuyên truyền, vận động nông dân mua giống lúa mới.", set()),
        ("Đăng tải kết quả trên Cổng thông tin điện tử của tỉnh.", set()),
        ("Giao Thanh tra tỉnh tổng hợp số liệu cấp nước sạch nông thôn.", set()),
        ("Kiểm tra, xử lý nghiêm hành vi vi phạm trong khai thác cát.", {"inspection"}),
        (
            "Ban hành đề án tinh giản biên chế và cơ sở dữ liệu công chức.",
            {"personnel", "digital_transformation"},
        ),
    ],
)
def test_what_is_a_theme_and_what_only_looks_like_one(text, expected):
    """Boilerplate and names of agencies are no themes; a task may have two."""
    assert themes(text) == expected


def test_the_nearest_heading_speaks_for_its_items():
    """The same words are digital work under one heading and not under another."""
    text = "Mở rộng việc kết nối giữa các ngành."
    assert themes(text, "Nhiệm vụ", "Phát triển chính quyền số") == {"digital_transformation"}
    assert themes(text, "Nhiệm vụ", "Phát triển giao thông") == set()
    near = probability("digital_transformation", text, "Giao thông", "Phát triển chính quyền số")
    far = probability("digital_transformation", text, "Phát triển chính quyền số", "Giao thông")
    assert near > far


def test_a_phrase_counts_once_and_hides_the_shorter_ones_in_it():
    """Repeating a word adds nothing; "tổ chức bộ máy" is one piece of evidence."""
    once, twice = "Rà soát đội ngũ cán bộ", "Rà soát đội ngũ cán bộ, đội ngũ cán bộ"
    assert probability("personnel", once) == probability("personnel", twice)
    assert probability("inspection", "khiếu nại tố cáo") < probability(
        "inspection", "khiếu nại; tiếp công dân; tham nhũng"
    )


@given(st.text(alphabet="thanh trcbộđốkiểmgsvậndữliệu, .\n", max_size=120))
def test_probabilities_are_probabilities(text):
    """Every theme is scored once, between 0 and 1, and tagged exactly when it is as likely as not."""
    (scores,) = TAGGER.tag([text], [()])
    assert tuple(score.theme for score in scores) == load_taxonomy().ids
    assert all(0 <= s.probability <= 1 and s.tagged == (s.probability >= 0.5) for s in scores)


@pytest.mark.parametrize("text", ["Hoà giải ở cơ sở, dân vận khéo", "Uỷ ban kiểm tra, kỷ luật cán bộ"])
def test_spelling_does_not_matter(text):
    """Capitals, decomposed letters and the place of the tone mark change nothing."""
    expected = TAGGER.tag([text], [()])
    assert TAGGER.tag([text.upper()], [()]) == expected
    assert TAGGER.tag([unicodedata.normalize("NFD", text)], [()]) == expected
    assert TAGGER.tag([text.replace("Hoà", "Hòa").replace("Uỷ", "Ủy")], [()]) == expected


def test_texts_and_headings_must_be_as_many():
    """A missing row of headings is a defect of the caller, not a silent loss of texts."""
    with pytest.raises(ValueError, match="zip"):
        TAGGER.tag(["a", "b"], [()])


def test_phrases_are_found_by_start_longest_first():
    """All phrases are found, also at the very end, also those inside others."""
    index = PhraseIndex([("kiểm tra", 1), ("kiểm tra công vụ", 2), ("công vụ", 3), ("vụ", 4)])
    words = words_of("Kiểm tra công vụ")
    assert list(index.find(words)) == [(0, 4, 2), (0, 2, 1), (2, 4, 3), (3, 4, 4)]


@pytest.mark.skipif(not (SHARED / "gold" / "parse").is_dir(), reason="needs the shared gold files (KEHOACH_SHARED)")
def test_it_agrees_with_people_on_real_tasks():
    """Micro F1 over the annotated tasks, from their own words alone, is at least .80."""
    rows = [
        t for f in sorted((SHARED / "gold" / "parse").glob("*.json")) for t in json.loads(f.read_text("utf-8"))["tasks"]
    ]
    right = wrong = missed = 0
    for row, scores in zip(rows, TAGGER.tag([r["text"] for r in rows], [()] * len(rows)), strict=True):
        wanted = set(row.get("themes", []))
        given = {s.theme for s in scores if s.tagged} - set(row.get("themes_optional", []))
        right += len(given & wanted)
        wrong += len(given - wanted)
        missed += len(wanted - given)
    assert 2 * right / (2 * right + wrong + missed) >= 0.80
