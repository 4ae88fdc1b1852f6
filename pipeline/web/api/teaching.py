"""What the API gives and takes about labels, models and themes; see `shapes`."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from pipeline.learning.comparison import ThemeComparison
from pipeline.store.decisions import Decision
from pipeline.store.finding import Remark
from pipeline.web.api.giving import Listed


@dataclass
class SaidLabel:
    """What somebody said about a task and a theme.

    Attributes
    ----------
    id : by which it can be taken back.
    task_id : of the task, null if it has gone.
    file, text : where the task stands and its words; of one that has gone, where and how it was seen last.
    value : whether the task has the theme.
    at : UTC, ISO 8601.
    model : version whose answer was shown at that time.
    probability : that answer, null where the model did not know the theme.
    """

    id: int
    task_id: str | None
    file: str
    text: str
    theme: str
    value: bool
    author: str
    note: str
    at: str
    model: str
    probability: float | None


@dataclass
class LabelPage(Listed):
    """A page of the labels in force.

    Attributes
    ----------
    labels : what each author said last of each task and theme; the last one first.
    """

    labels: list[SaidLabel]


class GivenLabel(BaseModel):
    """A label to be kept, under the name of the caller."""

    model_config = ConfigDict(extra="forbid")

    task_id: str = Field(max_length=100, description="mã nhiệm vụ (id of the task)")
    theme: str = Field(max_length=200, description="mã hoặc tên chủ đề (id or name of the theme)")
    value: bool = Field(description="nhiệm vụ có chủ đề ấy không (whether the task has it)")
    note: str = Field("", max_length=2_000)


@dataclass
class Taken:
    """What became of labels that were given.

    Attributes
    ----------
    new, unchanged : how many say something new, and how many were said before.
    blank : how many say neither yes nor no.
    refused : those that cannot be meant; `line` is the place in the list, from 1.
    repaired : those that were taken although something was wrong with them.
    """

    new: int
    unchanged: int
    blank: int
    refused: list[Remark]
    repaired: list[Remark]


@dataclass
class Withdrawn:
    """A label that was taken back.

    Attributes
    ----------
    id : which.
    """

    id: int


@dataclass
class Asked:
    """A task that people should judge.

    Attributes
    ----------
    theme, probability : what is asked about, and what the model thinks of it.
    alike : how many tasks say nearly the same (50 and more count as 50).
    why : in words.
    words : of the task, those for which the model gives the theme.
    """

    task_id: str
    file: str
    theme: str
    probability: float
    alike: int
    why: str
    words: list[str]
    text: str


@dataclass
class Review:
    """What people should judge next.

    Attributes
    ----------
    questions : the most telling first.
    """

    questions: list[Asked]


@dataclass
class Version:
    """A version of the theme model.

    Attributes
    ----------
    at, author, note : when, by whom and why it was trained; "" for the one that came with the program.
    micro_f1, macro_f1, ece : cross-validated over plans when it was trained; ece is the calibration error.
    """

    version: str
    in_use: bool
    at: str
    author: str
    note: str
    micro_f1: float | None
    macro_f1: float | None
    ece: float | None


@dataclass
class Models:
    """The versions of the theme model.

    Attributes
    ----------
    versions : the one that came with the program, then those trained here, the oldest first.
    decisions : which were put in use or taken back, the oldest decision first.
    """

    versions: list[Version]
    decisions: list[Decision]


@dataclass
class Compared:
    """A version beside the one in use, on sentences from which neither has learnt.

    Attributes
    ----------
    difference : of micro F1; above 0 the version is the better one.
    low, high : 95 % interval of the difference.
    is_worse : whether the whole interval lies below 0.
    themes : F1 of each theme by the one in use (`old`) and by this one (`new`), with intervals.
    """

    version: str
    used: str
    difference: float
    low: float
    high: float
    is_worse: bool
    themes: list[ThemeComparison]


class Training(BaseModel):
    """What is to be said of a new version."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field("", max_length=500, description="ghi chú (a note on the version)")


class Promotion(BaseModel):
    """Why a version is put in use."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=500, description="lý do (why)")
    force: bool = Field(False, description="dùng cả khi kém rõ rệt (even if significantly worse)")


class Rollback(BaseModel):
    """Why the version in use is taken back."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=500, description="lý do (why)")


@dataclass
class KnownTheme:
    """A theme of the taxonomy in use.

    Attributes
    ----------
    includes, not_for : cases, for people who judge.
    excludes : words that only look like the theme.
    phrases : words that speak for it → weight, up to 10.
    formerly : ids it had before.
    tasks : how many tasks have it.
    yes, no : how many labels in force say so.
    provisional : whether labels are too few to calibrate and measure it.
    """

    id: str
    name_vi: str
    name_en: str
    definition: str
    colour: str
    includes: list[str]
    not_for: list[str]
    excludes: list[str]
    examples: list[str]
    phrases: dict[str, float]
    formerly: list[str]
    tasks: int
    yes: int
    no: int
    provisional: bool


@dataclass
class Taxonomy:
    """The themes in use.

    Attributes
    ----------
    themes : in the order of the taxonomy.
    """

    themes: list[KnownTheme]
