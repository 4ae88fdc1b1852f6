"""The sentences that ship with the package: enough of each theme, each said once, all of them our own."""

import csv
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.text.normalize import fold
from pipeline.text.similarity import tokens
from pipeline.themes.taxonomy import load_taxonomy

SHARED = Path(os.environ.get("KEHOACH_SHARED", Path(__file__).parents[3] / "shared"))
COLUMNS = ["plan", "section", "lead", "themes", "text"]
COPIED = 12  # so many words in a row do not come about by chance
THEMES = [theme.id for theme in load_taxonomy().themes]
LINES = (files("pipeline.themes") / "data" / "sentences.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [
    dict(zip(COLUMNS, row, strict=False)) for row in list(csv.reader(LINES, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
]


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of words that is long enough to be a copy."""
    words = tokens(fold(text))
    return zip(*(words[start:] for start in range(COPIED)), strict=False)


def test_each_row_names_its_plan_and_says_something_in_plain_composed_letters():
    """Five columns in each line, a plan and a text, no blanks at the ends, one Unicode form."""
    assert LINES[0].split("\t") == COLUMNS
    for line in LINES:
        cells = line.split("\t")
        assert len(cells) == len(COLUMNS), line
        assert all(cell == " ".join(cell.split()) for cell in cells), line
        assert all([cells[0], cells[4]]), line
        assert unicodedata.is_normalized("NFC", line), line


def test_themes_are_those_of_the_taxonomy_in_its_order():
    """A row names each of its themes once, by the name programs use, in the order of the taxonomy."""
    for row in ROWS:
        named = row["themes"].split(",") if row["themes"] else []
        assert named == [theme for theme in THEMES if theme in named], row


def test_there_is_enough_of_everything_to_learn_from():
    """1,200 tasks of 60 plans, about 40 % without a theme, 180 of each theme, 120 with several."""
    count = Counter(theme for row in ROWS for theme in row["themes"].split(",") if theme)
    several = sum("," in row["themes"] for row in ROWS)
    bare = sum(not row["themes"] for row in ROWS) / len(ROWS)
    assert len(ROWS) >= 1200
    assert len({row["plan"] for row in ROWS}) >= 60
    assert 0.35 <= bare <= 0.45
    assert min(count[theme] for theme in THEMES) >= 180, count
    assert several >= 120


def test_no_task_is_there_twice():
    """Not even in another spelling, with other marks or without diacritics."""
    count = Counter(" ".join(tokens(fold(row["text"]))) for row in ROWS)
    assert [text for text, times in count.items() if times > 1] == []


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="needs the shared documents (KEHOACH_SHARED)")
def test_no_sentence_is_taken_from_a_real_plan_or_from_the_gold_files():
    """No twelve words in a row stand in the documents the tagger is measured on."""
    ours = {run: row["text"] for row in ROWS for run in runs(row["text"])}
    sources = [
        *(SHARED / "plans").glob("*/*.md"),
        *(SHARED / "plans").glob("*/*.txt"),
        *(SHARED / "gold").rglob("*.json*"),
    ]
    assert sources
    for source in sources:
        assert {ours[run] for run in runs(source.read_text(encoding="utf-8")) if run in ours} == set(), source.name
