"""Teaching: questions with one-key answers, labels, training, versions, themes; and what no accident may spoil."""

import html
import re
import time

import pytest
from fastapi.testclient import TestClient
from learning.versions import make_version

from pipeline import Workspace
from pipeline.web import create_app
from pipeline.web.job import Job
from pipeline.web.lessons import LESSONS, order

HTMX = {"HX-Request": "true"}
LIKE, WORSE = "2026-01-02-030405-aaaaaaaaaaaa", "2026-01-03-030405-bbbbbbbbbbbb"


def asked(page):
    """Return the hidden values of the question that a page asks: the task, the theme."""
    return {
        name: html.unescape(re.search(f'name="{name}" value="([^"]*)"', page.text)[1]) for name in ("task", "about")
    }


def said(home):
    """Return what people have said, as (task, theme, value, author)."""
    with Workspace.open(home) as workspace, workspace.themes.reading() as corpus:
        return [(label.task, label.theme, label.value, label.author) for label in corpus.labels.current()]


def test_a_question_says_what_the_machine_thinks_and_why(own_client):
    """The sentence with the words that speak for the theme, where it stands, how sure the machine is."""
    page = own_client.get("/teach")

    assert re.search(r'class="sentence">.*<mark>.+</mark>', page.text)
    assert re.search(r"<b>(phân vân|nghiêng về (có|không))</b> \(\d+%\)", page.text)
    assert f"/plans/{asked(page)['task'].split('-')[0]}" in page.text


@pytest.mark.parametrize(("answer", "value"), [("yes", True), ("no", False)])
def test_an_answer_is_a_label_of_its_author_and_brings_the_next_question(own_client, own_home, answer, value):
    """The task shows it at once; the same question is not asked again."""
    question = asked(own_client.get("/teach"))
    after = own_client.post("/teach", data=question | {"said": answer})

    ((task, theme, said_so, author),) = said(own_home)
    assert ({"task": task, "about": theme}, said_so) == (question, value)
    assert asked(after) != question
    with Workspace.open(own_home) as workspace:
        corpus = workspace.corpus()
        (decided,) = (score for score in corpus.tasks([corpus.row_of(task)])[0].themes if score.theme == theme)
    assert (decided.tagged, decided.author) == (value, author)
    assert "Hôm nay bạn đã trả lời 1 câu" in after.text


def test_scripts_get_only_the_part_of_the_page_that_changes(own_client):
    """What htmx swaps in is the next question, no page in the page."""
    part = own_client.post("/teach", data=asked(own_client.get("/teach")) | {"said": "yes"}, headers=HTMX)

    assert part.text.lstrip().startswith('<div id="asked"')
    assert "Đã ghi: có." in part.text


def test_further_themes_are_ticked_in_the_same_answer_and_undone_with_it(own_client, own_home):
    """Undo takes back all that was said at once, and asks the same again."""
    question = asked(own_client.get("/teach"))
    others = [theme for theme in ("personnel", "digital_transformation") if theme != question["about"]]
    own_client.post("/teach", data=question | {"said": "no", "also": others})
    assert {(theme, value) for _, theme, value, _ in said(own_home)} == {
        (question["about"], False), *((theme, True) for theme in others)
    }  # fmt: skip

    again = own_client.post("/teach", data={"said": "undo"})
    assert said(own_home) == []
    assert asked(again) == question


def test_what_was_skipped_is_not_asked_again_and_nothing_is_noted(own_client, own_home):
    """Skipping leads through different questions and leaves no label."""
    seen = []
    page = own_client.get("/teach")
    for _ in range(5):
        seen.append(tuple(asked(page).values()))
        page = own_client.post("/teach", data=asked(page) | {"said": "skip"})

    assert len(set(seen)) == 5
    assert said(own_home) == []


@pytest.fixture
def tiny_home(tmp_path):
    """Return a workspace with one plan of three tasks, one of which looks like markup."""
    evil = "Thanh tra tỉnh chủ trì thanh tra &lt;script&gt;alert(1)&lt;/script&gt; việc kê khai tài sản năm 2025."
    others = "<p>2. Sở Y tế khám bệnh cho trẻ em.</p><p>3. Sở Nội vụ kiểm tra việc tuyển dụng.</p>"
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.htm").write_text(
        f"<p>KẾ HOẠCH</p><p>Thanh tra</p><p>II. NHIỆM VỤ</p><p>1. {evil}</p>{others}", "utf-8"
    )
    with Workspace.open(tmp_path) as workspace:
        workspace.run()
    return tmp_path


@pytest.fixture
def tiny_client(tiny_home):
    """Return a browser at that workspace."""
    with TestClient(create_app(tiny_home), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_one_theme_alone_can_be_asked_about_until_nothing_is_left(tiny_client):
    """Every question is about it, none comes twice, and the end says what to do."""
    page, seen = tiny_client.get("/teach", params={"theme": "inspection"}), []
    while 'name="about"' in page.text:
        assert asked(page)["about"] == "inspection"
        seen.append(asked(page)["task"])
        page = tiny_client.post("/teach", data=asked(page) | {"said": "skip", "theme": "inspection"})

    assert len(seen) == len(set(seen)) == 3
    assert "Không còn câu nào cần hỏi" in page.text


def test_an_answer_does_not_work_the_questions_out_again(own_client, monkeypatch):
    """Ten answers, one working out."""
    from pipeline.workspace import reviewing

    calls = []
    propose = reviewing.propose
    monkeypatch.setattr(reviewing, "propose", lambda *asked: calls.append(asked) or propose(*asked))
    page = own_client.get("/teach")
    for _ in range(10):
        page = own_client.post("/teach", data=asked(page) | {"said": "no"})

    assert len(calls) == 1


@pytest.mark.parametrize(
    "sent", [{"said": "yes", "task": "0" * 12 + "-1", "about": "inspection"}, {"said": "yes", "about": "nichts"}]
)
def test_an_answer_about_nothing_is_told_and_not_kept(own_client, own_home, sent):
    """A task or theme that is not there: a sentence, no label."""
    answer = own_client.post("/teach", data=asked(own_client.get("/teach")) | sent, headers=HTMX)

    assert re.search(r'role="status">[^<]*không', answer.text)
    assert said(own_home) == []


def test_the_words_of_a_plan_stay_words_on_the_teaching_pages(tiny_client):
    """A sentence that looks like markup is shown as it stands."""
    page = tiny_client.get("/teach")
    while "alert(1)" not in page.text:
        page = tiny_client.post("/teach", data=asked(page) | {"said": "skip"})

    assert "&lt;script&gt;" in re.sub("</?mark>", "", page.text)
    assert "<script>alert" not in page.text


# Versions


def finished(client):
    """Return the page of the models once no work is under way."""
    for _ in range(1200):
        part = client.get("/teach/job", headers=HTMX)
        if "hx-refresh" in part.headers:
            return client.get("/teach/models").text
        assert 'hx-get="/teach/job"' in part.text
        time.sleep(0.1)
    raise AssertionError(part.text)


def used(home):
    """Return the version in use, and that which gave the tasks their themes."""
    with Workspace.open(home) as workspace:
        return workspace.themes.model().version, workspace.corpus().tags.version


def work(home, kind, argument):
    """Do a job here and now; return what came of it."""
    with Workspace.open(home) as workspace:
        return LESSONS[kind](workspace, Job(kind, "An", argument, "2026-01-01T00:00:00+00:00"), lambda *far: None)


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
