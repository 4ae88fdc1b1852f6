"""Asking and reading in a real browser: by mouse, by keyboard alone, without scripts."""

from playwright.sync_api import expect

QUESTION = "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo"


def test_a_question_leads_to_the_sentence_in_its_plan(page):
    """Ask, follow the first hit, and the plan is open where it says so."""
    page.goto("/")
    page.get_by_role("searchbox").fill(QUESTION)
    page.keyboard.press("Enter")
    opens_at_its_sentence(page)


def test_without_scripts_asking_and_reading_work(visit):
    """The same with JavaScript off."""
    with visit(java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("searchbox").fill(QUESTION)
        page.keyboard.press("Enter")
        opens_at_its_sentence(page)


def test_the_keyboard_alone_leads_to_the_sentence(page):
    """Ask, Escape leaves the question, "j" goes to the first hit, Enter to its plan; "/" leads back to the question."""
    page.goto("/")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".hit").first.locator(":focus")).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator(".task.chosen")).to_be_in_viewport()


def test_the_first_stop_of_the_keyboard_leads_past_the_head(page):
    """Tab shows a link to the main part; from there on the head is behind."""
    page.goto("/plans")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")


def opens_at_its_sentence(page):
    """Follow the first hit of an answer: the plan is shown where the words of the hit stand."""
    first = page.locator(".hit").first
    words = first.locator(".words").inner_text()
    first.locator(".actions a").first.click()

    task = page.locator(".task.chosen")
    expect(task).to_be_in_viewport()
    assert words in task.inner_text().replace("\n", " ")
