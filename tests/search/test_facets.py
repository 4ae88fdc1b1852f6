"""The choices beside an answer: what each would leave is what it leaves."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import QueryError
from pipeline.records import Filters, Progress
from pipeline.search.facets import FACETS

NOTHING = Filters()


def narrowed(filters, name, value):
    """Return the filters with one choice of a facet in the place of those made there."""
    if name == "due":
        first, last = (day if day != ".." else None for day in value.split("/"))
        return replace(filters, due_from=first, due_to=last)
    field = {"theme": "themes", "lead": "leads", "status": "statuses", "issuer": "issuers"}.get(name, f"{name}s")
    return replace(filters, **{field: (value,)})


def check(searcher, question, filters=NOTHING):
    """Assert that every choice of every facet leaves as many tasks as it says."""
    facets = searcher.facets(question, filters=filters)
    for facet in facets:
        for choice in facet.choices:
            answer = searcher.search(question, filters=narrowed(filters, facet.name, choice.value))
            assert answer.total == choice.n, (question, facet.name, choice)
    return {facet.name: facet for facet in facets}


def chosen(facet):
    """Return the values chosen in a facet."""
    return [choice.value for choice in facet.choices if choice.chosen]


@pytest.mark.parametrize(
    "question", ["", "khiếu nại", "Thanh tra phải làm gì", "việc hoàn thành trong năm 2022", "“khiếu nại”"]
)
@pytest.mark.parametrize(
    "filters",
    [
        NOTHING, Filters(leads=("Thanh tra",)), Filters(issuers=("UBND tỉnh An Bình",), leads=("Sở Nội vụ",)),
        Filters(themes=("inspection",)), Filters(statuses=("overdue",)), Filters(years=("2022",), kinds=("kế hoạch",)),
        Filters(due_from="2022-01-01", due_to="2022-06-30"), Filters(partners=("Công an tỉnh",)),
    ],
)  # fmt: skip
def test_a_choice_leaves_as_many_tasks_as_it_says(searcher, question, filters):
    """Whatever was asked and chosen before, in the other facets it stays, in its own it is replaced."""
    check(searcher, question, filters)


WORDS = st.sampled_from(["khiếu nại", "dữ liệu số", "bệnh viện", "217-QĐ/TW", "Sở Y tế", "nhà ở"])


@settings(deadline=None, max_examples=30)
@given(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.booleans())
def test_it_does_so_in_a_larger_corpus(crowd, question, narrow):
    """Two hundred tasks, questions of any words."""
    check(crowd, question, Filters(leads=("Sở Y tế",)) if narrow else NOTHING)


def test_every_task_of_an_answer_is_in_one_state(searcher):
    """The choices of a facet with one value for each task add up to the answer."""
    facets = check(searcher, "khiếu nại")

    assert sum(choice.n for choice in facets["status"].choices) == searcher.search("khiếu nại").total


def test_an_agency_is_shown_once_and_counted_as_the_filter_finds_it(searcher):
    """`Sở Nội vụ` counts the tasks of `các sở, ban, ngành` too, as the filter does."""
    leads = {choice.value: choice.n for choice in check(searcher, "")["lead"].choices}

    assert leads["Sở Nội vụ"] == 2
    assert [name for name in leads if "nội vụ" in name.lower()] == ["Sở Nội vụ"]


def test_what_is_chosen_stays_in_sight_though_nothing_is_left(searcher):
    """A choice can be taken back even where it leaves no task."""
    filters = Filters(leads=("Sở Văn hóa",), years=("1999",), due_from="1999-01-01", due_to="1999-12-31")
    facets = check(searcher, "khiếu nại", filters)

    assert chosen(facets["lead"]) == ["Sở Văn hóa"]
    assert chosen(facets["year"]) == ["1999"]
    assert chosen(facets["due"]) == ["1999-01-01/1999-12-31"]


def test_a_task_is_overdue_until_somebody_says_that_it_is_done(searcher, corpus):
    """Its day is over; what is said of it counts at once."""
    before = check(searcher, "khiếu nại")["status"]
    row, late = next(
        (row, each) for row, each in corpus.stored.items() if each.task.text.startswith("Thanh tra tỉnh chủ")
    )
    corpus.stored[row] = replace(late, progress=Progress("done", "", "An", "2022-04-01"))
    corpus.progressed += 1
    after = check(searcher, "khiếu nại")["status"]

    n = {facet: {choice.value: choice.n for choice in facet.choices} for facet in (before, after)}
    assert n[before]["overdue"] == n[after]["overdue"] + 1
    assert n[after]["done"] == 1


def test_a_theme_that_does_not_exist_is_told(searcher):
    """The same message as for a question."""
    with pytest.raises(QueryError, match="inspection"):
        searcher.facets("khiếu nại", filters=Filters(themes=("xyz",)))


def test_the_facets_come_in_the_order_in_which_they_are_shown(searcher):
    """Each is there, also where it has no choice."""
    assert [facet.name for facet in searcher.facets()] == list(FACETS)
