"""PDF files: the text layer where it can be trusted, page by page, else what is read from the page's picture."""

from __future__ import annotations

from functools import partial

from pipeline.plans.reading.pdf_quality import needs_picture
from pipeline.plans.reading.scan import Recogniser
from pipeline.records import Source


def read_pdf(raw: bytes, file: str) -> Source:
    """Read a PDF file: lines in reading order with their places, ruled tables, footnotes at the end.

    Raises
    ------
    UnsupportedFormat
        A password is needed, or there are too many pages.
    UnreadableFile
        Most of its pages are pictures, and the program that reads them is not installed.
    DamagedFile, EmptyPlan
        It is not a PDF file, or holds no text.
    """
    from pipeline.plans.reading.pdf_engine import open_pdf
    from pipeline.plans.reading.scan_picture import DPI

    with open_pdf(raw, file) as pdf, Recogniser(file) as recogniser:
        for number in range(len(pdf)):
            page = pdf.page(number)
            if needs_picture(page):
                recogniser.add(page, partial(pdf.picture, number, dpi=DPI))
            else:
                recogniser.keep(page)
        return recogniser.source()
