"""Rows {"id", "text"} of a JSON-lines file, as `search --batch` and `encode` take them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import UsageFault


def read_rows(file: Path) -> Iterator[tuple[str, str]]:
    """Give each row's id and text, in order; empty lines are skipped.

    Raises
    ------
    UsageFault
        The file cannot be read, or a line is no such row.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")  # JSON may hold other line ends
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"Không đọc được {file} (cannot be read as UTF-8): {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(file, number, line)


def _row(file: Path, number: int, line: str) -> tuple[str, str]:
    """Return one row's id and text."""
    try:
        row = json.loads(line)
        if isinstance(row["text"], str) and isinstance(row["id"], str | int):
            return str(row["id"]), row["text"]
    except (ValueError, KeyError, TypeError):
        pass
    raise UsageFault(
        f'{file}, dòng {number}: cần {{"id": …, "text": "…"}} (expected such a row), nhưng có: {line[:80]}'
    )
