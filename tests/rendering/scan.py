"""Pages as an office scanner leaves them: 200 dpi, a little askew, noisy, stamped red over the signature."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[n]) for n in (1, 2)]

from pipeline.plans.reading.pdf_engine import open_pdf

DPI = 200
_ASKEW = 1.0  # degrees, to either side
_GRAIN = 12.0  # standard deviation of the greys
_SALT = 0.001  # share of points that turn black, and that turn white
_BLUR = 0.6  # points
_QUALITY = 70  # of the JPEG
_RED = (214, 42, 48)


def scan_pages(pdf: bytes, seed: int = 0) -> list[Image.Image]:
    """Return the pages of a PDF file as pictures off a scanner; the last one is stamped."""
    chance = np.random.default_rng(seed)
    with open_pdf(pdf, "scan.pdf") as opened:
        pages = [opened.picture(number, dpi=DPI) for number in range(len(opened))]
        end = max((word.bottom for word in opened.page(len(opened) - 1).words), default=400.0)
    _stamp(pages[-1], end * DPI / 72)
    return [_scanned(page, chance) for page in pages]


def scan_to_pdf(pdf: bytes, seed: int = 0) -> bytes:
    """Return a PDF file of pictures only, as scanners write them."""
    first, *rest = scan_pages(pdf, seed)
    stream = io.BytesIO()
    first.save(stream, "PDF", resolution=DPI, save_all=True, append_images=rest, quality=_QUALITY)
    return stream.getvalue()


def _stamp(page: Image.Image, bottom: float) -> None:
    """Set a round red stamp over the signature, the lowest words on the right."""
    draw = ImageDraw.Draw(page, "RGBA")
    x, y, r = page.width * 0.62, max(bottom - 120, 200), 125
    for radius, width in ((r, 7), (r - 16, 3), (r - 60, 4)):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(*_RED, 215), width=width)
    for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
        at = x + (r - 38) * np.cos(angle), y + (r - 38) * np.sin(angle)
        draw.text(at, "SỞ"[int(angle * 10) % 2], fill=(*_RED, 215), anchor="mm", font_size=26)


def _scanned(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return a page turned, blurred, grained, specked and pressed into a JPEG."""
    angle = chance.uniform(-_ASKEW, _ASKEW)
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(252, 252, 250))
    blurred = np.asarray(turned.filter(ImageFilter.GaussianBlur(_BLUR)), dtype=np.float32)
    grained = blurred + chance.normal(0, _GRAIN, blurred.shape[:2])[..., None]
    specks = chance.random(blurred.shape[:2])
    grained[specks < _SALT] = 0
    grained[specks > 1 - _SALT] = 255
    stream = io.BytesIO()
    Image.fromarray(grained.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=_QUALITY)
    return Image.open(stream)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    target.write_bytes(scan_to_pdf(source.read_bytes()))
