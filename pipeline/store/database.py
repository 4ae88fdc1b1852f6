"""SQLite opened, and its errors put into words: the only file that knows how SQLite fails.

A database is in WAL mode, so that questions are answered while a run writes, and a killed run leaves what
it committed. Which tables the corpus has is `schema`'s business, what they mean `corpus`'s; other databases of a
workspace bring `Tables` of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import CorpusBusy, CorpusError, CorpusMissing
from pipeline.store.schema import MIGRATIONS

Parameters = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Tables:
    """What a database holds.

    Attributes
    ----------
    name : what messages call it.
    migrations : version n of the tables is what the first n scripts make.
    remedy : what helps where it is damaged or none of ours.
    """

    name: str
    migrations: Sequence[str]
    remedy: str


CORPUS = Tables("Kho", MIGRATIONS, "chạy `kehoach restore`, hoặc chuyển nó đi rồi `kehoach run`")

_FAULTS = {
    sqlite3.SQLITE_PERM: "không có quyền ghi (no permission to write); mở quyền ghi cho thư mục này",
    sqlite3.SQLITE_READONLY: "chỉ đọc được, không ghi được (read-only); mở quyền ghi cho thư mục này",
    sqlite3.SQLITE_IOERR: "ổ đĩa báo lỗi hoặc đã đầy (disk error, or full); kiểm tra ổ đĩa, chỗ trống rồi chạy lại",
    sqlite3.SQLITE_CORRUPT: "bị hỏng (damaged); {remedy}",
    sqlite3.SQLITE_FULL: "ổ đĩa đã đầy (disk full); giải phóng chỗ trống rồi chạy lại",
    sqlite3.SQLITE_CANTOPEN: "không mở được (cannot be opened); kiểm tra thư mục và quyền truy cập",
    sqlite3.SQLITE_NOTADB: "không phải là tệp của kehoach (not a file of ours); {remedy}",
}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_WAIT_S = 30.0


class Database(sqlite3.Connection):
    """A connection whose failures are errors of ours; made by `connect`."""

    path: Path = Path()
    tables: Tables = CORPUS

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Execute one statement.

        Raises
        ------
        CorpusError
            The file cannot be read or written, is damaged, or the disk is full.
        CorpusBusy
            Another process kept it locked for too long.
        """
        with self._in_words():
            return super().execute(sql, parameters)

    def run_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute one statement for every row."""
        with self._in_words():
            super().executemany(sql, rows)

    def all(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return every row a question brings back."""
        with self._in_words():
            return super().execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """Yield row after row of what a question brings back, without holding them all."""
        with self._in_words():
            yield from super().execute(sql, parameters)

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of the first row, None if there is no row."""
        rows = self.all(sql, parameters)
        return rows[0][0] if rows else None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make the changes within the block all together or not at all."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self.in_transaction:
                self.rollback()
            raise

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Let every question within the block see the same state, whatever others commit meanwhile."""
        if self.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Turn what SQLite reports about the file into a CorpusError; a wrong statement stays a defect."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _in_words(error, self.path, self.tables) from error


def _in_words(error: sqlite3.DatabaseError, path: Path, tables: Tables) -> Exception:
    """Return our error for one of SQLite's about the file, or the same error if it is about the statement."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _BUSY:
        return CorpusBusy(
            f"{tables.name} {path} đang được tiến trình khác ghi (locked by another process); thử lại sau."
        )
    if code in _FAULTS:
        return CorpusError(f"{tables.name} {path}: {_FAULTS[code].format(remedy=tables.remedy)}. [{error}]")
    return error


def connect(path: Path, *, create: bool = False, tables: Tables = CORPUS) -> Database:
    """Open the database at a path, making it and its tables first if `create`.

    Raises
    ------
    CorpusMissing
        There is none and `create` is off.
    CorpusError
        It cannot be opened, or was made by a later version of the tables.
    """
    if not create and not path.is_file():
        raise _missing(path)
    database = _open(path, create=create, tables=tables)
    try:
        _check_schema(database, create=create)
    except BaseException:
        database.close()
        raise
    return database


def _missing(path: Path) -> CorpusMissing:
    """Return the error that says how to make a corpus."""
    return CorpusMissing(
        f"Chưa có dữ liệu tại {path} (nothing has been read yet); hãy chạy `kehoach run THƯ_MỤC` trước."
    )


def _open(path: Path, *, create: bool, tables: Tables) -> Database:
    """Open for writing if the place allows it, else (no permission, a full disk) for reading only."""
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        return _tuned(path, path.as_uri() + ("?mode=rwc" if create else "?mode=rw"), create=create, tables=tables)
    except OSError as error:
        raise CorpusError(f"Không tạo được thư mục {path.parent} (cannot be created): {error}") from error
    except (CorpusError, sqlite3.DatabaseError):
        if create or not _readable_only(path):
            raise
        return _tuned(path, path.as_uri() + "?immutable=1", create=False, tables=tables)


def _readable_only(path: Path) -> bool:
    """Whether all that was committed is in the file itself, so that it needs no files beside it to be read."""
    log = path.with_name(path.name + "-wal")
    return not log.exists() or log.stat().st_size == 0


def _tuned(path: Path, uri: str, *, create: bool, tables: Tables) -> Database:
    """Connect, set what every connection needs, and touch the file once to see that it is one."""
    try:
        database = sqlite3.connect(
            uri,
            uri=True,
            factory=Database,
            isolation_level=None,
            timeout=_WAIT_S,
            check_same_thread=False,  # whoever shares one hands it over, from request to request
        )
    except sqlite3.DatabaseError as error:
        raise _in_words(error, path, tables) from error
    database.path, database.tables = path, tables
    try:
        if create:
            database.run("PRAGMA journal_mode = WAL")
        database.run("PRAGMA synchronous = NORMAL")
        database.run("PRAGMA foreign_keys = ON")
        database.value("SELECT count(*) FROM sqlite_master")
    except BaseException:
        database.close()
        raise
    return database


def _check_schema(database: Database, *, create: bool) -> None:
    """Make the tables in an empty database, bring those of an earlier version up to date; refuse all others."""
    tables = database.tables
    found, wanted = database.value("PRAGMA user_version"), len(tables.migrations)
    if found == wanted:
        return
    is_empty = found == 0 and not database.value("SELECT count(*) FROM sqlite_master")
    if is_empty and not create:
        raise _missing(database.path)
    if not is_empty and not 0 < found < wanted:
        raise CorpusError(
            f"{tables.name} {database.path} có phiên bản {found}, chương trình này cần phiên bản {wanted} "
            f"(made by another version); cập nhật kehoach, hoặc {tables.remedy}."
        )
    with database.changing():
        for script in tables.migrations[
            database.value("PRAGMA user_version") :
        ]:  # another process may just have done it
            for statement in script.split(";\n"):
                database.run(statement)
        database.run(f"PRAGMA user_version = {wanted}")
