"""Where models lie: in the workspace's own `models/`, else those that ship with the program.

The theme model has versions, a folder each under `models/themes/`: those trained here, in the workspace, and
the one that ships. Which of them is in use is the corpus's to say (`decisions`), because the tags change with it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelError, ModelMismatch, ModelMissing
from pipeline.retrieval.encoder import SHIPPED, Encoder, is_static, open_encoder
from pipeline.themes.taxonomy import Taxonomy, workspace_taxonomy

if TYPE_CHECKING:
    from pipeline.themes.classifier import Classifier

_PACKAGE = Path(__file__).resolve().parents[1]
_THEMES = "themes"
_SHIPPED_NAME = re.compile(r"[0-9a-f]{12}")
_STAMP = "%Y-%m-%d-%H%M%S"
_TRAINED_NAME = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})-[0-9a-f]{12}")


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


@dataclass(frozen=True)
class ThemeModel:
    """A version of the theme model, used with a workspace's taxonomy; light enough to be sent to another process.

    Attributes
    ----------
    folder : of the version, whose name is the version's.
    home : the workspace.
    """

    folder: Path
    home: Path

    @property
    def version(self) -> str:
        """What people call it."""
        return self.folder.name

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The themes in use."""
        return workspace_taxonomy(self.home)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the tags might: version and themes."""
        themes = hashlib.sha256(repr(self.taxonomy).encode("utf-8")).hexdigest()
        return f"{self.version} {themes[:12]}"

    def open(self) -> Classifier:
        """Open what applies it, with the encoder that it was trained with, whichever the search uses.

        Raises
        ------
        ModelError
            It is missing or damaged, or that encoder is not here.
        """
        from pipeline.themes.classifier import Classifier
        from pipeline.themes.model import encoder_of

        wanted = encoder_of(self.folder)
        found = [encoder for encoder in theme_encoders(self.home) if encoder.fingerprint == wanted]
        if not found:
            raise ModelMismatch(
                f"Mô hình chủ đề {self.version} cần bộ mã hóa {wanted} (trained with an encoder that is not here); "
                "hãy chạy `kehoach train` rồi `kehoach models promote`."
            )
        return Classifier.open(self.folder, found[0], self.taxonomy)


def theme_encoders(home: Path) -> list[Encoder]:
    """Open the encoders by which themes can be learnt: the one named "encoder" of the workspace and the shipped one."""
    return [open_encoder(SHIPPED, [models]) for models in models_dirs(home) if is_static(models / SHIPPED)]


class ThemeModels:
    """The versions of the theme model that a workspace can use."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.trained_here = home / "models" / _THEMES

    @property
    def shipped(self) -> str:
        """The version that ships with the program.

        Raises
        ------
        ModelMissing
            It was left out.
        """
        found = [folder.name for models in shipped_dirs() for folder in _versions(models / _THEMES)]
        if not found:
            raise ModelMissing("Không có mô hình chủ đề đi kèm (no theme model ships with this program); cài lại.")
        return found[-1]

    def versions(self) -> list[str]:
        """Return all versions there are: the shipped one, then those trained here, the oldest first."""
        here = [folder.name for folder in _versions(self.trained_here)]
        return [self.shipped, *(version for version in here if version != self.shipped)]

    def in_use(self, promoted: Sequence[str]) -> ThemeModel:
        """Return the version promoted last, the shipped one where none is.

        A shipped version of an earlier program gives way to the one that ships now.

        Raises
        ------
        ModelMissing
            The version was trained here, and somebody has deleted it.
        """
        if not promoted or (promoted[-1] not in self.versions() and _SHIPPED_NAME.fullmatch(promoted[-1])):
            return self.model(self.shipped)
        try:
            return self.model(promoted[-1])
        except ModelMissing as error:
            raise ModelMissing(f"{error} Nó đang được dùng: hãy chạy `kehoach models rollback`.") from error

    def model(self, version: str) -> ThemeModel:
        """Return a version.

        Raises
        ------
        ModelMissing
            There is none of this name; the message lists those there are.
        """
        for models in models_dirs(self.home):
            for folder in _versions(models / _THEMES):
                if folder.name == version:
                    return ThemeModel(folder, self.home)
        raise ModelMissing(
            f"Không có phiên bản {version!r} (no such version); có: {', '.join(self.versions())}. "
            "Xem `kehoach models list`."
        )

    def learnt_before(self, content: str) -> str | None:
        """Return the version trained here that has this content (12 hex digits), None if none has."""
        here = [folder.name for folder in _versions(self.trained_here)]
        return next((version for version in here if version.endswith(content)), None)

    def new_name(self, content: str) -> str:
        """Return what a version made now, with this content, is called: names sort by time."""
        return f"{datetime.now(UTC):{_STAMP}}-{content}"

    def last_trained(self) -> str:
        """Return when a version was trained here last (UTC, ISO 8601), "" if none ever was."""
        named = [name[1] for folder in _versions(self.trained_here) if (name := _TRAINED_NAME.fullmatch(folder.name))]
        if not named:
            return ""
        return datetime.strptime(named[-1], _STAMP).replace(tzinfo=UTC).isoformat(timespec="seconds")

    def adopt(self, folder: Path, version: str) -> ThemeModel:
        """Move a finished version into the workspace: it appears whole or not at all.

        Raises
        ------
        ModelError
            The workspace cannot be written.
        """
        try:
            self.trained_here.mkdir(parents=True, exist_ok=True)
            os.replace(folder, self.trained_here / version)
        except OSError as error:
            raise ModelError(
                f"Không ghi được {self.trained_here / version} (cannot be written): {error}; kiểm tra chỗ trống."
            ) from error
        return self.model(version)


def _versions(folder: Path) -> list[Path]:
    """Return the folders of versions, in the order of their names; what is not finished has no manifest."""
    return sorted(manifest.parent for manifest in folder.glob("*/manifest.json"))
