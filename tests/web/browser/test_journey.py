"""A working day in a real browser: ask, read, correct, teach, report, bring a new plan."""

import re

import pytest
from playwright.sync_api import expect

QUESTION = "Thanh tra giải quyết khiếu nại, tố cáo"
THEME = "Dân vận"
PLAN = """ỦY BAN NHÂN DÂN
TỈNH TRƯỜNG LAM
Số: 977/KH-UBND
Trường Lam, ngày 12 tháng 02 năm 2026

KẾ HOẠCH
Trồng rừng ngập mặn ven biển năm 2026

II. NHIỆM VỤ
1. Sở Nông nghiệp và Môi trường chủ trì trồng 300 ha rừng ngập mặn, hoàn thành trước ngày 30/6/2026.
2. Công an tỉnh tuần tra, ngăn chặn việc chặt phá rừng ngập mặn.
"""
PATIENCE_MS = 120_000  # for work in the background


def test_a_corrected_tag_is_found_and_counts_in_the_reports(own_page):
    """Ask, open the plan at the sentence, tag it, find it under its new theme, take the report away."""
    own_page.goto("/")
    own_page.get_by_role("searchbox").fill(QUESTION)
    own_page.keyboard.press("Enter")
    own_page.locator(".hit").first.locator(".actions a").first.click()
    task = own_page.locator(".task.chosen")
    expect(task).to_be_in_viewport()
    id = task.get_attribute("id")
    task.locator("a.edit").click()
    task.get_by_label(THEME).check()
    task.get_by_role("button", name="Lưu").click()
    expect(task.locator(".themes")).to_contain_text(THEME)

    own_page.goto(f"/?q={QUESTION}")
    own_page.locator(".facets").get_by_role("link", name=re.compile(THEME)).click()
    expect(own_page.locator(f"#hit-{id}")).to_contain_text(THEME)
    own_page.locator(".take").get_by_role("link", name="Báo cáo").click()
    with own_page.expect_download() as download:
        own_page.get_by_role("button", name="Tải báo cáo").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_an_uploaded_plan_is_read_and_found(own_page):
    """Send a file, wait for it to be read, ask for it."""
    own_page.goto("/files")
    file = {"name": "Kế hoạch 977.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}
    own_page.locator("#uploaded").set_input_files(file)
    expect(own_page.locator("main")).to_contain_text("1 tệp đã đọc", timeout=PATIENCE_MS)
    own_page.goto("/?q=trồng rừng ngập mặn ven biển")

    expect(own_page.locator(".hit", has_text="300 ha rừng ngập mặn")).to_be_visible()


@pytest.mark.long
def test_a_version_is_trained_and_stands_beside_the_old_one(own_page):
    """Train a version with a note; when it is done it is in the list under that note."""
    own_page.goto("/teach/models")
    own_page.get_by_label("Ghi chú").fill("thử")
    own_page.get_by_role("button", name="Huấn luyện").click()
    expect(own_page.locator("tr", has_text="thử")).to_be_visible(timeout=PATIENCE_MS)
