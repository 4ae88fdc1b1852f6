"""A folder of plans becomes a corpus: what is new or changed is read, what has gone is dropped.

The story of `kehoach run`: look at the folders, leave alone what has not changed, read the rest (in several
processes when there is much of it), write documents together with their line in the ledger, drop what is
gone. Every write is a transaction, so a run killed at any moment is completed by the next one. The indexes
are brought up to date by the caller (`Workspace.run`), from what the corpus then holds.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.config import Config
from pipeline.ingest.opening import Opened, open_file
from pipeline.ingest.reader import Failure, Reader, attempt
from pipeline.ingest.scan import Found, Scan
from pipeline.ingest.workers import Job, Outcome, Workers
from pipeline.records import LedgerEntry
from pipeline.store.corpus import Corpus
from pipeline.store.ledger import STORED, KnownFile

READ = (*STORED, "unchanged")
_WORTH_PROCESSES = 1_000_000  # bytes; below, starting processes takes longer than reading
_COMMIT_S = 2.0  # seconds of work at risk when a run is killed
_COMMIT_FILES = 200
_PASSING = ("unreadable", "internal")  # worth another try although the file is the same
_NO_TASKS = ("no-tasks", "không có nhiệm vụ nào (it orders nothing)")
_LOST = Failure("internal", "mất kết quả đọc trước đó (an earlier reading is lost); chạy lại")

Known = Mapping[str, KnownFile]
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
    """

    entries: tuple[LedgerEntry, ...]

    def counts(self) -> dict[str, int]:
        """Return how many files there are of each status, the most frequent first."""
        return dict(Counter(entry.status for entry in self.entries).most_common())

    def failures(self) -> tuple[LedgerEntry, ...]:
        """Return the files that gave no document."""
        return tuple(entry for entry in self.entries if entry.status not in (*READ, "dropped"))

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
) -> Report:
    """Bring the corpus up to date with what was found.

    Parameters
    ----------
    factory : makes a reader; called in each process, so it has to be importable from there.

    Raises
    ------
    CorpusError
        The disk is full or may not be written; what was committed stays.
    KehoachError
        Every file would fail, for instance because a model is missing.
    """
    entries: list[LedgerEntry] = []
    run = _Run(corpus, factory, config)
    for scan in scans:
        known = corpus.ledger.known(scan.root)
        changed = [found for found in scan.found if not run.is_unchanged(found, known.get(found.file))]
        touched = {found.file for found in changed}
        entries += [_still(known[found.file]) for found in scan.found if found.file not in touched]
        for done, entry in enumerate(run.read(changed, known), len(scan.found) - len(changed) + 1):
            entries.append(entry)
            progress(done, len(scan.found))
        entries += _drop(corpus, scan, known)
    corpus.settle()
    return Report(tuple(sorted(entries, key=lambda entry: (entry.file, entry.status))))


class _Run:
    """One run: what stays the same from file to file."""

    def __init__(self, corpus: Corpus, factory: Callable[[], Reader], config: Config) -> None:
        self._corpus = corpus
        self._factory = factory
        self._reader = factory()
        self._version = self._reader.version
        self._config = config
        self._failures: dict[str, Failure] = {}
        self._seen: set[str] = set()

    def is_unchanged(self, found: Found, known: KnownFile | None) -> bool:
        """Whether size, time and reader are those of the last reading, at a glance."""
        now = (found.size, found.mtime_ns, self._version)
        return known is not None and found.mtime_ns >= 0 and (known.size, known.mtime_ns, known.reader) == now

    def read(self, changed: list[Found], known: Known) -> Iterator[LedgerEntry]:
        """Read files and write what they give, a transaction for some seconds of work."""
        opened: dict[int, Opened] = {}
        batch: list[tuple[Opened, Outcome]] = []
        since = time.monotonic()
        for job, outcome in self._outcomes(self._jobs(changed, known, opened), changed):
            batch.append((opened.pop(job.number), outcome))
            if time.monotonic() - since > _COMMIT_S or len(batch) >= _COMMIT_FILES:
                yield from self._write(batch, known)
                batch, since = [], time.monotonic()
        yield from self._write(batch, known)

    def _outcomes(self, jobs: Iterator[Job], changed: list[Found]) -> Iterator[tuple[Job, Outcome]]:
        """Read the jobs here if there is little to read, else in several processes."""
        if sum(found.size for found in changed) < _WORTH_PROCESSES:
            for job in jobs:
                yield job, None if job.raw is None else attempt(self._reader, job.raw, job.file)
            return
        n_workers = min(self._config.worker_count(), len(changed))
        with Workers(self._factory, n_workers, self._config.file_limit_s) as workers:
            yield from workers.read(jobs)

    def _jobs(self, changed: list[Found], known: Known, opened: dict[int, Opened]) -> Iterator[Job]:
        """Open the files one after the other; the bytes travel on only if they have to be read."""
        max_bytes = self._config.max_file_mb * 1_000_000
        for number, found in enumerate(changed):
            file = open_file(found, self._reader.endings, max_bytes)
            is_known = file.sha256 is not None and self._is_known(file.sha256, known.get(found.file))
            opened[number] = replace(file, raw=None)
            yield Job(number, found.file, None if is_known else file.raw)

    def _is_known(self, sha256: str, known: KnownFile | None) -> bool:
        """Whether these bytes need no reading: judged before under this or another name, or just now."""
        judged = known is not None and (known.sha256, known.reader) == (sha256, self._version)
        seen = sha256 in self._seen
        self._seen.add(sha256)
        return judged or seen or self._corpus.document_key(sha256, self._version) is not None

    def _write(self, batch: list[tuple[Opened, Outcome]], known: Known) -> list[LedgerEntry]:
        """Write documents and their lines in the ledger, all or none."""
        with self._corpus.changing():
            return [self._write_one(opened, outcome, known.get(opened.found.file)) for opened, outcome in batch]

    def _write_one(self, opened: Opened, outcome: Outcome, before: KnownFile | None) -> LedgerEntry:
        """Write what became of one file."""
        verdict = opened.failure or self._verdict(opened.sha256 or "", outcome, before)
        if isinstance(verdict, Failure):
            now = self._failed(opened, verdict, before)
        else:
            now = self._stored(opened, verdict)
        self._corpus.ledger.write(now)
        same = before is not None and (before.sha256, before.document) == (now.sha256, now.document)
        return _still(now) if same and outcome is None else LedgerEntry(now.file, now.status, now.reason)

    def _verdict(self, sha256: str, outcome: Outcome, before: KnownFile | None) -> int | Failure:
        """Return the key of the document that the bytes are, or why they are none."""
        if isinstance(outcome, Failure):
            self._failures[sha256] = outcome
            return outcome
        if outcome is not None:
            return self._corpus.put(sha256, self._version, outcome)
        document = self._corpus.document_key(sha256, self._version)
        if document is not None:
            return document
        if sha256 in self._failures:
            return self._failures[sha256]
        return Failure(before.status, before.reason) if before is not None else _LOST

    def _stored(self, opened: Opened, document: int) -> KnownFile:
        """Return the ledger's line of a file that is a document."""
        status, reason = ("read", "") if self._corpus.task_count(document) else _NO_TASKS
        return self._line(opened, document, status, reason)

    def _failed(self, opened: Opened, failure: Failure, before: KnownFile | None) -> KnownFile:
        """Return the ledger's line of a file that failed; a passing failure keeps what was read before."""
        if failure.status not in _PASSING:
            return self._line(opened, None, failure.status, failure.reason)
        kept = before.document if before is not None else None
        line = self._line(opened, kept, failure.status, failure.reason)
        return replace(line, mtime_ns=-1, sha256=None)

    def _line(self, opened: Opened, document: int | None, status: str, reason: str) -> KnownFile:
        """Return a line of the ledger."""
        found = opened.found
        moment = (opened.size, opened.mtime_ns, opened.sha256)
        return KnownFile(found.root, found.file, *moment, self._version, document, status, reason)


def _still(known: KnownFile) -> LedgerEntry:
    """Return the line of a file that has not changed: a failure stays one."""
    return LedgerEntry(known.file, "unchanged" if known.status in STORED else known.status, known.reason)


def _drop(corpus: Corpus, scan: Scan, known: Known) -> list[LedgerEntry]:
    """Forget files that have gone and roots that were swallowed, then documents without a file."""
    lost = scan.lost(known)
    with corpus.changing():
        corpus.ledger.drop(scan.root, lost)
        for root in scan.swallowed:
            corpus.ledger.drop(root, corpus.ledger.known(root))
        corpus.prune()
    gone = [LedgerEntry(file, "dropped", "tệp không còn nữa (the file has gone)") for file in lost]
    closed = [
        LedgerEntry(folder or scan.root, "unreadable", "không mở được thư mục này (folder)") for folder in scan.closed
    ]
    return [*gone, *closed]
