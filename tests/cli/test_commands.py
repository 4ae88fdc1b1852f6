"""Every command does what its help says and ends with the right exit code."""

import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import pytest

from pipeline.cli import kehoach as group
from pipeline.cli import main
from pipeline.store.lock import writing


def test_run_reads_and_says_so(kehoach):
    """The summary counts the files; a second run finds them unchanged."""
    assert kehoach("run") == 0
    assert "2 đã đọc (read)" in kehoach.out
    assert kehoach("run") == 0
    assert "2 không đổi (unchanged)" in kehoach.out


def test_run_names_every_file_that_failed_and_why(kehoach):
    """The failures are listed; as long as one file was read the exit code is 0."""
    (kehoach.home / "data" / "raw" / "rỗng.txt").write_bytes(b"")
    (kehoach.home / "data" / "raw" / "bản vẽ.dwg").write_bytes(b"AC1032")

    assert kehoach("run") == 0
    assert "rỗng.txt: rỗng (empty) – " in kehoach.out
    assert "bản vẽ.dwg: chưa đọc được loại tệp (unsupported) – " in kehoach.out


def test_run_and_status_name_the_files_without_tasks(kehoach):
    """A plan that orders nothing is listed as a near copy is, by the run that reads it and by the status."""
    letter = "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH\n\nTHÔNG BÁO\nVề lịch nghỉ Tết\n\nCơ quan nghỉ Tết bảy ngày.\n"
    (kehoach.home / "data" / "raw" / "lịch nghỉ.txt").write_text(letter, encoding="utf-8")

    assert kehoach("run") == 0
    assert "  lịch nghỉ.txt: không có nhiệm vụ (no-tasks) – " in kehoach.out
    assert kehoach("status") == 0
    assert "  lịch nghỉ.txt: no-tasks – " in kehoach.out


def test_a_file_is_left_out_until_it_is_named_and_read_again_when_asked(kehoach):
    """Both are options of the run."""
    assert kehoach("run") == 0
    file = sorted((kehoach.home / "data" / "raw").glob("*.txt"))[0]

    assert kehoach("run", "--without", str(file), "--author", "An") == 0
    assert "1 tệp: 1 không đổi (unchanged)" in kehoach.out
    assert kehoach("run", str(file)) == 0
    assert "1 đã đọc (read)" in kehoach.out
    assert kehoach("run", "--again", str(file)) == 0
    assert "1 đã đọc (read)" in kehoach.out
    assert kehoach("run", "--without", "không có.txt") == 1
    assert "không có.txt" in kehoach.err


def test_a_file_is_named_as_it_is_listed_or_by_its_path(kehoach, monkeypatch):
    """Read again, left out and filtered by: with its name below the folder of plans, and with any path of it."""
    raw = kehoach.home / "data" / "raw"
    (raw / "2025").mkdir()
    file = (raw / "nội chính.txt").rename(raw / "2025" / "nội chính.txt")
    kehoach("run")
    monkeypatch.chdir(kehoach.home)

    for name in ("2025/nội chính.txt", "data/raw/2025/nội chính.txt", file, unicodedata.normalize("NFD", str(file))):
        assert kehoach("search", "--file", name, "--json") == 0
        assert {hit["file"] for hit in json.loads(kehoach.out)["hits"]} == {"2025/nội chính.txt"}, name
    for name in ("2025/nội chính.txt", "data/raw/2025/nội chính.txt", file):
        assert kehoach("run", "--again", name) == 0
        assert "1 tệp: 1 đã đọc (read)" in kehoach.out
        assert kehoach("run", "--without", name) == 0
        assert "1 tệp: 1 không đổi (unchanged)" in kehoach.out
        assert kehoach("run", name) == 0
        assert "1 tệp: 1 đã đọc (read)" in kehoach.out
    assert kehoach("view", "changes", "--file", "data/raw/2025/nội chính.txt", "--file", "cán bộ.txt") == 0


def test_a_file_in_an_archive_is_left_out_and_taken_in_by_its_name(kehoach):
    """The archive is looked into again for it."""
    raw = kehoach.home / "data" / "raw"
    with zipfile.ZipFile(raw / "gửi.zip", "w") as packed:
        for file in list(raw.glob("*.txt")):
            packed.write(file, f"xã A/{file.name}")
            file.unlink()
    kehoach("run")

    assert kehoach("run", "--without", "gửi.zip/xã A/nội chính.txt") == 0
    assert kehoach("search", "--file", "gửi.zip/xã A/nội chính.txt", "--json") == 0
    assert json.loads(kehoach.out)["total"] == 0
    assert kehoach("run", "gửi.zip/xã A/nội chính.txt") == 0
    assert kehoach("search", "--file", "gửi.zip/xã A/nội chính.txt", "--json") == 0
    assert json.loads(kehoach.out)["total"] == 2


def test_a_name_that_no_file_has_or_several_have_is_told(kehoach, tmp_path_factory):
    """What was given is said, with names that are like it, with one that shows how names look, or with the paths."""
    kehoach("run")

    for command in (["--again"], ["--without"]):
        assert kehoach("run", *command, "noi chính.txt") == 1
        assert "noi chính.txt" in kehoach.err
        assert "có phải là: nội chính.txt?" in kehoach.err
        assert kehoach("run", *command, "D:/báo cáo.docx") == 1
        assert "D:/báo cáo.docx" in kehoach.err
        assert "ví dụ cán bộ.txt" in kehoach.err

    elsewhere = tmp_path_factory.mktemp("khác")
    (elsewhere / "cán bộ.txt").write_bytes((kehoach.home / "data" / "raw" / "cán bộ.txt").read_bytes())
    kehoach("run", elsewhere)
    assert kehoach("run", "--without", "cán bộ.txt") == 1
    assert str(elsewhere / "cán bộ.txt") in kehoach.err
    assert kehoach("run", "--without", elsewhere / "cán bộ.txt") == 0


def test_the_original_of_an_answer_can_be_opened(kehoach):
    """A file of an archive is taken out, one of a folder is where it is; a task that is not there is told."""
    raw = kehoach.home / "data" / "raw"
    text = "KẾ HOẠCH\n\nI. NHIỆM VỤ\n\n1. Sở Y tế lắp đặt trạm quan trắc nước thải bệnh viện.\n"
    with zipfile.ZipFile(raw / "gửi.zip", "w") as packed:
        packed.writestr("thư mục/Kế hoạch.txt", text)
    kehoach("run")
    kehoach("search", "trạm quan trắc nước thải bệnh viện", "--json")
    [hit] = [hit for hit in json.loads(kehoach.out)["hits"] if hit["file"] == "gửi.zip/thư mục/Kế hoạch.txt"]

    assert kehoach("open", hit["task_id"], "--print") == 0
    assert Path(kehoach.out.strip()).read_text("utf-8") == text
    assert kehoach("open", "không-1", "--print") == 1
    assert "no such task" in kehoach.err


def test_run_over_a_folder_without_plans_is_the_inputs_fault(kehoach):
    """Nothing to read is exit code 1 with a message."""
    (kehoach.home / "trống").mkdir()

    assert kehoach("run", kehoach.home / "trống") == 1
    assert "no plan could be read" in kehoach.err


def test_a_path_that_is_not_there_is_the_inputs_fault(kehoach):
    """The message names the path."""
    assert kehoach("run", kehoach.home / "không-có") == 1
    assert "không-có" in kehoach.err


def test_a_second_run_at_the_same_time_is_told_so(kehoach):
    """While another run writes, this one ends with a message."""
    with writing(kehoach.home / "data" / "processed"):
        assert kehoach("run") == 1
    assert "another run" in kehoach.err


def test_parse_prints_the_contract_object_and_stores_nothing(kehoach):
    """One JSON object with document and tasks, letters unescaped."""
    assert kehoach("parse", kehoach.home / "data/raw/nội chính.txt", "--json") == 0
    parsed = json.loads(kehoach.out)

    assert "\\u" not in kehoach.out
    assert {
        "kind",
        "number",
        "symbol",
        "issuer",
        "issued_on",
        "title",
        "signer",
        "secrecy",
        "urgency",
        "text",
    } <= set(parsed["document"])
    assert (parsed["document"]["number"], parsed["document"]["symbol"]) == ("45", "KH-UBND")
    first = parsed["tasks"][0]
    assert first["lead"] == ["Thanh tra tỉnh"]
    assert first["partners"] == ["Sở Nội vụ"]
    assert first["deadlines"][0]["value"] == "2025-06-30"
    assert first["references"] == ["37-QĐ/TW"]
    assert first["marker"] in parsed["document"]["text"][first["start"] : first["end"]]
    assert set(first["themes"]) <= set(first["theme_scores"])
    assert first["id"].endswith("-0")
    assert not (kehoach.home / "data" / "processed").exists()


def test_parse_for_people_shows_header_and_fields(kehoach):
    """Without --json a listing."""
    assert kehoach("parse", kehoach.home / "data/raw/nội chính.txt") == 0
    assert "Ký hiệu: KH-UBND" in kehoach.out
    assert "    Chủ trì: Thanh tra tỉnh" in kehoach.out


@pytest.mark.parametrize("content", [b"", bytes(range(128, 256)) * 9])
def test_parse_of_a_bad_file_is_the_inputs_fault(kehoach, content):
    """Empty or garbage: a message that names the file, exit code 1."""
    bad = kehoach.home / "xấu.txt"
    bad.write_bytes(content)

    assert kehoach("parse", bad, "--json") == 1
    assert "xấu.txt" in kehoach.err


def test_search_before_any_run_says_what_to_do(kehoach):
    """Nothing has been read yet: message and exit code 1."""
    assert kehoach("search", "khiếu nại") == 1
    assert "kehoach run" in kehoach.err


def test_search_finds_and_gives_reasons(kehoach):
    """The task that says it comes first, with its file and why."""
    kehoach("run")

    assert kehoach("search", "giải quyết khiếu nại kéo dài", "--k", "1") == 0
    assert "1. [nội chính.txt] II. 1." in kehoach.out
    assert "Vì (why): " in kehoach.out


@pytest.mark.parametrize("by", ["task", "plan"])
def test_every_hit_shows_the_id_that_other_commands_take(kehoach, by):
    """What stands in brackets after a task opens its file and finds others like it."""
    kehoach("run")
    kehoach("search", "giải quyết khiếu nại kéo dài", "--by", by)
    [id, *_] = re.findall(r"kéo dài.*  \[(.+)\]$", kehoach.out, re.M)

    assert kehoach("open", id, "--print") == 0
    assert kehoach.out.strip().endswith("nội chính.txt")
    assert kehoach("themes", "--task", id) == 0
    assert kehoach("correct", id) == 0
    assert kehoach("search", "--like", id) == 0


def test_search_json_and_batch_give_the_same_object(kehoach):
    """One line per row, in order, and each is what --json gives for that question."""
    kehoach("run")
    questions = kehoach.home / "hỏi.jsonl"
    rows = [{"id": "q1", "text": "khiếu nại"}, {"id": "q2", "text": "cơ sở dữ liệu dùng chung"}]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    assert kehoach("search", "--batch", questions, "--k", "2") == 0
    answers = [json.loads(line) for line in kehoach.out.splitlines()]
    kehoach("search", "khiếu nại", "--k", "2", "--json")
    single = json.loads(kehoach.out)

    assert [answer["id"] for answer in answers] == ["q1", "q2"]
    assert {**single, "id": "q1"} == answers[0]
    assert {"task_id", "file", "text", "score", "why"} <= set(answers[0]["hits"][0])


def test_a_row_that_cannot_be_answered_does_not_stop_the_batch(kehoach):
    """An empty question says so in its own line."""
    kehoach("run")
    questions = kehoach.home / "hỏi.jsonl"
    questions.write_text('{"id": "a", "text": " "}\n{"id": "b", "text": "khiếu nại"}\n', encoding="utf-8")

    assert kehoach("search", "--batch", questions) == 0
    first, second = (json.loads(line) for line in kehoach.out.splitlines())

    assert (first["hits"], bool(first["error"])) == ([], True)
    assert second["hits"]


def test_a_batch_that_is_no_json_lines_names_the_line(kehoach):
    """The message says which line and what was expected."""
    kehoach("run")
    questions = kehoach.home / "hỏi.jsonl"
    questions.write_text('{"id": "a", "text": "x"}\nkhông phải JSON\n', encoding="utf-8")

    assert kehoach("search", "--batch", questions) == 1
    assert "dòng 2" in kehoach.err


def test_filters_alone_are_a_question(kehoach):
    """QUERY may be left out; no hit is no error."""
    kehoach("run")

    assert kehoach("search", "--lead", "Thanh tra tỉnh", "--due-to", "30/06/2025", "--json") == 0
    assert {hit["file"] for hit in json.loads(kehoach.out)["hits"]} == {"nội chính.txt", "cán bộ.txt"}
    assert kehoach("search", "--file", "không có.txt", "--json") == 0
    assert json.loads(kehoach.out)["hits"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["search", "x", "--due-from", "hôm qua"],
        ["search", "x", "--k", "0"],
        ["không-có"],
        ["run", "--x"],
    ],
)
def test_wrong_usage_is_exit_code_2(kehoach, arguments):
    """What cannot be meant is told apart from what went wrong."""
    assert kehoach(*arguments) == 2
    assert kehoach.err


def test_literal_switches_understanding_off(kehoach):
    """The same question without and with its conditions."""
    kehoach("run")

    assert kehoach("search", "việc của Thanh tra tỉnh", "--json") == 0
    assert json.loads(kehoach.out)["understood"]["filters"]
    assert kehoach("search", "việc của Thanh tra tỉnh", "--json", "--literal") == 0
    assert not json.loads(kehoach.out)["understood"]["filters"]


def test_a_file_is_found_however_its_diacritics_are_written(kehoach):
    """A name with diacritics apart, as macOS writes it, is found by the one that is typed."""
    raw = kehoach.home / "data" / "raw"
    (raw / "cán bộ.txt").rename(raw / unicodedata.normalize("NFD", "cán bộ.txt"))
    kehoach("run")

    assert kehoach("search", "--file", "cán bộ", "--json") == 0
    assert len(json.loads(kehoach.out)["hits"]) == 2


def test_more_like_a_task_or_a_file(kehoach):
    """A task finds its like but not itself; the text of a file finds the task it says."""
    kehoach("run")
    kehoach("search", "giải quyết khiếu nại kéo dài", "--k", "1", "--json")
    own = json.loads(kehoach.out)["hits"][0]
    pasted = kehoach.home / "đoạn.txt"
    pasted.write_text(own["text"], encoding="utf-8")

    assert kehoach("search", "--like", own["task_id"], "--json") == 0
    assert own["task_id"] not in {hit["task_id"] for hit in json.loads(kehoach.out)["hits"]}
    assert kehoach("search", "--like", pasted, "--json") == 0
    assert json.loads(kehoach.out)["hits"][0]["task_id"] == own["task_id"]
    assert kehoach("search", "--like", "000000000000-7") == 1
    assert kehoach("search", "khiếu nại", "--like", own["task_id"]) == 2


def test_evaluate_search_measures_by_group_and_side_by_side(kehoach):
    """A question whose only right answer comes first scores 1; another configuration stands beside it."""
    kehoach("run")
    kehoach("search", "khiếu nại kéo dài", "--k", "1", "--json")
    right = json.loads(kehoach.out)["hits"][0]["task_id"]
    queries, qrels = kehoach.home / "q.jsonl", kehoach.home / "r.tsv"
    queries.write_text('{"id": "a", "text": "khiếu nại kéo dài", "group": "A"}', encoding="utf-8")
    qrels.write_text(f"a\t{right}\t2\n", encoding="utf-8")

    assert kehoach("evaluate", "search", queries, qrels, "--against", "dense", "--json") == 0
    tables = json.loads(kehoach.out)
    assert list(tables) == ["hybrid", "dense", "difference"]
    assert {line["mean"] for line in tables["hybrid"]} == {1.0}
    assert kehoach("evaluate", "search", queries, qrels) == 0
    assert "nDCG@10" in kehoach.out
    assert kehoach("evaluate", "search", queries, kehoach.home / "không có.tsv") == 1


def test_encode_writes_unit_rows_in_order(kehoach):
    """float32 (n, dim), equal texts equal rows."""
    rows, out = kehoach.home / "x.jsonl", kehoach.home / "x.vectors"
    texts = ["thanh tra", "cơ sở dữ liệu", "thanh tra"]
    rows.write_text("\n".join(json.dumps({"id": n, "text": t}) for n, t in enumerate(texts)), encoding="utf-8")

    assert kehoach("encode", rows, "--out", out, "--as", "document") == 0
    vectors = np.load(out)

    assert (vectors.dtype, vectors.shape[0]) == (np.float32, 3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors[0] == vectors[2]).all()
    assert not np.allclose(vectors[0], vectors[1])


def test_status_and_doctor_after_a_run(kehoach):
    """Counts are told, and everything is sound."""
    kehoach("run")

    assert kehoach("status", "--json") == 0
    status = json.loads(kehoach.out)
    assert (status["counts"]["files"], status["roots"], status["index"]["fresh"]) == (2, ["data/raw"], True)
    assert kehoach("status") == 0
    assert kehoach("doctor") == 0


def test_doctor_finds_a_missing_index_and_rebuild_mends_it(kehoach):
    """The derived files can be deleted; the doctor names the command, and it works."""
    kehoach("run")
    (kehoach.home / "data/processed/index/current").unlink()

    assert kehoach("doctor") == 1
    assert "kehoach rebuild" in kehoach.out
    assert kehoach("rebuild") == 0
    assert kehoach("doctor") == 0
    assert kehoach("search", "khiếu nại") == 0


def test_a_backup_brings_everything_back(kehoach, tmp_path):
    """Restored into another folder, the same question has the same answer."""
    kehoach("run")
    kehoach("search", "khiếu nại", "--json")
    answer = kehoach.out
    assert kehoach("backup", tmp_path / "sao lưu.zip") == 0

    (kehoach.home / "data" / "raw" / "nội chính.txt").unlink()
    kehoach("run")
    assert kehoach("restore", tmp_path / "sao lưu.zip") == 0
    kehoach("search", "khiếu nại", "--json")

    assert kehoach.out == answer
    assert kehoach("doctor") == 0


def test_a_bad_backup_changes_nothing(kehoach, tmp_path):
    """What is no backup is refused, and the store stays as it was."""
    kehoach("run")
    (tmp_path / "x.zip").write_bytes(b"garbage")

    assert kehoach("restore", tmp_path / "x.zip") == 1
    assert kehoach("doctor") == 0


def test_an_unknown_setting_is_named(kehoach):
    """kehoach.toml is checked before any work begins."""
    (kehoach.home / "kehoach.toml").write_text("workerz = 3\n", encoding="utf-8")

    assert kehoach("status") == 1
    assert "workerz" in kehoach.err


def test_a_defect_is_exit_code_3(kehoach, monkeypatch):
    """Anything we did not foresee is told apart from the input's fault."""
    monkeypatch.setattr("pipeline.workspace.Workspace.search", lambda *_, **__: 1 / 0)

    assert kehoach("search", "x") == 3
    assert "ZeroDivisionError" in kehoach.err


@pytest.mark.parametrize("name", sorted(group.commands))
def test_every_command_has_help_with_an_example(name, capsys):
    """Vietnamese first, an English line, and an example that begins with the program's name."""
    assert main([name, "--help"]) == 0
    assert f"  kehoach {name}" in capsys.readouterr().out


def test_asking_imports_nothing_heavy(kehoach):
    """Neither --help nor a search loads torch, scikit-learn, pandas or underthesea."""
    kehoach("run")
    script = (
        "import sys; from pipeline.cli import main; "
        f"assert main(['--home', {str(kehoach.home)!r}, 'search', 'khiếu nại']) == 0; "
        "heavy = {'torch', 'sentence_transformers', 'sklearn', 'pandas', 'underthesea', 'scipy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_vietnamese_survives_a_console_of_another_code_page(kehoach):
    """Output is UTF-8 although the environment asks for something else."""
    kehoach("run")
    arguments = ["--home", str(kehoach.home), "status"]
    script = f"import sys; from pipeline.cli import main; sys.exit(main({arguments!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env={"PYTHONIOENCODING": "cp1252", "PATH": ""},
        check=True,
    )

    assert "nhiệm vụ" in done.stdout.decode("utf-8")


def test_a_run_over_nothing_leaves_no_trace(kehoach):
    """A mistyped path or home makes no folders."""
    assert kehoach("run", "không-có") == 1
    assert str(Path("không-có").absolute()) in kehoach.err
    assert not (kehoach.home / "data" / "processed").exists()


def test_a_broken_row_is_told_before_any_answer(kehoach):
    """A batch is answered whole or not at all."""
    kehoach("run")
    rows = kehoach.home / "hỏi.jsonl"
    rows.write_text('{"id": "1", "text": "khiếu nại"}\n{"id": null, "text": "x"}\n', encoding="utf-8")

    assert kehoach("search", "--batch", rows) == 1
    assert kehoach.out == ""
    assert "dòng 2" in kehoach.err


def test_a_row_may_hold_the_line_ends_of_other_alphabets(kehoach):
    """JSON allows U+2028 and U+0085 within a text; they do not end the row."""
    kehoach("run")
    rows = kehoach.home / "hỏi.jsonl"
    rows.write_text('{"id": "1", "text": "khiếu\u2028nại\u0085kéo dài"}\n', encoding="utf-8")

    assert kehoach("search", "--batch", rows) == 0
    assert json.loads(kehoach.out)["total"] > 0


def test_a_question_beside_a_batch_is_wrong_usage(kehoach):
    """Nothing that was typed is silently left out."""
    assert kehoach("search", "khiếu nại", "--batch", "hỏi.jsonl") == 2
    assert "--batch" in kehoach.err


def test_settings_come_back_where_there_are_none(kehoach, tmp_path):
    """A backup holds kehoach.toml; restoring does not replace one that is there."""
    settings = kehoach.home / "kehoach.toml"
    settings.write_text("k = 3\n", encoding="utf-8")
    kehoach("run")
    kehoach("backup", tmp_path / "kho.zip")

    settings.write_text("k = 4\n", encoding="utf-8")
    assert kehoach("restore", tmp_path / "kho.zip") == 0
    assert settings.read_text(encoding="utf-8") == "k = 4\n"
    settings.unlink()
    assert kehoach("restore", tmp_path / "kho.zip") == 0
    assert settings.read_text(encoding="utf-8") == "k = 3\n"


def test_a_backup_to_a_place_that_is_not_there_is_the_inputs_fault(kehoach, tmp_path):
    """The message names the file; nothing is a defect."""
    kehoach("run")

    assert kehoach("backup", tmp_path / "không có" / "kho.zip") == 1
    assert "kho.zip" in kehoach.err
