"""Where models lie: in the workspace's own `models/`, else those that ship with the program."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def models_dirs(home: Path) -> tuple[Path, ...]:
    """Return the folders in which to look for a model, the workspace's own first.

    The shipped models travel inside the wheel as `pipeline/shipped`; in a source checkout they are the
    folder `models` beside the package.
    """
    return (home / "models", *shipped_dirs())


def shipped_dirs() -> tuple[Path, ...]:
    """Return the folder with the models that ship with the program, () if they were left out."""
    checkout = _PACKAGE.parent
    folders = [_PACKAGE / "shipped"]
    if (checkout / "pyproject.toml").is_file():
        folders.append(checkout / "models")
    return tuple(folder for folder in folders if folder.is_dir())
