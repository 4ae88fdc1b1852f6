"""A task put right in a real browser: with the keyboard alone, by two people at once, without scripts."""

from playwright.sync_api import expect


def open_plan(page):
    """Open the plan of a task that was found by its lead, at the task."""
    page.goto("/?lead=Thanh tra tỉnh")
    page.locator(".hit .actions a").first.click()
    expect(page.locator(".task.chosen")).to_be_in_viewport()
    return page.locator(".task.chosen")


def test_a_task_is_corrected_with_the_keyboard_alone(visit, own_address):
    """`e` opens the form, what is typed in haste is understood, Ctrl+Enter saves, and the question finds it."""
    with visit(base_url=own_address) as page:
        task = open_plan(page)
        page.keyboard.press("e")
        expect(task.locator("input[name=lead]").first).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("stnmt")
        page.keyboard.press("Control+Enter")

        expect(task.get_by_role("status")).to_have_text("Đã lưu.")
        expect(task).to_contain_text("Sở Tài nguyên và Môi trường")
        expect(task).to_contain_text("đã sửa bởi")
        expect(task).to_be_focused()
        words = task.locator(".printed").inner_text()
        page.goto("/?lead=Sở Tài nguyên và Môi trường&k=100")
        assert any(words.endswith(hit) for hit in page.locator(".hit .words").all_inner_texts())


def test_escape_leaves_the_form_and_the_task_as_it_was(visit, own_address):
    """Nothing that was typed stays."""
    with visit(base_url=own_address) as page:
        task = open_plan(page)
        before = task.inner_text()
        page.keyboard.press("e")
        task.locator("input[name=lead]").first.fill("Sở Y tế")
        page.keyboard.press("Escape")

        expect(task.locator("form")).to_have_count(0)
        assert task.inner_text() == before


def test_the_second_of_two_people_is_told_in_the_form(visit, own_address, complaints):
    """Both have the form open; who saves last sees both values and saves again."""
    with visit(base_url=own_address) as first, visit(base_url=own_address) as second:
        tasks = [open_plan(page) for page in (first, second)]
        for page, task, name in zip((first, second), tasks, ("Sở Tư pháp", "Sở Y tế"), strict=True):
            page.keyboard.press("e")
            task.locator("input[name=lead]").first.fill(name)
        first.keyboard.press("Control+Enter")
        expect(tasks[0].get_by_role("status")).to_have_text("Đã lưu.")
        second.keyboard.press("Control+Enter")
        expect(tasks[1].get_by_role("alert")).to_contain_text("vừa sửa chủ trì")
        expect(tasks[1]).to_contain_text("Sở Tư pháp")
        expect(tasks[1].locator("input[name=lead]").first).to_have_value("Sở Y tế")
        second.keyboard.press("Control+Enter")
        expect(tasks[1].get_by_role("status")).to_have_text("Đã lưu.")
    complaints[:] = [complaint for complaint in complaints if "409" not in complaint]


def test_without_scripts_a_task_is_corrected_on_a_page_of_its_own(visit, own_address):
    """The same form, the same outcome."""
    with visit("phone", base_url=own_address, java_script_enabled=False) as page:
        task = open_plan(page)
        task.locator(".edit").click()
        page.locator("input[name=lead]").first.fill("Sở Y tế")
        page.locator("form.editing button").click()

        expect(page.locator(".task.chosen")).to_contain_text("Sở Y tế")
