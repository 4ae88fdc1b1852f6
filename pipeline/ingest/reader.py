"""Bytes of a plan become a `Reading`: what it says, and what is computed for each task.

This is where the three skills meet for one document. It knows nothing of files, processes or the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from pipeline.errors import (
    DamagedFile,
    EmptyPlan,
    KehoachError,
    PlanError,
    UnreadableFile,
    UnsupportedFormat,
)
from pipeline.records import Task, ThemeScore
from pipeline.store.corpus import Reading
from pipeline.store.models import ThemeModel

if TYPE_CHECKING:
    from pipeline.themes.classifier import Classifier

# Beyond so many characters a "task" is a file without line breaks; its tail is split at blanks only.
_SEGMENTED = 20_000

Words = tuple[str, ...]
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
    """The reader of the product: parser, words, themes; each is loaded when it is first needed.

    Parameters
    ----------
    model : gives the themes.
    """

    def __init__(self, model: ThemeModel) -> None:
        self._model = model

    @property
    def version(self) -> str:
        """The parser's; another theme model gives the stored tasks other tags without reading them again."""
        from pipeline.plans import READER_VERSION

        return READER_VERSION

    @property
    def endings(self) -> frozenset[str]:
        """Those of the formats there is a reader for."""
        from pipeline.plans.reading import READERS

        return frozenset(READERS)

    def read(self, raw: bytes, file: str) -> Reading:
        """Return what a plan says, with the words and themes of each task."""
        from pipeline.plans import parse

        document, tasks = parse(raw, file)
        words = tuple(_words(task.text) for task in tasks)
        return Reading(document, tasks, words, self._themes(tasks, words))

    def _themes(self, tasks: tuple[Task, ...], words: tuple[Words, ...]) -> Themes:
        """Return the theme scores of each task."""
        if not tasks:
            return ()
        from pipeline.themes.features import Instance

        seen = zip(tasks, words, strict=True)
        return tuple(self._classifier.tag([Instance(t.text, w, t.headings, t.lead) for t, w in seen]))

    @cached_property
    def _classifier(self) -> Classifier:
        return self._model.open()


def _words(text: str) -> Words:
    """Return the words of a text, the syllables of each joined by "_"."""
    from pipeline.text.words import segment

    words = segment(text[:_SEGMENTED])
    return (*("_".join(word.split()) for word in words), *text[_SEGMENTED:].split())


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
