"""The themes of a workspace: which model gives them, and all that can be done to make it better.

What is heavy is imported where it is used: a question that is only searched for needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import UsageFault
from pipeline.store.corpus import Corpus
from pipeline.store.models import ThemeModel, ThemeModels
from pipeline.themes.taxonomy import TAXONOMY_FILE, Taxonomy, workspace_taxonomy

if TYPE_CHECKING:
    from pipeline.learning.headway import Headway
    from pipeline.learning.intake import Intake
    from pipeline.learning.sheet import SheetRow
    from pipeline.learning.teaching import Lesson
    from pipeline.records import ThemeScore
    from pipeline.store.decisions import Decision

Stage = Literal["learn", "curve", "compare"]
Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def _silent_in_stages(stage: Stage, done: int, total: int) -> None:
    """Tell nobody."""


class Themes:
    """The themes of one workspace.

    Parameters
    ----------
    home, processed, corpus_path : the workspace, the folder of its store, the corpus in that.
    """

    def __init__(self, home: Path, processed: Path, corpus_path: Path) -> None:
        self._home = home
        self._processed = processed
        self._corpus_path = corpus_path

    @property
    def models(self) -> ThemeModels:
        """The versions of the model."""
        return ThemeModels(self._home)

    def model(self, corpus: Corpus | None = None) -> ThemeModel:
        """Return the version in use: the one promoted last, else the shipped one.

        Parameters
        ----------
        corpus : the workspace's, where it is open already.

        Raises
        ------
        ModelMissing
            Somebody has deleted it.
        """
        if corpus is None and self._corpus_path.is_file():
            with self.reading() as corpus:
                return self.model(corpus)
        return self.models.in_use(corpus.decisions.promoted() if corpus is not None else [])

    @property
    def taxonomy(self) -> Taxonomy:
        """The workspace's own, else the shipped one."""
        return workspace_taxonomy(self._home)

    def write_taxonomy(self) -> Path:
        """Put a copy of the shipped taxonomy into the workspace, to be edited; return where.

        Raises
        ------
        UsageFault
            There is one already, or it cannot be written.
        """
        file = self._home / TAXONOMY_FILE
        try:
            with file.open("x", encoding="utf-8") as stream:
                stream.write((files("pipeline.themes") / "data" / TAXONOMY_FILE).read_text(encoding="utf-8"))
        except FileExistsError as error:
            raise UsageFault(f"{file} đã có (is there already); sửa tệp đó, hoặc đổi tên nó trước.") from error
        except OSError as error:
            raise UsageFault(f"Không ghi được {file} (cannot be written): {error}.") from error
        return file

    @contextmanager
    def reading(self) -> Iterator[Corpus]:
        """Open the corpus to look into it."""
        with Corpus.open(self._corpus_path) as corpus:
            yield corpus

    @contextmanager
    def writing(self, *, create: bool = False, tagged: bool = True, progress: Progress = _silent) -> Iterator[Corpus]:
        """Open the corpus for changes that nobody else makes meanwhile.

        Parameters
        ----------
        tagged : first see to it that its tags are those of the model and the taxonomy in use.

        Raises
        ------
        CorpusBusy
            Somebody else is writing.
        CorpusMissing
            There is no corpus and `create` is off.
        """
        from pipeline.store.lock import writing

        with writing(self._processed), Corpus.open(self._corpus_path, create=create) as corpus:
            if tagged:
                self._bring_up_to_date(corpus, progress)
            yield corpus

    @contextmanager
    def speaking(self) -> Iterator[Corpus]:
        """Open the corpus for what people say: kept all together or not at all, also while plans are being read."""
        with Corpus.open(self._corpus_path) as corpus, corpus.changing():
            yield corpus

    def take_in(self, rows: Iterable[SheetRow], author: str) -> tuple[Intake, int]:
        """Keep what people say about the themes of tasks; return what became of it, and how many labels are new.

        Parameters
        ----------
        author : who is speaking where a row names nobody.
        """
        from pipeline.learning.intake import take_in

        with self.speaking() as corpus:
            return take_in(corpus, rows, self.taxonomy, author)

    def withdraw(self, labels: Iterable[int], author: str) -> None:
        """Take back labels, by their ids, as if they had never been given."""
        with self.speaking() as corpus:
            corpus.withdraw(labels, author)

    def headway(self, author: str) -> Headway:
        """Return how far teaching has come, with what an author did today."""
        from pipeline.learning.headway import headway

        with self.reading() as corpus:
            return headway(corpus, self.models, self.taxonomy, author)

    def _bring_up_to_date(self, corpus: Corpus, progress: Progress) -> None:
        """Tag the stored tasks anew if the taxonomy was edited or the program came with another model."""
        model = self.model(corpus)
        if corpus.tags.fingerprint != model.fingerprint:
            from pipeline.learning.promotion import retag, tag

            tagged = tag(corpus, model.open(), progress)
            with corpus.changing():
                retag(corpus, model, tagged, progress)

    def watch(self, corpus: Corpus, last: int) -> None:
        """Measure the documents that came in after the one with this key, and keep what was measured."""
        arrived = corpus.documents_after(last)
        if not arrived:
            return
        from pipeline.learning.watch import measure

        model = self.model(corpus)
        if rates := measure(corpus, arrived, model.open()):
            with corpus.changing():
                corpus.arrivals.add(model.version, rates)

    def train(
        self, *, author: str, note: str = "", progress: Callable[[Stage, int, int], None] = _silent_in_stages
    ) -> tuple[ThemeModel, Lesson | None]:
        """Train a new version from the shipped sentences and the labels there are.

        Returns
        -------
        The version, which is not yet in use, and what is to be said of it (None if nothing new was learnt).
        """
        from pipeline.learning.teaching import teach

        if not self._corpus_path.is_file():
            return teach(None, self.models, self.model(), author=author, note=note, progress=progress)
        with self.reading() as corpus:
            return teach(corpus, self.models, self.model(corpus), author=author, note=note, progress=progress)

    def promote(
        self, version: str, *, author: str, why: str = "", force: bool = False, progress: Progress = _silent
    ) -> int:
        """Put a version in use; return how many tasks have other tags now.

        Raises
        ------
        ModelError
            There is no such version, it is in use, or significantly worse and `force` is off.
        """
        from pipeline.learning.promotion import promote

        model = self.models.model(version)
        with self.writing(create=True, progress=progress) as corpus:
            used = self.model(corpus)
            return promote(corpus, used, model, author=author, why=why, force=force, progress=progress)

    def rollback(self, *, author: str, why: str = "", progress: Progress = _silent) -> tuple[str, int]:
        """Put the version before this one back in use; return it, and how many tasks have other tags now.

        Raises
        ------
        ModelError
            Nothing was promoted.
        """
        from pipeline.learning.promotion import rollback

        with self.writing(tagged=False) as corpus:
            model, changed = rollback(corpus, self.models, author=author, why=why, progress=progress)
        return model.version, changed

    def decisions(self) -> list[Decision]:
        """Return which versions were put in use or taken back, the oldest decision first."""
        if not self._corpus_path.is_file():
            return []
        with self.reading() as corpus:
            return corpus.decisions.all()

    def reasons(self, id: str) -> list[tuple[ThemeScore, tuple[str, ...]]]:
        """Return the themes of a task, each with the words for which the model in use gives it.

        Raises
        ------
        TaskMissing
            There is no task with this id.
        """
        from pipeline.learning.proposals import telling_words

        with self.reading() as corpus:
            _, stored = corpus.find(id)
            classifier = self.model(corpus).open()
            return [(score, telling_words(corpus, classifier, stored, score.theme)) for score in stored.themes]
