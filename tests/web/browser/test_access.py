"""Signing in, in a real browser: its cookies, its idea of where a request comes from."""

import re
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from conftest import ROOT
from playwright.sync_api import expect
from serving import served
from usable import shut_out, too_wide

from pipeline.accounts import Accounts

PASSWORD = "đường đến ủy ban"
SCREENSHOTS = ROOT / "build" / "screenshots"


@pytest.fixture
def office(own_home):
    """Return where a copy of the workspace with an account is served."""
    with Accounts.open(own_home) as accounts:
        accounts.roster.add("An", PASSWORD)
    with served(own_home) as address:
        yield address


@pytest.fixture
def elsewhere(office):
    """Return the address of another site, with a link and a form that lead here."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(
                f'<a href="{office}/plans?q=1">link</a><form method="post" action="{office}/people">'
                '<input name="name" value="Evil"><input name="role" value="admin"><button>send</button></form>'.encode()
            )

        def log_message(self, *_):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"  # for a browser another site than 127.0.0.1
        server.shutdown()


def sign_in(page, password=PASSWORD):
    """Fill in the form."""
    page.get_by_label("Tên tài khoản").fill("An")
    page.get_by_label("Mật khẩu").fill(password)
    page.keyboard.press("Enter")


def test_one_signs_in_where_one_wanted_to_go_and_out_again(visit, office, complaints):
    """A wrong password is told, the right one leads on, after signing out the page is closed again."""
    with visit(base_url=office) as page:
        page.goto("/plans?q=1")
        sign_in(page, "sai mật khẩu")
        expect(page.get_by_role("alert")).to_contain_text("không đúng")
        sign_in(page)
        page.wait_for_url("**/plans?q=1")
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_url("**/sign-in")
        page.goto("/plans")
        expect(page).to_have_url(re.compile("sign-in"))
    complaints[:] = [said for said in complaints if "401" not in said]


def test_a_link_from_another_site_comes_in_and_its_form_changes_nothing(visit, office, elsewhere, complaints, own_home):
    """The cookie stays behind with the first step, and comes with the second, which is our own page's."""
    with visit(base_url=office) as page:
        page.goto("/")
        sign_in(page)
        page.wait_for_url(f"{office}/")
        page.goto(elsewhere)
        page.get_by_text("link").click()
        page.wait_for_url(f"{office}/plans?q=1")
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
        page.goto(elsewhere)
        page.get_by_text("send").click()
        expect(page.locator("body")).to_contain_text("cross-site")
    complaints.clear()
    with Accounts.open(own_home) as accounts:
        assert [account.name for account in accounts.roster.all()] == ["An"]


@pytest.mark.parametrize(("language", "scheme"), [("vi", "light"), ("en", "dark")])
@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_the_pages_of_accounts_can_be_used_by_everybody(visit, office, screen, language, scheme):
    """Pictures of each, as in `test_every_page`, where they show what they are for."""
    faults = []
    with visit(screen, color_scheme=scheme, base_url=office) as page:
        page.goto("/sign-in")
        sign_in(page)
        page.wait_for_url(f"{office}/")
        for address in ("/account", "/people", "/log"):
            page.goto(f"{address}?lang={language}")
            page.screenshot(path=SCREENSHOTS / f"{address[1:]}.{language}.{screen}.png", full_page=True)
            faults += [f"{address}: {fault}" for fault in (*shut_out(page), *too_wide(page))]

    assert not faults, "\n".join(faults)
