"""A file made in the background, in a real browser."""

import pytest


@pytest.mark.long
def test_the_link_to_a_file_appears_where_its_work_was_followed(own_page):
    """Nobody has to load the page again; what comes is the file."""
    own_page.goto("/reports")
    own_page.request.post("/api/v1/reports?theme=inspection&today=2026-07-01")
    own_page.goto("/jobs")
    with own_page.expect_download() as coming:
        own_page.get_by_role("link", name="Tải bao-cao-thanh-tra").click(timeout=120_000)

    assert coming.value.suggested_filename == "bao-cao-thanh-tra-kiem-tra-giam-sat-2026-07-01.docx"
