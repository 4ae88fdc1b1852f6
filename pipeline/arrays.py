"""Arrays in files, opened by one thread at a time.

numpy reads the heading of a file with `ast`, and in CPython 3.11 two threads that use that at once may get a
SystemError ("AST constructor recursion depth mismatch", https://github.com/python/cpython/issues/106905).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ONE_AT_A_TIME = Lock()


def load_array(file: Path, *, mapped: bool = False) -> NDArray[Any]:
    """Return the array of a .npy file; `mapped`, it stays in the file and is read as far as it is used.

    Raises
    ------
    OSError, ValueError
        There is no such file, or it holds no array.
    """
    with _ONE_AT_A_TIME:
        found: NDArray[Any] = np.load(file, mmap_mode="r" if mapped else None)
    return found


def load_arrays(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of an .npz file by name; raises as `load_array`."""
    with _ONE_AT_A_TIME, np.load(BytesIO(content), allow_pickle=False) as found:
        return dict(found)
