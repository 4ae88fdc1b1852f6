"""One file at a time: read without storing it, or found again for a person to open."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from pipeline.config import Config
from pipeline.errors import KehoachError, PlanError, UnreadableFile, UnsupportedFormat
from pipeline.ingest.opening import is_plain
from pipeline.ingest.reader import STATUS, Failure, Reader
from pipeline.ingest.workers import Job, Limits, Workers
from pipeline.plans.reading.containers import is_container, unpack
from pipeline.store.corpus import Reading

_NO_NAME = re.compile(r'[<>:"|?*\\/\x00-\x1f]')


def read_one(raw: bytes, file: str, config: Config, factory: Callable[[], Reader]) -> Reading:
    """Read one file within the limits that every file has, in a process of its own where that is safer.

    Parameters
    ----------
    factory : makes a reader; it has to be importable from another process.

    Raises
    ------
    PlanError
        It cannot be used as a plan; the subclass and its reason say why.
    """
    if is_container(file):
        raise UnsupportedFormat(file, "chứa nhiều tệp: dùng `kehoach run` để đọc (it holds several files)")
    if is_plain(raw, file):
        return factory().read(raw, file)
    with Workers(factory, 1, Limits(config.file_limit_s, config.file_memory_mb)) as workers:
        [(_, outcome)] = workers.read([Job(0, file, raw)])
    if isinstance(outcome, Failure):
        kinds = {status: kind for kind, status in STATUS.items()}
        raise (
            KehoachError(outcome.reason)
            if outcome.status == "internal"
            else kinds.get(outcome.status, PlanError)(file, outcome.reason)
        )
    if outcome is None:
        raise KehoachError(f"{file}: không có kết quả đọc (no answer)")
    return outcome


def original(places: Iterable[tuple[str, str]], home: Path, folder: Path | None = None) -> Path:
    """Return the first of some files that is there, taken out of its container where it is in one.

    Parameters
    ----------
    places : root and name of each, as the ledger has them.
    folder : where what is taken out is put; default the system's folder for such things.

    Raises
    ------
    UnreadableFile
        None is there.
    """
    looked_for = []
    for root, file in places:
        looked_for.append(file)
        path = home / root / file
        if path.is_file():
            return path
        for holder in PurePosixPath(file).parents:
            if (home / root / holder).is_file():
                inside = PurePosixPath(file).relative_to(holder)
                if found := _taken_out(home / root / holder, inside.as_posix(), folder):
                    return found
    missing = ", ".join(looked_for)
    raise UnreadableFile(missing, "không còn ở chỗ cũ (the file is not there any more); chạy lại `kehoach run`")


def original_bytes(places: Sequence[tuple[str, str]], home: Path, sha256: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the first of some files that is there and is what was read.

    Raises
    ------
    UnreadableFile
        None is there, or all are others by now.
    """
    with tempfile.TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True) as folder:
        for place in places:
            try:
                raw = original([place], home, Path(folder)).read_bytes()
            except (UnreadableFile, OSError):
                continue
            if hashlib.sha256(raw).hexdigest() == sha256:
                return place[1], raw
    names = ", ".join(file for _, file in places)
    raise UnreadableFile(names, "không còn, hoặc đã khác lúc đọc (gone, or changed since); chạy lại `kehoach run`")


def _taken_out(container: Path, name: str, place: Path | None) -> Path | None:
    """Return a copy of a member (or of a member of a member) of a container, None if it has none of that name."""
    with tempfile.TemporaryDirectory(prefix="kehoach-", dir=place, ignore_cleanup_errors=True) as folder:
        for member in unpack(container.read_bytes(), container.name, Path(folder), lambda _: True):
            if member.path is not None and member.name == name:
                kept = Path(tempfile.mkdtemp(prefix="kehoach-", dir=place))
                return Path(shutil.move(member.path, kept / _NO_NAME.sub("_", PurePosixPath(name).name)))
            if member.path is not None and name.startswith(f"{member.name}/"):
                return _taken_out(member.path, name.removeprefix(f"{member.name}/"), place)
    return None
