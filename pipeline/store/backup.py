"""A corpus and its settings in one file, and back again.

The zip holds `corpus.db` (every document's text, its tasks, what people said about them, the ledger), what
people wrote beside it (`kehoach.toml`, `taxonomy.toml`), and the theme models trained here. The plans
themselves are not in it (`data/raw` is for whoever keeps the folders to copy), nor what can be made again:
indexes.
"""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.config import CONFIG_FILE
from pipeline.errors import CorpusError
from pipeline.store.corpus import Corpus
from pipeline.themes.taxonomy import TAXONOMY_FILE

_CORPUS = "corpus.db"
_SIDES = ("-wal", "-shm")
_SETTINGS = (CONFIG_FILE, TAXONOMY_FILE)
_MODEL_FILE = re.compile(r"models/themes/[\w-]+/[\w-]+\.\w+")  # no way out of the workspace in it


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
                for file in _beside(home):
                    archive.write(file, file.relative_to(home).as_posix())
        os.replace(unfinished, target)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise CorpusError(f"Không ghi được {target} (cannot be written): {error}.") from error


def restore(source: Path, corpus_path: Path, home: Path) -> None:
    """Put the corpus of a backup in the place of another, after proving that it is sound.

    What lay beside it (settings, taxonomy, models) comes back only where the workspace has none.

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
            others = {name: archive.read(name) for name in archive.namelist() if _belongs(name)}
        with Corpus.open(fresh) as corpus:
            faults = list(corpus.faults())
        if faults:
            raise CorpusError(f"Bản sao lưu {source} bị hỏng (damaged): {faults[0]}")
        for side in _SIDES:  # the log of the replaced corpus must not be taken for one of the new
            corpus_path.with_name(corpus_path.name + side).unlink(missing_ok=True)
        os.replace(fresh, corpus_path)
        for name, content in others.items():
            if not (home / name).exists():
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (home / name).write_bytes(content)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise CorpusError(f"{source} không phải bản sao lưu dùng được (no usable backup): {error}.") from error
    finally:
        for name in ("", *_SIDES):
            fresh.with_name(fresh.name + name).unlink(missing_ok=True)


def _beside(home: Path) -> Iterator[Path]:
    """Yield the files of a workspace that a backup holds besides the corpus."""
    for file in (*(home / name for name in _SETTINGS), *sorted(home.glob("models/themes/*/*"))):
        if file.is_file() and _belongs(file.relative_to(home).as_posix()):
            yield file


def _belongs(name: str) -> bool:
    """Whether a name in a backup is that of a file which may be put into a workspace."""
    return name in _SETTINGS or _MODEL_FILE.fullmatch(name) is not None
