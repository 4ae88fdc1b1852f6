"""The shipped encoder: raw text in, unit rows out, the same in numpy and in sentence-transformers."""

import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ModelError, ModelMissing
from pipeline.retrieval.encoder import StaticEncoder, fingerprint_of, is_static, open_encoder

MODELS = Path(__file__).parents[2] / "models"
SHIPPED = MODELS / "encoder"
DIM = 320
TEXTS = [
    "Giải quyết khiếu nại, tố cáo của công dân",
    "Uỷ ban nhân dân xã hoà giải tranh chấp đất đai",
    "giai quyet khieu nai to cao",
    "Handle citizens' complaints and denunciations",
    "Chuyển đổi số trong cơ quan nhà nước",
    "Kết luận số 12-KL/TW ngày 03/02/2025",
    "xyzzyq qwrtz",
    "漢字",
    "Giải quyết khiếu nại, tố cáo đúng thời hạn theo 217-QĐ/TW; " * 12,
]


@pytest.fixture(scope="module")
def encoder():
    """Return the shipped encoder."""
    return open_encoder("encoder", [MODELS])


def similarity(encoder, a, b):
    """Return the cosine of two texts."""
    left, right = encoder.encode([a, b], role="document")
    return float(left @ right)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_rows_have_length_one_whatever_the_text(texts):
    """Any text, empty and unknown ones too, becomes a unit row of float32 without NaN."""
    vectors = open_encoder(SHIPPED, []).encode(texts, role="query")
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), DIM)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_text_does_not_depend_on_its_company(encoder):
    """A batch gives what each text gives alone, in order, across the inner portions too."""
    texts = [f"{text} {i}" for i in range(300) for text in TEXTS]
    together = encoder.encode(texts, role="document")
    for i in (0, 1, 777, len(texts) - 1):
        np.testing.assert_allclose(together[i], encoder.encode([texts[i]], role="document")[0], atol=1e-6)


@pytest.mark.parametrize("text", TEXTS)
def test_the_composition_of_letters_does_not_matter(encoder, text):
    """NFC and NFD spellings have the same vector."""
    assert similarity(encoder, text, unicodedata.normalize("NFD", text)) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("new", "old"),
    [("Uỷ ban hoà giải", "Ủy ban hòa giải"), ("khoẻ mạnh", "khỏe mạnh"), ("THUỶ LỢI", "THỦY LỢI")],
)
def test_the_place_of_the_tone_mark_does_not_matter(encoder, new, old):
    """Both placements of the tone mark have the same vector."""
    assert similarity(encoder, new, old) == pytest.approx(1.0, abs=1e-5)


def test_words_without_diacritics_find_their_full_spelling(encoder):
    """A hasty spelling is nearest to what it means among unrelated tasks."""
    tasks = ["Giải quyết khiếu nại, tố cáo", "Chuyển đổi số", "Bảo vệ rừng đầu nguồn", "Tuyển dụng viên chức"]
    hasty = ["giai quyet khieu nai to cao", "chuyen doi so", "bao ve rung dau nguon", "tuyen dung vien chuc"]
    cosines = encoder.encode(hasty, role="query") @ encoder.encode(tasks, role="document").T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert cosines.diagonal().min() > 0.4


def test_english_questions_find_vietnamese_tasks(encoder):
    """An English wording is nearest to its Vietnamese counterpart among unrelated tasks."""
    tasks = [
        "Giải quyết khiếu nại, tố cáo",
        "Phòng cháy, chữa cháy",
        "Bảo vệ môi trường nước",
        "Giáo dục mầm non",
    ]
    asked = [
        "handling complaints and denunciations",
        "fire prevention",
        "protecting water",
        "preschool education",
    ]
    cosines = encoder.encode(asked, role="query") @ encoder.encode(tasks, role="document").T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_the_folder_is_what_its_manifest_says():
    """Fingerprint, size and configuration of the shipped folder are as recorded."""
    manifest = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    encoder = StaticEncoder.open(SHIPPED)
    assert manifest["fingerprint"] == fingerprint_of(SHIPPED) == encoder.fingerprint
    assert manifest["config"]["dim"] == encoder.dim == DIM
    assert manifest["corpus"]
    assert manifest["metrics"]
    assert sum(f.stat().st_size for f in SHIPPED.rglob("*") if f.is_file()) <= 40 * 2**20


def test_the_fingerprint_follows_the_weights(tmp_path):
    """Changed weights, and a folder without a manifest, have a fingerprint of their own making."""
    folder = shutil.copytree(SHIPPED, tmp_path / "encoder")
    (folder / "manifest.json").unlink()
    before = StaticEncoder.open(folder).fingerprint
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    assert before == fingerprint_of(SHIPPED)
    assert StaticEncoder.open(folder).fingerprint != before


def test_a_missing_encoder_is_said_in_words(tmp_path):
    """The message names what was asked for and where it was looked for."""
    with pytest.raises(ModelMissing, match=r"nothing-like-it.*Looked in"):
        open_encoder("nothing-like-it", [tmp_path])
    with pytest.raises(ModelMissing, match="There is no"):
        StaticEncoder.open(tmp_path)
    assert not is_static(tmp_path)


@pytest.mark.parametrize("name", ["model.safetensors", "units.txt"])
def test_a_damaged_folder_is_said_in_words(tmp_path, name):
    """A file cut short is a model error, not a wrong vector."""
    folder = shutil.copytree(SHIPPED, tmp_path / "encoder")
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="damaged"):
        StaticEncoder.open(folder)


def test_files_of_two_encoders_do_not_mix(tmp_path):
    """A vocabulary that does not fit the table is refused."""
    folder = shutil.copytree(SHIPPED, tmp_path / "encoder")
    units = (folder / "units.txt").read_text(encoding="utf-8").split("\n")
    (folder / "units.txt").write_text("\n".join(units[:-1]), encoding="utf-8", newline="\n")
    with pytest.raises(ModelError, match="copy the whole folder"):
        StaticEncoder.open(folder)


def test_a_question_imports_nothing_heavy():
    """Encoding, searching vectors and tagging need none of the heavy libraries."""
    code = (
        "import sys; from pathlib import Path; from pipeline.retrieval.dense import DenseIndex;"
        "from pipeline.retrieval.encoder import open_encoder; from pipeline.store.models import ThemeModels;"
        "from pipeline.themes.features import Instance;"
        "ThemeModels(Path('nowhere')).in_use(()).open().tag([Instance.of('Kế hoạch')]);"
        f"v = open_encoder('encoder', [Path({str(MODELS)!r})]).encode(['Kế hoạch'], role='query');"
        "DenseIndex.build(v).search(v, 1);"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'sklearn', 'pandas', 'tokenizers'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.long
def test_sentence_transformers_gives_the_same_vectors(encoder):
    """`SentenceTransformer(folder)` agrees with numpy; only for no text at all it answers zeros."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(SHIPPED), device="cpu")
    theirs = model.encode([*TEXTS, "  ", ""])
    ours = encoder.encode([*TEXTS, "  "], role="document")
    assert not np.isnan(theirs).any()
    assert (theirs[:-1] * ours).sum(axis=1).min() >= 0.9999
    np.testing.assert_allclose(np.linalg.norm(theirs[:-1], axis=1), 1.0, atol=1e-4)


@pytest.mark.long
def test_any_sentence_transformers_folder_can_take_its_place(tmp_path, encoder):
    """A folder without our manifest is opened by the library, with unit rows and a fingerprint."""
    folder = shutil.copytree(SHIPPED, tmp_path / "models" / "other")
    (folder / "manifest.json").unlink()
    other = open_encoder("other", [tmp_path / "models"])
    vectors = other.encode([*TEXTS, ""], role="query")
    assert type(other).__name__ == "SentenceEncoder"
    assert other.dim == DIM
    assert len(other.fingerprint) == 16
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert (vectors[:-1] * encoder.encode(TEXTS, role="query")).sum(axis=1).min() >= 0.9999
    assert other.encode([], role="query").shape == (0, DIM)


@pytest.mark.long
def test_a_folder_the_library_cannot_load_is_said_in_words(tmp_path):
    """The library's own error arrives as ours."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelMissing, match="sentence-transformers cannot load"):
        open_encoder(tmp_path / "broken", [])
