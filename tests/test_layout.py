"""A plan is laid out for reading without a word lost, its headings found, each task once in the outline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Workspace
from pipeline.records import Anchor, Header, StoredTask, Task
from pipeline.workspace.layout import Section, layout_of


def stored(ordinal, text, words, headings=()):
    """Return the task with these words in a text."""
    start = text.index(words)
    task = Task(ordinal, "-", (), headings, words, (), (), (), (), (), None, start, start + len(words))
    return StoredTask(f"{'a' * 12}-{ordinal}", "a" * 64, ("a.txt",), Header(), task, ())


def tasks_in(section):
    """Yield the tasks of a section and of all its parts, in their order."""
    for item in section.items:
        if isinstance(item, Section):
            yield from tasks_in(item)
        else:
            yield item


def headings_in(section, depth=0):
    """Yield the headings of the outline with their depth."""
    for item in section.items:
        if isinstance(item, Section):
            yield depth, item.heading.text
            yield from headings_in(item, depth + 1)


PLAN = """KẾ HOẠCH
I. MỤC ĐÍCH
Nâng cao trách nhiệm.
II. NHIỆM VỤ
1. Công tác cán bộ
- Rà soát đội ngũ
- Luân chuyển cán bộ
2. Giám sát bầu cử
III. TỔ CHỨC THỰC HIỆN
TT | Nội dung | Chủ trì
1 | Niêm yết lịch tiếp dân | Thanh tra tỉnh
Nơi nhận:"""
TASKS = (
    stored(0, PLAN, "- Rà soát đội ngũ", ("NHIỆM VỤ", "Công tác cán bộ")),
    stored(1, PLAN, "- Luân chuyển cán bộ", ("NHIỆM VỤ", "Công tác cán bộ")),
    stored(2, PLAN, "2. Giám sát bầu cử", ("NHIỆM VỤ",)),
    stored(3, PLAN, "1 | Niêm yết lịch tiếp dân | Thanh tra tỉnh", ("TỔ CHỨC THỰC HIỆN",)),
)


def test_headings_are_those_above_tasks_and_those_with_such_markers():
    """A part without tasks has a heading in the text, and none in the outline."""
    layout = layout_of(PLAN, TASKS, ())
    levels = {line.text: line.level for block in layout.blocks for line in block.lines if line.level}

    assert levels == {
        "I. MỤC ĐÍCH": 1, "II. NHIỆM VỤ": 1, "1. Công tác cán bộ": 2, "III. TỔ CHỨC THỰC HIỆN": 1,
    }  # fmt: skip
    assert list(headings_in(layout.outline)) == [
        (0, "II. NHIỆM VỤ"), (1, "1. Công tác cán bộ"), (0, "III. TỔ CHỨC THỰC HIỆN"),
    ]  # fmt: skip


def test_a_task_stands_below_its_own_heading():
    """What comes after a part is not taken for something inside it."""
    part = layout_of(PLAN, TASKS, ()).outline.items[0]

    assert [item.n_tasks if isinstance(item, Section) else item.id[-1] for item in part.items] == [2, "2"]


def test_rows_are_a_table():
    """Neighbouring lines with bars stand together, cell by cell."""
    (table,) = [block for block in layout_of(PLAN, TASKS, ()).blocks if block.is_table]

    assert [line.cells for line in table.lines] == [
        ("TT", "Nội dung", "Chủ trì"), ("1", "Niêm yết lịch tiếp dân", "Thanh tra tỉnh"),
    ]  # fmt: skip
    assert table.lines[1].tasks == (TASKS[3],)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("V | Kinh phí |  |  |", ("V", "Kinh phí", "", "", "")),
        ("| Cộng | 3", ("", "Cộng", "3")),
        ("Hoặc a|b", ()),
    ],
)
def test_empty_cells_stay(line, cells):
    """A row whose first or last cells are empty has as many cells as the others."""
    assert layout_of(line, (), ()).blocks[0].lines[0].cells == cells


def test_a_page_opens_with_its_first_line():
    """Each page is named once, where it begins."""
    anchors = [Anchor(0, 0, 1), Anchor(PLAN.index("II."), 0, 2), Anchor(PLAN.index("III."), 0, 3)]
    opened = {block.opens: block.lines[0].text for block in layout_of(PLAN, TASKS, anchors).blocks if block.opens}

    assert opened == {1: "KẾ HOẠCH", 2: "II. NHIỆM VỤ", 3: "III. TỔ CHỨC THỰC HIỆN"}


@given(st.lists(st.text(" |aâI.-1)\t", max_size=12), max_size=12), st.data())
def test_no_word_is_lost_whatever_stands_in_a_plan(lines, data):
    """The lines together are the text; every task is in the outline once."""
    text = "\n".join(lines)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    tasks = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        task = Task(len(tasks), "-", (), ("a", "I."), "x", (), (), (), (), (), None, start, end)
        if text[start:end].strip() and "\n" not in text[start:end]:
            tasks.append(StoredTask(f"t-{len(tasks)}", "a", ("a",), Header(), task, ()))
    layout = layout_of(text, tasks, ())

    assert [line.text for block in layout.blocks for line in block.lines] == [w for w in lines_of(text) if w.strip()]
    assert sorted(task.id for task in tasks_in(layout.outline)) == sorted(task.id for task in tasks)


def lines_of(text):
    """Return the lines of a text as the store divides them."""
    return text.split("\n")


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """Return the sample plans, read: text and tasks of each."""
    from conftest import RAW

    with Workspace.open(tmp_path_factory.mktemp("layout")) as workspace:
        workspace.run([RAW])
        corpus = workspace.corpus()
        return [(corpus.plan(plan.sha256), corpus.tasks(corpus.plan_rows(plan.sha256))) for plan in corpus.shelf()]


def test_the_sample_plans_have_outlines(plans):
    """Every task stands in the outline once, nearly all of them below a heading."""
    below = total = 0
    for plan, tasks in plans:
        outline = layout_of(plan.text, tasks, plan.anchors).outline
        assert sorted(task.id for task in tasks_in(outline)) == sorted(task.id for task in tasks)
        below += sum(item.n_tasks for item in outline.items if isinstance(item, Section))
        total += len(tasks)

    assert below >= 0.8 * total
