"""A word index opened where nothing may be written: tantivy wants to make a lock file even to read."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import CorpusMissing
from pipeline.retrieval.lexical import LexicalIndex

Shelter = TemporaryDirectory[str]


def open_lexical(folder: Path) -> tuple[LexicalIndex, Shelter | None]:
    """Open a word index, on a read-only or full disk through a temporary folder that has to outlive it.

    Raises
    ------
    CorpusMissing
        There is no index in the folder that can be read.
    """
    try:
        return LexicalIndex.open(folder), None
    except CorpusMissing as unopened:
        shelter = Shelter(prefix="kehoach-", ignore_cleanup_errors=True)
        try:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    _lend(file.resolve(), Path(shelter.name) / file.name)
            return LexicalIndex.open(Path(shelter.name)), shelter
        except (OSError, CorpusMissing):
            raise unopened from None  # it was not the lock


def _lend(file: Path, target: Path) -> None:
    """Make a file appear at another place, as a copy where the system allows no links."""
    try:
        target.symlink_to(file)
    except (OSError, NotImplementedError):
        shutil.copyfile(file, target)
