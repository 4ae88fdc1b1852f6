"""Which file a person means, by its path on this disk or by its name as files are listed."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from pipeline.errors import UsageFault

if TYPE_CHECKING:
    from pipeline.workspace.documents import Place
    from pipeline.workspace.workspace import Workspace


def place_of(workspace: Workspace, given: Path) -> Place:
    """Return the file that is meant; one that is there need not be known yet.

    Raises
    ------
    UsageFault
        It is neither known nor there, or files of several folders have this name.
    """
    places = _places(workspace, given)
    if not places:
        names = [file for _, file, _ in workspace.corpus().ledger.statuses()]
        raise UsageFault(f"Không có tệp {given} (no such file){resembling(str(given), names)}")
    if len(places) > 1:
        paths = ", ".join(str(workspace.home / root / file) for root, file in places)
        raise UsageFault(f"{given} là tên của nhiều tệp (several files have it); ghi một đường dẫn: {paths}.")
    return places[0]


def path_of(workspace: Workspace, given: Path) -> Path:
    """Return where a file or folder lies that is to be read; for a file in an archive, where that lies.

    A file in an archive that was left out is taken in again: it has been named.

    Raises
    ------
    UsageFault
        It is neither known nor there, or files of several folders have this name.
    """
    from pipeline.ingest.scan import is_there

    if is_there(given) or not workspace.corpus_path.is_file():
        return given
    place = place_of(workspace, given)
    path = workspace.documents.original(place)
    if place in _left_out(workspace):
        workspace.documents.take_back(place)
    return path


def name_of(workspace: Workspace, given: str) -> str:
    """Return how the file that is meant is listed; what means none, or several, as it was given."""
    names = {file for _, file in _places(workspace, Path(given))}
    return names.pop() if len(names) == 1 else given


def resembling(given: str, names: Collection[str]) -> str:
    """Return the end of a message about a name that nothing has: the names most like it, or how names look."""
    if meant := get_close_matches(given, names, n=3):
        return f"; có phải là: {', '.join(meant)}?"
    example = "".join(f", ví dụ {name}" for name in islice(names, 1))
    return f"; ghi đường dẫn, hoặc tên như `kehoach search` cho biết{example} (a path, or a name such as search shows)."


def _places(workspace: Workspace, given: Path) -> list[Place]:
    """Return the file at a path, else those that are listed by this name; macOS writes diacritics apart."""
    from pipeline.ingest.scan import is_there, known_as

    ledger = workspace.corpus().ledger
    root, file = known_as(given, workspace.home, ledger.roots())
    if is_there(given) and given.is_file():
        return [(root, file)]
    known = [*((root, file) for root, file, _ in ledger.statuses()), *_left_out(workspace)]
    written = [(place, normalize("NFC", place[1])) for place in known]
    path, name = (root, normalize("NFC", file)), normalize("NFC", given.as_posix())
    at_path = [place for place, as_written in written if (place[0], as_written) == path]
    return at_path or [place for place, as_written in written if as_written == name]


def _left_out(workspace: Workspace) -> list[Place]:
    return [(out.root, out.file) for out in workspace.documents.left_out()]
