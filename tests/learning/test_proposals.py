"""What is proposed for labelling: doubtful tasks of the corpus, each once, none that somebody has judged."""

import pytest
from plain import HashEncoder

from pipeline.errors import UsageFault
from pipeline.learning.proposals import propose
from pipeline.records import ThemeScore
from pipeline.store.generations import Generations
from pipeline.store.labels import Judgement


@pytest.fixture
def generation(corpus, tmp_path):
    """Give the index of the four tasks, over all of which the model wavers, most over the last."""
    generations = Generations(tmp_path / "index")
    with corpus.changing():
        rows = corpus.rows().tolist()
        corpus.tags.write(
            {
                row: (ThemeScore("inspection", 0.2 + 0.1 * i, False), ThemeScore("personnel", 0.9, True))
                for i, row in enumerate(rows)
            }
        )
    generations.refresh(corpus, HashEncoder())
    return generations.open_current(HashEncoder())


def test_the_most_doubtful_come_first_and_say_why(corpus, generation):
    """Each proposal names a task, the theme that is asked about, the probability and the reason."""
    proposals = propose(corpus, generation, 2)

    assert proposals[0].task.task.text == "Sắp xếp bộ máy các phòng chuyên môn"
    assert {(p.theme, "uncertain" in p.why) for p in proposals} == {("inspection", True)}
    assert proposals == propose(corpus, generation, 2)


def test_a_theme_can_be_asked_about_alone(corpus, generation):
    """Even where the model wavers more over another."""
    assert {proposal.theme for proposal in propose(corpus, generation, 4, "personnel")} == {"personnel"}


def test_what_somebody_has_judged_is_not_asked_again(corpus, generation):
    """A label takes its task off the list, for that theme."""
    row = int(corpus.rows()[3])
    with corpus.changing():
        corpus.judge([Judgement(row, "inspection", True, "An")], "v1")

    asked = [proposal.task.id for proposal in propose(corpus, generation, 4, "inspection")]
    assert corpus.tasks([row])[0].id not in asked
    assert asked


def test_a_theme_without_scores_is_told(corpus, generation):
    """A theme added to the taxonomy has to be applied first."""
    with pytest.raises(UsageFault, match="kehoach run"):
        propose(corpus, generation, 4, "reform")


def test_an_empty_corpus_has_nothing_to_ask(corpus, generation):
    """Nothing is left, nothing is proposed."""
    with corpus.changing():
        corpus.ledger.drop(corpus.ledger.roots()[0], ["a.txt", "b.txt"])
        corpus.prune()

    assert propose(corpus, generation, 4) == []
