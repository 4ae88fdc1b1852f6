"""The learning loop as an analyst types it: review, label, train, compare, promote, look, take back."""

import csv
import json
import re

import pytest

from pipeline import Workspace


def judged(file, value="1"):
    """Fill in the values of a label file and return its rows."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**row, "value": value} for row in rows)
    return rows


def test_the_whole_loop(kehoach):
    """From a question to the analyst to another tag in the search, and back again."""
    kehoach("run")
    assert (
        kehoach("review", "--theme", "Thanh tra, kiểm tra, giám sát", "-k", 2, "--out", kehoach.home / "xem.csv") == 0
    )
    rows = judged(kehoach.home / "xem.csv")
    assert kehoach("labels", "import", kehoach.home / "xem.csv", "--author", "An") == 0
    assert f"{len(rows)} nhãn mới (new)" in kehoach.out

    kehoach("search", "--theme", "inspection", "--json")
    hits = {hit["task_id"]: hit for hit in json.loads(kehoach.out)["hits"]}
    assert {row["task_id"] for row in rows} <= set(hits)
    assert hits[rows[0]["task_id"]]["decided"] == {"inspection": "An"}
    assert any("An xác nhận" in reason for reason in hits[rows[0]["task_id"]]["why"])

    assert kehoach("train", "--note", "lần đầu", "--author", "An") == 0
    version = re.search(r"new version\): (\S+)", kehoach.out)[1]
    assert "frozen test" in kehoach.out
    page = (kehoach.home / "models" / "themes" / version / "report.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert "lần đầu" in page
    shipped = Workspace.open(kehoach.home).themes.models.shipped
    assert kehoach("evaluate", "--version", shipped, "--version", version) == 0
    assert "micro-F1" in kehoach.out

    assert kehoach("models", "promote", version, "--author", "An", "--why", "tốt hơn", "--force") == 0
    assert kehoach("models", "list") == 0
    assert f"→ {version}" in kehoach.out
    assert "An đưa vào dùng" in kehoach.out
    assert kehoach("doctor") == 0
    assert kehoach("models", "rollback") == 0
    kehoach("models", "list", "--json")
    assert [v["version"] for v in json.loads(kehoach.out)["versions"] if v["in_use"]] == [shipped]


@pytest.mark.long
def test_the_same_labels_teach_nothing_new(kehoach):
    """Training works from the shipped sentences alone; a second time there is nothing new in them."""
    assert kehoach("train") == 0
    version = re.search(r"new version\): (\S+)", kehoach.out)[1]

    assert kehoach("train") == 0
    assert "Nothing new" in kehoach.out
    assert version in kehoach.out


def test_train_and_models_without_a_corpus(kehoach):
    """Before anything has been read the shipped model is in use and can be looked at."""
    assert kehoach("models") == 0
    assert "shipped" in kehoach.out
    assert kehoach("evaluate", "--json") == 0
    (figures,) = json.loads(kehoach.out).values()
    assert figures["micro_f1"] > 0.8
    assert kehoach("models", "rollback") == 1
    assert "nothing has been read yet" in kehoach.err


def test_a_file_with_bad_lines_is_told_line_by_line(kehoach):
    """Good lines are stored, bad ones listed; a file without a good line is exit code 1."""
    kehoach("run")
    kehoach("parse", kehoach.home / "data/raw/nội chính.txt", "--json")
    id = json.loads(kehoach.out)["tasks"][0]["id"]
    file = kehoach.home / "nhãn.csv"
    file.write_text(f"task_id,theme,value\n{id},inspection,0\nkhông-có,inspection,1\n", encoding="utf-8")

    assert kehoach("labels", "import", file, "--author", "An") == 0
    assert "✗ dòng 3: không có nhiệm vụ 'không-có'" in kehoach.out
    file.write_text("task_id,theme,value\nkhông-có,inspection,1\n", encoding="utf-8")
    assert kehoach("labels", "import", file) == 1

    kehoach("parse", kehoach.home / "data/raw/nội chính.txt", "--json")
    task = json.loads(kehoach.out)["tasks"][0]
    assert (task["theme_scores"]["inspection"], task["decided"]) == (0.0, {"inspection": "An"})
    assert "inspection" not in task["themes"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_what_is_exported_is_imported_as_known(kehoach, ending):
    """A round through any of the formats changes nothing."""
    kehoach("run")
    kehoach("review", "-k", 3, "--out", kehoach.home / "xem.csv")
    judged(kehoach.home / "xem.csv", "0")
    kehoach("labels", "import", kehoach.home / "xem.csv", "--author", "An")
    file = kehoach.home / f"nhãn.{ending}"
    assert kehoach("labels", "export", file) == 0
    assert kehoach("labels", "import", file, "--json") == 0

    told = json.loads(kehoach.out)
    assert (told["new"], told["refused"]) == (0, [])
    assert told["unchanged"] > 0


def test_conflicts_are_listed_with_kappa(kehoach):
    """Two people, one difference."""
    kehoach("run")
    kehoach("review", "-k", 3, "--out", kehoach.home / "xem.csv")
    for author, value in (("An", "1"), ("Bình", "0")):
        judged(kehoach.home / "xem.csv", value)
        kehoach("labels", "import", kehoach.home / "xem.csv", "--author", author)

    assert kehoach("labels", "conflicts") == 0
    assert "An: có (1), Bình: không (0)" in kehoach.out
    assert "kappa" in kehoach.out


def test_labels_of_a_plan_that_was_edited_or_went_are_told(kehoach):
    """`run` says which labels moved and which lost their task; `labels` and `status` keep saying so."""
    kehoach("run")
    kehoach("review", "-k", 9, "--out", kehoach.home / "xem.csv")
    n_tasks = len({row["task_id"] for row in judged(kehoach.home / "xem.csv")})
    kehoach("labels", "import", kehoach.home / "xem.csv", "--author", "An")
    plan = kehoach.home / "data/raw/nội chính.txt"
    plan.write_text(plan.read_text("utf-8").replace("30/6/2025", "15/7/2025"), encoding="utf-8")
    (kehoach.home / "data/raw/cán bộ.txt").unlink()

    assert kehoach("run") == 0
    assert "labels followed their tasks" in kehoach.out
    assert "labels without a task, kept" in kehoach.out
    assert kehoach("labels") == 0
    assert "cán bộ.txt" in kehoach.out
    kehoach("status", "--json")
    status = json.loads(kehoach.out)
    assert 0 < status["labels"]["orphans"] < n_tasks
    assert status["model"]["fresh"]


def test_themes_are_shown_and_written_to_be_edited(kehoach):
    """A theme of one's own works at once: it is listed, searched for and proposed; a removed one keeps its labels."""
    kehoach("run")
    kehoach("review", "-k", 2, "--theme", "personnel", "--out", kehoach.home / "xem.csv")
    judged(kehoach.home / "xem.csv")
    kehoach("labels", "import", kehoach.home / "xem.csv", "--author", "An")
    assert kehoach("themes", "--write") == 0
    assert kehoach("themes", "--write") == 1
    file = kehoach.home / "taxonomy.toml"
    text = file.read_text("utf-8").replace('id = "personnel"', 'id = "data"').replace('"Tổ chức, cán bộ"', '"Dữ liệu"')
    file.write_text(text, encoding="utf-8")

    assert kehoach("doctor") == 1
    assert kehoach("run") == 0
    assert kehoach("doctor") == 0
    kehoach("themes")
    assert "Dữ liệu (data" in kehoach.out
    assert kehoach("search", "--theme", "Dữ liệu") == 0
    assert kehoach("review", "--theme", "data") == 0
    kehoach("labels")
    assert "personnel: 2 nhãn của chủ đề nay không có" in kehoach.out
    kehoach("status")
    assert "'personnel'" in kehoach.out


def test_a_task_tells_why_it_has_its_themes(kehoach):
    """Each theme comes with its probability and the words that speak for it; an unknown task is told."""
    kehoach("run")
    kehoach("search", "giải quyết các vụ khiếu nại", "--k", 1, "--json")
    (hit,) = json.loads(kehoach.out)["hits"]

    assert kehoach("themes", "--task", hit["task_id"], "--json") == 0
    scores = {score["theme"]: score for score in json.loads(kehoach.out)}
    assert scores["inspection"]["tagged"]
    assert any("khiếu nại" in words for words in scores["inspection"]["words"])
    assert kehoach("themes", "--task", "ffffffffffff-0") == 1


def test_status_compares_the_last_arrival_with_those_before(kehoach):
    """After a second run with new plans the rates of both stand side by side."""
    kehoach("run")
    plan = (kehoach.home / "data/raw/nội chính.txt").read_text("utf-8").replace("45/KH", "77/KH")
    (kehoach.home / "data/raw/mới.txt").write_text(plan, encoding="utf-8")
    kehoach("run")

    assert kehoach("status") == 0
    assert "the last arrival and those before" in kehoach.out
    assert "agencies not in the register): " in kehoach.out
    kehoach("status", "--json")
    assert [len(json.loads(kehoach.out)[part]) for part in ("arrivals", "drift")] == [2, 7]
