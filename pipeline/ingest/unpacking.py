"""Members of archives and mails as files found: taken out into a folder, in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from pipeline.ingest.scan import Found
from pipeline.plans.reading.containers import unpack
from pipeline.plans.reading.members import MAX_BYTES, MAX_MEMBERS, Member

NESTED = 3  # containers around a file


class Unpacker:
    """Takes out of a container what has one of some endings, into a new folder below a given one."""

    def __init__(self, folder: Path, endings: frozenset[str]) -> None:
        self._folder = folder
        self._endings = endings

    def read(self, raw: bytes, file: str) -> tuple[Member, ...]:
        """Return the members; see `unpack`."""
        return unpack(raw, file, Path(mkdtemp(dir=self._folder)), self._wants)

    def _wants(self, name: str) -> bool:
        return PurePosixPath(name).suffix.lower() in self._endings


class Room:
    """How much an outermost container may still hold, with everything nested in it."""

    def __init__(self) -> None:
        self._members = MAX_MEMBERS
        self._bytes = MAX_BYTES

    @property
    def is_full(self) -> bool:
        """Whether nothing more is taken out."""
        return self._members <= 0 or self._bytes <= 0

    def take(self, members: Sequence[Member]) -> None:
        """Count what was taken out."""
        self._members -= len(members)
        self._bytes -= sum(member.path.stat().st_size for member in members if member.path)


def found_inside(container: Found, member: Member, mtime_ns: int) -> Found:
    """Return a member as a file that was found: named below its container, and as old as that."""
    size = member.path.stat().st_size if member.path else 0
    file = f"{container.file}/{member.name}"
    return Found(container.root, file, member.path or container.path, size, mtime_ns, is_member=True)
