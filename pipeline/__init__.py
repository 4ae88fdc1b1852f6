"""kehoach reads Vietnamese administrative plans: who must do what, by when, under which resolution.

>>> from pipeline import Workspace
>>> Workspace.__name__
'Workspace'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.workspace import Workspace

__all__ = ["Workspace"]


def __getattr__(name: str) -> Any:
    """Load the workspace when it is first asked for, so that importing a part of the package stays cheap."""
    if name == "Workspace":
        from pipeline.workspace import Workspace

        return Workspace
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
