"""The benchmarks still run and give their rows; how fast anything is, no test asks."""

import itertools
import json
import lzma
import os
import subprocess
import sys

import pytest
from conftest import RAW, ROOT

from pipeline import Workspace
from pipeline.plans import parse

sys.path.insert(0, str(ROOT))

from benchmarks import cold_start, encoding, ingest, memory, office, parsing, pdf, retrieval, segmentation, texts, web
from benchmarks.measuring import Row, Table, interleaved, median_ratio, on_cores


def named(table):
    """Return a table's rows by what they are about, every one with a figure."""
    assert all(row.value >= 0 for row in table.rows)
    return {row.what: row for row in table.rows}


def test_parsing_gives_the_whole_and_its_steps():
    """Every set of plans has a row for the whole and one per step; the steps' shares add up to it."""
    rows = named(parsing.measure(rounds=1, n_plans=2, tasks_each=3))

    for plans in ("sample plans", "invented plans"):
        steps = [rows[f"{plans}: {step}"] for step in parsing.STEPS]
        assert sum(step.ratio for step in steps) == pytest.approx(1)
        assert any(what.startswith(f"{plans}, ") for what in rows)


def test_office_reads_next_to_what_only_takes_words_out():
    """Word documents are read by us, by python-docx and by a bare pattern, and have pages."""
    rows = named(office.measure(rounds=1, n_plans=1, tasks_each=3))

    assert rows["invented plans: python-docx"].ratio == 1
    assert any(what.startswith("sample plans, ") and row.floor for what, row in rows.items())


def test_segmentation_compares_every_word():
    """Both segmentations are timed, and they cut all the texts alike."""
    rows = named(segmentation.measure(count=20, rounds=2))

    assert rows["segment_all"].value > 0
    assert rows["underthesea word_tokenize"].ratio == 1
    assert rows["texts cut alike"].value == 40
    assert rows["texts cut alike"].holds


def test_encoding_compares_the_vectors():
    """The shipped encoder is timed beside the library and transformers, and its vectors are the library's."""
    sizes = {"tiny transformer": (1, 8, 2, 50)}
    rows = named(encoding.measure(count=20, count_slow=2, count_slowest=2, rounds=1, sizes=sizes))

    assert rows["shipped encoder, numpy"].ratio == 1
    assert rows["shipped encoder, SentenceTransformer"].value > 0
    assert rows["tiny transformer"].value > 0
    assert rows["largest difference between their vectors"].holds


@pytest.fixture
def bench(tmp_path):
    """Return a folder with one benchmark: four tasks, and a question in English or Vietnamese about each."""
    folder = tmp_path / "bench" / "small"
    folder.mkdir(parents=True)
    texts = {"a": "Giải quyết khiếu nại", "b": "Trồng rừng", "c": "Xây trường học", "d": "Cấp nước sạch nông thôn"}
    asked = {"a": "ai giải quyết khiếu nại?", "b": "forest planting", "c": "xay truong hoc", "d": "nước sạch"}
    with lzma.open(folder / "corpus.jsonl.xz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": id_, "title": "", "text": text}) + "\n" for id_, text in texts.items())
    rows = [json.dumps({"id": f"q{id_}", "text": text}) for id_, text in asked.items()]
    (folder / "queries.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (folder / "qrels.tsv").write_text("".join(f"q{id_}\t{id_}\t1\n" for id_ in asked), encoding="utf-8")
    return folder.parent


def test_retrieval_compares_all_rankings(bench):
    """Every ranking has a figure for every benchmark; words alone miss what is asked in English."""
    table = retrieval.measure(bench, most_slow=0)

    assert list(table.columns) == ["small: 4 questions, 4 documents"]
    figures = {ranking: row[0] for ranking, row in table.cells.items()}
    assert figures["all-MiniLM-L6-v2"] == "–"
    assert figures["ours"] == "1.000 (1.000)"
    assert figures["kehoach (its word index, its fusion)"] > figures["BM25, syllables"]
    assert figures["BM25, without diacritics"] > figures["BM25, syllables"]
    assert len(figures) == 7
    assert "at most" in table.to_markdown()


def test_without_benchmarks_retrieval_says_so(tmp_path):
    """A folder without benchmarks is a sentence, not an empty table."""
    assert str(tmp_path) in retrieval.measure(tmp_path).to_markdown()


def test_a_cold_start_is_three_processes():
    """A question is asked between a bare Python and an import of a library it does without."""
    rows = named(cold_start.measure(rounds=1, library="sklearn"))

    assert list(rows) == ["python -c pass", 'kehoach search "…"', "python -c 'import sklearn'"]
    assert rows["python -c pass"].ratio == 1


def test_ingest_counts_the_tasks_of_both_sides():
    """The run and underthesea alone each have a row per number of cores."""
    table = ingest.measure(n_plans=2, tasks_each=5, rounds=1, cores=(1,))

    assert "10 tasks" in table.title
    assert list(named(table)) == ["underthesea word_tokenize alone, 1 core", "kehoach run, 1 core"]


def test_memory_is_asked_of_another_process():
    """A run in a process of its own tells what it read and, where the system knows, what that took."""
    table = memory.measure(tasks=200)

    assert "200 tasks" in table.title
    assert ("first process, while reading" in named(table)) == (memory.own_peak_mb() is not None)


def test_web_asks_a_server_as_people_do(tmp_path):
    """How long pages take, how many calls a second are answered, and what the server holds meanwhile."""
    with Workspace.open(tmp_path) as workspace:
        workspace.run([RAW])
    rows = [*web.waited(tmp_path, asked=16), *web.kept_up(tmp_path, steps=(16, 32))]

    assert all(row.value > 0 for row in rows)
    assert {"page of an answer, p95", "/api/v1/search, p95", "calls of a small workspace"} <= {row.what for row in rows}


def test_questions_of_the_load_differ():
    """Hardly any question is asked twice: a server that remembers answers gains nothing."""
    asked = list(itertools.islice(web.asking("/"), 1_000))

    assert len(set(asked)) > 900


def test_pdf_is_read_beside_other_readers():
    """The same pages go through three readers, ours first."""
    rows = named(pdf.measure(pages=2, rounds=1, scanned=False))

    assert list(rows) == [
        f"{name}, one core" for name in ("read_pdf", "pdfplumber, words only", "pdfminer.six, text only")
    ]
    assert rows["read_pdf, one core"].ratio == 1


def test_invented_plans_have_the_tasks_asked_for():
    """Every invented task is found as written, and no two plans say the same."""
    plans = list(texts.invented_plans(3, 25))
    tasks = [task.text for plan in plans for task in parse(*plan)[1]]

    assert len(tasks) == len(set(tasks)) == 75
    assert tasks == list(texts.invented_texts(75))


def test_invention_can_be_repeated():
    """The same seed gives the same texts, another seed others."""
    first, again, other = (list(texts.invented_texts(5, seed)) for seed in (1, 1, 2))

    assert first == again
    assert not set(first) & set(other)


def test_sides_take_turns():
    """Every round runs every side once, in turning order."""
    order = []
    seconds = interleaved({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)

    assert order == ["a", "b", "b", "a", "a", "b"]
    assert [len(taken) for taken in seconds.values()] == [3, 3]


def test_a_ratio_compares_the_same_round():
    """A round in which everything took ten times as long does not change the ratio."""
    assert median_ratio([2, 20, 2], [1, 10, 1]) == 2


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system does not keep processes on cores")
def test_cores_are_given_back():
    """Inside there are as many cores as asked for, afterwards those there were."""
    before = os.sched_getaffinity(0)
    with on_cores(1):
        assert len(os.sched_getaffinity(0)) == 1

    assert os.sched_getaffinity(0) == before


def test_a_table_says_which_floors_hold():
    """A row with a floor is ticked or crossed; a row without has empty cells."""
    table = Table("Tốc độ", (Row("a", 1234, "MB/s", 2.5, "≥ 1", True), Row("b", 0.5, "s", None, "< 0.2", False)))

    assert table.to_markdown().splitlines()[-2:] == [
        "| a | 1,234 | MB/s | 2.50 | ≥ 1 ✓ |",
        "| b | 0.50 | s |  | < 0.2 ✗ |",
    ]


def test_an_unknown_benchmark_is_wrong_usage():
    """A name that is none is answered with those there are."""
    command = [sys.executable, "-m", "benchmarks", "flying"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "there are: parsing" in done.stderr
