"""The shipped classifier: what it tags, how sure it is, why, and what it does with another taxonomy."""

import json
import shutil
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError, ModelMismatch, ModelMissing
from pipeline.themes.classifier import Classifier
from pipeline.themes.features import Instance
from pipeline.themes.model import MANIFEST, VOCABULARY, WEIGHTS, encoder_of
from pipeline.themes.taxonomy import Taxonomy, load_taxonomy

TAXONOMY = load_taxonomy()
P, I, M, D = TAXONOMY.ids  # noqa: E741
TASKS = [
    Instance.of("Thanh tra việc quản lý đất công ích tại ba xã.", ["Nhiệm vụ"], ["Thanh tra tỉnh"]),
    Instance.of("Bồi dưỡng kỹ năng số cho công chức, viên chức cấp xã."),
    Instance.of("Trồng 200 ha rừng phòng hộ ven biển.", ["Lâm nghiệp"]),
    Instance.of(""),
]


def themes(classifier, text, *headings):
    """Return the themes a text is tagged with."""
    return {score.theme for score in classifier.tag([Instance.of(text, headings)])[0] if score.tagged}


@pytest.mark.parametrize(("theme", "example"), [(t.id, example) for t in TAXONOMY.themes for example in t.examples])
def test_the_examples_of_a_theme_have_it(classifier, theme, example):
    """Every example sentence of the taxonomy is tagged with its theme."""
    assert theme in themes(classifier, example)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nâng cấp tuyến đường liên xã và hệ thống thoát nước.", set()),
        ("Phòng Kinh tế theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này.", set()),
        ("Theo dõi, hướng dẫn, kiểm tra, giám sát các đơn vị triển khai thực hiện Kế hoạch.", set()),
        ("Đẩy mạnh tuyên truyền, vận động nông dân mua giống lúa mới.", set()),
        ("Đăng tải kết quả trên Cổng thông tin điện tử của tỉnh.", set()),
        ("Giao Thanh tra tỉnh tổng hợp số liệu cấp nước sạch nông thôn.", set()),
        ("Đơn giản hóa thủ tục hành chính, niêm yết công khai phí, lệ phí tại bộ phận một cửa.", set()),
        ("Kiểm tra, xử lý nghiêm hành vi vi phạm trong khai thác cát.", {I}),
        ("Phát động phong trào thi đua chào mừng đại hội đảng bộ các cấp.", {M}),
        ("Ban hành đề án tinh giản biên chế và cơ sở dữ liệu công chức.", {P, D}),
    ],
)
def test_what_is_a_theme_and_what_only_looks_like_one(classifier, text, expected):
    """Boilerplate and names of agencies are no themes; a task may have two."""
    assert themes(classifier, text) == expected


def test_a_heading_speaks_for_its_items(classifier):
    """The same words are likelier to be digital work the nearer a heading on digital government stands."""
    text, heading = "Mở rộng việc kết nối giữa các ngành.", "Phát triển chính quyền số"
    above = ([heading], [heading, "Giao thông"], ["Phát triển giao thông", "Giao thông"])
    near, far, none = (classifier.tag([Instance.of(text, headings)])[0][3] for headings in above)
    assert near.probability > far.probability > none.probability
    assert near.tagged


@given(st.text(alphabet="thanh trcbộđốkiểmgsvậndữliệu, .\n\x00😀", max_size=120))
def test_probabilities_are_probabilities(classifier, text):
    """Every theme is scored once, in order, between 0 and 1."""
    (scores,) = classifier.tag([Instance.of(text, [text], [text])])
    assert tuple(score.theme for score in scores) == TAXONOMY.ids
    assert all(0 <= score.probability <= 1 for score in scores)


def test_a_task_is_tagged_the_same_alone_and_in_company(classifier):
    """What else is tagged in the same call makes no difference; nothing in, nothing out."""
    assert classifier.tag(TASKS) == [classifier.tag([task])[0] for task in TASKS]
    assert classifier.tag([]) == []


def test_decomposed_letters_change_nothing(classifier):
    """NFD input is read as NFC."""
    text = "Đối thoại với nhân dân, giải quyết khiếu nại."
    assert themes(classifier, unicodedata.normalize("NFD", text)) == themes(classifier, text) == {I, M}


def test_the_words_that_carried_a_tag_are_named(classifier):
    """An explanation gives the weightiest words first; what has no part in it is not named."""
    task = Instance.of("Sửa nhà văn hóa thôn và triển khai chuyển đổi số trong trường học.", ["Nhiệm vụ"])
    explained = classifier.explain(task, D)
    assert explained.probability >= explained.threshold
    assert "chuyển đổi số" in explained.reasons[0][0]
    assert [fall for _, fall in explained.reasons] == sorted((fall for _, fall in explained.reasons), reverse=True)
    assert not any("nhà văn hóa" in words for words, _ in explained.reasons)


def test_a_heading_or_an_agency_can_be_the_reason(classifier):
    """What stands above a task is named as one piece."""
    task = Instance.of("Mở rộng việc kết nối giữa các ngành.", ["Phát triển chính quyền số"])
    assert "Phát triển chính quyền số" in dict(classifier.explain(task, D).reasons)


def test_an_empty_task_has_an_explanation_too(classifier):
    """Nothing is said of nothing."""
    assert classifier.explain(Instance.of(""), P).reasons == ()


def test_it_asks_only_when_a_decision_would_be_risky(classifier):
    """Sure scores lie outside the band, the threshold inside."""
    scores = classifier.tag(TASKS)[0]
    assert not any(classifier.abstains(score) for score in scores)
    threshold = classifier.explain(TASKS[0], I).threshold
    assert classifier.abstains(replace(scores[1], probability=threshold + 0.01))


def test_words_never_met_are_counted(classifier):
    """Numbers and punctuation are no words; case does not matter."""
    assert classifier.unknown(["Kiểm_tra", "2026", ",", "xyzzy", "Grönland"]) == 2


def test_a_theme_added_to_the_taxonomy_works_at_once(classifier, shipped_folder, encoder):
    """It is judged by its definition and examples; the other themes' scores stay what they were."""
    water = replace(
        TAXONOMY.themes[0],
        id="water",
        definition="Cấp nước sạch, thoát nước và xử lý nước thải.",
        includes=("trạm cấp nước", "đường ống", "nước thải"),
        examples=("Xây dựng trạm cấp nước sạch cho các bản vùng cao.", "Nạo vét cống thoát nước trước mùa mưa."),
        phrases=(),
        excludes=(),
    )
    wider = Classifier.open(shipped_folder, encoder, Taxonomy((water, *TAXONOMY.themes)))
    (first, *others) = wider.tag([Instance.of("Cải tạo nhà máy cấp nước sạch của thị trấn, thay đường ống cũ.")])[0]
    assert first.tagged
    assert (
        tuple(others)
        == classifier.tag([Instance.of("Cải tạo nhà máy cấp nước sạch của thị trấn, thay đường ống cũ.")])[0]
    )
    assert wider.provisional == {"water"}
    assert wider.explain(TASKS[0], "water").provisional


def test_a_renamed_theme_keeps_what_was_learnt_and_a_removed_one_is_left_out(classifier, shipped_folder, encoder):
    """`formerly` leads to the old weights; the rest of the themes answer as before."""
    renamed = replace(TAXONOMY.themes[1], id="thanh_tra", formerly=(I,))
    other = Classifier.open(shipped_folder, encoder, Taxonomy((TAXONOMY.themes[3], renamed)))
    before, after = classifier.tag(TASKS), other.tag(TASKS)
    assert [(row[3], row[1].probability) for row in before] == [(row[0], row[1].probability) for row in after]
    assert other.provisional == set()


def test_another_encoder_is_refused(shipped_folder, encoder):
    """The message names both and says what to do; the model itself says which it wants."""

    class Other:
        fingerprint = "0123456789abcdef"
        encode = encoder.encode

    assert encoder_of(shipped_folder) == encoder.fingerprint
    with pytest.raises(ModelMismatch, match="kehoach train"):
        Classifier.open(shipped_folder, Other())


def test_a_damaged_or_missing_folder_is_named(shipped_folder, encoder, tmp_path):
    """A file that was cut, changed or taken away is noticed."""
    with pytest.raises(ModelMissing, match="nowhere"):
        Classifier.open(tmp_path / "nowhere", encoder)
    folder = shutil.copytree(shipped_folder, tmp_path / "model")
    vocabulary = (folder / VOCABULARY).read_bytes()
    (folder / VOCABULARY).write_bytes(vocabulary[:-10])
    with pytest.raises(ModelError, match=VOCABULARY):
        Classifier.open(folder, encoder)
    (folder / VOCABULARY).write_bytes(vocabulary)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"kind": "other"}), encoding="utf-8")
    with pytest.raises(ModelError, match="other"):
        Classifier.open(folder, encoder)
    (folder / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        Classifier.open(folder, encoder)
    (folder / WEIGHTS).unlink()
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelMissing, match=WEIGHTS):
        Classifier.open(folder, encoder)


def test_it_agrees_with_people_on_real_tasks(classifier, shared):
    """Micro F1 over the annotated tasks of real plans, from their own words alone, is at least .80."""
    files = sorted((shared / "gold" / "parse").glob("*.json"))
    rows = [task for file in files for task in json.loads(file.read_text("utf-8"))["tasks"]]
    right = wrong = missed = 0
    for row, scores in zip(rows, classifier.tag([Instance.of(row["text"]) for row in rows]), strict=True):
        wanted = set(row.get("themes", []))
        given = {score.theme for score in scores if score.tagged} - set(row.get("themes_optional", []))
        right += len(given & wanted)
        wrong += len(given - wanted)
        missed += len(wanted - given)
    assert 2 * right / (2 * right + wrong + missed) >= 0.80
