"""A draft and the signed plan are one answer; different plans of one series are two."""

import random
import unicodedata
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from place import Place, plan

from pipeline.ingest.twins import agree, likeness, sketch
from pipeline.records import Header

VERBS = ("rà soát", "xây dựng", "tổ chức", "kiểm tra", "hướng dẫn", "tổng hợp", "triển khai", "tham mưu")
THINGS = (
    "đội ngũ cán bộ",
    "cơ sở dữ liệu",
    "đối thoại với Nhân dân",
    "kê khai tài sản",
    "hồ sơ điện tử",
    "quy chế dân chủ",
)
PLACES = (
    "các xã, phường",
    "các sở, ban, ngành",
    "toàn tỉnh",
    "cơ quan, đơn vị",
    "địa bàn biên giới",
    "khu công nghiệp",
)
OFFICIAL = Header(
    kind="kế hoạch", number="45", issuer="UBND tỉnh An Bình", issued_on="2025-02-03", title="Dân vận năm 2025"
)


def tasks(seed, n=40):
    """Return the lines of an invented plan."""
    chance = random.Random(seed)
    return [
        f"{chance.choice(VERBS)} {chance.choice(THINGS)} tại {chance.choice(PLACES)} đợt {chance.randint(1, 400)} lần {i}"
        for i in range(n)
    ]


@pytest.fixture
def place(tmp_path):
    """Give an empty workspace."""
    place = Place(tmp_path)
    yield place
    place.corpus.close()


def shown(place):
    """Return the files of the tasks that can be found, each once."""
    return sorted({stored.files for stored in place.corpus.tasks(place.corpus.rows())})


def test_of_a_draft_and_its_plan_one_is_shown_and_names_the_other(place):
    """The ledger says which; a filter by either file finds the tasks that are shown."""
    lines = tasks(1)
    place.write("ký.txt", plan(*lines, "thêm một việc lúc ký"))
    place.write("dự thảo.txt", plan(*lines))
    place.write("khác.txt", plan(*tasks(2)))

    place.run()

    assert shown(place) == [("khác.txt",), ("ký.txt", "dự thảo.txt")]
    assert {e.file: e.reason for e in place.corpus.ledger.entries()}[
        "dự thảo.txt"
    ] == "bản gần giống (near-duplicate) của ký.txt"
    by_either = [place.corpus.select({"file": [name]}).tolist() for name in ("ký.txt", "dự thảo.txt")]
    assert by_either[0] == by_either[1]
    assert len(by_either[0]) == 41


def test_the_other_comes_to_light_when_the_shown_one_goes(place):
    """The links follow from the files that are there: adding and removing in any order ends the same."""
    lines = tasks(1)
    signed = place.write("ký.txt", plan(*lines, "thêm một việc lúc ký"))
    draft = place.write("dự thảo.txt", plan(*lines))
    place.run()
    version = place.corpus.version
    signed.unlink()

    place.run()
    assert shown(place) == [("dự thảo.txt",)]
    assert place.corpus.version > version
    place.write("ký.txt", plan(*lines, "thêm một việc lúc ký"), age=60)
    place.run()
    assert shown(place) == [("ký.txt", "dự thảo.txt")]
    draft.unlink()
    place.run()
    assert shown(place) == [("ký.txt",)]


def test_a_plan_that_is_rewritten_is_compared_anew(place):
    """A file that becomes another plan is no longer anybody's draft."""
    place.write("a.txt", plan(*tasks(1), "thêm"))
    place.write("b.txt", plan(*tasks(1)))
    place.run()
    place.write("b.txt", plan(*tasks(3)), age=60)

    place.run()

    assert shown(place) == [("a.txt",), ("b.txt",)]


def test_nothing_is_compared_where_nothing_has_changed(place, monkeypatch):
    """A second run leaves the links alone."""
    place.write("a.txt", plan(*tasks(1)))
    place.run()
    monkeypatch.setattr("pipeline.store.twins.Twins.documents", None)

    assert place.run() == {"a.txt": "unchanged"}


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (Header(kind="kế hoạch", title="Dân vận năm 2025"), True),
        (Header(title="DÂN VẬN NĂM 2025", issuer="ubnd tỉnh an bình"), True),
        (Header(kind="kế hoạch", number="46"), False),
        (Header(issuer="UBND xã Phú Hậu"), False),
        (Header(issued_on="2026", title="Dân vận năm 2026"), False),
        (Header(title="Cải cách hành chính năm 2025"), False),
        (Header(kind="báo cáo"), False),
        (Header(title="Dân vận quý II năm 2025"), False),
    ],
)
def test_headers_that_contradict_each_other_are_two_plans(other, alike):
    """A draft lacks number and day; the plan of next year, of another office or on another matter is another plan."""
    assert agree(OFFICIAL, other) == agree(other, OFFICIAL) == alike


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_a_sketch_depends_on_the_words_alone(texts):
    """Neither the order of the tasks nor their Unicode form matters."""
    decomposed = [unicodedata.normalize("NFD", unicodedata.normalize("NFC", text)) for text in reversed(texts)]

    assert np.array_equal(sketch(map(partial(unicodedata.normalize, "NFC"), texts)), sketch(decomposed))


def test_short_letters_are_never_one(place):
    """Two orders of a few words are too little to tell a draft by."""
    place.write("a.txt", plan("báo cáo kết quả về Sở Nội vụ trước ngày 5"))
    place.write("b.txt", plan("báo cáo kết quả về Sở Nội vụ trước ngày 6", "xong"))
    place.run()

    assert shown(place) == [("a.txt",), ("b.txt",)]


def test_the_estimate_is_close_to_the_share_of_common_words():
    """Of two sets of runs that share half, about half of the minima are the same; a part alone is no draft."""
    common, one, other = ([f"{name}{i}" for i in range(400)] for name in "abc")

    assert abs(likeness(sketch(common + one), sketch(common + other)) - 1 / 3) < 0.13
    assert likeness(sketch(common + one), sketch(common)) == 0.0


def test_the_real_pairs_are_told_and_no_others(shared):
    """No two of the crawled plans, many of them of one series, are near-duplicates."""
    from pipeline.plans import parse

    found = []
    for path in sorted((shared / "plans" / "web").glob("*.md"))[:40]:
        document, its_tasks = parse(path.read_bytes(), path.name)
        if its_tasks:
            found.append((document.header, sketch(task.text for task in its_tasks)))
    assert max(likeness(a, b) for i, (_, a) in enumerate(found) for _, b in found[:i]) < 0.3
