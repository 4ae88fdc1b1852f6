"""Files made in the background: those that are given at once, followed on their way, for the one who asked alone."""

import json
import time
from datetime import date

import longwork
import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from pipeline.accounts import Accounts
from pipeline.records import Filters, Slice
from pipeline.web import create_app
from pipeline.web.jobs import Jobs
from pipeline.web.orders import Order
from pipeline.web.pages import reports
from pipeline.web.work import WORK
from pipeline.workspace.selecting import Selection

ADDRESS = "http://127.0.0.1:8000"
TODAY = "today=2026-07-01"
PASSWORD = "đường đến ủy ban"


def ended(client):
    """Return the job asked for last, once it has ended."""
    for _ in range(1_200):
        job = client.get("/api/v1/jobs").json()["jobs"][0]
        if job["ended"]:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


@pytest.fixture
def slow(monkeypatch):
    """Make the workplace expect that every report and workbook takes long."""
    monkeypatch.setattr(reports, "_TASKS_PER_S", 0.1)
    monkeypatch.setattr(reports, "_EXPORTED_PER_S", 0.1)


@pytest.fixture
def office(own_client, own_home, quick_passwords):
    """Return what opens browsers of people with accounts at one workplace."""
    with Accounts.open(own_home) as accounts:
        for name, role in {"An": "admin", "Bình": "reader", "Chi": "reader"}.items():
            accounts.roster.add(name, PASSWORD, role)

    def opened(name):
        client = TestClient(own_client.app, base_url=ADDRESS, raise_server_exceptions=False)
        client.post("/sign-in", data={"name": name, "password": PASSWORD})
        return client

    return opened


# Asked for, followed, fetched


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("report", f"{TODAY}&theme=inspection&form=html&group=plan"),
        ("report", f"{TODAY}&secret=true&form=html&only_lead=-"),
        ("export", f"{TODAY}&q=khiếu+nại&form=csv"),
        ("export", f"{TODAY}&secret=true&status=overdue&form=jsonl"),
    ],
)
def test_a_file_made_in_the_background_is_the_one_that_is_given_at_once(own_client, what, asked):
    """Whatever was chosen: the same bytes under the same name with the same headers, on the page and for programs."""
    at_once = own_client.get(f"/{what}?{asked}")
    job = own_client.post(f"/api/v1/{what}s?{asked}")
    assert job.status_code == 202
    assert ended(own_client)["state"] == "done"

    for file in (f"/jobs/{job.json()['id']}/file", f"/api/v1/jobs/{job.json()['id']}/file"):
        later = own_client.get(file)
        assert later.content == at_once.content
        for header in ("content-type", "content-disposition", "content-security-policy"):
            assert later.headers[header] == at_once.headers[header]


def test_a_report_that_takes_long_is_asked_for_with_a_button_and_fetched_where_the_work_is(own_client, slow):
    """The form carries the conditions; its job says in words what it makes and of what, and ends in a link."""
    page = BeautifulSoup(own_client.get("/reports?theme=inspection&lead=Thanh+tra&secret=true").text, "lxml")
    button = page.select_one("form.paper button")
    assert button["formmethod"] == "post"
    followed = own_client.post(button["formaction"], data={"form": "xlsx", "group": "plan"})
    assert followed.url.path == "/jobs"
    assert "Báo cáo Excel · Thanh tra, kiểm tra, giám sát · Thanh tra · kể cả văn bản mật" in followed.text
    assert "{&#34;" not in followed.text

    assert ended(own_client)["state"] == "done"
    part = own_client.get("/jobs?lang=en", headers={"hx-request": "true"})
    assert "Excel report · Inspection" in part.text
    link = BeautifulSoup(part.text, "lxml").select_one("a[download]")
    assert own_client.get(link["href"]).content.startswith(b"PK")
    assert link.text.startswith("Download bao-cao-thanh-tra-kiem-tra-giam-sat-thanh-tra-")


def test_of_exports_only_a_long_workbook_is_made_in_the_background(own_client, slow):
    """The other forms are quick and stay links."""
    exports = BeautifulSoup(own_client.get("/reports").text, "lxml").select_one(".exports")
    form = exports.form

    assert [link.text for link in exports.select("a")] == ["csv", "jsonl", "parquet", "ics"]
    followed = own_client.post(form["action"], data={form.button["name"]: form.button["value"]})
    assert "Nhiệm vụ, dạng Excel" in followed.text


def test_what_is_quick_is_given_at_once(client):
    """A small selection has the button it always had."""
    page = BeautifulSoup(client.get("/reports?theme=inspection").text, "lxml")

    assert page.select_one("form.paper button")["formaction"] == "/report"
    assert not page.select("[formmethod], .exports form")


def test_a_report_about_nothing_says_so(own_client):
    """The job fails with the words that a download would have had, and leaves no file."""
    job = own_client.post("/api/v1/reports?lead=Không+có").json()

    assert "nothing was chosen" in ended(own_client)["message"]
    assert own_client.get(f"/jobs/{job['id']}/file").status_code == 404


# Whose it is


def test_a_file_is_for_the_one_who_asked_for_it(office):
    """Everybody sees the work; nobody else gets the file or its link, not even an admin."""
    asker, others = office("Bình"), [office("Chi"), office("An")]
    job = asker.post(f"/api/v1/exports?{TODAY}&secret=true").json()
    assert ended(asker)["state"] == "done"

    file = f"/jobs/{job['id']}/file"
    assert asker.get(file).status_code == 200
    assert file in asker.get("/jobs").text
    for other in others:
        assert other.get(file).status_code == other.get(f"/api/v1{file}").status_code == 404
        assert file not in other.get("/jobs").text
        assert "kể cả văn bản mật" in other.get("/jobs").text


def test_readers_stop_what_they_asked_for_and_nothing_else(office, monkeypatch):
    """The button is there for them and for analysts."""
    monkeypatch.setitem(WORK, "paper", longwork.endless)
    asker, other = office("Bình"), office("Chi")
    job = asker.post("/api/v1/reports").json()
    stop = f"/jobs/{job['id']}/stop"

    assert stop not in other.get("/jobs").text
    assert other.post(stop).status_code == other.delete(f"/api/v1/jobs/{job['id']}").status_code == 403
    assert stop in asker.get("/jobs").text
    assert asker.post(stop).status_code == 200
    assert ended(asker)["state"] == "stopped"


def test_two_people_who_ask_for_the_same_have_a_file_each(office, monkeypatch):
    """Who asks twice has one."""
    monkeypatch.setitem(WORK, "paper", longwork.endless)
    first, second = office("Bình"), office("Chi")
    first.post("/api/v1/reports?form=html")
    jobs = [client.post("/api/v1/reports").json()["id"] for client in (first, first, second)]

    assert jobs[0] == jobs[1] != jobs[2]


# What stays on the disk


def test_what_was_half_written_when_its_process_died_is_no_file(own_home, monkeypatch):
    """The job has failed and nothing of it stays."""
    monkeypatch.setitem(WORK, "paper", longwork.half_written)
    with TestClient(create_app(own_home), base_url=ADDRESS) as client:
        client.post("/api/v1/reports")
        job = ended(client)

        assert job["state"] == "failed"
        assert client.get(f"/jobs/{job['id']}/file").status_code == 404
    assert not list((own_home / "data" / "processed" / "papers").iterdir())


def test_the_last_files_are_kept_and_those_of_jobs_that_are_remembered(tmp_path):
    """Twenty; what a job left that nobody remembers, or that came to nothing, is deleted."""
    processed = tmp_path / "data" / "processed"
    states = {"stopped": "stopped", "failed": "failed"} | {f"{n:02}": "done" for n in range(30)}
    noted = [
        {"kind": "paper", "author": "An", "argument": "", "asked": "", "state": state, "id": id, "ended": "x"}
        for id, state in states.items()
    ]
    for id in (*states, "forgotten"):
        (processed / "papers" / id).mkdir(parents=True)
        (processed / "papers" / id / "bao-cao.docx").touch()
    (processed / "jobs.json").write_text(json.dumps(noted))
    jobs = Jobs(tmp_path, {"quick": longwork.quick})
    jobs.start("quick", "An")
    jobs.close()

    expected = [f"{n:02}" for n in range(10, 30)]
    assert sorted(folder.name for folder in (processed / "papers").iterdir()) == expected
    assert [job.id for job in reversed(jobs.all) if jobs.file_of(job)] == expected


def test_an_order_that_cannot_be_read_is_shown_without_words(own_home):
    """Another version of the program may have written it down; the page is there all the same."""
    noted = {"kind": "paper", "author": "An", "argument": '{"what": "song"}', "asked": "2025-01-01T00:00:00+00:00"}
    (own_home / "data" / "processed" / "jobs.json").write_text(json.dumps([noted | {"state": "done", "id": "a"}]))
    with TestClient(create_app(own_home), base_url=ADDRESS) as client:
        page = client.get("/jobs")

    assert page.status_code == 200
    assert "song" not in page.text


names = st.lists(st.text(), max_size=2).map(tuple)
SELECTIONS = st.builds(
    Selection, st.text(), st.builds(Filters, names, names, due_to=st.sampled_from([None, "2026-07-01"])),
    st.sampled_from([(), ("overdue", "done")]), st.booleans(), st.dates(), st.builds(Slice, st.none() | st.text()),
)  # fmt: skip


@given(SELECTIONS, st.sampled_from(["docx", "xlsx"]), st.sampled_from(["theme", "plan"]))
def test_an_order_survives_being_written_down(selection, form, group):
    """Until a later server reads it: day, secrecy and all."""
    order = Order("report", form, selection, group, "party")

    assert Order.read(order.text) == order
    assert isinstance(Order.read(order.text).selection.today, date)
