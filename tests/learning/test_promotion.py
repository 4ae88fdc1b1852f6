"""A version is put in use with all its tags or not at all, and taken back with all the old ones."""

import multiprocessing
import os
import shutil
from collections import Counter

import pytest
from conftest import RAW
from learning.versions import make_version

from pipeline import Workspace
from pipeline.errors import ModelError, ModelMissing
from pipeline.learning.sheet import SheetRow
from pipeline.records import Filters
from pipeline.store.corpus import Corpus
from pipeline.store.labels import Judgement

LIKE, WORSE = "2026-01-02-030405-aaaaaaaaaaaa", "2026-01-03-030405-bbbbbbbbbbbb"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Give a workspace in which two sample plans have been read and two versions lie, one of them bad."""
    home = tmp_path_factory.mktemp("office")
    for file in sorted(RAW.glob("2026/*")):
        (home / "data" / "raw").mkdir(parents=True, exist_ok=True)
        shutil.copy(file, home / "data" / "raw")
    with Workspace.open(home) as workspace:
        workspace.run()
    make_version(home, LIKE, 0.8)
    make_version(home, WORSE, -1.0)
    return home


@pytest.fixture
def home(read, tmp_path):
    """Give a copy of that workspace."""
    return shutil.copytree(read, tmp_path / "home")


def tags(home):
    """Return everything the corpus says about themes, and what a filter finds; doctor has no objections."""
    with Workspace.open(home) as workspace:
        assert workspace.examine() == []
        found = workspace.search("", filters=Filters(themes=("digital_transformation",)), k=500)
        with workspace.themes.reading() as corpus:
            shown = [(task.id, task.themes) for task in corpus.tasks(corpus.rows())]
            return shown, sorted(hit.task.id for hit in found.hits), corpus.tags.fingerprint, corpus.tags.version


def test_promoting_changes_the_tags_and_rollback_restores_every_score(home):
    """Search, filters and stored scores are the new version's, then to the last digit the old one's again."""
    before = tags(home)
    with Workspace.open(home) as workspace:
        shipped = workspace.themes.model().version
        changed = workspace.themes.promote(WORSE, author="An", why="thử", force=True)
        during = tags(home)
        version, changed_back = workspace.themes.rollback(author="Bình", why="kém")

    assert during[3] == WORSE
    assert during[1] != before[1]
    assert changed == changed_back > 0
    assert (version, tags(home)) == (shipped, before)


def test_a_significantly_worse_version_is_refused_unless_forced(home):
    """Nothing changes with the refusal, and a forced decision says that it was."""
    before = tags(home)
    with Workspace.open(home) as workspace:
        with pytest.raises(ModelError, match="significantly worse"):
            workspace.themes.promote(WORSE, author="An")
        assert (tags(home), workspace.themes.decisions()) == (before, [])
        workspace.themes.promote(WORSE, author="An", why="cố ý", force=True)
        (decision,) = workspace.themes.decisions()

    assert (decision.action, decision.version, decision.author) == ("promote", WORSE, "An")
    assert (decision.forced, decision.why, decision.at[-6:]) == (True, "cố ý", "+00:00")


def test_a_version_that_is_as_good_is_put_in_use_and_used_by_the_next_run(home):
    """New plans get their tags from the version in use; so does `parse`."""
    with Workspace.open(home) as workspace:
        workspace.themes.promote(LIKE, author="An")
        shutil.copy(next(RAW.glob("2024/96*")), home / "data" / "raw" / "mới.txt")
        workspace.run()
        parsed = workspace.parse(home / "data" / "raw" / "mới.txt")
        stored = workspace.search("", filters=Filters(files=("mới.txt",)), k=500).hits

    assert tags(home)[3] == LIKE
    assert Counter(hit.task.themes for hit in stored) == Counter(parsed.themes)


def test_versions_are_taken_back_one_by_one(home):
    """Two promotions and two rollbacks lead back to the shipped version; a third finds nothing."""
    with Workspace.open(home) as workspace:
        shipped = workspace.themes.model().version
        workspace.themes.promote(LIKE, author="An")
        workspace.themes.promote(WORSE, author="An", force=True)
        assert workspace.themes.rollback(author="An")[0] == LIKE
        assert workspace.themes.rollback(author="An")[0] == shipped
        with pytest.raises(ModelError, match="nothing to roll back"):
            workspace.themes.rollback(author="An")


def test_what_people_decided_outlives_every_version(home):
    """Tags that a person gave or took stay, whichever model is in use."""
    with Workspace.open(home) as workspace, workspace.themes.writing() as corpus:
        rows = [int(row) for row in corpus.rows()[:30]]
        with corpus.changing():
            corpus.judge([Judgement(row, "inspection", row % 2 == 0, "An") for row in rows], "v")
    with Workspace.open(home) as workspace:
        workspace.themes.promote(WORSE, author="An", force=True)
        with workspace.themes.reading() as corpus:
            decided = [score for task in corpus.tasks(rows) for score in task.themes if score.author]
            found = set(corpus.select({"theme": ["inspection"]}).tolist())

    assert [score.tagged for score in decided] == [row % 2 == 0 for row in rows]
    assert {row for row in rows if row in found} == {row for row in rows if row % 2 == 0}
    assert tags(home)[3] == WORSE


def promote_and_die(home, n_documents):
    """Promote a version, and lose power after some documents have their new tags."""
    seen = []

    def progress(done, total):
        seen.append(done)
        if len(seen) == n_documents:
            os._exit(9)

    with Workspace.open(home) as workspace:
        workspace.themes.promote(WORSE, author="An", force=True, progress=progress)


def test_while_tasks_get_their_new_tags_people_may_speak_and_their_word_counts(home):
    """Giving the tags to many tasks takes minutes: who says something meanwhile does not wait for its end."""
    said = []

    def progress(done, total):
        if not said:
            with Workspace.open(home) as other:
                row = int(other.corpus().rows()[0])
                said.append(other.corpus().tasks([row])[0].id)
                other.themes.take_in([SheetRow(1, said[0], "inspection", "0")], "An")

    with Workspace.open(home) as workspace:
        workspace.themes.promote(WORSE, author="An", force=True, progress=progress)
        _, task = workspace.corpus().find(said[0])

    assert [(score.tagged, score.author) for score in task.themes if score.theme == "inspection"] == [(False, "An")]
    assert tags(home)[3] == WORSE


@pytest.mark.parametrize("n_documents", [1, 2, 3])
def test_a_promotion_killed_in_the_middle_never_happened(home, n_documents):
    """With the first or all documents tagged anew, or all written but nothing committed, the old state is whole."""
    before = tags(home)
    process = multiprocessing.get_context("spawn").Process(target=promote_and_die, args=(home, n_documents))
    process.start()
    process.join(120)

    assert process.exitcode == 9
    assert tags(home) == before
    with Workspace.open(home) as workspace:
        assert workspace.themes.decisions() == []
        assert workspace.themes.promote(WORSE, author="An", force=True) > 0


def test_a_taxonomy_that_was_edited_tags_anew_without_reading_again(home):
    """The next run applies a workspace's own themes to all stored tasks; a renamed theme keeps its labels."""
    with Workspace.open(home) as workspace:
        with workspace.themes.writing() as corpus, corpus.changing():
            row = int(corpus.rows()[0])
            corpus.judge([Judgement(row, "inspection", True, "An"), Judgement(row, "personnel", False, "An")], "v")
        file = workspace.themes.write_taxonomy()
        text = file.read_text("utf-8").replace('id = "inspection"', 'id = "supervision"\nformerly = ["inspection"]')
        file.write_text(text, encoding="utf-8")
        assert any("kehoach run" in finding.remedy for finding in workspace.examine())
        report = workspace.run()
        answer = workspace.search("", filters=Filters(themes=("supervision",)), k=500)

    assert set(report.counts()) == {"unchanged"}
    decided = {score.theme: (score.tagged, score.author) for score in tags(home)[0][0][1] if score.author}
    assert decided == {"supervision": (True, "An"), "personnel": (False, "An")}
    assert tags(home)[0][0][0] in [hit.task.id for hit in answer.hits]


def test_a_version_in_use_that_was_deleted_is_told_and_can_be_taken_back(home):
    """Commands name the way out, and the way out works."""
    with Workspace.open(home) as workspace:
        workspace.themes.promote(LIKE, author="An")
        shutil.rmtree(home / "models" / "themes" / LIKE)
        with pytest.raises(ModelMissing, match="kehoach models rollback"):
            workspace.run()
        workspace.themes.rollback(author="An")
        assert workspace.run().n_read == 2


def test_a_backup_brings_labels_decisions_and_models_back(home, tmp_path):
    """In an empty folder the version in use, the labels and the tags are what they were."""
    with Workspace.open(home) as workspace:
        workspace.themes.promote(LIKE, author="An")
        workspace.backup(tmp_path / "kho.zip")
    with Workspace.open(tmp_path / "mới") as fresh:
        fresh.restore(tmp_path / "kho.zip")

        assert fresh.themes.model().version == LIKE
    assert tags(tmp_path / "mới") == tags(home)


def test_a_corpus_from_before_there_were_models_is_tagged_by_the_first_run(home):
    """Tags that nobody signed are given anew."""
    with Corpus.open(home / "data/processed/corpus.db") as corpus, corpus.changing():
        corpus.tags.sign("", {})
    with Workspace.open(home) as workspace:
        workspace.run()

    assert tags(home)[3] == workspace.themes.models.shipped
