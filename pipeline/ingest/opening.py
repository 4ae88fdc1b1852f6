"""A file found becomes bytes and their hash, or the reason why not."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.ingest.reader import OVER_LIMIT, Failure
from pipeline.ingest.scan import Found

_RACY_NS = 2_000_000_000  # a file written so recently may change again without its time changing (FAT: 2 s)
_UNSURE = -1
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz")
_PLAIN = (".txt", ".md", ".markdown")
_OTHER_FORMATS = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:PK|\xd0\xcf\x11\xe0|\{\\rtf|\xff\xd8\xff|\x89PNG|II\*\0|MM\0\*|<|MIME-)|.{0,1024}%PDF-",
    re.S,
)
_GONE = "vừa biến mất (it has just gone)"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was looked into.

    Attributes
    ----------
    raw, sha256 : its bytes and their hash; None if it failed.
    size, mtime_ns : to recognise it by; -1 where the next run has to look into it again.
    failure : why there are no bytes, None if there are.
    """

    found: Found
    raw: bytes | None
    sha256: str | None
    size: int
    mtime_ns: int
    failure: Failure | None = None

    @classmethod
    def failed(cls, found: Found, status: str, reason: str, mtime_ns: int = _UNSURE) -> Opened:
        """Return a file that gave no bytes."""
        return cls(found, None, None, found.size, mtime_ns, Failure(status, reason))


def is_plain(raw: bytes, file: str) -> bool:
    """Whether bytes are what the name says, plain text: reading them can neither crash nor run away."""
    return file.lower().endswith(_PLAIN) and not _OTHER_FORMATS.match(raw)


def open_file(found: Found, endings: frozenset[str], max_bytes: int) -> Opened:
    """Read a file's bytes unless there is no reader for its ending or it is too large."""
    ending = PurePosixPath(found.file).suffix.lower()
    if ending not in endings:
        return Opened.failed(found, "unsupported", _why_not(ending, endings), found.mtime_ns)
    if found.size > max_bytes:
        reason = f"lớn hơn {max_bytes:,} byte (too large); tăng `max_file_mb` trong kehoach.toml nếu cần"
        return Opened.failed(found, OVER_LIMIT, reason, found.mtime_ns)
    try:
        if not stat.S_ISREG(found.path.stat().st_mode):  # opening a pipe would wait for ever
            return Opened.failed(found, "unreadable", "không phải tệp thường (a pipe or a device, not a file)")
        return _read(found)
    except FileNotFoundError:
        what = "liên kết trỏ vào tệp không có (link to nothing)" if found.path.is_symlink() else _GONE
        return Opened.failed(found, "unreadable", what)
    except OSError as error:
        reason = f"không mở được (cannot be opened): {error.strerror or error}"
        return Opened.failed(found, "unreadable", reason)


def _why_not(ending: str, endings: frozenset[str]) -> str:
    """Return in words why there is no reader for an ending, and what to do."""
    if ending in _OTHER_ARCHIVES:
        return f"chưa mở được {ending} (no reader); giải nén bằng 7-Zip rồi bỏ các tệp vào thư mục (extract it first)"
    what = f"chưa đọc được loại {ending}" if ending else "tên tệp không có đuôi"
    return f"{what} (no reader); đọc được: {', '.join(sorted(endings))}"


def _read(found: Found) -> Opened:
    """Read the bytes, and trust the file's time only if it cannot have changed meanwhile."""
    with found.path.open("rb") as stream:
        before = os.fstat(stream.fileno())
        raw = stream.read()
    if found.is_member:
        return Opened(found, raw, hashlib.sha256(raw).hexdigest(), len(raw), found.mtime_ns)
    is_sure = len(raw) == before.st_size and time.time_ns() - before.st_mtime_ns >= _RACY_NS
    mtime_ns = before.st_mtime_ns if is_sure else _UNSURE
    return Opened(found, raw, hashlib.sha256(raw).hexdigest(), len(raw), mtime_ns)
