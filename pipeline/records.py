"""The records that flow through the house, one frozen type per stage.

`Source` (what a reader saw) becomes a `Document` (repaired text with its paragraphs), a document an
outline of `Section`s, the sections `Task`s. A task gets theme scores and a vector *beside* it, never
inside it. A `Query` meets them all and brings back `Hit`s and `PlanHit`s. This module imports nothing
of ours, and nothing in it is filled in later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DeadlineKind = Literal["date", "period", "recurring", "ongoing", "conditional"]
Role = Literal["lead", "partner"]
Box = tuple[float, float, float, float]
"""A rectangle on a page: left, top, right, bottom in points (1/72 inch) from the top left corner of the page."""
Language = Literal["vi", "en"]
Amendable = Literal["lead", "partners", "deadlines"]
"""A field of a task that a person may correct."""
Status = Literal["not_started", "in_progress", "done", "overdue", "not_applicable"]
SaidStatus = Literal["not_started", "in_progress", "done", "not_applicable"]
"""The statuses that a person gives; "overdue" follows from the deadline."""
OPEN: tuple[Status, ...] = ("not_started", "in_progress")
"""Those of tasks that are still to be done in time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the file shows it.

    Attributes
    ----------
    text : the line, NFC, without its line break.
    offset : where it begins in the decoded text of the file, in characters.
    page : 1-based page, or None where the format has no pages.
    bold : whether the whole line is set in bold or as a heading.
    runs_on : whether the file itself says that the next line continues this one (an emphasis still open, a
        full line above one that is not indented).
    box : where it stands on its page, None where the format has no places.
    confidence : how sure its letters are (0 to 1), None where they were not read from a picture.
    """

    text: str
    offset: int
    page: int | None = None
    bold: bool = False
    runs_on: bool = False
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file and how sure its letters are; the fields are those of `Line`."""

    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its cells in reading order; every row has the same number of cells.

    Attributes
    ----------
    rows : the cells' texts, row by row; an empty or merged-away cell is "".
    offset, page : as in `Line`, of the first cell.
    places : for each row where it stands on its page, () where the format has no places.
    """

    rows: tuple[tuple[str, ...], ...]
    offset: int
    page: int | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader saw in a file: lines and tables in reading order, nothing interpreted yet.

    A blank line is a `Line` without text. Footnote marks are superscript digits (¹, ²), whatever the file
    used for them; a footnote itself is a line that begins with its mark. `warnings` are what a person should
    know about the reading, for the ledger.
    """

    blocks: tuple[Line | Table, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """From `start` on, `Document.text` comes from `offset` of the file's text, on `page`.

    `box` and `confidence` are those of the line that it is; see `Line`.
    """

    start: int
    offset: int
    page: int | None
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One whole paragraph of the repaired text.

    Attributes
    ----------
    text : its words, one line, Markdown marks and footnote marks removed.
    start, end : `Document.text[start:end] == text`.
    page : the page on which it begins.
    bold : whether all of it is bold (or a heading in the file).
    notes : the texts of the footnotes whose marks stand in it.
    table : 0 for running text, else the 1-based number of the table of which this is a row.
    cells : for a table row its cells, else ().
    """

    text: str
    start: int
    end: int
    page: int | None = None
    bold: bool = False
    notes: tuple[str, ...] = ()
    table: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Who issued what, when. None where the document does not say.

    Attributes
    ----------
    kind : "kế hoạch", "công văn", "chỉ thị" …, lower case.
    number, symbol : "617" and "KH-UBND" of "617/KH-UBND".
    issued_on : "YYYY-MM-DD", "YYYY-MM" or "YYYY", as far as it is given.
    secrecy, urgency : the marks "Mật", "Tối mật", "Hỏa tốc" …, as printed in title case.
    """

    kind: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    issued_on: str | None = None
    title: str | None = None
    signer: str | None = None
    secrecy: str | None = None
    urgency: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A plan, repaired: header, text, and where each part of the text came from.

    Attributes
    ----------
    header : number, issuer, date, title, signer.
    text : NFC; joins made; footnotes at its end.
    paragraphs : in order; together with the footnotes they cover the text.
    anchors : by rising `start`; see `Anchor`.
    warnings : what a person should know about the reading, for the ledger.
    """

    header: Header
    text: str
    paragraphs: tuple[Paragraph, ...]
    anchors: tuple[Anchor, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """An item of the outline with everything below it.

    Attributes
    ----------
    marker : as printed ("II.", "a)", "-"), "" for an unnumbered paragraph.
    text : the item's own words without its marker.
    kind : what the part is for, a word of `plans/data/sections.toml` ("task", "objective" …).
    paragraph : the paragraph it stands in.
    start : where its marker (or first word) begins in `Document.text`.
    children : the items below it, in order.
    rows : for a table its rows, head row first, else ().
    """

    marker: str
    text: str
    kind: str
    paragraph: Paragraph
    start: int
    children: tuple[Section, ...] = ()
    rows: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit that binds a task.

    Attributes
    ----------
    raw : its words as written.
    kind : date, period, recurring, ongoing or conditional.
    value : ISO-like ("2022-04-05", "2025-Q4", "2026/2030", "yearly:06-01,11-15", "ongoing");
        for a conditional deadline the raw words.
    """

    raw: str
    kind: DeadlineKind
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited document code, spelled as it should be ("114-KL/TW"); `start`/`end` in the searched text."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """The smallest unit of a plan that orders something to be done.

    Attributes
    ----------
    ordinal : 0-based position among the tasks of its document.
    marker, path : "a)" and the markers above it, outermost first ("III.", "2.").
    headings : the words of the items above it, outermost first.
    text : its own words, without marker and attribute lines.
    attributes : its attribute lines ("Đơn vị phối hợp: …"), as written.
    lead, partners : names of agencies as given.
    references : codes cited by the task or by footnotes it carries.
    page : 1-based page on which it begins, or None.
    start, end : its marker and words lie in `Document.text[start:end]`.
    """

    ordinal: int
    marker: str
    path: tuple[str, ...]
    headings: tuple[str, ...]
    text: str
    attributes: tuple[str, ...]
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    references: tuple[str, ...]
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """How probable a theme is for a task (0 to 1), and whether the task is tagged with it.

    `author` is who decided that, the probability then being 1 or 0; "" where a model did.
    """

    theme: str
    probability: float
    tagged: bool
    author: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody says that a task has come.

    Attributes
    ----------
    status : never "overdue", which follows from the deadline and the day it is looked at.
    at : UTC, ISO 8601.
    """

    status: Status
    note: str
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody put in the place of what a plan was read to say.

    Attributes
    ----------
    before : what the task was shown with until then.
    after : what it was shown with from then on, None for what the plan says: an earlier correction was undone.
    note : why.
    at : UTC, ISO 8601.
    """

    field: Amendable
    before: tuple[str, ...] | tuple[Deadline, ...]
    after: tuple[str, ...] | tuple[Deadline, ...] | None
    author: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A task with its identity and what was computed for it, as the corpus keeps it.

    Attributes
    ----------
    id : first 12 hex digits of the document's SHA-256, "-", ordinal.
    document : SHA-256 of the document's bytes, hex.
    files : paths of the document's files, relative to the scanned root, with "/"; after them those of
        near-duplicates that it stands for.
    header : of its document.
    task : what the plan says, or people in its place.
    themes : a score for every theme of the taxonomy.
    progress : what was said last about how far it has come, None where nobody said anything.
    corrected : the corrections that are in force, by field.
    """

    id: str
    document: str
    files: tuple[str, ...]
    header: Header
    task: Task
    themes: tuple[ThemeScore, ...]
    progress: Progress | None = None
    corrected: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What is counted of a stored task: everything but its words.

    Attributes
    ----------
    document : SHA-256 of its document's bytes.
    issued_on, secrecy : of its document; see `Header`.
    lead, partners, references : as in `Task`, in no particular order.
    themes : ids of those it is tagged with.
    deadlines : of which only kind and value are known; `raw` repeats the value.
    said : the status that was said last, None where nobody said anything.
    """

    document: str
    issued_on: str | None
    secrecy: str | None
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    references: tuple[str, ...]
    themes: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    said: Status | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions a hit must meet, all of them; an empty one is not asked.

    Attributes
    ----------
    themes, leads, partners, files, issuers, references, years, kinds, statuses : any one in a group suffices.
    due_from, due_to : ISO days; keeps deadlines that overlap the range (both ends included).
    rhythm : how often a recurring deadline comes round: "daily", "weekly", "monthly" … as `Deadline` has it.
    years, kinds : of the plan's issue, "2025", and what it is, "kế hoạch"; as in `Header`.
    statuses : how far the task has come today.
    """

    themes: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    due_from: str | None = None
    due_to: str | None = None
    rhythm: str | None = None
    years: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """Exactly the tasks that one number of a view counts; `Filters` also find what is only nearly meant.

    All conditions have to be met; None asks for nothing, "" for tasks that have no such thing.

    Attributes
    ----------
    lead, partner : an agency by any of its spellings, no group that it belongs to.
    theme : its id.
    plan : SHA-256 of the document's bytes.
    year : of issue.
    reference : a code in any spelling.
    due_from, due_to : ISO days between which, both included, the task falls due.
    when : whether it has a last day ("dated"), or names neither a day nor a rhythm ("undated").
    status : on the day on which it is looked at; "open" for one that is neither done nor late nor done without.
    """

    lead: str | None = None
    partner: str | None = None
    theme: str | None = None
    plan: str | None = None
    year: str | None = None
    reference: str | None = None
    due_from: str | None = None
    due_to: str | None = None
    when: Literal["dated", "undated"] | None = None
    status: Status | Literal["open"] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, as it can be asked again.

    Attributes
    ----------
    text : the question, "" where only filters are given.
    understand : whether more than its words is understood.
    without : keys of understood parts that are to be nothing but words.
    """

    text: str = ""
    filters: Filters = Filters()
    understand: bool = True
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that somebody wants to hear of again.

    Attributes
    ----------
    owner, name : who wants it, and what they call it.
    at : when it was saved, UTC, ISO 8601.
    seen : since when documents are news to its owner; see `Corpus.arrived`.
    n_new : how many new tasks answer it, as found when the corpus was read last.
    """

    id: int
    owner: str
    name: str
    question: Question
    at: str
    seen: int
    n_new: int


@dataclass(frozen=True, slots=True)
class Understood:
    """A part of a question that was taken for more than its words.

    Attributes
    ----------
    key : names the part, the same whenever the question is asked; asking `without` it leaves the words as words.
    said, meaning : its words, and how they were taken, in the language of the question.
    """

    key: str
    said: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and what was understood of it.

    Attributes
    ----------
    text : as asked.
    words : what is left to search for once filters and question words are taken out.
    filters : conditions, given by flags or understood from the question.
    phrases : quoted words that a hit must contain.
    plans_wanted : whether the question asks for plans rather than tasks.
    understood : the parts that were taken for more than words, to show the reader.
    without : keys of parts that were to be left as words.
    """

    text: str
    words: str
    filters: Filters = Filters()
    phrases: tuple[str, ...] = ()
    plans_wanted: bool = False
    understood: tuple[Understood, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A task that answers a query: score (higher is better), 1-based rank, and the reasons in words."""

    task: StoredTask
    score: float
    rank: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanHit:
    """A plan that answers a query, with the hits that prove it, best first."""

    file: str
    header: Header
    score: float
    rank: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query brought back: the page of hits asked for, how many there are in all, the plans."""

    query: Query
    total: int
    hits: tuple[Hit, ...]
    plans: tuple[PlanHit, ...]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one file: "read", "unchanged", "empty", "no-tasks", "failed" …, and why."""

    file: str
    status: str
    reason: str = ""
