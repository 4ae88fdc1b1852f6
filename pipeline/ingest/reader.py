"""Bytes of a plan become a `Reading`: what it says, and what is computed for each task.

This is where the three skills meet for one document. It knows nothing of files, processes or the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pipeline.errors import (
    DamagedFile,
    EmptyPlan,
    KehoachError,
    PlanError,
    UnreadableFile,
    UnsupportedFormat,
)
from pipeline.records import Document, Task, ThemeScore
from pipeline.store.corpus import Reading

# Beyond so many characters a "task" is a file without line breaks; its tail is split at blanks only.
_SEGMENTED = 20_000

Themes = tuple[tuple[ThemeScore, ...], ...]


STATUS = {
    UnreadableFile: "unreadable",
    UnsupportedFormat: "unsupported",
    DamagedFile: "damaged",
    EmptyPlan: "empty",
    PlanError: "failed",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no reading: status and reason as in `LedgerEntry`."""

    status: str
    reason: str


OVER_LIMIT = "over-limit"
TOO_LARGE = Failure(
    OVER_LIMIT, "cần nhiều bộ nhớ hơn mức cho phép (not enough memory); chia nhỏ tệp, hoặc tăng `file_memory_mb`"
)

Result_co = TypeVar("Result_co", covariant=True)


class Reads(Protocol[Result_co]):
    """Anything that makes something of the bytes of a file."""

    def read(self, raw: bytes, file: str) -> Result_co:
        """Return what the file holds.

        Raises
        ------
        PlanError
            The bytes cannot be used.
        """
        ...


class Reader(Reads[Reading], Protocol):
    """Anything that reads a plan.

    Attributes
    ----------
    version : changes whenever the same bytes might be read differently.
    endings : of the names of files it can read, lower case, with the dot.
    """

    @property
    def version(self) -> str: ...  # noqa: D102

    @property
    def endings(self) -> frozenset[str]: ...  # noqa: D102


class PlanReader:
    """The reader of the product: parser, words, themes; each is loaded when it is first needed."""

    def __init__(self) -> None:
        self._segment: Callable[[str], tuple[str, ...]] | None = None
        self._tag: Callable[..., list[tuple[ThemeScore, ...]]] | None = None

    @property
    def version(self) -> str:
        """The parser's version and a hash of the themes as they are defined."""
        from pipeline.plans import READER_VERSION
        from pipeline.themes.taxonomy import load_taxonomy

        themes = hashlib.sha256(repr(load_taxonomy()).encode("utf-8")).hexdigest()
        return f"{READER_VERSION}-{themes[:8]}"

    @property
    def endings(self) -> frozenset[str]:
        """Those of the formats there is a reader for."""
        from pipeline.plans.reading import READERS

        return frozenset(READERS)

    def read(self, raw: bytes, file: str) -> Reading:
        """Return what a plan says, with the words and themes of each task."""
        from pipeline.plans import parse

        document, tasks = parse(raw, file)
        words = tuple(self._words(task.text) for task in tasks)
        return Reading(document, tasks, words, self._themes(tasks))

    def parse(self, raw: bytes, file: str) -> tuple[Document, tuple[Task, ...], Themes]:
        """Return what a plan says and the themes of each task; spares the words."""
        from pipeline.plans import parse

        document, tasks = parse(raw, file)
        return document, tasks, self._themes(tasks)

    def _words(self, text: str) -> tuple[str, ...]:
        """Return the words of a text, the syllables of each joined by "_"."""
        if self._segment is None:
            from pipeline.text.words import segment

            self._segment = segment
        words = self._segment(text[:_SEGMENTED])
        return (*("_".join(word.split()) for word in words), *text[_SEGMENTED:].split())

    def _themes(self, tasks: tuple[Task, ...]) -> Themes:
        """Return the theme scores of each task."""
        if not tasks:
            return ()
        if self._tag is None:
            from pipeline.themes.tagger import Tagger

            self._tag = Tagger.open().tag
        return tuple(self._tag([task.text for task in tasks], [task.headings for task in tasks]))


def attempt(reader: Reads[Result_co], raw: bytes, file: str) -> Result_co | Failure:
    """Read a file; what goes wrong with it is a `Failure`, a defect of ours ("internal") included.

    Raises
    ------
    KehoachError
        The fault lies elsewhere (a missing model): the next file would fail as well.
    """
    try:
        return reader.read(raw, file)
    except PlanError as error:
        return Failure(STATUS.get(type(error), "failed"), error.reason)
    except KehoachError:
        raise
    except MemoryError:
        return TOO_LARGE
    except RecursionError:
        return Failure(
            "damaged", "các phần lồng nhau quá sâu (nested too deeply); mở bằng chương trình của nó, lưu lại"
        )
    except Exception as error:  # a defect in one file's reading must not take the batch with it
        return Failure("internal", f"lỗi của chương trình (internal error): {type(error).__name__}: {error}")
