"""Reports and exports as they are ordered: what is wanted of which tasks, in which form, and what it is called."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from pipeline.text.normalize import fold
from pipeline.web.job import MADE, Job, Step
from pipeline.workspace import Workspace
from pipeline.workspace.publishing import Progress
from pipeline.workspace.selecting import Selection

ReportForm = Literal["docx", "xlsx", "html"]
ExportForm = Literal["csv", "jsonl", "parquet", "xlsx"]
Group = Literal["theme", "plan"]
Paper = Literal["", "party", "state"]

_CALLED = {"report": "báo cáo", "export": "nhiệm vụ"}
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # characters of what a file is about


@dataclass(frozen=True, slots=True)
class Order:
    """A file that somebody wants.

    Attributes
    ----------
    what : a report for people, or the tasks themselves for other programs.
    group, paper : of a report; `paper` is the layout of a Word document, "" as its issuers'.
    """

    what: Literal["report", "export"]
    form: ReportForm | ExportForm
    selection: Selection
    group: Group = "theme"
    paper: Paper = ""

    @staticmethod
    def read(text: str) -> Order:
        """Return an order that was written down.

        Raises
        ------
        ValueError
            It is none that this program knows.
        """
        return _ORDERS.validate_json(text)

    @property
    def text(self) -> str:
        """The order, written down."""
        return _ORDERS.dump_json(self).decode()

    @property
    def called(self) -> str:
        """What the file is, in a word of its name."""
        return _CALLED[self.what]

    def write(self, workspace: Workspace, target: Path, progress: Progress = lambda done, total: None) -> int:
        """Write the file; return how many tasks are in it.

        Raises
        ------
        UsageFault
            Nothing meets the conditions, or the file cannot be written.
        """
        asked = self.selection
        conditions: dict[str, Any] = {
            "form": self.form, "filters": asked.filters, "statuses": asked.statuses, "secret": asked.secret,
            "only": asked.only, "today": asked.today, "progress": progress,
        }  # fmt: skip
        if self.what == "export":
            return workspace.export(target, asked.text, **conditions)
        party = self.paper == "party" if self.paper else None
        return len(workspace.report(target, asked.text, by=self.group, party=party, **conditions).entries)


_ORDERS = TypeAdapter(Order)


def make(workspace: Workspace, job: Job, step: Step) -> str:
    """Write the file that a job orders; of what an attempt before this one has left nothing stays."""
    order = Order.read(job.argument)
    folder = workspace.processed / MADE / job.id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    name = name_of(order.called, order.selection, workspace.themes.taxonomy.names)

    def told(done: int, total: int) -> None:
        step("paper", done, total)
        if done == total:
            step("finish", 0, 0)

    n = order.write(workspace, folder / f"{name}.{order.form}", told)
    return f"Tệp có {n} nhiệm vụ. ({n} tasks.)"


def name_of(what: str, asked: Selection, theme_names: Mapping[str, str]) -> str:
    """Return what a file is called: what it is, about what, of which day.

    Parameters
    ----------
    what : it is: "báo cáo", "nhiệm vụ" …
    theme_names : id → what a theme is called.
    """
    words = _NOT_NAME.sub("-", fold(" ".join((what, *about(asked, theme_names))))).strip("-")
    return f"{words[:_LONGEST].rstrip('-')}-{asked.today.isoformat()}"


def about(asked: Selection, theme_names: Mapping[str, str]) -> list[str]:
    """Return in words what a selection is about: its themes, its agencies, its question."""
    themes = (theme_names.get(theme, theme) for theme in asked.filters.themes)
    return list(filter(None, (*themes, *asked.filters.leads, asked.only.lead, asked.text)))
