"""Plans as PDF files: ours give the tasks of their text, real ones read as they are printed."""

import pytest
from conftest import sample_plans
from plans.test_scan import f1, needs_office, needs_tesseract
from rendering.pdf import render_pdfs

from pipeline.plans import parse
from pipeline.plans.rectangles import confidence, seen


def round_trip(paths):
    """Return for each plan its tasks from the text and its document and tasks from the PDF file."""
    plans = [(path.read_bytes(), path.name) for path in paths]
    for plan, pdf in zip(plans, render_pdfs(plans), strict=True):
        yield plan[1], parse(*plan)[1], *parse(pdf, "a.pdf")


@needs_office
def test_our_plans_keep_their_tasks_in_pdf():
    """Of the tasks of the text at least .95 are there, and each has rectangles on the page that it names."""
    for name, wanted, document, tasks in round_trip(sample_plans()):
        assert f1(wanted, tasks) >= 0.95, name
        for task in tasks:
            boxes = seen(document.anchors, task.start, task.end).boxes
            assert boxes[0][0] == task.page
            assert all(0 <= x0 < x1 <= 842 and 0 <= top < bottom <= 842 for _, (x0, top, x1, bottom) in boxes), name


@pytest.mark.long
@needs_office
def test_real_plans_keep_their_tasks_in_pdf(shared):
    """The same of the plans the product was asked for."""
    for name, wanted, _, tasks in round_trip(sorted((shared / "plans" / "seed").iterdir())):
        assert f1(wanted, tasks) >= 0.95, name


@pytest.mark.parametrize(
    ("name", "number", "day"), [("116.pdf", "326", "2026-01-26"), ("118.pdf", "3990", "2026-07-30")]
)
def test_signed_files_read_with_the_number_stamped_on_them(shared, name, number, day):
    """The number and day that the registry puts on the page are read, wherever they stand in the file."""
    document, _ = parse((shared / "plans" / "office" / name).read_bytes(), name)

    assert (document.header.kind, document.header.number, document.header.issued_on) == ("quyết định", number, day)
    assert confidence(document.anchors) is None


@pytest.mark.long
@needs_tesseract
def test_a_real_scan_is_readable(shared):
    """Its header, its articles and its points are found, its letters are fairly sure."""
    document, tasks = parse((shared / "plans" / "office" / "114.pdf").read_bytes(), "114.pdf")

    assert (document.header.kind, document.header.symbol) == ("quyết định", "QĐ-STC")
    assert document.header.issuer == "Sở Tài chính tỉnh Gia Lai"
    assert len(tasks) > 20
    assert confidence(document.anchors) > 0.9
    assert document.warnings[0].startswith("quét, độ tin cậy 0,9")
