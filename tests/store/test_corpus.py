"""What goes into the corpus comes out of it."""

import dataclasses
import sqlite3

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import PlainReader

from pipeline.errors import CorpusError, CorpusMissing
from pipeline.records import Anchor, Deadline, Document, Header, Task, ThemeScore
from pipeline.store.corpus import Corpus, Reading
from pipeline.store.ledger import KnownFile

SHA = "ab" * 32
PLAN = (
    "Kế hoạch năm 2025\n"
    "- Rà soát đội ngũ | lead=Sở Nội vụ | due=date 2025-06-30\n"
    "- Tổ chức thanh tra | lead=Thanh tra tỉnh | partner=Sở Nội vụ | ref=37-QĐ/TW | ref=12-KL/TW\n"
    "- Báo cáo kết quả | lead=Sở Nội vụ | ref=37-QĐ/TW\n"
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
lists = st.lists(texts, max_size=3).map(tuple)
kinds = st.sampled_from(["date", "period", "recurring", "ongoing", "conditional"])
deadlines = st.lists(st.builds(Deadline, texts, kinds, texts), max_size=2).map(tuple)
numbers = st.integers(0, 2**40)
tasks = st.builds(
    Task, numbers, texts, lists, lists, texts, lists, lists, lists, deadlines, lists,
    st.none() | numbers, numbers, numbers,
)  # fmt: skip
headers = st.builds(Header, *[st.none() | texts] * 9)
documents = st.builds(
    Document, headers, texts, st.just(()), st.lists(st.builds(Anchor, numbers, numbers, st.none() | numbers))
)
scores = st.lists(st.builds(ThemeScore, texts, st.floats(0, 1), st.booleans()), max_size=3).map(tuple)


def put(corpus, text=PLAN, sha256=SHA, file="a.txt"):
    """Store a plain plan under a name and return the rows it got."""
    before = set(corpus.rows())
    with corpus.changing():
        key = corpus.put(sha256, "1", PlainReader().read(text.encode(), file))
        corpus.ledger.write(KnownFile("plans", file, 1, 1, sha256, "1", key, "read"))
    return [row for row in corpus.rows() if row not in before]


@given(document=documents, task=tasks, themes=scores)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_task_comes_back_as_it_went_in(corpus, document, task, themes):
    """Every field of task, header and themes survives the way through SQLite."""
    with corpus.changing():
        key = corpus.put(SHA, "1", Reading(document, (task,), ((),), (themes,)))
        corpus.ledger.write(KnownFile("plans", "a.txt", 1, 1, SHA, "1", key, "read"))
    stored = corpus.tasks(corpus.rows())[-1]

    assert (stored.task, stored.header, stored.themes) == (task, document.header, themes)
    assert stored.id == f"{SHA[:12]}-{task.ordinal}"
    assert corpus.document_text(SHA) == document.text


def test_tasks_come_in_the_order_asked_for_without_those_that_have_gone(corpus):
    """`tasks` answers row by row, twice if asked twice, and leaves out an unknown row."""
    first, _, third = put(corpus)

    ordinals = [stored.task.ordinal for stored in corpus.tasks([third, 999, first, third])]

    assert ordinals == [2, 0, 2]


@pytest.mark.parametrize(
    ("conditions", "ordinals"),
    [
        ({"lead": ["Sở Nội vụ"]}, [0, 2]),
        ({"lead": ["Sở Nội vụ", "Thanh tra tỉnh"], "reference": ["37-QĐ/TW"]}, [1, 2]),
        ({"partner": ["Sở Nội vụ"]}, [1]),
        ({"deadline": ["date 2025-06-30"]}, [0]),
        ({"theme": ["inspection"]}, [1]),
        ({"issuer": ["UBND tỉnh An Bình"], "file": ["a.txt"]}, [0, 1, 2]),
        ({"file": ["b.txt"]}, []),
        ({"lead": []}, []),
        ({}, [0, 1, 2]),
    ],
)
def test_select_keeps_the_rows_that_meet_every_condition(corpus, conditions, ordinals):
    """A field is met by any one of its values, and all fields have to be met."""
    rows = put(corpus)

    assert corpus.select(conditions).tolist() == [rows[ordinal] for ordinal in ordinals]


def test_distinct_names_only_what_is_in_use(corpus):
    """The values of a field are those of the tasks there are."""
    put(corpus)

    assert corpus.distinct("lead") == ("Sở Nội vụ", "Thanh tra tỉnh")
    assert corpus.distinct("reference") == ("12-KL/TW", "37-QĐ/TW")
    assert corpus.distinct("deadline") == ("date 2025-06-30",)
    assert corpus.distinct("issuer") == ("UBND tỉnh An Bình",)
    put(corpus, "Kế hoạch khác\n- Việc khác | lead=Sở Y tế\n")
    assert corpus.distinct("lead") == ("Sở Y tế",)


def test_a_row_is_never_used_again(corpus):
    """Reading the same bytes anew gives new rows, and the version rises."""
    old, version = put(corpus), corpus.version

    new = put(corpus)

    assert min(new) > max(old)
    assert corpus.version > version
    assert corpus.rows().tolist() == new


def test_the_same_bytes_under_two_names_are_one_document_with_two_files(corpus):
    """A stored task lists every file it stands in."""
    put(corpus)
    key = corpus.document_key(SHA, "1")
    with corpus.changing():
        corpus.ledger.write(KnownFile("plans", "bản sao/a.txt", 1, 1, SHA, "1", key, "read"))

    assert corpus.counts() == {"documents": 1, "tasks": 3, "files": 2, "near_duplicates": 0}
    assert corpus.tasks(corpus.rows())[0].files == ("a.txt", "bản sao/a.txt")


def test_a_document_without_a_file_is_pruned(corpus):
    """What no file holds any more goes, with its tasks and names."""
    put(corpus)
    put(corpus, "Kế hoạch khác\n- Việc khác\n", "cd" * 32, "b.txt")
    with corpus.changing():
        corpus.ledger.drop("plans", ["a.txt"])
        assert corpus.prune() == 1

    assert [stored.task.text for stored in corpus.tasks(corpus.rows())] == ["Việc khác"]
    assert corpus.distinct("lead") == ()


def test_a_task_goes_with_the_last_file_of_its_document(corpus):
    """Even before anybody pruned, nobody is shown a task that stands nowhere."""
    rows = put(corpus)
    with corpus.changing():
        corpus.ledger.drop("plans", ["a.txt"])

    assert corpus.tasks(rows) == []
    assert corpus.documents_without_file() == (SHA,)


def test_a_failed_change_leaves_nothing_behind(corpus):
    """Documents and ledger are written together or not at all."""
    reading = PlainReader().read(PLAN.encode(), "a.txt")
    with pytest.raises(ValueError, match="zip"), corpus.changing():
        corpus.put(SHA, "1", dataclasses.replace(reading, words=reading.words[:1]))

    assert corpus.counts() == {"documents": 0, "tasks": 0, "files": 0, "near_duplicates": 0}


def test_a_missing_corpus_says_what_to_do(tmp_path):
    """Opening what is not there names the command that makes it."""
    with pytest.raises(CorpusMissing, match="kehoach run"):
        Corpus.open(tmp_path / "corpus.db")


def test_a_file_that_is_no_corpus_is_refused(tmp_path):
    """Neither garbage nor another program's database is taken for a corpus."""
    garbage, foreign = tmp_path / "garbage.db", tmp_path / "foreign.db"
    garbage.write_bytes(b"not a database, but long enough to look at" * 40)
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE letters (id)")
    connection.close()

    for path in (garbage, foreign):
        with pytest.raises(CorpusError, match=path.name):
            Corpus.open(path, create=True)


def test_a_full_disk_ends_in_a_message_and_loses_nothing(corpus):
    """When SQLite cannot grow its file, the change is undone and the error says so."""
    put(corpus)
    pages = corpus._database.value("PRAGMA page_count")
    corpus._database.value(f"PRAGMA max_page_count = {pages + 1}")
    long = "Kế hoạch lớn\n" + "\n".join(f"- Việc thứ {n} {'x' * 500}" for n in range(500))

    with pytest.raises(CorpusError, match="đầy"):
        put(corpus, long, "cd" * 32, "b.txt")

    assert corpus.counts()["documents"] == 1
    assert list(corpus.faults()) == []


def test_a_damaged_file_is_found_out(corpus, tmp_path):
    """`faults` notices rows that point nowhere."""
    put(corpus)
    connection = sqlite3.connect(corpus.path)
    connection.execute("DELETE FROM documents")
    connection.commit()
    connection.close()

    assert any("tasks" in fault for fault in corpus.faults())


def test_words_are_kept_for_every_task(corpus):
    """`words` gives back what the reader segmented."""
    rows = put(corpus)

    assert corpus.words(rows[:1]) == [("Rà", "soát", "đội", "ngũ")]


def test_rows_are_ascending_integers(corpus):
    """Rows come as an ascending int64 array, empty for an empty corpus."""
    assert corpus.rows().dtype == np.int64
    put(corpus)
    assert (np.diff(corpus.rows()) > 0).all()
    assert dataclasses.is_dataclass(corpus.tasks(corpus.rows())[0])


def test_a_corpus_is_read_where_no_log_can_be_made(corpus, tmp_path):
    """On a disk that is full or read-only what was settled can be read, an empty log notwithstanding."""
    put(corpus)
    corpus.settle()
    alone = tmp_path / "alone.db"
    alone.write_bytes((tmp_path / "corpus.db").read_bytes())
    (tmp_path / "alone.db-wal").touch()
    (tmp_path / "alone.db-shm").mkdir()  # nobody, root included, can open a folder as the log's index

    with Corpus.open(alone) as copy:
        assert copy.counts() == corpus.counts()
