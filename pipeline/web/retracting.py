"""Labels are taken back by those who gave them, or by an admin."""

from __future__ import annotations

from fastapi import HTTPException

from pipeline.web.visitors import Visitor
from pipeline.workspace import Workspace


def take_back(workspace: Workspace, visitor: Visitor, label: int) -> None:
    """Take back a label in force.

    Raises
    ------
    HTTPException
        There is none of this id, or it is somebody else's.
    """
    found = next((one for one in workspace.corpus().labels.current() if one.id == label), None)
    if found is None:
        raise HTTPException(404, f"Không có nhãn {label} (no such label), hoặc đã được rút.")
    if found.author != visitor.name and not visitor.may("admin"):
        raise HTTPException(403, f"Nhãn này của {found.author}, chỉ người ấy hoặc admin rút lại được (not yours).")
    workspace.themes.withdraw([label], visitor.name)
