"""A folder of plans and everything one can do with it: the program behind every door."""

from pipeline.workspace.workspace import NOTHING_ASKED, Parsed, Progress, Stage, Workspace

__all__ = ["NOTHING_ASKED", "Parsed", "Progress", "Stage", "Workspace"]
