"""Files read, and what they give written to the corpus together with their line in the ledger.

What is small and can neither crash nor run away (plain text) is read here, all else in a process of its own. A
container is unpacked, its members are read as files in a folder would be, then it gets its own line: "opened".
"""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Self

from pipeline.config import Config
from pipeline.ingest.opening import Opened, is_plain, open_file
from pipeline.ingest.reader import OVER_LIMIT, Failure, Reader
from pipeline.ingest.scan import Found, is_ignored
from pipeline.ingest.unpacking import NESTED, Room, Unpacker, found_inside
from pipeline.ingest.workers import Job, Limits, Workers
from pipeline.plans.reading.containers import CONTAINERS, is_container
from pipeline.plans.reading.members import Member
from pipeline.records import LedgerEntry
from pipeline.store.corpus import Corpus, Reading
from pipeline.store.ledger import OPENED, STORED, KnownFile

_WORTH_PROCESSES = 1_000_000  # bytes; below, starting processes takes longer than reading
_COMMIT_S = 2.0  # seconds of work at risk when a run is killed
_COMMIT_FILES = 200
_PASSING = ("unreadable", "internal")  # worth another try although the file is the same
_NO_TASKS = ("no-tasks", "không có nhiệm vụ nào (it orders nothing)")
_LOST = Failure("internal", "mất kết quả đọc trước đó (an earlier reading is lost); chạy lại")

Known = Mapping[str, KnownFile]
Outcome = Reading | Failure | None


class Files:
    """The files of one run; a context manager that ends the processes reading them.

    Parameters
    ----------
    left_out : root and name of the files inside others that are not taken in.

    Attributes
    ----------
    present : root and name of the members that are there, inside files: what the folders do not show.
    """

    def __init__(
        self,
        corpus: Corpus,
        factory: Callable[[], Reader],
        config: Config,
        left_out: Set[tuple[str, str]] = frozenset(),
    ) -> None:
        self.present: set[tuple[str, str]] = set()
        self._corpus = corpus
        self._left_out = left_out
        self._factory = factory
        self._reader = factory()
        self._endings = self._reader.endings | frozenset(CONTAINERS)
        self._version = self._reader.version
        self._config = config
        # A file over a limit is tried again when that limit has been raised.
        limits = (config.file_limit_s, config.file_memory_mb, config.max_file_mb)
        self._limited_version = f"{self._version}-{limits}"
        self._limits = Limits(config.file_limit_s, config.file_memory_mb)
        self._failures: dict[str, Failure] = {}
        self._seen: set[str] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def sort(self, found: Sequence[Found], known: Known) -> tuple[list[Found], list[KnownFile]]:
        """Tell the files that have to be looked into from the lines of those that have not changed."""
        members = _members({file.file for file in found}, known)
        changed: list[Found] = []
        settled: list[KnownFile] = []
        for file in found:
            lines = [known[file.file], *members.get(file.file, ())] if file.file in known else []
            if lines and self._is_unchanged(file, lines[0]) and all(map(self._is_settled, lines)):
                settled += lines
                self.present.update((line.root, line.file) for line in lines[1:])
            else:
                changed.append(file)
        return changed, settled

    def _is_unchanged(self, found: Found, known: KnownFile) -> bool:
        """Whether size and time are those of the last reading, at a glance."""
        return found.mtime_ns >= 0 and (known.size, known.mtime_ns) == (found.size, found.mtime_ns)

    def _is_settled(self, known: KnownFile) -> bool:
        """Whether this reader would say the same of a file again."""
        return known.mtime_ns >= 0 and known.reader == self._version_for(known.status)

    def _version_for(self, status: str) -> str:
        """Return the version of whatever judged a file so: the reader, within its limits where they decided."""
        return self._limited_version if status == OVER_LIMIT else self._version

    def read(
        self, found: Sequence[Found], known: Known, room: Room | None = None, depth: int = 1
    ) -> Iterator[LedgerEntry]:
        """Read files and write what they give, those that hold others last.

        Parameters
        ----------
        room, depth : what the outermost container may still hold, and how many there are around these files.
        """
        yield from self._read([file for file in found if not is_container(file.file)], known)
        for file in found:
            if is_container(file.file):
                yield from self._read_container(file, known, room or Room(), depth)
                if depth == 1:  # of one that could not be taken apart something may lie there still
                    for folder in self._taken_out.iterdir():
                        shutil.rmtree(folder, ignore_errors=True)

    def _read(self, changed: list[Found], known: Known) -> Iterator[LedgerEntry]:
        """Read files and write what they give, a transaction for some seconds of work."""
        opened: dict[int, Opened] = {}
        batch: list[tuple[Opened, Outcome]] = []
        since = time.monotonic()
        for job, outcome in self._workers.read(self._jobs(changed, known, opened)):
            batch.append((opened.pop(job.number), outcome))
            if time.monotonic() - since > _COMMIT_S or len(batch) >= _COMMIT_FILES:
                yield from self._write(batch, known)
                batch, since = [], time.monotonic()
        yield from self._write(batch, known)

    @cached_property
    def _workers(self) -> Workers[Reading]:
        return self._stack.enter_context(Workers(self._factory, self._config.worker_count(), self._limits))

    def _jobs(self, changed: list[Found], known: Known, opened: dict[int, Opened]) -> Iterator[Job]:
        """Open the files one after the other; the bytes travel on only if they have to be read."""
        few = sum(found.size for found in changed) < _WORTH_PROCESSES
        for number, found in enumerate(changed):
            file = self._open(found)
            is_known = file.sha256 is not None and self._is_known(file.sha256, known.get(found.file))
            opened[number] = replace(file, raw=None)
            yield Job(
                number, found.file, None if is_known else file.raw, here=few and is_plain(file.raw or b"", found.file)
            )

    def _open(self, found: Found) -> Opened:
        return open_file(found, self._endings, self._config.max_file_mb * 1_000_000)

    def _is_known(self, sha256: str, known: KnownFile | None) -> bool:
        """Whether these bytes need no reading: judged before under this or another name, or just now."""
        judged = known is not None and known.sha256 == sha256 and known.reader == self._version_for(known.status)
        seen = sha256 in self._seen
        self._seen.add(sha256)
        return judged or seen or self._corpus.document_key(sha256, self._version) is not None

    def _read_container(self, found: Found, known: Known, room: Room, depth: int = 1) -> Iterator[LedgerEntry]:
        """Take a container apart, read what is in it, and write its own line."""
        opened = self._open(found)
        members = opened.failure or self._unpacked(opened, room, depth)
        opened = replace(opened, raw=None)
        if isinstance(members, Failure):
            yield from self._write([(opened, members)], known)
            if members.status in _PASSING:
                self.present.update((line.root, line.file) for line in _members({found.file}, known)[found.file])
            return
        inside = [(member, found_inside(found, member, opened.mtime_ns)) for member in members]
        inside = [(member, file) for member, file in inside if (file.root, file.file) not in self._left_out]
        self.present.update((file.root, file.file) for _, file in inside)
        refused = [
            Opened.failed(file, "failed", member.reason, file.mtime_ns) for member, file in inside if member.reason
        ]
        yield from self._write([(file, None) for file in refused], known)
        yield from self.read([file for member, file in inside if not member.reason], known, room, depth + 1)
        for folder in {member.path.parent for member in members if member.path}:
            shutil.rmtree(folder, ignore_errors=True)
        what = f"{len(members)} tệp bên trong ({len(members)} members)"
        yield from self._write([(opened, Failure(OPENED, what))], known)

    def _unpacked(self, opened: Opened, room: Room, depth: int) -> tuple[Member, ...] | Failure:
        """Return what is in a container, or why it stays closed."""
        if depth > NESTED or room.is_full:
            return Failure(
                "failed", f"nằm trong quá {NESTED} lớp tệp nén, hoặc mở ra quá nhiều (nested too deeply); giải nén bớt"
            )
        job = Job(0, opened.found.file, opened.raw)
        members = next(iter(self._unpacker.read([job])))[1] or ()
        if isinstance(members, Failure):
            return members
        room.take(members)
        return tuple(member for member in members if not any(map(is_ignored, member.name.split("/"))))

    @cached_property
    def _unpacker(self) -> Workers[tuple[Member, ...]]:
        factory = partial(Unpacker, self._taken_out, self._endings)
        return self._stack.enter_context(Workers(factory, 1, self._limits))

    @cached_property
    def _taken_out(self) -> Path:
        """Where members lie while they are read, each container's in a folder of its own."""
        folder = TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True)
        return Path(self._stack.enter_context(folder))

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
            now = self._stored(opened, verdict, outcome)
        self._corpus.ledger.write(now)
        if before is None or before.document != now.document:
            self._corpus.subjects.mark(now.file, before.document if before is not None else None)
        same = before is not None and (before.sha256, before.document) == (now.sha256, now.document)
        return still(now) if same and outcome is None else LedgerEntry(now.file, now.status, now.reason)

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

    def _stored(self, opened: Opened, document: int, outcome: Outcome) -> KnownFile:
        """Return the ledger's line of a file that is a document, with what the reading warned of."""
        if isinstance(outcome, Reading):
            remark = "; ".join(outcome.document.warnings)
        else:
            remark = self._corpus.ledger.remark(document)
        status, reason = ("read", remark) if self._corpus.task_count(document) else _NO_TASKS
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
        return KnownFile(found.root, found.file, *moment, self._version_for(status), document, status, reason)


def _members(files: Set[str], known: Known) -> dict[str, list[KnownFile]]:
    """Return what was known inside each of the files."""
    inside: dict[str, list[KnownFile]] = defaultdict(list)
    for file, line in known.items():
        if file not in files:
            holder = next((str(folder) for folder in PurePosixPath(file).parents if str(folder) in files), None)
            if holder is not None:
                inside[holder].append(line)
    return inside


def still(known: KnownFile) -> LedgerEntry:
    """Return the line of a file that has not changed: a failure stays one."""
    return LedgerEntry(known.file, "unchanged" if known.status in STORED else known.status, known.reason)
