"""Answers measured against judgements, and weights chosen by them."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageFault
from pipeline.search.candidates import Weights
from pipeline.search.evaluation import Paragraphs, measure, read_questions, report
from pipeline.search.tuning import GRID, cross_validated, scores
from pipeline.search.tuning import report as verdict


@pytest.fixture
def judged(tmp_path):
    """Give two questions: the first has two right answers, the second none."""
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "r.tsv"
    queries.write_text(
        '{"id": "a", "text": "khiếu nại", "group": "A"}\n{"id": "b", "text": "thẻ", "group": "B"}\n', encoding="utf-8"
    )
    qrels.write_text("query_id\tid\tgrade\na\tp1\t2\na\tp2\t1\na\tp3\t0\nb\tp3\t0\n", encoding="utf-8")
    return queries, qrels


def paragraphs(*texts):
    """Return paragraphs of the plan on complaints: p1, p2, p3."""
    return Paragraphs({"id": f"p{i}", "file": "tiep-dan", "text": text} for i, text in enumerate(texts, 1))


def test_questions_without_a_right_answer_are_left_out(judged):
    """Only what can be measured is asked."""
    (question,) = read_questions(*judged)

    assert (question.id, question.labels, question.grades) == ("a", ("A",), {"p1": 2, "p2": 1, "p3": 0})


def test_a_perfect_ranking_scores_one(judged, searcher):
    """Both right paragraphs first, the better one before: every measure is 1."""
    texts = [hit.task.task.text for hit in searcher.search("khiếu nại").hits if "tiep-dan" in hit.task.files[0]][:2]

    figures = measure(read_questions(*judged), searcher.search, paragraphs(*texts))

    assert figures["a"]["Recall@50"] == 1.0
    assert figures["a"]["MRR@10"] == pytest.approx(1.0)


def test_a_hit_is_the_paragraph_that_says_the_same_or_contains_it(searcher):
    """A few other words do not matter; a sentence within a longer paragraph is that paragraph."""
    hit = next(hit for hit in searcher.search("hồ sơ khiếu nại kéo dài").hits if "Rà soát" in hit.task.task.text)
    found = paragraphs(
        "Rà soát các hồ sơ khiếu nại kéo dài.",
        "Ban đầu rà soát hồ sơ khiếu nại kéo dài, sau đó báo cáo Chủ tịch tỉnh từng vụ việc một.",
        "Mua sắm thiết bị.",
    )

    assert found.covered(hit) == {"p1"}
    assert paragraphs("x", "Ban đầu rà soát hồ sơ khiếu nại kéo dài, sau đó báo cáo tỉnh.").covered(hit) == {"p2"}


def test_a_report_has_all_and_each_group_and_can_compare(judged, searcher):
    """Differences of a configuration with itself are zero with a width of zero."""
    questions = read_questions(*judged)
    figures = measure(questions, searcher.search, paragraphs("Rà soát hồ sơ khiếu nại kéo dài."))

    lines = report(questions, figures, figures)

    assert [line.label for line in lines] == ["", "", "", "A", "A", "A"]
    assert {(line.mean, line.low, line.high) for line in lines} == {(0.0, 0.0, 0.0)}


@pytest.mark.parametrize(("name", "text"), [("q.jsonl", "khong phai json"), ("r.tsv", "a\tp1\t2\nmot cot\n")])
def test_a_broken_file_names_its_line(judged, name, text):
    """The message says which file, which line, what was expected."""
    (judged[0].parent / name).write_text(text, encoding="utf-8")

    with pytest.raises(UsageFault, match=r"dòng \d"):
        read_questions(*judged)


def test_weights_stay_unless_the_gain_is_clear():
    """One lucky question does not move the weights, a gain on all of them does."""
    ids = [f"q{i}" for i in range(12)]
    now, other = Weights(), Weights(dense=1.0)
    same = dict.fromkeys(ids, 0.5)
    lucky = {now: same, other: same | {"q3": 0.6}}
    clear = {now: same, other: dict.fromkeys(ids, 0.7)}

    assert "the weights stay" in verdict(lucky, now)
    assert "change the weights" in verdict(clear, now)
    assert cross_validated(clear) == clear[other]


def test_every_weighting_is_measured_and_so_is_the_one_in_use(judged, searcher):
    """Those of the grid, and the default, whether the grid holds it or not."""
    measured = scores(searcher, read_questions(*judged), paragraphs("Rà soát hồ sơ khiếu nại kéo dài."))

    assert measured.keys() == {Weights(), *GRID}
