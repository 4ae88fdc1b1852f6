"""Which rows have a word: what was written is found, however many parts it was sorted in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.retrieval import terms
from pipeline.retrieval.terms import TermRows, TermWriter


def written(folder: Path, rows: list[set[str]]) -> TermRows:
    """Write the words of rows and open them again."""
    with TermWriter(folder) as writer:
        for row, words in enumerate(rows):
            writer.add(row, words)
    return TermRows.open(folder)


@settings(deadline=None)
@given(st.lists(st.sets(st.sampled_from(["khieu", "nai", "khieu_nai", "to_cao", "duong"])), max_size=12))
def test_every_word_has_just_its_rows(rows):
    """For words that were written and for others, by word and by row alike."""
    asked = ["duong", "khieu", "nai", "khieu_nai", "xyz"]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "_AT_ONCE", 3)
        found = written(Path(folder), rows)

        assert [of.tolist() for of in found.of(asked)] == [
            [row for row, words in enumerate(rows) if word in words] for word in asked
        ]
        told = found.having(asked, np.arange(len(rows)))
        del found  # Windows keeps the files of a map that is in use

    assert told.tolist() == [[word in words for word in asked] for words in rows]


def test_nothing_is_left_of_a_writing_that_failed(tmp_path):
    """The half-written words are gone, and the fault is told."""

    def fail() -> None:
        with TermWriter(tmp_path) as writer:
            writer.add(0, {"khieu"})
            raise OSError("ổ đĩa đầy")

    with pytest.raises(OSError, match="đầy"):
        fail()

    assert not list(tmp_path.iterdir())
