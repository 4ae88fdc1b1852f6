"""One writer at a time: the lock every command that writes holds for as long as it does."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import CorpusBusy, CorpusError


def writing(folder: Path, *, what: str = "corpus") -> AbstractContextManager[object]:
    """Return a context in which nobody else writes to the store in a folder.

    The lock is the operating system's and ends with the process, however that ends.

    Parameters
    ----------
    what : is written; two who write different things do not stand in each other's way.

    Raises
    ------
    CorpusBusy
        Somebody is writing.
    CorpusError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / f"{what}.lock", timeout=0).acquire()
    except Timeout as error:
        raise CorpusBusy(
            f"Một lệnh khác đang ghi vào {folder} (another run is writing); đợi nó xong rồi chạy lại."
        ) from error
    except OSError as error:
        raise CorpusError(
            f"Không ghi được vào {folder} (cannot be written): {error}; kiểm tra quyền ghi và chỗ trống."
        ) from error
