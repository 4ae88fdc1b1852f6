"""The recipe of the encoder, on a corpus of a few lines."""

import json
import lzma
from dataclasses import replace

import numpy as np
import pytest
import torch

from pipeline.errors import ConfigError
from pipeline.retrieval.batches import Batches, Frames
from pipeline.retrieval.checkpoint import Checkpoint
from pipeline.retrieval.corpus import Document, clauses_of, corpus_files, documents_of, read_corpus
from pipeline.retrieval.encoder import StaticEncoder
from pipeline.retrieval.evaluation import evaluate
from pipeline.retrieval.everyday import in_everyday_words, read_glossary
from pipeline.retrieval.library import Pool, as_units
from pipeline.retrieval.losses import contrastive_loss, lesson_loss, masked_logits
from pipeline.retrieval.neighbours import near_documents
from pipeline.retrieval.overlap import plain_bm25
from pipeline.retrieval.packaging import describe_corpus, measure, write_encoder
from pipeline.retrieval.table import fading
from pipeline.retrieval.teacher import principal_directions, teach
from pipeline.retrieval.training import Recipe, train
from pipeline.retrieval.units import UnitTokenizer
from pipeline.retrieval.vocabulary import build_tokenizer, learn_vocabulary

SUBJECTS = {
    "Tiếp công dân": "Người đứng đầu tiếp công dân; giải quyết khiếu nại; trả lời đơn thư đúng hạn.",
    "Bảo vệ rừng": "Kiểm lâm tuần tra rừng; phòng cháy chữa cháy rừng; trồng lại cây bị chặt.",
    "Chuyển đổi số": "Xây dựng cơ sở dữ liệu; cung cấp dịch vụ công trực tuyến; bảo đảm an toàn thông tin.",
    "Tuyển dụng viên chức": "Thi tuyển viên chức; xét hồ sơ dự tuyển; công bố danh sách trúng tuyển.",
}
ENGLISH = {"receiving citizens": "Tiếp công dân", "protecting the forest": "Bảo vệ rừng"}
KINDS = {"title": 12, "clause": 8, "neighbour": 4, "everyday": 4, "translation": 8, "context": 4}
RECIPE = Recipe(dim=16, steps=40, kinds=KINDS, lessons=8, lessons_per_step=4)


class TeacherOfTwo:
    """Knows two English sentences, at right angles."""

    name, dim, fingerprint = "teacher", 32, "t"

    def encode(self, texts, *, role):
        """Return the axis of the sentence."""
        return np.eye(32, dtype=np.float32)[[list(ENGLISH).index(text) for text in texts]]


def write_rows(file, rows):
    """Write a *.jsonl.xz file."""
    with lzma.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def corpus(tmp_path):
    """Return a folder with a small corpus: titled texts, and translations."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    titled = [{"title": f"{t} {n}", "text": text} for n in range(8) for t, text in SUBJECTS.items()]
    write_rows(folder / "laws.jsonl.xz", titled)
    write_rows(folder / "pairs.jsonl.xz", [{"en": en, "vi": vi} for en, vi in ENGLISH.items()] * 6)
    return folder


@pytest.fixture
def trained(corpus, tmp_path):
    """Return a folder with an encoder of the small corpus."""
    vocabulary, rows = train(corpus, RECIPE)
    folder = tmp_path / "encoder"
    write_encoder(folder, vocabulary, rows, config={"dim": 16}, corpus=describe_corpus(corpus))
    return folder


def test_it_learns_which_texts_belong_together(trained):
    """After training every title is nearest to the text it stood above."""
    encoder = StaticEncoder.open(trained)
    cosines = encoder.encode(list(SUBJECTS), role="query") @ encoder.encode(list(SUBJECTS.values()), role="document").T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_the_same_recipe_gives_the_same_encoder(corpus, trained, tmp_path):
    """Corpus, configuration and seed decide every byte."""
    vocabulary, rows = train(corpus, RECIPE)
    write_encoder(tmp_path / "again", vocabulary, rows, config={"dim": 16}, corpus={})
    for name in ("tokenizer.json", "model.safetensors", "modules.json"):
        assert (tmp_path / "again" / name).read_bytes() == (trained / name).read_bytes()


def test_a_teacher_moves_both_languages(corpus):
    """With a teacher an English sentence ends up near its translation and far from the other one."""
    vocabulary, rows = train(corpus, replace(RECIPE, steps=120), TeacherOfTwo())
    tokenizer = build_tokenizer(vocabulary)

    def vector(text):
        total = rows[tokenizer.encode(text, add_special_tokens=False).ids].sum(axis=0)
        return total / np.linalg.norm(total)

    (forest, citizens) = ("protecting the forest", "receiving citizens")
    assert vector(forest) @ vector("Bảo vệ rừng") > 0.8
    assert vector(forest) @ vector(citizens) < 0.5


def test_a_benchmark_is_measured_and_noted(trained, tmp_path):
    """Figures of a benchmark folder arrive in the manifest under its name."""
    bench = tmp_path / "small"
    bench.mkdir()
    write_rows(bench / "corpus.jsonl.xz", [{"id": t, "title": "", "text": x} for t, x in SUBJECTS.items()])
    queries = [{"id": f"q{i}", "text": title} for i, title in enumerate(SUBJECTS)] + [{"id": "x", "text": "?"}]
    (bench / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    judged = "".join(f"q{i}\t{title}\t1\n" for i, title in enumerate(SUBJECTS))
    (bench / "qrels.tsv").write_text(judged, encoding="utf-8")
    measure(trained, [bench])
    manifest = json.loads((trained / "manifest.json").read_text(encoding="utf-8"))
    alone = {"acc@1": 1.0, "hit@10": 1.0, "mrr@10": 1.0}
    assert manifest["metrics"]["small"].items() >= alone.items()
    assert 0 < manifest["metrics"]["small"]["bm25 mrr@10"] <= manifest["metrics"]["small"]["sum mrr@10"] <= 1
    with pytest.raises(ConfigError, match="no benchmark folder"):
        evaluate(StaticEncoder.open(trained), tmp_path)


def test_a_vocabulary_keeps_words_pairs_and_their_spellings():
    """A frequent pair, its words, the old tone placement and the bare spelling are all units."""
    vocabulary = learn_vocabulary(["Hòa giải tranh chấp đất đai. Hoà giải ở cơ sở"] * 12, words=50, pairs=10)
    units = [unit for unit, _ in vocabulary.units]
    assert {"▁hoà▁giải", "▁hòa▁giải", "▁hoa▁giai", "▁tranh▁chấp", "▁hoà", "▁hòa", "▁hoa"} <= set(units)
    assert len(units) == len(set(units)) == len(vocabulary.features) == len(vocabulary.folded)
    assert units[vocabulary.folded[units.index("▁hoà▁giải")]] == "▁hoa▁giai"
    new, old = units.index("▁hoà"), units.index("▁hòa")
    assert vocabulary.features[new] == vocabulary.features[old]
    bare, whole = vocabulary.features[units.index("▁hoa")], vocabulary.features[new]
    assert set(bare) < set(whole)


def test_a_vocabulary_is_the_same_in_every_process():
    """Units of equal count come by name, not in the order of a set that changes from run to run."""
    vocabulary = learn_vocabulary(["sông núi biển đảo"] * 5, words=50, pairs=0)
    whole = [unit for unit, _ in vocabulary.units if unit in {"▁sông", "▁núi", "▁biển", "▁đảo"}]
    assert whole == sorted(whole)


def test_no_pair_is_learned_across_punctuation():
    """Words that only ever meet across a full stop are no pair."""
    vocabulary = learn_vocabulary(["đúng hạn. Báo cáo"] * 12, words=50, pairs=50)
    units = {unit for unit, _ in vocabulary.units}
    assert "▁đúng▁hạn" in units
    assert "▁hạn▁báo" not in units


def test_clauses_join_wrapped_lines_and_short_marks():
    """A line that goes on in lower case belongs to the one above it; "1." belongs to what follows."""
    text = "1.\nThanh tra tỉnh tiếp nhận\nđơn và trả lời người gửi. Ủy ban nhân dân tỉnh bố trí kinh phí."
    assert clauses_of(text) == [
        "1. Thanh tra tỉnh tiếp nhận đơn và trả lời người gửi.",
        "Ủy ban nhân dân tỉnh bố trí kinh phí.",
    ]


def test_speaking_titles_only():
    """A title that many texts share says too little alone; without a topic it is left out."""
    rows = [{"title": "Hiệu lực thi hành", "topic": f"Đề tài {i}", "text": "Có hiệu lực."} for i in range(5)]
    rows += [{"title": "Quy định chung", "text": "Chung."}] * 5 + [{"title": "Dân vận khéo", "text": "Mô hình."}]
    titles = [document.title for document in documents_of(rows)]
    assert titles == [f"Hiệu lực thi hành Đề tài {i}" for i in range(5)] + [""] * 5 + ["Dân vận khéo"]


def test_translations_are_no_documents(corpus):
    """A row with two languages is a translation and nothing else."""
    documents, translations = read_corpus(corpus)
    assert len(documents) == 32
    assert translations == list(ENGLISH.items()) * 6


def library_of(texts):
    """Return tokenizer and library of a few titled texts."""
    documents = [Document(title, title, tuple(clauses_of(text))) for title, text in texts.items()]
    words = {f"▁{w}" for text in texts.values() for w in text.lower().replace(";", "").replace(".", "").split()}
    tokenizer = UnitTokenizer([("[UNK]", -40.0), *((w, -8.0) for w in sorted(words))])
    return tokenizer, as_units(documents, [], tokenizer), documents


def test_a_clause_is_asked_about_the_text_around_it():
    """The answer to a clause comes from the same document, which is noted as its source."""
    tokenizer, library, _ = library_of({t: f"{x} {x} {x}" for t, x in SUBJECTS.items()})
    nothing = in_everyday_words([], {}, tokenizer, 1)
    folded = np.arange(len(tokenizer), dtype=np.int32)
    batches = Batches(library, Frames([], [], []), nothing, folded, hasty=0.0, longest=61, seed=1)
    batch = batches.draw({"neighbour": 20, "everyday": 5, "translation": 5})
    assert len(batch.left) == len(batch.right) == 20
    for left, right, source in zip(batch.left, batch.right, batch.source, strict=True):
        assert set(left.tolist()) | set(right.tolist()) <= set(library.text_of(source).tolist())


def test_a_clause_comes_in_everyday_words(tmp_path):
    """Official terms of the glossary are replaced, in every case of letters; the clause is remembered."""
    file = tmp_path / "glossary.toml"
    file.write_text('[forest]\n"tuần tra rừng" = { also = ["Kiểm lâm"], everyday = ["công"] }\n', encoding="utf-8")
    tokenizer, library, documents = library_of(SUBJECTS)
    everyday = in_everyday_words(documents, read_glossary(file), tokenizer, 1)
    assert [int(library.owner[c]) for c in everyday.clause] == [1]
    assert tokenizer.encode("công")[0] in everyday.texts[0].tolist()
    file.write_text("[forest", encoding="utf-8")
    with pytest.raises(ConfigError, match="is no glossary"):
        read_glossary(file)


class SumOfRows:
    """A table of random rows in which every unit counts the same."""

    def __init__(self, units):
        self._rows = np.random.default_rng(1).normal(size=(units, 32)).astype(np.float32)

    def encode(self, texts):
        """Return the unit vectors of the texts."""
        sums = np.stack([self._rows[text].sum(axis=0) for text in texts])
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def test_near_documents_are_of_one_subject():
    """Documents with the same words are near; equal ones count as the document itself."""
    texts = {f"{t} {n}": x + " thêm" * n for n in range(3) for t, x in SUBJECTS.items()}
    tokenizer, library, _ = library_of(texts)
    near = near_documents(library, SumOfRows(len(tokenizer)))
    assert near.shape == (12, 32)
    assert {int(d) % 4 for d in near[0][:3]} == {0}


def test_words_alone_find_what_they_share():
    """BM25 puts the text with the rarer shared word first and gives 0 where nothing is shared."""
    documents = ["rừng và biển và đảo", "biển và thành phố", "trường học"]
    scores = plain_bm25(["Rừng, biển"], documents)[0]
    assert scores[0] > scores[1] > scores[2] == 0


def test_a_stopped_run_goes_on(corpus, tmp_path, monkeypatch):
    """The second half of a run that starts at the checkpoint ends where a whole run ends."""
    monkeypatch.setattr("pipeline.retrieval.checkpoint._EVERY", 25)
    _, whole = train(corpus, RECIPE, work=tmp_path / "work")
    assert len(list((tmp_path / "work").glob("training-*.pt"))) == 1
    _, resumed = train(corpus, RECIPE, work=tmp_path / "work")
    np.testing.assert_array_equal(whole, resumed)


def test_what_a_run_is_made_of_decides_where_it_goes_on(tmp_path):
    """The same recipe on another corpus starts anew."""
    assert Checkpoint.at(tmp_path, RECIPE, {"laws": "1f"}) == Checkpoint.at(tmp_path, RECIPE, {"laws": "1f"})
    assert Checkpoint.at(tmp_path, RECIPE, {"laws": "1f"}) != Checkpoint.at(tmp_path, RECIPE, {"laws": "2e"})


def test_a_unit_fades_from_the_start_of_its_own_text():
    """Pairs count as two words, every text starts anew, and a text of nothing changes nothing."""
    words = np.array([1] * 23 + [2, 1, 1] + [2] * 60)
    weights = fading(words, np.array([0, 26, 26, 86]))
    assert weights[:26].tolist() == [1.0] * 24 + [0.5] * 2
    assert weights[26:].tolist() == [1.0] * 12 + [0.5] * 36 + [0.25] * 12


def test_unknown_words_are_left_out():
    """A pool keeps known units only, and a text of none stays in its place."""
    pool = Pool([[3, 0, 4], [0], [5]])
    assert [pool[i].tolist() for i in range(len(pool))] == [[3, 4], [], [5]]


def test_a_folder_without_corpus_is_said_in_words(tmp_path):
    """The message says what was expected."""
    with pytest.raises(ConfigError, match=r"\*\.jsonl\.xz"):
        corpus_files(tmp_path)


def test_twins_are_no_negatives():
    """Two equal left texts with different right texts do not push each other's answers away."""
    left, right, own = torch.eye(3)[[0, 0, 1]], torch.eye(3), torch.arange(3)
    careful = contrastive_loss(masked_logits(left, right, own, scale=20.0, twin=0.97))
    assert careful < contrastive_loss(left @ right.T * 20)


def test_answers_of_one_source_are_no_negatives():
    """Pairs cut from one document are not held against each other."""
    logits = masked_logits(torch.eye(3), torch.eye(3), torch.tensor([4, 4, 5]), scale=20.0, twin=0.97)
    assert (logits < -1e3).tolist() == [[False, True, False], [True, False, False], [False] * 3]


def test_a_lesson_is_learned_when_both_sides_reach_the_target():
    """The loss is 0 at the target and 1 at a right angle."""
    target = torch.eye(4)[:2]
    assert float(lesson_loss(torch.cat([target, target]), target)) == pytest.approx(0.0, abs=1e-6)
    assert float(lesson_loss(torch.eye(4)[[2, 3, 2, 3]], target)) == pytest.approx(1.0)


def test_projection_keeps_the_cosines_it_can():
    """Vectors that lie in a plane lose nothing when two directions are kept."""
    plane = np.random.default_rng(1).normal(size=(20, 2)) @ np.random.default_rng(2).normal(size=(2, 8))
    vectors = (plane / np.linalg.norm(plane, axis=1, keepdims=True)).astype(np.float32)
    projected = principal_directions(vectors, 2)
    np.testing.assert_allclose(projected @ projected.T, vectors @ vectors.T, atol=1e-4)


def test_a_teacher_is_asked_about_no_more_than_agreed():
    """Each lesson carries the number of its sentence, whatever order they were asked in."""
    lessons = teach(TeacherOfTwo(), list(ENGLISH) * 10, count=7, dim=2)
    assert len(set(lessons.pairs.tolist())) == len(lessons.targets) == 7
    same = (lessons.pairs[:, None] % 2) == (lessons.pairs[None, :] % 2)
    np.testing.assert_allclose(lessons.targets @ lessons.targets.T, same.astype(np.float32), atol=1e-5)
