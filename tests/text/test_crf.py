"""The weights evaluated by n-gram give the words that underthesea gives."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import crf, words
from pipeline.text.crf import NgramTagger, UnknownModel, read_weights

SYLLABLES = (
    "thanh tra Thanh Tra tỉnh giải quyết khiếu nại tố cáo uỷ Ủy ban nhân dân xã phường chủ trì phối hợp với các "
    "đơn vị liên quan Hà Nội công nghệ thông tin số 12 2026 15/12/2025 57-NQ/TW , . ; ( ) - : “ ” … a Σ İ x²"
)
LINES = st.lists(st.sampled_from(SYLLABLES.split()), max_size=30).map(" ".join)


@pytest.fixture(scope="module")
def underthesea():
    """Return the whole package."""
    import underthesea

    return underthesea


def weights_folder(underthesea):
    """Return where underthesea keeps the model."""
    return Path(underthesea.__file__).parent / "pipeline" / "word_tokenize" / "models" / words._MODEL


@settings(max_examples=300, deadline=None)
@given(line=LINES)
def test_the_same_words_for_any_line(underthesea, line):
    """Whatever the neighbours and however short the line, the words are underthesea's."""
    assert list(words.segment(line)) == underthesea.word_tokenize(line)


def test_the_installed_model_is_one_it_knows(underthesea):
    """The n-gram way is taken, not the slow one."""
    assert words._segmenter().__qualname__.startswith("_by_ngrams")
    weights, transitions = read_weights((weights_folder(underthesea) / "models.bin").read_bytes())
    assert len(weights) > 50_000
    assert all(transitions)


def test_a_small_memory_changes_nothing(underthesea, monkeypatch):
    """Forgetting while reading only costs time."""
    monkeypatch.setattr(crf, "_REMEMBERED", 3)
    tagger = words._tagger(weights_folder(underthesea))
    tokens = "Giao Thanh tra tỉnh chủ trì giải quyết khiếu nại của công dân".split()
    expected = [" ".join(tokens[:1]), "Thanh tra", "tỉnh", "chủ trì", "giải quyết", "khiếu nại", "của", "công dân"]
    begins = tagger.begins(tokens)
    assert sum(begins) == len(expected)
    assert [token for token, new in zip(tokens, begins, strict=True) if new] == [w.split()[0] for w in expected]


def test_no_tokens_no_words(underthesea):
    """An empty text has no words."""
    assert words._tagger(weights_folder(underthesea)).begins([]) == []


def test_an_unknown_model_is_left_to_underthesea(underthesea, monkeypatch):
    """With a model of another kind the package's own function does the work."""

    def another_kind(folder):
        raise UnknownModel("another kind")

    monkeypatch.setattr(words, "_tagger", another_kind)
    segment = words._segmenter.__wrapped__()
    assert segment is underthesea.word_tokenize


@pytest.mark.parametrize("content", [b"", b"lCRF", b"something else entirely, long enough to hold a header" * 3])
def test_a_file_of_another_kind_is_refused(content):
    """Neither an empty file nor foreign bytes are taken for weights."""
    with pytest.raises(UnknownModel):
        read_weights(content)


def test_a_truncated_model_is_refused(underthesea):
    """A model cut in half is no model."""
    content = (weights_folder(underthesea) / "models.bin").read_bytes()
    with pytest.raises(UnknownModel):
        NgramTagger(content[: len(content) // 2], set(), lambda token: (token,) * 5)
