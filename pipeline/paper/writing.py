"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import UsageFault


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `target` when all went well.

    Raises
    ------
    UsageFault
        The target cannot be written: no such folder, no permission, open in another program, disk full.
    """
    unfinished = target.with_name(f".{target.name}.part")
    try:
        if target.is_dir():
            raise UsageFault(f"{target} là thư mục (a folder); ghi rõ tên tệp.")
        for needed in (unfinished, target) if target.exists() else (unfinished,):
            needed.open("ab").close()  # what cannot be written is told before the work, not after it
        yield unfinished
        os.replace(unfinished, target)
    except OSError as error:
        raise UsageFault(
            f"Không ghi được {target} (cannot be written): {error.strerror or error}. "
            "Kiểm tra thư mục, quyền ghi, và đóng tệp nếu đang mở trong Word hay Excel."
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
