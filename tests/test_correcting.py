"""What a person types about a task is understood as plans are, kept together, and never undoes a colleague's word."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from plain import having_read

from pipeline import Workspace
from pipeline.errors import Conflict, QueryError
from pipeline.records import Filters
from pipeline.workspace.correcting import Edit, changed_since, history, revision_of

PLAN = (
    "Kế hoạch\n- Rà soát đội ngũ thanh tra cấp xã | lead=UBND các xã | partner=Sở Tài chính | due=date 2026-06-30\n"
    "- Giải quyết khiếu nại kéo dài | lead=Thanh tra tỉnh | due=period 2026-Q3\n"
)


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace that has read one plan of two tasks."""
    with having_read(tmp_path, PLAN) as workspace:
        yield workspace


@pytest.fixture
def first(workspace):
    """Return the first task."""
    return workspace.corpus().tasks(workspace.corpus().rows())[0]


def test_a_name_typed_in_haste_becomes_the_name_that_is_meant(workspace, first):
    """Acronyms and words without diacritics are looked up, names of other plans spelled as there, others kept."""
    typed = ("stnmt", "so noi vu", "THANH TRA TỈNH", "Tổ công tác 06 ", "so noi vu")
    corrected = workspace.correct(first.id, Edit(lead=typed), "An")

    assert corrected.task.lead == ("Sở Tài nguyên và Môi trường", "Sở Nội vụ", "Thanh tra tỉnh", "Tổ công tác 06")


def test_a_time_limit_is_read_as_plans_are_and_old_words_keep_their_meaning(workspace, first):
    """What stood there already is not read again; what is new gets its meaning."""
    limits = workspace.correct(
        first.id, Edit(deadlines=("date 2026-06-30", "quý I/2027; hằng năm")), "An"
    ).task.deadlines

    assert [(limit.kind, limit.value) for limit in limits] == [
        ("date", "2026-06-30"), ("period", "2027-Q1"), ("recurring", "yearly"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "edit",
    [
        Edit(lead=("Sở Tư pháp",), deadlines=("31/2/2026",)),
        Edit(lead=("Sở Tư pháp",), deadlines=("sớm",)),
        Edit(lead=("Sở Tư pháp",), themes={"thời tiết": True}),
        Edit(lead=("Sở " * 200,)),
        Edit(lead=tuple(f"Sở {n}" for n in range(100))),
    ],
)
def test_what_cannot_be_meant_changes_nothing(workspace, first, edit):
    """A day that does not exist, a theme nobody knows, a name without end: told, and nothing half done."""
    with pytest.raises(QueryError):
        workspace.correct(first.id, edit, "An")

    assert workspace.corpus().find(first.id)[1] == first


def test_a_name_with_markup_is_a_name(workspace, first):
    """What looks like a tag, a formula or a control character is kept as words."""
    name = "=1+1<script>alert(1)</script>"
    corrected = workspace.correct(first.id, Edit(lead=(f"{name}\u0000\u200b\ud800\n",)), "An")

    assert corrected.task.lead == (f"{name} ?",)


def test_everything_that_was_said_is_one_history(workspace, first):
    """Fields, themes and progress stand together with who and why; an undone field says so."""
    edit = Edit(lead=("Sở Tư pháp",), themes={"inspection": False}, progress=("done", "Báo cáo 15"), note="theo QĐ 12")
    workspace.correct(first.id, edit, "An")
    workspace.correct(first.id, Edit(undone=("lead",)), "Bình")
    words = {(word.part, word.theme, word.after, word.author) for word in history(workspace, first.id)}

    assert words == {
        ("lead", "", ("Sở Tư pháp",), "An"),
        ("themes", "inspection", (False,), "An"),
        ("progress", "", ("done",), "An"),
        ("lead", "", None, "Bình"),
    }


def test_the_second_of_two_is_told_and_nothing_is_lost(workspace, first):
    """Whoever saw the task before it was changed is told by whom; saving again on what is there now works."""
    seen = revision_of(first)
    workspace.correct(first.id, Edit(lead=("Sở Tư pháp",)), "An", seen)
    with pytest.raises(Conflict, match="An vừa sửa chủ trì"):
        workspace.correct(first.id, Edit(lead=("Sở Y tế",)), "Bình", seen)
    now = workspace.corpus().find(first.id)[1]
    assert (now.task.lead, changed_since(seen, now)) == (("Sở Tư pháp",), {"lead"})
    workspace.correct(first.id, Edit(lead=("Sở Y tế",)), "Bình", revision_of(now))

    assert [word.after for word in history(workspace, first.id)] == [("Sở Tư pháp",), ("Sở Y tế",)]


def test_two_who_change_different_things_do_not_disturb_each_other(workspace, first):
    """One puts the lead right, the other the progress: both count."""
    seen = revision_of(first)
    workspace.correct(first.id, Edit(lead=("Sở Tư pháp",)), "An", seen)
    now = workspace.correct(first.id, Edit(progress=("done", "")), "Bình", seen)

    assert (now.task.lead, now.progress.status) == (("Sở Tư pháp",), "done")


def test_a_revision_that_is_none_is_a_conflict(workspace, first):
    """Somebody who cannot say what they saw does not overwrite."""
    with pytest.raises(Conflict):
        workspace.correct(first.id, Edit(lead=("Sở Y tế",)), "Bình", "tùy ý")


def test_of_many_at_once_one_wins_and_the_others_are_told(workspace, first):
    """Eight people save at the same moment on what they all saw."""
    seen = revision_of(first)

    def save(n):
        with Workspace.open(workspace.home) as own:
            try:
                own.correct(first.id, Edit(lead=(f"Sở số {n}",)), f"Người {n}", seen)
            except Conflict:
                return 0
            return 1

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(save, range(8))) == 1
    assert len(history(workspace, first.id)) == 1


def _die_while_correcting(home, task_id):
    """Correct a task and end, as if the power had gone, before it is committed."""
    workspace = Workspace.open(home)
    corpus = workspace.corpus()
    corpus.follow_up.add = lambda notices: os._exit(9)
    workspace.correct(task_id, Edit(lead=("Sở Y tế",)), "An")


def test_a_process_killed_in_the_middle_leaves_nothing_half_done(workspace, first):
    """The correction was written and linked when the process died: nothing of it is there afterwards."""
    process = multiprocessing.get_context("spawn").Process(
        target=_die_while_correcting, args=(workspace.home, first.id)
    )
    process.start()
    process.join()

    assert process.exitcode == 9
    assert workspace.corpus().find(first.id)[1] == first
    assert workspace.search("", filters=Filters(leads=("Sở Y tế",))).total == 0
    assert workspace.examine() == []


def test_a_file_that_is_parsed_is_shown_as_it_was_corrected(workspace, tmp_path):
    """`parse` of a stored file says what people say; of another file it knows nothing of them."""
    file = tmp_path / "data" / "raw" / "cv.txt"
    file.write_text("CÔNG VĂN\n1. Giao Sở Nội vụ chủ trì rà soát đội ngũ cán bộ cấp xã.\n", encoding="utf-8")
    workspace.run()
    parsed = workspace.parse(file)
    id = f"{parsed.sha256[:12]}-0"
    workspace.correct(id, Edit(lead=("Sở Tư pháp",)), "An")
    parsed = workspace.parse(file)

    assert parsed.tasks[0].lead == ("Sở Tư pháp",)
    assert [word.author for word in parsed.corrections[0]] == ["An"]


def test_reports_and_exports_say_what_people_say(workspace, first, tmp_path):
    """An export has the corrected lead, and in JSON who corrected it."""
    workspace.correct(first.id, Edit(lead=("Sở Tư pháp",)), "An")
    for ending in ("csv", "jsonl"):
        workspace.export(tmp_path / f"out.{ending}")

    assert "Sở Tư pháp" in (tmp_path / "out.csv").read_text("utf-8")
    assert '"corrected": {"lead": {"author": "An"' in (tmp_path / "out.jsonl").read_text("utf-8")
    assert {row[0] for row in workspace.view("workload").rows} >= {"Sở Tư pháp"}
