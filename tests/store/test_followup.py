"""How far tasks have come is never lost: not when a plan is sent again, read anew, or gone for a while."""

import sqlite3

import pytest
from plain import NextReader, PlainReader, having_read
from store.versions import take_back

from pipeline.store.followup import Notice

PLAN = (
    "Kế hoạch\n- Rà soát đội ngũ cán bộ cấp xã | lead=Sở Nội vụ\n- Giải quyết khiếu nại kéo dài | lead=Thanh tra tỉnh\n"
)


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace that has read one plan of two tasks."""
    with having_read(tmp_path, PLAN) as workspace:
        yield workspace


def say(workspace, status, n=0, note="", author="An"):
    """Write down how far the n-th task has come."""
    with workspace.themes.writing() as corpus, corpus.changing():
        return corpus.follow_up.add([Notice(int(corpus.rows()[n]), status, author, note)])


def said(workspace):
    """Return words → (status, note, author) of the tasks somebody spoke about."""
    with workspace.themes.reading() as corpus:
        tasks = [task for task in corpus.tasks(corpus.rows()) if task.progress]
    return {t.task.text: (t.progress.status, t.progress.note, t.progress.author) for t in tasks}


def test_the_last_word_counts_and_every_word_is_kept(workspace):
    """What was said twice is written down once; a task nobody spoke about has no status."""
    say(workspace, "in_progress")
    assert say(workspace, "in_progress", author="Bình") == []
    say(workspace, "done", note="Báo cáo số 15", author="Bình")

    assert said(workspace) == {"Rà soát đội ngũ cán bộ cấp xã": ("done", "Báo cáo số 15", "Bình")}
    with workspace.themes.reading() as corpus:
        (history,) = corpus.follow_up.history(corpus.rows().tolist()).values()
    assert [(word.status, word.author) for word in history] == [("in_progress", "An"), ("done", "Bình")]


def test_a_plan_that_is_sent_again_keeps_its_statuses(workspace):
    """With a paragraph more and a word changed, the status stays with its task."""
    say(workspace, "done", n=1)
    changed = PLAN.replace("- Rà", "- Niêm yết lịch tiếp công dân\n- Rà").replace("kéo dài", "kéo dài nhiều năm")
    (workspace.home / "data" / "raw" / "a.txt").write_text(changed, encoding="utf-8")
    workspace.run(factory=PlainReader)

    assert said(workspace) == {"Giải quyết khiếu nại kéo dài nhiều năm": ("done", "", "An")}


def test_another_version_of_the_reader_keeps_statuses(workspace):
    """Tasks get new rows, their statuses go along."""
    say(workspace, "in_progress")
    workspace.run(factory=NextReader)

    assert list(said(workspace).values()) == [("in_progress", "", "An")]


def test_what_was_said_about_a_plan_that_has_gone_is_kept_and_comes_back_with_it(workspace):
    """An orphan meanwhile, the task has its status again when its file is there again."""
    say(workspace, "not_applicable")
    file = workspace.home / "data" / "raw" / "a.txt"
    (workspace.home / "data" / "raw" / "b.txt").write_text("Kế hoạch\n- Cấp nước sạch\n", encoding="utf-8")
    file.unlink()
    workspace.run(factory=PlainReader)
    with workspace.themes.reading() as corpus:
        (orphan,) = corpus.follow_up.orphans()
    file.write_text(PLAN, encoding="utf-8")
    workspace.run(factory=PlainReader)

    assert (orphan.file, orphan.progress.status) == ("a.txt", "not_applicable")
    assert [status for status, *_ in said(workspace).values()] == ["not_applicable"]


def test_a_status_that_does_not_exist_is_refused_by_the_store(workspace):
    """Overdue is worked out, nobody says it."""
    with pytest.raises(sqlite3.IntegrityError):
        say(workspace, "overdue")


def test_a_corpus_of_an_earlier_version_learns_to_keep_statuses(workspace):
    """Its labels and tasks stay; the table is added when it is opened."""
    take_back(workspace.corpus_path, 3)
    say(workspace, "done")

    assert len(said(workspace)) == 1
