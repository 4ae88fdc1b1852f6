"""The word index: which tasks contain the words asked for, and how much that says (tantivy, BM25).

Four fields: the task's words as spelled (`exact`), without diacritics (`folded`), neighbouring syllables
as one term (`pairs`, because most Vietnamese words have two), and the words around the task: headings and
title (`around`). A text is split by us, never by tantivy's query parser, so no question can be mistaken for
query syntax.

However many wordings are looked up, the question is one flat sum of terms: only for such a sum tantivy passes
over the blocks of rows that cannot be among the best (Ding and Suel 2011, "Faster top-k document retrieval
using block-max indexes").
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from pipeline.errors import CorpusError, CorpusMissing
from pipeline.retrieval.terms import TermRows, TermWriter
from pipeline.text.normalize import fold, match_form

Wording = tuple[str, float]
"""Words to look up, and what they count."""

# Headings and title count less than the task's own words. Chosen on development questions.
_WEIGHTS = {"exact": 1.0, "folded": 1.0, "pairs": 1.0, "around": 0.35}
_ALONE = {"exact": 0.6, "folded": 0.4, "around": 0.35}  # a word without neighbour: `đường` before `Dương`
_SAID = ("folded", "pairs", "around")  # where a term may stand that a row says
_MOST_WORDS = 64  # distinct words of one wording that are looked up; what follows says little more
_FEW = 1_500  # up to so many kept rows tantivy filters; beyond, taking more hits and filtering them is faster
# Share (and number) of rows from which a syllable says too little to be looked up beside its pairs: in headings, …
_COMMON, _FEW_ROWS = 0.1, 50
_OFTEN = 0.3  # … and in a row's own words
_REMEMBERED = 1 << 16  # terms whose frequency is kept at hand: asking the index costs more than the question is worth
_PHRASES = 32  # phrases whose rows are kept at hand: who narrows an answer or pages through it asks for them again
# Bytes the writer may hold before it writes a segment: some 100,000 tasks. Every segment is searched by itself,
# so three of them take a quarter longer than one.
_HEAP = 160_000_000

_WORD = re.compile(r"[^\W_]+")

_Term = tuple[str, str]  # field and term


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """A task as the word index sees it.

    Attributes
    ----------
    position : its row in the index and in the vectors, unique.
    text, attributes : its own words and its attribute lines.
    headings, title : the words above it.
    """

    position: int
    text: str
    headings: tuple[str, ...] = ()
    title: str = ""
    attributes: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """Return the text's words in the form in which they are compared, with diacritics.

    Examples
    --------
    >>> words_of("Quyết định số 217-QĐ/TW")
    ['quyết', 'định', 'số', '217', 'qđ', 'tw']
    """
    return _WORD.findall(match_form(text))


def pairs_of(words: Sequence[str]) -> list[str]:
    """Return each two neighbouring words as one term."""
    return [f"{left}_{right}" for left, right in itertools.pairwise(words)]


class LexicalIndex:
    """A read-only word index in a folder; made by `build`, opened by `open`."""

    def __init__(self, index: tantivy.Index, terms: TermRows) -> None:
        self._terms = terms
        self._schema = index.schema
        self._searcher = index.searcher()
        self._size = self._searcher.num_docs  # asked for again and again, and each time counted
        self._frequency = lru_cache(_REMEMBERED)(self._searcher.doc_freq)
        self._held: dict[tuple[str, ...], NDArray[np.int64]] = {}

    @classmethod
    def build(cls, folder: Path, rows: Iterable[LexicalRow]) -> LexicalIndex:
        """Write a new index of the rows into an empty folder, in bounded memory, and open it.

        Raises
        ------
        CorpusError
            The folder cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            writer = tantivy.Index(_schema(), path=str(folder), reuse=False).writer(_HEAP, 1)
            with TermWriter(folder) as terms:
                for row in rows:
                    fields = _fields(row)
                    writer.add_document(_document(row.position, fields))
                    terms.add(row.position, {term for name in _SAID for term in fields[name]})
                writer.commit()
                writer.wait_merging_threads()
        except (OSError, ValueError) as wrong:
            raise CorpusError(
                f"Không ghi được chỉ mục từ vào {folder} (cannot be written): {wrong}. "
                "Kiểm tra chỗ trống và quyền ghi rồi chạy `kehoach rebuild`."
            ) from wrong
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open an index for reading; its files are mapped, not loaded.

        Raises
        ------
        CorpusMissing
            There is no word index in the folder.
        """
        try:
            return cls(tantivy.Index.open(str(folder)), TermRows.open(folder))
        except (OSError, ValueError) as wrong:
            raise CorpusMissing(
                f"Không mở được chỉ mục từ {folder} (no readable word index): {wrong}. Hãy chạy `kehoach rebuild`."
            ) from wrong

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._size

    def search(
        self,
        words: str | Sequence[Wording],
        k: int,
        *,
        phrases: Iterable[str] = (),
        keep: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the rows that say the words, best first.

        Parameters
        ----------
        words : a text, or several wordings; a term that stands in more than one counts once, what it counts most.
        k : at most so many rows.
        phrases : among the rows that hold them, see `holding`; quicker than to give these as `keep`.
        keep : positions among which to search; None means all.

        Returns
        -------
        positions, scores : equally long, at most `k`; the score is a weighted sum of BM25 over the fields,
            higher is better, > 0; rows of equal score come in order of position.
        """
        wanted = self._wanted([(words, 1.0)] if isinstance(words, str) else words)
        if k <= 0 or (keep is not None and not len(keep)) or not wanted:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return self._run(_among(_any(wanted), self._required(phrases)), k, keep)

    def holding(self, phrases: Iterable[str]) -> NDArray[np.int64]:
        """Return the rows that hold all phrases in their own words, ascending; every row where nothing is asked for.

        Parameters
        ----------
        phrases : each must stand as spelled or, typed without diacritics, folded.
        """
        asked = tuple(phrases)
        if asked not in self._held:
            if len(self._held) >= _PHRASES:
                self._held.clear()
            self._held[asked] = self._find_holding(asked)
        return self._held[asked]

    def saying(self, terms: Sequence[str], positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which rows say which terms, in their own words or in those above them: (n_positions, n_terms).

        Parameters
        ----------
        terms : folded words and pairs `a_b`.
        """
        return self._terms.having(terms, positions)

    def saying_any(self, terms: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which of all rows say one of the terms, in their own words or in those above them: (n_rows,)."""
        told = np.zeros(len(self), bool)
        for rows in self._terms.of(terms):
            told[rows] = True
        return told

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a folded word or of a pair `a_b`; >= 0, 0 if unknown."""
        found = self.frequency(term)
        return math.log(1 + (len(self) - found + 0.5) / (found + 0.5)) if found else 0.0

    def frequency(self, term: str) -> int:
        """Return how many rows say a folded word or a pair `a_b`: in their own words, or at least above them."""
        return self._frequency(_own_field(term), term) or self._frequency("around", term)

    def _run(
        self, query: tantivy.Query, k: int, keep: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if keep is None or len(keep) >= len(self):
            return self._top(query, k)
        if len(keep) <= _FEW:
            return self._top(self._kept(query, keep), k)
        return self._top_among(query, k, keep)

    def _kept(self, query: tantivy.Query, keep: NDArray[np.int64]) -> tantivy.Query:
        """Return the query restricted to some rows, its scores unchanged."""
        if len(keep) <= _FEW:  # a fifth of the time that a set of terms takes
            among = _any([tantivy.Query.term_query(self._schema, "position", row) for row in keep.tolist()])
        else:
            among = tantivy.Query.term_set_query(self._schema, "position", keep.tolist())
        return _among(query, [tantivy.Query.const_score_query(among, 0.0)])

    def _find_holding(self, phrases: tuple[str, ...]) -> NDArray[np.int64]:
        required = self._required(phrases)
        if not required or not len(self):
            return np.arange(len(self))
        found = self._searcher.search(_among(required[0], required), len(self), count=False)
        return np.sort(self._positions(found))

    def _required(self, phrases: Iterable[str]) -> list[tantivy.Query]:
        """Return what a row must match: every phrase, which counts nothing."""
        found = [query for phrase in phrases if (query := self._phrase(phrase))]
        return [tantivy.Query.const_score_query(query, 0.0) for query in found]

    def _top_among(
        self, query: tantivy.Query, k: int, keep: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Take more and more hits until `k` of them are among the kept rows."""
        depth = k + k * len(self) // len(keep)
        while True:
            positions, scores = self._top(query, depth)
            kept = np.isin(positions, keep)
            if kept.sum() >= k or len(positions) < depth:
                return positions[kept][:k], scores[kept][:k]
            depth *= 4

    def _top(self, query: tantivy.Query, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        result = self._searcher.search(query, min(k, max(len(self), 1)), count=False)
        positions = self._positions(result)
        scores = np.array([score for score, _ in result.hits], np.float32)
        order = np.lexsort((positions, -scores))
        return positions[order], scores[order]

    def _positions(self, result: tantivy.SearchResult) -> NDArray[np.int64]:
        addresses = [address for _, address in result.hits]
        return np.array(self._searcher.fast_field_values("position", addresses), np.int64)

    def _wanted(self, wordings: Sequence[Wording]) -> list[tantivy.Query]:
        """Return what finds any of the wordings, term by term."""
        weights: dict[_Term, float] = {}
        for text, weight in wordings:
            for term, worth in self._terms_of(text):
                weights[term] = max(weights.get(term, 0.0), weight * worth)
        return [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, *term), weight)
            for term, weight in weights.items()
        ]

    def _terms_of(self, text: str) -> list[tuple[_Term, float]]:
        """Return the terms that a text is looked up by, and what each counts."""
        said = words_of(text)
        words = list(dict.fromkeys(said))[:_MOST_WORDS]
        bare = [fold(word) for word in words]
        pairs = list(dict.fromkeys(pairs_of([fold(word) for word in said])))[:_MOST_WORDS]
        # typed without diacritics: the exact spelling would favour chance
        own = [("folded", word) for word in bare] if text.isascii() else [("exact", word) for word in words]
        above, weights = [("around", word) for word in bare], _WEIGHTS
        if pairs:  # found in any spelling, as a word without neighbour is too
            own, above = self._telling(own, _OFTEN), self._telling(above, _COMMON)
            above += [(field, pair) for pair in pairs for field in ("pairs", "around")]
        elif not text.isascii():
            own, weights = [*own, *(("folded", word) for word in bare)], _ALONE
        return [(term, weights[term[0]]) for term in own + above]

    def _telling(self, terms: list[_Term], share: float) -> list[_Term]:
        """Return the terms that few rows have: the others say little and take most of the time."""
        most = max(share * len(self), _FEW_ROWS)
        return [term for term in terms if self._frequency(*term) <= most]

    def _phrase(self, phrase: str) -> tantivy.Query | None:
        words = words_of(phrase)
        field = "folded" if phrase.isascii() else "exact"
        if len(words) > 1:
            return tantivy.Query.phrase_query(self._schema, field, [*words])
        return tantivy.Query.term_query(self._schema, field, words[0]) if words else None


_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


def _own_field(term: str) -> str:
    """Return the field of a row's own words that holds a folded word or a pair."""
    return "pairs" if "_" in term else "folded"


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries])


def _among(query: tantivy.Query, required: Sequence[tantivy.Query]) -> tantivy.Query:
    """Return a query of what matches the required ones too."""
    return tantivy.Query.boolean_query([(_MUST, each) for each in (query, *required)]) if required else query


def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder().add_unsigned_field("position", fast=True, indexed=True)
    for name in ("exact", "folded"):
        fields = fields.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("pairs", "around"):
        fields = fields.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return fields.build()


def _fields(row: LexicalRow) -> dict[str, list[str]]:
    """Return the terms of a row by field."""
    own = words_of("\n".join((row.text, *row.attributes)))
    folded = [fold(word) for word in own]
    above = [fold(word) for word in words_of("\n".join((row.title, *row.headings)))]
    around = above + pairs_of(above)
    return {"exact": own, "folded": folded, "pairs": pairs_of(folded), "around": around}


def _document(position: int, fields: dict[str, list[str]]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("position", position)
    for name, terms in fields.items():
        document.add_text(name, " ".join(terms))
    return document
