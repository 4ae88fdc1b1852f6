"""Long work behind the pages: one after the other, told, ended, taken up again, never in the way."""

import json
import time

import longwork
import pytest
from fastapi.testclient import TestClient
from waiting import until
from web.teaching import asked

from pipeline.errors import UsageFault
from pipeline.store.lock import writing
from pipeline.web import create_app
from pipeline.web.job import Pace
from pipeline.web.jobs import Jobs
from pipeline.web.work import WORK

KINDS = {"read": longwork.endless, "quick": longwork.quick, "defective": longwork.defective, "deadly": longwork.deadly}
PLAN = "KẾ HOẠCH\nTrồng rừng ven biển\n\nII. NHIỆM VỤ\n1. Sở Nông nghiệp và Môi trường trồng 300 ha rừng ngập mặn."


@pytest.fixture
def jobs(tmp_path):
    """Return the jobs of an empty workspace."""
    jobs = Jobs(tmp_path, KINDS)
    yield jobs
    jobs.close()


def ended(jobs, job):
    """Return a job once it has ended."""
    until(lambda: jobs.find(job.id).has_ended)
    return jobs.find(job.id)


def test_jobs_run_one_after_the_other_in_the_order_they_were_asked_for(jobs):
    """The second waits for the first; each tells what came of it, who wanted it and when."""
    first, second = jobs.start("quick", "An", "một"), jobs.start("quick", "Bình", "hai")

    assert (first.state, second.state) == ("running", "waiting")
    assert [ended(jobs, job).message for job in (first, second)] == ["xong một", "xong hai"]
    assert jobs.find(first.id).ended <= jobs.find(second.id).started
    assert [job.author for job in jobs.all] == ["Bình", "An"]


def test_what_waits_already_is_not_asked_for_twice(jobs):
    """Ten uploads in a row need one reading after the present one."""
    jobs.start("read", "An")
    waiting = {jobs.start("quick", "An", "một").id for _ in range(10)}

    assert len(waiting) == 1
    assert jobs.start("quick", "An", "hai").id not in waiting


def test_nobody_can_ask_for_jobs_without_end(jobs):
    """From some number on the answer is no, in a sentence."""
    jobs.start("read", "An")
    for n in range(20):
        jobs.start("quick", "An", str(n))
    with pytest.raises(UsageFault, match="20 việc đang chờ"):
        jobs.start("quick", "An", "một việc nữa")


def test_progress_is_told_while_a_job_runs(jobs):
    """Stage and numbers are those that the work gave last."""
    jobs.start("read", "An")

    until(lambda: jobs.running.done > 2)
    assert (jobs.running.stage, jobs.running.total) == ("read", 6_000)


def test_a_running_and_a_waiting_job_can_be_ended(jobs):
    """The running one stops, the waiting one never begins, the last one has its turn."""
    running, waiting, last = (jobs.start("read", "An"), jobs.start("quick", "An", "một"), jobs.start("quick", "An"))
    jobs.stop(waiting.id)
    jobs.stop()

    assert ended(jobs, running).state == ended(jobs, waiting).state == "stopped"
    assert ended(jobs, last).state == "done"
    assert jobs.find(waiting.id).started == ""


def test_ending_what_is_not_there_or_has_ended_changes_nothing(jobs):
    """Two people may press the same button."""
    job = ended(jobs, jobs.start("quick", "An"))
    jobs.stop()
    jobs.stop(job.id)
    jobs.stop("nobody")

    assert jobs.all == (job,)


@pytest.mark.parametrize(("kind", "told"), [("defective", "division by zero"), ("deadly", "mã 9")])
def test_a_defect_ends_the_job_and_not_the_server(jobs, kind, told):
    """What went wrong is said, even of a process that died without a word, and the next job runs."""
    job = ended(jobs, jobs.start(kind, "An"))

    assert job.state == "failed"
    assert told in job.message
    assert ended(jobs, jobs.start("quick", "An")).state == "done"


@pytest.mark.long
def test_a_job_that_does_not_listen_is_ended_all_the_same(tmp_path):
    """After some seconds of grace its process is killed."""
    jobs = Jobs(tmp_path, {"train": longwork.stubborn})
    job = jobs.start("train", "An")
    until(lambda: jobs.running.stage == "learn")
    jobs.stop()

    assert ended(jobs, job).state == "stopped"


def test_what_a_server_leaves_undone_the_next_one_takes_up(tmp_path):
    """The running one first, then the one that waited; what had ended is remembered."""
    before = Jobs(tmp_path, KINDS)
    done = ended(before, before.start("quick", "An", "trước"))
    running, waiting = before.start("read", "An"), before.start("quick", "An")
    until(lambda: before.find(running.id).done)
    before.close()

    after = Jobs(tmp_path, KINDS | {"read": longwork.quick})
    assert after.find(done.id) == done
    after.resume()
    assert ended(after, running).attempts == 2
    assert ended(after, waiting).state == "done"
    after.close()


def test_a_job_that_was_cut_off_too_often_is_not_taken_up_again(tmp_path):
    """It may be what takes the machine down; and a kind that this program does not know is nothing to begin."""
    memory = tmp_path / "data" / "processed" / "jobs.json"
    memory.parent.mkdir(parents=True)
    job = {"kind": "quick", "author": "An", "argument": "", "asked": "2025-01-01T00:00:00+00:00", "state": "running"}
    memory.write_text(json.dumps([job | {"id": "a", "attempts": 3}, job | {"id": "b", "kind": "fly"}]))
    jobs = Jobs(tmp_path, KINDS)
    jobs.resume()

    assert [(job.state, job.id) for job in jobs.all] == [("failed", "b"), ("failed", "a")]
    assert "3 lần" in jobs.find("a").message


@pytest.mark.parametrize("text", ["", "[", "{}", '[{"kind": 1}]', "null", "[3]"])
def test_a_damaged_memory_is_no_memory(tmp_path, text):
    """The server starts, and remembers from now on."""
    memory = tmp_path / "data" / "processed" / "jobs.json"
    memory.parent.mkdir(parents=True)
    memory.write_text(text)
    jobs = Jobs(tmp_path, KINDS)

    assert jobs.all == ()
    assert ended(jobs, jobs.start("quick", "An")).state == "done"
    assert len(Jobs(tmp_path, KINDS).all) == 1


def test_only_the_last_jobs_are_remembered(jobs):
    """The memory does not grow for ever."""
    for n in range(60):
        jobs.start("quick", "An", str(n % 15))
        jobs.stop(jobs.all[0].id)

    assert len(jobs.all) <= 51


def test_while_another_command_writes_a_job_waits(tmp_path):
    """It says so, and begins when the other one has finished."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.txt").write_text(PLAN, encoding="utf-8")
    jobs = Jobs(tmp_path, WORK)
    with writing(tmp_path / "data" / "processed"):
        job = jobs.start("read", "An")
        until(lambda: jobs.find(job.id).stage == "wait")

    assert ended(jobs, job).message == "1 tệp đã đọc (1 read)"
    jobs.close()


def test_while_another_command_writes_people_go_on_working(own_client, own_home):
    """An answer about a theme, a correction, a saved question, a file left out: all are kept, none is refused."""
    api = "/api/v1"
    with writing(own_home / "data" / "processed"):
        question = asked(own_client.get("/teach"))
        task = f"{api}/tasks/{question['task']}"
        correction = {"partners": ["Sở Nội vụ"], "revision": own_client.get(f"{task}/history").json()["revision"]}
        line = own_client.get(f"{api}/documents").json()["documents"][0]
        done = (
            own_client.patch(task, json=correction),
            own_client.post("/teach", data=question | {"said": "yes"}),
            own_client.post(f"{api}/saved?q=thanh+tra", json={"name": "Thanh tra"}),
            own_client.delete(f"{api}/documents", params={name: line[name] for name in ("root", "file")}),
        )

    assert [answer.status_code for answer in done] == [200, 200, 201, 204]


def test_the_time_left_is_that_of_the_pace_so_far(monkeypatch):
    """What was there when a stage began took no time; a new stage has a pace of its own."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace = Pace()

    assert pace.left_s("read", 900, 1_000) is None
    now[0] = 10.0
    assert pace.left_s("read", 920, 1_000) == 40
    assert pace.left_s("index", 0, 50) is None
    now[0] = 15.0
    assert pace.left_s("index", 50, 50) == 0


@pytest.fixture
def client(tmp_path, monkeypatch):
    """Return a browser at an empty workspace where reading never ends."""
    monkeypatch.setitem(WORK, "read", longwork.endless)
    with TestClient(create_app(tmp_path), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def test_work_is_seen_on_every_page_and_followed_without_scripts(client):
    """A sign in the head of the pages, a page that renews itself, and neither once the work has ended."""
    assert "work-sign" not in client.get("/jobs").text
    assert client.post("/jobs").status_code == 200

    page = client.get("/jobs").text
    assert '<meta http-equiv="refresh"' in page
    assert 'hx-get="/jobs"' in page
    assert "work-sign" in client.get("/nothing").text
    assert client.post("/jobs/stop").status_code == 200
    until(lambda: 'http-equiv="refresh"' not in client.get("/jobs").text)
    assert "Đã dừng theo yêu cầu" in client.get("/jobs").text


def test_a_page_that_follows_work_gets_only_the_part_that_changes(client):
    """The last time it is told in words what came of it, to be read aloud."""
    client.post("/jobs")
    part = client.get("/jobs", headers={"hx-request": "true"}).text
    assert part.lstrip().startswith('<div id="work"')
    assert "<html" not in part

    client.post("/jobs/stop")
    until(lambda: "hx-swap-oob" in client.get("/jobs", headers={"hx-request": "true"}).text)
    assert "hx-get" not in client.get("/jobs/now", headers={"hx-request": "true"}).text


def test_every_kind_of_work_has_a_name_in_both_languages():
    """Pages show it by the kind's key."""
    from pipeline.web.language import speaker

    for language in ("vi", "en"):
        assert all(speaker(language)(f"job_{kind}") for kind in WORK)
