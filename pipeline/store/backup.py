"""A corpus and its settings in one file, and back again.

The zip holds `corpus.db` (every document's text, its tasks, the ledger) and `kehoach.toml` if there is one.
The plans themselves are not in it (`data/raw` is for whoever keeps the folders to copy), nor what can be made
again: indexes.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from pipeline.config import CONFIG_FILE
from pipeline.errors import CorpusError
from pipeline.store.corpus import Corpus

_CORPUS = "corpus.db"
_SIDES = ("-wal", "-shm")


def back_up(corpus: Corpus, home: Path, target: Path) -> None:
    """Write a copy of corpus and settings to a zip file, which appears whole or not at all.

    Raises
    ------
    CorpusError
        The file cannot be written.
    """
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
            copy = Path(folder) / _CORPUS
            corpus.snapshot(copy)
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copy, _CORPUS)
                if (home / CONFIG_FILE).is_file():
                    archive.write(home / CONFIG_FILE, CONFIG_FILE)
        os.replace(unfinished, target)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise CorpusError(f"Không ghi được {target} (cannot be written): {error}.") from error


def restore(source: Path, corpus_path: Path, home: Path) -> None:
    """Put the corpus of a backup in the place of another, after proving that it is sound.

    Its settings come back only where the workspace has none.

    Raises
    ------
    CorpusError
        The file is no backup, or damaged; nothing has changed then.
    """
    fresh = corpus_path.with_name(f"{corpus_path.name}.restored")
    try:
        with zipfile.ZipFile(source) as archive, archive.open(_CORPUS) as packed:
            fresh.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as stream:
                while chunk := packed.read(1 << 20):
                    stream.write(chunk)
            settings = archive.read(CONFIG_FILE) if CONFIG_FILE in archive.namelist() else None
        with Corpus.open(fresh) as corpus:
            faults = list(corpus.faults())
        if faults:
            raise CorpusError(f"Bản sao lưu {source} bị hỏng (damaged): {faults[0]}")
        for side in _SIDES:  # the log of the replaced corpus must not be taken for one of the new
            corpus_path.with_name(corpus_path.name + side).unlink(missing_ok=True)
        os.replace(fresh, corpus_path)
        if settings is not None and not (home / CONFIG_FILE).exists():
            (home / CONFIG_FILE).write_bytes(settings)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise CorpusError(f"{source} không phải bản sao lưu dùng được (no usable backup): {error}.") from error
    finally:
        for name in ("", *_SIDES):
            fresh.with_name(fresh.name + name).unlink(missing_ok=True)
