"""A corpus to write to."""

import pytest

from pipeline.store.corpus import Corpus


@pytest.fixture
def corpus(tmp_path):
    """Give an empty corpus, close it afterwards."""
    with Corpus.open(tmp_path / "corpus.db", create=True) as corpus:
        yield corpus
