"""A folder with `data/` and `models/`, and everything one can do with it: the program behind every door."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pipeline.config import Config, load_config
from pipeline.errors import UnreadableFile, UsageFault
from pipeline.learning.themes import Themes
from pipeline.records import (
    Answer,
    Correction,
    Document,
    Filters,
    Language,
    Slice,
    Status,
    StoredTask,
    Task,
    ThemeScore,
)
from pipeline.store.corpus import Corpus
from pipeline.store.corrections import corrected, in_force
from pipeline.store.generations import Generations
from pipeline.store.models import models_dirs
from pipeline.store.rows import task_id
from pipeline.store.tags import overrule

if TYPE_CHECKING:
    from pipeline.ingest.ingest import Report
    from pipeline.ingest.reader import Reader
    from pipeline.paper.tables import Table
    from pipeline.reports.changes import Change
    from pipeline.reports.thematic import Grouping
    from pipeline.reports.thematic import Report as ReportRecord
    from pipeline.retrieval.encoder import Encoder
    from pipeline.search import Searcher
    from pipeline.search.facets import Facet
    from pipeline.search.ranking import By
    from pipeline.store.doctor import Finding
    from pipeline.themes.taxonomy import Taxonomy
    from pipeline.workspace.correcting import Edit
    from pipeline.workspace.documents import Documents
    from pipeline.workspace.overview import Overview
    from pipeline.workspace.saving import SavedQuestions

NOTHING_ASKED = Filters()
ALL_OF_THEM = Slice()
Stage = Literal["read", "index", "tag", "learn", "curve", "compare"]
Progress = Callable[[Stage, int, int], None]


def _silent(stage: Stage, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One plan read without storing it; `themes` and `corrections` run in parallel with `tasks`."""

    sha256: str
    document: Document
    tasks: tuple[Task, ...]
    themes: tuple[tuple[ThemeScore, ...], ...]
    corrections: tuple[tuple[Correction, ...], ...]


class Workspace:
    """Plans, what was read from them, and the indexes; a context manager that closes them.

    Examples
    --------
    >>> with Workspace.open(".") as workspace:      # doctest: +SKIP
    ...     workspace.run(["data/raw"])
    ...     workspace.search("Thanh tra giải quyết khiếu nại").total
    """

    def __init__(self, home: Path, config: Config) -> None:
        self.home = home
        self.config = config
        self._open_searcher: Searcher | None = None
        self._searched: tuple[Path | None, Taxonomy] | None = None
        self._corpus: Corpus | None = None

    @classmethod
    def open(cls, home: str | Path = ".") -> Self:
        """Open the workspace in a folder; what it lacks is made by the first `run`.

        Raises
        ------
        UsageFault
            It is not a folder.
        ConfigError
            Its `kehoach.toml` cannot be meant.
        """
        folder = Path(home)
        if folder.exists() and not folder.is_dir():
            raise UsageFault(f"{folder} không phải là thư mục (not a folder); sửa --home.")
        return cls(folder.resolve(), load_config(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files."""
        self._open_searcher = None
        if self._corpus is not None:
            self._corpus.close()
            self._corpus = None

    @property
    def processed(self) -> Path:
        """Where the store lies."""
        return self.home / "data" / "processed"

    @property
    def raw(self) -> Path:
        """Where plans lie that are not elsewhere."""
        return self.home / "data" / "raw"

    @property
    def endings(self) -> frozenset[str]:
        """Of the names of files that can be read, lower case, with the dot; archives and mails too."""
        from pipeline.plans.reading import READERS
        from pipeline.plans.reading.containers import CONTAINERS

        return frozenset(READERS) | frozenset(CONTAINERS)

    @property
    def corpus_path(self) -> Path:
        """The system of record."""
        return self.processed / "corpus.db"

    @property
    def generations(self) -> Generations:
        """The indexes."""
        return Generations(self.processed / "index")

    @cached_property
    def themes(self) -> Themes:
        """The themes: which model gives them, what people say about them, how it learns from that."""
        return Themes(self.home, self.processed, self.corpus_path)

    @property
    def documents(self) -> Documents:
        """The files: what became of each, which are left out, which folders are followed."""
        from pipeline.workspace.documents import Documents

        return Documents(self)

    @property
    def saved(self) -> SavedQuestions:
        """The questions that people want to hear of again."""
        from pipeline.workspace.saving import SavedQuestions

        return SavedQuestions(self)

    @cached_property
    def overview(self) -> Overview:
        """What is counted over many plans, which tasks a number stands for, and how far they have come."""
        from pipeline.workspace.overview import Overview

        return Overview(self)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that the settings name.

        Raises
        ------
        ModelError
            It is missing or damaged.
        """
        from pipeline.retrieval.encoder import Wording, open_encoder

        config = self.config
        wording = Wording(config.query_prefix, config.document_prefix, config.segment_words)
        return open_encoder(config.encoder, models_dirs(self.home), wording)

    def run(
        self,
        paths: Iterable[str | Path] = (),
        *,
        again: bool = False,
        progress: Progress = _silent,
        factory: Callable[[], Reader] | None = None,
    ) -> Report:
        """Read what is new or changed in files and folders (default `data/raw`), drop what has gone.

        Where there is much to read, processes are started: a script that calls this needs the usual
        `if __name__ == "__main__":`.

        Parameters
        ----------
        again : read also what has not changed.
        progress : called with a stage ("read" or "index"), how much of it is done and how much there is.
        factory : makes what reads a file; default the product's reader.

        Raises
        ------
        UsageFault
            A path does not exist, another run is writing, the disk is full or read-only, a model is missing.
        """
        from pipeline.ingest.ingest import ingest
        from pipeline.ingest.reader import PlanReader
        from pipeline.ingest.scan import check_present, scan

        places = [Path(path) for path in paths] or [self.raw]
        check_present(places)
        encoder = self.encoder
        with self.themes.writing(create=True, progress=partial(progress, "tag")) as corpus:
            model = self.themes.model(corpus)
            scans = scan(places, self.home, corpus.ledger.roots())
            last = max(corpus.documents_after(0), default=0)
            factory = factory or partial(PlanReader, model)
            report = ingest(corpus, scans, factory, self.config, partial(progress, "read"), again=again)
            self.generations.refresh(corpus, encoder, progress=partial(progress, "index"))
            self.themes.watch(corpus, last)
        self.saved.check()
        return report

    def parse(self, file: str | Path) -> Parsed:
        """Read one plan and store nothing; what people decided about its tasks, where it is stored, counts.

        Raises
        ------
        PlanError
            The file cannot be used as a plan.
        """
        from pipeline.ingest.reader import PlanReader
        from pipeline.ingest.single import read_one

        try:
            raw = Path(file).read_bytes()
        except OSError as error:
            raise UnreadableFile(str(file), f"không mở được (cannot be opened): {error.strerror}") from error
        reading = read_one(raw, Path(file).name, self.config, partial(PlanReader, self.themes.model()))
        sha256 = hashlib.sha256(raw).hexdigest()
        said = self._said(sha256, len(reading.tasks))
        themes = tuple(overrule(scores, decided) for scores, (decided, _) in zip(reading.themes, said, strict=True))
        tasks = tuple(corrected(task, words) for task, (_, words) in zip(reading.tasks, said, strict=True))
        return Parsed(sha256, reading.document, tasks, themes, tuple(in_force(words) for _, words in said))

    def _said(self, sha256: str, n_tasks: int) -> list[tuple[dict[str, tuple[bool, str]], list[Correction]]]:
        """Return what people decided and corrected of the tasks of a document, nothing for one that is not stored."""
        if not self.corpus_path.is_file():
            return [({}, [])] * n_tasks
        ids = [task_id(sha256, ordinal) for ordinal in range(n_tasks)]
        with Corpus.open(self.corpus_path) as corpus:
            rows = corpus.rows_of(ids)
            decisions, corrections = corpus.labels.decisions(rows.values()), corpus.corrections.history(rows.values())
        return [(decisions.get(row, {}), corrections.get(row, [])) for row in (rows.get(id, -1) for id in ids)]

    def original(self, task_id: str) -> Path:
        """Return where the file lies that a task was read from, to be opened by whatever opens such files.

        A file inside an archive or a mail is taken out into a temporary folder first, and is a copy.

        Raises
        ------
        TaskMissing
            There is no such task.
        UnreadableFile
            None of the files of its document is there any more.
        """
        from pipeline.ingest.single import original

        with Corpus.open(self.corpus_path) as corpus:
            return original(corpus.ledger.places(corpus.find(task_id)[1].document), self.home)

    def raw_of(self, sha256: str) -> tuple[str, bytes]:
        """Return the name and the bytes of the file that a plan was read from.

        Raises
        ------
        UnreadableFile
            It is not there any more, or has changed since.
        """
        from pipeline.ingest.single import original_bytes

        return original_bytes(self.corpus().ledger.places(sha256), self.home, sha256)

    def search(
        self,
        text: str = "",
        *,
        filters: Filters = NOTHING_ASKED,
        k: int | None = None,
        offset: int = 0,
        by: By = "task",
        understand: bool = True,
        without: Iterable[str] = (),
        language: Language | None = None,
        plans: bool = True,
    ) -> Answer:
        """Answer a question.

        Parameters
        ----------
        text : the question; may be empty when a filter is given.
        k : at most so many hits (plans with `by="plan"`); default the setting `k`.
        offset : leave out so many of the best ones.
        understand : if off, a question is nothing but its words.
        without : keys of understood parts of the question that are to be nothing but words.
        language : of the reasons; default that of the question.
        plans : whether the plans come along with tasks.

        Raises
        ------
        QueryError
            The question is empty or asks for something impossible.
        CorpusMissing
            Nothing has been read yet.
        ModelMismatch
            The index was built by another encoder.
        """
        return self.searcher().search(
            text,
            filters=filters,
            k=k or self.config.k,
            offset=offset,
            by=by,
            understand=understand,
            without=tuple(without),
            language=language,
            plans=plans,
        )

    def facets(
        self,
        text: str = "",
        *,
        filters: Filters = NOTHING_ASKED,
        understand: bool = True,
        without: Iterable[str] = (),
    ) -> tuple[Facet, ...]:
        """Return by what an answer could be narrowed, and how many tasks each choice would leave; see `search`.

        Without words and filters the tasks of the whole corpus are counted.
        """
        return self.searcher().facets(text, filters=filters, understand=understand, without=tuple(without))

    def like(
        self,
        text: str,
        *,
        filters: Filters = NOTHING_ASKED,
        k: int | None = None,
        offset: int = 0,
        language: Language | None = None,
    ) -> Answer:
        """Return the tasks most like a given one (by its id), or like a text; see `search`."""
        return self.searcher().like(text, filters=filters, k=k or self.config.k, offset=offset, language=language)

    def rebuild(self) -> None:
        """Make the indexes again from the corpus, with the encoder that the settings name."""
        encoder = self.encoder
        with self.themes.writing() as corpus:
            with corpus.changing():
                corpus.prune()
                corpus.tags.file(corpus.rows())
                corpus.corrections.file(corpus.corrections.rows())
            self.generations.refresh(corpus, encoder, afresh=True)

    def examine(self) -> list[Finding]:
        """Return what is wrong with corpus and indexes, [] if they are sound and belong together."""
        from pipeline.store.doctor import examine

        with Corpus.open(self.corpus_path) as corpus:
            return examine(corpus, self.generations, self.encoder, self.themes.model(corpus).fingerprint)

    def backup(self, target: Path) -> None:
        """Write the corpus and the settings to one file; the plans themselves and the indexes are not in it."""
        from pipeline.store.backup import back_up

        with Corpus.open(self.corpus_path) as corpus:
            back_up(corpus, self.home, target)

    def restore(self, source: Path) -> None:
        """Put the corpus of a backup in the place of this one, and make its indexes."""
        from pipeline.store.backup import restore
        from pipeline.store.lock import writing

        self.close()
        with writing(self.processed):
            restore(source, self.corpus_path, self.home)
        self.config = load_config(self.home)
        self.__dict__.pop("encoder", None)  # the settings may name another one
        self.rebuild()

    def report(
        self,
        target: str | Path,
        text: str = "",
        *,
        form: str | None = None,
        filters: Filters = NOTHING_ASKED,
        by: Grouping = "theme",
        statuses: Sequence[Status] = (),
        secret: bool = False,
        only: Slice = ALL_OF_THEM,
        template: Path | None = None,
        party: bool | None = None,
        today: date | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> ReportRecord:
        """Write a thematic report of what meets the conditions and, with a question, answers it best.

        Parameters
        ----------
        form : docx, xlsx or html; default as the name of the file ends.
        by : theme → agency, or plan → section.
        statuses : any one of which suffices; () for any.
        secret : whether plans marked Mật or higher may be shown.
        only : the part of the tasks that one number of a view counts.
        template, party : of a Word document; see `reports.word.write_word`.
        today : the day of the report, by which tasks are overdue; default the computer's.
        progress : called with how many tasks are set and how many there are.

        Raises
        ------
        UsageFault
            Nothing meets the conditions, or the target or the template cannot be used.
        """
        from pipeline.reports.names import REPORTS
        from pipeline.workspace import publishing
        from pipeline.workspace.forms import form_of
        from pipeline.workspace.selecting import Selection

        form = form_of(Path(target), form, REPORTS)
        asked = Selection(text, filters, tuple(statuses), secret, today or date.today(), only)
        report = publishing.build_report(self, asked, by)
        publishing.write_report(self, report, Path(target), form, progress, template=template, party=party)
        return report

    def export(
        self,
        target: str | Path,
        text: str = "",
        *,
        form: str | None = None,
        filters: Filters = NOTHING_ASKED,
        statuses: Sequence[Status] = (),
        secret: bool = False,
        only: Slice = ALL_OF_THEM,
        today: date | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        """Write all tasks that meet the conditions, or answer a question best, to a file; return how many.

        Parameters
        ----------
        form : csv, jsonl, parquet or xlsx; default as the name of the file ends.
        statuses, only, today, progress : as in `report`.
        secret : whether plans marked Mật or higher are written too.

        Raises
        ------
        UsageFault
            There is no such form, or the file cannot be written.
        """
        from pipeline.reports.names import EXPORTS
        from pipeline.workspace import publishing
        from pipeline.workspace.forms import form_of
        from pipeline.workspace.selecting import Selection

        form = form_of(Path(target), form, EXPORTS)
        asked = Selection(text, filters, tuple(statuses), secret, today or date.today(), only)
        return publishing.write_export(self, Path(target), form, asked, progress)

    def view(
        self,
        name: str,
        text: str = "",
        *,
        filters: Filters = NOTHING_ASKED,
        statuses: Sequence[Status] = (),
        secret: bool = False,
        only: Slice = ALL_OF_THEM,
        today: date | None = None,
        target: str | Path | None = None,
    ) -> Table:
        """Return a view over the tasks that meet the conditions or answer a question; write it if a file is named.

        Parameters
        ----------
        name : one of `reports.names.VIEWS`; "changes" compares the two files that the filters name.
        target : a .xlsx or .csv file, its chart as .svg or .png, both as .html; for the calendar .ics too.

        Raises
        ------
        UsageFault
            There is no such view, or the file cannot be written.
        """
        from pipeline.workspace.selecting import Selection
        from pipeline.workspace.viewing import view

        asked = Selection(text, filters, tuple(statuses), secret, today or date.today(), only)
        return view(self, name, asked, Path(target) if target is not None else None)

    def changes(self, before: str, after: str, *, secret: bool = False) -> tuple[Change, ...]:
        """Return what became of every task from one file, the older version or year, to another.

        Raises
        ------
        UsageFault
            One of the files has no tasks.
        """
        from pipeline.workspace.selecting import Selection
        from pipeline.workspace.viewing import changes_in

        return changes_in(self, Selection(filters=Filters(files=(before, after)), secret=secret))

    def tasks(
        self,
        *,
        filters: Filters = NOTHING_ASKED,
        statuses: Sequence[Status] = (),
        secret: bool = False,
        only: Slice = ALL_OF_THEM,
        today: date | None = None,
    ) -> Iterator[StoredTask]:
        """Yield the tasks that meet the conditions, in the order of the corpus; parameters as in `export`."""
        from pipeline.workspace.selecting import Selection, chosen_tasks, known_themes

        asked = Selection("", known_themes(self, filters), tuple(statuses), secret, today or date.today(), only)
        return chosen_tasks(self, asked)

    def correct(self, task_id: str, edit: Edit, author: str, seen: str | None = None) -> StoredTask:
        """Keep what somebody says about a task, all of it or nothing; see `correcting.correct`."""
        from pipeline.workspace.correcting import correct

        return correct(self, task_id, edit, author, seen)[0]

    def corpus(self) -> Corpus:
        """Return the corpus, opened once.

        Raises
        ------
        CorpusMissing
            Nothing has been read yet.
        """
        if self._corpus is None:
            self._corpus = Corpus.open(self.corpus_path)
        return self._corpus

    def theme_counts(self) -> dict[str, int]:
        """Return how many tasks have each theme."""
        return {id: len(self.searcher().rows(Filters(themes=(id,)))) for id in self.themes.taxonomy.ids}

    def searcher(self) -> Searcher:
        """Return what answers questions over the generation and with the themes in use; new ones mean a new one."""
        from pipeline.search import Searcher

        taxonomy = self.themes.taxonomy
        if self._open_searcher is None or self._searched != (self.generations.current(), taxonomy):
            corpus = self.corpus()
            generation = self.generations.open_current(self.encoder)
            self._open_searcher = Searcher(corpus, generation, self.encoder, taxonomy=taxonomy)
            self._searched = generation.folder, taxonomy
        return self._open_searcher
