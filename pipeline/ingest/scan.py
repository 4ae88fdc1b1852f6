"""What lies in the folders: the files to be read, under which root, and what has gone.

A file is known by its root and its path below it. A path inside a folder that was scanned before (or inside
`data/raw`) is looked at under that folder's root, so that a file has the same name whichever way it is
reached.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.errors import UsageFault

_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_IGNORED_PREFIXES = (".", "~$")
_IGNORED_SUFFIXES = (".tmp", ".part", ".crdownload")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is there.

    Attributes
    ----------
    root, file : what it is known by; `file` is the path below the root, with "/".
    path : where to read it.
    size, mtime_ns : -1 where the file system would not say.
    is_member : whether it was taken out of another file, whose time is its own.
    """

    root: str
    file: str
    path: Path
    size: int
    mtime_ns: int
    is_member: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """One place that was looked at.

    Attributes
    ----------
    root : the root its files are known under.
    within : the place itself below the root, "" for all of it.
    found : its files, by path.
    closed : folders below the root that could not be listed; nothing in them counts as gone.
    swallowed : earlier roots inside this place, whose files are now known under `root`, with their paths below it.
    """

    root: str
    within: str
    found: tuple[Found, ...]
    closed: tuple[str, ...]
    swallowed: Mapping[str, str]

    def lost(self, known: Iterable[str]) -> list[str]:
        """Return which of the files known under the root were in this place and are there no more."""
        present = {found.file for found in self.found}
        return [
            file
            for file in known
            if file not in present
            and _is_below(file, self.within)
            and not any(_is_below(file, folder) for folder in self.closed)
        ]


def check_present(paths: Iterable[Path]) -> None:
    """Refuse paths that do not exist, or that nobody may look at.

    Raises
    ------
    UsageFault
        Some of them are not there.
    """
    missing = [str(path.absolute()) for path in paths if not is_there(path)]
    if missing:
        raise UsageFault(
            f"Không có tệp hoặc thư mục (no such file or folder): {', '.join(missing)}; kiểm tra đường dẫn."
        )


def is_there(path: Path) -> bool:
    """Whether there is something at a path; what may not be asked, or no path can be, counts as nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def scan(paths: Sequence[Path], home: Path, roots: Iterable[str]) -> list[Scan]:
    """Look at files and folders.

    Parameters
    ----------
    paths : what the user named; a path inside another one adds nothing.
    home : the workspace; a root inside it is known by its path from there, so that it can be moved.
    roots : what was scanned before.

    Raises
    ------
    UsageFault
        A path does not exist.
    """
    check_present(paths)
    home = home.resolve()
    known = [home / root for root in (*roots, "data/raw")]
    places = sorted({path.resolve() for path in paths}, key=lambda path: (len(path.parts), path))
    scans: list[Scan] = []
    seen: list[Path] = []
    for place in places:
        if not any(place.is_relative_to(earlier) for earlier in seen):
            scans.append(_look_at(place, home, known))
            seen.append(place)
            known.append(home / scans[-1].root)
    return scans


def known_as(path: Path, home: Path, roots: Iterable[str]) -> tuple[str, str]:
    """Return root and path below it under which a file is known, or would be, also one inside an archive or a mail."""
    home, path = home.resolve(), path.resolve()
    root = _holder(path, [home / root for root in (*roots, "data/raw")], path.parent)
    return _root_name(root, home), _below(path, root)


def _holder(place: Path, known: Iterable[Path], own: Path) -> Path:
    """Return the outermost known root that holds a place, its own folder if none does."""
    return min((root for root in known if place.is_relative_to(root)), key=lambda path: len(path.parts), default=own)


def _look_at(place: Path, home: Path, known: list[Path]) -> Scan:
    """Look at one file or folder, under the outermost known root that holds it."""
    root = _holder(place, known, place if place.is_dir() else place.parent)
    closed: list[str] = []
    files = [place] if place.is_file() else sorted(_files_below(place, home, root, closed))
    inside = {path for path in known if path.is_relative_to(place) and path != root}
    return Scan(
        root=_root_name(root, home),
        within=_below(place, root),
        found=tuple(_found(path, root, home) for path in files),
        closed=tuple(closed),
        swallowed={_root_name(path, home): _below(path, root) for path in sorted(inside)},
    )


def _files_below(place: Path, home: Path, root: Path, closed: list[str]) -> Iterator[Path]:
    """Give the files below a folder, noting the folders that cannot be listed."""
    derived = home / "data" / "processed"
    walk = os.walk(place, onerror=lambda error: closed.append(_below(Path(error.filename), root)))
    for folder, subfolders, names in walk:
        here = Path(folder)
        subfolders[:] = [name for name in subfolders if not is_ignored(name) and here / name != derived]
        yield from (here / name for name in names if not is_ignored(name))


def is_ignored(name: str) -> bool:
    """Whether a name is hidden, an editor's lock, or half a download."""
    name = name.lower()
    return name.startswith(_IGNORED_PREFIXES) or name.endswith(_IGNORED_SUFFIXES) or name in _IGNORED_NAMES


def _found(path: Path, root: Path, home: Path) -> Found:
    """Return a file with what the file system says of it."""
    try:
        stat = path.stat()
        size, mtime_ns = stat.st_size, stat.st_mtime_ns
    except OSError:
        size, mtime_ns = -1, -1
    return Found(_root_name(root, home), _below(path, root), path, size, mtime_ns)


def _root_name(root: Path, home: Path) -> str:
    """Return a root as it is written down: from the workspace if it lies in it, else absolute."""
    return _printable(root.relative_to(home) if root.is_relative_to(home) else root)


def _below(path: Path, root: Path) -> str:
    """Return a path below a root with "/", "" for the root itself."""
    return "" if path == root else _printable(path.relative_to(root))


def _printable(path: Path) -> str:
    r"""Return a path as text that can be stored; a byte that is no UTF-8 (an old file share) as "\xe9"."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _is_below(file: str, folder: str) -> bool:
    """Whether a path is a folder (or file) or lies in it; everything lies in ""."""
    return not folder or PurePosixPath(file).is_relative_to(folder)
