"""What a person said about a task finds the task again in a new reading of its file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store.succession import ELSEWHERE_F1, SAME_PLACE_F1, Place, successors
from pipeline.text.similarity import token_f1, tokens

VERBS = ["Rà soát", "Xây dựng", "Tổ chức", "Thanh tra", "Báo cáo", "Đối thoại"]
THINGS = ["đội ngũ cán bộ", "cơ sở dữ liệu", "hội nghị tiếp xúc cử tri", "việc kê khai tài sản", "kết quả thực hiện"]
texts = st.builds("{} {} năm {}".format, st.sampled_from(VERBS), st.sampled_from(THINGS), st.integers(2020, 2030))
places = st.builds(
    Place, st.sampled_from([("I.",), ("II.",), ("II.", "1.")]), st.sampled_from(["1.", "a)", "-"]), texts
)


@given(st.lists(places, max_size=8))
def test_an_unchanged_plan_keeps_every_task(plan):
    """Read again as it was, each task is its own successor, twins included."""
    assert successors(plan, plan) == {i: i for i in range(len(plan))}


@given(st.lists(places, max_size=8), st.lists(places, max_size=8))
@settings(deadline=None)
def test_no_task_has_two_successors_and_none_is_unlike_its_own(old, new):
    """Whatever the plans are, the pairing is one to one and never below the thresholds."""
    found = successors(old, new)

    assert len(set(found.values())) == len(found)
    for i, j in found.items():
        least = SAME_PLACE_F1 if (old[i].path, old[i].marker) == (new[j].path, new[j].marker) else ELSEWHERE_F1
        assert token_f1(tokens(old[i].text), tokens(new[j].text)) >= least


@given(st.lists(places, max_size=8, unique_by=lambda place: place.text), st.randoms())
def test_tasks_moved_about_are_followed_by_their_words(plan, chance):
    """In whatever order and under whatever markers they stand now, the same words are the same task."""
    order = list(range(len(plan)))
    chance.shuffle(order)
    moved = [Place(("IX.",), "b)", plan[i].text) for i in order]

    assert successors(plan, moved) == {i: order.index(i) for i in range(len(plan))}


@given(st.lists(places, max_size=6), st.lists(places, max_size=4))
def test_tasks_added_at_the_end_take_nothing_away(plan, more):
    """What stays stays, whatever comes after it."""
    assert successors(plan, [*plan, *more]) == {i: i for i in range(len(plan))}


REPORT = Place(("III.",), "2.", "Sở Nội vụ báo cáo kết quả rà soát đội ngũ cán bộ trước ngày 30/6/2025.")


@pytest.mark.parametrize(
    ("now", "is_successor"),
    [
        (Place(("III.",), "2.", "Sở Nội vụ báo cáo kết quả rà soát đội ngũ cán bộ trước ngày 15/7/2025."), True),
        (Place(("IV.",), "3.", "Sở Nội vụ báo cáo kết quả rà soát đội ngũ cán bộ trước ngày 30/6/2025"), True),
        (Place(("III.",), "2.", "Thanh tra tỉnh kiểm tra việc kê khai tài sản trước ngày 30/6/2025."), False),
        (Place(("IV.",), "3.", "Sở Nội vụ báo cáo kết quả rà soát các quy hoạch ngành trước ngày 30/6/2025."), False),
    ],
    ids=["a date changed at its place", "moved word for word", "another task at its place", "alike elsewhere"],
)
def test_how_much_may_change(now, is_successor):
    """At its place a task may be reworded a little, elsewhere it has to be nearly the same words."""
    assert bool(successors([REPORT], [now])) is is_successor


def test_a_task_that_stayed_is_nobody_elses_successor():
    """The first of two like tasks was deleted: its label does not go to the other, which has only moved up."""
    first = Place((), "1.", "Báo cáo kết quả rà soát đội ngũ cán bộ quý I năm 2025 về Sở Nội vụ")
    second = Place((), "2.", "Báo cáo kết quả rà soát đội ngũ cán bộ quý II năm 2025 về Sở Nội vụ")

    assert successors([first, second], [Place((), "1.", second.text)]) == {1: 0}


def test_a_plan_of_a_thousand_equal_lines_is_paired_in_order():
    """Twins are told apart by their order only, and that without comparing each with each."""
    lines = [Place((), "-", "Báo cáo")] * 3000

    assert successors(lines, lines[:2000]) == {i: i for i in range(2000)}
