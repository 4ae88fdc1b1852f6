"""Files sent to the workplace, and the work behind it."""

import io
import time

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageFault
from pipeline.web import create_app
from pipeline.web.uploads import FOLDER, keep, safe_name

PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN PHÚ
Số: 9/KH-UBND
An Phú, ngày 12 tháng 02 năm 2025

KẾ HOẠCH
Trồng rừng ven biển năm 2025

II. NHIỆM VỤ
1. Sở Nông nghiệp và Môi trường chủ trì trồng 300 ha rừng ngập mặn, hoàn thành trước ngày 30/6/2025.
2. Công an tỉnh tuần tra, ngăn chặn việc chặt phá rừng.
"""


@pytest.fixture
def client(tmp_path):
    """Return a browser at an empty workspace."""
    with TestClient(create_app(tmp_path), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def finished(client):
    """Return the page of the work behind, once it has ended."""
    for _ in range(600):
        page = client.get("/jobs").text
        if 'http-equiv="refresh"' not in page:
            return page
        time.sleep(0.1)
    raise AssertionError(page)


def test_a_plan_that_is_sent_is_read_and_found(client, tmp_path):
    """Upload, wait, ask: the new plan answers, and its file lies under data/raw."""
    sent = {"uploaded": ("../../Rừng ven biển.txt", PLAN.encode(), "text/plain")}
    assert client.post("/plans", files=sent).status_code == 200  # after the redirect
    assert "1 tệp đã đọc" in finished(client)

    assert "300 ha <mark>rừng</mark>" in client.get("/", params={"q": "rừng"}).text
    assert (tmp_path / "data" / "raw" / FOLDER / "Rừng ven biển.txt").read_text("utf-8") == PLAN


def test_a_file_nobody_can_read_is_refused_and_not_kept(client, tmp_path):
    """The message lists what can be read."""
    answer = client.post("/plans", files={"uploaded": ("virus.exe", b"MZ", "application/octet-stream")})

    assert answer.status_code == 400
    assert ".docx" in answer.text
    assert not list(tmp_path.rglob("*.exe"))


def test_a_file_that_is_too_large_leaves_nothing_behind(tmp_path):
    """Reading stops at the limit."""
    with pytest.raises(UsageFault, match="lớn hơn 1 MB"):
        keep(io.BytesIO(b"a" * 3_000_000), "a.txt", tmp_path, endings=frozenset([".txt"]), max_bytes=1_000_000)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_two_files_of_one_name_are_both_kept(tmp_path):
    """The second gets a number."""
    kept = [
        keep(io.BytesIO(text), "a.txt", tmp_path, endings=frozenset([".txt"]), max_bytes=100).name
        for text in (b"1", b"2")
    ]

    assert kept == ["a.txt", "a (2).txt"]


@given(st.text())
def test_a_name_leads_to_no_other_folder(name):
    """Whatever a sender calls a file, it is one file in one folder, visible and short."""
    safe = safe_name(name)

    assert safe
    assert not set(safe) & set('/\\:*?"<>|\x00')
    assert safe not in (".", "..")
    assert not safe.startswith(".")
    assert len(safe) <= 130
