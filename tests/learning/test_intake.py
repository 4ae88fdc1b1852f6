"""What comes in is checked line by line: nothing that cannot be meant is stored, nothing good is lost."""

import pytest

from pipeline.learning.intake import check
from pipeline.learning.sheet import SheetRow
from pipeline.store.labels import Judgement


@pytest.fixture
def ids(corpus):
    """Give the ids of the four tasks, by their rows."""
    return [task.id for task in corpus.tasks(corpus.rows())]


def taken(corpus, taxonomy, *rows):
    """Return what is made of rows, numbered from 2 on: (task, theme, value), refused and repaired lines."""
    numbered = [SheetRow(line, **row) for line, row in enumerate(rows, 2)]
    intake = check(numbered, corpus, taxonomy, "An")
    said = [(judgement.row, judgement.theme, judgement.value) for judgement in intake.judgements]
    return said, {remark.line: remark.what for remark in intake.refused}, {r.line for r in intake.repaired}


def row(task_id, theme="inspection", value="1", **others):
    """Return a row of a label file."""
    return {"task_id": task_id, "theme": theme, "value": value, **others}


@pytest.mark.parametrize("value", ["1", "1.0", "TRUE", "Có", "đúng", " x ", "”1“"])
def test_yes_has_many_spellings(corpus, taxonomy, ids, value):
    """However a spreadsheet or a person writes it, it is a yes."""
    assert taken(corpus, taxonomy, row(ids[0], value=value)) == ([(corpus.rows()[0], "inspection", True)], {}, set())


@pytest.mark.parametrize(
    "theme", ["Inspection", "thanh tra, kiem tra, giam sat", "Thanh tra, kiểm tra, giám sát", "“inspection”"]
)
def test_a_theme_is_known_by_each_of_its_names(corpus, taxonomy, ids, theme):
    """By id or name, in capitals, without diacritics, in quotation marks."""
    assert taken(corpus, taxonomy, row(ids[0], theme))[0] == [(corpus.rows()[0], "inspection", True)]


def test_each_bad_line_is_told_and_the_good_ones_are_taken(corpus, taxonomy, ids):
    """Unknown tasks and themes and impossible values are refused with their line and reason."""
    said, refused, _ = taken(
        corpus, taxonomy,
        row(ids[0]), row("ffffffffffff-0"), row(ids[1], "tham nhũng vặt"), row(ids[1], value="2"), row(ids[2], value="0"),
    )  # fmt: skip

    assert said == [(corpus.rows()[0], "inspection", True), (corpus.rows()[2], "inspection", False)]
    assert "no such task" in refused[3]
    assert "no such theme" in refused[4]
    assert "expected 1 or 0" in refused[5]


def test_both_yes_and_no_of_one_author_is_neither(corpus, taxonomy, ids):
    """Contradictory lines name each other and none is taken; another author may differ, the same said twice may not."""
    said, refused, _ = taken(
        corpus, taxonomy, row(ids[0]), row(ids[0], value="0"), row(ids[0], author="Bình"), row(ids[1]), row(ids[1])
    )

    assert said == [(corpus.rows()[0], "inspection", True), (corpus.rows()[1], "inspection", True)]
    assert ("dòng 3" in refused[2], "dòng 2" in refused[3], len(refused)) == (True, True, 2)


def test_a_row_without_a_value_is_not_yet_judged(corpus, taxonomy, ids):
    """Blank rows are counted, not refused."""
    intake = check([SheetRow(2, ids[0], "inspection", " ")], corpus, taxonomy, "An")

    assert (intake.judgements, intake.refused, intake.n_blank) == ((), (), 1)


def test_ids_that_a_spreadsheet_damaged_are_repaired_where_that_is_certain(corpus, taxonomy, ids):
    """A number in place of an id is found by the words of its row; without them it is refused as a number."""
    text = corpus.tasks(corpus.rows())[3].task.text
    said, refused, repaired = taken(corpus, taxonomy, row("1,23E+11", text=text.upper()), row("1.23E+11"))

    assert said == [(corpus.rows()[3], "inspection", True)]
    assert (repaired, "turned into a number" in refused[3]) == ({2}, True)


def test_zeros_lost_at_the_beginning_of_an_id_are_put_back(corpus, taxonomy):
    """An id of digits only loses its zeros as soon as somebody edits it in Excel."""
    corpus._database.run("UPDATE documents SET sha256 = '00' || substr(sha256, 3)")
    id = corpus.tasks(corpus.rows())[0].id

    said, _, repaired = taken(corpus, taxonomy, row(id.lstrip("0")))

    assert (said, repaired) == ([(corpus.rows()[0], "inspection", True)], {2})


def test_words_that_are_another_tasks_give_a_row_away(corpus, taxonomy, ids):
    """One column was sorted without the others: the rows are refused, unless the words are only cut or damaged."""
    texts = [task.task.text for task in corpus.tasks(corpus.rows())]
    _, refused, _ = taken(corpus, taxonomy, row(ids[0], text=texts[2]), row(ids[2], text=texts[0]))
    cut, damaged = texts[0][:20], texts[1].encode("ascii", "replace").decode()
    said, none_refused, _ = taken(corpus, taxonomy, row(ids[0], text=cut), row(ids[1], text=damaged))

    assert set(refused) == {2, 3}
    assert (len(said), none_refused) == (2, {})


def test_a_hundred_thousand_rows_are_told_apart(corpus, taxonomy, ids):
    """A file of that size is taken, its bad lines counted, its good ones stored at once."""
    rows = [SheetRow(n + 2, ids[n % 4] if n % 10 else "x", "inspection", "1", f"người {n}") for n in range(100_000)]
    intake = check(rows, corpus, taxonomy, "An")
    with corpus.changing():
        news = corpus.judge(intake.judgements, "v1")

    assert (len(intake.refused), len(news), len(corpus.labels.current())) == (10_000, 90_000, 90_000)


def test_nothing_is_stored_by_halves(corpus, taxonomy, monkeypatch):
    """When storing fails in the middle, no label of the file is there."""
    judgements = [Judgement(int(r), "inspection", True, "An") for r in corpus.rows()]

    def broken(rows):
        raise ZeroDivisionError

    monkeypatch.setattr(corpus.tags, "file", broken)
    with pytest.raises(ZeroDivisionError), corpus.changing():
        corpus.judge(judgements, "v1")

    assert corpus.labels.current() == []
    assert corpus.subjects.orphans() == []
