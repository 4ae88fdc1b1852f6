"""The web workplace: what a reader sees, what a program gets, and whom it does not answer."""

import re
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Workspace
from pipeline.web import create_app
from pipeline.web.language import speaker
from pipeline.web.marking import marked

QUESTION = "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo"


def links(page):
    """Return the links of a page."""
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', page.text)]


# Pages


def test_a_question_is_answered_with_what_was_understood_and_why(client):
    """The answer names the reading of the question, marks its words and gives a reason per hit."""
    page = client.get("/", params={"q": QUESTION})

    assert page.status_code == 200
    assert "Thanh tra chủ trì" in page.text
    assert "<mark>" in page.text
    assert page.text.count('class="why"') == page.text.count('class="hit"') > 3


def test_an_english_page_gives_its_reasons_in_english(client):
    """Whatever the question was asked in; on a Vietnamese page they follow the question."""
    of_page = [client.get("/", params={"q": QUESTION, "lang": lang}).text for lang in ("en", "vi")]

    assert ["the task says:" in page for page in of_page] == [True, False]


def test_a_plan_marked_secret_is_seen_to_be_one_wherever_its_tasks_are_shown(client):
    """On the hit, the group of hits, the plan itself, in the list of plans and among the newest; on no other plan."""
    (plan,) = (link for link in set(links(client.get("/plans?words=19-KH-UBND"))) if link.startswith("/plans/"))
    marked = ["/?file=19-KH-UBND", "/?file=19-KH-UBND&by=plan", plan, "/plans?words=19-KH-UBND", "/overview"]
    seen = [re.findall(r'class="secrecy">([^<]*)<', client.get(path).text) for path in marked]

    assert [set(words) for words in seen] == [{"Mật"}] * 5
    assert 'class="secrecy"' not in client.get("/?file=14-CT-UBND").text


def test_what_was_understood_can_be_taken_away_and_put_back_by_links(client):
    """A chip's cross leads to the same question without that reading, from there a link leads back."""
    page = client.get("/", params={"q": QUESTION})
    cross = next(link for link in links(page) if "without=" in link)
    without = client.get(cross)

    assert without.text.count('class="chip"') == page.text.count('class="chip"') - 1
    back = next(
        link for link in links(without) if link.startswith("/?q=") and "without" not in link and "lang" not in link
    )
    assert client.get(back).text == page.text


def test_every_link_of_the_pages_leads_somewhere(client):
    """From the search, the plans and the overview no link is dead."""
    for start in ("/", f"/?q={QUESTION}&by=plan", "/plans", "/overview"):
        for link in set(links(client.get(start))):
            if not link.startswith("/report"):
                assert client.get(urljoin(start, link)).status_code == 200, link


def test_pages_of_an_answer_hold_every_hit_once(client):
    """Going on from page to page shows no hit twice."""
    link, seen = f"/?q={QUESTION}&k=7", []
    while link:
        page = client.get(link)
        seen += re.findall(r"&amp;q=[^#]*#([0-9a-f]{12}-\d+)", page.text)
        link = next((x for x in re.findall(r'rel="next" href="([^"]+)"', page.text)), "").replace("&amp;", "&")

    assert len(seen) == len(set(seen)) > 7


def test_the_pages_speak_english_when_asked_and_remember_it(client, home):
    """The choice is kept in a cookie."""
    with TestClient(create_app(home), base_url="http://127.0.0.1:8000") as other:
        assert "Lead agency" in other.get("/?q=khieu+nai&lang=en").text
        assert "Lead agency" in other.get("/?q=khieu+nai").text
        assert "Cơ quan chủ trì" in other.get("/?q=khieu+nai&lang=vi").text


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!doctype")])
def test_a_selection_is_taken_away_as_a_report(client, form, start):
    """The links beside an answer give the report of what was asked."""
    report = client.get("/report", params={"theme": "inspection", "form": form})

    assert report.status_code == 200
    assert report.content.startswith(start)


def test_the_words_of_plans_never_become_markup():
    """Whatever a plan or a question says is text."""
    assert marked("<script>alert('giao')</script>", "script giao") == (
        "&lt;<mark>script</mark>&gt;alert(&#39;<mark>giao</mark>&#39;)&lt;/<mark>script</mark>&gt;"
    )


@given(st.text(), st.text())
def test_marking_changes_no_letter(text, words):
    """Without its tags, a marked text is the escaped text."""
    assert str(marked(text, words)).replace("<mark>", "").replace("</mark>", "") == str(marked(text, ""))


# The API


def test_the_api_gives_what_the_command_line_gives(client, home):
    """The same question, the same object."""
    from pipeline.search import answer_json

    with Workspace.open(home) as workspace:
        expected = answer_json(workspace.search(QUESTION, k=5))

    answer = client.get("/api/v1/search", params={"q": QUESTION, "k": 5}).json()
    assert {name: answer[name] for name in expected} == expected


def test_tasks_and_plans_are_had_by_their_ids(client):
    """A hit's task is the task of that id; every plan of the list can be read."""
    hit = client.get("/api/v1/search", params={"q": "khiếu nại"}).json()["hits"][0]
    task = client.get(f"/api/v1/tasks/{hit['task_id']}").json()

    assert "\n".join([task["text"], *task["attributes"]]) == hit["text"]
    assert len(client.get("/api/v1/plans").json()["plans"]) == 14


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/search", 400), ("/api/v1/search?k=0&q=a", 422), ("/api/v1/search?q=a&theme=xyz", 400),
        ("/api/v1/search?q=a&due_from=31/12/2025", 422), ("/api/v1/tasks/zz-1", 404), ("/api/v1/nothing", 404),
        ("/api/v1/search?q=a&due_from=2025-02-31", 400),
    ],
)  # fmt: skip
def test_problems_are_told_as_problem_json(client, path, status):
    """A wrong call gets a status and a sentence, never a stack trace."""
    answer = client.get(path)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "question", ["", " ", "😀", '"', "a" * 20_000, "AND OR NOT", "../../etc/passwd", "\x00", "‮abc"]
)
def test_any_question_gets_a_page(client, question):
    """Odd questions get an answer or a message, in every form."""
    assert client.get("/", params={"q": question}).status_code in (200, 400)


# Whom it does not answer


def test_other_host_names_are_not_answered(client):
    """A name that somebody else points to this machine gets nothing."""
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:8000"}).status_code == 200


def test_other_pages_cannot_post(client):
    """A form on another site is refused, whatever it is sent to."""
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert client.post("/", headers=headers).status_code == 403


def test_pages_may_load_nothing_from_elsewhere(client):
    """The policy is strict, and no page needs an exception."""
    page = client.get("/", params={"q": QUESTION})

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r'style="|<style|\son\w+="|<script(?! src="/static)', page.text)


def test_a_host_that_is_not_loopback_is_refused_without_accounts(home, capsys):
    """The message says why, the exit code is 1."""
    from pipeline.cli import main

    assert main(["--home", str(home), "serve", "--host", "0.0.0.0"]) == 1
    assert "tài khoản" in capsys.readouterr().err


def test_nothing_read_yet_is_said_on_the_page(tmp_path):
    """An empty workspace tells what to run."""
    with TestClient(create_app(tmp_path), base_url="http://127.0.0.1:8000") as empty:
        assert "kehoach run" in empty.get("/").text


def test_one_thing_is_one_thing_in_english():
    """A count of one has the singular, whether it comes as a number or written out; other counts have the plural."""
    say = speaker("en")

    assert [say("found_plans", n=n) for n in (0, 1, "1", 2)] == ["0 plans", "1 plan", "1 plan", "2 plans"]
    assert [speaker("vi")("found_plans", n=n) for n in (1, 2)] == ["1 kế hoạch", "2 kế hoạch"]
