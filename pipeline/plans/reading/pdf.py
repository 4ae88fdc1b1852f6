"""PDF files: the text layer where it can be trusted, page by page, else what is read from the page's picture."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import EmptyPlan
from pipeline.plans.reading.pdf_flow import flow
from pipeline.plans.reading.pdf_quality import needs_picture
from pipeline.plans.reading.pdf_words import Page
from pipeline.plans.reading.scan import Recogniser
from pipeline.records import Source, Table


def read_pdf(raw: bytes, file: str) -> Source:
    """Read a PDF file: lines in reading order with their places, ruled tables, footnotes at the end.

    Raises
    ------
    UnsupportedFormat
        A password is needed, there are too many pages, or most of them are pictures and the programs that
        read pictures are not installed.
    DamagedFile, EmptyPlan
        It is not a PDF file, or holds no text.
    """
    source = Source(tuple(flow(_pages(raw, file))))
    if not any(isinstance(block, Table) or block.text for block in source.blocks):
        raise EmptyPlan(file, "không đọc được chữ nào trên các trang (no text on the pages); xin bản rõ hơn")
    return source


def _pages(raw: bytes, file: str) -> Iterator[Page]:
    """Give the pages, those that need it read from their pictures."""
    from pipeline.plans.reading.pdf_engine import open_pdf
    from pipeline.plans.reading.scan_picture import DPI

    with open_pdf(raw, file) as pdf, Recogniser(file) as recogniser:
        for number in range(len(pdf)):
            page = pdf.page(number)
            if needs_picture(page):
                recogniser.add(page, lambda number=number: pdf.picture(number, dpi=DPI))
            else:
                recogniser.keep(page)
        yield from recogniser.pages()
