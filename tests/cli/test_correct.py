"""A task is put right from the command line, shown with its history, and found by what it says now."""

import json

import pytest


@pytest.fixture
def task(kehoach):
    """Return the id of a task that has been read."""
    kehoach("run")
    kehoach("search", "khiếu nại kéo dài", "--json")
    return json.loads(kehoach.out)["hits"][0]["task_id"]


def test_a_task_is_corrected_shown_and_given_back(kehoach, task):
    """What was typed is shown as it was understood, with who said it; undone it says what the plan says."""
    assert kehoach("correct", task, "--lead", "stnmt", "--deadline", "quý I/2026", "--author", "An") == 0
    assert "Chủ trì: Sở Tài nguyên và Môi trường" in kehoach.out
    assert "quý I/2026 [2026-Q1]" in kehoach.out
    kehoach("correct", task, "--undo", "lead", "--author", "Bình", "--json")
    said = json.loads(kehoach.out)

    assert (said["lead"], list(said["corrected"])) == (["Thanh tra tỉnh"], ["deadlines"])
    assert [(word["author"], word["part"]) for word in said["history"]] == [
        ("An", "lead"), ("An", "deadlines"), ("Bình", "lead"),
    ]  # fmt: skip


def test_a_question_after_duties_is_answered_by_what_people_say(kehoach, task):
    """`Sở Y tế chủ trì việc gì` finds the task by its new lead."""
    kehoach("correct", task, "--lead", "Sở Y tế")
    kehoach("search", "Sở Y tế chủ trì việc gì", "--json")
    answer = json.loads(kehoach.out)

    assert [hit["task_id"] for hit in answer["hits"]] == [task]
    assert "Sở Y tế chủ trì" in answer["hits"][0]["why"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ffffffffffff-0"], 1, "no such task"),
        (["TASK", "--deadline", "sớm"], 1, "không hiểu thời hạn"),
        (["TASK", "--theme", "thời tiết"], 1, "no such theme"),
        (["TASK", "--undo", "text"], 2, "lead"),
    ],
)
def test_what_cannot_be_meant_is_said(kehoach, task, arguments, code, said):
    """With what can, and nothing is changed."""
    assert kehoach("correct", *(task if word == "TASK" else word for word in arguments)) == code
    assert said in kehoach.err.lower()
