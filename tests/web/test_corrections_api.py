"""Programs put tasks right as people do, and are told when somebody else was faster."""

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def task(own_client: TestClient):
    """Return a task as the API gives it."""
    hit = own_client.get("/api/v1/search", params={"q": "giải quyết khiếu nại", "k": 1}).json()["hits"][0]
    return own_client.get(f"/api/v1/tasks/{hit['task_id']}").json()


def correct(client, task, revision=None, **said):
    """Say something about a task as it was seen."""
    return client.patch(f"/api/v1/tasks/{task['id']}", json={"revision": revision or task["revision"], **said})


def test_a_correction_is_answered_with_the_task_and_found_at_once(own_client, task):
    """Names and days are shown as they were understood; every word stands in the history."""
    answer = correct(
        own_client, task, lead=["stnmt"], deadlines=["quý II/2027"], note="QĐ 12",
        progress={"status": "done"}, themes={"inspection": True},
    )  # fmt: skip
    found = own_client.get("/api/v1/search", params={"lead": "Sở Tài nguyên và Môi trường", "k": 200}).json()["hits"]
    said = answer.json()

    assert answer.status_code == 200
    assert (said["lead"], [limit["value"] for limit in said["deadlines"]]) == (
        ["Sở Tài nguyên và Môi trường"], ["2027-Q2"],
    )  # fmt: skip
    assert {word["part"] for word in said["history"]} == {"lead", "deadlines", "progress", "themes"}
    assert task["id"] in [hit["task_id"] for hit in found]
    assert own_client.get(f"/api/v1/tasks/{task['id']}/history").json() == said


def test_the_second_of_two_gets_both_values(own_client, task):
    """409, with the task as it is now and what differs; what the first said stays until the second has seen it."""
    assert correct(own_client, task, lead=["Sở Tư pháp"]).status_code == 200
    refused = correct(own_client, task, lead=["Sở Y tế"])
    problem = refused.json()

    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert (problem["changed"], problem["current"]["lead"]) == (["lead"], ["Sở Tư pháp"])
    assert correct(own_client, task, lead=["Sở Y tế"], revision=problem["current"]["revision"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"deadlines": ["31/2/2026"]}, 400),
        ({"themes": {"thời tiết": True}}, 400),
        ({"progress": {"status": "overdue"}}, 422),
        ({"undo": ["text"]}, 422),
        ({"text": "other words"}, 422),
        ({"lead": ["x" * 1_000]}, 422),
    ],
)
def test_what_cannot_be_meant_changes_nothing(own_client, task, said, status):
    """The answer says what was wrong, and the task is what it was."""
    assert correct(own_client, task, **said).status_code == status
    assert own_client.get(f"/api/v1/tasks/{task['id']}").json() == task


def test_a_task_that_is_not_there_is_not_found(own_client):
    """Neither its history nor itself to correct."""
    assert own_client.get("/api/v1/tasks/ffffffffffff-0/history").status_code == 404
    assert own_client.patch("/api/v1/tasks/ffffffffffff-0", json={"revision": ""}).status_code == 404


def test_whoever_cannot_say_what_they_saw_changes_nothing(own_client, task):
    """Without a revision a call is not understood, with a wrong one it is refused."""
    assert own_client.patch(f"/api/v1/tasks/{task['id']}", json={"lead": ["Sở Y tế"]}).status_code == 422
    assert correct(own_client, task, "tùy ý", lead=["Sở Y tế"]).status_code == 409


def test_a_correction_is_undone(own_client, task):
    """The field says again what the plan says, and is no longer marked."""
    wrong = correct(own_client, task, lead=["Sở Y tế"]).json()
    said = correct(own_client, wrong, undo=["lead"]).json()

    assert (said["lead"], said["corrected"]) == (task["lead"], {})
