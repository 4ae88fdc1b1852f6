"""Clauses of the corpus in everyday words and in English, through a glossary.

The glossary is a TOML file: sections of `"official words" = { also = [...], everyday = [...],
english = [...] }`. Only the corpus is rewritten with it; nothing is learned from the glossary's order.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.retrieval.corpus import Document
from pipeline.retrieval.library import Pool
from pipeline.retrieval.units import UnitTokenizer

_LOOKED_AT = 250_000  # clauses
_OF_ONE_TERM = 400
_LONGEST = 400  # characters of a clause
_REPLACED = 0.8


@dataclass(frozen=True, slots=True)
class Everyday:
    """Clauses in other words: `texts[i]` says what clause `clause[i]` of the library says."""

    texts: Pool
    clause: NDArray[np.int64]


def read_glossary(file: Path) -> dict[str, list[str]]:
    """Return what people say for each official term; everyday words stand twice, English ones once.

    Raises
    ------
    ConfigError
        The file is not there or not of this form.
    """
    said: dict[str, list[str]] = {}
    try:
        for section in tomllib.loads(file.read_text(encoding="utf-8")).values():
            for term, entry in section.items():
                for official in (term, *entry.get("also", [])):
                    words = said.setdefault(official.lower(), [])
                    words += [*entry.get("everyday", []) * 2, *entry.get("english", [])]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ConfigError(f"{file} is no glossary: {error}. Give a TOML file of terms and their words.") from error
    return {official: words for official, words in said.items() if words}


def in_everyday_words(
    documents: Sequence[Document], glossary: dict[str, list[str]], tokenizer: UnitTokenizer, seed: int
) -> Everyday:
    """Return clauses whose official terms are replaced; a frequent term is used at most 400 times."""
    if not glossary:
        return Everyday(Pool([]), np.empty(0, np.int64))
    rng = random.Random(seed)
    ordered = sorted(glossary, key=lambda term: (-len(term), term))
    terms = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)
    clauses = [clause[:_LONGEST] for document in documents for clause in document.clauses]
    used: Counter[str] = Counter()
    texts, numbers = [], []
    for i in rng.sample(range(len(clauses)), min(_LOOKED_AT, len(clauses))):
        found = [term.lower() for term in terms.findall(clauses[i])]
        if not found or min(used[term] for term in found) > _OF_ONE_TERM:
            continue
        used.update(set(found))
        texts.append(tokenizer.units(terms.sub(lambda term: _other_words(term[0], glossary, rng), clauses[i])))
        numbers.append(i)
    return Everyday(Pool(texts), np.array(numbers, np.int64))


def _other_words(term: str, glossary: dict[str, list[str]], rng: random.Random) -> str:
    return rng.choice(glossary[term.lower()]) if rng.random() < _REPLACED else term
