"""Pictures of pages: made ready, recognised, and what the recogniser's words become."""

import io
import re
import unicodedata

import numpy as np
import pytest
from conftest import sample_plans
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from rendering.pdf import SOFFICE, render_pdfs
from rendering.scan import scan_pages, scan_to_pdf

from pipeline.errors import DamagedFile, EmptyPlan, UnreadableFile, UnsupportedFormat
from pipeline.plans import parse
from pipeline.plans.reading import read, scan
from pipeline.plans.reading.scan import marker_read, program
from pipeline.plans.reading.scan_picture import DPI, cleaned, open_pictures, take_rules
from pipeline.records import Line

needs_tesseract = pytest.mark.skipif(program() is None, reason="Tesseract with its Vietnamese model is not installed")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice, which makes the PDF file, is not installed")
SHORTEST = min(sample_plans(), key=lambda path: path.stat().st_size)
INK = 100


def page(askew: float = 0.0) -> Image.Image:
    """Return a page of black bars where rows of text would be."""
    picture = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(picture)
    for y in range(200, 1500, 50):
        for x in range(150, 1080, 40):
            draw.rectangle((x, y, x + 28, y + 18), fill="black")
    return picture.rotate(askew, Image.Resampling.BICUBIC, fillcolor="white")


def png(picture: Image.Image, **options: object) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", **options)
    return stream.getvalue()


def ink(picture: Image.Image) -> float:
    """Return the share of dark points."""
    return float((np.asarray(picture.convert("L")) < INK).mean())


@pytest.mark.parametrize("askew", [-2.4, -0.7, 0.0, 1.3])
def test_a_page_laid_askew_is_laid_straight(askew):
    """The rows of a turned page lie level again: as many rows of points are free of ink as before."""
    free = [(np.asarray(cleaned(page(angle))) > 200).all(axis=1).mean() for angle in (0.0, askew)]

    assert free[1] > 0.8 * free[0]


def test_a_red_stamp_is_removed_and_black_text_under_it_stays():
    """Red ink goes, the letters that it covers do not."""
    clean, stamped = page(), page()
    ImageDraw.Draw(stamped, "RGBA").ellipse((700, 1200, 950, 1450), outline=(214, 42, 48, 200), width=12)

    assert ink(cleaned(stamped)) == pytest.approx(ink(cleaned(clean)), rel=0.02)


def test_specks_are_removed_from_a_noisy_page_only():
    """Lone dark points go; the dots of a clean page, small as they are, stay."""
    noisy, clean = page(), page()
    chance = np.random.default_rng(1)
    for x, y in chance.integers(20, 1200, (2_000, 2)):
        noisy.putpixel((int(x), int(y)), (0, 0, 0))
    for x in range(150, 1080, 200):
        clean.putpixel((x, 100), (0, 0, 0))

    assert ink(cleaned(noisy)) == pytest.approx(ink(cleaned(page())), rel=0.03)
    assert (np.asarray(cleaned(clean))[95:105] < INK).any()


def test_the_rules_of_a_table_are_found_where_they_are():
    """Long lines are rules in points and leave the picture; rows of text are none and stay."""
    picture = page().convert("L")
    draw = ImageDraw.Draw(picture)
    draw.line((100, 120, 1100, 120), fill=0, width=3)
    draw.line((100, 120, 100, 1600), fill=0, width=3)

    found, rest = take_rules(picture)

    assert {round(rule.top * DPI / 72) for rule in found if rule.x1 > rule.x0} <= {118, 119, 120, 121, 122}
    assert {round(rule.x0 * DPI / 72) for rule in found if rule.bottom > rule.top} <= {98, 99, 100, 101, 102}
    assert ink(rest) == pytest.approx(ink(page()), rel=0.02)


@pytest.mark.parametrize(
    ("size", "options", "width"),
    [((1654, 2339), {"dpi": (200, 200)}, 2481), ((1654, 2339), {}, 2481), ((1240, 1754), {"dpi": (72, 72)}, 2481)],
    ids=["as it says", "as A4", "as A4 in spite of a screen's resolution"],
)
def test_a_picture_is_brought_to_the_resolution_for_recognition(size, options, width):
    """Whatever a picture says of itself, a page of A4 becomes one of 300 dpi."""
    (found,) = open_pictures(png(Image.new("L", size, 255), **options), "a.png")

    assert found.width == pytest.approx(width, rel=0.01)


def test_the_pages_of_a_tiff_come_in_order():
    """A fax of three pages is three pages."""
    pages = [Image.new("L", (1240, 1754), shade) for shade in (250, 150, 50)]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])

    assert [found.getpixel((5, 5))[0] for found in open_pictures(stream.getvalue(), "a.tif")] == [250, 150, 50]


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (png(page())[:2000], DamagedFile),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, DamagedFile),
        (b"GIF89a" + b"\0" * 99, DamagedFile),
        (png(Image.new("1", (12_000, 12_000))), (UnsupportedFormat, DamagedFile)),
        (png(Image.new("1", (30_000, 30_000))), (UnsupportedFormat, DamagedFile)),
    ],
    ids=["cut off", "head only", "no picture of a page", "large", "bomb"],
)
def test_a_picture_that_cannot_be_used_gives_its_reason(raw, error):
    """Damaged pictures, and those that unpack to gigabytes, are refused before they are unpacked."""
    with pytest.raises(error, match=r"damaged picture|too large"):
        list(open_pictures(raw, "a.png"))


@given(st.binary(max_size=300))
def test_no_bytes_called_a_picture_are_a_defect(raw):
    """Whatever a picture file holds, the answer is a picture or a reason."""
    try:
        list(open_pictures(b"\x89PNG\r\n\x1a\n" + raw, "a.png"))
    except (DamagedFile, UnsupportedFormat):
        pass


def test_without_the_program_a_picture_says_what_to_install(monkeypatch):
    """A photo of a page is unreadable here and now; the reason names programs for both systems."""
    monkeypatch.setattr(scan, "program", lambda: None)

    with pytest.raises(UnreadableFile, match=r"apt install tesseract-ocr tesseract-ocr-vie.*Windows"):
        read(png(page()), "a.png")


@pytest.mark.parametrize(
    ("seen", "rest", "printed"),
    [
        ("HI.", "NHIỆM VỤ TRỌNG TÂM", "III."),
        ("H.", "MỤC TIÊU", "II."),
        ("L", "MỤC ĐÍCH, YÊU CẦU", "I."),
        ("|.", "Sở Nội vụ", "1."),
        ("VHI.", "Tổ chức thực hiện", "VIII."),
        ("~", "Như Điều 3;", "-"),
        ("â)", "Rà soát", "a)"),
        ("đ)", "Rà soát", "đ)"),
        ("Hội", "đồng nhân dân", "Hội"),
        ("1.", "Sở Nội vụ", "1."),
        ("IV.", "KINH PHÍ", "IV."),
    ],
)
def test_markers_are_read_as_what_can_have_been_printed(seen, rest, printed):
    """Letters that look alike are told apart where only one of them can stand."""
    assert marker_read(seen, rest) == printed


@needs_tesseract
def test_an_empty_page_is_empty():
    """A picture without letters is no plan."""
    with pytest.raises(EmptyPlan, match="no text"):
        read(png(Image.new("L", (1654, 2339), 255), dpi=(200, 200)), "a.png")


@pytest.mark.long
@needs_tesseract
@needs_office
def test_a_noisy_scan_gives_the_tasks_of_its_text():
    """Askew, grained, stamped: of the letters at most 3 in 100 are wrong, of the tasks .85 are found."""
    (pdf,) = render_pdfs([(SHORTEST.read_bytes(), SHORTEST.name)])
    wanted, told = shown(pdf, "a.pdf"), parse(SHORTEST.read_bytes(), SHORTEST.name)[1]

    scanned = scan_to_pdf(pdf)
    document, tasks = parse(scanned, "a.pdf")

    assert errors(wanted, shown(scanned, "a.pdf")) <= 0.03 * len(wanted)
    assert f1(told, tasks) >= 0.85
    assert document.warnings[0].startswith("quét, độ tin cậy 0,9")


@pytest.mark.long
@needs_tesseract
@needs_office
def test_a_photo_of_a_page_reads_as_its_page_in_a_pdf():
    """The same picture as .jpg and as .tif gives the same paragraphs."""
    (pdf,) = render_pdfs([(SHORTEST.read_bytes(), SHORTEST.name)])
    first = scan_pages(pdf)[0]
    files = {}
    for kind in ("jpeg", "tiff"):
        stream = io.BytesIO()
        first.save(stream, kind, dpi=(200, 200), **({"quality": 95} if kind == "jpeg" else {}))
        files[kind] = shown(stream.getvalue(), f"a.{kind}")

    assert errors(files["jpeg"], files["tiff"]) <= 0.01 * len(files["tiff"])


def shown(raw: bytes, file: str) -> str:
    """Return all the words of a file, a blank between two of them."""
    blocks = read(raw, file).blocks
    lines = [b.text if isinstance(b, Line) else " ".join(" ".join(row) for row in b.rows) for b in blocks]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", " ".join(lines))).strip()


def errors(wanted: str, found: str) -> int:
    """Return how many letters must be put in, taken out or changed (Levenshtein)."""
    letters = np.array([ord(letter) for letter in found])
    places = np.arange(len(found) + 1)
    before = places
    for n, letter in enumerate(wanted, 1):
        now = np.concatenate(([n], np.minimum(before[1:] + 1, before[:-1] + (letters != ord(letter)))))
        before = np.minimum.accumulate(now - places) + places
    return int(before[-1])


def f1(wanted: tuple, found: tuple) -> float:
    """Return the share of tasks that agree in four words of five."""
    alike = sum(any(_alike(a.text, b.text) for b in found) for a in wanted)
    return 2 * alike / (len(wanted) + len(found))


def _alike(a: str, b: str) -> bool:
    left, right = a.lower().split(), b.lower().split()
    return 2 * sum(word in right for word in left) >= 0.8 * (len(left) + len(right))
