"""What people put right is shown and found at once, and never lost: not when a plan is sent again or read anew."""

import sqlite3

import pytest
from plain import NextReader, PlainReader, having_read
from store.versions import take_back

from pipeline.records import Deadline, Filters
from pipeline.store.corrections import Amendment
from pipeline.store.schema import SCHEMA_VERSION

REVIEW, COMPLAINTS = "Rà soát đội ngũ cán bộ cấp xã", "Giải quyết khiếu nại kéo dài"
PLAN = f"Kế hoạch\n- {REVIEW} | lead=Sở Nội vụ | due=date 2026-06-30\n- {COMPLAINTS} | lead=Thanh tra tỉnh\n"


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace that has read one plan of two tasks."""
    with having_read(tmp_path, PLAN) as workspace:
        yield workspace


def amend(workspace, field, value, n=0, author="An"):
    """Put a field of the n-th task right."""
    corpus = workspace.corpus()
    with corpus.changing():
        return corpus.correct([Amendment(int(corpus.rows()[n]), field, value, author)])


def leads(workspace):
    """Return words → leads of all tasks."""
    corpus = workspace.corpus()
    return {stored.task.text: stored.task.lead for stored in corpus.tasks(corpus.rows())}


def led_by(workspace, name):
    """Return the words of the tasks that a filter by lead finds."""
    return [hit.task.task.text for hit in workspace.search("", filters=Filters(leads=(name,))).hits]


def test_a_correction_is_shown_and_found_at_once(workspace):
    """A searcher that has answered before finds the task by its new lead, and no more by the old one."""
    assert led_by(workspace, "Sở Nội vụ") == [REVIEW]
    amend(workspace, "lead", ("Sở Tư pháp",))

    assert leads(workspace)[REVIEW] == ("Sở Tư pháp",)
    assert (led_by(workspace, "Sở Nội vụ"), led_by(workspace, "Sở Tư pháp")) == ([], [REVIEW])
    assert workspace.corpus().distinct("lead") == ("Sở Tư pháp", "Thanh tra tỉnh")


def test_the_index_need_not_be_built_again(workspace):
    """The words of a plan are what they were: the generation in use stays fresh."""
    amend(workspace, "deadlines", (Deadline("quý I/2027", "period", "2027-Q1"),))

    assert workspace.generations.is_fresh(workspace.corpus(), workspace.encoder)
    assert workspace.search("", filters=Filters(due_from="2027-01-01", due_to="2027-01-31")).total == 1
    assert workspace.examine() == []


def test_what_was_read_comes_back_when_a_correction_is_undone(workspace):
    """Every word stays in the history; a field that says again what was read is no longer marked."""
    amend(workspace, "lead", ("Sở Tư pháp",))
    amend(workspace, "lead", None, author="Bình")
    corpus = workspace.corpus()
    (row, said), *_ = corpus.corrections.history(corpus.rows().tolist()).items()

    assert led_by(workspace, "Sở Nội vụ") == [REVIEW]
    assert [(word.before, word.after, word.author) for word in said] == [
        (("Sở Nội vụ",), ("Sở Tư pháp",), "An"),
        (("Sở Tư pháp",), None, "Bình"),
    ]
    assert corpus.tasks([row])[0].corrected == ()


def test_saying_what_stands_there_changes_nothing(workspace):
    """Neither what was read nor what was said last is written down once more."""
    assert amend(workspace, "lead", ("Sở Nội vụ",)) == amend(workspace, "lead", None) == []
    assert len(amend(workspace, "lead", ())) == 1
    assert amend(workspace, "lead", (), author="Bình") == []


def test_a_plan_that_is_sent_again_keeps_its_corrections(workspace):
    """With a task more before it and a word changed, the correction stays with its task, in filters too."""
    amend(workspace, "lead", ("Công an tỉnh",), n=1)
    changed = PLAN.replace("- Rà", "- Niêm yết lịch tiếp công dân\n- Rà").replace("kéo dài", "kéo dài nhiều năm")
    (workspace.home / "data" / "raw" / "a.txt").write_text(changed, encoding="utf-8")
    workspace.run(factory=PlainReader)

    assert led_by(workspace, "Công an tỉnh") == ["Giải quyết khiếu nại kéo dài nhiều năm"]
    assert led_by(workspace, "Thanh tra tỉnh") == []
    assert workspace.examine() == []


def test_another_version_of_the_reader_keeps_corrections(workspace):
    """Tasks get new rows, their corrections go along."""
    amend(workspace, "partners", ("Sở Tài chính",))
    workspace.run(factory=NextReader)

    assert [hit.task.task.text for hit in workspace.search("", filters=Filters(partners=("Sở Tài chính",))).hits] == [
        REVIEW
    ]


def test_a_plan_that_comes_back_has_its_corrections_again(workspace):
    """Gone with its file meanwhile, the correction is kept."""
    amend(workspace, "lead", ("Sở Tư pháp",))
    file = workspace.home / "data" / "raw" / "a.txt"
    file.rename(file.with_suffix(".off"))
    workspace.run(factory=PlainReader)
    assert led_by(workspace, "Sở Tư pháp") == []
    file.with_suffix(".off").rename(file)
    workspace.run(factory=PlainReader)

    assert led_by(workspace, "Sở Tư pháp") == [REVIEW]


def test_all_of_a_change_is_kept_or_nothing(workspace):
    """What was begun and did not come to its end has left nothing, neither words nor links."""
    corpus = workspace.corpus()

    def broken_off():
        with corpus.changing():
            corpus.correct([Amendment(int(corpus.rows()[0]), "lead", ("Sở Tư pháp",), "An")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()

    assert leads(workspace)[REVIEW] == ("Sở Nội vụ",)
    assert led_by(workspace, "Sở Nội vụ") == [REVIEW]
    assert corpus.corrections.rows() == []


def test_links_that_were_tampered_with_are_noticed_and_mended(workspace):
    """`doctor` sees a corrected task that is found by something else, `rebuild` puts it right."""
    amend(workspace, "lead", ("Sở Tư pháp",))
    with sqlite3.connect(workspace.corpus_path) as database:
        database.execute("UPDATE names SET value = 'Sở Y tế' WHERE value = 'Sở Tư pháp'")
    (finding,) = workspace.examine()
    workspace.rebuild()

    assert "1 nhiệm vụ" in finding.what
    assert workspace.examine() == []


def test_a_field_that_nobody_may_correct_is_refused_by_the_store(workspace):
    """The words of a plan are nobody's to change."""
    with pytest.raises(sqlite3.IntegrityError), sqlite3.connect(workspace.corpus_path) as database:
        database.execute(
            "INSERT INTO corrections (subject, field, before, after, author, note, at) "
            "VALUES (1, 'text', '[]', '[]', 'An', '', '')"
        )


@pytest.mark.parametrize("version", range(2, SCHEMA_VERSION))
def test_a_corpus_of_an_earlier_version_learns_to_keep_corrections(workspace, version):
    """Its tasks stay, the tables are added when it is opened, and what is said then counts."""
    workspace.close()
    take_back(workspace.corpus_path, version)
    amend(workspace, "lead", ("Sở Tư pháp",))

    assert led_by(workspace, "Sở Tư pháp") == [REVIEW]
    assert workspace.generations.is_fresh(workspace.corpus(), workspace.encoder)
