"""What long work there is; how it runs is a matter of `jobs`."""

from __future__ import annotations

from pipeline.web.jobs import Job, Step, Work
from pipeline.workspace import Workspace


def _read(workspace: Workspace, job: Job, step: Step) -> str:
    """Bring the corpus up to date with the folders it knows, `data/raw` among them."""
    workspace.raw.mkdir(parents=True, exist_ok=True)
    counts = workspace.run(progress=step).counts()
    return ", ".join(f"{n} {status}" for status, n in counts.items()) or "–"


WORK: dict[str, Work] = {"read": _read}
