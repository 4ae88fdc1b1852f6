"""Vietnamese word segmentation by underthesea; the only file that imports it.

`import underthesea` takes seconds, because its `__init__` tries `translate`, `agent` and other tools that
bring torch and transformers along. Segmentation needs none of them, so the package is entered by a side
door: while its tokenizer is imported, a bare stand-in with the package's path takes the place of
`underthesea` in `sys.modules`, so that `__init__` does not run. Afterwards everything that came in that
way is taken out of `sys.modules`: a later `import underthesea` anywhere gets the real, whole package.

underthesea cuts the text into tokens; which of them begin a word its weights decide, evaluated by `crf`.
A future version with another kind of model is asked as a whole instead: slower, never wrong.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache, lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

from pipeline.errors import ModelMissing
from pipeline.text.crf import NgramTagger, UnknownModel, Values

_PACKAGE = "underthesea"
_MODEL = "ws_crf_vlsp2013_20230727"
_FEATURES = ("T[0]", "T[0].lower", "T[0].isdigit", "T[0].istitle", "T[0].is_in_dict")
_importing = threading.Lock()

Segmenter = Callable[[str], list[str]]


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
    return tuple(_segmenter()(text))


def segment_all(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words of each text, in order.

    It is bound to one core; give processes (not threads) parts of the texts to use more.
    """
    split = _segmenter()
    return (tuple(split(text)) for text in texts)


@cache
def _segmenter() -> Segmenter:
    """Return the segmentation, imported without what it does not need."""
    with _importing:
        try:
            with nullcontext() if _PACKAGE in sys.modules else _side_door():
                import_module("underthesea.pipeline.text_normalize")  # first: the two import each other
                tokenizer = import_module("underthesea.pipeline.word_tokenize")
                try:
                    return _by_ngrams(import_module("underthesea.pipeline.word_tokenize.regex_tokenize"))
                except (UnknownModel, AttributeError, KeyError, FileNotFoundError):
                    return _as_a_whole(tokenizer)
        except (ImportError, OSError) as error:
            raise ModelMissing(
                f"underthesea cannot segment words here ({error}). Install it again: "
                "pip install --force-reinstall underthesea"
            ) from error


def _by_ngrams(tokens: ModuleType) -> Segmenter:
    """Return the segmentation that cuts as underthesea's `tokenize` and joins by its weights."""
    pattern, repaired = tokens.patterns, tokens.normalize_characters_in_text
    normal = lru_cache(maxsize=100_000)(tokens.token_normalize)
    tagger = _tagger(Path(str(tokens.__file__)).parent / "models" / _MODEL)

    def split(text: str) -> list[str]:
        found = [normal(match[0]) for match in pattern.finditer(repaired(text))]
        words: list[str] = []
        for token, begins in zip(found, tagger.begins(found), strict=True):
            if begins or not words:
                words.append(token)
            else:
                words[-1] += f" {token}"
        return words

    return split


def _tagger(folder: Path) -> NgramTagger:
    """Return the tagger of a model folder; what a single token is like, underthesea says itself."""
    load = import_module("joblib").load
    dictionary = load(folder / "dictionary.bin")
    featurizer = import_module("underthesea_core").CRFFeaturizer(load(folder / "features.bin"), dictionary)

    def describe(token: str) -> Values:
        values = dict(feature.split("=", 1) for feature in featurizer.process([[[token]]])[0][0])
        word, lower, digits, title, known = (values[name] for name in _FEATURES)
        return word, lower, digits, title, known

    describe("Kế")  # a model without one of these features is noticed here
    return NgramTagger((folder / "models.bin").read_bytes(), dictionary, describe)


def _as_a_whole(tokenizer: ModuleType) -> Segmenter:
    """Return underthesea's own function, once it has imported what it needs."""
    tokenizer.word_tokenize("khởi động")
    whole: Segmenter = tokenizer.word_tokenize
    return whole


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
