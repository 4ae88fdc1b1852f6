"""Files that hold other files: archives and mails.

A new kind of container is a new row in `CONTAINERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pipeline.errors import EmptyPlan
from pipeline.plans.reading.archive import unpack_zip
from pipeline.plans.reading.mail import unpack_eml, unpack_msg
from pipeline.plans.reading.members import Member, Unpacking, Wanted

CONTAINERS: dict[str, Callable[[bytes, Unpacking], None]] = {
    ".zip": unpack_zip,
    ".eml": unpack_eml,
    ".msg": unpack_msg,
}


def is_container(file: str) -> bool:
    """Whether a file holds others, by the ending of its name."""
    return PurePosixPath(file).suffix.lower() in CONTAINERS


def unpack(raw: bytes, file: str, folder: Path, wanted: Wanted) -> tuple[Member, ...]:
    """Take the files out of a container.

    Parameters
    ----------
    folder : empty; where they go.
    wanted : whether a file of this name is worth taking out.

    Returns
    -------
    The members in the order of the container, those that were not taken out as well.

    Raises
    ------
    DamagedFile
        It is broken, or holds more than a folder of plans can.
    EmptyPlan
        There is nothing in it.
    """
    unpacking = Unpacking(file, folder, wanted)
    CONTAINERS[PurePosixPath(file).suffix.lower()](raw, unpacking)
    if not unpacking.members:
        raise EmptyPlan(file, "không có tệp nào bên trong (nothing in it)")
    return tuple(unpacking.members)
