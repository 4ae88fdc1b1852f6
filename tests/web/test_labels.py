"""Labels on pages and by the API: looked through, settled, taken back, brought in, taken away."""

import json
import re

import pytest
from web.teaching import said, speak

from pipeline import Workspace


def test_labels_are_listed_by_theme_and_author(own_client, own_home):
    """The filters leave what was asked for; each label says who, when, what the machine had thought."""
    speak(own_home, "An", "1", n=3)
    speak(own_home, "Bình", "0", theme="personnel", n=2)

    assert [own_client.get("/teach/labels", params=which).text.count('class="wide"') for which in (
        {}, {"author": "An"}, {"theme": "personnel"}, {"theme": "personnel", "author": "An"}, {"offset": 4}
    )] == [5, 3, 2, 0, 1]  # fmt: skip


def test_a_label_is_taken_back_and_stays_in_the_history(own_client, own_home):
    """The task is shown as before; what was said and who took it back is kept."""
    with Workspace.open(own_home) as workspace:
        before = workspace.corpus().tasks(workspace.corpus().rows()[:1])
    speak(own_home, "An", "0" if before[0].themes[1].tagged else "1")
    with Workspace.open(own_home) as workspace:
        (label,) = workspace.corpus().labels.current()
        assert workspace.corpus().tasks(workspace.corpus().rows()[:1]) != before
    own_client.post("/teach/labels/withdraw", data={"label": label.id})

    with Workspace.open(own_home) as workspace:
        corpus = workspace.corpus()
        assert (corpus.labels.current(), corpus.tasks(corpus.rows()[:1])) == ([], before)
        assert list(corpus.labels.history()) == [label]
        assert workspace.examine() == []


def test_what_an_author_said_before_counts_again_when_the_later_word_is_taken_back(own_home):
    """Yes, then no, then the no is taken back: yes."""
    for value in ("1", "0"):
        speak(own_home, "An", value)
    with Workspace.open(own_home) as workspace:
        workspace.themes.withdraw([workspace.corpus().labels.current()[0].id], "An")

    assert [value for *_, value, _ in said(own_home)] == [True]


def test_a_difference_is_settled_in_place(own_client, own_home):
    """Two people differ; a third decides; nobody differs any more, and the figures of agreement remember it."""
    (task,) = speak(own_home, "An", "1")
    speak(own_home, "Bình", "0")
    page = own_client.get("/teach/labels").text
    assert re.search(r"An <b>Có</b> · Bình\s+<b>Không</b>", page)

    page = own_client.post("/teach/labels/settle", data={"task": task, "theme": "inspection", "said": "0"}).text
    assert 'id="conflicts"' not in page
    assert {(value, author) for _, _, value, author in said(own_home)} >= {(False, "Bình")}
    assert ("An", True) not in {(author, value) for _, _, value, author in said(own_home)}
    assert re.search(r"An – Bình</td>\s*<td class=\"n\">0/1", page)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_labels_go_out_and_come_back_in(own_client, own_home, client, form):
    """What was exported is taken in elsewhere, with its authors."""
    speak(own_home, "An", "1", n=3)
    file = own_client.get("/teach/labels/export", params={"form": form})
    with Workspace.open(own_home) as workspace:
        workspace.themes.withdraw([label.id for label in workspace.corpus().labels.current()], "An")
    page = own_client.post("/teach/labels/import", files={"uploaded": (f"nhãn.{form}", file.content, "")})

    assert "3 nhãn mới" in page.text
    assert {author for *_, author in said(own_home)} == {"An"}


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"MZ", 400), ("a.csv", b"\xff\xfe\x00", 400), ("a.xlsx", b"PK not a workbook", 400),
        ("a.json", b"[[[", 400), ("a.csv", b"task_id,theme,value\nzz-1,inspection,1\n", 200),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_labels_is_told(own_client, own_home, name, content, status):
    """No file breaks the page, no line that cannot be meant is kept."""
    answer = own_client.post("/teach/labels/import", files={"uploaded": (name, content, "")})

    assert answer.status_code == status
    assert said(own_home) == []


# The API


def test_a_program_says_what_it_knows_and_takes_it_back(own_client, own_home):
    """Labels are kept under the caller's name; what cannot be meant is told by its place in the list."""
    (task,) = speak(own_home, "An", "1", theme="personnel")
    said_so = [
        {"task_id": task, "theme": "Thanh tra, kiểm tra, giám sát", "value": True, "note": "đã đọc"},
        {"task_id": task, "theme": "nichts", "value": True},
    ]
    taken = own_client.post("/api/v1/labels", json=said_so).json()
    assert (taken["new"], [remark["line"] for remark in taken["refused"]]) == (1, [2])

    (label,) = own_client.get("/api/v1/labels", params={"theme": "inspection"}).json()["labels"]
    assert (label["task_id"], label["value"], label["note"]) == (task, True, "đã đọc")
    assert own_client.delete(f"/api/v1/labels/{label['id']}").json() == {"id": label["id"]}
    assert own_client.delete(f"/api/v1/labels/{label['id']}").status_code == 404
    assert [author for *_, author in said(own_home)] == ["An"]


def test_the_api_asks_what_the_command_line_asks(own_client, own_home, capsys):
    """The first question is the same, with the same words for it."""
    from pipeline.cli import main

    main(["--home", str(own_home), "review", "-k", "1", "--json"])

    assert own_client.get("/api/v1/review", params={"k": 1}).json()["questions"] == json.loads(capsys.readouterr().out)
