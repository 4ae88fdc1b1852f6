"""A workspace with a folder of plain plans, and a run over it."""

import os

from plain import PlainReader

from pipeline.config import Config
from pipeline.ingest.ingest import ingest
from pipeline.ingest.scan import scan
from pipeline.store.corpus import Corpus

LONG_AGO = 1_600_000_000


class Place:
    """A workspace with a folder of plain plans, and a run over it."""

    def __init__(self, home):
        self.home = home
        self.raw = home / "data" / "raw"
        self.raw.mkdir(parents=True, exist_ok=True)
        self.corpus = Corpus.open(home / "corpus.db", create=True)
        self.n_parsed = 0

    def write(self, name, content, age=0):
        """Write a file as if `age` seconds after a day long ago."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (LONG_AGO + age, LONG_AGO + age))
        return path

    def run(self, *paths, reader=PlainReader, **settings):
        """Run, and return each file's status."""
        self.n_parsed = 0
        scans = scan(paths or [self.raw], self.home, self.corpus.ledger.roots())
        config = Config(**{"workers": 2, **settings})
        report = ingest(self.corpus, scans, reader, config, self._count)
        return {entry.file: entry.status for entry in report.entries}

    def _count(self, done, total):
        self.n_parsed += 1

    def texts(self):
        """Return every task's words by file."""
        tasks = self.corpus.tasks(self.corpus.rows())
        return sorted((stored.files, stored.task.ordinal, stored.task.text) for stored in tasks)


def plan(*tasks):
    """Return a plain plan."""
    return "\n".join(["Kế hoạch", *(f"- {task}" for task in tasks)])
