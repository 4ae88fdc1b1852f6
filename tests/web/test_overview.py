"""Views over many plans: every number leads to exactly its tasks, and what is changed there is kept."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from reports.made import TASKS

from pipeline import Workspace
from pipeline.records import Filters, Slice
from pipeline.reports.coverage import coverage_table, facets
from pipeline.reports.names import MATRICES
from pipeline.reports.slicing import within
from pipeline.reports.workload import workload_table, workloads
from pipeline.store.briefs import brief_of
from pipeline.store.lock import writing
from pipeline.web.choosing import address_of, sliced
from pipeline.web.differing import differing
from pipeline.workspace.selecting import Selection, rows_of

TODAY = "2026-07-01"
VIEWS = (
    "/overview", *(f"/overview/coverage?matrix={name}&whole=true" for name in MATRICES),
    "/overview/workload?whole=true", "/overview/calendar?month=2026-12", "/overview/lineage?whole=true", "/followup",
)  # fmt: skip
SCOPES = ("", "theme=inspection", "lead=UBND+xã", "status=overdue", "q=chuyển+đổi+số", "secret=true")


def soup(client, address):
    """Return a page, taken apart."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.text[:500])
    return BeautifulSoup(page.text, "lxml")


def number(words):
    """Return the first number in some words, None if there is none."""
    found = re.search(r"\d+", words)
    return int(found[0]) if found else None


def total(client, address):
    """Return how many tasks a list says it has."""
    page = soup(client, address)
    if address.startswith("/followup"):
        return number(re.search(r"\((\d+)\)", page.select_one(".tabs:not(.areas) [aria-current]").text)[1])
    return number(page.h1.text)


# Every number leads to its tasks


@pytest.mark.parametrize("scope", SCOPES)
def test_every_number_of_every_view_is_the_number_of_tasks_that_it_leads_to(client, scope):
    """Cells, bars, days, months and tiles; whatever the view is narrowed to."""
    counted = {}
    for view in VIEWS:
        address = f"{view}{'&' if '?' in view else '?'}today={TODAY}{'&' if scope else ''}{scope}"
        for link in soup(client, address).select("main a[href^='/tasks'], main a[href^='/followup']"):
            figure = link.select_one(".figure, b")
            n = number((figure or link).text)
            if n is not None and "offset" not in link["href"]:
                counted.setdefault(link["href"], set()).add(n)

    assert len(counted) > 20 or scope
    for address, said in counted.items():
        assert said == {total(client, address)}, address


@given(st.lists(st.sampled_from(TASKS), max_size=8), st.sampled_from(MATRICES))
def test_a_slice_holds_the_tasks_that_its_cell_counts(tasks, matrix):
    """In every matrix and in the workload, for any tasks."""
    briefs, today = [brief_of(task) for task in tasks], date(2026, 7, 1)
    tables = [
        coverage_table(facets(briefs), *matrix.split("-")),
        workload_table(workloads(briefs, today)),
    ]

    for table in tables:
        for row, slices in zip(table.rows, table.slices, strict=True):
            for n, only in zip(row, slices, strict=True):
                assert only is None or n == sum(map(within(only, today), briefs))


@given(st.builds(Slice, *[st.sampled_from([None, "", "x"])] * 6, when=st.sampled_from([None, "dated"])))
def test_a_slice_survives_its_way_through_an_address(only):
    """What has no lead stays apart from what does not ask for one."""
    assert sliced(**address_of(only)) == only


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.sampled_from(["", "2019-05-05", "2026-11-15"]))
def test_a_range_that_is_open_holds_what_any_closed_one_within_it_holds(day, end):
    """Recurring deadlines come round in every open range, dates and periods when they are over."""
    briefs, today = [brief_of(task) for task in TASKS], date(2026, 7, 1)
    closed = Slice(due_from=day.isoformat(), due_to=end or "2045-01-01")

    for opened in (replace(closed, due_from=None), replace(closed, due_to=None)):
        inside, outside = within(closed, today), within(opened, today)
        assert all(outside(task) for task in briefs if inside(task))


def test_a_list_holds_every_task_once_page_by_page(client, home):
    """Going on from page to page gives the tasks of the selection, whatever the order."""
    with Workspace.open(home) as workspace:
        rows = rows_of(workspace, Selection())
        expected = sorted(task.id for task in workspace.corpus().tasks(rows))

    for order in ("plan", "due"):
        address, seen = f"/tasks?order={order}", []
        while address:
            page = soup(client, address)
            seen += [item["id"].removeprefix("t-") for item in page.select(".hit")]
            address = (page.select_one("a[rel=next]") or {}).get("href")
        assert sorted(seen) == expected


def test_conditions_are_shown_and_each_can_be_dropped(client):
    """The cross of a condition leads to a list without it."""
    page = soup(client, "/tasks?theme=inspection&only_lead=-&lang=vi")
    chips = page.select(".scope .chip")

    assert [chip.text.split("×")[0].split() for chip in chips][1] == ["Chủ", "trì", "(không", "có)"]
    assert [parse_qs(urlsplit(chip.a["href"]).query) for chip in chips] == [
        {"only_lead": ["-"]}, {"theme": ["inspection"]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/overview/coverage?matrix=a-b", 404), ("/overview/calendar?month=2026-13", 422),
        ("/overview/calendar?month=0001-01", 400), ("/tasks?only_due_from=2026-02-31", 400),
        ("/api/v1/views/agency-plan?due_from=2026-42-63", 400), ("/overview?due_from=2026-02-31", 400),
        ("/api/v1/views/calendar?due_to=2026-02-31", 400), ("/api/v1/overview?due_from=2026-02-31", 400),
        ("/tasks?today=2026-02-31", 400), ("/tasks?only_when=soon", 422), ("/tasks?theme=xyz", 400),
        ("/overview/nothing/file", 404), ("/overview/workload/file?form=exe", 404),
        ("/overview/changes?before=x&after=y", 400), ("/tasks?only_plan=%00<b>", 200), ("/tasks?offset=999999", 200),
        ("/overview?year=x&kind=y&unknown=z", 200),
    ],
)  # fmt: skip
def test_odd_addresses_get_a_page_or_a_message(client, address, status):
    """None of them is an error of the program."""
    assert client.get(address).status_code == status


# What changed


def test_what_two_wordings_do_not_share_is_marked_word_by_word():
    """Both sides keep every word; markup in them is text."""
    before, after = differing("Trước ngày 30/6 <b>báo cáo</b>", "Trước ngày 30/9 <b>báo cáo</b> ngay")

    assert before == "Trước ngày<del> 30/6</del> &lt;b&gt;báo cáo&lt;/b&gt;"
    assert after == "Trước ngày<ins> 30/9</ins> &lt;b&gt;báo cáo&lt;/b&gt;<ins> ngay</ins>"


@given(st.text(), st.text())
def test_marking_differences_changes_no_letter(before, after):
    """Without its marks each side is its text, escaped."""
    from markupsafe import escape

    for side, text in zip(differing(before, after), (before, after), strict=True):
        assert re.sub("</?(?:ins|del)>", "", str(side)) == str(escape(text))


# Follow-up


def test_a_status_changed_on_the_page_is_kept_with_its_author_and_shown(own_client, own_home):
    """The form leads back to the list; the task then counts among those that are done."""
    row = soup(own_client, "/followup").select_one(".follow li")
    id = row["id"].removeprefix("t-")
    form = {field["name"]: field.get("value", "") for field in row.select("input")}
    answer = own_client.post(
        f"/followup/{id}", data={**form, "status": "done", "note": "Báo cáo 15"}, follow_redirects=False
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"/followup#t-{id}")
    assert "Báo cáo 15" in soup(own_client, "/followup?only_status=done").select_one(".follow").text
    with Workspace.open(own_home) as workspace:
        (task,) = (task for task in workspace.tasks() if task.progress)
    assert (task.id, task.progress.status, task.progress.note) == (id, "done", "Báo cáo 15")


def test_the_second_of_two_who_speak_of_one_task_is_told_and_nothing_is_lost(own_client):
    """What the first one said stays; the second sees it, as a page or as the part that htmx puts in its place."""
    id = soup(own_client, "/followup").select_one(".follow li")["id"].removeprefix("t-")
    own_client.post(f"/followup/{id}", data={"status": "done", "note": "của An", "seen": ""})
    second = own_client.post(f"/followup/{id}", data={"status": "in_progress", "seen": ""})
    part = own_client.post(
        f"/followup/{id}", data={"status": "in_progress", "seen": ""}, headers={"hx-request": "true"}
    )

    assert second.status_code == 409
    assert "của An" in part.text
    assert "Hoàn thành" in part.text
    assert "<html" not in part.text


def test_while_plans_are_read_a_status_is_kept_and_the_second_of_two_is_told(own_client, own_home):
    """Whoever reads holds the corpus for minutes; to say something takes a moment between two of its writes."""
    with writing(own_home / "data" / "processed"):
        id = soup(own_client, "/followup").select_one(".follow li")["id"].removeprefix("t-")
        first = own_client.post(f"/followup/{id}", data={"status": "done", "note": "Báo cáo 15", "seen": ""})
        second = own_client.post(f"/api/v1/followup/{id}", json={"status": "in_progress", "seen": ""})

        assert (first.status_code, second.status_code) == (200, 409)
        assert "Báo cáo 15" in soup(own_client, "/followup?only_status=done").select_one(".follow").text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/followup/../x", "javascript:1"])
def test_a_form_sends_nobody_elsewhere(own_client, back):
    """The address to go back to is one of the lists."""
    id = soup(own_client, "/followup").select_one(".follow li")["id"].removeprefix("t-")
    answer = own_client.post(f"/followup/{id}", data={"status": "done", "back": back}, follow_redirects=False)

    assert answer.headers["location"].startswith("/followup#")


@pytest.mark.parametrize(
    ("id", "said", "status"),
    [("ffffffffffff-0", {"status": "done"}, 404), ("x", {"status": "overdue"}, 422), ("x", {}, 422)],
)
def test_what_cannot_be_said_of_a_task_is_refused(own_client, id, said, status):
    """An unknown task, a status that nobody says, no status."""
    assert own_client.post(f"/followup/{id}", data=said).status_code == status


# Reports and exports


def test_a_selection_is_shown_before_it_is_taken_away(client):
    """The page holds the report in a frame that may run nothing of ours, and says how many tasks it is about."""
    page = client.get("/reports?theme=inspection&only_when=dated")
    frame = BeautifulSoup(page.text, "lxml").iframe

    assert frame["sandbox"] == ["allow-scripts"]
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    inside = client.get(frame["src"])
    assert inside.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert f"<b>{total(client, '/tasks?theme=inspection&only_when=dated')}</b> nhiệm vụ" in inside.text


@pytest.mark.parametrize(
    ("form", "start"), [("csv", b"\xef\xbb\xbf"), ("jsonl", b"{"), ("parquet", b"PAR1"), ("xlsx", b"PK")]
)
def test_an_export_holds_the_tasks_of_the_selection_under_a_name_that_says_so(client, form, start):
    """Named by what is in it and the day."""
    export = client.get(f"/export?form={form}&theme=inspection&lead=Thanh+tra&today={TODAY}")

    assert export.content.startswith(start)
    name = f"nhiem-vu-thanh-tra-kiem-tra-giam-sat-thanh-tra-2026-07-01.{form}"
    assert export.headers["content-disposition"] == f'attachment; filename="{name}"'
    if form == "jsonl":
        n = total(client, f"/tasks?theme=inspection&lead=Thanh+tra&today={TODAY}")
        assert len(export.text.splitlines()) == n > 0


@pytest.mark.parametrize("form", ["xlsx", "csv", "html", "svg", "ics"])
def test_a_view_is_taken_away_as_a_file(client, form):
    """The calendar in every form that it has; nothing stays on the server's disk."""
    answer = client.get(f"/overview/calendar/file?form={form}&due_from=2026-01-01&due_to=2026-12-31")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="lich-thoi-han-')


def test_secret_plans_are_in_no_view_unless_they_are_asked_for(client, home):
    """Not counted, not listed, not exported; with leave they are, and marked."""
    with Workspace.open(home) as workspace:
        plain, every = (len(rows_of(workspace, Selection(secret=secret))) for secret in (False, True))
        n_secret = sum(bool(task.header.secrecy) for task in workspace.tasks(secret=True))

    assert every - plain == n_secret
    assert [total(client, address) for address in ("/tasks", "/tasks?secret=true")] == [plain, every]


@pytest.mark.parametrize(("view", "lang"), [("/overview", "vi"), ("/tasks", "en"), ("/reports", "vi")])
def test_a_page_says_how_many_secret_tasks_it_leaves_out_and_leads_to_them_all(client, view, lang):
    """The number is what the link adds; nothing is said where nothing secret is left out."""
    scope = soup(client, f"{view}?theme=inspection&lang={lang}").select_one(".scope > p")
    told, link = scope.select_one(":scope > .soft:not(:first-child)"), scope.select_one(":scope > a[href*=secret]")
    with_them = link["href"].replace(view, "/tasks")

    assert number(told.text) == total(client, with_them) - total(client, "/tasks?theme=inspection") > 0
    for address in (with_them, "/tasks?only_plan=0"):
        assert soup(client, address).select_one(".scope > p > a[href*='secret=true']") is None


def test_plans_that_cannot_be_compared_are_told_why(client, home):
    """One that nobody knows, and one marked secret until secret plans are asked for."""
    with Workspace.open(home) as workspace:
        shelf = [plan for plan in workspace.corpus().shelf() if plan.n_tasks]
    secret = next(plan.sha256 for plan in shelf if plan.header.secrecy)
    known = next(plan.sha256 for plan in shelf if not plan.header.secrecy)

    unknown, hidden, shown = (
        client.get("/overview/changes", params={"before": known, "after": after, **more})
        for after, more in (("abc", {}), (secret, {}), (secret, {"secret": "true"}))
    )
    assert (unknown.status_code, hidden.status_code, shown.status_code) == (400, 400, 200)
    assert "Không có kế hoạch" in unknown.text
    assert "no such plan" in unknown.text
    assert "marked secret" in hidden.text


def test_a_question_selects_its_best_answers(client, home):
    """The same tasks that the search gives first."""
    with Workspace.open(home) as workspace:
        found = workspace.search("khiếu nại", filters=Filters(themes=("inspection",)), k=200)
    page = soup(client, "/tasks?q=khiếu+nại&theme=inspection")

    expected = [f"t-{hit.task.id}" for hit in found.hits if not hit.task.header.secrecy]
    assert [hit["id"] for hit in page.select(".hit")] == expected
