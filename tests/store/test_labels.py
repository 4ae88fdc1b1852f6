"""What people say about themes is kept, counts at once, and follows its tasks wherever they go."""

import shutil
import sqlite3
from dataclasses import replace

import pytest
from plain import NextReader, PlainReader

from pipeline.config import Config
from pipeline.errors import CorpusError
from pipeline.ingest.ingest import ingest
from pipeline.ingest.scan import scan
from pipeline.records import ThemeScore
from pipeline.store import database, schema
from pipeline.store.corpus import Corpus
from pipeline.store.labels import Judgement

TASKS = ("Tổ chức thanh tra việc kê khai tài sản", "Xây dựng cơ sở dữ liệu dùng chung", "Báo cáo kết quả quý I")


class NumberlessReader(PlainReader):
    """A reader that sees the first task of a plan no longer, so that every other gets another ordinal."""

    version = "plain-3"

    def read(self, raw, file):
        """Return the tasks but the first."""
        text = raw.decode()
        first = text.index("\n- ")
        return super().read((text[:first] + text[text.index("\n", first + 1) :]).encode(), file)


class Office:
    """A folder of plain plans, its corpus, and an analyst called An."""

    def __init__(self, home):
        self.home, self.raw = home, home / "raw"
        self.raw.mkdir()
        self.corpus = Corpus.open(home / "corpus.db", create=True)

    def write(self, name, *tasks):
        """Write a plan and read the folder."""
        (self.raw / name).write_text("\n".join(["Kế hoạch", *(f"- {task}" for task in tasks)]), encoding="utf-8")
        return self.run()

    def run(self, reader=PlainReader):
        """Read the folder."""
        places = scan([self.raw], self.home, self.corpus.ledger.roots())
        return ingest(self.corpus, places, reader, Config(workers=1))

    def say(self, words, value, author="An", theme="inspection"):
        """Judge the task with these words."""
        (row,) = [row for row, task in zip(self.corpus.rows(), self.stored(), strict=True) if task.task.text == words]
        with self.corpus.changing():
            return self.corpus.judge([Judgement(int(row), theme, value, author, "vì sao")], "v1")

    def stored(self):
        """Return all tasks."""
        return self.corpus.tasks(self.corpus.rows())

    def decided(self):
        """Return (file, words, tagged) of what people decided, having looked that filters agree."""
        assert list(self.corpus.tags.misfiled()) == []
        return sorted(
            (task.files[0], task.task.text, score.tagged)
            for task in self.stored()
            for score in task.themes
            if score.author
        )


@pytest.fixture
def office(tmp_path):
    """Give an office with one plan that has been read."""
    office = Office(tmp_path)
    office.write("a.txt", *TASKS)
    yield office
    office.corpus.close()


def test_a_label_overrules_the_model_at_once(office):
    """The task is shown with what a person decided, filters find it accordingly, the model's answer is kept."""
    office.say(TASKS[0], False)
    office.say(TASKS[1], True)

    assert [task.themes for task in office.stored()] == [
        (ThemeScore("inspection", 0.0, False, "An"),),
        (ThemeScore("inspection", 1.0, True, "An"),),
        (ThemeScore("inspection", 0.75, False),),
    ]
    assert office.corpus.select({"theme": ["inspection"]}).tolist() == [office.corpus.rows()[1]]
    first, _ = office.corpus.labels.history()
    assert (first.model, first.probability, first.note, first.at[-6:]) == ("v1", 0.75, "vì sao", "+00:00")


def test_history_is_kept_and_the_last_word_counts(office):
    """Changing one's mind adds a line; saying the same again does not."""
    assert len(office.say(TASKS[0], True)) == 1
    assert office.say(TASKS[0], True) == []
    office.say(TASKS[0], False)
    office.say(TASKS[0], True, author="Bình")

    assert [(label.author, label.value) for label in office.corpus.labels.history()] == [
        ("An", True), ("An", False), ("Bình", True),
    ]  # fmt: skip
    assert [(label.author, label.value) for label in office.corpus.labels.current()] == [("An", False), ("Bình", True)]
    assert office.decided() == [("a.txt", TASKS[0], True)]


def test_a_decision_on_a_theme_that_is_not_scored_waits(office):
    """A label of a theme outside the taxonomy is kept and shown nowhere."""
    office.say(TASKS[0], True, theme="administrative_reform")

    assert office.decided() == []
    assert [label.theme for label in office.corpus.labels.current()] == ["administrative_reform"]


def test_labels_follow_their_task_into_new_contents(office):
    """A plan is sent again with a task before, one after and a word changed: the label is where it was."""
    office.say(TASKS[0], False)
    report = office.write("a.txt", "Họp giao ban", TASKS[1], f"{TASKS[0]} năm 2025", "Báo cáo kết quả quý II")

    assert (report.moved, report.orphans) == (1, ())
    assert office.decided() == [("a.txt", f"{TASKS[0]} năm 2025", False)]
    assert [label.task for label in office.corpus.labels.current()] == [office.stored()[2].id]


def test_labels_follow_their_task_into_another_reading(office):
    """A new version of the reader numbers the tasks otherwise; labels stay with the words."""
    for task in TASKS[:2]:
        office.say(task, True)

    office.run(NumberlessReader)

    assert office.decided() == [("a.txt", TASKS[1], True)]
    assert [subject.place.text for subject in office.corpus.subjects.orphans()] == [TASKS[0]]
    office.run(NextReader)
    assert office.decided() == [("a.txt", TASKS[0], True), ("a.txt", TASKS[1], True)]


def test_a_label_whose_task_has_gone_is_kept_told_and_comes_back(office):
    """Deleting a task orphans its label, once; the old contents bring it back."""
    office.say(TASKS[0], True)
    before = office.raw / "a.txt"
    shutil.copy(before, office.home / "kept.txt")

    report = office.write("a.txt", *TASKS[1:])
    assert [subject.place.text for subject in report.orphans] == [TASKS[0]]
    assert office.run().orphans == ()
    (label,) = office.corpus.labels.current()
    assert (label.task, label.file, label.text) == (None, "a.txt", TASKS[0])

    shutil.copy(office.home / "kept.txt", before)
    office.run()
    assert office.decided() == [("a.txt", TASKS[0], True)]
    assert office.corpus.subjects.orphans() == []


def test_a_label_never_moves_to_a_task_that_only_resembles_the_lost_one(office):
    """The neighbour says nearly the same but was there before: in no later run does it inherit the label."""
    one, two = (f"Báo cáo kết quả rà soát đội ngũ cán bộ, công chức quý {q} năm 2025" for q in ("I", "II"))
    office.write("b.txt", one, two)
    office.say(one, True)

    office.write("b.txt", two)
    office.run()
    office.run(NextReader)

    assert office.decided() == []
    assert len(office.corpus.subjects.orphans()) == 1


def test_a_label_stays_where_its_task_still_stands(office):
    """Of two files with the same contents one is changed: the label stays with the other."""
    office.say(TASKS[0], True)
    shutil.copy(office.raw / "a.txt", office.raw / "bản sao.txt")
    office.run()

    office.write("a.txt", f"{TASKS[0]} năm 2025")

    assert office.decided() == [("bản sao.txt", TASKS[0], True)]
    office.write("bản sao.txt", f"{TASKS[0]} năm 2026")
    assert office.decided() == [("bản sao.txt", f"{TASKS[0]} năm 2026", True)]


def test_labels_follow_a_plan_that_was_sent_again_under_another_name(office):
    """The old file is gone, a new one says nearly the same: its tasks inherit; an unrelated plan would not."""
    office.say(TASKS[0], False)
    (office.raw / "a.txt").unlink()
    office.write("c.txt", "Việc khác hẳn", TASKS[0])
    assert office.decided() == []

    office.write("a.txt", *TASKS)
    office.say(TASKS[1], True)
    (office.raw / "a.txt").unlink()
    office.write("a (bản ký).txt", f"{TASKS[0]} năm 2025", *TASKS[1:])
    assert ("a (bản ký).txt", TASKS[1], True) in office.decided()


def test_two_files_exchange_their_contents(office):
    """Labels go with the bytes when these only change places."""
    office.write("b.txt", f"{TASKS[0]} năm 2024")
    office.say(TASKS[0], True)
    first, second = (office.raw / name for name in ("a.txt", "b.txt"))
    contents = first.read_bytes(), second.read_bytes()
    second.write_bytes(contents[0])
    first.write_bytes(contents[1])

    office.run()

    assert office.decided() == [("b.txt", TASKS[0], True)]


def test_a_run_killed_before_labels_were_moved_is_completed_by_the_next(office, monkeypatch):
    """The new contents are stored, then the power fails; the next run moves the labels."""
    office.say(TASKS[0], True)

    def no_power(self):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "follow", no_power)
        with pytest.raises(KeyboardInterrupt):
            office.write("a.txt", TASKS[1], TASKS[0])
    assert office.decided() == []
    office.run()

    assert office.decided() == [("a.txt", TASKS[0], True)]


def test_retagging_keeps_what_people_decided(office):
    """New scores of a model change its own tags only, and `write` says how many."""
    office.say(TASKS[0], False)
    rows = office.corpus.rows().tolist()
    with office.corpus.changing():
        changed = office.corpus.tags.write({row: (ThemeScore("inspection", 0.9, True),) for row in rows})

    assert changed == 2
    assert office.corpus.select({"theme": ["inspection"]}).tolist() == rows[1:]
    assert office.decided() == [("a.txt", TASKS[0], False)]


def test_links_that_disagree_with_the_tags_are_found_out(office):
    """`misfiled` names the row whose links somebody has tampered with."""
    office.corpus._database.run("DELETE FROM task_names")

    assert list(office.corpus.tags.misfiled()) == office.corpus.rows()[:1].tolist()


def test_a_corpus_of_the_first_version_is_brought_up_to_date_in_place(tmp_path):
    """What was stored before there were labels is still there afterwards, and can be labelled."""
    first = replace(database.CORPUS, migrations=schema.MIGRATIONS[:1])
    database.connect(tmp_path / "corpus.db", create=True, tables=first).close()
    connection = sqlite3.connect(tmp_path / "corpus.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.execute("INSERT INTO documents (sha256, reader, text, anchors) VALUES ('ab', '1', 'chữ', '[]')")
    connection.commit()
    connection.close()

    with Corpus.open(tmp_path / "corpus.db") as corpus:
        assert corpus.counts()["documents"] == 1
        assert corpus.labels.current() == []
        assert corpus._database.value("PRAGMA user_version") == schema.SCHEMA_VERSION


def test_a_corpus_of_a_later_version_is_refused(tmp_path):
    """What a later program wrote is not touched."""
    database.connect(tmp_path / "corpus.db", create=True).close()
    connection = sqlite3.connect(tmp_path / "corpus.db")
    connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    connection.close()

    with pytest.raises(CorpusError, match="phiên bản"):
        Corpus.open(tmp_path / "corpus.db")
