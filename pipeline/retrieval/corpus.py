"""Reads the training corpus: documents cut into clauses, and translations.

The corpus is a folder of `*.jsonl.xz` files. A row with `en` and `vi` is a translation, and rows that
follow each other come from one text; any other row has a `text` and may have a `title` and a `topic`.
Nothing else is known of the files.
"""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

_WRAP = re.compile(r"(?<![.;:!?])\n(?=[a-zà-ỹđ(])")
_CLAUSE = re.compile(r"(?<=[.;:!?])\s+|\n+")
_LONGEST_PIECE = 12_000  # characters; a long text becomes several documents
_COMMON_TITLE = 3
_SHORTEST_CLAUSE = 24


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of a text: its title ("" where it says nothing), its topic, its clauses."""

    title: str
    topic: str
    clauses: tuple[str, ...]


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


def read_corpus(corpus: Path) -> tuple[list[Document], list[tuple[str, str]]]:
    """Return the documents and the translations (English, Vietnamese) of a corpus folder."""
    documents: list[Document] = []
    translations: list[tuple[str, str]] = []
    for file in corpus_files(corpus):
        rows = list(read_rows(file))
        documents += documents_of(rows)
        translations += ((row["en"], row["vi"]) for row in rows if "en" in row)
    return documents, translations


def documents_of(rows: Sequence[dict[str, Any]]) -> Iterator[Document]:
    """Yield the documents of one file's rows.

    A title that many rows share ("Phạm vi điều chỉnh") gets its topic added; without a topic it is left out.
    """
    titles = Counter(row.get("title", "") for row in rows)
    for row in rows:
        if "text" not in row:
            continue
        title, topic = str(row.get("title") or ""), str(row.get("topic") or "")
        if titles[title] > _COMMON_TITLE:
            title = f"{title} {topic}" if topic else ""
        for n, clauses in enumerate(_pieces(row["text"])):
            yield Document("" if n else title, topic or title, clauses)


def clauses_of(text: str) -> list[str]:
    """Return a text's clauses; very short ones ("1.", "a)") go with what follows.

    A line that ends without a stop and goes on in lower case was wrapped by the file and is joined.
    """
    clauses, current = [], ""
    for part in _CLAUSE.split(_WRAP.sub(" ", text)):
        current = f"{current} {part.strip()}".strip()
        if len(current) >= _SHORTEST_CLAUSE:
            clauses.append(current)
            current = ""
    return [*clauses, current] if current else clauses


def _pieces(text: str) -> Iterator[tuple[str, ...]]:
    piece: list[str] = []
    size = 0
    for clause in clauses_of(text):
        piece.append(clause)
        size += len(clause)
        if size >= _LONGEST_PIECE:
            yield tuple(piece)
            piece, size = [], 0
    if piece:
        yield tuple(piece)
