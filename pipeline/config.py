"""Every setting there is, with its default, and the reader of `kehoach.toml`.

Settings are made once, at a door; below it a function takes what it needs. A key that is not known, or a
value that cannot be meant, ends in a `ConfigError` before any work begins.
"""

from __future__ import annotations

import getpass
import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

CONFIG_FILE = "kehoach.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a workspace.

    Attributes
    ----------
    encoder : a folder, the name of one in `models/`, or the name of a sentence-transformers model.
    query_prefix, document_prefix : what such a model wants before a question and before a task ("query: ");
        empty, its own prompts are used.
    segment_words : whether such a model wants the syllables of a word joined ("khiếu_nại"); a model with
        PhoBERT's tokenizer gets them so in any case.
    workers : processes that read files; 0 means one per core.
    k : hits shown when no number is asked for; 1 and more.
    file_limit_s : seconds a small file may take to read; a large one gets more, see `ingest`.
    max_file_mb : megabytes beyond which a file is not read.
    file_memory_mb : megabytes of memory that the reading of a file may take.
    """

    encoder: str = "encoder"
    query_prefix: str = ""
    document_prefix: str = ""
    segment_words: bool = False
    workers: int = 0
    k: int = 10
    file_limit_s: int = 120
    max_file_mb: int = 200
    file_memory_mb: int = 2000

    def worker_count(self) -> int:
        """Return how many processes read files."""
        return self.workers or os.cpu_count() or 1


_LEAST = {"workers": 0, "k": 1, "file_limit_s": 1, "max_file_mb": 1, "file_memory_mb": 100}


def load_config(home: Path) -> Config:
    """Return the settings in `kehoach.toml` of a workspace, the defaults where it says nothing.

    Raises
    ------
    ConfigError
        The file is not TOML, names an unknown setting, or a value is of the wrong kind or too small.
    """
    path = home / CONFIG_FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Config()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: không đọc được (not readable as TOML in UTF-8): {error}") from error
    for name, value in given.items():
        _check(path, name, value)
    return Config(**given)


def _check(path: Path, name: str, value: Any) -> None:
    """Refuse a setting that cannot be meant."""
    defaults: dict[str, Any] = {field.name: field.default for field in fields(Config)}
    if name not in defaults:
        known = ", ".join(defaults)
        raise ConfigError(f"{path}: không có thiết lập {name!r} (unknown setting); có: {known}.")
    kind = type(defaults[name])
    if type(value) is not kind:
        raise ConfigError(f"{path}: {name} = {value!r}, cần kiểu {kind.__name__} (wrong type).")
    if name in _LEAST and value < _LEAST[name]:
        raise ConfigError(f"{path}: {name} = {value!r}, ít nhất là {_LEAST[name]} (too small).")


def login_name() -> str:
    """Return the name under which whoever sits here is logged in, "?" where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"
