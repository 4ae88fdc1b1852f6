"""The search page and the questions that somebody saved."""

import html
import re
from urllib.parse import urlencode

import pytest

from pipeline import Workspace
from pipeline.records import Filters
from pipeline.web.asking import Asked, pairs_of

QUESTION = "giải quyết khiếu nại, tố cáo"
PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN PHÚ
Số: 9/KH-UBND
An Phú, ngày 12 tháng 02 năm 2025

KẾ HOẠCH
Công tác tiếp công dân năm 2025

II. NHIỆM VỤ
1. Thanh tra tỉnh chủ trì giải quyết dứt điểm các vụ khiếu nại, tố cáo kéo dài, hoàn thành trước ngày 30/6/2025.
2. Sở Nông nghiệp và Môi trường chủ trì trồng 300 ha rừng ngập mặn.
"""


def choices(page):
    """Return the choices of a page: id, link, and how many tasks each would leave."""
    found = re.findall(r'<li><a id="([a-z]+-\d+)" href="([^"]+)"[^>]*>.*?<span class="n">([\d.]+)</span>', page.text)
    return {id: (html.unescape(link), int(n.replace(".", ""))) for id, link, n in found}


def total(page):
    """Return how many tasks a page says answer."""
    return int(re.search(r'id="count"[^>]*>([\d.]+) nhiệm vụ', page.text)[1].replace(".", ""))


def hits(page):
    """Return the ids of the tasks of a page."""
    return re.findall(r'id="hit-([0-9a-f]{12}-\d+)"', page.text)


# The search page


@pytest.mark.parametrize("start", ["/", f"/?q={QUESTION}", f"/?q={QUESTION}&by=task&partner=Công an tỉnh"])
def test_every_choice_leads_to_as_many_tasks_as_it_says(client, start):
    """The number beside a link is what the page behind it counts."""
    for link, n in choices(client.get(start)).values():
        assert total(client.get(link)) == n, link


def test_a_filter_is_taken_away_by_its_chip(client):
    """Of two themes one goes, the question and the other stay."""
    page = client.get("/", params={"q": QUESTION, "theme": ["inspection", "personnel"]})
    cross = next(
        link
        for link in re.findall(r'href="([^"]+)"', page.text)
        if "theme=personnel" in link and "inspection" not in link
    )
    after = client.get(html.unescape(cross))

    assert page.text.count('class="chip own"') == 2
    assert after.text.count('class="chip own"') == 1
    assert f'value="{QUESTION}"' in after.text


def test_the_next_question_keeps_the_filters(client):
    """What is chosen is sent with the form of the question."""
    page = client.get("/", params={"q": QUESTION, "theme": "inspection", "by": "plan", "due_to": "2025-12-31"})
    sent = dict(re.findall(r'<input type="hidden" form="ask" name="(\w+)" value="([^"]*)">', page.text))

    assert sent == {"theme": "inspection", "by": "plan"}
    assert re.search(r'name="due_to" form="ask" type="date" value="2025-12-31"', page.text)


def test_htmx_gets_only_the_answer_and_a_tidy_address(client):
    """A part has no head; empty fields of the form are not in the address; going back gets the whole page."""
    asked = {"q": QUESTION, "lead": "", "due_from": ""}
    part = client.get("/", params=asked, headers={"hx-request": "true"})
    whole = client.get("/", params=asked, headers={"hx-request": "true", "hx-history-restore-request": "true"})

    assert part.text.lstrip().startswith("<title>")
    assert '<form id="ask"' not in part.text
    assert part.headers["hx-push-url"] == "/?" + urlencode({"q": QUESTION})
    assert whole.text.startswith("<!doctype")
    assert hits(part) == hits(whole) != []


def test_the_empty_page_asks_what_the_corpus_answers(client):
    """Every example has an answer, in both languages."""
    for language in ("vi", "en"):
        page = client.get("/", params={"lang": language})
        examples = re.findall(
            r'<li><a href="(/\?q=[^"]+)"', page.text.partition('class="examples"')[2].partition("</ul>")[0]
        )
        assert len(examples) >= 4
        for example in examples:
            assert hits(client.get(html.unescape(example))), example
    client.get("/?lang=vi")


def test_names_are_suggested_while_one_is_typed(client):
    """With or without diacritics, names that begin so first."""
    names = re.findall(r'value="([^"]+)"', client.get("/suggest", params={"of": "lead", "lead": "thanh tra"}).text)

    assert names[0].startswith("Thanh tra")
    assert client.get("/suggest", params={"of": "lead", "lead": " "}).text.strip() == ""
    assert client.get("/suggest", params={"of": "signer"}).status_code == 422


def test_tasks_like_a_pasted_text_are_found(client):
    """A task of a draft finds the one that says the like, with its words marked; without a text the page asks for it."""
    said = client.get("/api/v1/search", params={"q": QUESTION, "k": 1}).json()["hits"][0]
    page = client.get("/similar", params={"text": said["text"][:300]})

    assert hits(page)[0] == said["task_id"]
    assert "<mark>" in page.text
    assert "<textarea" in client.get("/similar").text
    assert client.get("/similar", params={"text": "a" * 5000}).status_code == 422


def test_a_question_and_its_address_are_the_same(client):
    """Every condition goes into the address and comes back."""
    filters = Filters(
        ("a",),
        ("b", "c"),
        ("d",),
        ("e",),
        ("f",),
        ("g",),
        "2025-01-01",
        "2025-02-01",
        None,
        ("2025",),
        ("h",),
        ("done",),
    )
    asked = Asked("q & a", filters, "task", 10, 0, ("x",), True)

    assert dict(pairs_of(asked.question())) == {
        "q": "q & a", "theme": "a", "lead": "c", "partner": "d", "file": "e", "issuer": "f", "reference": "g", "year": "2025",
        "kind": "h", "status": "done", "without": "x", "due_from": "2025-01-01", "due_to": "2025-02-01", "literal": "true",
    }  # fmt: skip


# Saved questions


@pytest.fixture
def later(own_home):
    """Return what reads one more plan into the copy."""

    def read():
        folder = own_home / "data" / "raw"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tiep-dan.txt").write_text(PLAN, encoding="utf-8")
        with Workspace.open(own_home) as workspace:
            workspace.run([folder])

    return read


def save(client, name="Khiếu nại", **asked):
    """Save a question as the form of the search page does."""
    answer = client.post("/saved?" + urlencode(asked or {"q": QUESTION}), data={"name": name}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def test_what_comes_in_later_and_answers_is_new_until_it_was_seen(own_client, later):
    """Of the new plan the task that answers is shown, with the number of news on every page; then it is old."""
    save(own_client)
    assert 'class="news"' not in own_client.get("/").text
    later()

    assert 'class="news"' in own_client.get("/plans").text
    page = own_client.get(re.search(r'href="(/saved\?open=\d+)', own_client.get("/saved").text)[1])
    assert len(hits(page)) == 1
    assert "kéo dài" in page.text
    until = re.search(r'name="until" value="(\d+)"', page.text)[1]
    own_client.post(re.search(r'action="(/saved/\d+/seen)"', page.text)[1], data={"until": until})
    assert 'class="news"' not in own_client.get("/saved").text


def test_what_arrives_while_somebody_looks_stays_new(own_client, later):
    """What was seen is what the page showed, not what came in since."""
    save(own_client)
    until = re.search(r'name="until" value="(\d+)"', own_client.get("/saved?open=1").text)
    assert until is None  # nothing new, nothing to be seen
    later()
    own_client.post("/saved/1/seen", data={"until": 1})

    assert 'class="news"' in own_client.get("/saved").text


def test_a_saved_question_is_called_otherwise_and_forgotten(own_client):
    """Two of one name are refused, as is one that asks nothing; a stranger's number is none."""
    save(own_client)
    save(own_client, "Cán bộ", theme="personnel", lead="Sở Nội vụ")

    assert own_client.post("/saved?q=a", data={"name": "Khiếu nại"}).status_code == 400
    assert own_client.post("/saved", data={"name": "gì cũng được"}).status_code == 400
    assert own_client.post("/saved?theme=xyz", data={"name": "chủ đề lạ"}).status_code == 400
    assert own_client.post("/saved/1/name", data={"name": "Đơn thư"}).status_code == 200
    assert own_client.post("/saved/99/remove").status_code == 400
    page = own_client.post("/saved/1/remove").text
    assert "Đơn thư" not in page
    assert "theme=personnel&amp;" in page or "lead=S%E1%BB%9F+N%E1%BB%99i+v%E1%BB%A5" in page


# The API


def test_programs_ask_for_what_is_new_since_the_last_time(own_client, later):
    """`until` of one answer is `since` of the next; questions are saved, seen, renamed and forgotten."""
    before = own_client.get("/api/v1/news", params={"q": QUESTION, "since": 0}).json()
    line = own_client.post("/api/v1/saved", params={"q": QUESTION}, json={"name": "Đơn thư"}).json()
    later()
    after = own_client.get("/api/v1/news", params={"q": QUESTION, "since": before["until"]}).json()

    assert before["total"] > 0
    assert [hit["lead"] for hit in after["hits"]] == [["Thanh tra tỉnh"]]
    assert [saved["new"] for saved in own_client.get("/api/v1/saved").json()["saved"]] == [1]
    assert own_client.post(f"/api/v1/saved/{line['id']}/seen", json={"until": after["until"]}).json()["new"] == 0
    assert own_client.put(f"/api/v1/saved/{line['id']}/name", json={"name": "Khác"}).json()["name"] == "Khác"
    assert own_client.delete(f"/api/v1/saved/{line['id']}").status_code == 204
    assert own_client.get("/api/v1/saved").json() == {"saved": []}


def test_the_address_of_a_saved_question_asks_it(own_client):
    """What stands in the list is the query of a search."""
    line = own_client.post(
        "/api/v1/saved", params={"q": "khiếu nại", "lead": "Thanh tra tỉnh"}, json={"name": "a"}
    ).json()

    asked = own_client.get(f"/api/v1/search?{line['address']}").json()["understood"]["filters"]
    assert asked["leads"] == ["Thanh tra tỉnh"]
