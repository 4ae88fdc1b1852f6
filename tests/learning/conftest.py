"""A corpus with a few tasks of an invented province to be labelled."""

import pytest
from plain import PlainReader

from pipeline.config import Config
from pipeline.ingest.ingest import ingest
from pipeline.ingest.scan import scan
from pipeline.store.corpus import Corpus
from pipeline.themes.taxonomy import load_taxonomy

PLANS = {
    "a.txt": ("Tổ chức thanh tra việc kê khai tài sản, thu nhập", "Xây dựng cơ sở dữ liệu dùng chung của tỉnh"),
    "b.txt": ("Đối thoại với Nhân dân hai lần trong năm", "Sắp xếp bộ máy các phòng chuyên môn"),
}


@pytest.fixture
def taxonomy():
    """Give the shipped taxonomy."""
    return load_taxonomy()


@pytest.fixture
def corpus(tmp_path):
    """Give a corpus with four tasks."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, tasks in PLANS.items():
        (raw / name).write_text("\n".join([f"Kế hoạch {name}", *(f"- {task}" for task in tasks)]), encoding="utf-8")
    with Corpus.open(tmp_path / "corpus.db", create=True) as corpus:
        ingest(corpus, scan([raw], tmp_path, ()), PlainReader, Config(workers=1))
        yield corpus
