"""Teaching in a real browser: one key an answer, another one undoes it; without scripts by buttons."""

import re

from playwright.sync_api import expect


def test_questions_are_answered_skipped_and_undone_with_one_key(own_page):
    """C and K answer, S skips, a digit ticks a further theme, U takes back what was said last."""
    own_page.goto("/teach")
    told = own_page.locator(".told")
    for key, words in (("s", "Đã bỏ qua"), ("c", "Đã ghi: có"), ("k", "Đã ghi: không")):
        own_page.keyboard.press(key)
        expect(told).to_contain_text(words)
    question = own_page.locator("#question").inner_text()
    own_page.keyboard.press("1")
    expect(own_page.locator("input[name=also]").first).to_be_checked()
    own_page.keyboard.press("c")
    expect(own_page.locator(".headway")).to_contain_text("Hôm nay bạn đã trả lời 3 câu")
    own_page.keyboard.press("u")

    expect(told).to_contain_text("Đã hoàn tác")
    expect(own_page.locator(".headway")).to_contain_text("Hôm nay bạn đã trả lời 2 câu")
    expect(own_page.locator("#question")).to_have_text(re.compile(re.escape(question.strip())))


def test_without_scripts_buttons_answer(visit, own_address):
    """The same by pressing them."""
    with visit(base_url=own_address, java_script_enabled=False) as page:
        page.goto("/teach")
        page.get_by_role("button", name="Không").click()

        expect(page.locator(".headway")).to_contain_text("Hôm nay bạn đã trả lời 1 câu")
