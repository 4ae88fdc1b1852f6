"""Asking and reading in a real browser."""

from playwright.sync_api import expect

QUESTION = "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo"


def test_a_question_leads_to_the_sentence_in_its_plan(page):
    """Ask, follow the first hit, and the plan is open where it says so."""
    page.goto("/")
    page.get_by_role("searchbox").fill(QUESTION)
    page.keyboard.press("Enter")
    first = page.locator(".hit").first
    words = first.locator(".words").inner_text()
    first.locator(".actions a").first.click()

    task = page.locator(".task.chosen")
    expect(task).to_be_in_viewport()
    assert words in task.inner_text().replace("\n", " ")
