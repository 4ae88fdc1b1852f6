"""An index always holds exactly the tasks of the corpus it was built from, and the switch is whole."""

import json

import numpy as np
import pytest
from plain import HashEncoder, PlainReader

from pipeline.errors import CorpusError, CorpusMissing, ModelMismatch
from pipeline.store.contents import text_of
from pipeline.store.corpus import Corpus
from pipeline.store.doctor import examine
from pipeline.store.generations import Generations
from pipeline.store.ledger import KnownFile


@pytest.fixture
def generations(tmp_path):
    """Give a place for indexes that has none yet."""
    return Generations(tmp_path / "index")


def put(corpus, name, *tasks):
    """Store a plan with these tasks under a name."""
    raw = "\n".join([name, *(f"- {task}" for task in tasks)]).encode()
    sha256 = name.encode().hex().ljust(64, "0")
    with corpus.changing():
        key = corpus.put(sha256, "1", PlainReader().read(raw, name))
        corpus.ledger.write(KnownFile("plans", name, 1, 1, sha256, "1", key, "read"))


def drop(corpus, name):
    """Forget a plan."""
    with corpus.changing():
        corpus.ledger.drop("plans", [name])
        corpus.prune()


def test_every_task_is_its_own_nearest_neighbour(corpus, generations):
    """Position i of both indexes is the task at rows[i]."""
    put(corpus, "a.txt", "rà soát cán bộ", "tổ chức thanh tra", "xây dựng dữ liệu")
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    generation = generations.open_current(encoder)

    for position, passage in enumerate(corpus.passages(generation.rows)):
        vector = encoder.encode([text_of(passage)], role="document")
        positions, scores = generation.dense.search(vector, 1)
        assert (positions[0, 0], round(float(scores[0, 0]), 3)) == (position, 1.0)
        assert generation.lexical.search(passage.text, 1)[0].tolist() == [position]


def test_only_new_tasks_are_encoded_and_the_index_is_as_if_built_afresh(corpus, generations, tmp_path):
    """Vectors are taken over, and equal those of an index built in one go."""
    put(corpus, "a.txt", "một việc", "hai việc")
    put(corpus, "b.txt", "ba việc")
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    drop(corpus, "a.txt")
    put(corpus, "c.txt", "bốn việc", "năm việc")

    encoder.n_encoded = 0
    generations.refresh(corpus, encoder)

    assert encoder.n_encoded == 2
    whole = Generations(tmp_path / "whole")
    whole.refresh(corpus, encoder)
    for name in ("rows.npy", "vectors.npy", "dense.faiss"):
        assert (generations.current() / name).read_bytes() == (whole.current() / name).read_bytes()


def test_an_index_of_an_older_program_is_built_again(corpus, generations):
    """Its files may lack what is needed now, so the next run makes them anew, and until then a search says so."""
    put(corpus, "a.txt", "một việc")
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    file = generations.current() / "manifest.json"
    older = json.loads(file.read_text(encoding="utf-8")) | {"layout": 1}
    file.write_text(json.dumps(older), encoding="utf-8")

    with pytest.raises(ModelMismatch, match=r"phiên bản khác.*kehoach rebuild"):
        generations.open_current(encoder)
    assert generations.refresh(corpus, encoder)
    assert len(generations.open_current(encoder).rows) == 1


def test_nothing_is_built_when_nothing_has_changed(corpus, generations):
    """A second refresh keeps the generation."""
    put(corpus, "a.txt", "một việc")
    encoder = HashEncoder()

    assert generations.refresh(corpus, encoder)
    folder = generations.current()
    assert not generations.refresh(corpus, encoder)
    assert generations.current() == folder


def test_another_encoder_is_refused_until_the_index_is_built_anew(corpus, generations):
    """The message names both encoders and the command; refresh then encodes everything again."""
    put(corpus, "a.txt", "một việc", "hai việc")
    generations.refresh(corpus, HashEncoder())
    other = HashEncoder(name="khác", fingerprint="hash-other")

    with pytest.raises(ModelMismatch, match=r"'hash'.*'khác'.*kehoach rebuild"):
        generations.open_current(other)
    generations.refresh(corpus, other)

    assert other.n_encoded == 2
    assert len(generations.open_current(other).rows) == 2


def test_a_reader_keeps_its_generation_while_a_new_one_is_switched_in(corpus, generations):
    """An opened generation answers as before although its folder has gone."""
    put(corpus, "a.txt", "một việc")
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    opened = generations.open_current(encoder)
    put(corpus, "b.txt", "hai việc")
    generations.refresh(corpus, encoder)

    assert opened.lexical.search("một việc", 5)[0].tolist() == [0]
    assert opened.dense.search(encoder.encode(["x"], role="query"), 5)[0].tolist() == [[0]]
    assert len(generations.open_current(encoder).rows) == 2


def test_only_the_generation_in_use_stays_on_disk(corpus, generations, tmp_path):
    """Old generations and what a killed run left half built are deleted."""
    encoder = HashEncoder()
    for n in range(3):
        put(corpus, f"{n}.txt", f"việc {n}")
        (tmp_path / "index" / str(1000 * (n + 1))).mkdir(parents=True)
        generations.refresh(corpus, encoder)

    assert [path for path in (tmp_path / "index").iterdir() if path.is_dir()] == [generations.current()]


def test_an_empty_corpus_has_an_index_that_finds_nothing(corpus, generations):
    """No tasks at all is not an error."""
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    generation = generations.open_current(encoder)

    assert generation.lexical.search("việc", 5)[0].tolist() == []
    assert generation.dense.search(encoder.encode(["việc"], role="query"), 5)[0].shape == (1, 0)


def test_without_an_index_the_message_names_the_command(generations):
    """Opening before anything was built says what to run."""
    with pytest.raises(CorpusMissing, match="kehoach rebuild"):
        generations.open_current(HashEncoder())


@pytest.mark.parametrize("victim", ["rows.npy", "dense.faiss", "manifest.json", "lexical/meta.json"])
def test_a_damaged_part_is_reported_and_rebuilt(corpus, generations, victim):
    """Garbage in any part ends in a message with the command, and that command mends it."""
    put(corpus, "a.txt", "một việc")
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    (generations.current() / victim).write_bytes(b"garbage")

    with pytest.raises(CorpusError, match="kehoach rebuild"):
        generations.open_current(encoder)
    assert [finding.remedy for finding in examine(corpus, generations, encoder)] == ["kehoach rebuild"]
    generations.refresh(corpus, encoder, afresh=True)
    assert examine(corpus, generations, encoder) == []


def test_the_doctor_sees_an_index_that_lags_behind(corpus, generations):
    """Tasks that the index lacks are counted."""
    put(corpus, "a.txt", "một việc")
    encoder = HashEncoder()
    generations.refresh(corpus, encoder)
    put(corpus, "b.txt", "hai việc", "ba việc")

    (finding,) = examine(corpus, generations, encoder)

    assert "thiếu 2" in finding.what


def test_the_manifest_says_what_the_index_was_built_from(corpus, generations):
    """Encoder, version and count stand in manifest.json."""
    put(corpus, "a.txt", "một việc")
    generations.refresh(corpus, HashEncoder())

    manifest = json.loads((generations.current() / "manifest.json").read_text(encoding="utf-8"))

    assert manifest == {
        "encoder": "hash", "fingerprint": "hash-16", "dim": 16,
        "corpus": corpus.identity, "corpus_version": corpus.version, "tasks": 1, "layout": 3,
    }  # fmt: skip


def test_vectors_are_kept_in_half_precision_and_are_unit_rows(corpus, generations):
    """What the index holds has length one although it is stored in float16."""
    put(corpus, "a.txt", "một việc dài hơn", "hai")
    generations.refresh(corpus, HashEncoder())

    stored = np.load(generations.current() / "vectors.npy")

    assert stored.dtype == np.float16
    assert np.allclose(np.linalg.norm(stored.astype(np.float32), axis=1), 1, atol=1e-3)


def test_the_index_of_a_corpus_that_was_removed_is_not_taken_for_that_of_its_successor(corpus, generations, tmp_path):
    """A new corpus with as many tasks and changes gets an index and vectors of its own."""
    put(corpus, "a.txt", "một việc")
    generations.refresh(corpus, HashEncoder())
    encoder = HashEncoder()

    with Corpus.open(tmp_path / "new.db", create=True) as successor:
        put(successor, "b.txt", "việc khác hẳn")
        assert successor.version == corpus.version
        assert not generations.is_fresh(successor, encoder)
        generations.refresh(successor, encoder)
        generation = generations.open_current(encoder)
        vector = encoder.encode([text_of(successor.passages(generation.rows)[0])], role="document")

    assert float(generation.dense.search(vector, 1)[1][0, 0]) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("pointer", [b"", b"../elsewhere", b"\xff\xfe\n"])
def test_a_damaged_pointer_is_no_generation(corpus, generations, tmp_path, pointer):
    """What does not name a generation counts as none, and the next refresh makes one."""
    put(corpus, "a.txt", "một việc")
    generations.refresh(corpus, HashEncoder())
    (tmp_path / "index" / "current").write_bytes(pointer)

    with pytest.raises(CorpusMissing, match="kehoach rebuild"):
        generations.open_current(HashEncoder())
    assert generations.refresh(corpus, HashEncoder())
    assert len(generations.open_current(HashEncoder()).rows) == 1


def test_an_index_is_searched_although_its_lock_cannot_be_had(corpus, generations):
    """On a disk without write access the word index opens elsewhere and finds the same."""
    put(corpus, "a.txt", "rà soát cán bộ")
    generations.refresh(corpus, HashEncoder())
    lock = generations.current() / "lexical" / ".tantivy-meta.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()  # nobody, root included, can open a folder as a lock file

    generation = generations.open_current(HashEncoder())

    assert generation.shelter is not None
    assert generation.lexical.search("cán bộ", 1)[0].tolist() == [0]


def test_an_encoder_is_not_given_a_whole_file_without_paragraphs(corpus):
    """Of a "task" of megabytes only the beginning says what it is about."""
    put(corpus, "a.txt", "rà soát hồ sơ " * 5_000)

    (passage,) = corpus.passages(corpus.rows())

    assert len(text_of(passage)) == 20_000
