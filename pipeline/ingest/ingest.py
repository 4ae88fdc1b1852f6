"""A folder of plans becomes a corpus: what is new or changed is read, what has gone is dropped.

The story of `kehoach run`: look at the folders, leave alone what has not changed, read the rest (in several
processes when there is much of it), write documents together with their line in the ledger, drop what is
gone. Every write is a transaction, so a run killed at any moment is completed by the next one. The indexes
are brought up to date by the caller (`Workspace.run`), from what the corpus then holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pipeline.config import Config
from pipeline.ingest.files import Files, Known, still
from pipeline.ingest.reader import Reader
from pipeline.ingest.scan import Scan
from pipeline.ingest.twins import link_twins
from pipeline.records import LedgerEntry
from pipeline.store.corpus import Corpus
from pipeline.store.ledger import OPENED, STORED
from pipeline.store.subjects import Subject

READ = (*STORED, "unchanged")

Progress = Callable[[int, int], None]
"""Called with how many files are done and how many there are."""


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Attributes
    ----------
    entries : one per file seen or dropped, by path; "unchanged" and "dropped" besides the ledger's statuses.
    moved : how many tasks that people had said something about were found again in new contents of their file.
    orphans : those that were not, and have gone with this run.
    """

    entries: tuple[LedgerEntry, ...]
    moved: int = 0
    orphans: tuple[Subject, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return how many files there are of each status, the most frequent first."""
        return dict(Counter(entry.status for entry in self.entries).most_common())

    def failures(self) -> tuple[LedgerEntry, ...]:
        """Return the files that gave no document."""
        return tuple(entry for entry in self.entries if entry.status not in (*READ, OPENED, "dropped"))

    def remarks(self) -> tuple[LedgerEntry, ...]:
        """Return the files that were read now, with something to know about it: a doubt, a twin, no tasks."""
        return tuple(entry for entry in self.entries if entry.status in STORED and entry.reason)

    @property
    def n_read(self) -> int:
        """How many files could be used, unchanged ones included."""
        return sum(entry.status in READ for entry in self.entries)

    @property
    def has_internal_error(self) -> bool:
        """Whether a defect of the program cost a file."""
        return any(entry.status == "internal" for entry in self.entries)


def ingest(
    corpus: Corpus,
    scans: Iterable[Scan],
    factory: Callable[[], Reader],
    config: Config,
    progress: Progress = _silent,
    *,
    again: bool = False,
) -> Report:
    """Bring the corpus up to date with what was found.

    Parameters
    ----------
    factory : makes a reader; called in each process, so it has to be importable from there.
    again : read also what has not changed.

    Raises
    ------
    CorpusError
        The disk is full or may not be written; what was committed stays.
    KehoachError
        Every file would fail, for instance because a model is missing.
    """
    entries: list[LedgerEntry] = []
    gone_before = {subject.id for subject in corpus.subjects.orphans()}
    scans = [_wanted(corpus, scan, again=again) for scan in scans]
    left_out = {(file.root, file.file) for file in corpus.folders.left_out()}
    with Files(corpus, factory, config, left_out) as files:
        for scan in scans:
            known = corpus.ledger.known(scan.root)
            changed, settled = files.sort(scan.found, known)
            entries += [still(line) for line in settled]
            for done, entry in enumerate(files.read(changed, known), len(scan.found) - len(changed) + 1):
                entries.append(entry)
                progress(done, max(done, len(scan.found)))
            entries += _drop(corpus, scan, known, files.present)
    with corpus.changing():
        moved = corpus.follow()
        corpus.prune()
    link_twins(corpus)
    corpus.settle()
    orphans = tuple(subject for subject in corpus.subjects.orphans() if subject.id not in gone_before)
    said = {entry.file: entry.reason for entry in corpus.ledger.entries()}
    entries = [replace(entry, reason=said[entry.file]) if entry.status in READ else entry for entry in entries]
    return Report(tuple(sorted(entries, key=lambda entry: (entry.file, entry.status))), moved, orphans)


def _wanted(corpus: Corpus, scan: Scan, *, again: bool) -> Scan:
    """Return a place without what people have left out of it; a file that is named itself is not left out."""
    with corpus.changing():
        if scan.within:
            corpus.folders.take_back(scan.root, scan.within)
        else:
            corpus.folders.follow(scan.root, scan.swallowed)
        if again:
            corpus.doubt(scan.root, {found.file for found in scan.found})
    left_out = {file.file for file in corpus.folders.left_out() if file.root == scan.root}
    return replace(scan, found=tuple(found for found in scan.found if found.file not in left_out))


def _drop(corpus: Corpus, scan: Scan, known: Known, present: set[tuple[str, str]]) -> list[LedgerEntry]:
    """Forget files that have gone and roots that were swallowed."""
    lost = scan.lost(file for file in known if (scan.root, file) not in present)
    with corpus.changing():
        corpus.drop(scan.root, lost)
        for root in scan.swallowed:
            corpus.ledger.drop(root, corpus.ledger.known(root))
    gone = [LedgerEntry(file, "dropped", "tệp không còn nữa (the file has gone)") for file in lost]
    closed = [
        LedgerEntry(folder or scan.root, "unreadable", "không mở được thư mục này (folder)") for folder in scan.closed
    ]
    return [*gone, *closed]
