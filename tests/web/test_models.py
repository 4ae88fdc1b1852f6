"""Versions of the theme model on pages and by the API: trained, compared, put in use, taken back, never half."""

import json
import multiprocessing
import os
from dataclasses import asdict

import pytest
from fastapi.testclient import TestClient
from learning.versions import make_version
from web.teaching import LIKE, WORSE, finished, said, speak, used, work

from pipeline import Workspace
from pipeline.errors import CorpusBusy, ModelError
from pipeline.learning import teaching
from pipeline.store.lock import writing
from pipeline.web import create_app
from pipeline.web.job import Job
from pipeline.web.lessons import order


def test_a_version_is_put_in_use_with_a_reason_and_taken_back(own_client, own_home):
    """Both are written down; in the end everything is as it was."""
    before = used(own_home)
    make_version(own_home, LIKE, 0.9)
    sent = own_client.post("/teach/models/promote", data={"version": LIKE, "why": "đã xem"}, follow_redirects=False)
    assert sent.status_code == 303
    assert f"Đang dùng {LIKE}" in finished(own_client)
    assert used(own_home) == (LIKE, LIKE)

    own_client.post("/teach/models/rollback", data={"version": LIKE, "why": "nghĩ lại"})
    page = finished(own_client)
    assert used(own_home) == before
    assert page.index("<td>nghĩ lại</td>") < page.index("<td>đã xem</td>")


def test_a_version_that_is_clearly_worse_needs_a_second_thought(own_client, own_home):
    """The page warns, the server refuses; forced, it is done and the history says so."""
    before = used(own_home)
    make_version(own_home, WORSE, -1.0)
    assert "Kém rõ rệt" in own_client.get("/teach/models").text
    refused = own_client.post("/teach/models/promote", data={"version": WORSE, "why": "thử"})
    assert (refused.status_code, used(own_home)) == (409, before)

    work(own_home, "promote", order(WORSE, "thử", force=True))
    assert "dù kém rõ rệt" in own_client.get("/teach/models").text
    assert used(own_home) == (WORSE, WORSE)


def test_decisions_that_were_cut_off_after_they_were_done_are_not_done_twice(own_home):
    """A job names the version that is to come or to go; if it has, nothing more happens."""
    for version in (LIKE, WORSE):
        make_version(own_home, version, 0.9)
        for _ in range(2):
            work(own_home, "promote", order(version, "tốt"))
    assert "không còn được dùng" in [work(own_home, "rollback", order(WORSE, "kém")) for _ in range(2)][1]

    assert used(own_home) == (LIKE, LIKE)
    with Workspace.open(own_home) as workspace:
        assert [decision.version for decision in workspace.themes.decisions()] == [LIKE, WORSE, LIKE]


@pytest.mark.parametrize("path", ["promote", "rollback"])
def test_a_decision_without_a_reason_is_refused(own_client, path):
    """Whoever reads the history wants to know why."""
    assert own_client.post(f"/teach/models/{path}", data={"version": LIKE}).status_code == 422


def test_a_version_nobody_has_is_told(own_client):
    """The message lists those there are."""
    answer = own_client.get("/teach/models", params={"version": "nichts"})

    assert answer.status_code == 400
    assert "no such version" in answer.text


# Training


def answers(home, n):
    """Let An say what the first tasks are not."""
    speak(home, "An", "0", theme="mass_mobilization", n=n)


def test_a_training_that_is_stopped_or_fails_leaves_nothing(own_home, monkeypatch):
    """Neither its folder nor that of one that was killed before; the versions are those there were."""
    left = own_home / "models" / ".train-killed" / "themes" / "0123456789ab"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("{")

    def stopped(*examples, progress, **others):
        progress(1, 6)
        raise InterruptedError

    monkeypatch.setattr(teaching, "train", stopped)
    with Workspace.open(own_home) as workspace, pytest.raises((InterruptedError, ModelError)):
        workspace.themes.train(author="An")

    assert not list((own_home / "models").glob(".train-*"))
    with Workspace.open(own_home) as workspace:
        assert workspace.themes.models.versions() == [workspace.themes.models.shipped]


def test_two_trainings_at_once_the_second_is_told(own_home):
    """They would learn the same twice."""
    with Workspace.open(own_home) as workspace, writing(own_home / "models", what="train"), pytest.raises(CorpusBusy):
        workspace.themes.train(author="An")


def die_while_training(home):
    """Train, and be killed as soon as something is learnt."""
    with Workspace.open(home) as workspace:
        workspace.themes.train(author="An", progress=lambda stage, done, total: os._exit(9) if done else None)


@pytest.mark.long
def test_a_training_that_was_killed_runs_again_with_the_next_server(own_home):
    """Kill, restart: the job is taken up, the version appears whole, nothing of the first attempt is left."""
    answers(own_home, 12)
    process = multiprocessing.get_context("spawn").Process(target=die_while_training, args=(own_home,))
    process.start()
    process.join(300)
    assert process.exitcode == 9
    assert list((own_home / "models").glob(".train-*"))
    left = Job("train", "An", "lần hai", "2026-01-01T00:00:00+00:00", "running", attempts=1, id="0a")
    (own_home / "data" / "processed" / "jobs.json").write_text(json.dumps([asdict(left)]), "utf-8")

    with TestClient(create_app(own_home), base_url="http://127.0.0.1:8000") as client:
        page = finished(client)
        version = client.get("/api/v1/models").json()["versions"][-1]
    assert "Có phiên bản mới" in page
    assert (version["note"], version["author"], version["in_use"]) == ("lần hai", "An", False)
    assert not list((own_home / "models").glob(".train-*"))


@pytest.mark.long
def test_answers_become_a_version_that_is_compared_and_put_in_use(own_client, own_home):
    """The whole way: answer, train, look, decide; the tags are the new version's, the answers stand."""
    answers(own_home, 30)
    assert "Đã có 30 câu trả lời chưa học" in own_client.get("/teach").text
    own_client.post("/teach/models/train", data={"note": "ba mươi câu"})
    page = finished(own_client)
    assert "ba mươi câu" in page
    assert 'id="comparison"' in page
    assert "Dân vận</span> 30" in page

    version = own_client.get("/api/v1/models").json()["versions"][-1]["version"]
    sent = own_client.post(f"/api/v1/models/{version}/promote", json={"why": "tốt hơn", "force": True})
    assert sent.status_code == 202
    finished(own_client)
    assert used(own_home) == (version, version)
    assert {value for *_, value, _ in said(own_home)} == {False}


# The API


def test_a_program_compares_and_decides(own_client, own_home):
    """Comparison, refusal and decision are those of the pages."""
    make_version(own_home, WORSE, -1.0)
    compared = own_client.get(f"/api/v1/models/{WORSE}/comparison").json()

    assert compared["is_worse"]
    assert compared["high"] < 0
    assert own_client.post(f"/api/v1/models/{WORSE}/promote", json={"why": "thử"}).status_code == 409
    assert own_client.post("/api/v1/models/none/promote", json={"why": "thử"}).status_code == 404
    assert own_client.post("/api/v1/models/rollback", json={"why": "thử"}).status_code == 400
