"""Teaching: questions with one-key answers, labels, training, versions, themes; and what no accident may spoil."""

import html
import re
import time

import pytest
from fastapi.testclient import TestClient
from learning.versions import make_version

from pipeline import Workspace
from pipeline.learning.sheet import SheetRow
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


# Labels


def speak(home, author, value, *, theme="inspection", n=1):
    """Let an author say the same of the first tasks; return their ids."""
    with Workspace.open(home) as workspace:
        tasks = workspace.corpus().tasks(workspace.corpus().rows()[:n])
        workspace.themes.take_in([SheetRow(1, task.id, theme, value) for task in tasks], author)
    return [task.id for task in tasks]


def test_labels_are_listed_by_theme_and_author(own_client, own_home):
    """The filters leave what was asked for; each label says who, when, what the machine had thought."""
    speak(own_home, "An", "1", n=3)
    speak(own_home, "Bình", "0", theme="personnel", n=2)

    assert [own_client.get("/teach/labels", params=which).text.count('class="wide"') for which in (
        {}, {"author": "An"}, {"theme": "personnel"}, {"theme": "personnel", "author": "An"}, {"offset": 4}
    )] == [5, 3, 2, 0, 1]  # fmt: skip


def test_a_label_is_taken_back_and_stays_in_the_history(own_client, own_home):
    """The task is shown as before; what was said and who took it back is kept."""
    with Workspace.open(own_home) as workspace:
        before = workspace.corpus().tasks(workspace.corpus().rows()[:1])
    speak(own_home, "An", "0" if before[0].themes[1].tagged else "1")
    with Workspace.open(own_home) as workspace:
        (label,) = workspace.corpus().labels.current()
        assert workspace.corpus().tasks(workspace.corpus().rows()[:1]) != before
    own_client.post("/teach/labels/withdraw", data={"label": label.id})

    with Workspace.open(own_home) as workspace:
        corpus = workspace.corpus()
        assert (corpus.labels.current(), corpus.tasks(corpus.rows()[:1])) == ([], before)
        assert list(corpus.labels.history()) == [label]
        assert workspace.examine() == []


def test_what_an_author_said_before_counts_again_when_the_later_word_is_taken_back(own_home):
    """Yes, then no, then the no is taken back: yes."""
    for value in ("1", "0"):
        speak(own_home, "An", value)
    with Workspace.open(own_home) as workspace:
        workspace.themes.withdraw([workspace.corpus().labels.current()[0].id], "An")

    assert [value for *_, value, _ in said(own_home)] == [True]


def test_a_difference_is_settled_in_place(own_client, own_home):
    """Two people differ; a third decides; nobody differs any more, and the figures of agreement remember it."""
    (task,) = speak(own_home, "An", "1")
    speak(own_home, "Bình", "0")
    page = own_client.get("/teach/labels").text
    assert re.search(r"An <b>Có</b> · Bình\s+<b>Không</b>", page)

    page = own_client.post("/teach/labels/settle", data={"task": task, "theme": "inspection", "said": "0"}).text
    assert 'id="conflicts"' not in page
    assert {(value, author) for _, _, value, author in said(own_home)} >= {(False, "Bình")}
    assert ("An", True) not in {(author, value) for _, _, value, author in said(own_home)}
    assert re.search(r"An – Bình</td>\s*<td class=\"n\">0/1", page)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_labels_go_out_and_come_back_in(own_client, own_home, client, form):
    """What was exported is taken in elsewhere, with its authors."""
    speak(own_home, "An", "1", n=3)
    file = own_client.get("/teach/labels/export", params={"form": form})
    with Workspace.open(own_home) as workspace:
        workspace.themes.withdraw([label.id for label in workspace.corpus().labels.current()], "An")
    page = own_client.post("/teach/labels/import", files={"uploaded": (f"nhãn.{form}", file.content, "")})

    assert "3 nhãn mới" in page.text
    assert {author for *_, author in said(own_home)} == {"An"}


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"MZ", 400), ("a.csv", b"\xff\xfe\x00", 400), ("a.xlsx", b"PK not a workbook", 400),
        ("a.json", b"[[[", 400), ("a.csv", b"task_id,theme,value\nzz-1,inspection,1\n", 200),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_labels_is_told(own_client, own_home, name, content, status):
    """No file breaks the page, no line that cannot be meant is kept."""
    answer = own_client.post("/teach/labels/import", files={"uploaded": (name, content, "")})

    assert answer.status_code == status
    assert said(own_home) == []


# Themes


def typed(client, id):
    """Return what the form of a theme holds."""
    page = client.get(f"/teach/themes/{id}").text
    fields = re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page)
    texts = re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>([^<]*)<', page)
    return {name: html.unescape(value) for name, value in [*fields, *texts] if name != "sure"}


def taxonomy(home):
    """Return the themes in use."""
    with Workspace.open(home) as workspace:
        return workspace.themes.taxonomy


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(own_client, own_home):
    """Every entry of a theme goes through the form and back, to the letter."""
    before = taxonomy(own_home)
    for id in before.ids:
        assert own_client.post("/teach/themes/save", data=typed(own_client, id), follow_redirects=False).is_redirect

    assert taxonomy(own_home) == before
    assert not (own_home / "taxonomy.toml").exists()


def test_a_renamed_theme_keeps_its_labels_and_tasks_are_tagged_anew(own_client, own_home):
    """The filter finds it by its new id, and what people said is still said."""
    speak(own_home, "An", "1", n=2)
    own_client.post("/teach/themes/save", data=typed(own_client, "inspection") | {"id": "supervision"})
    finished(own_client)

    assert own_client.get("/teach/labels", params={"theme": "supervision"}).text.count('class="wide"') == 2
    assert own_client.get("/api/v1/search", params={"theme": "supervision"}).json()["total"] >= 2
    with Workspace.open(own_home) as workspace:
        assert workspace.examine() == []


def test_a_new_theme_is_in_use_at_once(own_client):
    """It is asked about and searched for as soon as the tasks are tagged."""
    form = {
        "id": "forest", "name_vi": "Lâm nghiệp", "name_en": "Forestry", "colour": "#117733",
        "definition": "Trồng, bảo vệ và phát triển rừng.", "examples": "Trồng rừng phòng hộ ven biển.",
        "phrases": "trồng rừng = 6\nbảo vệ rừng\nkiểm lâm = 4,5",
    }  # fmt: skip
    own_client.post("/teach/themes/save", data=form)
    finished(own_client)

    assert "Lâm nghiệp" in own_client.get("/teach/themes").text
    assert own_client.get("/teach", params={"theme": "forest"}).status_code == 200


@pytest.mark.parametrize(
    ("typed_in", "at_fault"),
    [
        ({"id": "thanh tra"}, "id"), ({"id": "personnel"}, "id"), ({"name_vi": "Dân vận"}, "name_vi"),
        ({"colour": "xanh"}, "colour"), ({"definition": " "}, "definition"), ({"phrases": "thanh tra = 50"}, "phrases"),
        ({"phrases": "thanh tra = nhiều"}, "phrases"), ({"phrases": "thanh tra = nan"}, "phrases"),
    ],
)  # fmt: skip
def test_a_fault_points_at_its_field_and_nothing_is_saved(own_client, own_home, typed_in, at_fault):
    """What was typed is still there to be corrected."""
    before = taxonomy(own_home)
    answer = own_client.post("/teach/themes/save", data=typed(own_client, "inspection") | typed_in)

    assert answer.status_code == 422
    assert f'id="fault-{at_fault}"' in answer.text
    assert f'href="#{at_fault}"' in answer.text
    assert taxonomy(own_home) == before
    assert not (own_home / "taxonomy.toml").exists()


def test_two_who_edit_a_theme_the_second_is_told_and_loses_nothing(own_client, own_home):
    """What the first saved stays until the second has seen it."""
    first = typed(own_client, "inspection") | {"definition": "Định nghĩa của An."}
    second = typed(own_client, "inspection") | {"definition": "Định nghĩa của Bình."}
    own_client.post("/teach/themes/save", data=first)
    told = own_client.post("/teach/themes/save", data=second)

    assert told.status_code == 409
    assert "Định nghĩa của An." in told.text
    assert "Định nghĩa của Bình." in told.text
    assert taxonomy(own_home).find("inspection").definition == "Định nghĩa của An."
    finished(own_client)


def test_a_theme_is_taken_out_only_on_purpose(own_client, own_home):
    """Without the tick nothing happens; with it the labels are kept."""
    speak(own_home, "An", "1")
    form = {name: typed(own_client, "inspection")[name] for name in ("was", "seen")}
    assert own_client.post("/teach/themes/remove", data=form).status_code == 422
    own_client.post("/teach/themes/remove", data=form | {"sure": "yes"})
    finished(own_client)

    assert "inspection" not in taxonomy(own_home).ids
    assert [theme for _, theme, *_ in said(own_home)] == ["inspection"]
