"""In which form a file is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageFault


def form_of(target: Path, form: str | None, forms: Sequence[str]) -> str:
    """Return the form that was asked for, else the one that the name of a file ends in.

    Raises
    ------
    UsageFault
        It is none of those there are.
    """
    wanted = (form or target.suffix.removeprefix(".")).lower()
    if wanted not in forms:
        raise UsageFault(f"{target.name}: không có dạng tệp {wanted!r} (no such form); có: {', '.join(forms)}.")
    return wanted
