"""Real browsers at a real server: Debian's Chromium without a window, without a network, driven by playwright.

Every page is watched: a script error, something the content security policy refused, an unforeseen 4xx or 5xx, or a
request to another machine fails the test that had the page open. A test that provokes one takes it out of
`complaints`.
"""

import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from serving import served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip
SCREENS = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@pytest.fixture(scope="session")
def address(home):
    """Return where the workspace that nobody changes is served."""
    with served(home) as address:
        yield address


@pytest.fixture
def own_address(own_home):
    """Return where a copy of the workspace is served, to be changed."""
    with served(own_home) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    """Return Debian's Chromium, started; skip where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (on Debian: apt install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """Return what the pages of this test complained of; what stands here at its end fails it."""
    found = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def visit(chromium, address, complaints):
    """Return what opens a watched page: `with visit("phone", java_script_enabled=False) as page`.

    Arguments are a screen and those of playwright's `new_context`; links begin at the server's address.
    """

    @contextmanager
    def open_page(screen="desk", **settings):
        settings = {"base_url": address, "locale": "vi-VN"} | SCREENS[screen] | settings
        context = chromium.new_context(**settings)
        page = context.new_page()
        watch(page, settings["base_url"], complaints)
        try:
            yield page
        finally:
            context.close()

    return open_page


@pytest.fixture
def page(visit):
    """Return a page 1280 px wide, in Vietnamese."""
    with visit() as page:
        yield page


@pytest.fixture
def phone(visit):
    """Return a page as wide as a phone, that is touched."""
    with visit("phone") as page:
        yield page


@pytest.fixture
def own_page(visit, own_address):
    """Return a page at a copy of the workspace, to be changed."""
    with visit(base_url=own_address) as page:
        yield page


def watch(page, address, complaints):
    """Note whatever goes wrong on a page."""
    own = urlsplit(address).netloc

    def requested(request):
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != own:
            complaints.append(f"{page.url} asks another machine: {request.url}")

    def said(message):
        if message.type == "error":
            complaints.append(f"{page.url}: {message.text} ({message.location['url']})")

    page.on("request", requested)
    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
