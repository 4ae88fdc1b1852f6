"""Segmentation is underthesea's own, without what underthesea drags along."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ModelMissing
from pipeline.text import words
from pipeline.text.words import segment, segment_all

SENTENCES = [
    "Giao Sở Nội vụ chủ trì, phối hợp với Thanh tra tỉnh rà soát biên chế năm 2026.",
    "UBND các xã, phường báo cáo kết quả trước ngày 15/12/2025 (qua Sở Tài chính).",
    "Thực hiện Kết luận số 12-KL/TW; Nghị quyết 57-NQ/TW về khoa học, công nghệ…",
    "tiep cong dan, giai quyet don thu",
    "Hoà giải ở cơ sở – “dân vận khéo” – HOÀN THÀNH trong quý IV",
    "",
    "   \n\t ",
]


def run(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()


def test_a_compound_is_one_word():
    """The syllables of a word come back together, joined by a blank."""
    assert segment("Thanh tra tỉnh giải quyết khiếu nại") == ("Thanh tra", "tỉnh", "giải quyết", "khiếu nại")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_are_those_of_underthesea(sentence):
    """The side door leads to the same words as the front door."""
    import underthesea

    assert list(segment(sentence)) == underthesea.word_tokenize(sentence)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ađâơưàếộ bcnht,.-/1 \n", max_size=30), max_size=4))
def test_many_texts_are_segmented_like_each_alone(texts):
    """The batch form gives, in order, what each text gives alone."""
    assert list(segment_all(texts)) == [segment(text) for text in texts]


def test_segmenting_imports_nothing_heavy():
    """Neither torch nor transformers nor underthesea's own package is left in the interpreter."""
    code = (
        "import sys; from pipeline.text.words import segment; segment('Kế hoạch');"
        "heavy = {'torch', 'transformers', 'sklearn', 'pandas', 'underthesea'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert run(code) == "[]"


def test_underthesea_is_whole_when_imported_afterwards():
    """Whoever imports underthesea later gets all of it, submodules included."""
    code = (
        "from pipeline.text.words import segment; a = segment('cải cách hành chính');"
        "import underthesea; print(a == tuple(underthesea.word_tokenize('cải cách hành chính')),"
        "underthesea.pipeline.word_tokenize.word_tokenize is underthesea.word_tokenize,"
        "callable(underthesea.pos_tag))"
    )
    assert run(code) == "True True True"


def test_an_underthesea_imported_before_stays_as_it_is():
    """If the package is there already it is used, and nothing of it is taken away."""
    code = (
        "import sys, underthesea; from pipeline.text.words import segment; before = set(sys.modules);"
        "same = segment('thanh tra tỉnh') == tuple(underthesea.word_tokenize('thanh tra tỉnh'));"
        "print(same, not before - set(sys.modules), sys.modules['underthesea'] is underthesea)"
    )
    assert run(code) == "True True True"


def test_a_missing_package_is_said_in_words(monkeypatch):
    """Without underthesea the message says what to install."""

    class Nowhere:
        find_spec = staticmethod(lambda name: None)

    monkeypatch.delitem(sys.modules, "underthesea", raising=False)
    monkeypatch.setattr(words, "PathFinder", Nowhere)
    with pytest.raises(ModelMissing, match="pip install"):
        words._segmenter.__wrapped__()
