"""What the API gives, as its OpenAPI document shows it; the JSON itself is made by the rooms that own the records.

The docstrings of these records, and of those of `pipeline.records` that leave the program as they are, are the
documentation of their fields; see `description`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.records import Deadline, Header, Understood
from pipeline.search.facets import Choice
from pipeline.store.folders import LeftOut
from pipeline.store.ledger import Line
from pipeline.web.api.giving import Listed
from pipeline.web.job import Job


@dataclass
class Understanding:
    """What was understood of a question.

    Attributes
    ----------
    words : what is left to search for once conditions and question words are taken out.
    phrases : quoted words that a hit must contain.
    filters : the conditions, given or understood; those that were not asked are left out.
    plans_wanted : whether the question asks for plans rather than tasks.
    read : the parts that were taken for more than words.
    without : keys of the parts that were to be left as words.
    """

    words: str
    phrases: list[str]
    filters: dict[str, Any]
    plans_wanted: bool
    read: list[Understood]
    without: list[str]


@dataclass
class Corrected:
    """Who corrected a field of a task.

    Attributes
    ----------
    at : UTC, ISO 8601.
    before : what the field was shown with.
    """

    author: str
    at: str
    before: list[Any]


@dataclass
class FoundTask:
    """A task that answers a question.

    Attributes
    ----------
    task_id : names the task in every call.
    file : where it was read, relative to the scanned folder; `also_in` are further files with the same plan.
    text : the words of the task and its attribute lines.
    score, rank : higher is better; 1-based.
    why : the reasons, in the language of the question.
    title : of its plan.
    marker, path, headings : its number, and the numbers and words of the items above it.
    page : on which it begins, null where the file has no pages.
    lead, partners : names of agencies.
    references : codes of the documents it cites.
    themes : those it is tagged with.
    decided : theme → who decided, where a person did.
    corrected : field → who corrected it, where a person did.
    """

    task_id: str
    file: str
    also_in: list[str]
    text: str
    score: float
    rank: int
    why: list[str]
    title: str | None
    marker: str
    path: list[str]
    headings: list[str]
    page: int | None
    lead: list[str]
    partners: list[str]
    deadlines: list[Deadline]
    references: list[str]
    themes: list[str]
    decided: dict[str, str]
    corrected: dict[str, Corrected]


@dataclass
class Answered(Listed):
    """An answer: the page of hits that was asked for.

    Attributes
    ----------
    id : the question as asked.
    hits : best first.
    plans : with `by=plan`, the file of each plan, best first; else [].
    total : how many hits (plans with `by=plan`) there are on all pages.
    """

    id: str
    understood: Understanding
    hits: list[FoundTask]
    plans: list[str]


@dataclass
class PlanTask:
    """A task as its plan gives it, with its themes.

    Attributes
    ----------
    id : names the task in every call.
    marker, path : its number, and the numbers of the items above it, outermost first.
    text, attributes : its own words, and its attribute lines as written.
    lead, partners : names of agencies.
    references : codes of the documents it cites.
    themes : those it is tagged with, the most probable first.
    theme_scores : theme → probability; 1 or 0 where a person decided, who then stands in `decided`.
    corrected : field → who corrected it, where a person did.
    page : on which it begins, null where the file has no pages.
    start, end : its marker and words lie there in the text of its plan.
    """

    id: str
    marker: str
    path: list[str]
    text: str
    attributes: list[str]
    lead: list[str]
    partners: list[str]
    deadlines: list[Deadline]
    references: list[str]
    themes: list[str]
    theme_scores: dict[str, float]
    decided: dict[str, str]
    corrected: dict[str, Corrected]
    page: int | None
    start: int
    end: int


@dataclass
class TaskInPlan(PlanTask):
    """A task, and the plan it stands in.

    Attributes
    ----------
    files : that hold the plan, relative to the scanned folder.
    document : number, issuer, date and title of the plan.
    revision : tells this state of the task from others, to correct it.
    """

    files: list[str]
    document: Header
    revision: str


@dataclass
class Word:
    """Something that somebody said about a task.

    Attributes
    ----------
    at : UTC, ISO 8601.
    part : what it is about: lead, partners, deadlines, themes or progress.
    theme : which, where it is about themes, else "".
    before, after : values of that part; `before` is [] where it was not kept, `after` null where the field went back
        to what the plan says, or a label was taken back.
    note : why.
    """

    at: str
    author: str
    part: str
    theme: str
    before: list[Any]
    after: list[Any] | None
    note: str


@dataclass
class SpokenTask(PlanTask):
    """A task with all that people said about it.

    Attributes
    ----------
    revision : tells this state of the task from others, to correct it.
    history : the oldest word first.
    """

    revision: str
    history: list[Word]


@dataclass
class PlanLine:
    """A plan of the corpus.

    Attributes
    ----------
    id : SHA-256 of its bytes; names the plan in every call.
    files : that hold it, relative to the scanned folder.
    tasks : how many it has.
    document : its number, issuer, date and title.
    """

    id: str
    files: list[str]
    tasks: int
    document: Header


@dataclass
class Plans(Listed):
    """A page of the list of plans.

    Attributes
    ----------
    plans : by their first file.
    """

    plans: list[PlanLine]


@dataclass
class WholePlan(PlanLine):
    """A plan in full.

    Attributes
    ----------
    text : as it was read, repaired.
    content : its tasks, in the order in which they stand.
    """

    text: str
    content: list[PlanTask]


@dataclass
class StoreStatus:
    """What the store holds.

    Attributes
    ----------
    counts : of documents, tasks and files.
    """

    counts: dict[str, int]


@dataclass
class Choices:
    """The choices of one kind.

    Attributes
    ----------
    choices : those chosen first, then by how many tasks they leave.
    more : how many further ones there are.
    """

    choices: list[Choice]
    more: int


@dataclass
class Narrowing:
    """By what an answer could be narrowed.

    Attributes
    ----------
    theme, lead, due, status, issuer, year, kind : the parameter of a question that takes the `value` of a choice; `due`
        stands for `due_from` and `due_to`.
    """

    theme: Choices
    lead: Choices
    due: Choices
    status: Choices
    issuer: Choices
    year: Choices
    kind: Choices


@dataclass
class Arrived(Answered):
    """The tasks that came in since a time and surely answer a question.

    Attributes
    ----------
    until : the time by now, to be given as `since` the next time.
    """

    until: int


@dataclass
class SavedLine:
    """A question that you saved.

    Attributes
    ----------
    id : names it in every call.
    name : what you call it.
    address : the query with which `search`, `facets` and `news` ask it.
    at : when it was saved, UTC.
    seen : the time of your last look, as `news` takes it.
    new : how many tasks that came in since then surely answer it, as found when plans were read last.
    """

    id: int
    name: str
    address: str
    at: str
    seen: int
    new: int


@dataclass
class SavedLines:
    """Your saved questions.

    Attributes
    ----------
    saved : by name.
    """

    saved: list[SavedLine]


@dataclass
class LedgerPage(Listed):
    """A page of the ledger.

    Attributes
    ----------
    documents : the files, the one that was read last first.
    statuses : how many files with these words in their names have each status.
    """

    documents: list[Line]
    statuses: dict[str, int]


@dataclass
class LeftOutPage(Listed):
    """A page of the list of files that are left out.

    Attributes
    ----------
    files : the last one first.
    """

    files: list[LeftOut]


@dataclass
class KnownFile:
    """A file that was sent although the corpus has it already.

    Attributes
    ----------
    name : as it was sent.
    file : a file with the same bytes.
    """

    name: str
    file: str


@dataclass
class RefusedFile:
    """A file that was sent and not kept.

    Attributes
    ----------
    name : as it was sent.
    """

    name: str
    reason: str


@dataclass
class Sent:
    """What became of the files that were sent.

    Attributes
    ----------
    kept : their names below data/raw; they are read in the background.
    known : those that the corpus has already.
    refused : the others.
    """

    kept: list[str]
    known: list[KnownFile]
    refused: list[RefusedFile]


@dataclass
class JobList:
    """The work in the background.

    Attributes
    ----------
    jobs : what runs, what waits, and the last that have ended; asked for last, told first.
    """

    jobs: list[Job]
