"""Reading the labelled sentences, and keeping some of them from training."""

import pytest

from pipeline.errors import ConfigError
from pipeline.themes.examples import frozen_examples, is_frozen, shipped_examples
from pipeline.themes.fitting import training_examples

HEAD = "plan\tsection\tlead\tthemes\ttext\n"


def write(tmp_path, content):
    """Return a file with this content."""
    file = tmp_path / "sentences.tsv"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_row_is_an_example(tmp_path):
    """Markers in front of headings go; quotes are letters; every theme of the file is judged in each row."""
    rows = (
        'KH A\tIII. Nhiệm vụ > 1.2. Cán bộ\tSở Nội vụ; Sở Tài chính\tpersonnel\tMở lớp "nguồn".\n'
        "KH A\t\t\t\tTrồng rừng.\nKH B\tVăn hóa\t\tinspection,personnel\tKiểm tra.\n"
    )
    first, second, third = shipped_examples(write(tmp_path, HEAD + rows))
    assert first.headings == ("Nhiệm vụ", "Cán bộ")
    assert first.lead == ("Sở Nội vụ", "Sở Tài chính")
    assert first.text == 'Mở lớp "nguồn".'
    assert first.labels == {"inspection": False, "personnel": True}
    assert (second.headings, second.lead, set(second.labels.values())) == ((), (), {False})
    assert third.headings == ("Văn hóa",)
    assert set(third.labels.values()) == {True}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "plan, section"),
        ("plan\ttext\nA\tB\n", "plan, section"),
        (HEAD + "A\tB\tC\n", r"\(line\) 2"),
        (HEAD + "A\tB\tC\tD\tE\nA\tB\tC\tD\tE\tF\n", r"\(line\) 3"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, said):
    """The message names the columns or the line."""
    with pytest.raises(ConfigError, match=said):
        shipped_examples(write(tmp_path, content))


def test_a_missing_file_is_named(tmp_path):
    """The path stands in the message."""
    with pytest.raises(ConfigError, match=r"none\.tsv"):
        shipped_examples(tmp_path / "none.tsv")


def test_nothing_of_a_frozen_plan_is_ever_learnt():
    """Every shipped sentence is either learnt or frozen, by whole plans; about one plan in six is frozen."""
    learnt, weights = training_examples(())
    assert len(learnt) == len(weights)
    assert not {example.plan for example in learnt} & {example.plan for example in frozen_examples()}
    assert len(learnt) + len(frozen_examples()) == len(shipped_examples())
    plans = {example.plan for example in shipped_examples()}
    assert 0.08 < sum(map(is_frozen, plans)) / len(plans) < 0.25
