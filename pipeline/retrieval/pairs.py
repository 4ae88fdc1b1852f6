"""Pairs of texts that belong together, from the training corpus: what the encoder learns from.

The corpus is a folder of `*.jsonl.xz` files. A row with `en` and `vi` is a translation; any other row has
a `text` and may have a `title` and a `topic`. Nothing else is known of the files.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

_WRAP = re.compile(r"(?<![.;:!?])\n(?=[a-zà-ỹđ(])")
_BLOCK = re.compile(r"\n+")
_CLAUSE = re.compile(r"(?<=[.;:!?])\s+")
_MAX_PASSAGES = 60
_PASSAGE_CHARS = (120, 700)
_COMMON_TITLE = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one meaning or one place: `kind` is "title", "clause", "neighbour" or "translation"."""

    kind: str
    left: str
    right: str


def corpus_files(folder: Path) -> list[Path]:
    """Return the files of a corpus folder, by name.

    Raises
    ------
    ConfigError
        There are none.
    """
    files = sorted(folder.glob("*.jsonl.xz"))
    if not files:
        raise ConfigError(f"{folder} holds no *.jsonl.xz files; give the folder of the training corpus.")
    return files


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of one corpus file."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def pairs_of(rows: Sequence[dict[str, Any]], rng: random.Random) -> Iterator[Pair]:
    """Yield the pairs of one file's rows, in the rows' order."""
    titles = Counter(row.get("title", "") for row in rows)
    for row in rows:
        if "en" in row:
            yield Pair("translation", row["en"], row["vi"])
            continue
        passages = passages_of(row["text"], rng)
        if not passages:
            continue
        if title := _speaking_title(row, titles):
            yield Pair("title", title, passages[0])
        yield from _clause_pairs(passages, rng)
        yield from (Pair("neighbour", a, b) for a, b in pairwise(passages))


def passages_of(text: str, rng: random.Random) -> list[str]:
    """Return a text's passages of about a paragraph, at most 60 in a row from a random place.

    A line that ends without a stop and goes on in lower case was wrapped by the file and is joined.
    """
    shortest, longest = _PASSAGE_CHARS
    passages, current = [], ""
    for block in _BLOCK.split(_WRAP.sub(" ", text)):
        current = f"{current} {block.strip()}".strip()
        if len(current) >= shortest:
            passages.append(current[:longest])
            current = ""
    if current:
        passages.append(current)
    start = rng.randrange(max(1, len(passages) - _MAX_PASSAGES))
    return passages[start : start + _MAX_PASSAGES]


def _speaking_title(row: dict[str, Any], titles: Counter[str]) -> str:
    """Return the row's title; one that many texts share ("Phạm vi điều chỉnh") gets its topic added."""
    title = str(row.get("title") or "")
    if titles[title] <= _COMMON_TITLE:
        return title
    return f"{title} {row.get('topic', '')}" if row.get("topic") else ""


def _clause_pairs(passages: Sequence[str], rng: random.Random) -> Iterator[Pair]:
    """Pair a clause of each passage with what is left of it (Lee et al. 2019, "Latent retrieval")."""
    for passage in passages:
        clauses = _CLAUSE.split(passage)
        if len(clauses) < 2:
            continue
        i = rng.randrange(len(clauses))
        if len(clauses[i]) >= 20:
            yield Pair("clause", clauses[i], " ".join(clauses[:i] + clauses[i + 1 :]))
