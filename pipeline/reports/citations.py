"""Where a sentence stands, in words: plan, section, page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.records import Header, StoredTask

_ABOUT = re.compile(r"(?:về việc|về|v/v)\s+(?=\S)", re.I)
_MARKER_END = ".)-+•*–—: "


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference to the sentence of a plan.

    Attributes
    ----------
    number : 1-based, in the order of the report.
    task : the id of the task that stands there.
    plan, place : in words: "Kế hoạch số 12/KH-UBND ngày 05/4/2022 của UBND tỉnh An Phú", "mục III.2.a, trang 4".
    file : where to open it.
    """

    number: int
    task: str
    plan: str
    place: str
    file: str


def cite(number: int, stored: StoredTask) -> Citation:
    """Return the citation of a task."""
    return Citation(number, stored.id, plan_name(stored.header), place(stored), stored.files[0])


def plan_name(header: Header) -> str:
    """Return what a plan is called in a citation, as far as it says so itself.

    Examples
    --------
    >>> plan_name(Header("kế hoạch", "12", "KH-UBND", "UBND tỉnh An Phú", "2022-04-05"))
    'Kế hoạch số 12/KH-UBND ngày 05/4/2022 của UBND tỉnh An Phú'
    >>> plan_name(Header())
    'Văn bản không rõ số'
    """
    code = code_of(header)
    parts = [(header.kind or "văn bản").capitalize(), f"số {code}" if code else "không rõ số"]
    if header.issued_on:
        parts.append(day_in_words(header.issued_on))
    if header.issuer:
        parts.append(f"của {header.issuer}")
    return " ".join(parts)


def full_name(header: Header) -> str:
    """Return what a plan is called and what it is about, whose words may begin with "về việc" themselves.

    Examples
    --------
    >>> full_name(Header("quyết định", "5", "QĐ-UBND", title="Về việc ban hành Quy chế"))
    'Quyết định số 5/QĐ-UBND về việc ban hành Quy chế'
    >>> full_name(Header("kế hoạch", "12", "KH-UBND", title="Công tác nội chính"))
    'Kế hoạch số 12/KH-UBND về Công tác nội chính'
    """
    if not header.title:
        return plan_name(header)
    begun = _ABOUT.match(header.title)
    about = begun[0].lower().replace("v/v", "về việc") if begun else "về "
    return f"{plan_name(header)} {about}{header.title[begun.end() if begun else 0 :]}"


def code_of(header: Header) -> str:
    """Return number and symbol of a plan, a blank number as dots; "" where it has neither.

    The State parts them by a slash, the Party, whose symbols have the slash inside, by a hyphen.

    Examples
    --------
    >>> code_of(Header(number="12", symbol="KH-UBND")), code_of(Header(symbol="NQ/TU"))
    ('12/KH-UBND', '…-NQ/TU')
    """
    if not header.symbol:
        return header.number or ""
    return f"{header.number or '…'}{'/' if '-' in header.symbol else '-'}{header.symbol}"


def day_in_words(value: str) -> str:
    """Return a day, month or year of ISO form as official documents write it.

    Examples
    --------
    >>> day_in_words("2022-04-05"), day_in_words("2022-11"), day_in_words("2022")
    ('ngày 05/4/2022', 'tháng 11/2022', 'năm 2022')
    """
    parts = value.split("-")
    if len(parts) == 3:
        return f"ngày {parts[2]}/{_month(parts[1])}/{parts[0]}"
    return f"tháng {_month(parts[1])}/{parts[0]}" if len(parts) == 2 else f"năm {value}"


def _month(number: str) -> str:
    """Return a month as Nghị định 30/2020 wants it: with a zero only for January and February."""
    return number if int(number) < 3 else str(int(number))


def place(stored: StoredTask) -> str:
    """Return where in its plan a task stands: "mục III.2.a, trang 4"; a bare dash is counted with its parent."""
    task = stored.task
    section = ".".join(filter(None, map(_bare, (*task.path, task.marker))))
    parts = [f"mục {section}"] if section else []
    if task.page is not None:
        parts.append(f"trang {task.page}")
    return ", ".join(parts) or "phần không đánh số"


def _bare(marker: str) -> str:
    """Return a marker without what parts it from the words: "a)" → "a", "-" → "", but "(1)" keeps both brackets."""
    bare = marker.strip(_MARKER_END)
    return f"{bare})" if bare.startswith("(") else bare
