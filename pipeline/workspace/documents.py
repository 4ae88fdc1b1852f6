"""The files of a workspace: what became of each, which are left out, which folders are followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableFile, UsageFault
from pipeline.store.folders import LeftOut
from pipeline.store.ledger import OPENED, STORED, Line
from pipeline.store.shelf import Plan
from pipeline.text.normalize import fold

if TYPE_CHECKING:
    from pipeline.workspace.workspace import Workspace

RAW = "data/raw"
UPLOADS = "tải lên"  # below data/raw
TROUBLE = "trouble"
"""Stands for every status of a file that gave nothing."""

Place = tuple[str, str]
"""Root and path below it, by which a file is known."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of the ledger.

    Attributes
    ----------
    total : how many lines there are in all that meet the conditions.
    statuses : how many files with these words in their names have each status, the most frequent first.
    """

    lines: tuple[Line, ...]
    total: int
    statuses: dict[str, int]

    @property
    def n_trouble(self) -> int:
        """How many files with these words gave nothing."""
        return sum(n for status, n in self.statuses.items() if is_trouble(status))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is read whole: its root, whether it is there now, how many of its files are known."""

    root: str
    is_there: bool
    n_files: int


def is_trouble(status: str) -> bool:
    """Whether a file of this status gave nothing."""
    return status not in (*STORED, OPENED)


class Documents:
    """The files of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._home = workspace.home

    @property
    def uploads(self) -> Path:
        """Where files lie that were sent to the workplace."""
        return self._workspace.raw / UPLOADS

    def page(self, words: str = "", status: str = "", offset: int = 0, limit: int = 50) -> Page:
        """Return the files whose names have some words, with any letters and marks, and that have a status.

        Parameters
        ----------
        status : one of the ledger's, `TROUBLE`, or "" for any.
        """
        corpus, wanted = self._workspace.corpus(), fold(words).split()
        named = [line for line in corpus.ledger.statuses() if all(word in fold(line[1]) for word in wanted)]
        chosen = [
            (root, file)
            for root, file, found in named
            if not status or status == found or (status == TROUBLE and is_trouble(found))
        ]
        lines = corpus.ledger.lines(chosen[offset : offset + limit])
        return Page(tuple(lines), len(chosen), dict(Counter(found for *_, found in named).most_common()))

    def plans(self, words: str = "", offset: int = 0, limit: int = 50) -> tuple[list[Plan], int]:
        """Return the plans with some words, with any letters and marks, in number, subject or file; and how many."""
        wanted = fold(words).split()
        shelf = [plan for plan in self._workspace.corpus().shelf() if all(word in _label(plan) for word in wanted)]
        return shelf[offset : offset + limit], len(shelf)

    def line(self, place: Place) -> Line:
        """Return what became of a file.

        Raises
        ------
        UsageFault
            Nobody knows it.
        """
        for line in self._workspace.corpus().ledger.lines([place]):
            return line
        raise UsageFault(f"Không có tệp {place[1]} trong kho (no such file); xem lại danh sách tệp.")

    def holding(self, sha256: str) -> list[Place]:
        """Return the files that have these bytes, [] also while nothing has been read yet."""
        if not self._workspace.corpus_path.is_file():
            return []
        return self._workspace.corpus().ledger.holding(sha256)

    def original(self, place: Place) -> Path:
        """Return where a file lies, for one inside an archive or a mail where that lies.

        Raises
        ------
        UsageFault
            It is neither known nor left out, or is not there any more.
        """
        root, file = place
        if place not in {(out.root, out.file) for out in self.left_out()}:
            self.line(place)
        for holder in (PurePosixPath(file), *PurePosixPath(file).parents):
            if (path := self._home / root / holder).is_file():
                return path
        raise UnreadableFile(file, "không còn ở chỗ cũ (the file is not there any more)")

    def forget(self, places: Sequence[Place], author: str) -> None:
        """Take files out of the corpus and leave them out from now on; the files themselves stay where they are.

        They are not found any more at once; what is derived from them goes with the next run, or with `tidy`.
        A run at the same time does no harm: a file that it is just reading goes with the run after it.
        """
        corpus = self._workspace.corpus()
        with corpus.changing():
            for root, file in places:
                corpus.folders.leave_out(root, file, author)
                corpus.drop(root, [line.file for line in corpus.ledger.inside(root, {file})])

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return the files that are left out, the last one first."""
        return self._workspace.corpus().folders.left_out()

    def take_back(self, place: Place) -> None:
        """Let the next run take a file in again."""
        corpus = self._workspace.corpus()
        with corpus.changing():
            corpus.folders.take_back(*place)
            corpus.ledger.doubt(place[0], {place[1]})  # the archive that it is in

    def is_upload(self, place: Place) -> bool:
        """Whether a file was sent to the workplace and lies where such files are kept."""
        path = (self._home / place[0] / place[1]).resolve()
        return path.is_relative_to(self.uploads.resolve()) and path.is_file()

    def delete(self, place: Place) -> None:
        """Delete for good a file that was sent to the workplace and has been left out.

        Raises
        ------
        UsageFault
            It is none, or is still in the corpus, or cannot be deleted.
        """
        is_out = any((file.root, file.file) == place for file in self.left_out())
        if not (is_out and self.is_upload(place)):
            raise UsageFault(
                f"Không xóa {place[1]} (not deleted): chỉ xóa hẳn được tệp đã tải lên và đã bỏ ra khỏi kho."
            )
        try:
            (self._home / place[0] / place[1]).unlink(missing_ok=True)
        except OSError as error:
            raise UsageFault(f"Không xóa được {place[1]} (cannot be deleted): {error.strerror or error}.") from error
        with self._workspace.corpus().changing():
            self._workspace.corpus().folders.take_back(*place)

    def folders(self) -> tuple[Folder, ...]:
        """Return the folders that are read whole, `data/raw` among them."""
        corpus = self._workspace.corpus()
        roots = sorted({RAW, *corpus.folders.followed()})
        n_files = Counter(root for root, *_ in corpus.ledger.statuses())
        return tuple(Folder(root, (self._home / root).is_dir(), n_files[root]) for root in roots)

    def folder_at(self, path: str) -> str:
        """Return how a folder of this machine is called from the workspace.

        Raises
        ------
        UsageFault
            It is no folder, or the one that the store itself is in.
        """
        folder = Path(path.strip())
        try:
            is_folder = folder.is_absolute() and folder.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if not is_folder or folder.resolve().is_relative_to(self._workspace.processed):
            raise UsageFault(
                f"{path!r} không phải thư mục kế hoạch (no folder of plans); ghi đường dẫn đầy đủ của một thư mục."
            )
        return str(folder.resolve())

    def followed(self) -> list[Path]:
        """Return what is read when everything is: folders, and files that were named one by one and are still there."""
        corpus = self._workspace.corpus()
        roots = {RAW, *corpus.folders.followed()}
        files = (self._home / root / file for root, file, _ in corpus.ledger.statuses() if root not in roots)
        return [self._home / root for root in sorted(roots)] + sorted(file for file in files if file.is_file())

    def drop_folder(self, root: str) -> None:
        """Take a folder with all its files out of the corpus, and follow it no more; the files stay where they are."""
        corpus = self._workspace.corpus()
        with corpus.changing():
            corpus.drop(root, corpus.ledger.known(root))
            corpus.folders.unfollow(root)

    def tidy(self, progress: Progress) -> None:
        """Drop what is derived from files that have gone, without looking for new ones.

        Parameters
        ----------
        progress : called with how many tasks are in the index and how many there are.
        """
        from pipeline.ingest.ingest import ingest
        from pipeline.ingest.reader import PlanReader

        workspace = self._workspace
        with workspace.themes.writing() as corpus:
            ingest(corpus, (), partial(PlanReader, workspace.themes.model(corpus)), workspace.config)
            workspace.generations.refresh(corpus, workspace.encoder, progress=progress)


def _label(plan: Plan) -> str:
    """Return what a plan can be told by, folded."""
    header = plan.header
    return fold(" ".join((f"{header.number or ''}/{header.symbol or ''}", header.title or "", *plan.files)))
