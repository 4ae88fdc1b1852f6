"""What changed between two plans: nothing is lost, nothing stands twice, and differences are real ones."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from plain import HashEncoder
from reports.made import TASKS, TOWN, stored

from pipeline.reports.changes import changes, changes_table
from pipeline.reports.likeness import alike

PROVINCE = TASKS[:3]


def again(tasks, **changed):
    """Return tasks as another file has them, with other fields."""
    return [
        replace(t, id=f"new-{n}", document="new", files=("new.txt",), task=replace(t.task, **changed))
        for n, t in enumerate(tasks)
    ]


def compared(before, after):
    """Return what changed."""
    tasks = [*before, *after]
    words = [tuple(task.task.text.rstrip(".").split()) for task in tasks]
    vectors = HashEncoder().encode([task.task.text for task in tasks], role="document")
    return changes(before, after, alike(tasks, words, vectors))


def test_the_same_plan_has_not_changed():
    """Read from another file it is the same in every task, and the table is empty."""
    found = compared(PROVINCE, again(PROVINCE))

    assert [change.kind for change in found] == ["same"] * 3
    assert changes_table(found).rows == ()
    assert "Giữ nguyên: 3 nhiệm vụ" in changes_table(found).note


def test_lead_partners_deadline_and_words_are_told_apart():
    """Each of them is named where it differs; another spelling of an agency is no difference."""
    (lead,) = compared(PROVINCE[:1], again(PROVINCE[:1], lead=("Sở Tư pháp",)))
    (due,) = compared(PROVINCE[:1], again(PROVINCE[:1], deadlines=(), partners=("Sở Tư pháp",)))
    (spelt,) = compared(PROVINCE[:1], again(PROVINCE[:1], lead=("THANH TRA TỈNH",)))
    words = PROVINCE[0].task.text.replace("tồn đọng", "kéo dài, phức tạp")
    (said,) = compared(PROVINCE[:1], again(PROVINCE[:1], text=words))

    assert (lead.differs, due.differs, spelt.differs, said.differs) == (
        ("lead",), ("partners", "deadline"), (), ("words",),
    )  # fmt: skip
    assert changes_table([lead]).rows[0][4] == "Thanh tra tỉnh → Sở Tư pháp"


def test_what_is_new_and_what_was_dropped_stand_where_they_were():
    """A task that is gone stands behind the one it followed."""
    new = stored("Công khai kết quả giải quyết thủ tục hành chính.", n=7, header=TOWN, file="new.txt")
    found = compared(PROVINCE, [*again(PROVINCE[:1]), *again(PROVINCE[2:]), new])

    assert [change.kind for change in found] == ["same", "dropped", "same", "added"]


def test_a_task_is_found_again_in_the_plan_of_another_year_by_its_meaning():
    """In other words and at another place."""
    before = stored("Thanh tra tỉnh tham mưu giải quyết dứt điểm khiếu nại, tố cáo tồn đọng.", lead=("Thanh tra tỉnh",))
    after = stored(
        "Tham mưu giải quyết dứt điểm các vụ khiếu nại, tố cáo kéo dài trên địa bàn.", n=4, file="new.txt",
        lead=("Thanh tra tỉnh",), path=("IV.",),
    )  # fmt: skip
    (found,) = compared([before], [after])

    assert (found.kind, found.differs) == ("changed", ("words",))


@given(st.lists(st.sampled_from(TASKS), unique=True), st.lists(st.sampled_from(TASKS), unique=True))
def test_every_task_of_both_sides_stands_in_exactly_one_change(before, after):
    """Nothing is lost and nothing is counted twice."""
    after = again(after)
    found = compared(before, after)

    assert sorted(c.before.id for c in found if c.before) == sorted(task.id for task in before)
    assert [c.after.id for c in found if c.after] == [task.id for task in after]
