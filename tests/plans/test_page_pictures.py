"""Pages as they look: of PDF files and of scans, with places marked, and nobody hurt by files that are not what they say."""

import io

import pytest
from PIL import Image
from rendering.typeset import Sheet, pdf_of

from pipeline.errors import DamagedFile, PlanError
from pipeline.plans.reading.page_pictures import page_picture

A4_AT_110_DPI = (910, 1287)


def opened(png):
    """Return a picture from its bytes."""
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def pdf(pages=2):
    """Return a PDF file with a row on each page."""
    sheets = [Sheet() for _ in range(pages)]
    for number, sheet in enumerate(sheets, 1):
        sheet.text(100, 100, f"Trang {number}")
    return pdf_of(*sheets)


def scan(*pages):
    """Return a TIFF file of grey pages at 300 dpi."""
    stream = io.BytesIO()
    first, *others = [Image.new("L", (2480, 3508), shade) for shade in pages]
    first.save(stream, "TIFF", save_all=True, append_images=others, dpi=(300, 300))
    return stream.getvalue()


def test_a_page_of_a_pdf_is_shown():
    """A page of A4 is 910 points wide; there is ink where the row stands."""
    picture = opened(page_picture(pdf(), "a.pdf", 2))

    assert all(abs(side - wanted) <= 1 for side, wanted in zip(picture.size, A4_AT_110_DPI, strict=True))
    assert picture.crop((145, 130, 300, 175)).convert("L").getextrema()[0] < 100


def test_a_page_of_a_scan_is_shown():
    """Every frame of a picture file is a page."""
    picture = opened(page_picture(scan(255, 200), "a.tiff", 2))

    assert all(abs(side - wanted) <= 2 for side, wanted in zip(picture.size, A4_AT_110_DPI, strict=True))
    assert picture.getpixel((400, 400)) == (200, 200, 200)


def test_places_are_marked_and_only_they():
    """White becomes yellow inside the rectangle, given in points, and stays white outside."""
    picture = opened(page_picture(pdf(), "a.pdf", 1, [(72.0, 144.0, 216.0, 180.0)]))

    inside, outside = picture.getpixel((200, 240)), picture.getpixel((200, 400))
    assert inside[2] < 180 < inside[0]
    assert outside == (255, 255, 255)


@pytest.mark.parametrize("page", [0, -1, 3, 10**9])
@pytest.mark.parametrize(("raw", "file"), [(pdf(), "a.pdf"), (scan(255, 255), "a.tif")])
def test_a_page_that_is_not_there_is_named(raw, file, page):
    """Whatever number is asked for."""
    with pytest.raises(DamagedFile, match=f"không có trang {page}"):
        page_picture(raw, file, page)


@pytest.mark.parametrize("file", ["a.pdf", "a.png", "a.jpg", "a.TIFF", "a.txt"])
@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"GIF89a", bytes(1000), b"<html>"])
def test_what_is_no_page_gives_its_reason(file, raw):
    """A file that is not what its name says is damaged, and no defect of the program."""
    with pytest.raises(PlanError):
        page_picture(raw, file, 1)
