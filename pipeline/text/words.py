"""Vietnamese word segmentation by underthesea; the only file that imports it.

`import underthesea` takes seconds, because its `__init__` tries `translate`, `agent` and other tools that
bring torch and transformers along. Segmentation needs none of them, so the package is entered by a side
door: while `word_tokenize` is imported, a bare stand-in with the package's path takes the place of
`underthesea` in `sys.modules`, so that `__init__` does not run. Afterwards everything that came in that
way is taken out of `sys.modules`: a later `import underthesea` anywhere gets the real, whole package.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

from pipeline.errors import ModelMissing

_PACKAGE = "underthesea"
_importing = threading.Lock()


def segment(text: str) -> tuple[str, ...]:
    """Return the words of a text; the syllables of one word are joined by a blank.

    The result is `underthesea.word_tokenize`'s own: NFC, punctuation as words of their own, some
    characters normalised (curly quotes, tone placement), so it does not spell the text back.

    Raises
    ------
    ModelMissing
        underthesea is not installed or lacks its model.

    Examples
    --------
    >>> segment("Thanh tra tỉnh giải quyết khiếu nại")
    ('Thanh tra', 'tỉnh', 'giải quyết', 'khiếu nại')
    """
    return tuple(_tokenizer()(text))


def segment_all(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words of each text, in order.

    underthesea holds the interpreter lock, so threads do not help; give processes parts of the texts.
    """
    tokenize = _tokenizer()
    return (tuple(tokenize(text)) for text in texts)


@cache
def _tokenizer() -> Callable[[str], list[str]]:
    """Return underthesea's `word_tokenize`, imported without what it does not need."""
    with _importing:
        try:
            if _PACKAGE in sys.modules:
                whole: Callable[[str], list[str]] = import_module(_PACKAGE).word_tokenize
                return whole
            with _side_door():
                import_module("underthesea.pipeline.text_normalize")  # first: the two import each other
                module = import_module("underthesea.pipeline.word_tokenize")
                tokenize: Callable[[str], list[str]] = module.word_tokenize
                tokenize("khởi động")  # loads the weights, and with them the rest of the imports
                return tokenize
        except (ImportError, OSError) as error:
            raise ModelMissing(
                f"underthesea cannot segment words here ({error}). Install it again: "
                "pip install --force-reinstall underthesea"
            ) from error


@contextmanager
def _side_door() -> Iterator[None]:
    """Let `underthesea.*` be imported without running `underthesea/__init__.py`, and leave no trace."""
    spec = PathFinder.find_spec(_PACKAGE)
    if spec is None:
        raise ImportError("it is not installed")
    sys.modules[_PACKAGE] = module_from_spec(spec)  # made, not executed
    try:
        yield
    finally:
        for name in [m for m in sys.modules if m == _PACKAGE or m.startswith(f"{_PACKAGE}.")]:
            del sys.modules[name]
