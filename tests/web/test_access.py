"""Accounts at the doors of the workplace: who comes in, what each may do, what is written down."""

import re
import sqlite3

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from routes import routes

from pipeline.accounts import Accounts
from pipeline.accounts.throttle import PER_NAME
from pipeline.web import create_app
from pipeline.web.pages.signing import inside
from pipeline.web.register import COOKIE

ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "đường đến ủy ban"
ROLES = {"An": "admin", "Bình": "analyst", "Chi": "reader"}

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def office(tmp_path):
    """Return an empty workspace with accounts."""
    with Accounts.open(tmp_path) as accounts:
        for name, role in ROLES.items():
            accounts.roster.add(name, PASSWORD, role)
    return tmp_path


@pytest.fixture
def app(office):
    """Return the workplace over it."""
    app = create_app(office)
    with TestClient(app, base_url=ADDRESS):  # begins and ends its life
        yield app


@pytest.fixture
def browser(app):
    """Return what opens a browser, signed in as somebody or as nobody."""

    def opened(name=None):
        client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False)
        if name:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303
        return client

    return opened


@pytest.fixture
def log(office):
    """Return what gives the lines of the log, the oldest first."""

    def lines():
        with Accounts.open(office) as accounts:
            return [(e.who, e.what, e.account, e.outcome) for e in accounts.log.entries(1000)[::-1]]

    return lines


def token_of(office, name):
    """Return a new token of somebody."""
    with Accounts.open(office) as accounts:
        return accounts.tokens.make(accounts.roster.named(name), "thử")


# Every route there is

OPEN = {"/sign-in", "/static"}
"""What a stranger may ask for."""
OWN = re.compile(r"/sign-in|/sign-out|/account/.*|(/api/v1)?/(report|export)s?")
"""What readers may change: what is their own, the files among it that they have made."""


def test_a_stranger_gets_nothing_from_any_route(app, browser):
    """Pages send to the sign-in, the API says 401 and how to come in; the list of routes is the application's own."""
    stranger, asked = browser(), list(routes(app))
    assert len(asked) > 20
    for method, path in asked:
        if path in OPEN:
            continue
        answer = stranger.request(method, path)
        if path.startswith(("/api/", "/openapi")):
            assert answer.status_code == 401, (method, path)
            assert answer.headers["www-authenticate"].startswith("Bearer")
        else:
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), (method, path)


def test_a_reader_can_change_nothing_but_what_is_their_own(app, browser):
    """Every other route that changes something answers 403, new ones included."""
    reader = browser("Chi")
    changing = [(method, path) for method, path in routes(app) if method not in ("GET", "HEAD", "OPTIONS")]
    assert len(changing) > 5
    for method, path in changing:
        if not OWN.fullmatch(path):
            assert reader.request(method, path).status_code == 403, (method, path)


def test_an_analyst_does_not_look_after_accounts(browser):
    """Neither the people nor the log are theirs to see or to change."""
    analyst = browser("Bình")
    for method, path in (("GET", "/people"), ("GET", "/log"), ("POST", "/people"), ("POST", "/people/1/remove")):
        assert analyst.request(method, path).status_code == 403, path


# Signing in and out


def test_signing_in_leads_to_the_page_that_was_asked_for(browser):
    """With its whole address."""
    someone = browser()
    sent = someone.get("/plans?q=a%20b&lang=en").headers["location"]
    form = someone.get(sent)
    (target,) = re.findall(r'name="next" value="([^"]*)"', form.text)
    answer = someone.post("/sign-in", data={"name": "an", "password": PASSWORD, "next": target.replace("&amp;", "&")})

    assert answer.headers["location"] == "/plans?q=a%20b&lang=en"
    assert someone.get("/account").status_code == 200


@given(
    st.text(st.sampled_from("/\\.:@?#\t\n\r evil"), max_size=12)
    | st.sampled_from(
        ["//evil", "/\\evil", "/\t/evil", "https:evil", "javascript:alert(1)", "///evil", " //evil", "/ /evil"]
    )
)
def test_signing_in_leads_to_no_other_site(address):
    """Where browsers read two slashes, or a scheme, nothing is let through."""
    as_browsers_read = re.sub(r"[\t\n\r]", "", inside(address)).replace("\\", "/")

    assert re.match(r"/(?!/)", as_browsers_read)


def test_the_cookie_is_for_our_own_pages_only(app, browser):
    """No script reads it, no other site sends it, and over https nothing sends it in the open."""
    answer = browser().post("/sign-in", data={"name": "An", "password": PASSWORD})
    assert {"HttpOnly", "SameSite=strict"} <= set(answer.headers["set-cookie"].split("; "))
    assert "Secure" not in answer.headers["set-cookie"]

    safe = TestClient(app, base_url="https://127.0.0.1:8000", follow_redirects=False)
    assert "Secure" in safe.post("/sign-in", data={"name": "An", "password": PASSWORD}).headers["set-cookie"]


def test_a_session_that_somebody_planted_is_never_taken_up(browser):
    """Signing in gives a new secret, whatever the browser brought (session fixation)."""
    victim = browser()
    victim.cookies.set(COOKIE, "planted")
    victim.post("/sign-in", data={"name": "An", "password": PASSWORD})
    attacker = browser()
    attacker.cookies.set(COOKIE, "planted")

    assert attacker.get("/account").status_code == 303


def test_signing_out_ends_the_session_itself(browser):
    """Not only the cookie: a copy of it is worth nothing."""
    someone = browser("An")
    copy = browser()
    copy.cookies.set(COOKIE, someone.cookies[COOKIE])
    assert copy.get("/account").status_code == 200

    assert someone.post("/sign-out").status_code == 303
    assert copy.get("/account").status_code == 303


def test_wrong_passwords_are_told_alike_and_then_refused_for_a_while(browser):
    """401 for the first, 429 with the time to wait after."""
    someone = browser()
    for _ in range(PER_NAME):
        answer = someone.post("/sign-in", data={"name": "An", "password": "sai mật khẩu"})
        assert answer.status_code == 401
        assert "không đúng" in answer.text
    answer = someone.post("/sign-in", data={"name": "An", "password": PASSWORD})

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_a_part_of_a_page_does_not_become_the_sign_in(browser):
    """When a session has ended, htmx is told to leave the page, and where to come back to."""
    headers = {"hx-request": "true", "hx-current-url": f"{ADDRESS}/?q=thanh+tra"}
    answer = browser().get("/?q=thanh+tra&offset=10", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2F%3Fq%3Dthanh%2Btra"


def test_a_link_from_another_site_comes_in_with_the_second_step(browser):
    """The first comes without the cookie; a page of ours then asks again, from the same site."""
    page = browser().get('/plans?q="><b>', headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})

    assert page.status_code == 200
    assert re.search(r'http-equiv="refresh" content="0; url=/plans\?q=', page.text)
    assert "<b>" not in page.text


# One's own account


def test_a_changed_password_ends_every_session_and_this_browser_gets_a_new_one(browser):
    """The other browser has to sign in again, with the new one."""
    here, there = browser("Chi"), browser("Chi")
    before = here.cookies[COOKIE]
    new = {"present": PASSWORD, "new": "một câu khác hẳn", "again": "một câu khác hẳn"}
    assert here.post("/account/password", data=new).status_code == 303

    assert here.cookies[COOKIE] != before
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"present": "sai mật khẩu"}, "không đúng"),
        ({"again": "một câu khác nữa"}, "không giống nhau"),
        ({"new": "ngắn", "again": "ngắn"}, "ký tự"),
        ({"new": PASSWORD, "again": PASSWORD}, "phải khác"),
    ],
)
def test_a_password_is_changed_by_its_owner_only_and_to_a_good_one(browser, typed, message):
    """A screen left open is not enough."""
    someone = browser("Chi")
    new = {"present": PASSWORD, "new": "một câu khác hẳn", "again": "một câu khác hẳn"}
    answer = someone.post("/account/password", data=new | typed)

    assert answer.status_code == 400
    assert message in answer.text
    browser("Chi")


def test_a_token_opens_the_api_and_nothing_else(browser, office):
    """It is shown once, does what its owner may, and ends when it is revoked."""
    someone = browser("Bình")
    (token,) = re.findall(r"kehoach_[\w-]{40,}", someone.post("/account/tokens", data={"name": "tuần"}).text)
    program, headers = browser(), {"authorization": f"Bearer {token}"}

    assert re.search(r'name="days"[^>]* value="365"', someone.get("/account").text)
    assert someone.post("/account/tokens", data={"name": "mãi mãi", "days": "99999"}).status_code == 422
    assert token not in someone.get("/account").text
    assert program.get("/api/v1/status", headers=headers).status_code == 404  # it is in, and nothing has been read yet
    assert program.get("/account", headers=headers).status_code == 303
    someone.post("/account/tokens/1/revoke")
    assert program.get("/api/v1/status", headers=headers).status_code == 401


def test_a_wrong_token_is_not_made_good_by_a_session(browser):
    """Who shows a token is judged by it."""
    assert browser("An").get("/openapi.json", headers={"authorization": "Bearer kehoach_no"}).status_code == 401


# People


def test_an_account_that_an_admin_adds_begins_with_choosing_a_password(browser):
    """Until then nothing else opens, and the password that the admin saw is worth nothing after."""
    page = browser("An").post("/people", data={"name": "Dũng", "role": "analyst"})
    (password,) = re.findall(r'class="secret">([^<]+)<', page.text)
    fresh = browser()
    fresh.post("/sign-in", data={"name": "Dũng", "password": password})

    assert fresh.get("/jobs").headers["location"] == "/account"
    assert fresh.get("/api/v1/status").status_code == 403
    new = {"present": password, "new": "một câu khác hẳn", "again": "một câu khác hẳn"}
    assert fresh.post("/account/password", data=new).status_code == 303
    assert fresh.get("/jobs").status_code == 200


def test_an_admin_changes_others_at_once_and_never_themselves(browser):
    """A role counts with the next request; one's own account is another admin's affair."""
    admin, analyst = browser("An"), browser("Bình")
    assert admin.post("/people/2/role", data={"role": "reader"}).status_code == 303
    assert analyst.post("/jobs").status_code == 403
    assert admin.post("/people/2/remove").status_code == 303
    assert analyst.get("/").status_code == 303
    for path in ("role", "password", "remove"):
        assert admin.post(f"/people/1/{path}", data={"role": "reader"}).status_code == 403


# The log


def test_every_change_is_written_down_with_its_outcome_and_no_secret(browser, log, office):
    """Who, what, about which account; refused attempts too."""
    admin = browser("An")
    admin.post("/people", data={"name": "Dũng", "role": "reader"})
    browser("Chi").post("/jobs")
    browser().post("/sign-in", data={"name": "bình", "password": "sai mật khẩu"})
    browser().post("/sign-in", data={"name": "sai mật khẩu", "password": "bình"})

    assert log() == [
        ("", "POST /sign-in", "An", "303"),
        ("An", "POST /people", "Dũng", "200"),
        ("", "POST /sign-in", "Chi", "303"),
        ("Chi", "POST /jobs", "", "403"),
        ("", "POST /sign-in", "Bình", "401"),
        ("", "POST /sign-in", "", "401"),
    ]
    with sqlite3.connect(Accounts.path(office)) as database:
        assert "sai mật khẩu" not in "".join(database.iterdump())
    page = admin.get("/log").text
    assert page.count("<tr>") == 7
    assert "bị từ chối (401)" in page


def test_a_change_that_cannot_be_written_down_is_not_made(browser, office, monkeypatch):
    """Locked by another program: 503, and the change does not happen."""
    admin = browser("An")
    monkeypatch.setattr("pipeline.store.database._WAIT_S", 0.01)
    blocking = sqlite3.connect(Accounts.path(office), isolation_level=None)
    blocking.execute("BEGIN IMMEDIATE")
    answer = admin.post("/people/3/remove")
    blocking.close()

    assert answer.status_code == 503
    assert "accounts.db" in answer.text
    with Accounts.open(office) as accounts:
        assert accounts.roster.find("Chi")


# With and without accounts


def test_without_accounts_this_machine_is_trusted_until_there_are_some(tmp_path):
    """The first account counts with the next request."""
    with TestClient(create_app(tmp_path), base_url=ADDRESS, follow_redirects=False) as client:
        assert client.get("/jobs").status_code == 200
        assert "/sign-out" not in client.get("/jobs").text
        assert client.get("/account").status_code == 404
        with Accounts.open(tmp_path) as accounts:
            accounts.roster.add("An", PASSWORD)
        assert client.get("/jobs").status_code == 303


def test_a_closed_workplace_opens_to_nobody_without_accounts(tmp_path):
    """Whatever happens to the file while other machines are served."""
    with TestClient(create_app(tmp_path, closed=True), base_url=ADDRESS, follow_redirects=False) as client:
        assert client.get("/").status_code == 303
        assert client.get("/api/v1/status").status_code == 401
        assert client.post("/sign-in", data={"name": "An", "password": PASSWORD}).status_code == 401


def test_accounts_that_cannot_be_read_let_nobody_in(tmp_path):
    """A damaged file is no missing file."""
    path = Accounts.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"no database, but long enough to look at " * 40)
    with TestClient(create_app(tmp_path), base_url=ADDRESS) as client:
        answer = client.get("/")

    assert answer.status_code == 503
    assert "accounts.db" in answer.text
