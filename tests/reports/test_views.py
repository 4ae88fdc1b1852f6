"""What the views over many plans say is what the tasks say."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import HashEncoder
from reports.made import PROVINCE, TASKS, TOWN, stored

from pipeline.plans.dates import falls_within
from pipeline.records import Deadline, Header
from pipeline.reports.agencies import NOBODY, Names
from pipeline.reports.citations import code_of, place
from pipeline.reports.coverage import coverage_table, cross, facets, gaps
from pipeline.reports.deadlines import calendar, due_days
from pipeline.reports.likeness import alike as alike_pairs
from pipeline.reports.lineage import level_of_plan, lineage, lineage_table
from pipeline.reports.overlaps import overlaps
from pipeline.reports.statuses import is_overdue
from pipeline.reports.workload import workload_table, workloads
from pipeline.store.briefs import brief_of

TODAY = date(2026, 7, 1)
BRIEFS = [brief_of(task) for task in TASKS]


def alike(tasks):
    """Return the overlaps of some tasks, their words split at blanks."""
    words = [tuple(task.task.text.rstrip(".").split()) for task in tasks]
    vectors = HashEncoder().encode([task.task.text for task in tasks], role="document")
    return overlaps(tasks, alike_pairs(tasks, words, vectors))


# Agencies


def test_spellings_of_one_agency_are_counted_under_the_most_frequent_one():
    """UBND tỉnh and Ủy ban nhân dân tỉnh are one; the spelling that occurs most is shown."""
    names = Names(["UBND tỉnh", "Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh", "Sở Y tế"])

    assert names.of("UBND tỉnh") == "Ủy ban nhân dân tỉnh"
    assert names.of_all(["UBND tỉnh", "Ủy ban nhân dân tỉnh", "sở y tế"]) == ("Ủy ban nhân dân tỉnh", "Sở Y tế")
    assert names.of_all([]) == (NOBODY,)


# Coverage


def test_a_matrix_counts_each_task_once_per_cell_and_shows_gaps_as_empty_cells():
    """A task with two leads counts for both; an expected theme that no task has is a column of gaps."""
    table = coverage_table(facets(BRIEFS), "agency", "theme", expected=("digital_transformation",))
    rows = {row[0]: row[1:] for row in table.rows}
    columns = [column.vi for column in table.columns[1:]]

    assert rows["Sở Nội vụ"][columns.index("personnel")] == 1
    assert rows["Sở Nội vụ"][columns.index("Cộng")] == 2
    assert rows["Thanh tra tỉnh"][columns.index("digital_transformation")] is None
    assert rows[NOBODY][columns.index("inspection")] == 1


def test_gaps_are_the_pairs_without_a_task():
    """The town's plan has nothing without a theme, the province's has everything that is not digital."""
    found = facets(BRIEFS)

    assert gaps(found, "plan", "theme", ["digital_transformation"]) == [
        ("an-phu.txt", "digital_transformation"),
        ("song-van.txt", "digital_transformation"),
    ]
    assert cross(found, "theme", "year")["inspection", "2026"] == 2


@given(st.lists(st.sampled_from(TASKS), max_size=12))
def test_the_totals_of_a_matrix_are_the_numbers_of_tasks(tasks):
    """The last column says how many tasks a plan has, however many themes they have."""
    table = coverage_table(facets([brief_of(task) for task in tasks]), "plan", "theme")

    assert {row[0]: row[-1] for row in table.rows} == dict(Counter(task.files[0] for task in tasks))


# Workload


def test_workload_counts_what_an_agency_leads_shares_and_is_late_with():
    """Tasks with days before today are overdue; what is still to come is the next one due."""
    found = {load.agency: load for load in workloads(BRIEFS, TODAY)}

    assert (found["Thanh tra tỉnh"].led, found["Thanh tra tỉnh"].overdue, found["Thanh tra tỉnh"].next_due) == (
        1,
        1,
        None,
    )
    assert (found["Sở Nội vụ"].led, found["Sở Nội vụ"].plans, found["Sở Nội vụ"].dated) == (2, 1, 1)
    assert found["Thanh tra thị xã"].next_due == date(2026, 9, 30)
    assert (found["Công an tỉnh"].led, found["Công an tỉnh"].shared) == (0, 1)
    assert [type(cell) for cell in workload_table(list(found.values())).rows[0][1:6]] == [int] * 5


# Calendar


def test_recurring_deadlines_come_round_in_the_calendar_and_periods_fall_due_on_their_last_day():
    """A yearly deadline stands in both years, a quarter on its last day; all by day."""
    found = [(o.day.isoformat(), o.task.id) for o in calendar(TASKS, date(2025, 1, 1), date(2026, 12, 31))]

    assert found == [
        ("2025-06-30", "an-phu.txt-0"), ("2025-11-15", "an-phu.txt-1"), ("2026-06-30", "an-phu.txt-2"),
        ("2026-09-30", "song-van.txt-0"), ("2026-11-15", "an-phu.txt-1"),
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["ongoing", "daily"])
def test_what_is_due_always_is_due_on_no_day(value):
    """Neither an ongoing task nor a daily one fills the calendar."""
    kind = "ongoing" if value == "ongoing" else "recurring"

    assert not list(due_days(Deadline(value, kind, value), date(2025, 1, 1), date(2025, 12, 31)))


RHYTHMS = (
    "weekly",
    "monthly",
    "monthly:31",
    "quarterly",
    "half-yearly",
    "nine-monthly",
    "yearly",
    "yearly:02-29,11-15",
    "P2Y",
)


@given(st.sampled_from(RHYTHMS), st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 800))
def test_the_calendar_agrees_with_the_filter_by_deadline(rhythm, first, length):
    """A recurring deadline has a day in a range exactly when the search says that it falls into it."""
    deadline, last = Deadline(rhythm, "recurring", rhythm), first + timedelta(length)
    found = list(due_days(deadline, first, last))

    assert all(first <= day <= last for day in found)
    assert bool(found) == falls_within(deadline, first.isoformat(), last.isoformat())


def test_a_task_is_overdue_when_all_its_days_have_passed():
    """One day still to come keeps a task from being late."""
    late, both = TASKS[0], stored("Báo cáo.", due=(("date", "2025-06-30"), ("date", "2027-01-01")))

    assert is_overdue(late, TODAY)
    assert not is_overdue(late, date(2025, 6, 30))
    assert not is_overdue(both, TODAY)
    assert not is_overdue(TASKS[1], TODAY)


# Overlaps and conflicts


def test_the_same_task_of_two_plans_stands_side_by_side_with_what_differs():
    """Two inspectorates settle the same complaints, by different days."""
    (found,) = alike(TASKS)

    assert [task.id for task in found.tasks] == ["an-phu.txt-0", "song-van.txt-0"]
    assert (found.leads_differ, found.deadlines_differ, found.is_conflict) == (False, True, True)


def test_different_leads_of_one_task_are_a_conflict():
    """The same words given to the finance and to the health department do not agree."""
    text = "Xây dựng cơ sở dữ liệu dùng chung về tài sản công của các đơn vị sự nghiệp."
    tasks = [
        stored(text, lead=("Sở Tài chính",)),
        stored(text, header=TOWN, file="b.txt", lead=("Sở Y tế",)),
        *TASKS,
    ]
    conflict = alike(tasks)[0]

    assert {task.task.lead for task in conflict.tasks} == {("Sở Tài chính",), ("Sở Y tế",)}
    assert conflict.leads_differ
    assert conflict.likeness == pytest.approx(1, abs=0.01)


def test_two_tasks_of_one_plan_and_tasks_about_their_own_plan_never_overlap():
    """A plan may repeat itself, and every plan has somebody who follows it up."""
    own = "Theo dõi, đôn đốc việc thực hiện Kế hoạch này, tổng hợp báo cáo cấp trên."
    tasks = [
        stored(own),
        stored(own, header=TOWN, file="b.txt"),
        stored("Cấp nước sạch."),
        stored("Cấp nước sạch.", n=1),
    ]

    assert alike(tasks) == ()
    assert alike([]) == ()


@given(st.lists(st.sampled_from(TASKS), unique=True), st.randoms())
def test_overlaps_do_not_depend_on_the_order_of_tasks_and_hold_a_plan_once(tasks, random):
    """Shuffled tasks give the same groups, each with at most one task of a plan."""
    shuffled = random.sample(tasks, len(tasks))
    groups = [{task.id for task in group.tasks} for group in alike(tasks)]

    assert sorted(map(sorted, groups)) == sorted(sorted(t.id for t in g.tasks) for g in alike(shuffled))
    assert all(len({task.document for task in group.tasks}) == len(group.tasks) for group in alike(tasks))


# Lineage


def test_a_resolution_leads_to_the_plans_and_tasks_that_carry_it_out():
    """The directive is cited by a task of one plan and by the preamble of the other."""
    plans = {"an-phu.txt": PROVINCE, "song-van.txt": TOWN}
    found = lineage(TASKS, plans, {"an-phu.txt": ["35-CT/TW"], "song-van.txt": ["35 - CT/TW", "12/KH-UBND"]})

    directive, plan = found
    assert (directive.code, directive.plans) == ("35-CT/TW", ("an-phu.txt", "song-van.txt"))
    assert [task.id for task in directive.tasks] == ["an-phu.txt-0"]
    assert (plan.code, plan.plans, plan.own_file) == ("12/KH-UBND", ("song-van.txt",), "an-phu.txt")
    assert [row[5] for row in lineage_table(found, plans).rows] == ["mục II.1, trang 3", "phần căn cứ", "phần căn cứ"]


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("Thủ tướng Chính phủ", 0), ("Bộ Nội vụ", 0), ("Ban Chấp hành Trung ương", 0), ("UBND tỉnh An Phú", 1),
        ("Thành ủy Sông Vân", 1), ("UBND huyện Văn Trung", 2), ("UBND thị xã Sông Vân", 2), ("UBND xã Đồng Lau", 3),
        ("Đảng ủy phường Bến Cát", 3), ("UBND đặc khu Hòn Vân", 3),
    ],
)  # fmt: skip
def test_the_level_of_an_issuer_is_told_by_its_name(issuer, level):
    """From central bodies down to communes."""
    assert level_of_plan(Header(issuer=issuer)) == level


# Citations


def test_a_citation_names_code_section_and_page_as_far_as_there_are():
    """A blank number stays blank; a bare dash is named by its parent."""
    dash = replace(TASKS[0], task=replace(TASKS[0].task, marker="-", path=("III.", "2."), page=None))

    assert place(TASKS[0]) == "mục II.1, trang 3"
    assert place(dash) == "mục III.2"
    assert place(replace(dash, task=replace(dash.task, marker="(1)"))) == "mục III.2.(1)"
    assert code_of(Header(symbol="KH-UBND")) == "…/KH-UBND"
    assert code_of(Header(number="57", symbol="NQ/TW")) == "57-NQ/TW"
    assert code_of(Header(symbol="NQ/TU")) == "…-NQ/TU"
    assert place(replace(dash, task=replace(dash.task, path=(), marker=""))) == "phần không đánh số"
