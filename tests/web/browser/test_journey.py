"""A working day in a real browser: ask, read, correct, teach, report, bring a new plan."""

import re

import pytest
from playwright.sync_api import expect

from pipeline import Workspace
from pipeline.learning.sheet import SheetRow

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
def test_what_was_learnt_is_compared_put_in_use_and_seen_on_the_tasks(own_page, own_home):
    """Half of the tasks of a theme are said not to have it: the new version takes it from others, once it is in use."""
    deny_half(own_home, "digital_transformation")
    own_page.goto("/teach/models")
    own_page.get_by_label("Ghi chú").fill("một nửa")
    own_page.get_by_role("button", name="Huấn luyện").click()
    version = own_page.locator("tr", has_text="một nửa")
    expect(version).to_be_visible(timeout=PATIENCE_MS)
    version.get_by_role("link", name="So sánh").click()
    own_page.get_by_text("Xem các nhiệm vụ đổi nhiều nhất").click()
    change = own_page.locator("details tr", has_text="− Chuyển đổi số").first
    task = change.get_by_role("link").get_attribute("href")
    own_page.goto(task)
    known = own_page.locator(f"#known-{task.removeprefix('/tasks/')}")
    expect(known).to_contain_text("Chuyển đổi số")

    own_page.goto("/teach/models")
    own_page.locator(".decide").get_by_label("Lý do").fill("chỉ để thử")
    own_page.get_by_role("button", name="Đưa vào dùng").click()
    expect(own_page.locator("#lesson")).to_contain_text("Đang dùng", timeout=PATIENCE_MS)
    own_page.goto(task)
    expect(known).not_to_contain_text("Chuyển đổi số")


def deny_half(home, theme):
    """Let somebody say of every second task tagged with a theme that it does not have it."""
    with Workspace.open(home) as workspace:
        tasks = workspace.corpus().tasks(workspace.corpus().rows())
        tagged = [task for task in tasks if any(score.tagged for score in task.themes if score.theme == theme)]
        workspace.themes.take_in([SheetRow(1, task.id, theme, "0") for task in tagged[::2]], "An")
