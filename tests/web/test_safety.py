"""Other pages, other machines and hostile words: none of them gets anything out of the workplace."""

import io
import re
import zipfile
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from conftest import RAW
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from routes import questions, routes

from pipeline import Workspace
from pipeline.web import create_app
from pipeline.web.problems import add_handlers
from pipeline.web.safety import Guard

ADDRESS = "http://127.0.0.1:8000"
HOSTILE = """"'><xss onload="x" style='y'>{{ 4321 * 1234 }}</xss>"""
LEADING = ("href", "src", "action", "formaction", "srcset", "poster", "data", "hx-get", "hx-post")
PLAN = f"""ỦY BAN NHÂN DÂN
TỈNH AN PHÚ {HOSTILE}
Số: 9/KH-UBND
An Phú, ngày 12 tháng 02 năm 2025

KẾ HOẠCH
Trồng rừng {HOSTILE} năm 2025

I. MỤC ĐÍCH {HOSTILE}
Nâng cao trách nhiệm.

II. NHIỆM VỤ {HOSTILE}
1. Sở Nông nghiệp và Môi trường {HOSTILE} chủ trì, phối hợp với Sở {HOSTILE} trồng 300 ha rừng {HOSTILE}, \
hoàn thành trước ngày 30/6/2025 theo Quyết định số 12/QĐ-UBND {HOSTILE}.
2. Công an tỉnh tuần tra {HOSTILE}, xử lý đơn khiếu nại, tố cáo.

Nơi nhận: {HOSTILE}
"""


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory):
    """Return a workspace with a plan whose every part, and whose file's name, is an attempt at markup."""
    folder = tmp_path_factory.mktemp("hostile")
    raw = folder / "data" / "raw" / HOSTILE.replace("/", "_")
    raw.mkdir(parents=True)
    (raw / (HOSTILE.replace("/", "_") + ".txt")).write_text(PLAN, encoding="utf-8")
    (raw / (HOSTILE.replace("/", "_") + ".docx")).write_bytes(b"no such thing")
    with Workspace.open(folder) as workspace:
        workspace.run()
    return folder


@pytest.fixture(scope="module")
def hostile(hostile_home):
    """Return a browser at that workspace."""
    with TestClient(create_app(hostile_home), base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def samples(hostile_home):
    """Return what stands in the places of paths."""
    with Workspace.open(hostile_home) as workspace:
        (plan,) = workspace.corpus().shelf()
        task = workspace.search("rừng").hits[0].task
    return {"sha256": plan.sha256, "task_id": task.id}


class Markup(HTMLParser):
    """Notes what a page makes of what it was given."""

    def __init__(self, text):
        """Read a page."""
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note an element."""
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def wrong_with(page):
    """Yield what the words of others have become on a page, and what the strict policy would refuse."""
    if not page.headers.get("content-type", "").startswith("text/html"):
        return
    markup = Markup(page.text)
    yield from markup.tags & {"xss", "object", "embed", "base"}
    if "sandbox" in page.headers["content-security-policy"]:
        return  # a report that is shown as a page: it can do nothing, and brings its own style
    for tag, name, value in markup.attributes:
        if name.startswith("on") or name == "style" or "xss" in name or (name == "sandbox" and "same-origin" in value):
            yield f"<{tag} {name}>"
        if name in LEADING and not re.match(r"/(?!/)|[#?]|[\w-]+(?:[/?#]|$)", value):
            yield f'<{tag} {name}="{value}">'


# Words


def test_hostile_words_stay_words_on_every_page(hostile, samples):
    """Names of files and agencies, titles, tasks: on every page the application has."""
    shown = 0
    for path, _ in questions(hostile.app, **samples):
        page = hostile.get(path)
        assert list(wrong_with(page)) == [], path
        assert str(4321 * 1234) not in page.text, path
        shown += "&lt;xss" in page.text

    assert shown >= 3


def test_hostile_words_stay_words_in_a_report(hostile):
    """A report as a page is shown in a sandbox, and escapes all the same."""
    page = hostile.get("/report", params={"q": "rừng", "form": "html"})

    assert "&lt;xss" in page.text
    assert list(wrong_with(page)) == []
    assert "sandbox" in page.headers["content-security-policy"]


def test_hostile_questions_stay_words_whatever_they_are_asked_as(hostile, samples):
    """Each parameter of each page and call gets them: no defect, no markup, no redirect to elsewhere."""
    asked = 0
    for path, names in questions(hostile.app, **samples):
        for name in names:
            page = hostile.get(path, params={"q": "rừng", name: HOSTILE}, follow_redirects=False)
            assert page.status_code < 500, (path, name)
            assert page.headers.get("location", "/").startswith("/"), (path, name)
            assert list(wrong_with(page)) == [], (path, name)
            asked += 1

    assert asked > 30


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("<>\"'&=/`xss onerr{}%\\\n") | st.characters(codec="utf-8"), max_size=60))
def test_any_question_stays_words(hostile, question):
    """Whatever is asked is shown as it was asked."""
    page = hostile.get("/", params={"q": question})

    assert page.status_code < 500
    assert list(wrong_with(page)) == []


# What pages may load


def test_no_page_asks_another_machine_for_anything(client, home):
    """All that pages and styles refer to is here, and is there; scripts name no other address."""
    with Workspace.open(home) as workspace:
        task = workspace.search("khiếu nại").hits[0].task
    needed = set()
    for path, _ in questions(client.app, sha256=task.document, task_id=task.id):
        page = client.get(path, params={"q": "khiếu nại"} if path == "/" else None)
        assert list(wrong_with(page)) == [], path
        needed |= set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    assert {client.get(file).status_code for file in needed} == {200}, needed
    for file in files("pipeline.web.static").iterdir():
        if file.name.endswith((".css", ".js", ".svg")) and not file.name.startswith("htmx"):
            words = file.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert not re.search(r"https?://|@import|url\(\s*['\"]?(?!/|data:)", words), file.name


def test_every_answer_carries_the_strict_policy(client):
    """Pages, calls, files, and every kind of error."""
    asked = [
        ("GET", path) for method, path in routes(client.app) if method == "GET" and path not in ("/report", "/export")
    ]
    asked += [
        ("GET", "/nowhere"),
        ("GET", "/static/style.css"),
        ("GET", "/static/nowhere"),
        ("DELETE", "/"),
        ("POST", "/plans"),
    ]
    for method, path in asked:
        answer = client.request(method, path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert "unsafe" not in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        kept_by = answer.headers["cache-control"]
        assert kept_by.startswith("no-cache" if path.startswith("/static") else ("no-store", "private")), path


def test_even_a_defect_is_answered_with_the_strict_policy(home, monkeypatch):
    """That answer is made outside of everything else."""
    monkeypatch.setattr("pipeline.web.pages.search.render", lambda *_, **__: 1 / 0)
    with TestClient(create_app(home), base_url=ADDRESS, raise_server_exceptions=False) as client:
        answer = client.get("/?q=a")

    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "division" not in answer.text


# Whom it answers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil.example", "xn--lcalhost-p4a", "0"]
)
def test_a_name_that_is_not_ours_is_not_answered(client, host):
    """A name of somebody else may point to this machine (DNS rebinding)."""
    assert client.get("/", headers={"host": host}).status_code == 421


def test_two_names_at_once_are_not_answered(client):
    """Which one counts is anybody's guess."""
    request = client.build_request("GET", "/", headers=[("host", "127.0.0.1"), ("host", "evil.example")])

    assert client.send(request).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "LOCALHOST:8000", "[::1]:8000", "kehoach.tinh.local:80"])
def test_our_own_names_are_answered(home, host):
    """Those of this machine, and those that were allowed."""
    with TestClient(create_app(home, ["Kehoach.tinh.local"]), base_url=ADDRESS) as client:
        assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://127.0.0.1:8000.evil.example"},
        {"origin": "http://evil.example/127.0.0.1:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8000"},
    ],
)
def test_another_page_changes_nothing(client, sent):
    """Whatever changes something must come from a page of ours; every such route refuses."""
    for method, path in routes(client.app):
        if method not in ("GET", "HEAD", "OPTIONS"):
            assert client.request(method, path, headers=sent).status_code == 403, path


def test_our_own_pages_and_programs_may_change_things(client):
    """A browser says that it is our page; a program says nothing."""
    for sent in ({}, {"origin": ADDRESS, "sec-fetch-site": "same-origin"}):
        assert client.post("/jobs/nobody/stop", headers=sent).status_code not in (403, 421)


# How much it takes


@pytest.fixture
def small():
    """Return a browser at an application that takes 1,000 bytes of files, and says how many bytes came."""
    from fastapi import Request

    app = FastAPI()

    @app.post("/")
    async def take(request: Request) -> int:
        return len(await request.body())

    add_handlers(app)
    app.add_middleware(Guard, (), 1_000)
    return TestClient(app, base_url=ADDRESS)


def test_what_announces_too_much_is_refused_before_it_is_sent(small):
    """By the length in its header."""
    headers = {"content-type": "multipart/form-data; boundary=x"}
    sent = {size: small.post("/", content=b"a" * size, headers=headers) for size in (1_000, 1_001)}

    assert [answer.status_code for answer in sent.values()] == [200, 413]
    assert "default-src" in sent[1_001].headers["content-security-policy"]


def test_what_announces_nothing_is_cut_off_at_the_limit(own_client):
    """A body in pieces, without a length: refused as too large as soon as it is."""
    pieces = 0

    def endless():
        nonlocal pieces
        while pieces < 1_000:
            pieces += 1
            yield b"a" * 100_000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = own_client.post("/jobs/x/stop", content=endless(), headers=headers)
    answer = own_client.post("/sign-in", content=endless(), headers=headers) if answer.status_code != 413 else answer

    assert answer.status_code == 413
    assert pieces <= 1_000


# What is sent


def archive(**members):
    """Return a zip archive."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return raw.getvalue()


def test_an_archive_cannot_hurt_whoever_takes_it_in(tmp_path):
    """A bomb stays packed, names that lead outside are refused, and the good plan in it is read."""
    plan = (RAW / "2026" / "19-KH-UBND.txt").read_text("utf-8")
    raw = archive(
        **{"../../../ngoài.txt": plan, "/tmp/ngoài.txt": plan, "bom.txt": b"\0" * 50_000_000, "tốt.txt": plan}
    )
    with TestClient(create_app(tmp_path), base_url=ADDRESS) as client:
        client.post("/files", files={"files": ("../../../kế hoạch.zip", raw, "application/zip")})
        client.app.state.jobs.close()
    with Workspace.open(tmp_path) as workspace:
        workspace.run()
        ledger = {entry.file.rpartition("/")[2]: entry.status for entry in workspace.corpus().ledger.entries()}

    assert ledger["tốt.txt"] == "read"
    assert {status for name, status in ledger.items() if name in ("bom.txt", "ngoài.txt")} <= {
        "damaged",
        "unreadable",
        "failed",
    }
    kept = {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*.zip")}
    assert kept == {("data", "raw")}
    assert not list(tmp_path.parent.rglob("ngoài.txt"))
