"""A thematic report set as a Word document, on the house's paper or into a user's own template."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as Word
from docx.opc.exceptions import PackageNotFoundError

from pipeline.errors import UsageFault
from pipeline.paper.safe import plain
from pipeline.reports.thematic import Report
from pipeline.reports.word.layout import (
    PARTY,
    STATE,
    add_letterhead,
    add_signature,
    new_document,
)
from pipeline.reports.word.setting import IN_TEMPLATES, PLACEHOLDERS, Progress, Setter

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


def write_word(
    report: Report,
    target: Path,
    *,
    template: Path | None = None,
    party: bool | None = None,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write a report as .docx.

    Parameters
    ----------
    template : a .docx of the user's with placeholders such as ``{{tieu_de}}``, each in a paragraph of its own; the
        names are those of `PLACEHOLDERS`.
    party : whether it is a Party body's paper; default as most of its plans.
    progress : called with how many tasks are set and how many there are.

    Raises
    ------
    UsageFault
        The template is no Word document, has no placeholder, or one that does not exist.
    """
    if template is None:
        word = new_document()
        head = PARTY if (report.party if party is None else party) else STATE
        add_letterhead(word, head, "BÁO CÁO", plain(report.title))
        setter = Setter(report, word, progress)
        for part in PLACEHOLDERS.values():
            part(setter)
        add_signature(word, head)
    else:
        word = _opened(template)
        _fill(word, template, Setter(report, word, progress))
    word.core_properties.title = plain(report.title)
    word.core_properties.author = ""
    word.save(str(target))


def _opened(template: Path) -> Word:
    """Return a user's template.

    Raises
    ------
    UsageFault
        It is no Word document.
    """
    try:
        return Document(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise UsageFault(f"Mẫu {template} không phải tệp Word .docx dùng được (no usable template): {error}") from error


def _fill(word: Word, template: Path, setter: Setter) -> None:
    """Replace the placeholders of a template by the parts that they name."""
    places = [(paragraph, name) for paragraph in word.paragraphs for name in _PLACEHOLDER.findall(paragraph.text)]
    unknown = [name for _, name in places if name not in IN_TEMPLATES]
    if unknown or not places:
        what = f"có chỗ điền lạ {{{{{unknown[0]}}}}} (unknown)" if unknown else "không có chỗ điền nào (no placeholder)"
        known = ", ".join(f"{{{{{name}}}}}" for name in IN_TEMPLATES)
        raise UsageFault(f"Mẫu {template} {what}; dùng được: {known}, mỗi chỗ một dòng riêng.")
    body = word.element.body
    for paragraph, name in places:
        there = set(body)
        IN_TEMPLATES[name](setter)
        for made in [part for part in body if part not in there]:
            paragraph._p.addprevious(made)
        body.remove(paragraph._p)
