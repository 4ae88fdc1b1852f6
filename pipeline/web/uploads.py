"""Files that a reader sends: kept under data/raw, whole or not at all, under a name that leads nowhere else."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageFault

FOLDER = "tải lên"  # below data/raw
_LONGEST = 120  # characters of a name; with the folders before it a path stays below what Windows allows
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_CHUNK = 1 << 20


def keep(stream: BinaryIO, name: str, raw: Path, *, endings: frozenset[str], max_bytes: int) -> Path:
    """Keep an upload and return where.

    Parameters
    ----------
    name : as the sender's machine calls it; only its last part counts.
    raw : the folder `data/raw`.

    Raises
    ------
    UsageFault
        There is no reader for such a file, it is too large, or it cannot be written.
    """
    name = safe_name(name)
    if Path(name).suffix.lower() not in endings:
        raise UsageFault(f"{name}: chưa đọc được loại tệp này (no reader); đọc được: {', '.join(sorted(endings))}.")
    folder = raw / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{os.urandom(8).hex()}.part"
    try:
        size = _copy(stream, unfinished, max_bytes)
        if size > max_bytes:
            raise UsageFault(f"{name}: lớn hơn {max_bytes // 1_000_000} MB (too large); tách tệp hoặc nén lại.")
        target = _free(folder / name)
        unfinished.rename(target)
    except OSError as error:
        raise UsageFault(f"Không ghi được {name} (cannot be written): {error.strerror or error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def safe_name(name: str) -> str:
    r"""Return a file name that every system can hold and that lies in no other folder.

    Examples
    --------
    >>> safe_name("../../etc/Kế hoạch: 2025?.docx"), safe_name("C:\\a\\con.txt"), safe_name("..")
    ('Kế hoạch_ 2025_.docx', '_con.txt', 'tep')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = _FORBIDDEN.sub("_", last).strip(" .")
    clean = f"_{clean}" if _RESERVED.match(clean) else clean
    stem, ending = os.path.splitext(clean)
    return stem[: _LONGEST - len(ending)].rstrip() + ending or "tep"


def _copy(stream: BinaryIO, target: Path, max_bytes: int) -> int:
    """Copy at most a chunk more than is allowed; return how many bytes there were."""
    size = 0
    with target.open("wb") as out:
        while size <= max_bytes and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            out.write(chunk)
    return size


def _free(target: Path) -> Path:
    """Return a name that is not taken yet, with a number where it has to be."""
    names = [target, *(target.with_stem(f"{target.stem} ({n})") for n in range(2, 10_000))]
    return next(path for path in names if not path.exists())
