"""Who issued what, when: the header of a document, read from its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Header, Paragraph


def read_header(paragraphs: Sequence[Paragraph]) -> Header:
    """Read number, issuer, date, kind, title and signer of a document."""
    return Header()
