"""Files sent to the workplace, what becomes of them, and what people do with them."""

import errno
import io
import json
import re
import shutil
import time

import pytest
from conftest import RAW as SAMPLES
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from packing import zipped

from pipeline import Workspace
from pipeline.store.corpus import Corpus
from pipeline.web import create_app
from pipeline.web.uploads import UPLOADS, Incoming, Limits, Received, safe_path, sweep

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
OTHER = PLAN.replace("300 ha rừng ngập mặn", "nấm rơm trong vườn").replace("Trồng rừng", "Trồng nấm")
RAW = "data/raw"
TEXT = Limits(frozenset([".txt", ".pdf", ".zip"]), 100_000)


def browser(home):
    """Return a browser on the machine that serves a workspace."""
    address = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 5)}
    return TestClient(create_app(home), raise_server_exceptions=False, **address)


@pytest.fixture
def client(tmp_path):
    """Return a browser at an empty workspace."""
    with browser(tmp_path) as client:
        yield client


def finished(client):
    """Return the jobs, once none is left to do."""
    for _ in range(1200):
        jobs = client.get("/api/v1/jobs").json()["jobs"]
        if all(job["ended"] for job in jobs):
            return jobs
        time.sleep(0.05)
    raise AssertionError(jobs)


def sent(client, files, path="/api/v1/documents", **headers):
    """Send files by their names."""
    parts = [("uploaded", (name, content, "application/octet-stream")) for name, content in files.items()]
    return client.post(path, files=parts, headers=headers)


def ledger(client, **asked):
    """Return status by file."""
    found = client.get("/api/v1/documents", params=asked).json()
    return {line["file"]: line["status"] for line in found["documents"]}


def ticked(*files):
    """Return a form in which files of data/raw are ticked."""
    return {"place": [json.dumps([RAW, file]) for file in files]}


# Sending


def test_a_newcomer_is_led_from_an_empty_workspace_to_an_answer(client, tmp_path):
    """The first page asks for plans, the plain form takes them, the work ends with a way to the search."""
    first = client.get("/")
    assert 'enctype="multipart/form-data"' in first.text
    assert "kehoach run" in first.text

    followed = sent(client, {"Rừng ven biển.txt": PLAN.encode()}, "/files")
    assert followed.url.path == "/jobs"
    assert finished(client)[0]["message"] == "1 tệp đã đọc (1 read)"
    assert "Hỏi về các nhiệm vụ" in client.get("/jobs").text
    assert "300 ha <mark>rừng</mark>" in client.get("/", params={"q": "rừng"}).text
    assert (tmp_path / RAW / UPLOADS / "Rừng ven biển.txt").read_text("utf-8") == PLAN


PAGES = ("/", "/?q=rừng", "/tasks", "/overview", "/overview/coverage", "/overview/workload", "/overview/calendar",
         "/overview/overlaps", "/overview/lineage", "/overview/changes", "/followup", "/reports", "/teach")  # fmt: skip


def shown_of(client, path):
    """Return what a page itself holds, what stands around it on every page left aside."""
    return client.get(path).text.partition("<main")[2].partition("</main>")[0]


def test_where_no_task_was_found_every_page_leads_to_the_files(client):
    """A folder held nothing but an invitation: what to do next is said wherever somebody looks."""
    sent(client, {"giấy mời.txt": "GIẤY MỜI HỌP\n\nKính gửi các đồng chí.".encode()}, "/files")
    finished(client)

    assert [path for path in PAGES if 'href="/files"' not in shown_of(client, path)] == []


def test_while_plans_are_read_for_the_first_time_every_page_leads_to_the_files(client, tmp_path):
    """There is a corpus by then, and no index yet."""
    (tmp_path / "data" / "processed").mkdir(parents=True, exist_ok=True)
    Corpus.open(tmp_path / "data" / "processed" / "corpus.db", create=True).close()

    assert {client.get(path).url.path for path in ("/", "/?q=rừng", "/similar?text=rừng")} == {"/files"}
    assert "lần đọc đầu tiên chưa xong" in client.get("/").text
    assert client.get("/api/v1/search?q=rừng").status_code == 404


def test_a_near_copy_is_marked_in_the_list_of_plans_and_leads_to_the_plan_shown_in_its_place(tmp_path):
    """It alone; the plan that stands for it is listed as any other."""
    plan = next(SAMPLES.glob("2022/*.txt")).read_text(encoding="utf-8")
    (tmp_path / "in").mkdir()
    for name, words in (("a.txt", plan), ("b.txt", f"{plan}\nBản sao gửi Phòng Nội vụ.\n")):
        (tmp_path / "in" / name).write_text(words, encoding="utf-8")
    with Workspace.open(tmp_path) as workspace:
        workspace.run([tmp_path / "in"])
        shelf = workspace.corpus().shelf()
        copy, shown = sorted(shelf, key=lambda plan: not plan.twin_of)
    with browser(tmp_path) as client:
        page = client.get("/plans").text

    assert (copy.twin_of, shown.twin_of) == (shown.sha256, "")
    assert page.count("Bản gần giống") == 1
    assert page.count(f"/plans/{shown.sha256}") == 2


def test_a_folder_is_sent_with_its_folders(client, tmp_path):
    """As browsers name the files of a folder; names that lead elsewhere lead nowhere."""
    names = ["Năm 2025/Quý I/a.txt", "../../../etc/b.txt", "/root/c.txt", "C:\\Windows\\d.txt"]
    kept = sent(client, {name: f"{PLAN}{name}".encode() for name in names}).json()["kept"]

    assert kept == [f"{UPLOADS}/{path}" for path in ("Năm 2025/Quý I/a.txt", "etc/b.txt", "root/c.txt", "d.txt")]
    assert all((tmp_path / RAW / name).is_file() for name in kept)
    assert not (tmp_path.parent / "etc").exists()


def test_what_cannot_be_read_is_refused_and_the_rest_is_kept(client, tmp_path):
    """Each with its reason; a page says the same as the API."""
    files = {"kế hoạch.txt": PLAN.encode(), "máy.exe": b"MZ", "phim": b"\x00\x00\x00 ftypmp42"}
    answer = sent(client, files)

    assert answer.status_code == 202
    assert answer.json()["kept"] == [f"{UPLOADS}/kế hoạch.txt"]
    assert [refused["name"] for refused in answer.json()["refused"]] == ["máy.exe", "phim"]
    page = sent(client, {"máy.exe": b"MZ"}, "/files")
    assert "máy.exe" in page.text
    assert ".docx" in page.text
    assert not list(tmp_path.rglob("*.exe"))


def test_a_sending_of_which_nothing_can_be_kept_is_a_problem(client):
    """A program sees it by the status, and the reasons."""
    answer = sent(client, {"máy.exe": b"MZ"})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "máy.exe: chưa đọc được" in answer.json()["detail"]


def test_the_same_file_sent_twice_is_told_and_not_kept_twice(client, tmp_path):
    """Before it is read by its place, afterwards by its bytes, under any name."""
    sent(client, {"a.txt": PLAN.encode()})
    assert sent(client, {"a.txt": PLAN.encode()}).json()["known"] == [{"name": "a.txt", "file": f"{UPLOADS}/a.txt"}]
    finished(client)

    again = sent(client, {"tên khác.txt": PLAN.encode()}).json()
    assert again["known"] == [{"name": "tên khác.txt", "file": f"{UPLOADS}/a.txt"}]
    assert len(list((tmp_path / RAW / UPLOADS).glob("*.txt"))) == 1
    assert "Đã có trong kho" in sent(client, {"tên khác.txt": PLAN.encode()}, "/files").text


def test_two_files_of_one_name_are_both_kept(client):
    """The second gets a number."""
    kept = [sent(client, {"a.txt": text.encode()}).json()["kept"] for text in (PLAN, OTHER)]

    assert kept == [[f"{UPLOADS}/a.txt"], [f"{UPLOADS}/a (2).txt"]]


def test_a_hostile_archive_is_told_in_the_ledger(client, tmp_path):
    """A bomb, a path that leads outside and nested archives: each has its reason, and nothing lies elsewhere."""
    nested = zipped({"a.txt": PLAN})
    for _ in range(5):
        nested = zipped({"trong.zip": nested})
    evil = {"bom.txt": b"0" * 30_000_000, "../../ngoài-kho.txt": PLAN, "sâu.zip": nested, "tốt.txt": PLAN}
    sent(client, {"gói.zip": zipped(evil)})
    finished(client)

    page = client.get("/files", params={"status": "trouble"}).text
    for reason in ("zip bomb", "trỏ ra ngoài", "nested too deeply"):
        assert reason in page
    assert ledger(client)[f"{UPLOADS}/gói.zip/tốt.txt"] == "read"
    assert not [*tmp_path.rglob("ngoài-kho*"), *tmp_path.parent.glob("ngoài-kho*")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"hello", "multipart/form-data; boundary=x"),
        (b"--x\r\nfoo", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="b.txt"\r\n\r\nabc',
            "multipart/form-data; boundary=x",
        ),
        (b"--x--\r\n", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
        (b"--" + b"y" * 3_000, "multipart/form-data; boundary=" + "y" * 3_000),
    ],
)
def test_a_request_that_is_no_form_or_is_cut_off_leaves_nothing(client, tmp_path, body, kind):
    """The answer is a sentence, the folder is as it was."""
    answer = client.post("/api/v1/documents", content=body, headers={"content-type": kind})

    assert answer.status_code in (202, 400)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and RAW in path.as_posix()]


def test_too_many_files_at_once_are_refused(client, monkeypatch, tmp_path):
    """Those that came before stay, none lies there by half."""
    monkeypatch.setattr("pipeline.web.receiving.MOST_FILES", 3)

    assert sent(client, {f"{n}.txt": str(n).encode() for n in range(5)}).status_code == 413
    assert len(list((tmp_path / RAW / UPLOADS).glob("*.txt"))) == 3
    assert not list((tmp_path / RAW / UPLOADS).glob(".part/*"))


def incoming(tmp_path, name, *chunks, holding=lambda sha256: [], limits=TEXT):
    """Receive one file in some pieces."""
    file, received = Incoming(name, tmp_path, limits), Received()
    for chunk in chunks:
        file.write(chunk)
    file.finish(received, holding)
    return received


def test_a_file_that_is_too_large_leaves_nothing_behind(tmp_path):
    """It is told how large a file may be."""
    received = incoming(tmp_path, "a.txt", *[b"a" * 60_000] * 3)

    assert received.refused[0][0] == "a.txt"
    assert "too large" in received.refused[0][1]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_without_a_known_ending_is_called_after_its_content(tmp_path):
    """A PDF stays one whatever it is called; what its content does not tell is refused."""
    assert incoming(tmp_path, "Kế hoạch số 5", b"%PDF-1.7 ...").kept == [f"{UPLOADS}/Kế hoạch số 5.pdf"]
    assert incoming(tmp_path, "Kế hoạch số 6.bak", b"PK").refused[0][0] == "Kế hoạch số 6.bak"


class FullDisk(io.BytesIO):
    """A file on a disk without room."""

    def write(self, chunk):
        """Fail."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    """The file is refused with the system's reason."""
    file, received = Incoming("a.txt", tmp_path, TEXT), Received()
    file._stream.close()
    file._stream = FullDisk()
    file.write(b"abc")
    file.finish(received, lambda sha256: [])

    assert "No space left" in received.refused[0][1]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_killed_server_left_goes_with_the_next_start(tmp_path):
    """Half a file is in nobody's way meanwhile, and kept files stay."""
    incoming(tmp_path, "a.txt", b"abc")
    Incoming("b.txt", tmp_path, TEXT).write(b"half")

    assert [sweep(tmp_path), sweep(tmp_path)] == [True, False]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.txt"]


@given(st.text() | st.lists(st.text(max_size=200), max_size=8).map("/".join))
def test_a_name_leads_to_no_other_folder(name):
    """Whatever a sender calls a file, its path stays below the folder, visible, and of a length systems allow."""
    path = safe_path(name)

    assert path.parts
    assert not path.is_absolute()
    for part in path.parts:
        assert not set(part) & set('/\\:*?"<>|\x00')
        assert not part.startswith(".")
        assert not part.endswith((".", " "))
        assert len(part.encode()) <= 250
    assert len(str(path)) <= 200


# Looking through them


@pytest.fixture(scope="module")
def read_home(tmp_path_factory):
    """Return a workspace that has read some files that were sent; nobody changes it."""
    home = tmp_path_factory.mktemp("files")
    uploads = home / RAW / UPLOADS
    uploads.mkdir(parents=True)
    for name, text in {"Rừng.txt": PLAN, "Nấm.txt": OTHER, "rỗng.txt": ""}.items():
        (uploads / name).write_text(text, encoding="utf-8")
    with Workspace.open(home) as workspace:
        workspace.run()
    return home


@pytest.fixture
def filled(read_home, tmp_path):
    """Return a browser at a copy of that workspace, on the machine itself."""
    shutil.copytree(read_home, tmp_path, dirs_exist_ok=True)
    with browser(tmp_path) as client:
        yield client


def test_the_page_of_files_tells_status_reason_tasks_and_leads_on(filled):
    """In words, with links to the plan and to the original."""
    page = filled.get("/files").text

    assert "đã đọc" in page
    assert "rỗng" in page
    link = re.search(r'href="(/files/original[^"]+)"', page)[1].replace("&amp;", "&")
    assert filled.get(link).headers["content-disposition"].startswith("attachment")
    assert filled.get(re.search(r'class="name"><a href="(/plans/[^"]+)"', page)[1]).status_code == 200
    assert "rỗng.txt" not in filled.get("/files", params={"words": "nam"}).text
    assert ledger(filled, words="nam") == {f"{UPLOADS}/Nấm.txt": "read"}
    assert ledger(filled, status="trouble") == {f"{UPLOADS}/rỗng.txt": "empty"}


def test_originals_are_given_of_known_files_only(filled):
    """No name leads to another file of the machine."""
    for root, file in ((RAW, "../processed/corpus.db"), ("/", "etc/passwd"), ("", "/etc/passwd"), (RAW, "\x00")):
        assert filled.get("/files/original", params={"root": root, "file": file}).status_code == 400


def test_files_are_left_out_and_taken_back_on_the_page(filled):
    """Found no more at once, and again once it has been read; what is ticked badly changes nothing."""
    page = filled.post("/files/forget", data=ticked(f"{UPLOADS}/Nấm.txt"))
    assert "Đã bỏ 1 tệp" in page.text
    assert f"{UPLOADS}/Nấm.txt" not in ledger(filled)
    assert "nấm rơm" not in filled.get("/", params={"q": "trồng nấm rơm trong vườn"}).text.partition("hits")[2]
    finished(filled)

    filled.post("/files/take-back", data=ticked(f"{UPLOADS}/Nấm.txt"))
    finished(filled)
    assert ledger(filled)[f"{UPLOADS}/Nấm.txt"] == "read"
    for wrong in ("x", "{}", "[1]", '["a"]', "null", '["a","b","c"]'):
        assert filled.post("/files/forget", data={"place": wrong}).status_code == 400


def test_an_upload_left_out_can_be_deleted_for_good(filled, tmp_path):
    """Only then."""
    file = f"{UPLOADS}/Nấm.txt"
    assert filled.post("/files/delete", data=ticked(file)).status_code == 400
    filled.post("/files/forget", data=ticked(file))
    assert "Xóa hẳn" in filled.get("/files").text
    assert filled.post("/files/delete", data=ticked(file)).status_code == 200

    assert not (tmp_path / RAW / file).exists()


def test_chosen_files_are_read_again(filled):
    """However many, in one job."""
    filled.post("/files/again", data=ticked(f"{UPLOADS}/Nấm.txt", f"{UPLOADS}/Rừng.txt"))
    job = finished(filled)[0]

    assert (job["kind"], job["message"]) == ("again", "2 tệp đã đọc (2 read)")


def test_a_program_does_the_same(filled):
    """Leave out, list, read again, ask for a job."""
    file = f"{UPLOADS}/Nấm.txt"
    assert filled.delete("/api/v1/documents", params={"file": file}).status_code == 204
    assert filled.delete("/api/v1/documents", params={"file": file}).status_code == 400
    assert [out["file"] for out in filled.get("/api/v1/documents/left-out").json()["files"]] == [file]

    job = filled.post("/api/v1/documents/reread", json={"file": file}).json()
    assert {done["id"]: done for done in finished(filled)}[job["id"]]["message"] == "1 tệp đã đọc (1 read)"
    assert filled.post("/api/v1/jobs").json()["kind"] == "read"
    assert filled.delete("/api/v1/jobs/nothing").status_code == 404


def test_a_folder_of_the_machine_is_added_by_who_sits_at_it(filled, tmp_path_factory):
    """Not through a proxy, not by a path that is no folder; it is read, followed, and can be dropped."""
    folder = tmp_path_factory.mktemp("ngoài")
    (folder / "c.txt").write_text(PLAN.replace("300", "500"), encoding="utf-8")
    form = {"path": str(folder)}
    assert filled.post("/files/folders", data=form, headers={"x-forwarded-for": "10.0.0.7"}).status_code == 403
    for wrong in ("không có", "raw", "/không có", str(folder / "c.txt"), "\x00"):
        assert filled.post("/files/folders", data={"path": wrong}).status_code == 400

    filled.post("/files/folders", data=form)
    finished(filled)
    assert ledger(filled)["c.txt"] == "read"
    assert str(folder) in filled.get("/files").text
    assert filled.post("/files/folders/read", data={"root": "/etc"}).status_code == 404
    filled.post("/files/folders/drop", data={"root": folder.resolve().as_posix()})
    assert "c.txt" not in ledger(filled)


def test_folders_are_read_with_new_files_and_missing_ones(filled, tmp_path):
    """One that is not there now keeps what was read of it."""
    (tmp_path / RAW / "mới.txt").write_text(PLAN.replace("300", "700"), encoding="utf-8")
    (tmp_path / RAW / UPLOADS / "Nấm.txt").unlink()
    filled.post("/files/folders/read", data={"root": RAW})

    assert finished(filled)[0]["message"] == (
        f"1 tệp đã đọc; 1 tệp không đổi; 1 tệp không còn nữa; 1 tệp không đọc được: {UPLOADS}/rỗng.txt "
        "(1 read, 1 unchanged, 1 gone, 1 could not be read)"
    )
