"""A page of a plan as it looks, with places marked on it: of a PDF file, or of a scan in a picture file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import islice

from PIL import Image, ImageChops, ImageDraw

from pipeline.errors import DamagedFile
from pipeline.records import Box

_DPI = 110  # of the picture: an A4 page is 910 points wide, small print can be read
_POINT = _DPI / 72
_MARGIN = 2  # points around a mark
_MARK = (255, 236, 140)
_COLOURS = 64  # of a picture; text and stamps need no more, and it is a third as large

SHOWN = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
"""Endings of files whose pages can be shown."""


def page_picture(raw: bytes, file: str, page: int, marked: Sequence[Box] = ()) -> bytes:
    """Return a picture of a page as PNG.

    Parameters
    ----------
    page : counted from 1.
    marked : rectangles, in points from the top left corner, that are highlighted.

    Raises
    ------
    PlanError
        The file is damaged, or has no such page.
    """
    picture = (_of_pdf if file.lower().endswith(".pdf") else _of_scan)(raw, file, page)
    if picture is None:
        raise DamagedFile(file, f"không có trang {page} (no such page)")
    stream = io.BytesIO()
    _marked(picture.convert("RGB"), marked).quantize(_COLOURS).save(stream, "PNG")
    return stream.getvalue()


def _of_pdf(raw: bytes, file: str, page: int) -> Image.Image | None:
    from pipeline.plans.reading.pdf_engine import open_pdf

    with open_pdf(raw, file) as pdf:
        return pdf.picture(page - 1, dpi=_DPI) if 0 < page <= len(pdf) else None


def _of_scan(raw: bytes, file: str, page: int) -> Image.Image | None:
    from pipeline.plans.reading.scan_picture import DPI, open_pictures

    picture = next(islice(open_pictures(raw, file), page - 1, None), None) if page > 0 else None
    return picture and picture.resize([round(side * _DPI / DPI) or 1 for side in picture.size])


def _marked(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Lay a marker's colour over rectangles: what is white becomes yellow, ink stays ink."""
    if not boxes:
        return picture
    colour = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(colour)
    for left, top, right, bottom in boxes:
        corners = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
        draw.rectangle([round(side * _POINT) for side in corners], fill=_MARK)
    return ImageChops.multiply(picture, colour)
