"""One plan: bytes to a document, a document to tasks."""

from __future__ import annotations

from dataclasses import replace

from pipeline.records import Document, Task

READER_VERSION = "3"
"""Grows with every change that makes the same bytes read differently; stored documents are then read again."""

__all__ = ["READER_VERSION", "parse"]


def parse(raw: bytes, file: str) -> tuple[Document, tuple[Task, ...]]:
    """Read the bytes of a plan.

    Parameters
    ----------
    file : its name; the ending chooses the reader, messages name it.

    Returns
    -------
    The document and its tasks in reading order; a text without orders has none.

    Raises
    ------
    PlanError
        The bytes cannot be read as a plan; the subclass and its reason say why.
    """
    # Imported here: the search needs the agencies and deadlines of this room, but none of its readers.
    from pipeline.plans.header import read_header
    from pipeline.plans.outline import outline
    from pipeline.plans.reading import read
    from pipeline.plans.repair import repair
    from pipeline.plans.tasks import find_tasks

    document = repair(read(raw, file))
    document = replace(document, header=read_header(document.paragraphs))
    issued_on = document.header.issued_on
    return document, find_tasks(outline(document), year=int(issued_on[:4]) if issued_on else None)
