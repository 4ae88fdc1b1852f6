"""Files that a reader sends: kept under data/raw, whole or not at all, under a name that leads nowhere else.

A file on its way in lies in a hidden folder beside the others, which no run looks into; what a killed server left there
goes with the next start.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
import shutil
import threading
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.errors import PlanError, UsageFault
from pipeline.plans.reading.kinds import kind_of
from pipeline.workspace.documents import UPLOADS, Place

MOST_FILES = 5_000
"""Of one sending."""

_UNFINISHED = ".part"
_LONGEST = 120  # characters of a part of a name
_LONGEST_BYTES = 200  # of it in UTF-8: file systems allow 255, and a number may be added
_LONGEST_PATH = 180  # characters; with the folders before it a path stays below what Windows allows
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_NAMING = threading.Lock()  # between finding a name free and taking it

Holding = Callable[[str], list[Place]]
"""Gives the files of the corpus that have the bytes of some hash."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which files may come in: the endings of their names, lower case, with the dot; bytes of each."""

    endings: frozenset[str]
    max_bytes: int


@dataclass(slots=True)
class Received:
    """What became of the files that were sent.

    Attributes
    ----------
    kept : where they lie now, below data/raw.
    known : those that the corpus has already, with one of the files that it has them in.
    refused : the others, with the reason.
    """

    kept: list[str] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


class Incoming:
    """A file on its way in.

    Parameters
    ----------
    name : as the sender's machine calls it, with the folders it lies in there.
    raw : the folder `data/raw`.
    """

    def __init__(self, name: str, raw: Path, limits: Limits) -> None:
        self.name = safe_path(name)
        self.reason = ""
        self._folder = raw / UPLOADS
        self._limits = limits
        self._hash = hashlib.sha256()
        self._size = 0
        self._path = self._folder / _UNFINISHED / os.urandom(8).hex()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._path.open("wb")
        except OSError as error:
            raise UsageFault(f"{self.name}: {_unwritten(error)}.") from error

    def write(self, chunk: bytes) -> None:
        """Add some bytes; those of a file that is refused are let go."""
        self._size += len(chunk)
        if self._size > self._limits.max_bytes:
            self.refuse(f"lớn hơn {self._limits.max_bytes // 1_000_000} MB (too large); tách tệp hoặc nén lại")
        if self.reason:
            return
        try:
            self._stream.write(chunk)
            self._hash.update(chunk)
        except OSError as error:
            self.refuse(_unwritten(error))

    def finish(self, received: Received, holding: Holding) -> None:
        """Put the file in its place, unless it is refused or there already."""
        try:
            self._stream.close()
            name = self.name if self.reason else self._named_by_content()
            if self.reason:
                received.refused.append((str(self.name), self.reason))
            elif known := holding(self._hash.hexdigest()):
                received.known.append((str(self.name), known[0][1]))
            else:
                self._settle(name, received)
        except OSError as error:
            received.refused.append((str(self.name), _unwritten(error)))
        finally:
            self.discard()

    def refuse(self, reason: str) -> None:
        """Keep nothing of the file."""
        self.reason = self.reason or reason

    def discard(self) -> None:
        """Delete what has come in of a file that has not been put in its place."""
        with suppress(OSError):
            self._stream.close()
            self._path.unlink(missing_ok=True)

    def _named_by_content(self) -> PurePosixPath:
        """Return the name, with the ending that the content asks for where nobody could read a file of that name."""
        endings = self._limits.endings
        if self.name.suffix.lower() in endings:
            return self.name
        try:
            kind = kind_of(self._path.read_bytes(), str(self.name))
        except PlanError as error:
            self.refuse(error.reason)
            return self.name
        if kind in endings:
            return self.name.with_name(f"{self.name.name}{kind}")
        self.refuse(f"chưa đọc được loại tệp này (no reader); đọc được: {', '.join(sorted(endings))}")
        return self.name

    def _settle(self, name: PurePosixPath, received: Received) -> None:
        """Move the file to the first free name; where it lies already under its own, leave it at that."""
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _NAMING:
            if target.is_file() and filecmp.cmp(target, self._path, shallow=False):
                received.known.append((str(self.name), f"{UPLOADS}/{name}"))
                return
            free = _free(target)
            self._path.rename(free)
        received.kept.append(free.relative_to(self._folder.parent).as_posix())


def sweep(raw: Path) -> bool:
    """Delete what a killed server left of files on their way in; return whether there was anything."""
    unfinished = raw / UPLOADS / _UNFINISHED
    is_left = unfinished.is_dir() and any(unfinished.iterdir())
    shutil.rmtree(unfinished, ignore_errors=True)
    return is_left


def safe_path(name: str) -> PurePosixPath:
    r"""Return a path that every system can hold and that leads to no other folder.

    Examples
    --------
    >>> str(safe_path("Năm 2025/Kế hoạch: số 5?.docx")), str(safe_path("C:\\a\\con.txt")), str(safe_path("../.."))
    ('Năm 2025/Kế hoạch_ số 5_.docx', 'a/_con.txt', 'tệp')
    """
    parts = re.split(r"[/\\]", unicodedata.normalize("NFC", name))
    safe = [_safe_name(part) for part in parts if part.strip(" .") and not re.fullmatch("[A-Za-z]:", part)]
    while len(safe) > 1 and len("/".join(safe)) > _LONGEST_PATH:
        del safe[0]
    return PurePosixPath(*safe) if safe else PurePosixPath("tệp")


def _safe_name(part: str) -> str:
    clean = _FORBIDDEN.sub("_", part).strip(" .")
    clean = f"_{clean}" if _RESERVED.match(clean) else clean
    stem, ending = os.path.splitext(clean)
    if len(ending) > _LONGEST // 4:
        stem, ending = clean, ""
    short = (stem[: _LONGEST - len(ending)]).encode()[: _LONGEST_BYTES - len(ending.encode())].decode(errors="ignore")
    return short.rstrip(" .") + ending or "tệp"


def _free(target: Path) -> Path:
    """Return a name that is not taken yet, with a number where it has to be."""
    number, path = 1, target
    while path.exists():
        number += 1
        path = target.with_stem(f"{target.stem} ({number})")
    return path


def _unwritten(error: OSError) -> str:
    return f"không ghi được (cannot be written): {error.strerror or error}; kiểm tra chỗ trống và quyền ghi"
