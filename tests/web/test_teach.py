"""Questions with one-key answers: each answer is a label, nothing is asked twice, every answer can be undone."""

import re

import pytest
from fastapi.testclient import TestClient
from web.teaching import HTMX, asked, said

from pipeline import Workspace
from pipeline.web import create_app


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
