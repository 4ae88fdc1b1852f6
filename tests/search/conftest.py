"""Four short plans of an invented province, a corpus in memory, and a searcher over them."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass, replace

import numpy as np
import pytest
from plain import HashEncoder

from pipeline.records import Deadline, Header, StoredTask, Task, ThemeScore
from pipeline.retrieval.dense import DenseIndex
from pipeline.retrieval.lexical import LexicalIndex, LexicalRow
from pipeline.retrieval.plans import PlanVectors
from pipeline.search import Searcher
from pipeline.store.columns import Column
from pipeline.store.rows import names_of

Index = namedtuple("Index", "rows dense plans lexical")


def task(text, *, lead=(), partners=(), due=(), cites=(), headings=(), attributes=(), themes=()):
    """Return a task and its themes; a deadline is given as raw words, kind and value."""
    deadlines = tuple(Deadline(*each) for each in due)
    return (
        Task(0, "-", ("II.",), headings, text, attributes, lead, partners, deadlines, cites, 1, 0, len(text)),
        tuple(ThemeScore(theme, 0.9, True) for theme in themes),
    )


PLANS = {
    "2022/tiep-dan.txt": (
        Header(kind="kế hoạch", title="Công tác tiếp dân năm 2022", issuer="UBND tỉnh An Bình", issued_on="2022-01-20"),
        task(
            "Thanh tra tỉnh chủ trì giải quyết đơn khiếu nại, tố cáo còn tồn.",
            lead=("Thanh tra tỉnh",),
            partners=("Công an tỉnh",),
            due=(("trước ngày 20/4/2022", "date", "2022-04-20"),),
            themes=("inspection",),
        ),
        task("Thanh tra tỉnh mua sắm thiết bị phòng họp.", lead=("Thanh tra tỉnh",)),
        task(
            "Rà soát hồ sơ khiếu nại kéo dài.",
            lead=("Sở Nội vụ",),
            due=(("trong năm 2022", "period", "2022"),),
            cites=("217-QĐ/TW",),
        ),
    ),
    "2022/tai-san.txt": (
        Header(kind="kế hoạch", title="Kê khai tài sản", issuer="UBND thành phố Vĩnh Hải"),
        task(
            "Hướng dẫn cán bộ kê khai tài sản, thu nhập.",
            lead=("các sở, ban, ngành",),
            due=(("hằng quý", "recurring", "quarterly"),),
        ),
        task("Bố trí kinh phí mua máy quét.", lead=("Sở Kế hoạch và Đầu tư",), cites=("14/CT-TTg",)),
    ),
    "2023/thi-xa.md": (
        Header(kind="kế hoạch", title="Nhiệm vụ năm 2023", issuer="UBND thị xã Sông Tiên"),
        task(
            "Tham mưu giải quyết khiếu nại của hộ dân có đất thu hồi.",
            lead=("Thanh tra thị xã",),
            headings=("Thanh tra thị xã",),
            attributes=("Thời hạn: Quý I/2023",),
            due=(("Quý I/2023", "period", "2023-Q1"),),
        ),
        task("Sửa đường vào cụm dân cư.", lead=("Phòng Quản lý đô thị",)),
    ),
    "2023/hen-ho.md": (
        Header(kind="công văn", title="V/v trực hè", issuer="UBND xã Tân Lập"),
        task("Cử ông Dương trực điện thoại.", lead=("Ủy ban nhân dân xã",)),
        task("Phòng, chống dịch bệnh sau mưa lũ.", lead=("Sở Y tế",), partners=("Ủy ban nhân dân xã",)),
    ),
}


@dataclass
class Shelf:
    """A corpus in memory: tasks by row."""

    stored: dict[int, StoredTask]
    edition: int = 1
    progressed: int = 0

    def tasks(self, rows):
        """Return the tasks at rows."""
        return [self.stored[int(row)] for row in rows if int(row) in self.stored]

    def row_of(self, id):
        """Return the row of a task."""
        return next((row for row, each in self.stored.items() if each.id == id), None)

    def plans(self, rows):
        """Return the plans of rows."""
        return [self.stored[int(row)].files[0] if int(row) in self.stored else None for row in rows]

    def distinct(self, field):
        """Return the values of a field."""
        return tuple(sorted({value for each in self.stored.values() for value in _values(each, field)}))

    def select(self, conditions):
        """Return the rows that meet all conditions."""
        return np.array(
            [
                row
                for row, each in self.stored.items()
                if all(set(_values(each, field)) & set(wanted) for field, wanted in conditions.items())
            ],
            np.int64,
        )

    def column(self, name):
        """Return a column."""
        pairs = [(value, row) for row, each in self.stored.items() for value in _values(each, name)]
        values = tuple(sorted({value for value, _ in pairs}))
        codes = [values.index(value) for value, _ in pairs]
        return Column(values, np.array([row for _, row in pairs], np.int64), np.array(codes, np.int64))


def _values(stored, field):
    of_plan = {"issuer": stored.header.issuer, "year": (stored.header.issued_on or "")[:4], "kind": stored.header.kind}
    if field in of_plan:
        return [of_plan[field]] if of_plan[field] else []
    if field == "status":
        return [stored.progress.status] if stored.progress else []
    if field == "file":
        return stored.files
    return [value for name, value in names_of(stored.task, stored.themes) if name == field]


def shelf() -> Shelf:
    """Return the corpus of the four plans."""
    stored, row = {}, 10
    for number, (file, (header, *tasks)) in enumerate(PLANS.items()):
        for ordinal, (each, themes) in enumerate(tasks):
            name = f"{number:012}-{ordinal}"
            stored[row] = StoredTask(name, f"{number:064}", (file,), header, each, themes)
            row += 1
    return Shelf(stored)


def searcher_over(corpus: Shelf, folder) -> Searcher:
    """Return a searcher over everything in a corpus."""
    encoder, tasks = HashEncoder(), list(corpus.stored.values())
    rows = (
        LexicalRow(
            i,
            each.task.text,
            each.task.headings,
            each.header.title,
            each.task.attributes,
        )
        for i, each in enumerate(tasks)
    )
    vectors = encoder.encode([each.task.text for each in tasks], role="document")
    index = Index(
        np.array(list(corpus.stored), np.int64),
        DenseIndex.build(vectors),
        PlanVectors.build(vectors, [each.files[0] for each in tasks]),
        LexicalIndex.build(folder, rows),
    )
    return Searcher(corpus, index, encoder)


@pytest.fixture
def corpus():
    """Give the corpus of the four plans."""
    return shelf()


@pytest.fixture
def twins(corpus, tmp_path):
    """Give a searcher over the four plans, two of which have one more task in the same words."""
    twin, _ = task("Báo cáo kết quả.")
    plans = {each.files[0]: each for each in corpus.stored.values()}
    more = [replace(plans[file], id=f"{file}-9", task=twin) for file in ("2022/tai-san.txt", "2022/tiep-dan.txt")]
    every = sorted([*corpus.stored.values(), *more], key=lambda each: each.files)
    return searcher_over(Shelf(dict(enumerate(every))), tmp_path / "twins")


@pytest.fixture
def searcher(corpus, tmp_path):
    """Give a searcher over the four plans."""
    return searcher_over(corpus, tmp_path / "index")


WORDS = ("khiếu nại", "tố cáo", "tài sản", "dữ liệu số", "nhà ở", "đất đai", "trường học", "bệnh viện")


@pytest.fixture(scope="session")
def crowd(tmp_path_factory):
    """Give a searcher over two hundred tasks of a few words."""
    chance, stored = np.random.default_rng(5), {}
    for row in range(200):
        lead = ("Sở Y tế", "Sở Nội vụ")[row % 2]
        cites = ("217-QĐ/TW",) if row % 5 == 0 else ()
        made, _ = task(f"Việc {row}: {' '.join(chance.choice(WORDS, 3))}", lead=(lead,), cites=cites)
        header = Header(kind="kế hoạch", title=f"Kế hoạch số {row // 9}", issuer="UBND tỉnh An Bình")
        stored[row] = StoredTask(f"{row:012}-0", f"{row:064}", (f"{row // 9}.txt",), header, made, ())
    return searcher_over(Shelf(stored), tmp_path_factory.mktemp("crowd"))
