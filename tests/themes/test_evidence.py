"""What speaks for a theme before anything is learnt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.evidence import KINDS, Evidence
from pipeline.themes.features import Instance
from pipeline.themes.phrases import PhraseIndex, words_of
from pipeline.themes.taxonomy import load_taxonomy

THEMES = load_taxonomy().ids


@pytest.fixture(scope="module")
def weigh(encoder):
    """Give a function from a text and its headings to {theme: {kind: weight}}."""
    evidence = Evidence(load_taxonomy(), encoder)

    def of(text, *headings):
        vectors = encoder.encode([text], role="document")
        (found,) = evidence.of([Instance(text, (), headings)], vectors)
        return {theme: dict(zip(KINDS, row, strict=True)) for theme, row in zip(THEMES, found.tolist(), strict=True)}

    return of


def bounded(weight):
    """Return what phrases of this weight count together: never more than 1.3 times one that is enough alone."""
    return 1.3 * np.tanh(weight / 5 / 1.3)


def phrases(weigh, theme, text, *headings):
    """Return the weight of the phrases in a text and in the headings above it."""
    found = weigh(text, *headings)[theme]
    return found[KINDS[0]], found[KINDS[2]]


@pytest.mark.parametrize(
    ("theme", "text"),
    [
        ("inspection", "Phòng Kinh tế theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này."),
        ("inspection", "Giao Thanh tra tỉnh tổng hợp số liệu cấp nước sạch nông thôn."),
        ("digital_transformation", "Đăng tải kết quả trên Cổng thông tin điện tử của tỉnh."),
        ("personnel", "Quán triệt đến cán bộ, đảng viên và nhân dân."),
    ],
)
def test_words_that_only_look_like_a_theme_do_not_count(weigh, theme, text):
    """Boilerplate and names of agencies are struck out, which is evidence of another kind."""
    assert phrases(weigh, theme, text) == (0, 0)
    assert weigh(text)[theme][KINDS[1]] > 0


def test_a_phrase_counts_once_and_hides_the_shorter_ones_in_it(weigh):
    """Repeating a word adds nothing; "đội ngũ cán bộ" is one piece of evidence; another phrase adds a third."""
    once = phrases(weigh, "personnel", "Rà soát đội ngũ cán bộ")[0]
    assert once == pytest.approx(bounded(5.5))
    assert phrases(weigh, "personnel", "Rà soát đội ngũ cán bộ, đội ngũ cán bộ")[0] == once
    assert phrases(weigh, "personnel", "Rà soát đội ngũ cán bộ, biên chế")[0] == pytest.approx(bounded(5.5 + 5.5 / 3))


def test_the_nearest_heading_says_most(weigh):
    """The same heading counts .6 right above a task, .3 one level further up, nothing beyond."""
    heading = "Phát triển chính quyền số"
    shares = [
        phrases(weigh, "digital_transformation", "Mở rộng việc kết nối.", *above)[1]
        for above in ((heading,), (heading, "Giao thông"), (heading, "Giao thông", "Đường bộ"))
    ]
    assert shares == pytest.approx([bounded(0.6 * 6), bounded(0.3 * 6), 0])


def test_a_text_is_most_like_the_examples_of_its_own_theme(weigh):
    """The examples of each theme are nearest to themselves, and near the centre of their theme."""
    for theme in load_taxonomy().themes:
        for example in theme.examples:
            found = weigh(example)
            assert found[theme.id][KINDS[3]] == pytest.approx(1, abs=1e-5)
            assert max(found, key=lambda id: found[id][KINDS[4]]) == theme.id


@pytest.mark.parametrize("text", ["Hoà giải ở cơ sở, dân vận khéo", "Uỷ ban kiểm tra, kỷ luật cán bộ"])
def test_spelling_does_not_matter_to_phrases(weigh, text):
    """Capitals and the place of the tone mark change nothing."""
    for theme in THEMES:
        expected = phrases(weigh, theme, text)
        assert phrases(weigh, theme, text.upper()) == expected
        assert phrases(weigh, theme, text.replace("Hoà", "Hòa").replace("Uỷ", "Ủy")) == expected


def test_phrases_are_found_by_start_longest_first():
    """All phrases are found, also at the very end, also those inside others."""
    index = PhraseIndex([("kiểm tra", 1), ("kiểm tra công vụ", 2), ("công vụ", 3), ("vụ", 4)])
    words = words_of("Kiểm tra công vụ")
    assert list(index.find(words)) == [(0, 4, 2), (0, 2, 1), (2, 4, 3), (3, 4, 4)]


@given(st.text(alphabet="thanh trcbộđốkiểmgsvậndữliệu, .\n\x00", max_size=120))
def test_evidence_is_always_a_number(weigh, text):
    """Whatever the text, there are finite weights of phrases from 0 up and cosines."""
    rows = np.array([[*kinds.values()] for kinds in weigh(text, text).values()])
    assert np.isfinite(rows).all()
    assert ((rows[:, :3] >= 0) & (rows[:, :3] <= 1.3)).all()
    assert (np.abs(rows[:, 3:]) <= 1.001).all()
