"""The files inside a file, on their way into a folder, within limits.

Names never become paths: a member is written under a number, so that no name can lead out of the folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.errors import DamagedFile

MAX_MEMBERS = 5_000
MAX_MEMBER_BYTES = 200_000_000
MAX_BYTES = 1_000_000_000
_CHUNK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")

Wanted = Callable[[str], bool]
"""Whether a file of this name is worth taking out."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another.

    Attributes
    ----------
    name : its name in there, NFC, with "/".
    path : where its bytes lie now; None if it was not taken out.
    reason : why it could not be taken out; "" if it could, or if it was not wanted.
    """

    name: str
    path: Path | None
    reason: str = ""


class Unpacking:
    """A container being taken apart: members on their way into a folder.

    Parameters
    ----------
    file : the container, for messages.
    folder : empty; where the members go.
    """

    def __init__(self, file: str, folder: Path, wanted: Wanted) -> None:
        self.file = file
        self.members: list[Member] = []
        self._folder = folder
        self._wanted = wanted
        self._names: set[str] = set()
        self._bytes = 0

    def expect(self, count: int) -> None:
        """Refuse a container that says it has too many members.

        Raises
        ------
        DamagedFile
            There are more than `MAX_MEMBERS`.
        """
        if count > MAX_MEMBERS:
            raise DamagedFile(
                self.file, f"có {count:,} tệp bên trong, nhiều nhất {MAX_MEMBERS:,} (too many members); chia nhỏ ra"
            )

    def wants(self, name: str) -> bool:
        """Whether a member's bytes are asked for; one that is not is noted all the same."""
        if self._wanted(name):
            return True
        self._note(name, None)
        return False

    def refuse(self, name: str, reason: str) -> None:
        """Note a member that cannot be taken out, and why."""
        self._note(name, None, reason)

    def take(self, name: str, stream: BinaryIO) -> None:
        """Copy a member into the folder.

        Raises
        ------
        DamagedFile
            With this one the members are larger than any folder of plans.
        """
        if not _stays_inside(name):
            return self.refuse(name, f"đường dẫn {name!r} trỏ ra ngoài (path leads outside); đổi tên tệp rồi nén lại")
        path = self._folder / f"{len(self.members):04}{PurePosixPath(name).suffix.lower()[:12]}"
        size = 0
        with path.open("wb") as target:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._bytes += len(chunk)
                if size > MAX_MEMBER_BYTES or self._bytes > MAX_BYTES:
                    break
                target.write(chunk)
        if self._bytes > MAX_BYTES:
            raise DamagedFile(
                self.file, f"mở ra lớn hơn {MAX_BYTES // 1_000_000} MB (unpacks to too much); chia nhỏ tệp này"
            )
        if size > MAX_MEMBER_BYTES:
            path.unlink()
            return self.refuse(name, f"lớn hơn {MAX_MEMBER_BYTES // 1_000_000} MB (too large)")
        self._note(name, path)

    def _note(self, name: str, path: Path | None, reason: str = "") -> None:
        """Write down a member under a name that no other has."""
        plain = _plain_name(name)
        stem, ending = PurePosixPath(plain).with_suffix("").as_posix(), PurePosixPath(plain).suffix
        number = 1
        while plain in self._names:
            number += 1
            plain = f"{stem} ({number}){ending}"
        self._names.add(plain)
        self.members.append(Member(plain, path, reason))


def _parts(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).replace("\\", "/").split("/")


def _stays_inside(name: str) -> bool:
    """Whether a name is one below the container, as a packer that means well writes it."""
    return not (name[:1] in "/\\" or _DRIVE.match(name) or ".." in _parts(name))


def _plain_name(name: str) -> str:
    """Return a name that is a path below the container, whatever it was."""
    kept = [_CONTROL.sub("_", part).strip() for part in _parts(name) if part not in ("", ".", "..")]
    return "/".join(part for part in kept if part) or "không tên"
