"""Pictures of pages made ready for recognition: upright, grey, without stamps and specks; their rules found."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, ImageSequence
from scipy import ndimage  # type: ignore[import-untyped]

from pipeline.errors import DamagedFile, UnsupportedFormat
from pipeline.plans.reading.pdf_words import Rule

DPI = 300
"""The resolution at which pages are recognised, the one that Tesseract is made for."""

_MAX_PIXELS = 80_000_000  # of one picture; A3 at 600 dpi has 70 million
_MAX_FRAMES = 500  # pages of one TIFF file
_A4_WIDTH = 8.27  # inches; the width of a page whose picture does not say how large it is
_LEAST_DPI = 120  # what claims less (screens: 72, 96) was not scanned with it
_STAMP_RED = 25  # by so much red exceeds green and blue in the ink of a stamp
_STEEPEST = 3.0  # degrees by which a page is ever laid askew
_STEPS = (0.5, 0.1)  # degrees, coarse and fine
_INK = 140  # greys below are ink
_SPECK = 10  # points of the largest speck; the dot below a small letter has 20
_ACROSS, _DOWN = DPI // 2, DPI // 4  # points of the shortest rules of a table; letters are 50 points high

Grey = NDArray[np.uint8]


def open_pictures(raw: bytes, file: str) -> Iterator[Image.Image]:
    """Give the pages of a picture file, each in colours, the right way up and at `DPI`.

    Raises
    ------
    DamagedFile
        Pillow cannot read it.
    UnsupportedFormat
        It has more points, or more pages, than a scanned document.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "TIFF"))
            frames = getattr(picture, "n_frames", 1)
            if frames > _MAX_FRAMES:
                raise UnsupportedFormat(file, f"{frames:,} trang, chỉ đọc {_MAX_FRAMES} (too many pages); tách tệp")
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > _MAX_PIXELS:
                    size = f"{frame.width:,} x {frame.height:,} điểm"
                    raise UnsupportedFormat(file, f"ảnh {size}, quá lớn (picture too large); quét lại 300 dpi")
                yield _resized(frame)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        why = "ảnh hỏng hoặc không phải ảnh (damaged picture); quét hoặc chụp lại"
        raise DamagedFile(file, why) from wrong


def _resized(frame: Image.Image) -> Image.Image:
    """Return a frame at `DPI`, as its file says or as if it were a page of A4."""
    upright = ImageOps.exif_transpose(frame).convert("RGB")
    said = float(frame.info.get("dpi", (0, 0))[0])
    dpi = said if _LEAST_DPI <= said <= 1200 else min(upright.size) / _A4_WIDTH
    scale = min(DPI / dpi, 4.0)
    if abs(scale - 1) < 0.02:
        return upright
    size = max(1, round(upright.width * scale)), max(1, round(upright.height * scale))
    return upright.resize(size, Image.Resampling.LANCZOS)


def cleaned(picture: Image.Image) -> Image.Image:
    """Return a page in grey, without red stamps and specks, laid straight.

    Strokes are made thicker by a point: thin marks above and below the letters, which tell words of
    Vietnamese apart, are otherwise lost on Tesseract (on a page scanned at 240 dpi 3.4 % of the letters are
    read wrongly without it and 0.3 % with it).
    """
    grey = _without_specks(_without_stamps(picture))
    angle = _skew(grey)
    straight = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255) if angle else grey
    return straight.filter(ImageFilter.MinFilter(3))


def _without_stamps(picture: Image.Image) -> Image.Image:
    """Return the page in grey, in which the red ink of stamps is as light as paper.

    What is red is light in the red channel, and black under it is not.
    """
    colours = np.asarray(picture.convert("RGB")).astype(np.int16)
    red, others = colours[..., 0], colours[..., 1:].max(axis=2)
    grey = np.maximum(np.asarray(picture.convert("L")), red.astype(np.uint8))
    grey[(red - others > _STAMP_RED) & (red > _INK - 30)] = 255
    return Image.fromarray(grey)


def _without_specks(grey: Image.Image) -> Image.Image:
    """Return a noisy page without the spots that are smaller than any dot; a clean one as it is."""
    points = np.array(grey)
    spots, _ = ndimage.label(points < _INK + 20, np.ones((3, 3)))
    is_speck = np.bincount(spots.ravel()) <= _SPECK
    is_speck[0] = False
    if is_speck.sum() * 2 < len(is_speck):
        return grey
    points[is_speck[spots]] = 255
    return Image.fromarray(points)


def _skew(grey: Image.Image) -> float:
    """Return the angle by which the page must be turned so that its rows lie straight, in degrees.

    The rows of a straight page give the sharpest profile of ink (Postl, 1986).
    """
    small = ImageOps.invert(grey.resize((grey.width // 4, grey.height // 4), Image.Resampling.BOX))
    best, span = 0.0, _STEEPEST
    for step in _STEPS:
        angles = np.arange(best - span, best + span + step / 2, step)
        best = max(angles, key=lambda angle: _sharpness(small, angle))
        span = step
    return float(best) if abs(best) >= _STEPS[1] / 2 else 0.0


def _sharpness(picture: Image.Image, angle: float) -> float:
    profile = np.asarray(picture.rotate(angle, Image.Resampling.BILINEAR)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum())


def take_rules(grey: Image.Image) -> tuple[list[Rule], Image.Image]:
    """Return the long straight lines of a page, in points, and the page without them."""
    points = np.array(grey)
    ink, scale = points < _INK + 40, 72 / DPI
    across, down = list(_runs(ink, _ACROSS)), list(_runs(ink.T, _DOWN))
    for y, start, end in across:
        points[max(y - 2, 0) : y + 3, start:end] = 255
    for x, start, end in down:
        points[start:end, max(x - 2, 0) : x + 3] = 255
    rules = [Rule(start * scale, y * scale, end * scale, y * scale) for y, start, end in across]
    rules += [Rule(x * scale, start * scale, x * scale, end * scale) for x, start, end in down]
    return rules, Image.fromarray(points)


def _runs(ink: NDArray[np.bool_], length: int) -> Iterator[tuple[int, int, int]]:
    """Give line, first and last point of each long run of ink; one that slants by a point or two is one run."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    thick[:, 1:-1] |= thick[:, :-2] & thick[:, 2:]
    for line in np.flatnonzero(thick.sum(axis=1) >= length):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], thick[line].astype(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start >= length:
                yield int(line), int(start), int(end)
