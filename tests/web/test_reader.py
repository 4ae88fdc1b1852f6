"""A plan is read like a document, and its tasks are put right where they stand."""

import re
from html import unescape

import anyio
import pytest
from bs4 import BeautifulSoup
from packing import zipped
from rendering.typeset import Sheet, pdf_of

from pipeline import Workspace
from pipeline.config import Config
from pipeline.errors import DamagedFile
from pipeline.web.pictures import Pictures

PART = {"HX-Request": "true"}
ROWS = (
    "KẾ HOẠCH", "Công tác nội chính năm 2025", "I. NHIỆM VỤ",
    "1. Sở Nội vụ chủ trì rà soát vị trí việc làm trước ngày 05/4/2025.",
    "2. Thanh tra tỉnh chủ trì giải quyết khiếu nại kéo dài.",
)  # fmt: skip


def plans(client):
    """Return the plans as the API lists them."""
    return client.get("/api/v1/plans?k=1000").json()["plans"]


def tasks(client, plan):
    """Return the tasks of a plan as the API gives them."""
    return client.get(f"/api/v1/plans/{plan['id']}").json()["content"]


def words(page):
    """Return what a person reads on a page: letters without markup, blanks squeezed."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page.text)).split())


def form_of(page):
    """Return what a form would send if it were sent as it is."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") == "checkbox" and not re.search(r"\schecked", tag):
            continue
        if attributes.get("name"):
            fields.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    fields["status"] = re.findall(r'<option value="(\w+)" selected', page.text)
    return fields


@pytest.fixture
def task(own_client):
    """Return a task that has a lead and a time limit."""
    found = own_client.get("/api/v1/search", params={"lead": "Thanh tra", "k": 200}).json()["hits"]
    return next(hit for hit in found if hit["deadlines"] and hit["lead"])


@pytest.fixture
def edit(own_client, task):
    """Return what opens the form of the task, changes some fields and sends it."""

    def sent(before=None, headers=None, **fields):
        form = before or form_of(own_client.get(f"/tasks/{task['task_id']}/edit"))
        address = f"/tasks/{task['task_id']}/edit"
        return own_client.post(address, data=form | fields, headers=headers or {}, follow_redirects=False)

    return sent


def now(client, task):
    """Return a task as it is now."""
    return client.get(f"/api/v1/tasks/{task['task_id']}").json()


def test_every_plan_is_shown_whole_with_each_task_once(client):
    """No line of a plan is missing, every task has its anchor and its place in the outline."""
    for plan in plans(client):
        page, whole = client.get(f"/plans/{plan['id']}"), client.get(f"/api/v1/plans/{plan['id']}").json()
        told = words(page)
        for line in whole["text"].split("\n"):
            for cell in line.split("|"):
                assert " ".join(cell.split()) in told
        for task in whole["content"]:
            assert page.text.count(f'id="{task["id"]}"') == 1
            assert page.text.count(f'href="#{task["id"]}"') == 1


def test_headings_are_headings_and_tables_are_tables(client):
    """What stands above tasks can be jumped to from heading to heading."""
    (plan,) = [plan for plan in plans(client) if plan["files"][0].endswith("CĐS 2026.md")]
    page = client.get(f"/plans/{plan['id']}").text

    assert re.search(r"<h2 class=\"heading\"[^>]*>II\. NHIỆM VỤ, GIẢI PHÁP</h2>", page)
    assert re.search(r"<h3 class=\"heading\"[^>]*>1\. Hoàn thiện thể chế số</h3>", page)
    assert "<td>Học bạ số</td>" in page


def test_a_hit_is_jumped_to_with_its_words_marked_and_its_neighbours_at_hand(client):
    """The task that was asked for stands out, and links lead to the ones before and after it."""
    plan = plans(client)[0]
    first, second, third = tasks(client, plan)[:3]
    page = client.get(f"/plans/{plan['id']}", params={"task": second["id"], "q": second["text"].split()[0]}).text

    assert re.search(rf'class="task chosen" id="{second["id"]}"', page)
    assert f"<mark>{second['text'].split()[0]}</mark>" in page
    assert re.search(rf'rel="prev" href="[^"]*#{first["id"]}"', page)
    assert re.search(rf'rel="next" href="[^"]*#{third["id"]}"', page)


def test_what_people_type_is_words_and_never_markup(own_client, task, edit):
    """A name, a note, a question that try to bring a script along are shown as text, wherever they are shown."""
    evil = '"><script>alert(1)</script>'
    answer = edit(lead=[evil], status="done", status_note=evil, note=evil)
    plan = own_client.get(answer.headers["location"])
    shown = [plan, *(own_client.get(f"/tasks/{task['task_id']}/{page}") for page in ("edit", "history"))]
    shown.append(own_client.get(f"/plans/{plan.url.path.split('/')[-1]}", params={"q": evil, "task": evil}))

    assert all("<script>alert" not in page.text for page in shown)
    assert all("<script>alert" in unescape(page.text) for page in shown)


def test_a_correction_is_saved_without_any_script(own_client, task, edit):
    """A form on a page of its own; afterwards the plan shows what was corrected, and by whom."""
    answer = edit(lead=["stnmt", ""], note="QĐ 12")
    plan = own_client.get(answer.headers["location"])

    assert answer.status_code == 303
    assert "Sở Tài nguyên và Môi trường" in words(plan)
    assert "đã sửa bởi" in words(plan)
    assert now(own_client, task)["lead"] == ["Sở Tài nguyên và Môi trường"]
    assert "QĐ 12" in words(own_client.get(f"/tasks/{task['task_id']}/history"))


def test_a_form_stands_in_the_place_of_what_is_known(own_client, task, edit):
    """With htmx only the part comes, and after saving what is known comes back with a word that it was saved."""
    form = own_client.get(f"/tasks/{task['task_id']}/edit", headers=PART)
    answer = edit(headers=PART, partner=["Công an tỉnh"])

    assert "<nav" not in form.text + answer.text
    assert f'id="known-{task["task_id"]}"' in form.text
    assert f'id="known-{task["task_id"]}"' in answer.text
    assert "Đã lưu." in answer.text
    assert "Công an tỉnh" in words(answer)


def test_a_form_that_is_sent_as_it_came_changes_nothing(own_client, task, edit):
    """Nobody is written down as having said what stood there."""
    before = now(own_client, task)
    assert edit().status_code == 303

    assert now(own_client, task) == before
    assert own_client.get(f"/api/v1/tasks/{task['task_id']}/history").json()["history"] == []


def test_themes_and_status_are_said_in_the_same_form(own_client, task, edit):
    """What is ticked, what is no longer ticked, how far the task has come."""
    form = form_of(own_client.get(f"/tasks/{task['task_id']}/edit"))
    had = set(form.get("theme", []))
    edit(form, theme=["personnel"], status="done", status_note="Báo cáo 15")
    task_now = now(own_client, task)
    history = own_client.get(f"/api/v1/tasks/{task['task_id']}/history").json()["history"]

    assert task_now["themes"] == ["personnel"]
    assert set(task_now["decided"]) == had ^ {"personnel"}
    assert ["done"] in [word["after"] for word in history if word["part"] == "progress"]


def test_a_time_limit_that_cannot_be_understood_is_said_and_nothing_is_lost(own_client, task, edit):
    """The form comes back with what was typed, the reason, and nothing is changed."""
    before = now(own_client, task)
    answer = edit(deadline=["31/2/2026"], lead=["Sở Y tế"])

    assert answer.status_code == 422
    assert "Không hiểu thời hạn" in words(answer)
    assert form_of(answer)["deadline"] == ["31/2/2026", ""]
    assert form_of(answer)["lead"] == ["Sở Y tế", ""]
    assert now(own_client, task) == before


def test_of_several_time_limits_the_one_that_is_not_understood_is_the_one_to_go_on_with(own_client, task, edit):
    """It alone is marked, and has the focus."""
    answer = edit(deadline=["30/6/2027", "trước ngày  31/2/2027"], lead=["Sở Y tế"])

    marked = BeautifulSoup(answer.text, "lxml").select("[aria-invalid], [autofocus]")
    assert [box["value"] for box in marked] == ["trước ngày  31/2/2027"]


def test_the_second_of_two_sees_both_values_and_may_save_again(own_client, task, edit):
    """Told by whom; what was typed is still there, what the other said stands beside it."""
    seen = form_of(own_client.get(f"/tasks/{task['task_id']}/edit"))
    edit(seen, lead=["Sở Tư pháp"])
    refused = edit(seen, lead=["Sở Y tế"])

    assert refused.status_code == 409
    assert "Sở Tư pháp" in words(refused)
    assert form_of(refused)["lead"] == ["Sở Y tế", ""]
    assert now(own_client, task)["lead"] == ["Sở Tư pháp"]
    assert edit(form_of(refused)).status_code == 303
    assert now(own_client, task)["lead"] == ["Sở Y tế"]
    history = own_client.get(f"/api/v1/tasks/{task['task_id']}/history").json()["history"]
    assert [word["after"] for word in history] == [["Sở Tư pháp"], ["Sở Y tế"]]


def test_what_one_did_not_touch_is_not_undone(own_client, task, edit):
    """A form that was opened before a colleague saved brings back nothing but what was changed in it."""
    seen = form_of(own_client.get(f"/tasks/{task['task_id']}/edit"))
    edit(seen, lead=["Sở Tư pháp"])
    assert edit(seen, partner=["Sở Y tế"]).status_code == 303

    assert (now(own_client, task)["lead"], now(own_client, task)["partners"]) == (["Sở Tư pháp"], ["Sở Y tế"])


def test_a_correction_is_undone_in_the_form(own_client, task, edit):
    """A tick brings back what was read."""
    edit(lead=["Sở Tư pháp"])
    assert "Trở lại như đã đọc" in words(own_client.get(f"/tasks/{task['task_id']}/edit"))
    edit(undone=["lead"])

    assert now(own_client, task)["lead"] == task["lead"]


def test_the_words_for_a_theme_are_told_on_demand(client):
    """Each theme with the words that speak for it."""
    hit = client.get("/api/v1/search", params={"q": "giải quyết khiếu nại, tố cáo", "k": 1}).json()["hits"][0]
    told = words(client.get(f"/tasks/{hit['task_id']}/reasons", headers=PART))

    assert "Thanh tra, kiểm tra, giám sát" in told
    assert "khiếu nại" in told.lower()


@pytest.mark.parametrize("address", ["/tasks/{}", "/tasks/{}/edit", "/tasks/{}/facts", "/tasks/{}/history"])
def test_a_task_has_addresses_of_its_own(client, address):
    """Each answers with a page, and for a task that is not there with 404."""
    id = tasks(client, plans(client)[0])[0]["id"]

    assert client.get(address.format(id)).status_code == 200
    assert client.get(address.format("ffffffffffff-0")).status_code == 404


def test_the_day_of_a_plan_is_written_in_figures_on_an_english_page(client):
    """No Vietnamese words stand before it."""
    address = client.get("/plans").text.split('<td><a href="')[1].split('"')[0]
    pages = (client.get(f"{address}?lang={lang}").text for lang in ("vi", "en"))
    vi, en = (BeautifulSoup(page, "lxml").select_one(".reader header .soft").text for page in pages)

    assert re.search(r" · ngày \d", vi)
    assert re.search(r" · \d\d/\d\d/\d{4}", en)


def test_a_plan_that_is_not_there_is_not_found(client):
    """Neither the plan nor its file nor a page of it."""
    for address in ("", "/file", "/pages/1.png"):
        assert client.get(f"/plans/{'0' * 64}{address}").status_code == 404


def test_the_file_of_a_plan_is_given_to_be_kept(client, own_home):
    """Byte for byte, under its name, never to be shown inside the workplace."""
    (plan,) = [plan for plan in plans(client) if plan["files"][0].endswith(".htm")]
    answer = client.get(f"/plans/{plan['id']}/file")

    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''KH%20gi%C3%A1m")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"<" in answer.content


@pytest.fixture
def printed(own_home, own_client):
    """Return a plan that was read from a PDF file inside an archive, and its file."""
    sheets = [Sheet(), Sheet()]
    for n, row in enumerate(ROWS):
        sheets[n == 4].text(90, 90 + 40 * n, row)
    folder = own_home / "data" / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kế hoạch.zip").write_bytes(zipped({"năm 2025/in.pdf": pdf_of(*sheets)}))
    with Workspace.open(own_home) as workspace:
        workspace.run([folder])
    (plan,) = [plan for plan in plans(own_client) if plan["files"][0].endswith("in.pdf")]
    return plan, folder / "kế hoạch.zip"


def test_pages_are_shown_beside_the_text_with_the_task_marked(own_client, printed):
    """Also of a file inside an archive; each task says on which page it stands."""
    plan, _ = printed
    first, *_ = tasks(own_client, plan)
    page = own_client.get(f"/plans/{plan['id']}?page=1&task={first['id']}").text
    plain = own_client.get(f"/plans/{plan['id']}/pages/1.png")
    marked = own_client.get(f"/plans/{plan['id']}/pages/1.png?task={first['id']}")

    assert f'src="/plans/{plan["id"]}/pages/1.png?task={first["id"]}"' in page
    assert plain.headers["content-type"] == marked.headers["content-type"] == "image/png"
    assert plain.content != marked.content
    assert own_client.get(f"/plans/{plan['id']}/pages/3.png").status_code == 404


def test_a_file_that_has_changed_since_is_not_given(own_client, printed):
    """What was read is no longer there: neither the file nor its pages are shown as if it were."""
    plan, file = printed
    file.write_bytes(zipped({"năm 2025/in.pdf": pdf_of(Sheet())}))

    assert own_client.get(f"/plans/{plan['id']}/file").status_code == 404
    assert own_client.get(f"/plans/{plan['id']}/pages/1.png").status_code == 404


class Hostile:
    """Draws nothing, and counts how often it was asked to."""

    asked = 0

    def paint(self, raw, file, page, marked):
        """Give up, as after too long a time."""
        self.asked += 1
        raise DamagedFile(file, "took too long")


def test_a_page_that_cannot_be_drawn_is_tried_once():
    """Whoever asks again is told at once."""
    pictures, painter = Pictures(Config()), Hostile()
    pictures._painters = painter
    for _ in range(3):
        with pytest.raises(DamagedFile):
            anyio.run(pictures.draw, "a", "a.pdf", b"", 1, ())

    assert painter.asked == 1


class Generous:
    """Draws large pictures."""

    def paint(self, raw, file, page, marked):
        """Return ten megabytes."""
        return bytes([page]) * 10_000_000


def test_only_so_many_pictures_are_remembered():
    """The oldest go; what was asked for lately stays."""
    pictures = Pictures(Config())
    pictures._painters = Generous()
    for page in (1, 2, 3, 1, 4, 5):
        anyio.run(pictures.draw, "a", "a.pdf", b"", page, ())
        pictures.known("a", 1, ())

    assert [page for page in range(1, 6) if pictures.known("a", page, ())] == [1, 3, 4, 5]
